from odoo import api, fields, models

from ...register_text import clean

#: Fields filled from the register; the others are computed or decided by the user.
TEXTS = (
    "name",
    "category_code",
    "reference",
    "home",
    "project",
    "building",
    "unit",
    "room",
    "partner_name",
    "phone",
    "partner_document",
    "share",
    "employee",
    "plate",
    "level",
    "department",
    "document_number",
    "author",
    "date_document",
    "date_filed",
    "date_closed",
    "close_reason",
    "page_count",
    "quantity",
    "carrier",
    "note",
    "pieces_present",
    "location_barcode",
)


class PropertyArchiveImport(models.Model):
    """A staged line of an existing register (requirement G4).

    Odoo's own import screen sends a large file in several transactions. Its lines wait
    here, private to the importing user, are checked together and become records in one
    transaction or not at all.
    """

    _name = "property.archive.import"
    _description = "Register Import Line"
    _inherit = ["property.archive.guarded"]
    _order = "id"

    # All are texts: unreadable values are reported with all other errors of a line, not one
    # kind of error after another on the import screen.
    name = fields.Char("Title")
    category_code = fields.Char("Category", help="Its code or its name.")
    reference = fields.Char("Old Code", help="Kept as it is. Empty: the pattern gives a new one.")
    home = fields.Char(
        "Unit",
        help="Building, entrance and room in one column, as in 3-2-1501, 3栋2单元1501室 or"
        " 车位B1-023.",
    )
    project = fields.Char()
    building = fields.Char()
    unit = fields.Char("Entrance")
    room = fields.Char()
    partner_name = fields.Char(
        "Owner, Tenant or Customer", help="Several owners with a 、 between them."
    )
    phone = fields.Char(help="Of several owners one each, with a 、 between them.")
    partner_document = fields.Char(
        "Identity Document No.", help="Of several owners one each, with a 、 between them."
    )
    share = fields.Char("Shares", help="Of several owners, as in 50%、50% or 1/3、1/3、1/3.")
    employee = fields.Char(help="Number or name of the employee a personnel file is about.")
    plate = fields.Char("Licence Plate")
    level = fields.Char(help="As in 绝密; not below the level of the category.")
    department = fields.Char(help="The department it belongs to. Empty: that of the category.")
    document_number = fields.Char()
    author = fields.Char("Author")
    date_document = fields.Char(
        "Document Date",
        help="As in 2016-05-09, 2016/5/9 or 2016年5月9日; 2016-05-00 where the day is not known,"
        " 2016 where the month is not.",
    )
    date_filed = fields.Char("Filed On", help="As in 2016-05-09, 2016/5/9 or 2016年5月9日.")
    date_closed = fields.Char("Closed On", help="Of a former owner or tenant: when it ended.")
    close_reason = fields.Char("Why Closed", help="As in 产权转移; empty: as the category has it.")
    page_count = fields.Char("Pages")
    quantity = fields.Char("Number of Items")
    carrier = fields.Char(help="As in 纸质, 电子, 光盘.")
    note = fields.Char("Remarks")
    pieces_present = fields.Char(
        help="What the file holds of its category's checklist: numbers or names, as in"
        " “1-5; 7; Fit-out papers”, or * for all. Empty: nothing is known to be there.",
    )
    location_barcode = fields.Char("Place", help="Its barcode or its name.")
    error = fields.Char(readonly=True, copy=False)
    question = fields.Char(
        "To Confirm", readonly=True, copy=False, help="Right if you say so: tick Confirmed."
    )
    hint = fields.Char("How It Is Read", readonly=True, copy=False)
    accepted = fields.Boolean("Confirmed", help="What is asked about this line is as it is to be.")
    contact_id = fields.Many2one(
        "res.partner",
        "Is This Contact",
        ondelete="set null",
        help="Where several fit, or an employee or user does: who it is.",
    )
    contact_new = fields.Boolean("A New Contact", help="It is none of those that fit.")
    file_name = fields.Char(
        "File", readonly=True, default=lambda self: self.env.context.get("archive_import_file")
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    @api.model
    def _column_names(self):
        """Names of the fields that are columns of a register. Addons extend it.

        :rtype: tuple(str)
        """
        return TEXTS

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for the Register Import"),
                "template": "/property_archive/register_import.xlsx",
            }
        ]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for name in self._column_names():
                if isinstance(vals.get(name), str):
                    vals[name] = clean(vals[name])
        return super().create(vals_list)

    def action_check(self):
        """Check all staged lines of the current user; each line tells what is wrong.

        :return: whether every line can become a record
        :rtype: bool
        """
        lines = self._get_staged()
        findings = lines._find()
        for name in ("error", "question", "hint"):
            told = {line: " ".join(texts) for line, texts in findings[name].items()}
            lines._tell(name, told)
        return not findings["error"] and not lines._unconfirmed(findings)

    def _tell(self, name, told):
        """Store the findings on the lines, each text once."""
        changed = self.filtered(lambda line: (line[name] or False) != told.get(line, False))
        for text, batch in changed.grouped(lambda line: told.get(line, False)).items():
            batch[name] = text

    def _unconfirmed(self, findings):
        """Lines with an unanswered question."""
        return self.browse(line.id for line in findings["question"] if not line.accepted)

    def action_accept(self):
        """Confirm that the lines in question are right."""
        self.filtered("question").accepted = True
        return True

    def action_discard(self):
        """Delete all staged lines of the current user."""
        self._get_staged()._drop()
        return True
