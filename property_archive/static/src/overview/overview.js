import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ArchiveGuide } from "./guide";
import { serverAction } from "./server_action";

export class ArchiveOverview extends Component {
    static template = "property_archive.Overview";
    static components = { ArchiveGuide, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ sections: [] });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.sections = await this.orm.call("property.archive.overview", "get_overview", []);
    }

    async open(tile) {
        const action = await serverAction(
            this.orm,
            "property.archive.overview",
            "action_open_tile",
            [tile.key]
        );
        return this.action.doAction(action);
    }
}

registry.category("actions").add("property_archive.overview", ArchiveOverview);
