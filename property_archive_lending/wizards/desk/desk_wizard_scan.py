from odoo import Command, api, fields, models


class PropertyArchiveDeskWizard(models.TransientModel):
    """What the scanner at the desk says: who, and what they fetch or bring (D9)."""

    _inherit = "property.archive.desk.wizard"

    scan = fields.Char(
        "Scan Codes",
        store=False,
        help="Badge of the borrower or code of a record; a scanner ends it with Enter.",
    )
    # what the scan bar says of the last code: a dialog would swallow the next scan
    scan_status = fields.Char(store=False)
    scan_message = fields.Char(store=False)

    @api.onchange("scan")
    def _onchange_scan(self):
        """A badge names the borrower, a code one of the records."""
        code = (self.scan or "").strip()
        self.scan = False
        self.scan_status, self.scan_message = "success", False
        if not code:
            return
        employee = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("barcode", "=", code), ("company_id", "=", self.env.company.id)],
                limit=1,
            )
        )
        if employee:
            self.employee_id, self.partner_id = employee.id, False
            self._onchange_borrower()
            self.scan_message = employee.name
            return
        problem, done = self._scan_record(code)
        self.scan_status = "danger" if problem else "success"
        self.scan_message = problem or done

    def _is_borrower_of(self, line):
        return line.employee_id == self.employee_id and line.partner_id == self.partner_id

    def _scan_record(self, code):
        """Put the loan of the scanned record on the list (D9).

        :return: why not, where it does not go there, and what is said of it
        """
        record = self.env["property.archive.record"]._by_code(code)
        line = self.env["property.archive.loan.line"]
        known = self.mode == "out" and (self.employee_id or self.partner_id)
        if record:
            waiting = [*self._open_domain(), ("record_id", "=", record.id)]
            if known:
                waiting.append(("employee_id", "=", self.employee_id.id))
                waiting.append(("partner_id", "=", self.partner_id.id))
            line = line.search(waiting, order="id", limit=1)
        if line:
            return None, self._put_on_list(line)
        if self.mode == "out" and (out := self._out_with(record)):
            return self._scan_back(out)
        if record and known:
            return self._scan_walk_in(record), record.display_name
        message = self.env._("No loan is waiting at the desk for the code %s.", code)
        if self.mode == "out" and record:
            message += self.env._(" Choose the borrower first to hand it out without a request.")
        return message, None

    def _put_on_list(self, line):
        """A loan comes on the list; the first one handed out names who fetches it."""
        if line not in self.line_ids.line_id:
            self.line_ids = [Command.create(self._line_vals(line))]
        if self.mode == "out" and not (self.employee_id or self.partner_id):
            self.employee_id, self.partner_id = line.employee_id, line.partner_id
        return line.record_id.display_name

    def _out_with(self, record):
        """The loan with which the paper of a record is out."""
        return self.env["property.archive.loan.line"].search(
            [
                ("record_id", "in", record.ids),
                ("state", "=", "out"),
                ("physical", "=", True),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )

    def _scan_back(self, line):
        """Scanning a record that is out takes it back, unless something is being handed out.

        :return: as :meth:`_scan_record`
        """
        detail = {
            "record": line.record_id.display_name,
            "borrower": line.employee_id.name or line.partner_id.display_name,
            "date": line._local_date("date_due"),
        }
        if self.line_ids:
            text = self.env._(
                "%(record)s is out with %(borrower)s until %(date)s: hand out first what is on"
                " the list, then take it back.",
                **detail,
            )
            return text, None
        self.mode = "in"
        self.employee_id, self.partner_id = line.employee_id, line.partner_id
        self._put_on_list(line)
        return None, self.env._(
            "%(record)s was out with %(borrower)s until %(date)s: it is taken back now.", **detail
        )
