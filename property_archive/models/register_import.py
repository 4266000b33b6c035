from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyArchiveImport(models.Model):
    """A staged line of an existing register (requirement G4).

    Odoo's own import screen sends a large file in several transactions. Its lines wait
    here, private to who imports them, are checked all at once and become records in one
    transaction or not at all.
    """

    _name = "property.archive.import"
    _description = "Register Import Line"
    _order = "id"

    name = fields.Char("Title", required=True)
    category_code = fields.Char(required=True)
    reference = fields.Char("Old Code", help="Kept as it is. Empty: the pattern gives a new one.")
    project = fields.Char()
    building = fields.Char()
    unit = fields.Char("Entrance")
    room = fields.Char()
    partner_name = fields.Char("Owner, Tenant or Customer")
    phone = fields.Char()
    date_document = fields.Date("Document Date")
    date_filed = fields.Date("Filed On")
    page_count = fields.Integer("Pages")
    location_barcode = fields.Char("Barcode of the Place")
    error = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for the Register Import"),
                "template": "/property_archive/static/xls/register_import.csv",
            }
        ]

    def action_check(self):
        """Check all staged lines of the current user; each line tells what is wrong.

        :return: whether every line can become a record
        :rtype: bool
        """
        lines = self._staged()
        errors = lines._find_errors()
        for line in lines:
            texts = errors.get(line)
            line.error = " ".join(texts) if texts else False
        return not errors

    def action_confirm(self):
        """Make a filed record of each staged line of the current user, all or none.

        :return: the action that shows the new records
        :raise UserError: with the number of wrong lines; the reasons stand on the lines
        """
        lines = self._staged()
        if not lines:
            raise UserError(self.env._("There is nothing to confirm: import a register first."))
        if not self.env.user.has_group("property_archive.group_property_archive_archivist"):
            raise UserError(self.env._("Only archivists confirm a register."))
        errors = lines._find_errors()
        if errors:
            raise UserError(
                self.env._(
                    "%(count)s of %(total)s lines cannot be imported, so none was. Press Check to"
                    " see the reason on each line. The first: %(line)s – %(reason)s",
                    count=len(errors),
                    total=len(lines),
                    line=next(iter(errors)).name,
                    reason=next(iter(errors.values()))[0],
                )
            )
        records = lines._make_records()
        lines.sudo().unlink()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("id", "in", records.ids)]
        return action

    def _staged(self):
        """All lines the current user staged in the companies they work in now."""
        return self.search(
            [("create_uid", "=", self.env.uid), ("company_id", "in", self.env.companies.ids)],
            limit=None,
        )

    def _find_errors(self):
        """What keeps each line from becoming a record.

        :rtype: dict(property.archive.import, list(str))
        """
        errors = {}
        categories, places = self._categories(), self._places()
        taken = self._taken_references()
        seen, subjects = {}, {}
        for line in self:
            texts = []
            category = categories.get((line.company_id.id, line.category_code))
            if not category:
                texts.append(self.env._("Unknown category “%s”.", line.category_code))
            else:
                texts += line._find_subject_errors(category, subjects)
            if len(line.name) > 255:
                texts.append(self.env._("The title is longer than 255 characters."))
            if line.page_count < 0:
                texts.append(self.env._("Pages cannot be negative."))
            if line.date_filed and line.date_filed > fields.Date.context_today(line):
                texts.append(self.env._("The filing date lies in the future."))
            if line.reference:
                key = (line.company_id.id, line.reference)
                if key in taken:
                    texts.append(self.env._("Code %s is in the register already.", line.reference))
                if key in seen:
                    texts.append(self.env._("Code %s stands twice in the file.", line.reference))
                seen[key] = line
            if line.location_barcode:
                place = places.get((line.company_id.id, line.location_barcode))
                if not place:
                    texts.append(self.env._("Unknown place “%s”.", line.location_barcode))
                elif category and category.level_id.clearance_required and not place.locked:
                    texts.append(self.env._("%s has no lock.", place.display_name))
            if texts:
                errors[line] = texts
        return errors

    def _find_subject_errors(self, category, subjects):
        texts = []
        if category.subject_kind in ("unit", "partner_unit") and not (self.building and self.room):
            texts.append(self.env._("Building and room are missing."))
        if category.subject_kind in ("partner", "partner_unit") and not self.partner_name:
            texts.append(self.env._("The owner, tenant or customer is missing."))
        if category.one_open_file and not texts:
            key = (category, self.company_id) + (
                (self.partner_name, self.phone)
                if category.subject_kind == "partner"
                else self._unit_key()
            )
            if key in subjects:
                texts.append(
                    self.env._("“%s” is about the same subject: one open file each.", subjects[key].name)
                )
            subjects[key] = self
        return texts

    def _unit_key(self):
        return (self.project or "", self.building or "", self.unit or "", self.room or "")

    def _categories(self):
        found = self.env["property.archive.category"].search(
            [("code", "in", list(set(self.mapped("category_code"))))]
        )
        return {
            (company.id, category.code): category
            for company in self.company_id
            for category in found
            if not category.company_id or category.company_id == company
        }

    def _places(self):
        found = self.env["property.archive.location"].search(
            [("barcode", "in", list(set(filter(None, self.mapped("location_barcode")))))]
        )
        return {(place.company_id.id, place.barcode): place for place in found}

    def _taken_references(self):
        found = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [("reference", "in", list(set(filter(None, self.mapped("reference")))))],
                ["reference", "company_id"],
            )
        )
        return {(record.company_id.id, record.reference) for record in found}

    def _make_records(self):
        categories, places = self._categories(), self._places()
        units, partners = self._make_units()
        vals_list = []
        for line in self:
            category = categories[line.company_id.id, line.category_code]
            vals_list.append(
                {
                    "name": line.name,
                    "category_id": category.id,
                    "company_id": line.company_id.id,
                    "department_id": category.with_company(line.company_id).keeping_department_id.id,
                    "unit_id": units.get((line.company_id.id, *line._unit_key())),
                    "partner_id": partners.get((line.partner_name, line.phone)),
                    "date_document": line.date_document or line.date_filed,
                    "page_count": line.page_count,
                    "reference": line.reference or False,
                    "date_filed": line.date_filed,
                    "location_id": places[line.company_id.id, line.location_barcode].id
                    if line.location_barcode
                    else False,
                }
            )
        records = self.env["property.archive.record"].sudo()._create_protected(vals_list)
        records._check_one_open_file()
        records._file()
        return records.sudo(False)

    def _make_units(self):
        """Find or create the contacts and units the lines name.

        :return: unit ids by (company id, project, building, entrance, room), and contact
            ids by (name, phone)
        """
        Partner, Unit = self.env["res.partner"].sudo(), self.env["property.archive.unit"].sudo()
        names = list(set(filter(None, self.mapped("partner_name"))))
        partners = {(p.name, p.phone or ""): p.id for p in Partner.search([("name", "in", names)])}
        wanted = {(line.partner_name, line.phone or "") for line in self if line.partner_name}
        missing = sorted(wanted - set(partners))
        created = Partner.create([{"name": name, "phone": phone} for name, phone in missing])
        partners.update(zip(missing, created.ids))
        found = Unit.search([("company_id", "in", self.company_id.ids)])
        units = {
            (u.company_id.id, u.project or "", u.building, u.unit or "", u.room): u for u in found
        }
        unit_vals = {}
        for line in self:
            key = (line.company_id.id, *line._unit_key())
            if line.building and line.room and key not in units:
                unit_vals[key] = {
                    "company_id": line.company_id.id,
                    "project": line.project,
                    "building": line.building,
                    "unit": line.unit,
                    "room": line.room,
                    "owner_id": partners.get((line.partner_name, line.phone or "")),
                }
        units.update(zip(unit_vals, Unit.create(list(unit_vals.values()))))
        by_key = {key: unit.id for key, unit in units.items()}
        return by_key, {
            (line.partner_name, line.phone): partners[line.partner_name, line.phone or ""]
            for line in self
            if line.partner_name
        }
