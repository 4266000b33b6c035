import re

from odoo import api, fields, models
from odoo.exceptions import UserError

_SEPARATORS = re.compile(r"[;,；，、\n]+")
_RANGE = re.compile(r"(\d+)(?:\s*[-–~～]\s*(\d+))?")


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
                    line=next(iter(errors)).name,
                    reason=next(iter(errors.values()))[0],
                )
            )
        records = self._make_records()
        self.sudo().unlink()
        return records

    def _staged(self):
        """All lines the current user staged in the companies they work in now."""
        return self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=None,
        )

    def _find_errors(self):
        """What keeps each line from becoming a record.

        :rtype: dict(property.archive.import, list(str))
        """
        errors = {}
        categories, places = self._categories(), self._places()
        taken, free = self._taken_references(), self._free_room(places)
        seen, subjects = {}, self._open_subjects(categories)
        for line in self:
            texts = []
            category = categories.get((line.company_id.id, line.category_code))
            if not category:
                texts.append(self.env._("Unknown category “%s”.", line.category_code))
            else:
                texts += line._find_subject_errors(category, subjects)
                texts += line._find_piece_errors(category)
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
                elif place in free:
                    free[place] -= 1
                    if free[place] < 0:
                        texts.append(self.env._("%s is full.", place.display_name))
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
            key = self._subject_key(category)
            if key in subjects:
                texts.append(
                    self.env._(
                        "“%s” is about the same subject: one open file each.",
                        subjects[key],
                    )
                )
            subjects[key] = self.name
        return texts

    def _find_piece_errors(self, category):
        unknown = self._read_pieces(category)[1]
        return [
            self.env._(
                "The checklist of %(category)s has no piece “%(piece)s”.",
                category=category.display_name,
                piece=piece,
            )
            for piece in unknown
        ]

    def _read_pieces(self, category):
        """The pieces the line says are there.

        :return: pieces of the category's checklist, and the words that name none
        :rtype: tuple(property.archive.category.piece, list(str))
        """
        pieces, found, unknown = category.piece_ids, category.piece_ids.browse(), []
        for word in filter(None, map(str.strip, _SEPARATORS.split(self.pieces_present or ""))):
            span = _RANGE.fullmatch(word)
            if word == "*":
                named = pieces
            elif span:
                first, last = int(span[1]), int(span[2] or span[1])
                named = pieces[max(first, 1) - 1 : last] if last <= len(pieces) else None
            else:
                named = pieces.filtered(
                    lambda p, word=word: word in (p.name, p.with_context(lang=None).name)
                )
            if named:
                found |= named
            elif word != "*":
                unknown.append(word)
        return found, unknown

    def _unit_key(self):
        return (
            self.project or "",
            self.building or "",
            self.unit or "",
            self.room or "",
        )

    def _subject_key(self, category):
        subject = (
            (self.partner_name, self.phone or "")
            if category.subject_kind == "partner"
            else self._unit_key()
        )
        return (category.id, self.company_id.id, *subject)

    def _open_subjects(self, categories):
        """Names of the files that are open already, by the key of their subject."""
        single = [c.id for c in categories.values() if c.one_open_file]
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    ("category_id", "in", single),
                    ("company_id", "in", self.company_id.ids),
                    ("subject_key", "!=", False),
                    "|",
                    (
                        "unit_id.room",
                        "in",
                        list(set(filter(None, self.mapped("room")))),
                    ),
                    (
                        "partner_id.name",
                        "in",
                        list(set(filter(None, self.mapped("partner_name")))),
                    ),
                ],
                ["reference", "category_id", "company_id", "unit_id", "partner_id"],
            )
        )
        open_subjects = {}
        for record in records:
            unit, partner = record.unit_id, record.partner_id
            subject = (
                (partner.name, partner.phone or "")
                if record.category_id.subject_kind == "partner"
                else (unit.project or "", unit.building, unit.unit or "", unit.room)
            )
            key = (record.category_id.id, record.company_id.id, *subject)
            open_subjects[key] = record.display_name
        return open_subjects

    def _free_room(self, places):
        """How many more records each place takes that counts them."""
        return {
            place: place.capacity - place.record_count
            for place in places.values()
            if place.capacity
        }

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
            [
                (
                    "barcode",
                    "in",
                    list(set(filter(None, self.mapped("location_barcode")))),
                )
            ]
        )
        return {(place.company_id.id, place.barcode): place for place in found}

    def _taken_references(self):
        found = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    (
                        "reference",
                        "in",
                        list(set(filter(None, self.mapped("reference")))),
                    )
                ],
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
                    "department_id": category.with_company(
                        line.company_id
                    ).keeping_department_id.id,
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
        Record = self.env["property.archive.record"].sudo().with_context(tracking_disable=True)
        records = Record._create_protected(vals_list)
        present = self.env["property.archive.enclosure"].sudo()
        for line, record in zip(self, records, strict=True):
            pieces = line._read_pieces(record.category_id)[0]
            present |= record.enclosure_ids.filtered(lambda e, p=pieces: e.piece_id in p)
        present.write({"present": True})
        records._check_one_open_file()
        records._file()
        return self.env["property.archive.record"].browse(records.ids)

    def _make_units(self):
        """Find or create the contacts and units the lines name.

        :return: unit ids by (company id, project, building, entrance, room), and contact
            ids by (name, phone)
        """
        Partner = self.env["res.partner"].sudo().with_context(tracking_disable=True)
        Unit = self.env["property.archive.unit"].sudo()
        names = list(set(filter(None, self.mapped("partner_name"))))
        partners = {(p.name, p.phone or ""): p.id for p in Partner.search([("name", "in", names)])}
        wanted = {(line.partner_name, line.phone or "") for line in self if line.partner_name}
        missing = sorted(wanted - set(partners))
        created = Partner.create([{"name": name, "phone": phone} for name, phone in missing])
        partners.update(zip(missing, created.ids, strict=True))
        found = Unit.search([("company_id", "in", self.company_id.ids)])
        units = {
            (u.company_id.id, u.project or "", u.building, u.unit or "", u.room): u for u in found
        }
        owner_categories = self._owner_categories()
        unit_vals, owners = {}, {}
        for line in self:
            key = (line.company_id.id, *line._unit_key())
            if not (line.building and line.room):
                continue
            if line.partner_name and line.category_code in owner_categories:
                owners[key] = partners[line.partner_name, line.phone or ""]
            if key not in units:
                unit_vals[key] = {
                    "company_id": line.company_id.id,
                    "project": line.project,
                    "building": line.building,
                    "unit": line.unit,
                    "room": line.room,
                }
        units.update(zip(unit_vals, Unit.create(list(unit_vals.values())), strict=True))
        for key, owner in owners.items():
            if not units[key].owner_id:
                units[key].owner_id = owner
        by_key = {key: unit.id for key, unit in units.items()}
        return by_key, {
            (line.partner_name, line.phone): partners[line.partner_name, line.phone or ""]
            for line in self
            if line.partner_name
        }

    def _owner_categories(self):
        """Codes of the categories whose files are about the owner of the unit."""
        roots = [
            self.env.ref(f"property_archive.category_{name}", raise_if_not_found=False)
            for name in ("owner", "resident")
        ]
        found = self.env["property.archive.category"].search(
            [("id", "child_of", [root.id for root in roots if root])]
        )
        return set(found.mapped("code"))
