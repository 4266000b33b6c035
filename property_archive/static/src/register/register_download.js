import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { configureBlobDownloadXHR } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** A register that is there at once needs no bar. */
const SHOWN_AFTER = 500;

/**
 * Downloads registers while one goes on working (requirement G1): tells how many rows are
 * written, which the server says over the bus, and then how much of the file has come.
 */
export const registerDownloadService = {
    dependencies: ["bus_service"],
    start(env, { bus_service: bus }) {
        const downloads = [];
        const listeners = new Set();
        const changed = () => listeners.forEach((listener) => listener());

        bus.subscribe("property_archive.register", ({ selection, done, total }) => {
            const download = downloads.find((one) => one.selection === selection);
            if (download && done >= download.done) {
                Object.assign(download, { done, total });
                changed();
            }
        });

        function fetchFile(url, download) {
            return new Promise((resolve, reject) => {
                const xhr = new browser.XMLHttpRequest();
                xhr.open("POST", url);
                xhr.onprogress = ({ loaded, total }) => {
                    Object.assign(download, { loaded, size: total });
                    changed();
                };
                configureBlobDownloadXHR(xhr, { onSuccess: resolve, onFailure: reject, url });
                const data = new FormData();
                data.append("csrf_token", odoo.csrf_token);
                xhr.send(data);
            });
        }

        return {
            downloads,
            listeners,
            async download({ url, selection, title }) {
                const download = { selection, title, done: 0, total: 0, loaded: 0, size: 0 };
                const timer = browser.setTimeout(() => {
                    downloads.push(download);
                    changed();
                }, SHOWN_AFTER);
                try {
                    await fetchFile(url, download);
                } finally {
                    browser.clearTimeout(timer);
                    const index = downloads.indexOf(download);
                    if (index >= 0) {
                        downloads.splice(index, 1);
                    }
                    changed();
                }
            },
        };
    },
};
registry.category("services").add("property_archive.register_download", registerDownloadService);

/** The bars of the registers that are on their way. */
export class RegisterDownloads extends Component {
    static template = "property_archive.RegisterDownloads";
    static props = {};

    setup() {
        this.service = useService("property_archive.register_download");
        this.state = useState({ downloads: [] });
        this.service.listeners.add(() => {
            this.state.downloads = this.service.downloads.map((download) => ({
                key: download.selection,
                title: download.title,
                text: this.text(download),
                percent: this.percent(download),
            }));
        });
    }

    text({ done, total, loaded, size }) {
        if (loaded && size) {
            return _t("%(loaded)s of %(size)s MB downloaded", {
                loaded: (loaded / 2 ** 20).toFixed(1),
                size: (size / 2 ** 20).toFixed(1),
            });
        }
        if (total) {
            return _t("%(done)s of %(total)s rows written", { done, total });
        }
        return _t("Being prepared…");
    }

    percent({ done, total, loaded, size }) {
        if (loaded && size) {
            return Math.round((100 * loaded) / size);
        }
        return total ? Math.round((100 * done) / total) : 0;
    }
}
registry
    .category("main_components")
    .add("property_archive.RegisterDownloads", { Component: RegisterDownloads });

/** Client action: the download goes on by itself, what fails is shown as any other error. */
registry.category("actions").add("property_archive.register_download", (env, action) => {
    env.services["property_archive.register_download"].download(action.params);
    return { type: "ir.actions.act_window_close" };
});
