from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveRegister(models.AbstractModel):
    """Keys as each shift handed them over 钥匙交接单 (J13, G1)."""

    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        return super()._registers() | {"key_shift": self._key_shift_register()}

    def _key_shift_register(self):
        return {
            "title": self.env._("Key Hand-Over Sheet"),
            "form_number": "KF-16",
            "model": "property.archive.key.shift.line",
            "domain": Domain("state", "!=", "cancelled"),
            "order": "shift_id, id",
            "date": "create_date",
            "columns": [
                self._number_column(),
                (self.env._("Sheet"), "shift_id.name", 16),
                (self.env._("Key"), lambda line: line.display_name, 26),
                (self.env._("By the Register"), "expected", 9),
                (self.env._("Given"), lambda line: max(line.given, 0), 8),
                (self.env._("Taken Over"), lambda line: max(line.taken, 0), 8),
                (self.env._("Out With"), "out_with", 14),
                (self.env._("Difference"), "note", 16),
                (self.env._("At Taking Over"), "note_taken", 14),
                (self.env._("Handed Over By"), self._shift_signer("giver"), 18),
                (self.env._("Taken Over By"), self._shift_signer("receiver"), 18),
                (self.env._("Taken Over On"), "shift_id.date_done", 17),
            ],
            "signatures": [
                self.env._("Handed Over by the Shift"),
                self.env._("Taken Over by the Shift"),
                self.env._("Date and Hour"),
            ],
        }

    def _shift_signer(self, role):
        """Who signed a hand-over sheet in one of its parts, and when."""

        def value(line):
            signature = line.shift_id._signed(role)[:1]
            day = line.company_id._archive_local_time(signature.date) if signature else None
            return f"{signature.signer_name} {day:%m-%d %H:%M}" if signature else None

        return value
