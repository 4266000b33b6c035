from datetime import timedelta

from odoo import api, fields, models

from ...notify import ask_to_do
from ...selections import KEPT_STATES

_ACTIVITY = "property_archive.mail_activity_type_missing"


class PropertyArchiveRecord(models.Model):
    """Files filed incomplete, with a note, and followed up until complete (J2).

    003-9 四 1: both sign, and missing pieces are noted; 003-7 三: the file is filed
    anyway and completed at least monthly.
    """

    _inherit = "property.archive.record"

    missing_note = fields.Char(
        "Missing Because",
        size=255,
        copy=False,
        help="Why pieces are missing and when they come: giver and receiver sign it.",
    )
    date_complete_due = fields.Date(
        "Complete by",
        readonly=True,
        copy=False,
        help="The day by which the missing pieces have to be there.",
    )

    _complete_due_idx = models.Index("(date_complete_due, id) WHERE date_complete_due IS NOT NULL")

    def _creatable_fields(self):
        return super()._creatable_fields() | {"missing_note"}

    def _editable_fields(self):
        editable = super()._editable_fields()
        return editable | {"missing_note"} if editable else editable

    def _chase_missing(self, since):
        """Ask the responsible users for the missing pieces within the category's term.

        :param date since: first day of the term
        """
        for record in self.sudo():
            due = since + timedelta(days=record.category_id.completion_days or 30)
            user = record.responsible_id.user_id.filtered("active") or record.submitter_id
            record._write_protected({"date_complete_due": due})
            record.activity_unlink([_ACTIVITY])
            ask_to_do(record, _ACTIVITY, user, lambda env: env._("Bring what is missing"), due)

    @api.model
    def _cron_filing(self):
        result = super()._cron_filing()
        self._cron_missing()
        return result

    @api.model
    def _cron_missing(self):
        """Job: open incidents for files not completed in time, and ask again."""
        waiting = [("date_complete_due", "!=", False)]
        for (company,) in self.sudo()._read_group(waiting, ["company_id"]):
            self._run_in_batches(
                [
                    ("company_id", "=", company.id),
                    ("date_complete_due", "<", company._archive_today()),
                ],
                "date_complete_due, id",
                "_not_completed",
            )

    def _not_completed(self):
        """Handle records whose term for missing pieces has passed."""
        gone = self.filtered(lambda r: not r.missing_pieces or r.state not in KEPT_STATES)
        gone._write_protected({"date_complete_due": False})
        incidents = self.env["property.archive.incident"]
        for record in self - gone:
            incidents._open_once(
                "incomplete",
                f"incomplete,{record.id},{record.date_complete_due}",
                records=record,
                employees=record.responsible_id
                or record.submitter_id.with_company(record.company_id).employee_id,
                note=self.env._(
                    "Missing since it was filed, due on %(due)s: %(pieces)s",
                    due=record.date_complete_due,
                    pieces=record.missing_pieces,
                ),
            )
            record._chase_missing(record.company_id._archive_today())

    def _completed(self):
        """Close the follow-up: nothing is missing from these records any more."""
        whole = self.sudo().filtered(lambda r: r.date_complete_due and not r.missing_pieces)
        whole._write_protected({"date_complete_due": False})
        whole.activity_unlink([_ACTIVITY])

    # -- joining the open file of the subject -----------------------------------------------

    def _join_file(self):
        """Put these records into the open file of their subject, if the category says so.

        The person who handed them in need not have access to that file (003-9 四 2, J26).
        """
        for record in self.sudo().filtered(lambda r: r.category_id.joins_file and not r.parent_id):
            volume = record._find_file()
            if volume:
                record._write_protected({"parent_id": volume.id})
                self.env["property.archive.log"]._log("joined", record, volume=volume.id)

    def _find_file(self):
        """The open file of the category above about the same subject, if there is one."""
        above = self.category_id.parent_id
        key = (
            above.one_open_file
            and self.new(
                {
                    "category_id": above.id,
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "unit_id": self.unit_id.id,
                    "employee_id": self.employee_id.id,
                    "plate": self.plate,
                }
            )._get_subject_key()
        )
        if not key:
            return self.browse()
        return self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("category_id", "=", above.id),
                ("subject_key", "=", key),
                ("state", "in", ["submitted", "filed"]),
            ],
            limit=1,
        )
