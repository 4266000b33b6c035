from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.blockers import format_blockers


class PropertyArchiveDeskWizard(models.TransientModel):
    """The desk makes the request of a walk-in, where a register entry is enough (D5)."""

    _inherit = "property.archive.desk.wizard"

    def _scan_walk_in(self, record):
        """Put a record nobody asked for on the list, or say what it takes.

        :param record: ``property.archive.record`` the archivist sees
        :return: what it takes, or None
        """
        if record in self.line_ids.new_record_id:
            return None
        if problem := self._walk_in_problem(record):
            return problem
        self.line_ids = [
            Command.create(
                {
                    "new_record_id": record.id,
                    "physical": record.medium != "electronic",
                    "page_count": record.page_count or record.quantity,
                    "condition": self.env._("Good"),
                }
            )
        ]
        return None

    def _walk_in_vals(self, records):
        return {
            "employee_id": self.employee_id.id,
            "partner_id": self.partner_id.id,
            "outsider": self.partner_id and self.outsider,
            "kind": self.kind,
            "purpose": self.purpose,
            "company_id": self.env.company.id,
            "line_ids": [Command.create({"requested_record_id": r.id}) for r in records],
        }

    def _walk_in_problem(self, record):
        """Why a record cannot be handed out without a request; empty when it can.

        :rtype: str
        """
        if self.partner_id and not self.outsider:
            return self.env._("Say as what %s comes.", self.partner_id.display_name)
        if blockers := record._get_blockers("lend").get(record):
            return f"{record.display_name}: {format_blockers(self.env, blockers)}"
        loan = self.env["property.archive.loan"].new(self._walk_in_vals(record))
        line = loan.line_ids
        case = line._policy_case(self.env["property.archive.category"])
        try:
            policy = (
                self.env["property.archive.loan.policy"]
                ._get_rows(self.env.company)
                ._choose_row(
                    case["category"],
                    case["level"],
                    case["scope"],
                    line._requesters(case, loan._requester_kinds()[loan]),
                    self.kind,
                )
            )
            line._check_policy(policy)
        except UserError as error:
            return str(error)
        if not line._policy_steps(policy):
            return ""
        return self.env._(
            "%(record)s wants a request first: it is decided by %(steps)s (policy row “%(row)s”).",
            record=record.display_name,
            steps=policy._steps_text(),
            row=policy.display_name,
        )

    def _request_walk_ins(self):
        """Make and submit the request of whoever came without one.

        :raise UserError: when it takes more than an entry in the register
        """
        entries = self.line_ids.filtered("new_record_id").sorted("id")
        if not entries:
            return
        if not (self.purpose or "").strip():
            raise UserError(self.env._("Write down what it is needed for."))
        records = entries.new_record_id
        for record in records:
            if problem := self._walk_in_problem(record):
                raise UserError(problem)
        loan = self.env["property.archive.loan"].create(self._walk_in_vals(records))
        loan.action_submit()
        by_record = {line.requested_record_id: line for line in loan.line_ids}
        for entry in entries:
            entry.write({"line_id": by_record[entry.new_record_id].id, "new_record_id": False})
