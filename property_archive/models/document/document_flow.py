from odoo import fields, models
from odoo.exceptions import UserError

from ...notify import ask_to_do, tell

_ROLES = {
    "incoming": "general_manager",
    "outgoing": "general_manager",
    "internal": "department_head",
}


class PropertyArchiveDocument(models.Model):
    """Workflow of a document: decision, circulation, return and filing (H1)."""

    _inherit = "property.archive.document"

    def _check_requester(self):
        if self.sudo().filtered(lambda document: document.requester_id != self.env.user):
            raise UserError(self.env._("Whoever registered the document does this."))

    def action_submit(self):
        """Register the document and submit it for decision."""
        self._lock_in_state("draft", access="write")
        self._check_requester()
        for document in self.sudo():
            document._write_protected({"state": "to_approve"})
            if document.kind == "incoming":
                # incoming documents are numbered on arrival, others when decided
                document._number()
            document.flush_recordset()
            document._approval_start({document: [_ROLES[document.kind]]})
            document._note_participants()
        return True

    def _number(self):
        self.ensure_one()
        number = self._next_number(self.company_id, f"{self._name}.{self.kind}")
        self._write_protected({"name": number})

    def _approval_done(self):
        for document in self.sudo():
            document._lock_rows()
            if not document.name:
                document._number()
            document._write_protected({"state": "passing"})
            document._pass_on()
        self.env["property.archive.log"]._log("document_decided", self)

    def action_cancel(self):
        """Cancel the document; its number stays in the register."""
        self._lock_in_state("draft", "to_approve", access="write")
        self._check_requester()
        self.sudo()._approval_cancel()
        self.sudo()._write_protected({"state": "cancelled"})
        return True

    # -- passing on ---------------------------------------------------------------------------

    def _pass_on(self):
        """Pass it to the next recipient; after the last one, back to the registrar."""
        for document in self.sudo():
            if document.circulation_ids.filtered(lambda p: p.state == "here"):
                continue
            following = document.circulation_ids.filtered(lambda p: p.state == "waiting")[:1]
            if following:
                following._arrive()
            else:
                document._write_protected({"state": "back"})
                ask_to_do(
                    document,
                    "mail.mail_activity_data_todo",
                    document.requester_id,
                    lambda env: env._("File it, with the original and what was done"),
                )
            document._note_participants()

    def action_pass_on(self):
        """Pass it to recipients added after it had come back."""
        self._lock_in_state("back", "passing", access="write")
        self._check_requester()
        for document in self.sudo():
            if not document.circulation_ids.filtered(lambda p: p.state == "waiting"):
                raise UserError(self.env._("Say first to whom it is passed."))
            document._write_protected({"state": "passing"})
            document._pass_on()
        return True

    def action_done(self, result=None):
        """Record what was done, as the present holder: see ``action_done`` of the circulation."""
        action = True
        for document in self:
            mine = document.circulation_ids.filtered("is_mine")
            if not mine:
                raise UserError(self.env._("%s is not with you.", document.display_name))
            action = mine.action_done(result)
        return action

    def action_chase(self):
        """Remind the present holder."""
        self._lock_in_state("passing", access="write")
        for held in self.sudo().circulation_ids.filtered(lambda p: p.state == "here"):
            document, partner = held.document_id, held.employee_id.user_id.partner_id
            subject = self.env._("Waits for you: %s", document.name)
            text = self.env._("Please read or handle it, and say what was done.")
            tell(self.env, partner, subject, [text], document)
            self.env["property.archive.log"]._log(
                "document_chased", held.document_id, employee=held.employee_id.id
            )
        return True

    def action_take_back(self):
        """Take it from a holder who is absent or has left, and pass it on."""
        self._lock_in_state("passing", access="write")
        self._check_requester()
        for document in self.sudo():
            held = document.circulation_ids.filtered(lambda p: p.state == "here")
            held._write_protected(
                {
                    "state": "done",
                    "date_done": fields.Datetime.now(),
                    "result": self.env._("Taken back unread"),
                }
            )
            held.flush_recordset()
            document.activity_unlink(["mail.mail_activity_data_todo"])
            document._pass_on()
        return True

    # -- filing -------------------------------------------------------------------------------

    def action_file(self):
        """Create the draft record with the original and the handling notes.

        :return: action that opens the record
        """
        self.ensure_one()
        self._lock_in_state("back", access="write")
        self._check_requester()
        results = [
            f"{line.employee_id.name}: {line.result}"
            for line in self.sudo().circulation_ids
            if line.result
        ]
        records = self.env["property.archive.record"].with_company(self.company_id)
        record = records.create(
            {
                "name": self.subject,
                "category_id": self.category_id.id,
                "partner_id": self.partner_id.id,
                "date_document": self.date_document or self.date_received,
                "page_count": self.page_count,
                "note": "\n".join(filter(None, [self.name, self.comment, *results])),
                "enclosure_ids": [
                    fields.Command.create(
                        {
                            "name": self.subject,
                            "document_number": self.document_number or self.name,
                            "author": self.partner_id.name or self.company_id.name,
                            "date_document": self.date_document,
                            "page_count": self.page_count,
                            "present": True,
                        }
                    )
                ],
            }
        )
        self.sudo()._write_protected({"state": "filed", "record_id": record.id})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return self.action_open_record()

    def action_open_record(self):
        """Open the record that was made of it."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "property.archive.record",
            "res_id": self.record_id.id,
            "views": [(False, "form")],
        }
