from odoo import api, fields, models
from odoo.exceptions import AccessError


class PropertyArchiveUnitParty(models.Model):
    """Who owned or rented a unit, and when (requirement A5)."""

    _name = "property.archive.unit.party"
    _description = "Owner or Tenant of a Unit"
    _inherit = ["property.archive.protected"]
    _order = "date_to desc nulls first, date_from desc, id desc"
    _rec_name = "partner_id"

    unit_id = fields.Many2one(
        "property.archive.unit", required=True, index=True, ondelete="restrict", readonly=True
    )
    role = fields.Selection(
        [("owner", "Owner"), ("tenant", "Tenant")], required=True, readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="restrict", readonly=True
    )
    date_from = fields.Date("Since", readonly=True, help="Empty: not known.")
    date_to = fields.Date("Until", readonly=True, help="Empty: until now.")
    company_id = fields.Many2one(related="unit_id.company_id", store=True)

    _current_uniq = models.UniqueIndex(
        "(unit_id, role) WHERE date_to IS NULL", "A unit has one owner and one tenant at a time."
    )
    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "Nobody stops owning or renting before they begin."
    )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of a unit is not deleted."))
