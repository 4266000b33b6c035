import {_t} from "@web/core/l10n/translation";

// Words of Odoo's own screens that its translations leave in English: what a module lacks
// the web client takes from any other that has it, so ours give them.
export const words = () => [
    _t("Add nested rule"),
    _t("Are you sure you want to delete the selected record?"),
    _t("Are you sure you want to update %(count)s records?"),
    _t("Caps Lock is on!"),
    _t("Custom range"),
    _t("Missing required fields"),
    _t("Month to date"),
    _t("My Preferences"),
    _t('Press "Enter" to add criterion'),
    _t("Select one or several criteria"),
    _t("Show options"),
    _t("Starred messages"),
    _t(
        "Try to add some records, or make sure that there is no\n                        active filter in the search bar."
    ),
    _t("Among the %(total)s selected records, %(valid_count)s are valid for this update."),
    _t("Try searching for another keyword"),
    _t("Year to date"),
    _t("before"),
    _t("between"),
    _t("empty"),
    _t("greater or equal to"),
    _t("lower or equal to"),
    _t("lower than"),
];
