from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.property_archive.selections import KEPT_STATES


class PropertyArchiveLoanLine(models.Model):
    """Waiting in line for a record that is out (requirement D8)."""

    _inherit = "property.archive.loan.line"

    date_queued = fields.Datetime("Waits Since", readonly=True, copy=False)
    date_hold = fields.Datetime(
        "Kept Until",
        readonly=True,
        copy=False,
        help="Until then the desk keeps the record for whoever waited for it.",
    )
    queue_position = fields.Integer(compute="_compute_queue_position", compute_sudo=True)

    _queue_idx = models.Index("(record_id, date_queued) WHERE state = 'queued'")

    def _compute_queue_position(self):
        for line in self:
            line.queue_position = line.state == "queued" and 1 + self.search_count(
                [
                    ("record_id", "=", line.record_id.id),
                    ("state", "=", "queued"),
                    "|",
                    ("date_queued", "<", line.date_queued),
                    "&",
                    ("date_queued", "=", line.date_queued),
                    ("id", "<", line.id),
                ]
            )

    def _filter_unavailable(self):
        """Those of these lines whose record is out, kept or waited for.

        Locks the records: when somebody queues while somebody else returns the record, the later
        transaction starts again, so that nobody waits for a record that is there.
        """
        records = self.sudo().record_id
        records._claim_rows()
        others = self.sudo().search(
            [
                ("record_id", "in", records.ids),
                ("id", "not in", self.ids),
                "|",
                "|",
                "&",
                ("state", "=", "out"),
                ("physical", "=", True),
                ("state", "=", "queued"),
                "&",
                ("state", "=", "approved"),
                ("date_hold", "!=", False),
            ]
        )
        busy = others.record_id
        return self.filtered(lambda line: line.kind != "correct" and line.sudo().record_id & busy)

    def _queue(self):
        """Put these lines at the end of the line and ask for the record back."""
        lines = self.sudo()
        lines._write_protected({"state": "queued", "date_queued": fields.Datetime.now()})
        holders = self.sudo().search(
            [
                ("record_id", "in", lines.record_id.ids),
                ("state", "=", "out"),
                ("physical", "=", True),
            ]
        )
        holders._tell_borrowers(
            self.env._("Somebody waits for this: please return it as soon as you can")
        )

    def _write_protected(self, vals):
        # However a loan ends that had or reserved the record, the next in line is called.
        held = self.browse()
        if "state" in vals:
            held = self.sudo().filtered(
                lambda line: (line.state == "out" and line.physical)
                or (line.state == "approved" and line.date_hold)
            )
        result = super()._write_protected(vals)
        if held:
            self._call_next(held.record_id)
        return result

    @api.model
    def _call_next(self, records):
        """Reserve each record that is there for some days for whoever waited longest.

        Nobody is called while the record is out, missing or reserved, so this may be called at
        any time.

        :param records: ``property.archive.record``
        """
        lines = self.sudo()
        waited = lines.search([("record_id", "in", records.ids), ("state", "=", "queued")])
        records = waited.record_id
        records._claim_rows()
        lines.flush_model(["record_id", "state", "physical", "date_hold"])
        kept = lines.search(
            [
                ("record_id", "in", records.ids),
                ("state", "=", "approved"),
                ("date_hold", "!=", False),
            ]
        ).record_id
        for record in (records - kept).filtered(
            lambda record: record.availability == "in" and record.state in KEPT_STATES
        ):
            following = lines.search(
                [("record_id", "=", record.id), ("state", "=", "queued")],
                order="date_queued, id",
                limit=1,
            )
            days = following.company_id.archive_hold_days
            following._write_protected(
                {
                    "state": "approved",
                    "date_hold": fields.Datetime.now() + timedelta(days=days),
                }
            )
            following._tell_borrowers(self.env._("It is back and kept for you at the archive desk"))

    def _check_reserved(self):
        """Raise when the record is kept for somebody who waited for it."""
        kept = self.sudo().search(
            [
                ("record_id", "in", self.record_id.ids),
                ("state", "=", "approved"),
                ("date_hold", ">", fields.Datetime.now()),
                ("id", "not in", self.ids),
            ],
            limit=1,
        )
        if kept and not self.date_hold:
            raise UserError(
                self.env._(
                    "%(record)s is kept until %(date)s for %(loan)s, who waited.",
                    record=kept.record_id.display_name,
                    date=kept._local_date("date_hold"),
                    loan=kept.loan_id.name,
                )
            )

    @api.model
    def _cron_release(self):
        """Job: end reservations that nobody used in time, and call the next in line."""
        self._run_in_batches(
            [("state", "=", "approved"), ("date_hold", "<", fields.Datetime.now())],
            "date_hold, id",
            "_release",
            size=1,
        )
        # lines from before the next in line was always called: their record may be there
        waiting = self.sudo().search([("state", "=", "queued")]).record_id
        self._call_next(waiting.filtered(lambda record: record.availability == "in"))

    def _release(self):
        self._write_protected(
            {"state": "cancelled", "refusal_reason": self.env._("Not fetched in time.")}
        )
        self._tell_borrowers(self.env._("Not fetched in time, given to the next"))
