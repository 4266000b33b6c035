from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...blockers import add_blocker
from ...groups import USER

_HANDOVERS = "property_archive.property_archive_handover_action"


class PropertyArchiveRecord(models.Model):
    """Handing over records: who may do so, and open handovers (requirements A9, F6)."""

    _inherit = "property.archive.record"

    handover_line_ids = fields.One2many("property.archive.handover.line", "record_id")

    def action_submit(self):
        """Hand these records over to the archive.

        :return: the handover to check and sign
        :raise UserError: when one of them is not a draft of the current user
        """
        self.check_access("write")
        self._check_acceptance()
        self._lock_rows()
        self._check_state("draft")
        handovers = self.env["property.archive.handover"]._prepare_filing(self)
        name = {} if len(handovers) == 1 else {"name": self.env._("Handovers")}
        return handovers._open_with(_HANDOVERS, **name)

    def _check_may_hand_over(self, kind):
        """Raise unless the current user is responsible for each of these records.

        Responsible are archivists, the responsible employee, the head of the department and,
        for transfers to the central archive, the clerk of the department.

        :param str kind: kind of the handover
        :raise UserError: naming the first record the user does not answer for
        """
        user = self.env.user
        if self._is_archivist():
            return
        employees = user.sudo().with_context(active_test=False).employee_ids
        clerk_of = self.env["hr.department"]
        if kind == "periodic" and user.has_group(USER):
            clerk_of = employees.mapped(lambda employee: employee._archive_department())
        for record in self.sudo():
            department = record.department_id
            if not (
                record.responsible_id in employees
                or department.manager_id in employees
                or department in clerk_of
            ):
                raise UserError(
                    self.env._(
                        "%(record)s is handed over by who answers for it, the head of its"
                        " department or an archivist.",
                        record=record.display_name,
                    )
                )

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation in ("move", "destroy", "transfer", "hand_over"):
            lines = self.env["property.archive.handover.line"].sudo()
            for line in lines.search([("record_id", "in", self.ids), ("open", "=", True)]):
                handover = line.handover_id
                text = self.env._("it is on the open handover %s", handover.name)
                add_blocker(reasons, line.record_id.sudo(False), "handover", text, handover)
        return reasons


class PropertyArchiveDepositedRecord(models.Model):
    """Depositors of files in custody: their subject, or an institution (J17)."""

    _inherit = "property.archive.record"

    custody_files = fields.Boolean(related="category_id.custody", related_sudo=False)
    depositor_id = fields.Many2one(
        "res.partner",
        "Handed Over By",
        ondelete="restrict",
        index="btree_not_null",
        help="The institution that hands over a batch of files into custody: one list and one"
        " agreement for all of them (003-10 五). Empty: whom the file is about.",
    )

    @api.model
    def _entry_fields(self):
        return super()._entry_fields() | {"depositor_id"}

    @api.constrains("depositor_id", "category_id")
    def _check_depositor(self):
        for record in self.filtered("depositor_id"):
            if not record.sudo().category_id.custody:
                raise ValidationError(
                    self.env._(
                        "%s is not in custody: nobody deposits it.", record.sudo().display_name
                    )
                )

    def _depositor(self):
        """The contact who signs the custody agreement for this file.

        :rtype: res.partner
        """
        record = self.sudo()
        return record.depositor_id or record.partner_id
