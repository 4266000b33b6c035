from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .category import REVIEW_MONTHS

#: Both computes as one SQL statement: a category may hold a million records.
_RESET = """
UPDATE property_archive_record r
   SET date_sealing_due = CASE
           WHEN c.sealing AND NOT (COALESCE(c.one_open_file, FALSE)
                AND r.date_closed IS NULL AND r.parent_id IS NULL)
           THEN COALESCE(r.date_reseal,
                (GREATEST(r.date_filed, r.date_closed)
                 + make_interval(months => c.sealing_months))::date) END,
       date_review_due = CASE
           WHEN c.review_period IS NOT NULL AND r.date_closed IS NULL
           THEN (COALESCE(r.date_reviewed, r.date_filed) + make_interval(months => CASE
                WHEN c.review_incomplete AND r.completeness < 100 THEN 1
                WHEN c.review_period = 'month' THEN 1
                WHEN c.review_period = 'quarter' THEN 3
                ELSE 12 END))::date END
  FROM property_archive_category c
 WHERE c.id = r.category_id AND c.id = ANY(%s) AND r.state = 'filed'
   AND (c.sealing OR c.review_period IS NOT NULL
        OR r.date_sealing_due IS NOT NULL OR r.date_review_due IS NOT NULL)
"""


class PropertyArchiveRecord(models.Model):
    """Dates of sealing and review of a filed record (A11, A12)."""

    _inherit = "property.archive.record"

    date_sealing_due = fields.Date(
        "To Be Sealed On",
        compute="_compute_date_sealing_due",
        store=True,
        compute_sudo=True,
        copy=False,
        help="The day on which the record is sealed.",
    )
    date_reseal = fields.Date(
        "Open until", readonly=True, copy=False, help="A reopened record is sealed again then."
    )
    date_review_due = fields.Date(
        "Review by",
        compute="_compute_date_review_due",
        store=True,
        compute_sudo=True,
        copy=False,
    )
    date_reviewed = fields.Date("Last Reviewed", readonly=True, copy=False)

    _sealing_due_idx = models.Index(
        "(date_sealing_due, id) WHERE state = 'filed' AND date_sealing_due IS NOT NULL"
    )
    _review_due_idx = models.Index(
        "(date_review_due, id) WHERE state = 'filed' AND date_review_due IS NOT NULL"
    )

    @api.depends("category_id", "state", "date_filed", "date_closed", "parent_id", "date_reseal")
    def _compute_date_sealing_due(self):
        for record in self:
            category = record.category_id
            open_file = category.one_open_file and not record.date_closed and not record.parent_id
            if record.state != "filed" or not category.sealing or open_file:
                record.date_sealing_due = False
                continue
            since = max(record.date_filed, record.date_closed or record.date_filed)
            record.date_sealing_due = record.date_reseal or since + relativedelta(
                months=category.sealing_months
            )

    @api.depends(
        "category_id", "state", "date_filed", "date_closed", "date_reviewed", "completeness"
    )
    def _compute_date_review_due(self):
        for record in self:
            category = record.category_id
            if record.state != "filed" or record.date_closed or not category.review_period:
                record.date_review_due = False
                continue
            months = REVIEW_MONTHS[category.review_period]
            if category.review_incomplete and record.completeness < 100:
                months = 1
            since = record.date_reviewed or record.date_filed
            record.date_review_due = since + relativedelta(months=months)

    @api.model
    def _reset_upkeep(self, categories):
        """Recompute the dates of filed records: the rules of these categories changed."""
        self.env.flush_all()
        self.env.cr.execute(_RESET, (categories.ids,))
        self.invalidate_model(["date_sealing_due", "date_review_due"], flush=False)

    # -- sealing ----------------------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Job: seal records that are due; lent ones and ones under amendment are sealed later."""
        self._run_in_batches(
            self.env["res.company"]._archive_due_domain("date_sealing_due")
            & Domain(
                [
                    ("state", "=", "filed"),
                    ("availability", "=", "in"),
                    ("amendment_ids", "not any", [("state", "=", "to_approve")]),
                ]
            ),
            "date_sealing_due, id",
            "_seal",
        )

    def _seal(self):
        """Seal these records: they can no longer be lent or amended."""
        records = self.sudo().with_context(tracking_disable=True)
        records._write_protected({"state": "sealed", "date_reseal": False})
        records.flush_recordset()
        self.env["property.archive.log"]._log("sealed", self)

    def _reopen(self, until):
        """Reopen these sealed records until a date.

        :param date until: the date on which they are sealed again
        """
        self.sudo()._write_protected({"state": "filed", "date_reseal": until})
        self.env["property.archive.log"]._log("reopened", self, until=until)

    def action_reopen(self):
        """Open the form that asks for the reopening of this sealed record."""
        return self._action_amendment("reopen")
