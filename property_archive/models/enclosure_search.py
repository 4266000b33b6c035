from odoo import models

from ..fields import ChineseChar, ensure_grams


class PropertyArchiveEnclosure(models.Model):
    """Pieces as the search box finds their records (requirement G3)."""

    _inherit = "property.archive.enclosure"

    document_number = ChineseChar()

    _document_number_gram_idx = models.Index(
        "USING gin (property_archive_grams(document_number)) WHERE document_number IS NOT NULL"
    )

    def _auto_init(self):
        ensure_grams(self.env.cr)
        return super()._auto_init()
