from odoo import fields, models


class PropertyArchiveProtectionProfile(models.Model):
    """The dangers a store is protected against 三防, 七防, 八防 (requirement C5)."""

    _name = "property.archive.protection.profile"
    _description = "Protection Profile"
    _inherit = ["property.archive.guarded"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    point_ids = fields.One2many("property.archive.protection.point", "profile_id", "Points")
