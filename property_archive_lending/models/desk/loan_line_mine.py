from odoo import api, fields, models
from odoo.exceptions import UserError

_READINGS = "property_archive_lending.ir_cron_close_readings"


class PropertyArchiveLoanLine(models.Model):
    """What requesters see of their loans, and what they do themselves (B7, D1, D7, D8)."""

    _inherit = "property.archive.loan.line"

    reading = fields.Boolean(compute="_compute_reading", compute_sudo=True)
    progress = fields.Char(
        "What Now",
        compute="_compute_progress",
        compute_sudo=True,
        help="What became of it, and what whoever asked does next.",
    )
    asked_note = fields.Char(
        "Now",
        compute="_compute_asked_note",
        help="Whether a record that is asked for is there, and when it is expected.",
    )

    @api.depends("state", "physical", "date_due")
    def _compute_reading(self):
        """Whether the record is open on the borrower's screen at this moment."""
        now = fields.Datetime.now()
        for line in self:
            line.reading = bool(
                line.state == "out" and line.grant_id and not line.grant_id.revoked
            ) and bool(line.date_due and line.date_due > now)

    def _local_moment(self, name):
        moment = self.company_id._archive_local_time(self[name])
        return moment.strftime("%Y-%m-%d %H:%M")

    @api.depends("state", "physical", "date_due", "date_hold", "renewal_pending", "record_id")
    def _compute_progress(self):
        for line in self:
            line.progress = line._progress()

    def _progress(self):
        texts = {
            "to_approve": self.env._(
                "waits for %s", self.approval_status or self.env._("a decision")
            ),
            "refused": self.env._("refused: %s", self.refusal_reason or ""),
        }
        if self.state == "approved" and self.date_hold:
            return self.env._(
                "it is back: fetch it at the desk until %s", self._local_date("date_hold")
            )
        if self.state == "approved":
            return self.env._("approved: go to the desk")
        if self.state == "queued":
            back = self.date_expected
            text = self.env._("approved: number %s in line", self.queue_position)
            return (
                self.env._("%(text)s, expected back on %(date)s", text=text, date=back)
                if back
                else text
            )
        if self.state == "out" and self.renewal_pending:
            return self.env._("out until %s, longer term asked for", self._local_date("date_due"))
        if self.state == "out" and self.physical:
            return self.env._("out until %s", self._local_date("date_due"))
        if self.state == "out":
            until = self._local_moment("date_due")
            return (
                self.env._("open to read until %s", until)
                if self.reading
                else self.env._("reading ended")
            )
        if self.state == "delivered" and self.copy_digital:
            return self.env._("copy ready until %s", self._local_moment("date_due"))
        return texts.get(self.state) or self._label("state")

    @api.depends("requested_record_id", "loan_id.kind")
    def _compute_asked_note(self):
        drafts = self.filtered(lambda line: line.state == "draft")
        records = drafts.requested_record_id._origin._filtered_access("read")
        found = self.sudo().search(
            [
                ("record_id", "in", records.ids),
                "|",
                ("state", "in", ["queued", "approved"]),
                "&",
                ("state", "=", "out"),
                ("physical", "=", True),
            ]
        )
        for line in self:
            others = found.filtered(
                lambda o, line=line: o.record_id == line.requested_record_id._origin
            )
            out = others.filtered(lambda o: o.state == "out")[:1]
            if out:
                line.asked_note = self.env._(
                    "out until %(date)s, %(count)s waiting",
                    date=out._local_date("date_due"),
                    count=len(others - out),
                )
            else:
                line.asked_note = bool(others) and self.env._("kept for somebody who waited")

    # -- what the borrower does ----------------------------------------------------------

    def action_read(self):
        """Open the record with its files, while the right to read runs (B7)."""
        self.ensure_one()
        self.check_access("read")
        record = self.sudo().record_id.sudo(False)
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "property.archive.record",
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_end_reading(self):
        """Finish reading before the term is over: the right to read ends at once.

        :raise UserError: for anybody but the borrower and the desk
        """
        self.check_access("read")
        self._lock_rows()
        me = self.env.user._archive_same_person()
        for line in self:
            mine = (line.sudo().user_id | line.sudo().employee_id.user_id) & me
            if not mine and not line._is_archivist():
                raise UserError(self.env._("Only who reads ends their reading."))
            if line.sudo().physical or line.sudo().state != "out":
                raise UserError(self.env._("%s is not read on screen.", line.display_name))
        lines = self.sudo()
        lines.grant_id._end()
        lines._write_protected({"state": "returned", "date_returned": fields.Datetime.now()})
        self.env["property.archive.log"]._log("reading_ended", self)
        return True

    # -- told and ended in time ----------------------------------------------------------

    def action_hand_out(self, *args, **kwargs):
        result = super().action_hand_out(*args, **kwargs)
        read = self.sudo().filtered(lambda line: line.state == "out" and not line.physical)
        cron = self.env.ref(_READINGS, raise_if_not_found=False)
        if cron and read:
            cron.sudo()._trigger(at=read.mapped("date_due"))
        for line in read.filtered("employee_id"):
            line._tell_borrowers(
                self.env._("Open for you until %s", line._local_moment("date_due"))
            )
        return result

    def action_deliver(self, *args, **kwargs):
        result = super().action_deliver(*args, **kwargs)
        for line in self.sudo().filtered(lambda line: line.copy_digital and line.employee_id):
            line._tell_borrowers(
                self.env._("Your copy is ready until %s", line._local_moment("date_due"))
            )
        return result


class PropertyArchiveLoan(models.Model):
    """The same in one line for a whole request."""

    _inherit = "property.archive.loan"

    progress = fields.Char("What Now", compute="_compute_progress", compute_sudo=True)

    @api.depends("line_ids.state")
    def _compute_progress(self):
        for loan in self:
            texts = [line._progress() for line in loan.line_ids if line.state != "draft"]
            loan.progress = "; ".join(dict.fromkeys(texts)) or False


class PropertyArchiveRecord(models.Model):
    """Until when a record is open to who reads it."""

    _inherit = "property.archive.record"

    open_until = fields.Datetime(compute="_compute_open_until")
    open_note = fields.Char(compute="_compute_open_until")

    @api.depends_context("uid")
    def _compute_open_until(self):
        grants = (
            self.env["property.archive.grant"]
            .sudo()
            .search(
                [
                    ("record_id", "in", self.ids),
                    ("user_id", "=", self.env.uid),
                    ("revoked", "=", False),
                    ("content", "=", True),
                    ("date_to", ">", fields.Datetime.now()),
                ],
                order="date_to",
            )
        )
        until = {grant.record_id.id: grant.date_to for grant in grants}
        for record in self:
            end = record.open_until = until.get(record.id, False)
            record.open_note = end and self.env._(
                "Open to you until %s; then it closes by itself.",
                record.sudo().company_id._archive_local_time(end).strftime("%Y-%m-%d %H:%M"),
            )
