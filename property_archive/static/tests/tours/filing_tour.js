// No step looks for words: the tour runs in every language.
import { registry } from "@web/core/registry";

/** Draw a line in a field for a signature, as a hand does. */
export async function draw(field) {
    const canvas = document.querySelector(`.modal .o_field_widget[name=${field}] canvas`);
    const box = canvas.getBoundingClientRect();
    const point = (type, x, y) =>
        canvas.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                clientX: box.left + x,
                clientY: box.top + y,
                pressure: 0.5,
                buttons: type === "pointerup" ? 0 : 1,
                button: 0,
                isPrimary: true,
                pointerId: 1,
            })
        );
    point("pointerdown", 30, 30);
    for (let step = 1; step <= 10; step++) {
        point("pointermove", 30 + step * 12, 30 + (step % 2) * 25);
    }
    point("pointerup", 150, 30);
}

const sign = [
    { trigger: "button[name=action_open_sign]", run: "click" },
    { trigger: ".modal .o_field_widget[name=image] canvas", run: () => draw("image") },
    { trigger: ".modal button[name=action_confirm]", run: "click" },
];

registry.category("web_tour.tours").add("property_archive_clerk_files", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit 回访记录",
        },
        { trigger: ".o_field_widget[name=category_id] input", run: "edit T-SRV" },
        { trigger: ".o-autocomplete--dropdown-item:contains(T-SRV)", run: "click" },
        { trigger: ".o_field_widget[name=enclosure_ids] td:contains(Visit form)" },
        {
            trigger: ".o_field_widget[name=enclosure_ids] td[name=present] input",
            run: "click",
        },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=draft]" },
        ...sign,
        { trigger: ".o_arrow_button_current[data-value=given]" },
    ],
});

registry.category("web_tour.tours").add("property_archive_archivist_receives", {
    steps: () => [
        { trigger: "tr.o_data_row td[name=name]", run: "click" },
        { trigger: "button[name=action_place_lines]", run: "click" },
        { trigger: ".modal .o_field_widget[name=location_id] input", run: "edit Rack" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Rack)", run: "click" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "td[name=location_id]:contains(Rack)" },
        { trigger: "button[name=action_accept_all]", run: "click" },
        { trigger: "td[name=result] .text-bg-success" },
        ...sign,
        { trigger: ".o_arrow_button_current[data-value=done]" },
    ],
});
