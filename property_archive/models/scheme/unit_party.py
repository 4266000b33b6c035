from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

#: Three heirs have 33.33 % each, or 33.34 % if rounded up.
_ROUNDING = 0.05


class PropertyArchiveUnitParty(models.Model):
    """Who owned or rented a unit, with which share, and when (requirement A5)."""

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
    share = fields.Float(
        "Share (%)",
        digits=(5, 2),
        help="The part of the unit this owner has. Empty: not told, as with a couple who own"
        " it jointly.",
        aggregator=None,
    )
    date_from = fields.Date("Since", help="Empty: not known.")
    date_to = fields.Date("Until", readonly=True, help="Empty: until now.")
    company_id = fields.Many2one(related="unit_id.company_id", store=True)

    _current_uniq = models.UniqueIndex(
        "(unit_id, role, partner_id) WHERE date_to IS NULL",
        "Nobody is twice an owner or a tenant of a unit at the same time.",
    )
    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "Nobody stops owning or renting before they begin."
    )
    _share_range = models.Constraint(
        "CHECK (share >= 0 AND share <= 100)", "A share is between 0 and 100 %."
    )

    def _editable_fields(self):
        return set() if any(self.sudo().mapped("date_to")) else {"share", "date_from"}

    @api.constrains("date_from")
    def _check_date_from(self):
        for party in self.filtered("date_from"):
            if party.date_from > party.company_id._archive_today():
                raise ValidationError(
                    self.env._(
                        "%(contact)s cannot own or rent %(unit)s since %(date)s: note it once"
                        " the day has come.",
                        contact=party.partner_id.display_name,
                        unit=party.unit_id.display_name,
                        date=party.date_from,
                    )
                )

    @api.constrains("share", "date_to")
    def _check_shares(self):
        domain = [("unit_id", "in", self.unit_id.ids), ("role", "=", "owner")]
        domain += [("date_to", "=", False)]
        for unit, total in self.sudo()._read_group(domain, ["unit_id"], ["share:sum"]):
            if total > 100 + _ROUNDING:
                raise ValidationError(
                    self.env._(
                        "%(unit)s: the shares of its owners come to %(total)s %%. Together they"
                        " have 100 %% at the most.",
                        unit=unit.display_name,
                        total=round(total, 2),
                    )
                )

    def _end(self, date):
        """End these ownerships or tenancies.

        :param date: the last day
        """
        for party in self:
            begun = min(party.date_from, date) if party.date_from else False
            party._write_protected({"date_from": begun, "date_to": date})

    @api.model
    def _merge_partners(self, partners, partner):
        """When contacts are merged, combine their shares of each unit.

        :param partners: ``res.partner`` that are merged
        :param partner: the contact that stays
        """
        both = partners | partner
        current = self.sudo().search([("partner_id", "in", both.ids), ("date_to", "=", False)])
        for rows in current.grouped(lambda row: (row.unit_id, row.role)).values():
            stays = rows.filtered(lambda row: row.partner_id == partner) or rows[:1]
            rest = rows - stays
            share = sum(rows.mapped("share"))
            rest._end(rest.company_id._archive_today() if rest else False)
            rest.flush_recordset()
            stays._write_protected({"share": share})

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of a unit is not deleted."))
