import { _t } from "@web/core/l10n/translation";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { registry } from "@web/core/registry";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Component, useState } from "@odoo/owl";

/**
 * A field to scan into: by a scanner that types and ends with Enter, by hand, or by the
 * camera of a phone. Each code goes to a method of the document, which answers
 * `{status, message, location_id, location}`; the document is then read again. A dialog
 * that is not saved names a field instead: its onchange answers in `scan_status` and
 * `scan_message`.
 *
 * Codes are handled one after the other, however fast they come in.
 */
export class ArchiveScan extends Component {
    static template = "property_archive.Scan";
    static props = {
        ...standardWidgetProps,
        method: { type: String, optional: true },
        field: { type: String, optional: true },
        placeholder: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.input = useAutofocus({ refName: "autofocus" });
        this.camera = isBarcodeScannerSupported();
        this.queue = Promise.resolve();
        this.state = useState({ message: "", status: "", location: "", waiting: 0 });
        this.locationId = false;
    }

    get placeholder() {
        return this.props.placeholder || _t("Scan a place or a record");
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.take();
        }
    }

    take() {
        const code = this.input.el.value.trim();
        this.input.el.value = "";
        if (code) {
            this.state.waiting++;
            this.queue = this.queue.then(() => this.send(code)).catch((error) => {
                this.show("danger", error.data?.message || error.message);
            });
            this.queue.then(() => this.state.waiting--);
        }
        this.input.el.focus();
    }

    async onCamera() {
        const code = await scanBarcode(this.env);
        if (code) {
            this.input.el.value = code;
            this.take();
        }
    }

    async send(code) {
        const { record, field } = this.props;
        if (field) {
            // a dialog that is not saved yet: its own onchange takes the code and answers
            await record.update({ [field]: code });
            this.show(record.data.scan_status || "success", record.data.scan_message || "");
            return;
        }
        if (!(await record.save())) {
            return;
        }
        const answer = await this.orm.call(record.resModel, this.props.method, [
            [record.resId],
            code,
            this.locationId,
        ]);
        if (answer.location_id) {
            this.locationId = answer.location_id;
            this.state.location = answer.location;
        }
        this.show(answer.status, answer.message);
        await record.load();
    }

    show(status, message) {
        this.state.status = status;
        this.state.message = message;
        if (status !== "success") {
            navigator.vibrate?.(200);
        }
    }
}

export const archiveScan = {
    component: ArchiveScan,
    extractProps: ({ attrs }) => ({
        method: attrs.method,
        field: attrs.field,
        placeholder: attrs.placeholder,
    }),
};

registry.category("view_widgets").add("archive_scan", archiveScan);
