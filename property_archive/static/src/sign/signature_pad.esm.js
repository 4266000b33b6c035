import {SignatureField, signatureField} from "@web/views/fields/signature/signature_field";
import {NameAndSignature} from "@web/core/signature/name_and_signature";
import {registry} from "@web/core/registry";
import {useState} from "@odoo/owl";

/**
 * Signing in the dialog itself: the field is the pad. A signature that is there already, such as
 * the one the user drew last, is shown and may be drawn anew.
 */
export class SignaturePadField extends SignatureField {
    static template = "property_archive.SignaturePadField";
    static components = {NameAndSignature};

    setup() {
        super.setup();
        this.signature = useState({name: "", isSignatureEmpty: true});
        this.pad = useState({open: !this.value});
    }

    get padProps() {
        return {
            signature: this.signature,
            noInputName: true,
            mode: "draw",
            displaySignatureRatio: 4,
            onSignatureChange: () => this.onDrawn(),
        };
    }

    onDrawn() {
        if (this.signature.isSignatureEmpty) {
            return this.value && this.props.record.update({[this.props.name]: false});
        }
        return this.uploadSignature({signatureImage: this.signature.getSignatureImage()});
    }

    onDrawAnew() {
        this.pad.open = true;
        return this.props.record.update({[this.props.name]: false});
    }
}

registry.category("fields").add("archive_signature", {
    ...signatureField,
    component: SignaturePadField,
});
