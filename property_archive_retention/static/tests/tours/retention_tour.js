// No step looks for words: the tours run in every language.
import { registry } from "@web/core/registry";

/** Draw a line in the signature dialog, as a hand does. */
async function draw() {
    const canvas = document.querySelector(".modal canvas");
    if (!canvas) {
        return;
    }
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

const drawAndConfirm = [
    { trigger: ".modal .o_field_widget[name=image] :is(canvas, img)" },
    // whoever signed before has a signature there
    { trigger: ".modal", run: draw },
    { trigger: ".modal button[name=action_confirm]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

const sign = [{ trigger: "button[name=action_open_sign]", run: "click" }, ...drawAndConfirm];

const state = (value) => ({ trigger: `.o_arrow_button_current[data-value=${value}]` });

const add = (tours) => {
    for (const [name, steps] of Object.entries(tours)) {
        registry.category("web_tour.tours").add(`property_archive_retention_${name}`, {
            steps: () => steps,
        });
    }
};

add({
    propose: [
        { trigger: "button[name=action_propose_due]", run: "click" },
        state("appraisal"),
        { trigger: ".o_field_widget[name=people_note]" },
        { trigger: "button[name=action_opinion_destroy]", run: "click" },
        { trigger: "tr.o_data_row td[name=opinion]:not(:empty)" },
    ],
    appraise: [{ trigger: "button[name=action_appraised]", run: "click" }, state("draft")],
    submit: [
        { trigger: ".o_field_widget[name=method] input", run: "click" },
        { trigger: ".o_select_menu_item:first", run: "click" },
        { trigger: ".o_field_widget[name=executor_id] input", run: "edit archivist2" },
        { trigger: ".o-autocomplete--dropdown-item:contains(archivist2)", run: "click" },
        { trigger: ".o_field_widget[name=supervisor_ids] input", run: "edit auditor" },
        { trigger: ".o-autocomplete--dropdown-item:contains(auditor)", run: "click" },
        { trigger: ".o_field_widget[name=supervisor_ids] .o_tag:contains(auditor)" },
        { trigger: ".o_field_widget[name=supervisor_ids] input", run: "edit Outside witness" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Outside witness)", run: "click" },
        { trigger: ".o_field_widget[name=supervisor_ids] .o_tag:contains(Outside witness)" },
        { trigger: "button[name=action_submit]", run: "click" },
        state("to_approve"),
    ],
    approve: [
        { trigger: "tr.o_data_row button[name=action_ask_approve]", run: "click" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_nocontent_help, .o_view_nocontent" },
    ],
    execute: [
        ...sign,
        { trigger: ".o_statusbar_buttons button.btn-secondary:not([name^=action_])", run: "click" },
        { trigger: ".modal .o_field_widget[name=partner_id] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Outside witness)", run: "click" },
        ...drawAndConfirm,
        { trigger: "button[name=action_execute]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        state("executing"),
    ],
    hold: [
        { trigger: ".o_group_header:first", run: "click" },
        { trigger: ".o_group_header.o_group_open + .o_group_header", run: "click" },
        { trigger: ".o_data_row:first .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_hold]", run: "click" },
        { trigger: ".o_field_widget[name=seed_ids] .o_data_row" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit Lawsuit" },
        { trigger: ".o_field_widget[name=date_review] input", run: "edit +1y" },
        { trigger: "button[name=action_place]", run: "click" },
        state("active"),
        { trigger: "button[name=action_open_records] .o_stat_value:contains(1)" },
    ],
    ask_to_lift: [
        { trigger: "button[name=action_lift]", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Settled" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        state("to_lift"),
        { trigger: "body:not(:has(button[name=action_approve]))" },
    ],
    lift: [
        { trigger: "button[name=action_approve]", run: "click" },
        state("lifted"),
    ],
    sign: [...sign, { trigger: "body:not(:has(button[name=action_open_sign]))" }],
});
