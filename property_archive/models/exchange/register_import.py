from odoo import api, fields, models
from odoo.exceptions import UserError

from ...groups import ARCHIVIST


class PropertyArchiveImport(models.Model):
    """A staged line of an existing register (requirement G4).

    Odoo's own import screen sends a large file in several transactions. Its lines wait
    here, private to who imports them, are checked all at once and become records in one
    transaction or not at all.
    """

    _name = "property.archive.import"
    _description = "Register Import Line"
    _inherit = ["property.archive.guarded"]
    _order = "id"

    # Texts all: what cannot be read is told with everything else that is wrong with a line,
    # and not by the import screen, one kind of mistake after another.
    name = fields.Char("Title")
    category_code = fields.Char()
    reference = fields.Char("Old Code", help="Kept as it is. Empty: the pattern gives a new one.")
    project = fields.Char()
    building = fields.Char()
    unit = fields.Char("Entrance")
    room = fields.Char()
    partner_name = fields.Char("Owner, Tenant or Customer")
    phone = fields.Char()
    plate = fields.Char("Licence Plate")
    date_document = fields.Char("Document Date", help="As in 2016-05-09, 2016/5/9 or 2016年5月9日.")
    date_filed = fields.Char("Filed On", help="As in 2016-05-09, 2016/5/9 or 2016年5月9日.")
    page_count = fields.Char("Pages")
    pieces_present = fields.Char(
        help="What the file holds of its category's checklist: numbers or names, as in"
        " “1-5; 7; Fit-out papers”, or * for all. Empty: nothing is known to be there.",
    )
    location_barcode = fields.Char("Barcode of the Place")
    error = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for the Register Import"),
                "template": "/property_archive/register_import.xlsx",
            }
        ]

    def action_check(self):
        """Check all staged lines of the current user; each line tells what is wrong.

        :return: whether every line can become a record
        :rtype: bool
        """
        lines = self._get_staged()
        errors = lines._find_errors()
        told = {line: " ".join(texts) for line, texts in errors.items()}
        for text, batch in lines.grouped(lambda line: told.get(line, False)).items():
            batch.filtered(lambda line, text=text: line.error != text).error = text
        return not errors

    def action_confirm(self):
        """Make a filed record of each staged line of the current user, all or none.

        :return: the action that shows the new records
        :raise UserError: with the number of wrong lines; the reasons stand on the lines
        """
        lines = self._get_staged()
        if not lines:
            raise UserError(self.env._("There is nothing to confirm: import a register first."))
        if not self.env.user.has_group(ARCHIVIST):
            raise UserError(self.env._("Only archivists confirm a register."))
        records = lines._confirm()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("id", "in", records.ids)]
        return action

    def _confirm(self):
        """Make a filed record of each of these lines and drop them, all or none.

        :rtype: property.archive.record
        :raise UserError: see :meth:`action_confirm`
        """
        errors = self._find_errors()
        if errors:
            raise UserError(
                self.env._(
                    "%(count)s of %(total)s lines cannot be imported, so none was. Press Check to"
                    " see the reason on each line. The first: %(line)s – %(reason)s",
                    count=len(errors),
                    total=len(self),
                    line=next(iter(errors)).display_name,
                    reason=next(iter(errors.values()))[0],
                )
            )
        records = self._make_records()
        self.sudo().unlink()
        return records

    def _get_staged(self):
        """All lines the current user staged in the companies they work in now."""
        return self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=None,
        )
