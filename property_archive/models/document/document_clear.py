from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveDocument(models.Model):
    """Documents without archival value are returned or destroyed, not filed (J7).

    Reported to the executive in charge, who decides; the register keeps its number and
    what became of it (003-13 四).
    """

    _inherit = "property.archive.document"

    state = fields.Selection(
        selection_add=[("to_clear", "To Be Cleared"), ("cleared", "Cleared"), ("refused",)],
        ondelete={"to_clear": "set default", "cleared": "set default"},
    )
    clear_reason = fields.Char("Why Not Filed", readonly=True, copy=False)
    date_cleared = fields.Date(readonly=True, copy=False)
    clear_result = fields.Char("What Became of It", readonly=True, copy=False)

    def action_clear(self, reason=None):
        """Ask the executive to let this be returned or destroyed without filing.

        :param str reason: why it has no value, and whether it goes back or is destroyed;
            without one a dialog asks for it
        """
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Clear without Filing"),
                "action_clear",
                self.env._("Why it has no value, and whether it is returned or destroyed."),
            )
        self._lock_in_state("back", access="write")
        self._check_requester()
        for document in self.sudo():
            if document.kind != "incoming":
                raise UserError(
                    self.env._(
                        "%s is the company's own: it is filed, and destroyed by procedure.",
                        document.display_name,
                    )
                )
            document._write_protected({"state": "to_clear", "clear_reason": reason.strip()})
            document.flush_recordset()
        self._approval_start(dict.fromkeys(self.sudo(), ["executive"]), fresh=True)
        self.sudo()._note_participants()
        return True

    def _approval_done(self):
        clearing = self.sudo().filtered(lambda document: document.state == "to_clear")
        for document in clearing:
            today = document.company_id._archive_today()
            document._write_protected({"state": "cleared", "date_cleared": today})
            document.activity_unlink(["mail.mail_activity_data_todo"])
        if clearing:
            self.env["property.archive.log"]._log("document_cleared", clearing)
        rest = self.filtered(lambda document: document.id not in clearing.ids)
        return super(PropertyArchiveDocument, rest)._approval_done() if rest else None

    def _approval_refused(self, reason):
        clearing = self.filtered(lambda document: document.sudo().state == "to_clear")
        clearing.sudo()._write_protected({"state": "back", "clear_reason": False})
        rest = self - clearing
        return super(PropertyArchiveDocument, rest)._approval_refused(reason) if rest else None

    def action_cleared(self, result=None):
        """Note what became of it: returned to whom, or destroyed before whom.

        :param str result: without one a dialog asks for it
        """
        if not (result or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self, self.env._("What Became of It"), "action_cleared"
            )
        self._lock_in_state("cleared", access="write")
        self._check_requester()
        if any(self.sudo().mapped("clear_result")):
            raise UserError(self.env._("What became of it is noted already."))
        self.sudo()._write_protected({"clear_result": result.strip()})
        return True
