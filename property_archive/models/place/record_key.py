from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PropertyArchiveRecord(models.Model):
    """Keys 库房、柜箱钥匙 name the stores and cabinets that they open (J13, 003-11 八)."""

    _inherit = "property.archive.record"

    is_key = fields.Boolean(compute="_compute_is_key")
    opens_location_ids = fields.Many2many(
        "property.archive.location",
        "property_archive_key_location_rel",
        "record_id",
        "location_id",
        "Opens",
        check_company=True,
        copy=False,
        help="The stores and cabinets of the archive that this key opens; their keeper has it.",
    )

    @api.model
    def _entry_fields(self):
        return super()._entry_fields() | {"opens_location_ids"}

    @api.depends("category_id")
    def _compute_is_key(self):
        for category, records in self.grouped(lambda r: r.sudo().category_id).items():
            records.is_key = category._is_key()

    @api.constrains("opens_location_ids", "category_id")
    def _check_opens(self):
        for record in self.sudo().filtered("opens_location_ids"):
            if not record.is_key:
                raise ValidationError(
                    self.env._("%s is no key and opens no place.", record.display_name)
                )
            for place in record.opens_location_ids:
                if not place._nearest("keeper_id").keeper_id:
                    raise ValidationError(
                        self.env._(
                            "%(key)s: name the keeper of %(place)s first, who answers for its"
                            " keys.",
                            key=record.display_name,
                            place=place.display_name,
                        )
                    )


class PropertyArchiveLocation(models.Model):
    """The keys that open a place, and who holds them."""

    _inherit = "property.archive.location"

    key_ids = fields.Many2many(
        "property.archive.record",
        "property_archive_key_location_rel",
        "location_id",
        "record_id",
        "Keys",
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_keys(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_keys(vals)
        return super().write(vals)

    @api.model
    def _check_not_keys(self, vals):
        """Raise when keys are set from here: the entry of a filed key would change unseen."""
        if "key_ids" in vals:
            raise UserError(self.env._("Say on the entry of a key which places it opens."))
