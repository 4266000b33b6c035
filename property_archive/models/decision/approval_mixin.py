from odoo import api, fields, models
from odoo.fields import Domain


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """Approval in ordered steps, each by a role (requirement D4).

    The document defines who takes part (:meth:`_approval_people`), starts with
    :meth:`_approval_start` and reacts in :meth:`_approval_done` and :meth:`_approval_refused`.
    Duties are separated for everybody, administrators included: no requester, beneficiary, creator
    or earlier approver may decide, with any of their users or employees.
    """

    _name = "property.archive.approval.mixin"
    _description = "Document with Approval"

    approval_ids = fields.One2many(
        "property.archive.approval",
        "res_id",
        "Approval Steps",
        domain=lambda self: [("res_model", "=", self._name)],
    )
    can_approve = fields.Boolean(
        "Waits for My Approval",
        compute="_compute_can_approve",
        search="_search_can_approve",
    )
    approval_status = fields.Char(compute="_compute_approval_status", compute_sudo=True)

    # -- for the document to define ---------------------------------------------------------

    def _approval_people(self):
        """Users who may not decide on the document because they take part in it.

        :rtype: res.users
        """
        return self.env["res.users"]

    def _approval_employee(self):
        """Employee whose department determines the role *department head*."""
        return self.env["hr.employee"]

    def _approval_category(self):
        """Category whose keeping department determines the role *keeping head*."""
        return self.env["property.archive.category"]

    def _approval_level(self):
        """The highest level of the records concerned: stand-ins need a clearance for it.

        :rtype: property.archive.level
        """
        return self.env["property.archive.level"]

    def _approval_recheck(self):
        """Hook: raise when the request may no longer be approved.

        The checks of the request are repeated in the transaction of each decision, as days may lie
        between the two.

        :raise UserError: names the document and what blocks it now
        """

    def _approval_done(self):
        """Hook: all steps of these documents are approved."""

    def _approval_refused(self, reason):
        """Hook: these documents were refused.

        :param str reason: text of the approver
        """

    # -- who decides ------------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_can_approve(self):
        mine = set(self.sudo()._search(self._my_approvals_domain()).get_result_ids())
        for document in self:
            document.can_approve = document.id in mine

    def _search_can_approve(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._my_approvals_domain()
        return Domain.OR(domain if truth else ~domain for truth in value)

    def _my_approvals_domain(self):
        steps = self.env["property.archive.approval"].sudo()
        pending = steps.search_fetch(
            [
                ("res_model", "=", self._name),
                ("state", "=", "pending"),
                ("approver_ids", "in", self.env.uid),
            ],
            ["res_id"],
        )
        ids = {step.res_id for step in pending} | self._stand_in_ids()
        return Domain("id", "in", list(ids))

    def _stand_in_ids(self):
        """Ids of the documents that the current user may decide for an absent approver."""
        user = self.env["res.users"].sudo().browse(self.env.uid)
        ids = set()
        represented = self.env["property.archive.delegation"]._get_represented(user)
        for company, users in represented.items():
            steps = (
                self.env["property.archive.approval"]
                .sudo()
                .search(
                    [
                        ("res_model", "=", self._name),
                        ("state", "=", "pending"),
                        ("company_id", "=", company.id),
                        ("approver_ids", "in", users.ids),
                    ]
                )
            )
            ids |= {step.res_id for step in steps if step._stood_in_for(user, users)}
        return ids

    def _compute_approval_status(self):
        for document in self:
            step = document.approval_ids.filtered(lambda s: s.state == "pending")[:1]
            document.approval_status = step._asked_text(document) if step else False
