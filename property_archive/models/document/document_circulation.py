from odoo import api, fields, models
from odoo.exceptions import UserError

from ...notify import ask_to_do


class PropertyArchiveDocumentCirculation(models.Model):
    """One recipient of a circulated document, with term and result (H1)."""

    _name = "property.archive.document.circulation"
    _description = "Circulation of a Document"
    _inherit = ["property.archive.protected"]
    _order = "document_id, sequence, id"

    document_id = fields.Many2one(
        "property.archive.document",
        "Official Document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    employee_id = fields.Many2one("hr.employee", required=True, ondelete="restrict", index=True)
    task = fields.Selection(
        [("read", "For Reading"), ("handle", "Handle")], required=True, default="read"
    )
    date_due = fields.Date("Until")
    date_passed = fields.Datetime("Reached On", readonly=True, copy=False)
    date_done = fields.Datetime("Done On", readonly=True, copy=False)
    result = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        [("waiting", "Later"), ("here", "Has It"), ("done", "Done")],
        required=True,
        default="waiting",
        readonly=True,
        copy=False,
        index=True,
    )
    is_mine = fields.Boolean("Is with Me", compute="_compute_is_mine")
    company_id = fields.Many2one(related="document_id.company_id", store=True, index=True)

    _one_holder = models.UniqueIndex(
        "(document_id) WHERE state = 'here'", "A paper is with one person at a time."
    )
    _due_idx = models.Index("(date_due) WHERE state = 'here'")

    @api.depends_context("uid")
    @api.depends("employee_id", "state")
    def _compute_is_mine(self):
        for line in self:
            user = line.sudo().employee_id.user_id
            line.is_mine = line.state == "here" and user == self.env.user

    def _creatable_fields(self):
        return {"document_id", "sequence", "employee_id", "task", "date_due"}

    def _editable_fields(self):
        if set(self.sudo().mapped("state")) <= {"waiting"}:
            return {"sequence", "employee_id", "task", "date_due"}
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    def _write_protected(self, vals):
        result = super()._write_protected(vals)
        if vals.get("state") == "done":
            self.env["property.archive.discharge"]._refresh_people(
                self.env["res.users"], self.employee_id
            )
        return result

    def _check_open(self):
        """Raise unless the current user may still change to whom the document is passed.

        :raise UserError: for anybody but who registered it or, meanwhile, who decides
        """
        for document in self.document_id:
            state = document.sudo().state
            requester = document.sudo().requester_id == self.env.user
            if not (
                (requester and state in ("draft", "passing", "back"))
                or (state == "to_approve" and document.can_approve)
            ):
                raise UserError(
                    self.env._(
                        "%s: its way is set by whoever registered it, and while it is being"
                        " decided on by whoever decides.",
                        document.display_name,
                    )
                )

    @api.ondelete(at_uninstall=True)
    def _unlink_waiting_only(self):
        self._check_open()
        self.sudo()._check_state(
            "waiting", rule=self.env._("Where the document has been stays on its slip.")
        )

    def _arrive(self):
        """Pass the document to this person, who gets an activity for it.

        :raise UserError: for a person without a user
        """
        self.ensure_one()
        user = self.employee_id.user_id
        if not user:
            raise UserError(
                self.env._("%s has no user: name somebody who can answer.", self.employee_id.name)
            )
        self._write_protected({"state": "here", "date_passed": fields.Datetime.now()})
        self.flush_recordset()
        ask_to_do(
            self.document_id,
            "mail.mail_activity_data_todo",
            user,
            lambda env: env._("Read or handle, and say what was done"),
            self.date_due,
        )

    def action_done(self, result=None):
        """Record what was done and pass the document on.

        :param str result: what was done; needed where it was to be handled
        :raise UserError: unless the current user has the document
        """
        for line in self:
            line.document_id._lock_in_state("passing", access="write")
            line.invalidate_recordset(["state", "is_mine"], flush=False)
            if not line.is_mine:
                raise UserError(self.env._("%s is not with you.", line.document_id.display_name))
            if line.task == "handle" and not (result or "").strip():
                return line._ask_result()
            line.sudo()._write_protected(
                {
                    "state": "done",
                    "date_done": fields.Datetime.now(),
                    "result": (result or "").strip() or False,
                }
            )
            line.flush_recordset()
            document = line.sudo().document_id
            activities = document.activity_ids.filtered(lambda a: a.user_id == self.env.user)
            activities.action_feedback(feedback=result or False)
            document._pass_on()
        return True

    def _ask_result(self):
        return self.env["property.archive.reason.wizard"]._ask(
            self,
            self.env._("What Was Done"),
            "action_done",
            self.env._("What was decided and done; it stays on the slip of the document."),
        )
