import {FetchRecordError} from "@web/model/relational_model/errors";
import {RPCError, rpcBus} from "@web/core/network/rpc";
import {WarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const REFUSED = "odoo.exceptions.AccessError";
const MISSING = "odoo.exceptions.MissingError";

/** What the archive answers to who may not, or not any more: why, and what to do. */
export class RefusalDialog extends WarningDialog {
    setup() {
        super.setup();
        this.title = _t("Not open to you");
    }
}

function isOurs(env, error) {
    const model = error.model || env.services.action.currentController?.props?.resModel;
    return (model || "").startsWith("property.archive.");
}

/**
 * One handler for every refusal of a document of the archive.
 *
 * @param {Object} env
 * @param {Error} error
 * @param {Error} originalError
 * @returns {Boolean}
 */
export function refusalHandler(env, error, originalError) {
    const gone =
        originalError instanceof FetchRecordError ||
        (originalError instanceof RPCError && originalError.exceptionName === MISSING);
    const refused =
        originalError instanceof RPCError && originalError.exceptionName === REFUSED;
    if ((!gone && !refused) || !isOurs(env, originalError)) {
        return false;
    }
    error.unhandledRejectionEvent?.preventDefault();
    rpcBus.trigger("CLEAR-CACHES");
    const message = gone
        ? _t("This is not there any more, or it is not open to you.")
        : originalError.data.message;
    env.services.dialog.add(RefusalDialog, {message, data: originalError.data || {}});
    return true;
}

registry
    .category("error_handlers")
    .add("property_archive.refusal", refusalHandler, {sequence: 5});
