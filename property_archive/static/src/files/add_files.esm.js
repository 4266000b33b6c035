import {Component, useRef, useState} from "@odoo/owl";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** Several files, chosen or dropped at once, are spread over the checklist of a draft. */
export class AddFiles extends Component {
    static template = "property_archive.AddFiles";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({over: false, busy: false});
    }

    onChoose() {
        this.input.el.click();
    }

    onChange() {
        const files = [...this.input.el.files];
        this.input.el.value = "";
        return this.add(files);
    }

    onDrop(ev) {
        this.state.over = false;
        return this.add([...ev.dataTransfer.files]);
    }

    async add(files) {
        const record = this.props.record;
        if (!files.length || this.state.busy || !(await record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            const call = (method, ...args) =>
                this.orm.call(record.resModel, method, [[record.resId], ...args]);
            const pieces = await call(
                "action_spread_files",
                files.map((file) => file.name)
            );
            for (const [place, file] of files.entries()) {
                const data = (await getDataURLFromFile(file)).split(",")[1] || "";
                await call("action_add_file", pieces[place], file.name, data);
            }
        } finally {
            this.state.busy = false;
            await record.load();
        }
    }
}

registry.category("view_widgets").add("archive_add_files", {component: AddFiles});
