from odoo import fields, models

from ..ground.res_company import local_day_sql


class PropertyArchiveFilingReport(models.Model):
    """Timeliness and completeness of filing 归档及时率、完整率 (requirement A7).

    One row for each record that was filed or should have been. A rate is an average
    over the rows that can be rated, and only over records that the
    user may see.
    """

    _name = "property.archive.filing.report"
    _description = "Filing: Timeliness and Completeness"
    _inherit = ["property.archive.guarded"]
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "property.archive.record": [
            "category_id",
            "department_id",
            "project_id",
            "responsible_id",
            "company_id",
            "state",
            "filing_result",
            "date_filed",
            "date_late",
            "date_handed_in",
            "completeness",
            "late_hours",
        ]
    }

    record_id = fields.Many2one("property.archive.record", readonly=True)
    category_id = fields.Many2one("property.archive.category", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    project_id = fields.Many2one("property.archive.project", "Estate", readonly=True)
    responsible_id = fields.Many2one("hr.employee", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(
        selection=lambda self: self._selection_of("state"), string="Status", readonly=True
    )
    filing_result = fields.Selection(
        selection=lambda self: self._selection_of("filing_result"), string="Filing", readonly=True
    )
    date = fields.Date(
        readonly=True, help="When it was filed; of what is late still, the deadline."
    )
    count = fields.Integer("Records", readonly=True)
    on_time = fields.Integer("On Time", readonly=True)
    late = fields.Integer(readonly=True)
    waiting = fields.Integer("Late and Not Handed In", readonly=True)
    complete = fields.Integer(readonly=True)
    timeliness = fields.Float("Timeliness (%)", readonly=True, aggregator="avg", digits=(5, 1))
    completeness = fields.Float(
        "Complete Files (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Share of the files that hold every required piece.",
    )
    pieces = fields.Float("Pieces Present (%)", readonly=True, aggregator="avg", digits=(5, 1))
    late_hours = fields.Float("Average Delay (Hours)", readonly=True, aggregator="avg")

    def _selection_of(self, name):
        return self.env["property.archive.record"]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        late = local_day_sql("r.date_late", "p.tz")
        return f"""
            SELECT r.id, r.id AS record_id, r.category_id, r.department_id, r.project_id,
                   r.responsible_id,
                   r.company_id, r.state, r.filing_result,
                   COALESCE(r.date_filed, {late}) AS date,
                   1 AS count,
                   (r.filing_result = 'on_time')::int AS on_time,
                   (r.filing_result = 'late')::int AS late,
                   (r.state IN ('draft', 'submitted') AND r.date_handed_in IS NULL)::int
                       AS waiting,
                   (r.completeness = 100)::int AS complete,
                   100.0 * (r.filing_result = 'on_time')::int AS timeliness,
                   CASE WHEN r.date_filed IS NOT NULL
                        THEN 100.0 * (r.completeness = 100)::int END AS completeness,
                   CASE WHEN r.date_filed IS NOT NULL THEN r.completeness::float END AS pieces,
                   CASE WHEN r.filing_result = 'late' AND r.date_filed IS NOT NULL
                        THEN r.late_hours END AS late_hours
              FROM property_archive_record r
              JOIN res_company c ON c.id = r.company_id
              JOIN res_partner p ON p.id = c.partner_id
             WHERE r.date_filed IS NOT NULL OR r.date_late IS NOT NULL
        """
