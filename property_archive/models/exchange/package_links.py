from odoo import Command, models

from ..recognition.recognition import Person
from ..scheme.home import Home


class PropertyArchivePackage(models.AbstractModel):
    """Find or create the data that records of a package refer to (requirement E7)."""

    _inherit = "property.archive.package"

    def _named(self, model, found):
        """Categories or levels the package names, by their code."""
        codes = list({metadata[f"{model}_code"] for metadata, _folder in found})
        records = self.env[f"property.archive.{model}"].search([("code", "in", codes)])
        if model == "category":
            company = self.env.company
            records = records.filtered(lambda r: not r.company_id or r.company_id == company)
        return {record.code: record for record in records}

    def _employees(self, found):
        """The employees the package names, by name; ambiguous names are left out."""
        names = {m[key] for m, _folder in found for key in ("employee", "responsible") if m[key]}
        employees = self.env["hr.employee"].sudo()
        named = employees.search(
            [("name", "in", list(names)), ("company_id", "=", self.env.company.id)]
        )
        return {name: one for name, one in named.grouped("name").items() if len(one) == 1}

    def _departments(self, found):
        names = {metadata["department"] for metadata, _folder in found if metadata["department"]}
        departments = self.env["hr.department"].sudo()
        named = departments.search(
            [("name", "in", list(names)), ("company_id", "in", [self.env.company.id, False])]
        )
        return {name: same[0] for name, same in named.grouped("name").items()}

    def _home(self, metadata):
        return Home(*(metadata["unit_parts"][name] or "" for name in Home._fields))

    def _units(self, found):
        """Find or make the units the package names.

        :return: ids by the text of the home
        :rtype: dict(str, int)
        """
        # without a room it is no unit
        homes = [self._home(metadata) for metadata, _folder in found]
        return self.env["property.archive.recognition"]._make_units(self.env.company, homes)[0]

    def _people(self, metadata):
        """Who a record of the package is about, the one named first in front.

        :rtype: list(Person)
        """
        if not metadata["partner"]:
            return []
        home = self._home(metadata).text() or ""
        joint = metadata.get("joint_partners") or []
        named = [[metadata["partner"], metadata["partner_phone"]], *joint]
        # a name alone creates a new contact for each record
        return [Person(name, phone, "", home, metadata["reference"]) for name, phone in named]

    def _partners(self, found):
        """Find or make the contacts the package names.

        An employee's or a user's contact is never taken, nor one of several: the contact is
        a new one then, and an archivist may merge the two.

        :return: ids by :class:`Person`
        :rtype: dict(Person, int)
        """
        people = [person for metadata, _folder in found for person in self._people(metadata)]
        ids, _made = self.env["property.archive.recognition"]._make_people(self.env.company, people)
        return dict(zip(people, ids, strict=True))

    def _subject_vals(self, people, partners):
        ids = list(dict.fromkeys(partners[person] for person in people))
        vals = {"partner_id": ids[0] if ids else False}
        if ids[1:]:
            vals["joint_partner_ids"] = [Command.set(ids[1:])]
        return vals

    # -- data sheets ------------------------------------------------------------------------

    def _sheet_entries(self, category):
        """What can be filled in on the pieces of a category.

        :return: by piece, entries by their names in each language they have and their kind
        :rtype: dict(str, dict)
        """
        return {
            name: {
                (named.name, entry.kind): entry
                for entry in piece.sheet_id.field_ids[::-1]
                for named in (entry.with_context(lang="en_US"), entry)
            }
            for name, piece in self._pieces(category).items()
        }

    def _find_odd_entries(self, metadata, sheets):
        """What is filled in on the pieces of a record and has no place here.

        :param dict sheets: :meth:`_sheet_entries` of the record's category
        :rtype: list(str)
        """
        return [
            self.env._(
                "“%(piece)s” has no entry “%(entry)s” here: add it to the data sheet.",
                piece=piece["piece"],
                entry=told["entry"],
            )
            for piece in metadata["files"]
            for told in piece.get("sheet", [])
            if (told["entry"], told["kind"]) not in sheets.get(piece["piece"], {})
        ]

    def _add_sheets(self, records, found):
        """Fill in the data sheets as they were filled in, former entries included."""
        categories = records.category_id
        sheets = {category: self._sheet_entries(category) for category in categories}
        self.env["property.archive.sheet.value"].sudo()._take_in(
            [
                (piece, sheets[piece.record_id.category_id][entry["piece"]], entry["sheet"])
                for piece, entry, _folder in self._pieces_told(records, found)
                if entry.get("sheet")
            ]
        )
