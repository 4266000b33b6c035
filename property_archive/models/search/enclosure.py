from odoo import fields, models

from ...fields import ChineseChar, ensure_ngrams


class PropertyArchiveEnclosure(models.Model):
    """How the search box finds records by their pieces (requirement G3)."""

    _inherit = "property.archive.enclosure"

    document_number = ChineseChar()
    text_state = fields.Selection(
        [
            ("found", "By its words"),
            ("waiting", "To be recognized"),
            ("failed", "Not readable"),
            ("none", "No words"),
        ],
        "Text of the File",
        compute="_compute_text_state",
        help="Whether the file is found by what it says. The words of scans are recognized some"
        " minutes after they were added, where the libraries for it are installed.",
    )

    _document_number_ngram_idx = models.Index(
        "USING gin (property_archive_ngrams(document_number)) WHERE document_number IS NOT NULL"
    )

    def _auto_init(self):
        ensure_ngrams(self.env.cr)
        return super()._auto_init()

    def _compute_text_state(self):
        states = self.attachment_id.sudo()._archive_text_states()
        for piece in self:
            piece.text_state = states.get(piece.attachment_id.id, False)
