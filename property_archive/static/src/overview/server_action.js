import { markup } from "@odoo/owl";

/**
 * An action that a method of ours returns. What it says where there is nothing to show is HTML
 * of our own views; Odoo marks it as such only for actions that its own buttons bring.
 */
export async function serverAction(orm, model, method, args) {
    const action = await orm.call(model, method, args);
    if (action.help) {
        action.help = markup(action.help);
    }
    return action;
}
