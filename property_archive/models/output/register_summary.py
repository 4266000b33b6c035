from odoo import api, models
from odoo.fields import Domain


class PropertyArchiveRegister(models.AbstractModel):
    _inherit = "property.archive.register"

    @api.model
    def _registers(self):
        """Add the figures of a summary (requirement G2)."""
        return super()._registers() | {
            "summary": {
                "title": self.env._("Archive Summary"),
                "form_number": "DA-30",
                "model": "property.archive.summary.line",
                "domain": Domain("wizard_id.create_uid", "=", self.env.uid),
                "columns": [
                    (self.env._("Section"), "section", 22),
                    (self.env._("Figure"), "name", 40),
                    (self.env._("This Period"), "value", 14),
                    (self.env._("Period Before"), "previous", 14),
                ],
            },
        }
