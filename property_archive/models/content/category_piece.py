from odoo import models


class PropertyArchiveCategoryPiece(models.Model):
    """What is on a checklist becomes a piece of each new record (requirement A6)."""

    _inherit = "property.archive.category.piece"

    def _enclosure_vals(self, company):
        """Values of the enclosures of a new record with this checklist (A6).

        They are named in the company's language, whoever makes the record.

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
