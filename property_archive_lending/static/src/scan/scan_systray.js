import { Component, onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** Take back by scan from anywhere: one button in the bar, for archivists only. */
export class ArchiveScanSystray extends Component {
    static template = "property_archive_lending.ScanSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.desk = await user.hasGroup(
                "property_archive.group_property_archive_archivist"
            );
        });
    }

    open() {
        this.action.doAction("property_archive_lending.desk_wizard_action", {
            additionalContext: { default_mode: "in" },
        });
    }
}

registry
    .category("systray")
    .add("property_archive_lending.scan", { Component: ArchiveScanSystray }, { sequence: 45 });
