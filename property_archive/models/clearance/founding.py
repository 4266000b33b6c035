from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import EXECUTIVE, MANAGER

#: The two parts of the act, with the group whose member takes it.
PARTS = {
    "executive": EXECUTIVE,
    "head": MANAGER,
}


class PropertyArchiveFounding(models.Model):
    """The first clearances of a company: one act of two people (requirement B2).

    Nobody clears themselves, and nobody is cleared before the first: an executive and the
    archive head confirm this document, each as themselves, and with the second of them both
    clearances run. Only a company without a clearance that still runs is founded.
    """

    _name = "property.archive.founding"
    _description = "Founding Clearance"
    _inherit = ["property.archive.protected", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _lock_fields = None
    _archive_guards_files = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    executive_id = fields.Many2one(
        "res.users",
        "Executive",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_executive_id(),
    )
    head_id = fields.Many2one(
        "res.users",
        "Archive Head",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_head_id(),
    )
    level_id = fields.Many2one(
        "property.archive.level",
        required=True,
        ondelete="restrict",
        domain=[("clearance_required", "=", True)],
        default=lambda self: self._default_level_id(),
        help="Both are cleared for this level.",
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: self.env.company._archive_today()
    )
    date_end = fields.Date("Until", required=True, default=lambda self: self._default_date_end())
    executive_agreement = fields.Binary(
        "Agreement of the Executive",
        attachment=True,
        copy=False,
        help="The signed confidentiality agreement 保密协议.",
    )
    executive_agreement_name = fields.Char(copy=False)
    head_agreement = fields.Binary(
        "Agreement of the Archive Head",
        attachment=True,
        copy=False,
        help="The signed confidentiality agreement 保密协议.",
    )
    head_agreement_name = fields.Char(copy=False)
    executive_confirmed = fields.Datetime("Confirmed by the Executive", readonly=True, copy=False)
    head_confirmed = fields.Datetime("Confirmed by the Archive Head", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("half", "Confirmed by One"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    clearance_ids = fields.One2many("property.archive.clearance", "founding_id", "Clearances")
    can_confirm = fields.Boolean(compute="_compute_can_confirm")
    founded = fields.Char(
        "Already Founded",
        compute="_compute_founded",
        help="Why there is nothing to found: the company has a clearance that runs.",
    )

    _open_uniq = models.UniqueIndex(
        "(company_id) WHERE state IN ('draft', 'half')",
        "A founding clearance of this company is being prepared already.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A clearance cannot end before it starts."
    )

    # -- defaults and computes --------------------------------------------------------------

    def _default_executive_id(self):
        return self.env.company.sudo().archive_executive_id

    def _default_head_id(self):
        return self.env.company.sudo().archive_head_id

    def _default_date_end(self):
        return self.env.company._archive_today() + relativedelta(years=1, days=-1)

    def _default_level_id(self):
        return self.env["property.archive.level"].search(
            [("clearance_required", "=", True)], order="rank desc", limit=1
        )

    @api.depends("company_id", "date_start")
    def _compute_display_name(self):
        for founding in self:
            names = [founding.company_id.name, str(founding.date_start or "")]
            founding.display_name = " · ".join(filter(None, names))

    @api.depends("state", "company_id")
    def _compute_founded(self):
        for founding in self:
            is_open = founding.state in ("draft", "half") and founding.company_id
            founding.founded = is_open and founding._running_clearance_note()

    @api.depends_context("uid")
    @api.depends("state", "executive_confirmed", "head_confirmed", "executive_id", "head_id")
    def _compute_can_confirm(self):
        for founding in self:
            founding.can_confirm = founding.state in ("draft", "half") and any(
                founding[f"{part}_id"] == self.env.user and not founding[f"{part}_confirmed"]
                for part in PARTS
            )

    # -- guards -----------------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "company_id",
            "executive_id",
            "head_id",
            "level_id",
            "date_start",
            "date_end",
            "executive_agreement",
            "executive_agreement_name",
            "head_agreement",
            "head_agreement_name",
        }

    def _editable_fields(self):
        return self._creatable_fields() if set(self.mapped("state")) <= {"draft"} else set()

    @api.constrains("level_id", "date_start", "date_end")
    def _check_terms(self):
        for founding in self:
            if not founding.level_id.clearance_required:
                raise ValidationError(
                    self.env._("%s asks for no clearance.", founding.level_id.name)
                )
            if (founding.date_end - founding.date_start).days > 366 * 5:
                raise ValidationError(
                    self.env._("A clearance runs for five years at most: renew it then.")
                )

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: what was confirmed stays as it was."""
        self._check_state(
            "draft", rule=self.env._("The agreement of a granted clearance is kept as it is.")
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self._check_state(
            "draft",
            rule=self.env._("A founding clearance that was confirmed is kept, never deleted."),
        )

    def _running_clearance_note(self):
        """Say which clearance of the company still runs, if one does.

        :rtype: str or False
        """
        today = self.company_id._archive_today()
        clearance = (
            self.env["property.archive.clearance"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "granted"),
                    ("date_end", ">=", today),
                ],
                limit=1,
            )
        )
        if not clearance:
            return False
        return self.env._(
            "%(company)s has clearances already: %(user)s until %(date)s. Further ones"
            " are given one by one.",
            company=self.company_id.name,
            user=clearance.user_id.name,
            date=clearance.date_end,
        )

    def _check_first(self):
        """Raise when the company has a clearance that still runs."""
        already = self._running_clearance_note()
        if already:
            raise UserError(already)

    def _check_people(self):
        """Raise unless these are two people of the company who hold the two roles."""
        for part, group in PARTS.items():
            user = self[f"{part}_id"].sudo()
            if not user.active or not user.has_group(group):
                raise UserError(
                    self.env._(
                        "%(user)s is not in the group “%(group)s”. Cancel this founding clearance"
                        " and begin one with whoever holds the role now.",
                        user=user.name,
                        group=self.env.ref(group).sudo().name,
                    )
                )
            if not user.employee_ids.filtered(
                lambda employee: employee.active and employee.company_id == self.company_id
            ):
                raise UserError(
                    self.env._(
                        "%(user)s is no employee of %(company)s: link the user to the employee"
                        " first.",
                        user=user.name,
                        company=self.company_id.name,
                    )
                )
        if self.head_id in self.executive_id._archive_same_person():
            raise UserError(
                self.env._(
                    "%(executive)s and %(head)s are one person: a founding clearance is the act"
                    " of two.",
                    executive=self.executive_id.name,
                    head=self.head_id.name,
                )
            )

    # -- moving -----------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm one's own part; with the second part both clearances run.

        :raise UserError: when the current user is neither of the two, the two are one
            person, an agreement is missing, or the company has a clearance that runs
        """
        self.check_access("read")
        for founding in self:
            founding._lock_rows()
            founding._confirm_part()
        return True

    def _confirm_part(self):
        part = next((part for part in PARTS if self[f"{part}_id"] == self.env.user), None)
        if part is None or self.env.user._is_superuser():
            raise UserError(
                self.env._(
                    "%(executive)s and %(head)s confirm, each as themselves.",
                    executive=self.executive_id.name,
                    head=self.head_id.name,
                )
            )
        self._check_state("draft", "half")
        if self[f"{part}_confirmed"]:
            raise UserError(self.env._("%s: you confirmed already.", self.display_name))
        self._check_people()
        self._check_first()
        for other in PARTS:
            if not self[f"{other}_agreement"]:
                raise UserError(
                    self.env._(
                        "Attach the agreement that %s signed: without it no clearance runs.",
                        self[f"{other}_id"].name,
                    )
                )
        founding = self.sudo()
        founding._write_protected({f"{part}_confirmed": fields.Datetime.now(), "state": "half"})
        founding.activity_unlink(["mail.mail_activity_data_todo"])
        self.env["property.archive.log"]._log("founding_confirmed", self, part=part)
        if founding.executive_confirmed and founding.head_confirmed:
            founding._found()
        else:
            other = next(name for name in PARTS if name != part)
            founding.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=founding[f"{other}_id"].id,
                summary=self.env._("Confirm the founding clearance"),
            )

    def _found(self):
        """Let both clearances run, each given by the other one."""
        clearances = self.env["property.archive.clearance"].sudo()
        for part, other in (("executive", "head"), ("head", "executive")):
            clearances |= clearances._create_protected(
                [
                    {
                        "founding_id": self.id,
                        "user_id": self[f"{part}_id"].id,
                        "company_id": self.company_id.id,
                        "level_id": self.level_id.id,
                        "date_start": self.date_start,
                        "date_end": self.date_end,
                        "agreement": self[f"{part}_agreement"],
                        "agreement_name": self[f"{part}_agreement_name"],
                        "granted_by_id": self[f"{other}_id"].id,
                    }
                ]
            )
        # the agreement is attached while they are drafts, and kept from now on
        clearances._write_protected({"state": "granted"})
        self._write_protected({"state": "done"})
        self.flush_recordset()
        self.env["property.archive.log"]._log(
            "founded",
            self,
            executive=self.executive_id.id,
            head=self.head_id.id,
            level=self.level_id.code,
            until=self.date_end,
        )
        clearances._log_change("clearance_granted")

    def action_cancel(self):
        """Give it up before both have confirmed."""
        self.check_access("write")
        for founding in self:
            founding._lock_rows()
            founding._check_state("draft", "half")
        self.sudo()._write_protected({"state": "cancelled"})
        self.flush_recordset()  # the next one of the company may be begun at once
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self.env["property.archive.log"]._log("founding_cancelled", self)
        return True
