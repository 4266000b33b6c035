from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveLoanLine(models.Model):
    """The archive desk: find, hand out, take back (requirements D5, D8, D9)."""

    _inherit = "property.archive.loan.line"

    other_count = fields.Integer(
        "Has Out",
        compute="_compute_other_count",
        compute_sudo=True,
        help="How many records the borrower has out now.",
    )
    page_count_out = fields.Integer("Pages Out", readonly=True, copy=False)
    condition_out = fields.Char(readonly=True, copy=False)

    def _compute_other_count(self):
        counts = {}
        for name in ("employee_id", "partner_id"):
            counts.update(
                self._read_group(
                    [
                        (name, "in", self[name].ids),
                        ("state", "=", "out"),
                        ("physical", "=", True),
                    ],
                    [name],
                    ["__count"],
                )
            )
        for line in self:
            line.other_count = counts.get(line.employee_id or line.partner_id, 0)

    def _check_desk(self):
        """Raise unless the user works at the desk and has no part in these loans."""
        self.check_access("read")
        self._check_archivist()
        me = self.env.user._archive_same_person()
        for line in self.sudo():
            if (line.employee_id.user_id | line.partner_id.user_ids) & me:
                raise UserError(
                    self.env._(
                        "%s is your own loan: another archivist serves you.",
                        line.display_name,
                    )
                )

    def _lock_borrowers(self):
        """Lock the borrowers, in case a departure is confirmed at the same moment (F1).

        See ``hr.employee._archive_lock``; outside borrowers in the same way.
        """
        line = self.sudo()
        line.employee_id._archive_lock()
        line.partner_id._archive_lock()
        line.employee_id.invalidate_recordset(["active"], flush=False)
        line.partner_id.invalidate_recordset(["active"], flush=False)

    # -- out ---------------------------------------------------------------------------

    def action_hand_out(
        self,
        page_count=0,
        condition=None,
        borrower_signature=None,
        archivist_signature=None,
        physical=None,
    ):
        """Hand the record out, or open its content for reading (D1, D5).

        The content opens for the borrower's user on consultation, and for electronic
        records always; the right ends by itself when due.

        :param int page_count: pages counted together
        :param str condition: condition in which it leaves
        :param borrower_signature: base64 picture drawn on the archivist's screen
        :param archivist_signature: the archivist's own
        :param bool physical: whether the paper leaves its place; by default whenever
            there is paper
        :raise UserError: when it is not approved or not found yet, the record is out or
            blocked, the borrower has left, or a count or a signature is missing
        """
        self.ensure_one()
        self._check_desk()
        self._lock_borrowers()
        self._lock_rows()
        self._check_state("approved")
        line = self.sudo()
        if line.kind in ("copy", "excerpt"):
            raise UserError(
                self.env._("%s asks for a copy: the original stays.", self.display_name)
            )
        record = self._get_found_record()
        if physical is None or line.kind == "borrow":
            physical = record.medium != "electronic"
        line._check_can_hand_out(record, physical)
        if physical:
            self._check_count(page_count)
            self._sign_both("out", borrower_signature, archivist_signature)
        now = fields.Datetime.now()
        due = line._due_from(now)
        vals = {
            "state": "out",
            "physical": physical,
            "date_out": now,
            "date_due": due,
            "handed_out_by_id": self.env.uid,
            "page_count_out": page_count,
            "condition_out": condition,
            "date_hold": False,
            "date_reminder": line._next_reminder(due) if physical else False,
        }
        if line.kind == "consult" or not physical:
            vals["grant_id"] = line._open_content(now, due).id
        line._write_protected(vals)
        line.flush_recordset()
        self.env["property.archive.log"]._log(
            "lent", record, line=self.id, kind=line.kind, physical=physical, until=due
        )
        return True

    def _check_can_hand_out(self, record, physical):
        """Raise when the borrower may not have it now, or something blocks the record."""
        self._check_borrowers()
        self._check_counterpart(physical)
        if physical:
            self._check_reserved()
        record._check_blockers("lend" if physical else "read")

    def _get_found_record(self):
        """The record that was asked for, in the rights of the archivist.

        :raise UserError: when it is not found yet
        :rtype: property.archive.record
        """
        record = self.sudo().record_id.sudo(False)
        if not record:
            raise UserError(self.env._("Find the record for %s first.", self.display_name))
        record.check_access("read")
        return record

    def _check_count(self, page_count):
        if not page_count or page_count < 0:
            raise UserError(
                self.env._(
                    "Count the pages, or pieces, of %s together first.",
                    self.display_name,
                )
            )

    def _check_counterpart(self, physical):
        """Raise when there is nobody to hand it to, or to open it for."""
        user = self.employee_id.user_id
        if self.employee_id and user and not user.active:
            raise UserError(self.env._("%s has left and borrows nothing.", self.borrower))
        if not physical and not (user or self.partner_id.user_ids.filtered("active")):
            raise UserError(
                self.env._(
                    "%s has no user to read with: show it on a screen of the archive room.",
                    self.borrower,
                )
            )

    def _due_from(self, start):
        """When this loan is due: the policy's term, or earlier if needed shorter."""
        policy = self.env["property.archive.loan.policy"]
        due = policy._term_end(self.company_id, start, self.term_number, self.term_unit)
        wanted = self.loan_id.date_wanted
        if wanted:
            due = min(due, policy._day_end(self.company_id, wanted))
        if due <= start:
            raise UserError(
                self.env._("%s is not needed any more: the day is past.", self.display_name)
            )
        return due

    def _check_opened_by_somebody(self, user):
        """Raise when nobody decided, and the reader is not cleared for the level (B2, D2).

        A policy row without steps saves the approval, and not the clearance. The
        person a file is about, and their proxy, read it by their own right.
        """
        line = self.sudo()
        level = line.record_id.level_id
        if (
            not level.clearance_required
            or line.policy_id.requester in ("self", "proxy")
            or line.approval_ids.filtered(lambda step: step.state == "approved")
        ):
            return
        ranks = self.env["property.archive.clearance"]._running_ranks(user)
        if ranks.get(line.company_id, -1) < level.rank:
            raise UserError(
                self.env._(
                    "%(line)s: %(user)s is not cleared for “%(level)s”, and the policy row lets"
                    " nobody decide. Ask the archive head for a step of approval in the row.",
                    line=line.display_name,
                    user=user.name,
                    level=level.name,
                )
            )

    def _open_content(self, start, end):
        """Let the borrower's user read this one record until it is due."""
        user = self.employee_id.user_id or self.partner_id.user_ids.filtered("active")[:1]
        if not user:
            return self.env["property.archive.grant"]
        self._check_opened_by_somebody(user)
        return (
            self.env["property.archive.grant"]
            .sudo()
            ._create_protected(
                [
                    {
                        "record_id": self.record_id.id,
                        "user_id": user.id,
                        "company_id": self.company_id.id,
                        "content": True,
                        "date_from": start,
                        "date_to": end,
                        "reason": self.loan_id.name,
                    }
                ]
            )
        )
