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
    """Which records are keys, and which of them are sealed."""

    _inherit = "property.archive.record"

    def _key_records(self):
        root = self.env.ref("property_archive.category_key", raise_if_not_found=False)
        records = self.sudo()
        return records.filtered(lambda r: root and root in r.category_id._with_parents())

    def _sealed_keys(self):
        """Those of these that are kept sealed for a client: keys of a closed level."""
        return self._key_records().filtered(lambda record: record.level_id.clearance_required)
