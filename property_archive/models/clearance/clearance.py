from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import EXECUTIVE


class PropertyArchiveClearance(models.Model):
    """A user's right to a confidentiality level, for a period (requirement B2).

    Clearances are the only source of level rights. No group gives one, because group membership is
    cached and does not expire by itself.
    """

    _name = "property.archive.clearance"
    _description = "Clearance"
    _inherit = ["property.archive.protected", "mail.thread"]
    _order = "date_end desc, id desc"
    _check_company_auto = True
    _archive_guards_files = True

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", copy=False
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    level_id = fields.Many2one(
        "property.archive.level",
        required=True,
        ondelete="restrict",
        domain=[("clearance_required", "=", True)],
    )
    date_start = fields.Date(required=True, default=lambda self: self.env.company._archive_today())
    date_end = fields.Date(required=True)
    agreement = fields.Binary(
        attachment=True,
        copy=False,
        help="The signed confidentiality agreement 保密协议 or undertaking 保密承诺书.",
    )
    agreement_name = fields.Char(copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("granted", "Granted"), ("revoked", "Revoked")],
        required=True,
        default="draft",
        readonly=True,  # otherwise the web client sends it with the values of the form
        copy=False,
        tracking=True,
    )
    granted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    revoked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_revoked = fields.Datetime(readonly=True, copy=False)
    running = fields.Boolean(compute="_compute_running")

    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A clearance cannot end before it starts."
    )
    _running_idx = models.Index("(user_id, company_id) WHERE state = 'granted'")

    def _creatable_fields(self):
        return {
            "user_id",
            "company_id",
            "level_id",
            "date_start",
            "date_end",
            "agreement",
            "agreement_name",
        }

    def _editable_fields(self):
        return self._creatable_fields() if set(self.mapped("state")) <= {"draft"} else set()

    @api.depends("state", "date_start", "date_end", "company_id")
    def _compute_running(self):
        for clearance in self:
            today = clearance.company_id._archive_today()
            clearance.running = (
                clearance.state == "granted" and clearance.date_start <= today <= clearance.date_end
            )

    @api.depends("user_id", "level_id")
    def _compute_display_name(self):
        for clearance in self:
            names = [name for name in (clearance.user_id.name, clearance.level_id.name) if name]
            clearance.display_name = " · ".join(names) or self.env._("New Clearance")

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for clearance in self:
            self._check_years(clearance.date_start, clearance.date_end)

    @api.model
    def _check_years(self, start, end):
        """Raise when a clearance would run for more than five years.

        :param datetime.date start: its first day
        :param datetime.date end: its last day
        """
        if (end - start).days > 366 * 5:
            raise ValidationError(
                self.env._("A clearance runs for five years at most: renew it then.")
            )

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: the agreement of a granted clearance is not changed."""
        self._check_state(
            "draft", rule=self.env._("The agreement of a granted clearance is kept as it is.")
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self._check_state(
            "draft", rule=self.env._("A clearance that was granted is revoked, never deleted.")
        )

    def action_grant(self):
        """Put the clearance into force (requirement B2).

        An executive may grant any, the archive head up to their own level; nobody to themselves,
        and none without the signed agreement. The first clearances of a company are granted by two
        people together: see the room ``founding``.

        :raise UserError: when the current user may not grant it
        """
        self.check_access("write")
        # Departure and suspension lock the same rows: either they end the clearance granted here,
        # or this transaction sees what they did.
        users = self.sudo().user_id
        users.employee_ids._archive_lock(users)
        self._check_founded()
        suspended = self.env["property.archive.suspension"]._suspended(users)
        executive = self.env.user.has_group(EXECUTIVE)
        for clearance in self:
            clearance._check_state("draft")
            if not clearance.agreement:
                raise UserError(
                    self.env._(
                        "Attach the agreement that %s signed: without it no clearance runs.",
                        clearance.user_id.name,
                    )
                )
            if clearance.user_id.id == SUPERUSER_ID:
                raise UserError(
                    self.env._("The superuser is nobody in the archive: clear a person.")
                )
            if clearance.user_id in self.env.user._archive_same_person():
                raise UserError(self.env._("Nobody gives a clearance to themselves."))
            if clearance.user_id in suspended or clearance._has_left():
                raise UserError(
                    self.env._(
                        "%s has left or is suspended: no clearance runs.", clearance.user_id.name
                    )
                )
            ranks = self.sudo()._running_ranks(self.env.user)
            if not executive and clearance.level_id.rank > ranks.get(clearance.company_id, -1):
                raise UserError(
                    self.env._(
                        "You give clearances up to your own level; %(level)s wants an executive.",
                        level=clearance.level_id.name,
                    )
                )
        self.sudo()._write_protected({"state": "granted", "granted_by_id": self.env.uid})
        self._log_change("clearance_granted")
        return True

    def _has_left(self):
        """Whether the user is archived, or worked for the company and no longer does."""
        user = self.sudo().user_id.with_context(active_test=False)
        here = user.employee_ids.filtered(lambda e: e.company_id == self.company_id)
        return not user.active or (here and not any(here.mapped("active")))

    def _check_founded(self):
        """Raise for a company in which no clearance was ever granted."""
        founded = self.sudo()._read_group(
            [("company_id", "in", self.company_id.ids), ("state", "!=", "draft")], ["company_id"]
        )
        for company in self.company_id.filtered(lambda c: (c,) not in founded):
            raise UserError(
                self.env._(
                    "Nobody in %s is cleared yet: the first clearances are given by an executive"
                    " and the archive head together, under Configuration / Founding Clearance.",
                    company.name,
                )
            )

    def action_revoke(self):
        """End the clearance at once: the user's next query finds nothing any more."""
        self.check_access("write")
        self._revoke()
        return True

    def _revoke(self):
        granted = self.sudo().filtered(lambda c: c.state == "granted")
        granted._write_protected(
            {
                "state": "revoked",
                "revoked_by_id": self.env.uid,
                "date_revoked": fields.Datetime.now(),
            }
        )
        granted._log_change("clearance_revoked")

    def _log_change(self, action):
        self.env["res.users"]._archive_forget_rights()
        for clearance in self:
            self.env["property.archive.log"]._log(
                action,
                clearance,
                user=clearance.user_id.id,
                level=clearance.level_id.code,
                until=clearance.date_end,
            )

    @api.model
    def _running_ranks(self, user):
        """The highest rank that the user is cleared for today, by company.

        :rtype: dict(res.company, int)
        """
        ranks = {}
        for clearance in self.sudo().search([("user_id", "=", user.id), ("state", "=", "granted")]):
            if clearance.running:
                company = clearance.company_id
                ranks[company] = max(ranks.get(company, 0), clearance.level_id.rank)
        return ranks
