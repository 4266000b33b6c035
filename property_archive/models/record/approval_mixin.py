from odoo import models


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """A decision about records counts as one of their level (requirement D4)."""

    _inherit = "property.archive.approval.mixin"

    def _approval_records(self):
        """The records that these documents decide about: those that they link to.

        A document that holds records on its lines extends this.

        :rtype: property.archive.record
        """
        records, documents = self.env["property.archive.record"], self.sudo()
        for name, field in self._fields.items():
            if field.comodel_name == records._name and field.store and field.type != "one2many":
                records |= documents[name].sudo(False)
        return records

    def _approval_level(self):
        level = super()._approval_level() | self._approval_records().sudo().level_id
        return level.sorted("rank")[-1:]
