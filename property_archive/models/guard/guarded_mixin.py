from odoo import models


class PropertyArchiveGuarded(models.AbstractModel):
    """A superuser session that touches the archive is logged as the person it is (B6)."""

    _inherit = "property.archive.guarded"

    def _refuse_superuser(self, operation):
        log = self.env["property.archive.log"]
        key = ("property_archive_superuser", self._name, operation)
        if key not in self.env.cr.cache:
            # once for each model: a form asks for it a dozen times
            self.env.cr.cache[key] = True
            log._alarm(
                "superuser_refused", self.env["ir.model"]._get(self._name), operation=operation
            )
        return super()._refuse_superuser(operation)
