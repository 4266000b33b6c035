from odoo import api, models

from .guarded_mixin import NAMES


class PropertyArchiveRead(models.AbstractModel):
    """A document that is a part of a record: reading any of it is reading the record (B6).

    What the other documents of the archive do for their texts alone, see
    ``property.archive.guarded``, it does for all its fields.
    """

    _name = "property.archive.read"
    _description = "Document Whose Reading Is Logged"
    _inherit = ["property.archive.guarded"]

    _read_action = "viewed"

    def _read_records(self):
        return self._origin.sudo().record_id.sudo(False)

    @api.model
    def _tells_of_records(self):
        return True

    @api.model
    def _is_reading(self, names):
        return not NAMES.issuperset(names)

    @api.model
    def _answers_tell(self):
        return self.env["property.archive.access"]._may_see_confidential()
