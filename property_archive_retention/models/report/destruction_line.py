from odoo import fields, models


class PropertyArchiveDestructionLine(models.Model):
    """The estate of a line, to compare estates by."""

    _inherit = "property.archive.destruction.line"

    project_id = fields.Many2one(related="record_id.project_id", string="Estate")
