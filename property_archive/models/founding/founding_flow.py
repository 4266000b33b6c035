from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from .founding import PARTS

#: Two steps that either of the two may decide: the first one to decide leaves the other step.
_STEPS = [("executive", "archive_head")] * 2


class PropertyArchiveFounding(models.Model):
    """Two people approve, each with their own account; then both clearances run (B2)."""

    _inherit = "property.archive.founding"

    def _running_clearance_note(self):
        """Text that names the company's running clearance, if there is one.

        :rtype: str or False
        """
        today = self.company_id._archive_today()
        clearance = (
            self.env["property.archive.clearance"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "granted"),
                    ("date_end", ">=", today),
                ],
                limit=1,
            )
        )
        if not clearance:
            return False
        return self.env._(
            "%(company)s has clearances already: %(user)s until %(date)s. Further ones"
            " are given one by one.",
            company=self.company_id.name,
            user=clearance.user_id.name,
            date=clearance.date_end,
        )

    def _check_first(self):
        """Raise when the company has a running clearance."""
        already = self._running_clearance_note()
        if already:
            raise UserError(already)

    def _check_people(self):
        """Raise unless these are two people of the company with the two roles."""
        for part, group in PARTS.items():
            user = self[f"{part}_id"].sudo()
            if not user.active or not user.has_group(group):
                raise UserError(
                    self.env._(
                        "%(user)s is not in the group “%(group)s”. Cancel this founding clearance"
                        " and begin one with whoever holds the role now.",
                        user=user.name,
                        group=self.env.ref(group).sudo().name,
                    )
                )
            if not user.employee_ids.filtered(
                lambda employee: employee.active and employee.company_id == self.company_id
            ):
                raise UserError(
                    self.env._(
                        "%(user)s is no employee of %(company)s: link the user to the employee"
                        " first.",
                        user=user.name,
                        company=self.company_id.name,
                    )
                )
        if self.head_id in self.executive_id._archive_same_person():
            raise UserError(
                self.env._(
                    "%(executive)s and %(head)s are one person: a founding clearance is the act"
                    " of two.",
                    executive=self.executive_id.name,
                    head=self.head_id.name,
                )
            )

    def _check_agreements(self):
        """Raise unless both have signed their confidentiality agreements."""
        for part in PARTS:
            if not self[f"{part}_agreement"]:
                raise UserError(
                    self.env._(
                        "Attach the agreement that %s signed: without it no clearance runs.",
                        self[f"{part}_id"].name,
                    )
                )

    # -- approval -------------------------------------------------------------------------------

    def _role_users(self, role):
        named = {"executive": self.executive_id, "archive_head": self.head_id}
        return named[role] if role in named else super()._role_users(role)

    def _stand_ins(self):
        """Nobody stands in for either of the two."""
        return iter(())

    def _approval_level(self):
        return (super()._approval_level() | self.level_id).sorted("rank")[-1:]

    def _approval_barred(self, users):
        """Only the two named people decide; each vouches for the other's identity."""
        named = self.executive_id | self.head_id
        return (users - named) | users.filtered(lambda user: user.id == SUPERUSER_ID)

    def _approval_recheck(self):
        for founding in self:
            founding._lock_rows()
            founding._check_people()
            founding._check_first()
            founding._check_agreements()

    def _approval_notify(self):
        """Notify only the second person: the first one is just confirming."""
        return super(
            PropertyArchiveFounding, self.filtered(lambda founding: founding.state == "half")
        )._approval_notify()

    def _approval_done(self):
        for founding in self.sudo():
            founding._found()

    def _approval_refused(self, reason):
        self._give_up()

    # -- buttons --------------------------------------------------------------------------------

    def action_confirm(self):
        """Approve as one of the two; the second approval puts both clearances into force.

        :raise UserError: when the current user is neither of the two, both are the same person, an
            agreement is missing, or the company has a running clearance
        """
        self.check_access("read")
        for founding in self:
            founding._lock_rows()
            founding._check_named()
            founding._check_state("draft", "half")
            if founding.state == "draft":
                founding._approval_recheck()
                founding.sudo()._approval_start({founding.sudo(): _STEPS})
                founding.sudo()._write_protected({"state": "half"})
            founding.action_approve()
        return True

    def _check_named(self):
        """Raise unless the current user is one of the two and has not yet confirmed."""
        if self.env.user not in (self.executive_id | self.head_id) or self.env.user._is_superuser():
            raise UserError(
                self.env._(
                    "%(executive)s and %(head)s confirm, each as themselves.",
                    executive=self.executive_id.name,
                    head=self.head_id.name,
                )
            )
        if self.env.user in self.sudo().approval_ids.decided_by_id:
            raise UserError(self.env._("%s: you confirmed already.", self.display_name))

    def action_approve(self):
        self.env["property.archive.log"]._log("founding_confirmed", self)
        return super().action_approve()

    def _found(self):
        """Put both clearances into force, each granted by the other person."""
        clearances = self.env["property.archive.clearance"].sudo()
        for part, other in (("executive", "head"), ("head", "executive")):
            clearances |= clearances._create_protected(
                [
                    {
                        "founding_id": self.id,
                        "user_id": self[f"{part}_id"].id,
                        "company_id": self.company_id.id,
                        "level_id": self.level_id.id,
                        "date_start": self.date_start,
                        "date_end": self.date_end,
                        "agreement": self[f"{part}_agreement"],
                        "agreement_name": self[f"{part}_agreement_name"],
                        "granted_by_id": self[f"{other}_id"].id,
                    }
                ]
            )
        # the agreements are attached while the clearances are drafts, and kept from now on
        clearances._write_protected({"state": "granted"})
        self._write_protected({"state": "done"})
        self.flush_recordset()
        self.env["property.archive.log"]._log(
            "founded",
            self,
            executive=self.executive_id.id,
            head=self.head_id.id,
            level=self.level_id.code,
            until=self.date_end,
        )
        clearances._log_change("clearance_granted")

    def action_cancel(self):
        """Cancel the document before both have confirmed."""
        self.check_access("write")
        for founding in self:
            founding._lock_rows()
            founding._check_state("draft", "half")
        self._approval_cancel()
        self._give_up()
        return True

    def _give_up(self):
        self.sudo()._write_protected({"state": "cancelled"})
        self.flush_recordset()  # so that the company can create another one at once
        self.env["property.archive.log"]._log("founding_cancelled", self)
