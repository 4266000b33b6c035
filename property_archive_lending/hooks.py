import json

from odoo.exceptions import UserError
from odoo.fields import Domain

#: Where the numbers that were given are kept while the addon is not installed.
NUMBERS = "property_archive_lending.numbers"
_CODES = ["property.archive.loan", "property.archive.copy"]


def _open_domain():
    """What keeps the addon: what is out, copies that are owed, requests that wait."""
    return Domain("state", "in", ["to_approve", "approved", "queued", "out"]) | Domain(
        "copy_to_return", "=", True
    )


def uninstall_hook(env):
    """Refuse to drop the loans while one of them is open; keep the numbers that were given.

    What has to stay for ever (that a record was lent, to whom, until when) is in the log of
    the archive itself. A number is never given twice: what the log says of it stays true.

    :param env: environment of the uninstallation
    :raise UserError: naming what is open
    """
    lines = env["property.archive.loan.line"].sudo().search(_open_domain(), order="id")
    if lines:
        raise UserError(
            env._(
                "Take these back, or cancel the requests, before you uninstall archive lending: %s",
                ", ".join(dict.fromkeys(lines.loan_id.mapped("name"))),
            )
        )
    series = env["ir.sequence"].sudo().with_context(active_test=False)
    env["ir.sequence.date_range"].invalidate_model(["number_next_actual"])
    kept = [
        [
            sequence.code,
            sequence.company_id.id,
            sequence.number_next_actual,
            [
                [str(year.date_from), str(year.date_to), year.number_next_actual]
                for year in sequence.date_range_ids
            ],
        ]
        for sequence in series.search([("code", "in", _CODES)])
    ]
    env["ir.config_parameter"].sudo().set_param(NUMBERS, json.dumps(kept))


def post_init_hook(env):
    """Go on with the numbers that were given before the addon was uninstalled.

    :param env: environment of the installation
    """
    parameters = env["ir.config_parameter"].sudo()
    for code, company, number, years in json.loads(parameters.get_param(NUMBERS) or "[]"):
        sequence = (
            env["ir.sequence"]
            .sudo()
            .search([("code", "=", code), ("company_id", "=", company)], limit=1)
        )
        if not sequence:
            continue
        sequence.number_next_actual = max(number, sequence.number_next_actual)
        for date_from, date_to, next_number in years:
            year = sequence.date_range_ids.filtered(lambda y, d=date_from: str(y.date_from) == d)
            year = year or year.create(
                {"sequence_id": sequence.id, "date_from": date_from, "date_to": date_to}
            )
            year.number_next_actual = max(next_number, year.number_next_actual)
    parameters.search([("key", "=", NUMBERS)]).unlink()
