from odoo import api, fields, models
from odoo.tools import config

from ...storage import encryption_of


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
    archive_party_secretary_id = fields.Many2one(
        related="company_id.archive_party_secretary_id", readonly=False
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

    @api.depends("company_id")
    def _compute_archive_storage(self):
        attachments = self.env["ir.attachment"].sudo()
        storage = "unknown"
        if attachments._storage() == "file":
            storage = encryption_of(config.filestore(self.env.cr.dbname))
        for settings in self:
            settings.archive_storage = storage
