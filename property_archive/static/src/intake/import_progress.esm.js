import {Component, onMounted, onWillUnmount, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {browser} from "@web/core/browser/browser";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** A job commits nothing before it is done; what is told meanwhile is asked for this often. */
const ASKED_EVERY = 2000;

/** Keeps a register import that is being made up to date while one looks at it. */
export class ImportProgress extends Component {
    static template = xml`<span/>`;
    static props = {...standardWidgetProps};

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.ask(), ASKED_EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async ask() {
        const record = this.props.record;
        if (record.data.state !== "waiting" || this.asking) {
            return;
        }
        this.asking = true;
        try {
            await record.load();
        } finally {
            this.asking = false;
        }
    }
}

registry.category("view_widgets").add("archive_import_progress", {
    component: ImportProgress,
    fieldDependencies: [{name: "state", type: "selection"}],
});
