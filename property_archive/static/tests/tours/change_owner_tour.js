// No step looks for words: the tour runs in every language.
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("property_archive_change_of_owner", {
    steps: () => [
        { trigger: ".o_form_view .o_statusbar_buttons button", run: "click" },
        { trigger: ".modal .o_field_widget[name=record_id]:contains(T-OWN)" },
        {
            trigger: ".modal .o_field_widget[name=new_owner_id] input",
            run: "edit 王芳买家",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(王芳买家):first",
            run: "click",
        },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current[data-value=draft]" },
        { trigger: ".o_field_widget[name=enclosure_ids] td:contains(Owner form)" },
    ],
});
