from odoo import models


class IrBinary(models.AbstractModel):
    """Tokens in a link outlive the right they were made with: they open nothing here."""

    _inherit = "ir.binary"

    def _find_record(self, *args, **kwargs):
        record = super()._find_record(*args, **kwargs)
        if record._name != "ir.attachment":
            guarded = self.env["ir.attachment"]._archive_guards(record._name)
        else:
            attachment = record.with_env(self.env)
            guarded = attachment._archive_guards(attachment._archive_originals().res_model)
            for document in attachment._archive_documents():
                document.check_access("read")
        if guarded:
            record = record.with_env(self.env)
            record.check_access("read")
        return record
