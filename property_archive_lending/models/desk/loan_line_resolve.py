from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.codes import code_form


class PropertyArchiveLoanLine(models.Model):
    """Finding, or declining, what was asked for in words (requirements B4, D1)."""

    _inherit = "property.archive.loan.line"

    def action_resolve(self, record_id):
        """Say which record an approved request in words means (B4, D1).

        When a stricter rule holds for the record than for the words, its further steps
        are asked before it goes out.

        :param int record_id: id of a ``property.archive.record`` the archivist sees
        :raise UserError: when it is not what was asked for, or the rule says no
        """
        self.ensure_one()
        self._check_desk()
        self._lock_rows()
        self._check_state("approved")
        self._check_unsigned()
        line = self.sudo()
        record = self.env["property.archive.record"].search([("id", "=", record_id)])
        if not record:
            raise UserError(
                self.env._("You do not see that record: ask an archivist cleared for it.")
            )
        if line.requested_record_id:
            raise UserError(self.env._("%s names its record already.", self.display_name))
        line._check_answers(record.sudo())
        loan = line.loan_id
        case = {
            "category": record.sudo().category_id,
            "level": record.sudo().level_id,
            "scope": record.sudo().scope,
            "record": record.sudo(),
        }
        policy = (
            self.env["property.archive.loan.policy"]
            ._get_rows(line.company_id)
            ._choose_row(
                case["category"],
                case["level"],
                case["scope"],
                line._requesters(case, loan._requester_kinds()[loan]),
                line.kind,
            )
        )
        vals, roles = {"record_id": record.id}, []
        if policy != line.policy_id:
            line._check_policy(policy)
            vals.update(line._policy_vals(policy))
        if policy not in (line.policy_id, line.found_policy_id):
            approved = line.approval_ids.filtered(lambda s: s.state == "approved")
            done = [step._asked_roles() for step in approved]
            asked = line._policy_steps(policy)._roles_in_order()
            roles = [role for role in asked if role not in done]
        if roles:
            vals["state"] = "to_approve"
        line._write_protected(vals)
        self.env["property.archive.log"]._log("resolved", record, line=self.id)
        if roles:
            # a new round, on the record itself: whoever decided on the words may decide again
            self._approval_start({self: roles}, fresh=True)
        elif line._filter_unavailable():
            line._write_protected({"state": "queued", "date_queued": fields.Datetime.now()})
        return True

    def _check_answers(self, record):
        """Raise when a record is not what was asked for in words."""
        above = record.category_id._with_parents()
        code = code_form(self.requested_code)
        wrong = (
            # a code says which record it is, whatever category its words seemed to name
            (
                not code and self.category_id not in above,
                self.category_id.display_name,
            ),
            (
                self.unit_id and record.unit_id != self.unit_id,
                self.unit_id.display_name,
            ),
            (code and code != code_form(record.reference), self.requested_code),
            (record.company_id != self.company_id, self.company_id.name),
        )
        for mismatch, asked in wrong:
            if mismatch:
                raise UserError(
                    self.env._(
                        "%(record)s is not what was asked for: %(asked)s.",
                        record=record.display_name,
                        asked=asked,
                    )
                )

    def action_decline(self, reason):
        """Close approved requests that the archive cannot serve.

        :param str reason: told to who asked; keep it the same whether there is no such
            record or it cannot be lent
        """
        self._check_desk()
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why."))
        self._lock_rows()
        self._check_state("approved", "queued")
        self._approval_refused(reason.strip())
        self.env["property.archive.log"]._log("declined", self)
        return True
