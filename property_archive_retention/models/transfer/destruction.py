from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveDestruction(models.Model):
    """Copies that stayed behind are destroyed; the record lives on elsewhere (E8)."""

    _inherit = "property.archive.destruction"

    transfer_id = fields.Many2one(
        "property.archive.transfer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The records were received elsewhere: only the copies left here are destroyed.",
    )
    estate_transfer_id = fields.Many2one(
        "property.archive.estate.transfer",
        "Estate Handed Over",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The records went with their estate: only the copies left here are destroyed.",
    )

    def _received_elsewhere(self):
        """The document by which the records of this batch were received elsewhere, if any."""
        return self.transfer_id or self.estate_transfer_id

    def _blockers_of(self, records):
        if self._received_elsewhere():
            return records._get_copy_blockers()
        return super()._blockers_of(records)

    def _check_method(self, lines):
        if not self._received_elsewhere():
            return super()._check_method(lines)
        if self.method != "wipe":
            raise UserError(
                self.env._(
                    "%s removes the electronic copies of what was transferred: they are wiped.",
                    self.name,
                )
            )
        return None

    def action_add_records(self, record_ids):
        self._check_archivist()
        if self._received_elsewhere():
            raise UserError(
                self.env._("%s removes copies of what was transferred, nothing else.", self.name)
            )
        return super().action_add_records(record_ids)

    def _destruction_event(self):
        return "copy_destroyed" if self._received_elsewhere() else super()._destruction_event()
