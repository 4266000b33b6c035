from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.property_archive.series import go_on_with_numbers, keep_numbers

_ADDON = "property_archive_lending"


def _open_domain():
    """What blocks the uninstallation: loans out, copies owed, requests that wait."""
    return Domain("state", "in", ["to_approve", "approved", "queued", "out"]) | Domain(
        "copy_to_return", "=", True
    )


def check_uninstall(env):
    """Raise while a loan is open: nobody would know any more who has the papers.

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


def uninstall_hook(env):
    """Refuse the uninstallation while a loan is open, and keep the number series.

    What has to stay for ever (that a record was lent, to whom, until when) is in the log of
    the archive itself. A number is never given twice: what the log says of it stays true.

    :param env: environment of the uninstallation
    :raise UserError: naming what is open
    """
    check_uninstall(env)
    keep_numbers(env, _ADDON)


def post_init_hook(env):
    """Continue the number series from before the addon was uninstalled.

    :param env: environment of the installation
    """
    go_on_with_numbers(env, _ADDON)
