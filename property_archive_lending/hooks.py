from odoo.exceptions import UserError


def uninstall_hook(env):
    """Refuse to drop the loans while one of them is open.

    What has to stay for ever (that a record was lent, to whom, until when) is in the
    log of the core addon.
    """
    lines = env["property.archive.loan.line"].sudo()
    if lines.search_count([("state", "=", "out")], limit=1):
        raise UserError(
            env._(
                "Records are on loan: take them back at the archive desk before you"
                " uninstall archive lending."
            )
        )
