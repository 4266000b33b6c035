from odoo import models


class PropertyArchiveEnclosure(models.Model):
    """Content of a filed record changes only through an amendment (A10)."""

    _inherit = "property.archive.enclosure"

    def _check_archive_files(self, operation):
        """Allow new versions while an amendment is being applied.

        It is in the state *approved* only during that transaction.
        """
        pieces = self
        if operation != "unlink":
            applied = (
                self.env["property.archive.amendment"]
                .sudo()
                .search(
                    [("record_id", "in", self.sudo().record_id.ids), ("state", "=", "approved")]
                )
            )
            pieces = self.filtered(lambda e: e.sudo().record_id not in applied.record_id)
        return super(PropertyArchiveEnclosure, pieces)._check_archive_files(operation)
