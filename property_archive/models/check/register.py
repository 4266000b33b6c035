from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveRegister(models.AbstractModel):
    """Registers of the store: stock checks, climate, visitors (C3, C4, C7, G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {
            "check": self._check_list(),
            "climate": self._climate_log(),
            "entries": self._entry_log(),
        }

    def _check_list(self):
        """清点表: each line with its result; blind counters get only what they scanned."""
        return {
            "title": self.env._("Stock Check List"),
            "form_number": "DA-15",
            "model": "property.archive.check.line",
            "domain": [],
            "order": "check_id, expected_location_id, id",
            "date": "check_id.date_due",
            "group": lambda line: line.sudo().check_id,
            "heading": [
                (self.env._("Stock Check"), "check_id.name"),
                (self.env._("Responsible"), "check_id.user_id.name"),
                (self.env._("Due"), "check_id.date_due"),
            ],
            "via": {"property.archive.check": "check_id"},
            "columns": [
                self._number_column(),
                (
                    self.env._("Reference"),
                    lambda line: line.sudo().record_id.reference or line.code or "",
                    20,
                ),
                (
                    self.env._("Category"),
                    lambda line: line.sudo().record_id.category_id.name or "",
                    18,
                ),
                (self.env._("Expected In"), "expected_location_id.complete_name", 26),
                (self.env._("Found In"), "found_location_id.complete_name", 26),
                (self.env._("Result"), "result", 12),
                (self.env._("Condition"), "condition", 10),
                (self.env._("Counted By"), "user_id.name", 12),
                (self.env._("Remark"), "note", 24),
            ],
            "signatures": [self.env._("Counted By"), self.env._("Responsible")],
        }

    def _climate_log(self):
        return {
            "title": self.env._("Climate Log of the Store"),
            "form_number": "DA-24",
            "model": "property.archive.reading",
            "domain": Domain("mistaken", "=", False),
            "order": "date, id",
            "date": "date",
            "columns": [
                self._number_column(),
                (self.env._("Read At"), "date", 18),
                (self.env._("Storeroom"), "location_id.complete_name", 24),
                (self.env._("Temperature (°C)"), "temperature", 12),
                (self.env._("Humidity (%)"), "humidity", 12),
                (self.env._("Out of Range"), "out_of_range", 10),
                (self.env._("Read By"), "user_id.name", 14),
                (self.env._("Remark"), "note", 30),
            ],
        }

    def _entry_log(self):
        return {
            "title": self.env._("Register of Store Entries"),
            "form_number": "DA-25",
            "model": "property.archive.entry",
            "domain": [],
            "order": "date_in, id",
            "date": "date_in",
            "columns": [
                self._number_column(),
                (self.env._("Came In"), "date_in", 18),
                (self.env._("Who"), "visitor_name", 26),
                (self.env._("Purpose of the Visit"), "purpose", 36),
                (self.env._("Storeroom"), "location_id.complete_name", 22),
                (self.env._("Accompanied By"), "escort_id.name", 14),
                (self.env._("Left"), "date_out", 18),
            ],
        }
