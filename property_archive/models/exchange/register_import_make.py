from odoo import Command, models

from ...concurrency import made_once
from .register_import_check import parse_day, parse_number


class PropertyArchiveImport(models.Model):
    """Staged lines become units, contacts and filed records, in one transaction (G4)."""

    _inherit = "property.archive.import"

    def _make_records(self):
        """File the records of these rows, each with the checklist of its category (G4)."""
        categories, places = self._categories(), self._places()
        units, partners = self._make_units()
        checklists, vals_list = {}, []
        for line in self:
            category = categories[line.company_id.id, line.category_code]
            company = line.company_id
            if (category, company) not in checklists:
                checklists[category, company] = category.piece_ids._enclosure_vals(company)
            present = set(line._read_pieces(category)[0].ids)
            vals_list.append(
                {
                    "name": line.name,
                    "category_id": category.id,
                    "company_id": line.company_id.id,
                    "department_id": category._keeping_department(line.company_id).id,
                    "unit_id": units.get((line.company_id.id, *line._unit_key())),
                    "partner_id": partners.get((line.partner_name, line.phone)),
                    "plate": line.plate or False,
                    "date_document": parse_day(line.date_document) or parse_day(line.date_filed),
                    "page_count": parse_number(line.page_count),
                    "reference": line.reference or False,
                    "date_filed": parse_day(line.date_filed),
                    "location_id": places[line.company_id.id, line.location_barcode].id
                    if line.location_barcode
                    else False,
                    "enclosure_ids": [
                        Command.create({**vals, "present": vals["piece_id"] in present})
                        for vals in checklists[category, company]
                    ],
                }
            )
        Record = self.env["property.archive.record"].sudo().with_context(tracking_disable=True)
        records = Record._create_protected(vals_list)
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
        for key, vals in unit_vals.items():
            vals["owner_id"] = owners.get(key)
        with made_once(self.env, Unit._name):
            created = Unit.create(list(unit_vals.values()))
        units.update(zip(unit_vals, created, strict=True))
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
