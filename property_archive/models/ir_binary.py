from odoo import models

from .ir_attachment import GUARDED_MODELS


class IrBinary(models.AbstractModel):
    """Tokens in a link outlive the right they were made with: they open nothing here."""

    _inherit = "ir.binary"

    def _find_record(self, *args, **kwargs):
        record = super()._find_record(*args, **kwargs)
        model = record.sudo().res_model if record._name == "ir.attachment" else record._name
        if model in GUARDED_MODELS:
            record = record.with_env(self.env)
            record.check_access("read")
        elif record._name == "ir.attachment" and record.sudo()._archive_is_followed():
            owner = self.env[model].browse(record.sudo().res_id)
            owner.check_access("read")
        return record
