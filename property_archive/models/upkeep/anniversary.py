from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...groups import USER
from ...notify import ask_to_do
from ...selections import KEPT_STATES
from ..filing.category import MONTHS

_ACTIVITY = "property_archive.mail_activity_type_anniversary"


class PropertyArchiveAnniversary(models.Model):
    """A yearly anniversary in a customer's file 纪念日 (003-8 一 3, J15).

    Birthdays, weddings, the opening of a shop: the person responsible for the file is reminded
    some days before. It has the access rights of the file.
    """

    _name = "property.archive.anniversary"
    _description = "Anniversary"
    _inherit = ["property.archive.protected", "property.archive.read"]
    _order = "date_next, id"
    _groupable_figures = frozenset({"remind_days", "date_reminded"})
    _checked_links = ("property.archive.record",)

    record_id = fields.Many2one(
        "property.archive.record", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("birthday", "Birthday"),
            ("wedding", "Wedding"),
            ("opening", "Opening"),
            ("other", "Other"),
        ],
        required=True,
        default="birthday",
    )
    name = fields.Char("Whose", help="Where the file is about several people.")
    month = fields.Selection(MONTHS, required=True)
    day = fields.Integer(required=True, default=1, aggregator=None)
    remind_days = fields.Integer("Remind Before (Days)", default=7, aggregator=None)
    date_next = fields.Date(
        "Next", compute="_compute_date_next", store=True, compute_sudo=True, index=True
    )
    date_reminded = fields.Date("Reminded Of", readonly=True, copy=False)
    company_id = fields.Many2one(
        related="record_id.company_id", store=True, index=True, related_sudo=True
    )
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")

    _lengths = models.Constraint(
        "CHECK (remind_days BETWEEN 0 AND 90)", "Remind 0 to 90 days before."
    )

    def _creatable_fields(self):
        return {"record_id", "kind", "name", "month", "day", "remind_days"}

    def _editable_fields(self):
        return self._creatable_fields() - {"record_id"}

    @api.depends_context("uid")
    @api.depends("record_id")
    def _compute_readable(self):
        seen = self.sudo().record_id.sudo(False)._filtered_access("read")
        for row in self:
            row.readable = row.sudo().record_id.id in seen.ids

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("record_id.readable", "in", list(value))

    @api.depends("month", "day", "company_id")
    def _compute_date_next(self):
        for row in self:
            row.date_next = row.month and row._following(row.company_id._archive_today())

    def _following(self, day):
        """The next occurrence from a given day; 29 February falls on the month's last day."""
        at = relativedelta(month=int(self.month), day=max(min(self.day, 31), 1))
        this = day + at
        return this if this >= day else day + relativedelta(years=1) + at

    @api.constrains("day", "month")
    def _check_day(self):
        for row in self:
            if not 1 <= row.day <= 31:
                raise ValidationError(self.env._("A day of the month lies between 1 and 31."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_may_keep()
        return rows

    def write(self, vals):
        self._check_may_keep()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_by_keepers(self):
        self._check_may_keep()

    def _check_may_keep(self):
        """Raise unless the user is a clerk who sees the file, and its content still exists."""
        if self.env.su:
            return
        records = self.record_id
        records.check_access("read")
        if not self.env.user.has_group(USER):
            raise UserError(self.env._("The clerks of the archive keep the anniversaries."))
        records.sudo()._check_state("draft", "submitted", *KEPT_STATES)

    @api.model
    def _cron_remind(self):
        """Daily job: remind the person responsible for a file of coming anniversaries."""
        for company in self.env["res.company"].sudo().search([("active", "=", True)]):
            today = company._archive_today()
            rows = self.sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("record_id.state", "in", ["draft", "submitted", *KEPT_STATES]),
                    ("date_next", "<=", today + relativedelta(days=90)),
                ]
            )
            rows._remind(today)

    def _remind(self, today):
        for row in self:
            if row.date_next < today:
                row._write_protected({"date_next": row._following(today)})
            soon = row.date_next - relativedelta(days=row.remind_days) <= today
            if not soon or row.date_reminded == row.date_next:
                continue
            record = row.record_id
            users = record.responsible_id.user_id.filtered("active")
            users = users or record.category_id._keeping_head(row.company_id)
            for user in users[:1] or row.company_id._archive_keeper():
                ask_to_do(record, _ACTIVITY, user, row.name, row.date_next)
            row._write_protected({"date_reminded": row.date_next})


class PropertyArchiveRecord(models.Model):
    _inherit = "property.archive.record"

    anniversary_ids = fields.One2many("property.archive.anniversary", "record_id", "Anniversaries")
    keeps_anniversaries = fields.Boolean(
        "Has Anniversaries", related="category_id.keeps_anniversaries", related_sudo=False
    )

    def action_open_anniversaries(self):
        """Open the anniversaries of this file for editing."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_anniversary_action"
        )
        action["domain"] = [("record_id", "=", self.id)]
        action["context"] = {"default_record_id": self.id}
        return action


class PropertyArchiveCategory(models.Model):
    _inherit = "property.archive.category"

    keeps_anniversaries = fields.Boolean(
        "Anniversaries", help="Birthdays and other days of its subject are kept and reminded of."
    )
