from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...groups import MANAGER
from ..guard.deciding_mixin import OWN_RULE_DAYS


class PropertyArchiveDelegation(models.Model):
    """A stand-in who decides for an approver for some days (requirement D4).

    A stand-in may not decide on documents they take part in, nor on records of a level above their
    own clearance.
    """

    _name = "property.archive.delegation"
    _description = "Stand-In"
    _inherit = ["property.archive.protected", "property.archive.deciding.mixin", "mail.thread"]
    _order = "date_end desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    delegate_id = fields.Many2one(
        "res.users", "Stand-In", required=True, index=True, ondelete="restrict"
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: self.env.company._archive_today()
    )
    date_end = fields.Date("Until", required=True)
    revoked = fields.Boolean(readonly=True, copy=False)
    running = fields.Boolean(compute="_compute_running")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "It cannot end before it starts."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody stands in for themselves."
    )

    def _deciding_facts(self):
        self.ensure_one()
        facts = {name: self[name] for name in ("date_start", "date_end", "revoked")}
        people = {name: self[name].id for name in ("user_id", "delegate_id", "company_id")}
        return {**facts, **people}

    def _opens_more(self, before, after):
        # one person delegates their own decisions; delegating another's needs two people
        own = self.user_id in self.env.user._archive_same_person()
        return before is None and not own

    def action_confirm_change(self):
        """Confirm a stand-in whom the archive head named for somebody else.

        :raise UserError: for the user who named the stand-in, and for the stand-in
        """
        for delegation in self.sudo():
            if delegation.delegate_id in self.env.user._archive_same_person():
                raise UserError(self.env._("Nobody makes themselves a stand-in."))
        return super().action_confirm_change()

    def _creatable_fields(self):
        return {"user_id", "delegate_id", "date_start", "date_end", "company_id"}

    def _editable_fields(self):
        return set()

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            absent, delegate = delegation.user_id.name, delegation.delegate_id.name
            delegation.display_name = f"{absent} → {delegate}" if delegate else False

    @api.depends("date_start", "date_end", "revoked", "opened", "company_id")
    def _compute_running(self):
        for delegation in self:
            today = delegation.company_id._archive_today()
            delegation.running = bool(
                not delegation.revoked
                and not delegation.opened
                and delegation.date_start
                and delegation.date_end
                and delegation.date_start <= today <= delegation.date_end
            )

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_people(self):
        for delegation in self:
            if not delegation.delegate_id._is_internal():
                raise ValidationError(self.env._("A stand-in works in the company."))
            if delegation.company_id not in delegation.delegate_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s.",
                        user=delegation.delegate_id.name,
                        company=delegation.company_id.name,
                    )
                )
            if delegation.delegate_id in delegation.user_id._archive_same_person():
                raise ValidationError(self.env._("Nobody stands in for themselves."))

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        head = self.env.user.has_group(MANAGER)
        for delegation in delegations:
            if delegation.user_id != self.env.user and not head:
                raise UserError(
                    self.env._(
                        "You name your own stand-in; the archive head names those of others."
                    )
                )
            # nobody names a stand-in who would decide on their own requests
            if delegation.delegate_id in self.env.user._archive_same_person():
                raise UserError(self.env._("Nobody makes themselves a stand-in."))
            self.env["property.archive.log"]._log(
                "delegated",
                delegation,
                user=delegation.user_id.id,
                delegate=delegation.delegate_id.id,
                start=delegation.date_start,
                end=delegation.date_end,
            )
        return delegations

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A stand-in is ended, never deleted."))

    def action_revoke(self):
        """End the delegation now."""
        self.check_access("read")
        head = self.env.user.has_group(MANAGER)
        for delegation in self:
            if delegation.user_id != self.env.user and not head:
                raise UserError(self.env._("Only who is stood in for ends it."))
        self.sudo()._write_protected({"revoked": True})
        self.env["property.archive.log"]._log("delegation_ended", self)
        return True

    @api.model
    def _get_represented(self, user):
        """Users whom a user represents today, by company.

        :rtype: dict(res.company, res.users)
        """
        running = self.sudo().search([("delegate_id", "=", user.id), ("revoked", "=", False)])
        represented = {}
        # nobody represents an archived user
        for delegation in running.filtered(lambda d: d.running and d.user_id.active):
            users = represented.get(delegation.company_id, user.browse())
            represented[delegation.company_id] = users | delegation.user_id.sudo(False)
        return represented

    @api.model
    def _made_for(self, askers, user, company):
        """Users whom a user represents because a requester recently arranged it (D2).

        :param askers: ``res.users`` who take part in the document
        :param user: ``res.users``, possible approver
        :param company: ``res.company``
        :rtype: res.users
        """
        recent = fields.Datetime.now() - timedelta(days=OWN_RULE_DAYS)
        rows = self.sudo().search(
            [
                ("delegate_id", "=", user.id),
                ("company_id", "=", company.id),
                ("revoked", "=", False),
                ("date_changed", ">", recent),
            ]
        )
        if not rows:
            return user.browse()
        makers = askers._archive_same_person()
        return rows.filtered(lambda row: row.changed_by_id in makers).user_id.sudo(False)
