import { registry } from "@web/core/registry";

// an administrator names the people; nothing of the page is escaped HTML
registry.category("web_tour.tours").add("property_archive_guide", {
    url: "/odoo/archive",
    steps: () => [
        { trigger: ".o_property_archive_guide li[data-step=people] .btn-primary", run: "click" },
        { trigger: ".modal div[name=head_id] input", run: "edit guide.head" },
        { trigger: ".o-autocomplete--dropdown-item:contains(guide.head)", run: "click" },
        { trigger: ".modal div[name=executive_id] input", run: "edit guide.chief" },
        { trigger: ".o-autocomplete--dropdown-item:contains(guide.chief)", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click", expectUnloadPage: true },
        { trigger: ".o_property_archive_guide li[data-step=people][data-state=done]" },
    ],
});
registry.category("web_tour.tours").add("property_archive_guide_head", {
    url: "/odoo/archive",
    steps: () => [
        { trigger: ".o_property_archive_guide li[data-step=keepers] .btn-primary", run: "click" },
        { trigger: "button[name=action_propose_keepers]", run: "click" },
        { trigger: ".o_data_row td[name=keeping_department_id]:contains(客户服务部)" },
        { trigger: ".o_menu_brand", run: "click" },
        { trigger: ".o_property_archive_guide li[data-step=places] .btn-primary", run: "click" },
        { trigger: ".modal button[name=action_create]", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        { trigger: ".o_menu_brand", run: "click" },
        { trigger: ".o_property_archive_guide li[data-step=places][data-state=done]" },
        { trigger: ".o_property_archive_guide li[data-step=founding] .btn-primary", run: "click" },
        { trigger: ".o_view_nocontent_smiling_face" },
    ],
});
