from odoo import models
from odoo.exceptions import UserError

from ...groups import EXECUTIVE


class IrModuleModule(models.Model):
    """With the archive its log goes: an executive decides on that, and is told (B6)."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        archive = (self | self.downstream_dependencies()).filtered(
            lambda module: module.name == "property_archive" and module.state == "installed"
        )
        if archive:
            log = self.env["property.archive.log"]
            log._alarm("uninstall_asked", archive)
            if not self.env.user.has_group(EXECUTIVE):
                raise UserError(
                    self.env._(
                        "Uninstalling the archive deletes every record, every file and the whole"
                        " log, which can be proved by nothing afterwards. It is for an archive"
                        " executive, after a backup and after the register, the log and its head"
                        " were exported. The attempt was logged and told."
                    )
                )
        return super().button_uninstall()
