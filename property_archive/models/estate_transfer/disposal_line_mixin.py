from odoo import api, fields, models


class PropertyArchiveDisposalLineMixin(models.AbstractModel):
    """One record on the list of a document about its fate; written by that document."""

    _name = "property.archive.disposal.line.mixin"
    _description = "Record on a List"
    _inherit = ["property.archive.protected"]

    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    reference = fields.Char(related="record_id.reference")
    title = fields.Char(compute="_compute_title", help="Shown to those who may read the record.")
    category_id = fields.Many2one(related="record_id.category_id")

    @api.depends("record_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().record_id.display_name

    @api.depends_context("uid")
    @api.depends("record_id")
    def _compute_title(self):
        titles = self.record_id._archive_titles()
        for line in self:
            line.title = titles.get(line.record_id.id)
