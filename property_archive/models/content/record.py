from odoo import models


class PropertyArchiveRecord(models.Model):
    """The texts that hang on a record beside its files (requirement E6)."""

    _inherit = "property.archive.record"

    def _clear_content(self):
        """Clear what these records hold beside their files, when they are destroyed.

        Keeps the register entry: code, title, category, level, dates and who. Addons
        that keep texts about the content of a record clear theirs through ``super()``.
        The caller has removed the files and answers for the state of the records.
        """
        # fetched together, also where the files were just removed and caches are empty
        records = self.sudo().browse(self.ids)
        records = records.with_context(tracking_disable=True, active_test=False)
        for enclosure in records.enclosure_ids:
            enclosure._write_protected(
                {
                    "name": enclosure.piece_id.name or self.env._("Piece %s", enclosure.sequence),
                    "document_number": False,
                    "author": False,
                    "date_document": False,
                    "file_name": False,
                    "present": False,
                }
            )
        records._write_protected({"note": False, "return_reason": False})
        records.amendment_ids._clear_content()
        records.review_ids.filtered("note")._write_protected({"note": False})
        for model, model_field in (
            ("mail.activity", "res_model"),
            ("mail.scheduled.message", "model"),
            ("mail.message", "model"),
        ):
            texts = self.env[model].sudo().with_context(active_test=False)
            for owner in (records, records.enclosure_ids, records.amendment_ids):
                texts |= texts.search(
                    [(model_field, "=", owner._name), ("res_id", "in", owner.ids)]
                )
            texts.unlink()
