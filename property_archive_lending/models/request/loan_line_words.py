from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.property_archive.groups import ARCHIVIST
from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveLoanLine(models.Model):
    """Words in place of a record: decided on what the record is, asked once (B4, D2).

    Where the words mean one record, those who decide on it are asked from the beginning.
    Whoever asked is told of the rule for the words and of nothing else until everybody
    agreed: it is the same where there is no such record.
    """

    _inherit = "property.archive.loan.line"

    found_policy_id = fields.Many2one(
        "property.archive.loan.policy",
        "Rule of What Was Found",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups=ARCHIVIST,
        help="The rule for the record that the words mean, asked from the beginning: whoever"
        " asked learns of it when everybody agreed.",
    )

    def _get_record_of_words(self):
        """The one record that a typed code, or a category with a unit, means.

        :rtype: property.archive.record
        """
        self.ensure_one()
        line = self.sudo()
        records = self.env["property.archive.record"].sudo()
        domain = Domain("company_id", "=", line.company_id.id) & Domain("state", "in", KEPT_STATES)
        code = (line.requested_code or "").strip()
        if line.requested_record_id or line.requested_subject:
            return records
        if code:
            return records.with_company(line.company_id)._by_code(code, domain)
        if line.category_id and line.unit_id:
            domain &= Domain("category_id", "child_of", line.category_id.id)
            domain &= Domain("unit_id", "=", line.unit_id.id) & Domain("date_closed", "=", False)
        else:
            return records
        found = records.search(domain, limit=2)
        return found if len(found) == 1 else records

    def _get_policy_of_words(self, rows, kinds):
        """The rule for the record that the words mean, where it allows and somebody decides.

        :param rows: rows of the policy, the most specific first
        :param set kinds: the kinds of requester of the whole request
        :rtype: property.archive.loan.policy
        """
        record = self._get_record_of_words()
        none = rows.browse()
        if not record:
            return none
        case = {
            "category": record.category_id,
            "level": record.level_id,
            "scope": record.scope,
            "record": record,
        }
        try:
            policy = rows._choose_row(
                case["category"],
                case["level"],
                case["scope"],
                self._requesters(case, kinds),
                self.kind,
            )
            self._check_policy(policy)
        except UserError:
            # what the rule of the record says against it, the desk answers as if there
            # were none
            return none
        return policy if policy.step_ids else none

    # -- who is told ------------------------------------------------------------------------

    def _archive_undisclosed(self):
        """Those of these lines of which the current user is not told who decides.

        Whoever asked in words; the desk and those who decide are told.

        :rtype: property.archive.loan.line
        """
        if self.env["property.archive.loan"]._is_desk():
            return self.browse()
        lines = self.sudo().filtered(
            lambda line: line.state == "to_approve" and not line.requested_record_id
        )
        asked = lines.filtered(lambda line: self.env.user in line.approval_ids.approver_ids)
        return (lines - asked).sudo(False)

    def _approval_notify(self):
        """Tell the approvers; a task on what was asked for in words would name them.

        They find it under *To Approve*; tasks are read by whoever reads the document.
        """
        in_words = self.sudo().filtered(lambda line: not line.record_id)
        by_user = {}
        for line in in_words:
            step = line.approval_ids.filtered(lambda s: s.state == "pending")[:1]
            for user in step.approver_ids:
                by_user.setdefault(user, self.browse())
                by_user[user] |= line
        for user, lines in by_user.items():
            lines.sudo()._approval_message(user)
        return super(PropertyArchiveLoanLine, self - in_words)._approval_notify()

    @api.depends_context("uid")
    def _compute_approval_status(self):
        result = super()._compute_approval_status()
        # computed as superuser: what counts is who calls
        for line in self.with_user(self.env.uid)._archive_undisclosed():
            line.sudo().approval_status = self.env._("Being decided")
        return result


class PropertyArchiveApproval(models.Model):
    """Steps on what was asked for in words are for the desk and those who decide (B4)."""

    _inherit = "property.archive.approval"

    @api.model
    def _readable_domain(self):
        domain = super()._readable_domain()
        if self.env["property.archive.loan"]._is_desk():
            return domain
        lines = self.env["property.archive.loan.line"].sudo()
        in_words = lines._search(
            [("requested_record_id", "=", False), ("state", "=", "to_approve")]
        )
        steps = self.sudo()._search([("approver_ids", "in", self.env.uid)])
        mine = Domain("id", "in", steps) | Domain("decided_by_id", "=", self.env.uid)
        hidden = Domain("res_model", "=", lines._name) & Domain("res_id", "in", in_words)
        return domain & (mine | ~hidden)
