from odoo import api, fields, models
from odoo.exceptions import AccessError

ROLES = [
    ("department_head", "Requester's department head"),
    ("keeping_head", "Keeping department's head"),
    ("archive_head", "Archive head"),
    ("executive", "Executive in charge"),
    ("general_manager", "General manager"),
    ("office", "GM's secretary"),
    ("company_leader", "A company leader"),
]


class PropertyArchiveApproval(models.Model):
    """One step, one decision, of one document (requirement D4).

    Nobody has the right to write here: steps are made and decided by the document they
    belong to.
    """

    _name = "property.archive.approval"
    _description = "Approval Step"
    _inherit = ["property.archive.protected"]
    _order = "res_model, res_id, sequence, id"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True, readonly=True
    )
    sequence = fields.Integer(required=True, readonly=True)
    round = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        help="A document that is decided again, such as a renewal, starts a new round.",
    )
    role = fields.Selection(ROLES, required=True, readonly=True)
    approver_ids = fields.Many2many(
        "res.users", "property_archive_approval_user_rel", "approval_id", "user_id", readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "Waits for Earlier Steps"),
            ("pending", "To Decide"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    date_decided = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")

    _document_idx = models.Index("(res_model, res_id)")
    _pending_idx = models.Index("(res_model, res_id) WHERE state = 'pending'")

    @api.depends("role", "state")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for step in self:
            step.display_name = roles.get(step.role, "")

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("A decision is never deleted."))
