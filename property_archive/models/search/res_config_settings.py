from odoo import api, fields, models

from ...scan.reader import is_available


class ResConfigSettings(models.TransientModel):
    """Whether scans can be found by their text (requirement G3)."""

    _inherit = "res.config.settings"

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
