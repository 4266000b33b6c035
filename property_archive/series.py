"""Number series that never give a number twice, even across an uninstallation (A2)."""

import json


def _key(addon):
    return f"{addon}.numbers"


def _series(env, addon):
    """The sequences that an addon created, and those with the same codes.

    :rtype: ir.sequence
    """
    series = env["ir.sequence"].sudo().with_context(active_test=False)
    env["ir.model.data"].flush_model()
    own = (
        env["ir.model.data"].sudo().search([("module", "=", addon), ("model", "=", "ir.sequence")])
    )
    codes = series.browse(own.mapped("res_id")).exists().mapped("code")
    return series.search([("code", "in", list(set(codes)))])


def keep_numbers(env, addon):
    """Save the next numbers of an addon that is being uninstalled.

    So what the log says of a number stays true: the number names one document for ever.

    :param env: environment of the uninstallation
    :param str addon: technical name
    """
    env["ir.sequence.date_range"].invalidate_model(["number_next_actual"])
    kept = [
        [
            sequence.code,
            sequence.company_id.id,
            sequence.number_next_actual,
            [
                *(
                    [str(year.date_from), str(year.date_to), year.number_next_actual]
                    for year in sequence.date_range_ids
                ),
                *sequence._archive_years_in_line(),
            ],
        ]
        for sequence in _series(env, addon)
    ]
    env["ir.config_parameter"].sudo().set_param(_key(addon), json.dumps(kept))


def go_on_with_numbers(env, addon):
    """Continue the number series that were in use before the addon was uninstalled.

    :param env: environment of the installation
    :param str addon: technical name
    """
    parameters = env["ir.config_parameter"].sudo()
    series = env["ir.sequence"].sudo()
    for code, company, number, years in json.loads(parameters.get_param(_key(addon)) or "[]"):
        sequence = series.search([("code", "=", code), ("company_id", "=", company)], limit=1)
        if not sequence:
            continue
        sequence.number_next_actual = max(number, sequence.number_next_actual)
        for date_from, date_to, next_number in years:
            year = sequence.date_range_ids.filtered(lambda y, d=date_from: str(y.date_from) == d)
            year = year or year.create(
                {"sequence_id": sequence.id, "date_from": date_from, "date_to": date_to}
            )
            year.number_next_actual = max(next_number, year.number_next_actual)
    parameters.search([("key", "=", _key(addon))]).unlink()
