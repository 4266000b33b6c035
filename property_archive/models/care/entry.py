from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import ARCHIVIST


class PropertyArchiveEntry(models.Model):
    """Entry of a person who is no archivist into the store (requirement C7).

    Only archive staff enter alone. An entry is written once: later only the
    time of leaving is added.
    """

    _name = "property.archive.entry"
    _description = "Store Entry"
    _inherit = ["property.archive.protected"]
    _order = "date_in desc, id desc"
    _check_company_auto = True

    location_id = fields.Many2one(
        "property.archive.location",
        "Storeroom",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "room")],
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", ondelete="restrict", index="btree_not_null", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", ondelete="restrict", index="btree_not_null"
    )
    visitor = fields.Char("Outside Visitor", size=128, help="Name and where they come from.")
    visitor_name = fields.Char("Who", compute="_compute_visitor_name", compute_sudo=True)
    purpose = fields.Char("Purpose of the Visit", required=True, size=255)
    escort_id = fields.Many2one(
        "res.users",
        "Accompanied By",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
    )
    date_in = fields.Datetime("Came In", required=True, default=fields.Datetime.now)
    date_out = fields.Datetime("Left", readonly=True, copy=False)

    _open_idx = models.Index("(location_id) WHERE date_out IS NULL")

    def _creatable_fields(self):
        return {
            "location_id",
            "employee_id",
            "partner_id",
            "visitor",
            "purpose",
            "escort_id",
            "date_in",
        }

    def _editable_fields(self):
        return set()

    @api.depends("location_id.company_id")
    def _compute_company_id(self):
        for entry in self:
            # the employee may be filled in before the room
            entry.company_id = entry.location_id.company_id or self.env.company

    @api.depends("employee_id", "partner_id", "visitor")
    def _compute_visitor_name(self):
        for entry in self:
            entry.visitor_name = entry.employee_id.name or entry.partner_id.name or entry.visitor

    @api.depends("location_id", "visitor_name")
    def _compute_display_name(self):
        for entry in self:
            names = [entry.visitor_name, entry.location_id.name]
            entry.display_name = " · ".join(filter(None, names)) or self.env._("New Entry")

    @api.constrains("employee_id", "partner_id", "visitor", "purpose")
    def _check_visitor(self):
        for entry in self:
            people = [entry.employee_id, entry.partner_id, (entry.visitor or "").strip()]
            if sum(map(bool, people)) != 1:
                raise ValidationError(
                    self.env._("Name who enters: an employee, a contact or an outside visitor.")
                )
            if not entry.purpose.strip():
                raise ValidationError(self.env._("Write what %s comes for.", entry.visitor_name))

    @api.constrains("escort_id", "employee_id")
    def _check_escort(self):
        for entry in self.sudo():
            if not entry.escort_id.has_group(ARCHIVIST):
                raise ValidationError(
                    self.env._(
                        "%s is no archivist: only archive staff accompany a visitor.",
                        entry.escort_id.name,
                    )
                )
            if entry.employee_id.user_id == entry.escort_id:
                raise ValidationError(self.env._("Nobody accompanies themselves."))

    @api.constrains("date_in")
    def _check_date_in(self):
        now = fields.Datetime.now()
        for entry in self:
            if not now - timedelta(days=31) <= entry.date_in <= now + timedelta(minutes=10):
                raise ValidationError(
                    self.env._("An entry is noted when it happens, within a month at most.")
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("Who entered the store stays on the list."))

    def action_leave(self):
        """Record the time of leaving."""
        self.check_access("write")
        for entry in self:
            if entry.date_out:
                raise UserError(self.env._("%s left already.", entry.visitor_name))
        self.sudo()._write_protected({"date_out": fields.Datetime.now()})
        return True
