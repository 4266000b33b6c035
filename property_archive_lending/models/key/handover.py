from odoo import api, models
from odoo.exceptions import UserError


class PropertyArchiveHandover(models.Model):
    """Sealed keys are taken in with the client's custody agreement only (004 §15 a 2, J13)."""

    _inherit = "property.archive.handover"

    @api.model
    def _prepare_filing(self, records):
        for record in records._sealed_keys():
            if not (record.category_id.custody and record.partner_id):
                raise UserError(
                    self.env._(
                        "%(record)s is a sealed key: it is taken in with the custody agreement"
                        " that its owner signed. Hand it in as “%(category)s” and name the owner.",
                        record=record.display_name,
                        category=self.env._("Sealed Keys"),
                    )
                )
        return super()._prepare_filing(records)


class PropertyArchiveRecord(models.Model):
    """Which keys are sealed."""

    _inherit = "property.archive.record"

    def _sealed_keys(self):
        """Those of these that are kept sealed for a client: keys of a closed level."""
        keys = self.sudo().filtered("is_key")
        return keys.filtered(lambda record: record.level_id.clearance_required)
