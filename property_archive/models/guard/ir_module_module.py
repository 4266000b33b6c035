from odoo import models
from odoo.exceptions import UserError

from ...groups import EXECUTIVE


class IrModuleModule(models.Model):
    """Uninstalling the archive deletes its log: an executive decides on it and is told (B6)."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        going = (self | self.downstream_dependencies()).filtered(
            lambda module: module.name.startswith("property_archive")
            and module.state == "installed"
        )
        archive = going.filtered(lambda module: module.name == "property_archive")
        if archive:
            self.env["property.archive.log"]._alarm("uninstall_asked", archive)
        going._archive_check_uninstall()
        return super().button_uninstall()

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
