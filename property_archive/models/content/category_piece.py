from odoo import models


class PropertyArchiveCategoryPiece(models.Model):
    """The checklist of a category becomes the pieces of each new record (requirement A6)."""

    _inherit = "property.archive.category.piece"

    def _enclosure_vals(self, company):
        """Values of the enclosures that this checklist gives a new record (A6).

        Their names are in the company's language, whoever creates the record.

        :param company: ``res.company`` of the record
        :rtype: list(dict)
        """
        return [
            {
                "piece_id": piece.id,
                "name": piece.name,
                "sequence": piece.sequence,
                "required": piece.required,
                "asked": piece.asked,
                "not_for_subject": piece.not_for_subject,
            }
            for piece in self.with_context(lang=company.partner_id.lang)
        ]
