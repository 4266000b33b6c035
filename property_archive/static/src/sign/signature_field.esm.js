import {SignatureField} from "@web/views/fields/signature/signature_field";
import {onMounted} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";

/**
 * A signature is reached and opened without a mouse: Tab, and Enter or the space bar. In the
 * dialog that asks for nothing else it is drawn at once, and given when it is agreed to; where
 * there is a text to be signed, that is read first.
 */
patch(SignatureField.prototype, {
    setup() {
        super.setup();
        onMounted(() => {
            if (this.asksOnlyToSign && !this.value) {
                this.onClickSignature();
            }
        });
    },
    get asksOnlyToSign() {
        const {record} = this.props;
        return (
            record.resModel === "property.archive.sign.wizard" &&
            !record.data.text &&
            !record.data.changed
        );
    },
    onKeydownSignature(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            ev.stopPropagation();
            this.onClickSignature();
        }
    },
    async uploadSignature() {
        await super.uploadSignature(...arguments);
        if (!this.asksOnlyToSign || !this.value) {
            return;
        }
        const {record} = this.props;
        await this.env.onClickViewButton({
            clickParams: {name: "action_confirm", type: "object"},
            getResParams: () => ({
                context: record.context,
                evalContext: record.evalContext,
                resModel: record.resModel,
                resId: record.resId,
                resIds: record.resIds,
            }),
        });
    },
});
