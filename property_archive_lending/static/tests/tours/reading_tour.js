// No step looks for words but the title, which must be gone: the tour runs in every language.
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

const TITLE = "秘密标题";

const call = (method, args) =>
    rpc("/web/dataset/call_kw", {
        model: "property.archive.loan.line",
        method,
        args,
        kwargs: {},
    });

/** What the client keeps on disk, for this tab and every other one of this browser. */
async function kept() {
    const databases = await window.indexedDB.databases();
    const keys = [];
    for (const { name } of databases) {
        const db = await new Promise((resolve) => {
            const request = window.indexedDB.open(name);
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => resolve(null);
        });
        for (const table of db ? [...db.objectStoreNames] : []) {
            keys.push(
                ...(await new Promise((resolve) => {
                    const request = db.transaction(table).objectStore(table).getAllKeys();
                    request.onsuccess = () =>
                        resolve(request.result.map((key) => `${table} ${key}`));
                    request.onerror = () => resolve([]);
                }))
            );
        }
        db?.close();
    }
    return keys;
}

registry.category("web_tour.tours").add("property_archive_reading_ends", {
    steps: () => [
        { trigger: "tr.o_data_row button[name=action_read]", run: "click" },
        {
            trigger: `.o_form_view:has(.o_field_widget[name=open_note]):contains(${TITLE})`,
            run: async () => {
                const found = (await kept()).filter(
                    (key) => key.includes('"property.archive.') && !key.includes("get_views")
                );
                if (found.length) {
                    console.error(`kept on disk: ${found.join("\n")}`);
                }
                const lines = await call("search", [[["state", "=", "out"]]]);
                await call("action_end_reading", [lines]);
            },
        },
        {
            trigger: ".o_form_view",
            run: async () => {
                // the address follows a moment after the view: it is the file that is loaded again
                while (window.location.pathname.endsWith("/archive-my-loans")) {
                    await new Promise((resolve) => window.requestAnimationFrame(resolve));
                }
                window.location.reload();
            },
            expectUnloadPage: true,
        },
        {
            // a refusal, or one's loans without it
            trigger: ".o_error_dialog, .o_list_view .o_view_nocontent",
            timeout: 50000,
            run: () => {
                if (document.body.textContent.includes(TITLE)) {
                    console.error("what was closed is still shown");
                }
                if (document.body.textContent.includes("property.archive")) {
                    console.error("the refusal names a model");
                }
            },
        },
    ],
});
