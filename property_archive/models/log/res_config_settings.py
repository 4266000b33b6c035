from odoo import api, fields, models
from odoo.tools import config

from . import log_proof


class ResConfigSettings(models.TransientModel):
    """Whether the events of the log are signed (requirement B6)."""

    _inherit = "res.config.settings"

    archive_log_signed = fields.Selection(
        [
            ("option", "Signed, key in the configuration file"),
            ("file", "Signed, key in the data directory"),
            ("none", "Not signed"),
        ],
        "Events of the Log",
        compute="_compute_archive_log_signed",
        help="Signed events that are changed, added or removed in the database before they are"
        " sealed are found. Servers that share no data directory need the same archive_log_key"
        " in their configuration files.",
    )

    @api.depends("company_id")
    def _compute_archive_log_signed(self):
        signed = "none"
        if log_proof.keys():
            signed = "option" if config.get(log_proof.OPTION) else "file"
        self.archive_log_signed = signed
