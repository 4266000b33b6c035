from odoo import fields, models


class PropertyArchiveRequestMixin(models.AbstractModel):
    """A request: somebody asks for it, others decide, and it may be refused (D4).

    Whoever asks never decides, and *department head* is the head of their department.
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

    def _participants(self):
        return super()._participants() | self.requester_id

    def _approval_people(self):
        return self.sudo().requester_id

    def _approval_employee(self):
        return self.sudo().requester_id.employee_id

    def _approval_refused(self, reason):
        self.sudo()._write_protected({"state": "refused", "refuse_reason": reason})
