from odoo import fields, models


class PropertyArchiveLoanLine(models.Model):
    """The estate of a line, to compare estates by."""

    _inherit = "property.archive.loan.line"

    project_id = fields.Many2one(related="record_id.project_id", string="Estate")
