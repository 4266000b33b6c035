// No step looks for words of the screen: the tour runs in every language.
import { registry } from "@web/core/registry";

/** Type a code and end it with Enter, as a scanner does. */
function scan(code) {
    return [
        { trigger: ".o_archive_scan input", run: `edit ${code}` },
        { trigger: ".o_archive_scan input", run: "press Enter" },
    ];
}

registry.category("web_tour.tours").add("property_archive_archivist_counts", {
    steps: () => [
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=counting]" },
        ...scan("T-CAB"),
        { trigger: ".o_archive_scan_place:contains(Cabinet)" },
        ...scan("T-SRV-2024-0001"),
        { trigger: ".o_archive_scan [data-status=success]:contains(T-SRV-2024-0001)" },
        ...scan("STRANGER"),
        { trigger: ".o_archive_scan [data-status=danger]:contains(STRANGER)" },
        { trigger: ".o_field_widget[name=recent_line_ids] :contains(T-SRV-2024-0001)" },
        ...scan("T-RACK"),
        { trigger: ".o_archive_scan_place:contains(Rack)" },
        ...scan("T-SRV-2024-0002"),
        { trigger: ".o_archive_scan [data-status=warning]:contains(T-SRV-2024-0002)" },
        { trigger: "button[name=action_rest_missing]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=done]" },
    ],
});

registry.category("web_tour.tours").add("property_archive_archivist_moves", {
    steps: () => [
        ...scan("T-SRV-2024-0001"),
        { trigger: ".o_archive_scan [data-status=success]" },
        ...scan("T-RACK"),
        { trigger: ".o_archive_scan_place:contains(Rack)" },
        { trigger: "td[name=location_id]:contains(Rack)" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
