from odoo import fields, models


class PropertyArchiveSummaryLine(models.TransientModel):
    """One figure of a summary; written by the summary alone."""

    _name = "property.archive.summary.line"
    _description = "Archive Summary Line"
    _inherit = ["property.archive.guarded"]
    _order = "wizard_id, sequence, id"

    wizard_id = fields.Many2one(
        "property.archive.summary.wizard", required=True, readonly=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    section = fields.Char(readonly=True)
    name = fields.Char("Figure", readonly=True)
    value = fields.Integer("This Period", readonly=True)
    previous = fields.Integer("Period Before", readonly=True)
