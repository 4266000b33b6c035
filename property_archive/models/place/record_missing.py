from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveRecord(models.Model):
    """Missing records and records found again (requirement C3)."""

    _inherit = "property.archive.record"

    def _set_missing(self, **detail):
        """Mark these records as missing (C3).

        :param detail: for the log: ids and codes of the document that reports it
        """
        gone = self.sudo().filtered(lambda record: not record.missing_since)
        gone._write_protected({"missing_since": fields.Datetime.now()})
        self.env["property.archive.log"]._log("missing", gone, **detail)
        return gone

    def _set_found(self, **detail):
        """Mark these records as found; the log keeps that they were missing.

        :param detail: for the log: ids and codes of the document that reports it
        """
        back = self.sudo().filtered(lambda record: record.availability == "missing")
        for record in back:
            self.env["property.archive.log"]._log(
                "found_again", record, missing_since=record.missing_since, **detail
            )
        back._message_log_batch(
            {record.id: self.env._("Found again: it is no longer missing.") for record in back}
        )
        back._write_protected({"missing_since": False})
        return back

    def action_found(self):
        """Mark a missing record as found outside a stock check (C3)."""
        self._check_archivist()
        self._lock_rows()
        if not self._set_found():
            raise UserError(self.env._("Nothing of this is missing."))
        return True
