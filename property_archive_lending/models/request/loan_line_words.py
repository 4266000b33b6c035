from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.property_archive.groups import ARCHIVIST
from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveLoanLine(models.Model):
    """A request in words is decided by the rule of the record that it means (B4, D2).

    Where the words mean exactly one record, its approvers are asked from the beginning. Until
    all of them agreed, the requester is told the rule for the words and nothing else, just as if
    there were no such record.
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

    def _get_records_of_words(self):
        """For each line, the one record that its code, or its category and unit, means.

        :return: a record, or none, by line, in as many queries for many lines as for one
        :rtype: dict(property.archive.loan.line, property.archive.record)
        """
        records = self.env["property.archive.record"].sudo()
        result = dict.fromkeys(self, records)
        in_words = self.sudo().filtered(
            lambda line: not line.requested_record_id and not line.requested_subject
        )
        codes = {line: code for line in in_words if (code := (line.requested_code or "").strip())}
        kept = Domain("state", "in", KEPT_STATES)
        with_code = in_words.filtered(lambda line: line in codes)
        for company, lines in with_code.grouped("company_id").items():
            domain = Domain("company_id", "=", company.id) & kept
            found = records.with_company(company)._by_codes({codes[line] for line in lines}, domain)
            result.update({line: found[codes[line]] for line in lines})
        by_unit = (in_words - with_code).filtered(lambda line: line.category_id and line.unit_id)
        result.update(by_unit._get_only_records_of_units(kept))
        return result

    def _get_only_records_of_units(self, kept):
        """The only open record of category and unit of these lines.

        :param kept: domain of records that may be meant
        :rtype: dict(property.archive.loan.line, property.archive.record)
        """
        records = self.env["property.archive.record"].sudo()
        if not self:
            return {}
        groups = records._read_group(
            kept
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("category_id", "child_of", self.category_id.ids)
            & Domain("unit_id", "in", self.unit_id.ids)
            & Domain("date_closed", "=", False),
            ["company_id", "unit_id", "category_id"],
            ["__count", "id:min"],
        )
        by_unit = {}
        for company, unit, category, count, res_id in groups:
            by_unit.setdefault((company, unit), []).append((category, count, res_id))
        ids = [res_id for *_key, res_id in groups]
        result = {}
        for line in self:
            found = [
                (count, res_id)
                for category, count, res_id in by_unit.get((line.company_id, line.unit_id), ())
                if line.category_id in category._with_parents()
            ]
            only = sum(count for count, _res_id in found) == 1
            result[line] = records.browse(found[0][1]).with_prefetch(ids) if only else records
        return result

    def _get_policy_of_words(self, record, rows, kinds):
        """The rule for the record that the words mean, where it allows and somebody decides.

        :param record: see :meth:`_get_records_of_words`
        :param rows: rows of the policy, the most specific first
        :param set kinds: the kinds of requester of the whole request
        :rtype: property.archive.loan.policy
        """
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
            # the rule of the record refuses: the desk answers as if there were no such record
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
        """Tell the approvers, without a task on a request in words: it would name them.

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
