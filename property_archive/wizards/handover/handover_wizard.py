from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveHandoverWizard(models.TransientModel):
    """Hand filed records over: to the central archive, a department or a successor (A9, F6)."""

    _name = "property.archive.handover.wizard"
    _description = "Hand Over Records"
    _inherit = ["property.archive.guarded"]

    kind = fields.Selection(
        [
            ("periodic", "To the central archive"),
            ("department_move", "To another department"),
            ("succession", "To a successor"),
        ],
        required=True,
        default="periodic",
    )
    target_department_id = fields.Many2one("hr.department", "To Department")
    receiver_id = fields.Many2one(
        "res.users",
        compute="_compute_receiver_id",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
        help="Signs for the records and answers for them from then on.",
    )
    record_count = fields.Integer(compute="_compute_record_count")

    @api.depends("target_department_id", "kind")
    def _compute_receiver_id(self):
        for wizard in self:
            if wizard.kind == "department_move":
                wizard.receiver_id = wizard.target_department_id.sudo().manager_id.user_id
            elif wizard.kind == "periodic":
                wizard.receiver_id = False

    @api.depends_context("active_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(self.env.context.get("active_ids", []))

    def action_confirm(self):
        """Make the handover list; nothing changes before its receiver has signed.

        :return: the action that shows the list
        :raise UserError: when the current user does not answer for one of the records
        """
        self.ensure_one()
        records = self.env["property.archive.record"].browse(self.env.context.get("active_ids", []))
        if not records:
            raise UserError(self.env._("Choose the records to hand over in the list first."))
        records.check_access("read")
        records._check_may_hand_over(self.kind)
        extra = {}
        if self.kind != "periodic":
            extra["successor_id"] = self._successor(records).id
        if self.kind == "department_move":
            if not self.target_department_id:
                raise UserError(self.env._("Say which department the records go to."))
            extra["target_department_id"] = self.target_department_id.id
        handovers = self.env["property.archive.handover"]._make(
            self.kind, self.env.user, self.receiver_id, records, **extra
        )
        return handovers._open_with(
            "property_archive.property_archive_handover_action", name=self.env._("Handovers")
        )

    def _successor(self, records):
        """The receiver's employee, who becomes responsible for the records."""
        receiver = self.receiver_id
        if not receiver:
            raise UserError(self.env._("Name who receives the records and signs for them."))
        if receiver in self.env.user._archive_same_person():
            raise UserError(self.env._("Whoever hands over does not receive."))
        company = records.sudo().company_id
        if len(company) > 1:
            raise UserError(self.env._("Hand over the records of one company at a time."))
        employee = receiver.sudo().with_company(company).employee_id
        if not employee:
            raise UserError(
                self.env._(
                    "%(name)s is no employee of %(company)s.",
                    name=receiver.sudo().name,
                    company=company.name,
                )
            )
        return employee
