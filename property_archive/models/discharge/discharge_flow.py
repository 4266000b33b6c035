from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...groups import ARCHIVIST
from .discharge_begin import HR


class PropertyArchiveDischarge(models.Model):
    """Flow from confirmation to the third signature, or to cancellation (F3)."""

    _inherit = "property.archive.discharge"

    def _check_handles(self):
        self.check_access("read")
        if not (self.env.user.has_group(ARCHIVIST) or self.env.user.has_group(HR)):
            raise AccessError(self.env._("This is for HR and the archivists of the company."))
        me = self.env.user._archive_same_person()
        if self.sudo().user_id & me:
            raise UserError(self.env._("Somebody else handles your own discharge."))

    def action_confirm(self):
        """Store what was settled and ask for the signatures (F3).

        :raise DepartureRefused: while something is open
        """
        self._check_handles()
        # handing out locks the same rows, so the second transaction sees what the first one
        # did
        self.sudo().employee_id._archive_lock()
        self._lock_rows()
        self._check_state("draft")
        for discharge in self.sudo():
            if not discharge.manager_id:
                raise UserError(
                    self.env._("Name the manager who signs %s.", discharge.display_name)
                )
        self.sudo()._check_cleared()
        self.sudo()._keep_settled_items()
        self.sudo()._write_protected({"state": "to_sign"})
        self.sudo()._refresh()
        self.env["property.archive.log"]._log("discharge_confirmed", self)
        return True

    def _check_cleared(self):
        """Raise while anything but this certificate is open."""
        by_person = {}
        for employee, documents in self.employee_id._archive_open_by_person().items():
            # an unsigned certificate does not count: it is the one being confirmed
            others = [
                (document, text)
                for document, text in documents
                if document._name != self._name
                or document not in self
                or (document.file_count and not document.successor_id)
            ]
            if others:
                by_person[employee] = others
        self.env["hr.employee"]._archive_refuse(by_person)

    def _keep_settled_items(self):
        """Create the lines of what was settled, as of now."""
        lines = self.env["property.archive.discharge.line"].sudo()
        for discharge in self:
            vals_list = discharge._get_settled_items() + discharge._succession_vals()
            lines._create_protected([{**vals, "discharge_id": discharge.id} for vals in vals_list])
        self._write_protected(
            {"date_confirmed": fields.Datetime.now(), "confirmed_by_id": self.env.uid}
        )

    def action_sign(self, image, role=None):
        """Sign as employee, archivist or manager; the third signature completes it (F3).

        :param image: base64 of the drawn signature
        :param str role: ``employee`` when the leaver signs on the archivist's screen
        :raise UserError: when the current user has no part in it
        """
        for discharge in self:
            discharge.check_access("read")
            # the third signature completes it, so concurrent ones must see each other
            discharge._claim_rows()
            discharge._check_state("to_sign")
            document = discharge.sudo()
            part = discharge._signing_part(role)
            if document._signed(part):
                raise UserError(
                    self.env._("%s is signed in this part already.", document.display_name)
                )
            outsider = signer = name = None
            if part == "employee" and document.user_id != self.env.user:
                signer = document.user_id
                outsider = None if signer else document.employee_id.work_contact_id
                name = None if signer or outsider else document.employee_id.name
            discharge._sign(part, image, signer=signer, outsider=outsider, name=name)
            if not document._unsigned_parts():
                document._write_protected({"state": "done"})
                self.env["property.archive.log"]._log("discharge_signed", discharge)
            document._refresh()
        return True

    def _signs_oneself(self, role=None):
        return role != "employee" or self.sudo().user_id == self.env.user

    def _unsigned_parts(self):
        """Parts of this certificate not signed yet."""
        return [part for part in ("employee", "archivist", "manager") if not self._signed(part)]

    def _signing_part(self, role=None):
        """The part in which the current user signs; nobody signs in two parts."""
        document = self.sudo()
        me = self.env.user._archive_same_person()
        desk = self.env.user.has_group(ARCHIVIST)
        if role == "employee":
            if desk and not document.user_id & me:
                return "employee"
            raise UserError(
                self.env._("The leaver signs on their own screen or on an archivist's.")
            )
        if document.user_id and document.user_id in me:
            return "employee"
        if document.manager_id in me and not document._signed("manager"):
            if document._signed("archivist").user_id & me:
                raise UserError(self.env._("You signed as archivist: somebody else signs here."))
            return "manager"
        if desk and not document.manager_id & me:
            return "archivist"
        raise UserError(
            self.env._(
                "%(document)s is signed by %(employee)s, an archivist and %(manager)s: you have"
                " nothing to sign on it.",
                document=document.name,
                employee=document.employee_id.name,
                manager=document.manager_id.name,
            )
        )

    def _signing_name(self, role=None):
        if role == "employee":
            return self.sudo().employee_id.name
        return super()._signing_name(role)

    def action_open_sign_employee(self):
        """Let the leaver sign on this screen."""
        action = self.action_open_sign()
        action["context"]["default_role"] = "employee"
        return action

    def action_cancel(self, reason=None):
        """Cancel the certificate of a departure that does not take place.

        :param str reason: why; kept on the certificate. Once somebody has signed, a dialog asks
            for it
        """
        self._check_handles()
        self._lock_rows()
        if any(discharge.date_departed for discharge in self.sudo()):
            raise UserError(self.env._("The departure has taken place: the certificate stays."))
        self._check_state("draft", "to_sign", "done")
        if ask := self._ask_why_cancelled(reason):
            return ask
        self.sudo()._cancel((reason or "").strip() or self.env._("The departure was called off."))
        self._take_back_plan()
        return True

    def _take_back_plan(self):
        """Nobody goes on leaving whose departure is called off by HR, who planned it."""
        if self.env.user.has_group("hr.group_hr_user"):
            leaving = self.sudo().employee_id.filtered(lambda e: e.active and e.departure_date)
            self.env["hr.employee"].browse(leaving.ids).write({"departure_date": False})

    def _cancel(self, reason):
        self._write_protected({"state": "cancelled", "cancel_reason": reason})
        self._refresh()
        self.env["property.archive.log"]._log("discharge_cancelled", self)
        self._note_cancelled(reason)
