from odoo import fields, models


class PropertyArchiveClearance(models.Model):
    """A company's first clearances link to the document that granted them (requirement B2)."""

    _inherit = "property.archive.clearance"

    founding_id = fields.Many2one(
        "property.archive.founding",
        "Founding Act",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The act of two people that gave the first clearances of the company.",
    )
