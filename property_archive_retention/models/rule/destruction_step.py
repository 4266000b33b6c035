from odoo import fields, models


class PropertyArchiveDestructionStep(models.Model):
    """One step of approval before what a category holds is destroyed (requirement E4).

    The same role may stand in two rows: two of the company's leaders decide then.
    """

    _name = "property.archive.destruction.step"
    _description = "Approval Step of a Destruction"
    _inherit = ["property.archive.approval.step.mixin"]
    _order = "category_id, sequence, id"

    category_id = fields.Many2one(
        "property.archive.category", required=True, index=True, ondelete="cascade"
    )
