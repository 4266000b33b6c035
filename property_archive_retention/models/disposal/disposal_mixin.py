from odoo import api, fields, models


class PropertyArchiveDisposalMixin(models.AbstractModel):
    """What documents that decide about the fate of records have in common (E1, E3 to E8).

    They belong to a company, are approved, move under a lock, and are seen by whoever
    takes part in them, whatever their groups.
    """

    _name = "property.archive.disposal.mixin"
    _description = "Document about the Fate of Records"
    _inherit = ["property.archive.participant.mixin"]
    _lock_fields = None

    #: Code of the sequence that numbers these documents in ``name``; none: no number.
    _sequence_code = None

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    def _compute_display_name(self):
        result = super()._compute_display_name()
        # not numbered yet: the screen says “New”
        self.filtered(lambda document: document.display_name == "/").display_name = False
        return result

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if self._sequence_code:
            for document in documents.sudo():
                number = self._next_number(document.company_id, self._sequence_code)
                document._write_protected({"name": number})
        documents._note_participants()
        return documents

    def write(self, vals):
        result = super().write(vals)
        self._note_participants()
        return result

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
