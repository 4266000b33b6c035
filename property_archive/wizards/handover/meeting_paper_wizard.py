from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveMeetingPaperWizard(models.TransientModel):
    """Any employee hands papers from a meeting to the GM's secretary (000 2.3, J16)."""

    _name = "property.archive.meeting.paper.wizard"
    _description = "Hand In Papers from a Meeting"
    _inherit = ["property.archive.guarded"]

    name = fields.Char("What Are They", required=True)
    meeting = fields.Char(required=True, help="Which meeting, and who held it.")
    date_document = fields.Date(
        "Day of the Meeting", required=True, default=lambda self: self.env.company._archive_today()
    )
    author = fields.Char("Issued By")
    medium = fields.Selection(
        [("paper", "Paper"), ("electronic", "Electronic"), ("both", "Paper and electronic")],
        required=True,
        default="paper",
    )
    page_count = fields.Integer("Pages")
    file = fields.Binary()
    file_name = fields.Char()
    note = fields.Text()

    def action_hand_in(self):
        """Put the papers on a handover to the GM's secretary, which the employee signs.

        They need no archive role for it: the papers stay theirs until they are
        filed, and the secretary chooses the category.

        :return: action that opens the handover
        :raise UserError: when the company has no secretary, or nobody could open a file
        """
        self.ensure_one()
        self.check_access("write")
        company = self.env.company
        office = company.sudo().archive_office_id
        category = self.env.ref("property_archive.category_government", raise_if_not_found=False)
        if not office or not category:
            raise UserError(
                self.env._(
                    "%s has named no GM's secretary, or has no category of government documents:"
                    " tell the archive head, who names one in the settings.",
                    company.name,
                )
            )
        if self.medium != "paper" and not self.file:
            raise UserError(self.env._("Attach the electronic file of %s.", self.name))
        own = office in self.env.user._archive_same_person()
        record = self._make_record(category)
        handovers = self.env["property.archive.handover"]._make(
            "filing", self.env.user, None if own else office, record.sudo(False)
        )
        return handovers._open_with("property_archive.property_archive_handover_action")

    def _make_record(self, category):
        """Create the employee's draft as superuser: they may not create records themselves."""
        records = self.env["property.archive.record"].sudo().with_company(self.env.company)
        record = records.create(
            {
                "name": self.name,
                "category_id": category.id,
                "date_document": self.date_document,
                "medium": self.medium,
                "page_count": self.page_count,
                "note": "\n".join(filter(None, [self.meeting, self.note])),
            }
        )
        # the file they hand in is the document that the category requires
        piece = record.enclosure_ids.filtered("required")[:1]
        piece = piece or piece.create({"record_id": record.id, "name": self.name})
        vals = {
            "author": self.author,
            "date_document": self.date_document,
            "page_count": self.page_count,
            "form": "original",
            "present": True,
        }
        if self.file:
            vals.update(file=self.file, file_name=self.file_name or self.name)
        piece.write(vals)
        return record
