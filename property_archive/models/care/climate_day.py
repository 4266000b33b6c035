from odoo import fields, models

from ..ground.res_company import local_day_sql

_VIEW = f"""
    SELECT 6 * min(r.id) + v.n AS id, r.location_id, r.company_id, day.day AS date,
           v.quantity, v.series,
           CASE v.series WHEN 'low' THEN min(v.value) WHEN 'high' THEN max(v.value)
                ELSE avg(v.value) END AS value
      FROM property_archive_reading r
      JOIN res_company c ON c.id = r.company_id
      JOIN res_partner p ON p.id = c.partner_id
     CROSS JOIN LATERAL (SELECT {local_day_sql("r.date", "p.tz")} AS day) day
     CROSS JOIN LATERAL (VALUES
           (0, 'temperature', 'average', r.temperature), (1, 'temperature', 'low', r.temperature),
           (2, 'temperature', 'high', r.temperature), (3, 'humidity', 'average', r.humidity),
           (4, 'humidity', 'low', r.humidity), (5, 'humidity', 'high', r.humidity)
     ) v(n, quantity, series, value)
     WHERE r.mistaken IS NOT TRUE
     GROUP BY r.location_id, r.company_id, day.day, v.n, v.quantity, v.series
"""


class PropertyArchiveClimateDay(models.Model):
    """Daily average, minimum and maximum, each a line in the graph (C4)."""

    _name = "property.archive.climate.day"
    _description = "Climate by Day"
    _inherit = ["property.archive.guarded"]
    _auto = False
    _order = "date desc, location_id"
    _rec_name = "date"

    location_id = fields.Many2one("property.archive.location", "Storeroom", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date("Day", readonly=True)
    quantity = fields.Selection(
        [("temperature", "Temperature (°C)"), ("humidity", "Humidity (%)")], readonly=True
    )
    series = fields.Selection(
        [("average", "Average"), ("low", "Lowest"), ("high", "Highest")], readonly=True
    )
    value = fields.Float(readonly=True, digits=(5, 1), aggregator="avg")

    @property
    def _table_query(self):
        return _VIEW
