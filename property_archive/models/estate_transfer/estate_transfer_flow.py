from odoo import models
from odoo.exceptions import AccessError, UserError

from ...groups import MANAGER
from ...http import is_superuser_session


class PropertyArchiveEstateTransfer(models.Model):
    """An executive agrees to the list; then the package is written, or all is cancelled."""

    _inherit = "property.archive.estate.transfer"

    def _approval_people(self):
        transfer = self.sudo()
        return transfer.giver_id | transfer.receiver_id.user_ids

    def _approval_employee(self):
        return self.sudo().giver_id.employee_id

    def _approval_level(self):
        records = self.env["property.archive.record"].sudo()
        groups = records._read_group(
            [("project_id", "in", self.sudo().project_id.ids)], ["level_id"]
        )
        levels = super()._approval_level()
        for (level,) in groups:
            levels |= level
        return levels.sorted("rank")[-1:]

    def action_take_on(self):
        """Hand the estate over instead of whoever began, as another archive head.

        :raise UserError: once the giver signed, and for whoever agreed to it
        """
        self.ensure_one()
        self._lock_in_state("draft", "listed", "failed", "written", access="write")
        user, transfer = self.env.user, self.sudo()
        if is_superuser_session() or not user.has_group(MANAGER):
            raise AccessError(self.env._("An archive head hands an estate over."))
        if transfer.signature_ids:
            raise UserError(
                self.env._("%s is signed by somebody: what they signed stays.", self.display_name)
            )
        if user in transfer.approval_ids.decided_by_id._archive_same_person():
            raise UserError(
                self.env._("You agreed to %s: somebody else hands it over.", self.display_name)
            )
        transfer._write_protected({"giver_id": user.id})
        transfer._note_participants()

    def action_submit(self):
        """Ask the executive whether the estate may be handed over like this.

        :raise UserError: while something is missing on the document, or in the way
        """
        self.ensure_one()
        self._lock_in_state("listed", access="write")
        transfer = self.sudo()
        if not transfer.successor_id or not transfer.receiver_id or not transfer.reason:
            raise UserError(
                self.env._(
                    "%s: say why the estate is given up, to which company, and who signs there.",
                    self.display_name,
                )
            )
        self._check_obstacles()
        transfer.obstacle_ids.unlink()
        transfer._write_protected({"state": "to_approve", "stop_reason": False})
        transfer._approval_start({transfer: ["executive"]}, fresh=True)
        self._note_participants()
        return True

    def _approval_recheck(self):
        self._check_obstacles()

    def _approval_done(self):
        for transfer in self.sudo():
            transfer._begin()
            self.env["property.archive.log"]._alarm(
                "estate_agreed", transfer, files=transfer.record_total
            )

    def _approval_refused(self, reason):
        self.sudo()._write_protected({"state": "listed", "stop_reason": reason})

    def action_cancel(self, reason=None):
        """Keep the estate: nothing left, and every file is here as before.

        :param str reason: without one a dialog asks for it
        """
        self.check_access("write")
        if not (reason or "").strip():
            return self.env["property.archive.reason.wizard"]._ask(
                self,
                self.env._("Cancel the Handing Over"),
                "action_cancel",
                self.env._("Why the estate stays. A package that was downloaded is called back."),
            )
        self._lock_in_state(
            "draft",
            "listing",
            "listed",
            "to_approve",
            "writing",
            "verifying",
            "failed",
            "written",
            access="write",
        )
        self._approval_cancel()
        for transfer in self.sudo():
            transfer._write_protected({"state": "cancelled", "stop_reason": reason.strip()})
            transfer.activity_unlink([self._TO_SIGN])
            transfer._clear_folder()
            self.env["property.archive.log"]._alarm("estate_cancelled", transfer)
        self._note_cancelled(reason.strip())
        # flush: another handing over may begin in the same transaction
        self.flush_recordset(["state"])
        return True
