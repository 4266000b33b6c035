import { Component, onWillStart, status, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { serverAction } from "./server_action";

/** Getting Started: the steps from an empty archive to the first filed record. */
export class ArchiveGuide extends Component {
    static template = "property_archive.Guide";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ steps: false });
        onWillStart(() => this.load());
    }

    get left() {
        return this.state.steps.filter((step) => step.state === "open").length;
    }

    async call(method, ...args) {
        this.state.steps = await this.orm.call("property.archive.guide", method, args);
    }

    load() {
        return this.call("get_guide");
    }

    async open(step) {
        const action = await serverAction(this.orm, "property.archive.guide", "action_open_step", [
            step.key,
        ]);
        return this.action.doAction(action, {
            // the step may have led to another screen
            onClose: () => status(this) !== "destroyed" && this.load(),
        });
    }
}
