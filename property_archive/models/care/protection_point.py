from odoo import fields, models


class PropertyArchiveProtectionPoint(models.Model):
    """One danger, and what to check."""

    _name = "property.archive.protection.point"
    _description = "Point of a Protection Profile"
    _inherit = ["property.archive.guarded"]
    _order = "profile_id, sequence, id"

    profile_id = fields.Many2one(
        "property.archive.protection.profile", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    guidance = fields.Char(translate=True, help="What is looked at.")

    _name_uniq = models.UniqueIndex(
        "(profile_id, (name->>'en_US'))", "This point is in the profile already."
    )
