from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PropertyArchiveDisposalMixin(models.AbstractModel):
    """What documents that decide about the fate of records have in common (E1, E3 to E8).

    They belong to a company, are approved, move under a lock, and are seen by whoever
    takes part in them, whatever their groups.
    """

    _name = "property.archive.disposal.mixin"
    _description = "Document about the Fate of Records"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    #: Code of the sequence that numbers these documents in ``name``; none: no number.
    _sequence_code = None

    # Each document names the table of its own.
    participant_ids = fields.Many2many(
        "res.users",
        readonly=True,
        copy=False,
        help="Who takes part and therefore sees the document.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if self._sequence_code:
            for document in documents.sudo():
                document._write_protected({"name": document._next_number(self._sequence_code)})
        documents._note_participants()
        return documents

    def write(self, vals):
        result = super().write(vals)
        self._note_participants()
        return result

    def _next_number(self, code):
        """The next number of a sequence of this document's company.

        :param str code: code of an ``ir.sequence``
        :rtype: str
        """
        self.ensure_one()
        sequence = self.env["ir.sequence"].sudo().with_company(self.company_id)
        return sequence.next_by_code(code)

    def _participants(self):
        """Hook: users who take part in this document beside its approvers.

        :rtype: res.users
        """
        return self.env["res.users"]

    def _note_participants(self):
        """Let everybody who takes part see the document."""
        for document in self.sudo():
            steps = document.approval_ids
            users = document._participants() | steps.approver_ids | steps.decided_by_id
            if users != document.participant_ids:
                document._write_protected({"participant_ids": [fields.Command.set(users.ids)]})

    @api.model
    def _person_of(self, users=None, partners=None):
        """All contacts under which somebody is known: users, employees, all companies.

        :param users: ``res.users``
        :param partners: ``res.partner``
        :rtype: res.partner
        """
        users = (users or self.env["res.users"]).sudo()
        partners = (partners or self.env["res.partner"]).sudo()
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        users |= partners.with_context(active_test=False).user_ids
        users |= employees.search([("work_contact_id", "in", partners.ids)]).user_id
        same = users._archive_same_person().sudo()
        contacts = employees.search([("user_id", "in", same.ids)]).work_contact_id
        return partners | same.partner_id | contacts

    # -- moving -----------------------------------------------------------------------------

    def _lock(self):
        """Wait for and lock these documents, and read them anew."""
        self.flush_recordset()
        table = SQL.identifier(self._table)
        self.env.cr.execute(
            SQL("SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR UPDATE", table, self.ids)
        )
        self.invalidate_recordset(flush=False)

    def _check_state(self, *states):
        """Lock this document and raise unless it is in one of these states.

        :raise UserError: naming the state it is in and those it would have to be in
        """
        self.ensure_one()
        self.check_access("read")
        self._lock()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s is “%(state)s”: this is possible only while it is “%(wanted)s”.",
                    document=self.display_name,
                    state=labels[self.state],
                    wanted=" / ".join(labels[state] for state in states),
                )
            )

    def _check_archivist(self):
        """Raise unless the current user is an archivist."""
        if not self.env.user.has_group("property_archive.group_property_archive_archivist"):
            raise UserError(self.env._("This is for the archivists of the company."))
