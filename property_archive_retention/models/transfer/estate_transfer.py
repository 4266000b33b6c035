from odoo import fields, models


class PropertyArchiveEstateTransfer(models.Model):
    """Of an estate that was handed over our files are wiped where it was decided (E8)."""

    _name = "property.archive.estate.transfer"
    _inherit = ["property.archive.estate.transfer", "property.archive.copies.mixin"]

    destruction_ids = fields.One2many("property.archive.destruction", "estate_transfer_id")

    def _sent_records(self):
        return self.sudo().line_ids.filtered(lambda line: line.content == "wipe").record_id

    def _receiving_archive(self):
        return self.sudo().successor_id


class PropertyArchiveEstateTransferLine(models.Model):
    """What becomes of our own files."""

    _inherit = "property.archive.estate.transfer.line"

    content = fields.Selection(
        selection_add=[("wipe", "Wiped")], ondelete={"wipe": lambda lines: lines._forget_wiping()}
    )

    def _forget_wiping(self):
        """Without the addon that wipes nothing is wiped."""
        self._write_protected({"content": "keep"})
