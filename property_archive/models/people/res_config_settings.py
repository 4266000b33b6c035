from odoo import api, fields, models
from odoo.tools import config

from ...scan.reader import is_available
from ...storage import encryption_of
from ..log import log_proof


class ResConfigSettings(models.TransientModel):
    """The archive settings of the company, and whether its files are encrypted (B9)."""

    _inherit = "res.config.settings"

    archive_head_id = fields.Many2one(related="company_id.archive_head_id", readonly=False)
    archive_executive_id = fields.Many2one(
        related="company_id.archive_executive_id", readonly=False
    )
    archive_general_manager_id = fields.Many2one(
        related="company_id.archive_general_manager_id", readonly=False
    )
    archive_office_id = fields.Many2one(related="company_id.archive_office_id", readonly=False)
    archive_keeper_id = fields.Many2one(related="company_id.archive_keeper_id", readonly=False)
    archive_leader_ids = fields.Many2many(related="company_id.archive_leader_ids", readonly=False)
    archive_incident_decider_ids = fields.Many2many(
        related="company_id.archive_incident_decider_ids", readonly=False
    )
    archive_incident_fix_days = fields.Integer(
        related="company_id.archive_incident_fix_days", readonly=False
    )
    archive_notice_days = fields.Integer(related="company_id.archive_notice_days", readonly=False)
    archive_discharge_required = fields.Boolean(
        related="company_id.archive_discharge_required", readonly=False
    )
    archive_move_blocks = fields.Boolean(related="company_id.archive_move_blocks", readonly=False)
    archive_storage = fields.Selection(
        [
            ("encrypted", "Encrypted"),
            ("plain", "Not encrypted"),
            ("unknown", "Cannot be told from here"),
        ],
        "Protection at Rest",
        compute="_compute_archive_storage",
        help="Whether the file store lies on an encrypted volume (LUKS or an encrypting file"
        " system). Volumes of other machines, such as object storage or the database"
        " server's, cannot be looked at from here.",
    )
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
    archive_scans = fields.Selection(
        [("on", "Read by a job"), ("off", "Not read: libraries not installed")],
        "Text of Scans",
        compute="_compute_archive_scans",
        help="Pictures, and PDF files whose pages are pictures, are found by their words where"
        " the Python libraries rapidocr, onnxruntime and pypdfium2 are installed beside Odoo.",
    )

    @api.depends("company_id")
    def _compute_archive_scans(self):
        self.archive_scans = "on" if is_available() else "off"

    @api.depends("company_id")
    def _compute_archive_log_signed(self):
        signed = "none"
        if log_proof.keys():
            signed = "option" if config.get(log_proof.OPTION) else "file"
        self.archive_log_signed = signed

    @api.depends("company_id")
    def _compute_archive_storage(self):
        attachments = self.env["ir.attachment"].sudo()
        storage = "unknown"
        if attachments._storage() == "file":
            storage = encryption_of(config.filestore(self.env.cr.dbname))
        for settings in self:
            settings.archive_storage = storage
