from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...selections import PAPER_SIZES


class ResCompany(models.Model):
    """Setting: confidential records are stored separately (000 1.4.5, J18)."""

    _inherit = "res.company"

    archive_confidential_apart = fields.Boolean(
        "Confidential Records Stand Apart",
        help="Confidential and higher records go only to places that are kept for them alone.",
    )


class ResConfigSettings(models.TransientModel):
    """The same setting on the settings page."""

    _inherit = "res.config.settings"

    archive_confidential_apart = fields.Boolean(
        related="company_id.archive_confidential_apart", readonly=False
    )


class PropertyArchiveLocation(models.Model):
    """Places reserved for one size 规格 or for confidential records (J18, J24)."""

    _inherit = "property.archive.location"

    paper_size = fields.Selection(
        PAPER_SIZES, "Size", help="Only this size lies here and inside. Empty: any size."
    )
    apart = fields.Boolean(
        "Confidential Only",
        help="Only confidential and higher records lie here and inside: they stand apart 单独存放.",
    )

    @api.constrains("paper_size", "apart", "parent_id")
    def _check_arrangement(self):
        below = self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])
        records = self.env["property.archive.record"].sudo()
        for size, places in below.grouped(
            lambda place: place._nearest("paper_size").paper_size
        ).items():
            if size:
                domain = [
                    ("location_id", "in", places.ids),
                    ("paper_size", "not in", [size, False]),
                ]
                records.search(domain, limit=1)._check_arrangement()
        apart = below.filtered(lambda place: place._nearest("apart"))
        domain = [("location_id", "in", apart.ids), ("level_id.clearance_required", "=", False)]
        records.search(domain, limit=1)._check_arrangement()


class PropertyArchiveRecord(models.Model):
    """A record may only be put in a place meant for such records."""

    _inherit = "property.archive.record"

    @api.constrains("location_id", "paper_size", "level_id")
    def _check_arrangement(self):
        """Check that sizes and confidential records are stored apart (003-13 五, 000 1.4.5).

        :raise ValidationError: with the record, the place and what the place is kept for
        """
        for record in self.sudo().filtered("location_id"):
            place = record.location_id
            sized = place._nearest("paper_size").paper_size
            if sized and record.paper_size and sized != record.paper_size:
                raise ValidationError(
                    self.env._(
                        "%(record)s is %(size)s, and %(place)s is kept for %(kept)s.",
                        record=record.display_name,
                        size=dict(PAPER_SIZES)[record.paper_size],
                        place=place.display_name,
                        kept=dict(PAPER_SIZES)[sized],
                    )
                )
            apart = bool(place._nearest("apart"))
            confidential = record.level_id.clearance_required
            if apart and not confidential:
                raise ValidationError(
                    self.env._(
                        "%(place)s is kept for confidential records alone, and %(record)s is"
                        " %(level)s.",
                        place=place.display_name,
                        record=record.display_name,
                        level=record.level_id.name,
                    )
                )
            if confidential and not apart and record.company_id.archive_confidential_apart:
                raise ValidationError(
                    self.env._(
                        "%(record)s is %(level)s: it stands apart, in a place for confidential"
                        " records only. %(place)s is none.",
                        record=record.display_name,
                        level=record.level_id.name,
                        place=place.display_name,
                    )
                )
