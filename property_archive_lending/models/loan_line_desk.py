from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveLoanLine(models.Model):
    """The archive desk: find, hand out, take back (requirements D5, D8, D9)."""

    _inherit = "property.archive.loan.line"

    def _check_desk(self):
        """Raise unless the user works at the desk and has no part in these loans."""
        self.check_access("read")
        if not self.env["property.archive.loan"]._is_desk():
            raise UserError(self.env._("This is for the archivists of the company."))
        me = self.env.user._archive_same_person()
        for line in self.sudo():
            if (line.employee_id.user_id | line.partner_id.user_ids) & me:
                raise UserError(
                    self.env._(
                        "%s is your own loan: another archivist serves you.",
                        line.display_name,
                    )
                )

    def _check_state(self, *states):
        for line in self:
            if line.state not in states:
                raise UserError(
                    self.env._(
                        "%(line)s is “%(state)s”: that cannot be done now.",
                        line=line.display_name,
                        state=line._label("state"),
                    )
                )

    # -- finding what was asked for in words -------------------------------------------

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
            ._rows(line.company_id)
            ._pick(
                case["category"],
                case["level"],
                case["scope"],
                line._requesters(case, loan._requester_kinds()[loan]),
                line.kind,
            )
        )
        vals = {"record_id": record.id}
        roles = []
        if policy != line.policy_id:
            line._check_policy(policy)
            vals.update(line._policy_vals(policy))
            done = line.approval_ids.filtered(lambda s: s.state == "approved").mapped("role")
            roles = [role for role in policy.step_ids.mapped("role") if role not in done]
        if roles:
            vals["state"] = "to_approve"
        line._write_protected(vals)
        self.env["property.archive.log"]._log("resolved", record, line=self.id)
        if roles:
            self._approval_start({self: roles})
        elif line._taken():
            line._write_protected({"state": "queued", "date_queued": fields.Datetime.now()})
        return True

    def _check_answers(self, record):
        """Raise when a record is not what was asked for in words."""
        above = record.category_id.parent_path.split("/")
        code = (self.requested_code or "").strip().upper()
        wrong = (
            (str(self.category_id.id) not in above, self.category_id.display_name),
            (
                self.unit_id and record.unit_id != self.unit_id,
                self.unit_id.display_name,
            ),
            (code and code != (record.reference or "").upper(), code),
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
        self._lock_rows()
        self._check_state("approved")
        line = self.sudo()
        if line.kind in ("copy", "excerpt"):
            raise UserError(
                self.env._("%s asks for a copy: the original stays.", self.display_name)
            )
        if not line.record_id:
            raise UserError(self.env._("Find the record for %s first.", self.display_name))
        record = line.record_id.sudo(False)
        record.check_access("read")
        if physical is None or line.kind == "borrow":
            physical = record.medium != "electronic"
        line._check_borrowers()
        line._check_counterpart(physical)
        if physical:
            line._check_reserved()
        record._check_blockers("lend" if physical else "read")
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

    def _sign_both(self, phase, borrower_signature, archivist_signature, bearer=None):
        """Keep the signatures of the borrower, or of the bearer, and the archivist."""
        line = self.sudo()
        user = line.employee_id.user_id
        outsider = None
        if bearer:
            user, outsider = user.browse(), bearer
        elif not user:
            outsider = line.partner_id or line.employee_id.work_contact_id
        self._sign("borrower", borrower_signature, signer=user, outsider=outsider, phase=phase)
        self._sign("archivist", archivist_signature, phase=phase)

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

    def _open_content(self, start, end):
        """Let the borrower's user read this one record until it is due."""
        user = self.employee_id.user_id or self.partner_id.user_ids.filtered("active")[:1]
        if not user:
            return self.env["property.archive.grant"]
        return (
            self.env["property.archive.grant"]
            .sudo()
            .create(
                {
                    "record_id": self.record_id.id,
                    "user_id": user.id,
                    "company_id": self.company_id.id,
                    "content": True,
                    "date_from": start,
                    "date_to": end,
                    "reason": self.loan_id.name,
                }
            )
        )

    # -- back --------------------------------------------------------------------------

    def action_take_back(
        self,
        page_count=0,
        condition=None,
        borrower_signature=None,
        archivist_signature=None,
        difference=None,
        use_result=None,
        returned_by=None,
        witness=None,
    ):
        """Take the record back; reading ends at once (D5).

        :param int page_count: pages counted together
        :param str condition: condition in which it returns
        :param borrower_signature: base64 picture drawn on the archivist's screen
        :param archivist_signature: the archivist's own
        :param str difference: what differs; needed when the pages do
        :param str use_result: what the file was good for 利用效果
        :param int returned_by: id of the contact who brings it back when the borrower
            cannot; they sign in the borrower's place
        :param str witness: who saw it, needed then
        :return: a notice with the place it goes back to
        :raise UserError: when it is not out, or a count, note or signature is missing
        """
        self.ensure_one()
        self._check_desk()
        self._lock_rows()
        self._check_state("out")
        line = self.sudo()
        if line.physical:
            self._check_count(page_count)
            if page_count != line.page_count_out and not (difference or "").strip():
                raise UserError(
                    self.env._(
                        "%(line)s went out with %(out)s pages and comes back with"
                        " %(back)s: note what is missing or added.",
                        line=self.display_name,
                        out=line.page_count_out,
                        back=page_count,
                    )
                )
            bearer = self.env["res.partner"].browse(returned_by or []).exists()
            if bearer.user_ids & self.env.user._archive_same_person():
                raise UserError(
                    self.env._("You do not bring back what you take back: another archivist does.")
                )
            if bearer and not (witness or "").strip():
                raise UserError(
                    self.env._(
                        "%s is not the borrower: name the witness of the return.",
                        bearer.display_name,
                    )
                )
            self._sign_both("in", borrower_signature, archivist_signature, bearer)
        line.record_id._lock_rows()
        line._write_protected(
            {
                "state": "returned",
                "date_returned": fields.Datetime.now(),
                "taken_back_by_id": self.env.uid,
                "page_count_in": page_count,
                "condition_in": condition,
                "difference": difference,
                "use_result": use_result,
                "returned_by_id": returned_by or False,
                "return_witness": witness,
            }
        )
        line._close_term()
        line.grant_id._end()
        self.env["property.archive.log"]._log("taken_back", line.record_id, line=self.id)
        return self._place_notice()

    def _place_notice(self):
        place = self.sudo().record_id.location_id.display_name
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.sudo().record_id.display_name,
                "message": self.env._("Put it back: %s", place or self.env._("no place yet")),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
