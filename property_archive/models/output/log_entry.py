from odoo import api, fields, models
from odoo.fields import Domain

_DIRECT = """
    SELECT row_number() OVER (ORDER BY l.id, r.id)::int AS id, l.date, l.user_id,
           l.company_id, r.id AS record_id, l.action
      FROM property_archive_log l
     CROSS JOIN LATERAL (
           SELECT l.res_id AS id WHERE l.res_model = 'property.archive.record'
            UNION ALL
           SELECT ids.value::int FROM jsonb_array_elements_text(
                  CASE WHEN l.action LIKE '%%\\_list' THEN l.detail::jsonb -> 'ids' END) ids
     ) named
      JOIN property_archive_record r ON r.id = named.id
     WHERE l.action IN ('content', 'content_list', 'downloaded', 'downloaded_list')
"""
_MOVES = """
    SELECT l.id, l.date, l.user_id, l.company_id, r.id AS record_id,
           l.action = 'placed_temporarily' AS temporary,
           (l.detail::jsonb ->> 'source')::int AS source_id,
           (l.detail::jsonb ->> 'target')::int AS target_id
      FROM property_archive_log l
      JOIN property_archive_record r ON r.id = l.res_id
     WHERE l.action IN ('moved', 'placed_temporarily')
       AND l.res_model = 'property.archive.record' AND l.detail LIKE '{%%"target"%%'
"""


class PropertyArchiveDirectEntry(models.AbstractModel):
    """What registers tell of the log: who, when and which record (002 五, J10)."""

    _name = "property.archive.log.entry"
    _description = "Entry of a Register from the Log"
    _inherit = ["property.archive.guarded"]

    date = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    record_id = fields.Many2one("property.archive.record", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, required=True)

    @api.model
    def _access_statement(self, operation):
        """What was done with a record is told to who may see the record (B4)."""
        return super()._access_statement(operation) & Domain("record_id.readable", "=", True)


class PropertyArchiveDirect(models.Model):
    """Content that somebody opened, directly or by a request: with the loans the 查阅登记簿."""

    _name = "property.archive.direct.entry"
    _description = "Content Opened"
    _inherit = ["property.archive.log.entry"]
    _auto = False
    _order = "date desc, id desc"

    action = fields.Char(readonly=True)

    @property
    def _table_query(self):
        return _DIRECT


class PropertyArchiveMove(models.Model):
    """A record went from one place to another (000 1.1.5)."""

    _name = "property.archive.move"
    _description = "Move between Places"
    _inherit = ["property.archive.log.entry"]
    _auto = False
    _order = "date desc, id desc"

    temporary = fields.Boolean(readonly=True)
    source_id = fields.Many2one("property.archive.location", "From", readonly=True)
    target_id = fields.Many2one("property.archive.location", "To", readonly=True)

    @property
    def _table_query(self):
        return _MOVES


class PropertyArchiveRegister(models.AbstractModel):
    """The register of moves, and of what was read directly (J10)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "moves": self._move_register(),
            "direct_readings": self._direct_register(),
        }

    def _from_log(self, title, number, model, columns):
        return {
            "title": title,
            "form_number": number,
            "model": model,
            "domain": [],
            "order": "id",
            "date": "date",
            "via": {"property.archive.record": "record_id"},
            "columns": [
                self._number_column(),
                (self.env._("Date"), "date", 17),
                (
                    self.env._("Reference"),
                    lambda entry: entry.sudo().record_id.reference,
                    20,
                ),
                (
                    self.env._("Category"),
                    lambda entry: entry.sudo().record_id.category_id.name,
                    18,
                ),
                *columns,
            ],
        }

    def _move_register(self):
        """移动登记簿: from where to where, when and by whom."""
        return self._from_log(
            self.env._("Register of Moves"),
            "DA-28",
            "property.archive.move",
            [
                (self.env._("From Place"), "source_id.complete_name", 28),
                (self.env._("To Place"), "target_id.complete_name", 28),
                (self.env._("For the Time Being"), "temporary", 10),
                (self.env._("Moved By"), "user_id.name", 14),
            ],
        )

    def _direct_register(self):
        """查阅登记簿（直接查阅）: who opened the content of what, HR included."""
        return self._from_log(
            self.env._("Reading Register: Read Directly"),
            "DA-29",
            "property.archive.direct.entry",
            [
                (self.env._("Reader"), "user_id.name", 16),
                (
                    self.env._("Department"),
                    lambda entry: entry.sudo().user_id.employee_id._archive_department().name,
                    16,
                ),
                (self.env._("Reader's Signature"), lambda entry: "", 16),
                (self.env._("Remarks"), lambda entry: "", 20),
            ],
        )
