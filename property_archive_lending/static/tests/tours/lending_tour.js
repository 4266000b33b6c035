// No step looks for words: the tours run in every language.
import { draw } from "@property_archive/../tests/tours/filing_tour";
import { registry } from "@web/core/registry";

const drawWhereEmpty = (field) =>
    document.querySelector(`.modal .o_field_widget[name=${field}] canvas`) && draw(field);

const signAs = (field) => [
    { trigger: `.modal .o_field_widget[name=${field}] :is(canvas, img)` },
    // whoever signed before has a signature there
    { trigger: ".modal", run: () => drawWhereEmpty(field) },
];

const bothSign = [
    ...signAs("borrower_signature"),
    ...signAs("archivist_signature"),
    { trigger: ".modal button[name=action_confirm]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

registry.category("web_tour.tours").add("property_archive_borrower_asks", {
    steps: () => [
        { trigger: "button[name=action_request]", run: "click" },
        {
            trigger: ".o_field_widget[name=kind] input[data-value=borrow]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=purpose] textarea", run: "edit 抢修水泵" },
        { trigger: ".o_field_widget[name=date_wanted] input", run: "edit +3d" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=open]" },
    ],
});

registry.category("web_tour.tours").add("property_archive_head_approves", {
    steps: () => [
        { trigger: "tr.o_data_row button[name=action_ask_approve]", run: "click" },
        { trigger: ".o_list_view:not(:has(tr.o_data_row))" },
    ],
});

registry.category("web_tour.tours").add("property_archive_desk_hands_out", {
    steps: () => [
        { trigger: "tr.o_data_row button:has(.fa-sign-out)", run: "click" },
        { trigger: ".modal .o_field_widget[name=line_ids] tr.o_data_row" },
        ...bothSign,
        { trigger: "tr.o_data_row button:has(.fa-sign-in)" },
    ],
});

registry.category("web_tour.tours").add("property_archive_desk_takes_back", {
    steps: () => [
        { trigger: "tr.o_data_row button:has(.fa-sign-in)", run: "click" },
        { trigger: ".modal .o_field_widget[name=line_ids] tr.o_data_row" },
        ...bothSign,
        { trigger: ".o_list_view:not(:has(tr.o_data_row))" },
    ],
});
