import {RedirectWarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** What a refused departure says, with a way to where it is cleared. */
export class DepartureRefusedDialog extends RedirectWarningDialog {
    setup() {
        super.setup();
        this.title =
            this.props.data.context.archive_title || _t("Not cleared by the archive");
        this.actionId = this.props.data.context.archive_action || {
            type: "ir.actions.act_window_close",
        };
        this.buttonText = this.props.data.context.archive_action
            ? _t("Show what is open")
            : _t("Close");
    }
}

registry
    .category("error_dialogs")
    .add(
        "odoo.addons.property_archive.exceptions.DepartureRefused",
        DepartureRefusedDialog
    );
