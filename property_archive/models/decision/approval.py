from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list

from ...selections import ROLES


class PropertyArchiveApproval(models.Model):
    """One approval step of a document, with its decision (requirement D4).

    Nobody has write access: the document creates and decides its steps.
    """

    _name = "property.archive.approval"
    _description = "Approval Step"
    _inherit = ["property.archive.protected"]
    _order = "res_model, res_id, sequence, id"
    _lock_fields = ("state", "decided_by_id")

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True, readonly=True
    )
    sequence = fields.Integer(required=True, readonly=True)
    round = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        help="A document that is decided again, such as a renewal, starts a new round.",
    )
    role = fields.Selection(
        [*ROLES, ("incident_decider", "Decides on incidents")], required=True, readonly=True
    )
    other_role = fields.Selection(
        ROLES, "Or", readonly=True, help="Whoever has either role takes the step."
    )
    approver_ids = fields.Many2many(
        "res.users",
        "property_archive_approval_user_rel",
        "approval_id",
        "user_id",
        "Asked to Decide",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waits for Earlier Steps"),
            ("pending", "To Decide"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    stands_in_for_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", help="Decided in their place."
    )
    date_decided = fields.Datetime(readonly=True)
    date_pending = fields.Datetime("Waits Since", readonly=True)
    escalated = fields.Boolean(readonly=True, default=False)
    reason = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")

    _document_idx = models.Index("(res_model, res_id)")
    _escalate_idx = models.Index("(date_pending) WHERE state = 'pending' AND escalated IS NOT TRUE")
    _pending_idx = models.Index("(res_model, res_id) WHERE state = 'pending'")

    @api.depends("role", "other_role", "state")
    def _compute_display_name(self):
        for step in self:
            step.display_name = self._role_label(step._asked_roles())

    @api.model
    def _role_label(self, role):
        """The label of a role, or of two alternative roles, in the user's language.

        :param role: a value of ``role``, or a pair of them
        """
        labels = dict(self._fields["role"]._description_selection(self.env))
        names = [labels.get(name, "") for name in ([role] if isinstance(role, str) else role)]
        return format_list(self.env, names, "or")

    def _asked_roles(self):
        """The role that this step requires, or the pair of alternative roles.

        :rtype: str or tuple(str, str)
        """
        self.ensure_one()
        return (self.role, self.other_role) if self.other_role else self.role or ""

    @api.depends_context("uid")
    def _compute_readable(self):
        visible = self.sudo().search(Domain("id", "in", self.ids) & self._readable_domain())
        for step in self:
            step.readable = step.id in visible.ids

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._readable_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    @api.model
    def _readable_domain(self):
        """Domain of the steps of documents that the current user can see."""
        mine = Domain("approver_ids", "in", self.env.uid) | Domain(
            "decided_by_id", "=", self.env.uid
        )
        mixin = self.env.registry["property.archive.approval.mixin"]
        for name, model in self.env.registry.items():
            documents = self.env[name].sudo(False)
            if issubclass(model, mixin) and not model._abstract and documents.has_access("read"):
                mine |= Domain("res_model", "=", name) & Domain(
                    "res_id", "in", documents._search([])
                )
        return mine

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A decision is never deleted."))

    @api.model
    def _create_protected(self, vals_list):
        steps = super()._create_protected(vals_list)
        steps.approver_ids._archive_become_deciders()
        return steps

    def _write_protected(self, vals):
        if vals.get("state") == "pending":
            vals = {**vals, "date_pending": fields.Datetime.now()}
        result = super()._write_protected(vals)
        if "approver_ids" in vals:
            self.approver_ids._archive_become_deciders()
        return result

    @api.model
    def _cron_escalate(self):
        """Job: add the approvers' managers to steps that are overdue (D4)."""
        companies = self.env["res.company"].sudo().search([("archive_escalation_days", ">", 0)])
        domain = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "date_pending",
                "<=",
                fields.Datetime.now() - timedelta(days=company.archive_escalation_days),
            )
            for company in companies
        )
        domain &= Domain("state", "=", "pending") & Domain("escalated", "=", False)
        self._run_in_batches(domain, "date_pending, id", "_escalate", size=1)

    def _escalate(self):
        """Add the approvers' managers, unless they take part in the document themselves."""
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).sudo().exists()
        managers = self.approver_ids.employee_ids.parent_id.user_id.filtered("active")
        steps = document.approval_ids.filtered(lambda s: s.round == self.round)
        taken = document._approval_people() | steps.decided_by_id
        added = managers - self.approver_ids - taken._archive_same_person()
        added -= document._approval_barred(added)
        self._write_protected({"escalated": True, "approver_ids": [(4, user.id) for user in added]})
        for user in added:
            document._approval_ask(user)

    @api.model
    def _pass_on(self, users, companies=None):
        """Ask others to decide the steps that wait for users who leave (F1).

        If somebody else may already decide the step, they do; otherwise the next in line for the
        role is asked, and finally the archive head. So pending decisions do not block a departure.

        :param users: ``res.users`` who no longer decide
        :param companies: ``res.company`` that they leave, by default all
        """
        domain = Domain("approver_ids", "in", users.ids)
        domain &= Domain("state", "in", ["waiting", "pending"])
        if companies is not None:
            domain &= Domain("company_id", "in", companies.ids)
        for step in self.sudo().search(domain, order="id"):
            document = self.env[step.res_model].sudo().browse(step.res_id).exists()
            remaining = (step.approver_ids - users).filtered("active")
            if not remaining and document:
                taken = document._approval_people() | document.approval_ids.decided_by_id
                excluded = taken._archive_same_person() | users
                try:
                    remaining = document._step_approvers(step._asked_roles(), excluded)
                except UserError:
                    # nobody is suitable: the open decision is escalated, and so becomes visible
                    remaining = step.company_id.archive_head_id - users
            added = remaining - step.approver_ids
            step._write_protected({"approver_ids": [(6, 0, remaining.ids)]})
            if not document:
                continue
            self.env["property.archive.log"]._log("approval_passed_on", step, to=remaining.ids)
            if step.state == "pending":
                kind = ["property_archive.mail_activity_type_approval"]
                for user in users:
                    document.activity_unlink(kind, user_id=user.id)
                for user in added:
                    document._approval_ask(user)

    def _stood_in_for(self, user, absent):
        """The absent approver of this step for whom a user may decide.

        A stand-in decides nothing above their own clearance.

        :param user: ``res.users`` who would decide
        :param absent: ``res.users`` for whom they stand in today
        :rtype: res.users
        """
        self.ensure_one()
        document = self.env[self.res_model].sudo().browse(self.res_id)
        level = document._approval_level()
        own = self.env["property.archive.delegation"]._made_for(
            document._approval_people(), user, self.company_id
        )
        absent -= own | document._approval_barred(self.sudo().approver_ids & absent)
        ranks = self.env["property.archive.clearance"]._running_ranks
        for holder in self.sudo().approver_ids & absent:
            if not level.clearance_required:
                return holder
            # never above the stand-in's own clearance, whatever the absent approver may do
            if ranks(user).get(self.company_id, -1) >= level.rank:
                return holder
        return user.browse()
