from odoo import models


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """A decision about records counts as one of their level (requirement D4)."""

    _inherit = "property.archive.approval.mixin"

    def _approval_records(self):
        """The records that these documents decide about.

        :rtype: property.archive.record
        """
        return self.env["property.archive.record"]

    def _approval_level(self):
        level = super()._approval_level() | self._approval_records().sudo().level_id
        return level.sorted("rank")[-1:]
