import {SignatureField} from "@web/views/fields/signature/signature_field";
import {patch} from "@web/core/utils/patch";

/** A signature is reached and opened without a mouse: Tab, and Enter or the space bar. */
patch(SignatureField.prototype, {
    onKeydownSignature(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            ev.stopPropagation();
            this.onClickSignature();
        }
    },
});
