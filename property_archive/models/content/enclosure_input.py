from odoo import api, models
from odoo.exceptions import ValidationError

from ..record.record_input import check_input


class PropertyArchiveEnclosure(models.Model):
    """Refuse invalid values of pieces; the message names record, rule and way out."""

    _inherit = "property.archive.enclosure"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_input(self.browse(), vals)
            self.browse()._check_bytes(vals)
        return super().create(vals_list)

    def write(self, vals):
        check_input(self, vals)
        self._check_bytes(vals)
        return super().write(vals)

    def _check_bytes(self, vals):
        """Raise for an empty file."""
        named = vals.get("file_name") and "file" in vals
        if vals.get("file") in ("", b"") or (named and not vals["file"]):
            what = ", ".join(self[:3].sudo().record_id.mapped("display_name"))
            raise ValidationError(
                self.env._(
                    "%(what)s: the file %(file)s is empty (0 bytes). Scan or save it again.",
                    what=what or self.env._("New record"),
                    file=vals.get("file_name") or vals.get("name") or "",
                )
            )
