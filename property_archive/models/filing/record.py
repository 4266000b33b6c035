from odoo import models


class PropertyArchiveRecord(models.Model):
    """Filing, handing over and closing (requirements A5, A9, F6)."""

    _inherit = "property.archive.record"

    # -- filing -----------------------------------------------------------------------------

    def _file(self, location=None):
        """File these records: code, date, hashes of the content.

        Called when a handover is fully signed, and by the register import.

        :param location: ``property.archive.location``; when empty, places do not change
        """
        self._assign_references()
        days = {company: company._archive_today() for company in self.sudo().company_id}
        same = self.sudo().grouped(
            lambda record: (
                record.date_filed or days[record.company_id],
                location or record.location_id,
            )
        )
        for (date, place), records in same.items():
            records._write_protected(
                {
                    "state": "filed",
                    "date_filed": date,
                    "location_id": place.id,
                    "return_reason": False,
                }
            )
        self.sudo().enclosure_ids._seal_hashes()
        self.sudo().location_id._check_room()
        self.env["property.archive.log"]._log("filed", self)

    def _close(self, reason, date=None):
        """Close open files: retention starts, and the subject may get a new file (A5).

        :param str reason: a value of ``close_reason``
        :param date: date of the event, default today in the company
        """
        for record in self.sudo().filtered(lambda r: not r.date_closed):
            record._write_protected(
                {"date_closed": date or record.company_id._archive_today(), "close_reason": reason}
            )
        # flush, so that the database accepts a new open file of the same subject
        self.sudo().flush_recordset()
        self.env["property.archive.log"]._log("closed", self, reason=reason)

    def action_close(self):
        """Close the open file because its matter has ended."""
        self._check_archivist()
        self._lock_rows()
        self._close("ended")
        return True

    def _check_archivist(self):
        """Raise unless the current user is an archivist who sees these records."""
        self.check_access("read")
        return super()._check_archivist()
