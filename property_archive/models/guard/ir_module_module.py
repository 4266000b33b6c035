from odoo import models
from odoo.exceptions import AccessError, UserError

from ...groups import EXECUTIVE


class IrModuleModule(models.Model):
    """Uninstalling the archive deletes its log: an executive decides on it and is told (B6)."""

    _inherit = "ir.module.module"

    def write(self, vals):
        # every way of uninstalling begins here, a row edited by hand too
        if self.env.registry.ready and not vals.keys().isdisjoint(("state", "name")):
            if vals.get("state") not in ("installed", "to upgrade", "to install") or "name" in vals:
                self._archive_installed()._archive_ask_uninstall()
        return super().write(vals)

    def unlink(self):
        if self.env.registry.ready:
            self._archive_installed()._archive_ask_uninstall()
        return super().unlink()

    def module_uninstall(self):
        if self.env.registry.ready and self._archive_installed():
            # Odoo calls it while it loads its addons, after their uninstall hooks
            raise AccessError(self.env._("The archive is uninstalled from the list of apps."))
        return super().module_uninstall()

    def _archive_installed(self):
        """Those of these addons that belong to the archive and run."""
        return self.filtered(
            lambda module: module.name.startswith("property_archive")
            and module.state in ("installed", "to upgrade", "to remove")
        )

    def _archive_ask_uninstall(self):
        archive = self.filtered(lambda module: module.name == "property_archive")
        if archive:
            self.env["property.archive.log"]._alarm("uninstall_asked", archive)
        self._archive_check_uninstall()

    def _archive_may_uninstall(self):
        """Hook: whether the current user may uninstall the archive.

        :rtype: bool
        """
        return self.env.user.has_group(EXECUTIVE)

    def _archive_check_uninstall(self):
        """Hook: raise unless the current user may uninstall these addons now.

        Checked before Odoo begins, as Odoo would only say that the uninstallation failed.

        :raise UserError: says what to do
        """
        if "property_archive" in self.mapped("name") and not self._archive_may_uninstall():
            raise UserError(
                self.env._(
                    "Uninstalling the archive deletes every record, every file and the whole"
                    " log. It is for an archive executive, or for an administrator once an"
                    " archive executive has taken the whole archive along and confirmed it, under"
                    " Archive → Configuration → Whole-Archive Package. The attempt was logged and"
                    " told."
                )
            )
