from odoo import models
from odoo.tools import SQL

_SELF_MADE = SQL(
    "SELECT DISTINCT user_id FROM property_archive_identity"
    " WHERE state = 'made' AND kind IN ('employee', 'head') AND user_id = made_by_id"
)


class PropertyArchiveApprovalMixin(models.AbstractModel):
    """Users who linked themselves to the head of a department may not decide (B3, D4)."""

    _inherit = "property.archive.approval.mixin"

    def _approval_barred(self, users):
        return super()._approval_barred(users) | (users & self._self_made())

    def _self_made(self):
        """Users with an unconfirmed link that they made themselves.

        :rtype: res.users
        """
        key = (self.env["property.archive.access"]._name, "self_made")
        ids = self.env.cr.cache.get(key)
        if ids is None:
            self.env["hr.employee"].flush_model(["user_id"])
            self.env["hr.department"].flush_model(["manager_id"])
            rows = self.env.execute_query(_SELF_MADE)
            ids = self.env.cr.cache[key] = [uid for (uid,) in rows]
        return self.env["res.users"].browse(ids)
