import {ActivityMenu} from "@mail/core/web/activity_menu";
import {patch} from "@web/core/utils/patch";

/**
 * On a phone the menu of activities opens documents of the archive as cards, with their
 * buttons in reach; Odoo opens the list, whose buttons lie outside of the screen.
 */
patch(ActivityMenu.prototype, {
    executeActivityAction(group, ...args) {
        const cards = this.env.isSmall && group.model.startsWith("property.archive.");
        return super.executeActivityAction(
            cards ? {...group, view_type: "kanban"} : group,
            ...args
        );
    },
});
