from odoo import models


class PropertyArchiveProtected(models.AbstractModel):
    """A document names records only to who sees them (requirement B4)."""

    _inherit = "property.archive.protected"

    _checked_links = ("property.archive.record",)
