from odoo import api, fields, models


class PropertyArchiveRequestMixin(models.AbstractModel):
    """A request: somebody makes it, others approve it, and it may be refused (D4).

    The requester never decides, and *department head* is the head of the requester's department.
    Each model defines its states; ``draft`` and ``refused`` must be among them.
    """

    _name = "property.archive.request.mixin"
    _description = "Request That Is Decided On"
    _inherit = ["property.archive.participant.mixin"]

    requester_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    refuse_reason = fields.Text(readonly=True, copy=False)

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self.sudo()._check_state(
            "draft", rule=self.env._("What was asked for approval is never deleted.")
        )

    def _participants(self):
        return super()._participants() | self.requester_id

    def _approval_people(self):
        return self.sudo().requester_id

    def _approval_employee(self):
        return self.sudo().requester_id.employee_id

    def _approval_refused(self, reason):
        self.sudo()._write_protected({"state": "refused", "refuse_reason": reason})
