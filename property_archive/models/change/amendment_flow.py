from odoo import fields, models
from odoo.exceptions import UserError

#: Fields through which users get access to the record.
_GIVE_RIGHTS = (
    "employee_id",
    "partner_id",
    "responsible_id",
    "department_id",
    "category_id",
    "company_id",
)
#: Scopes, from the narrowest to the widest.
_SCOPE_RANKS = {"personal": 0, "department": 1, "company": 2}


class PropertyArchiveAmendment(models.Model):
    """An amendment is asked for, decided on and carried out (requirement A10)."""

    _inherit = "property.archive.amendment"

    def _approval_category(self):
        return self.sudo().record_id.category_id

    def _approval_level(self):
        """The level of the record as it is, or as it becomes where that is higher."""
        level = super()._approval_level()
        for value in self.sudo().value_ids.filtered(lambda v: v.field_name == "level_id"):
            level |= level.browse(value._get_new_value())
        return level.sorted("rank")[-1:]

    def _approval_roles(self):
        """Who decides: the keeping head; on a reopening the archive head or executive.

        The executive in charge also decides on changes that give others access
        (:meth:`_opens_up`).

        :rtype: list(str)
        """
        self.ensure_one()
        company = self.company_id
        if self.kind == "reopen":
            head = company.archive_head_id - self.requester_id._archive_same_person()
            return ["archive_head" if head else "executive"]
        return ["keeping_head", *(["executive"] if self._opens_up() else [])]

    def _approval_barred(self, users):
        # nobody may give others access to what they cannot read themselves
        barred = super()._approval_barred(users)
        level = self.record_id.level_id
        if self.kind != "amend" or not level.clearance_required or not self._opens_up():
            return barred
        ranks = self.env["property.archive.clearance"]._running_ranks
        return barred | users.filtered(
            lambda user: ranks(user).get(self.company_id, -1) < level.rank
        )

    def _opens_up(self):
        """Whether the change gives somebody access to the record.

        Access follows from the subject, the responsible employee, the department, the
        category, and the estate of the unit.
        """
        new = {value.field_name: value._get_new_value() for value in self.value_ids}
        record = self.record_id
        others = set(new.get("joint_partner_ids", ())) - set(record.joint_partner_ids.ids)
        if others or any(new.get(name) for name in _GIVE_RIGHTS):
            return True
        estate = record.unit_id.browse(new.get("unit_id", record.unit_id.id)).sudo().project_id
        if estate and estate != record.sudo().project_id:
            return True
        level = record.level_id.browse(new.get("level_id", record.level_id.id))
        scope = new.get("scope", record.scope)
        return level.rank < record.level_id.rank or _SCOPE_RANKS[scope] > _SCOPE_RANKS[record.scope]

    def action_submit(self):
        """Ask for the decision.

        :raise UserError: when nothing is changed, or the change is blocked
        """
        self.check_access("write")
        for amendment in self:
            amendment._lock_rows()
            amendment._check_state("draft")
            # with the requester's rights: they must see what they want to change
            amendment.record_id.check_access("read")
            amendment.file_ids._check_whole()
            document = amendment.sudo()
            document._check_possible()
            document.value_ids._refresh()
            if document.kind == "amend" and not (document.value_ids or document.file_ids):
                raise UserError(self.env._("Say what is to be changed: an entry, or the content."))
            document._write_protected({"state": "to_approve"})
            document.flush_recordset()
            document._approval_start({document: document._approval_roles()})
            document._note_participants()
        return True

    def action_cancel(self):
        """Cancel an undecided change."""
        self.check_access("write")
        for amendment in self:
            amendment._lock_rows()
            amendment._check_state("draft", "to_approve")
            amendment.sudo()._approval_cancel()
            amendment.sudo()._write_protected({"state": "cancelled"})
        return True

    def _lock_rows(self):
        """Lock the record first, then this change: every operation uses this order."""
        self.sudo().record_id._lock_rows()
        return super()._lock_rows()

    def _check_possible(self):
        """Raise when something blocks the change of the record."""
        record = self.record_id
        if self.kind == "amend":
            record._check_blockers("amend")
        else:
            record._check_state("sealed", rule=self.env._("There is nothing to reopen."))

    def _approval_recheck(self):
        for amendment in self.sudo():
            amendment._lock_rows()
            amendment._check_possible()

    def _approval_done(self):
        for amendment in self.sudo():
            amendment._lock_rows()
            amendment._check_state("to_approve", rule=self.env._("It changed meanwhile: reload."))
            amendment._check_possible()
            # only in this transaction: allows new versions of the record's files
            amendment._write_protected({"state": "approved"})
            amendment.flush_recordset()
            amendment._apply()
            amendment._write_protected({"state": "done", "date_done": fields.Datetime.now()})
            amendment.flush_recordset()

    def _apply(self):
        """Apply the whole change to the record, or nothing."""
        self.ensure_one()
        self.value_ids._apply()
        self.file_ids._apply()
        self.env["property.archive.log"]._log(
            "amended",
            self.record_id,
            amendment=self.name,
            fields=sorted(self.value_ids.mapped("field_name")),
            pieces=self.file_ids.enclosure_id.ids,
        )
