from odoo import models


class PropertyArchiveProtected(models.AbstractModel):
    """A document names its records only to users who can see them (requirement B4)."""

    _inherit = "property.archive.protected"

    _checked_links = ("property.archive.record",)
