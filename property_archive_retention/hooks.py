from odoo.exceptions import UserError

from odoo.addons.property_archive.series import go_on_with_numbers, keep_numbers

_ADDON = "property_archive_retention"


def post_init_hook(env):
    """Continue the number series from before the addon was uninstalled.

    :param env: environment of the installation
    """
    go_on_with_numbers(env, _ADDON)


def check_uninstall(env):
    """Raise while something is under way: its records would stay half destroyed.

    :raise UserError: naming what is open
    """
    holds = env["property.archive.hold"].sudo()._search_open()
    if holds:
        raise UserError(
            env._(
                "Lift these holds before you uninstall: %s",
                ", ".join(holds.mapped("name")),
            )
        )
    transfers = env["property.archive.transfer"].sudo()._search_open()
    if transfers:
        raise UserError(
            env._(
                "Finish or cancel these transfers before you uninstall: %s",
                ", ".join(transfers.mapped("name")),
            )
        )
    batches = env["property.archive.destruction"].sudo()._search_open()
    if batches:
        raise UserError(
            env._(
                "Finish or cancel these destructions before you uninstall: %s",
                ", ".join(batches.mapped("name")),
            )
        )


def uninstall_hook(env):
    """Refuse the uninstallation while something is under way, and keep the number series.

    What was destroyed stays on the records and in the log of the archive itself.

    :param env: environment of the uninstallation
    :raise UserError: naming what is open
    """
    check_uninstall(env)
    keep_numbers(env, _ADDON)
