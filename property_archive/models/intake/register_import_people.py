from odoo import models

from ...register_text import parse_share, read_day, split_names, split_phones
from ..recognition.recognition import Person
from ..recognition.recognition_key import name_key
from ..record.record_volume import plate_key


class PropertyArchiveImport(models.Model):
    """The people that lines name, and which of them exist already (A4, B5, G4)."""

    _inherit = "property.archive.import"

    # -- people -------------------------------------------------------------------------------

    def _people(self):
        """Everybody a line names, the first owner first.

        :rtype: list(Person)
        """
        names, phones = split_names(self.partner_name), split_phones(self.phone)
        documents, home = split_names(self.partner_document), self._home().text() or ""
        return [
            Person(
                name,
                phones[index] if index < len(phones) else "",
                documents[index] if index < len(documents) else "",
                home,
                self.id,
            )
            for index, name in enumerate(names)
        ]

    def _shares(self):
        """The share of each of them, 0 where none is told.

        :rtype: list(float)
        """
        shares = [parse_share(text) or 0 for text in split_names(self.share)]
        names = split_names(self.partner_name)
        return (shares + [0] * len(names))[: len(names)]

    def _find_people(self, findings):
        """Ask the user if several contacts match, or one of an employee or user."""
        for company, lines in self.grouped("company_id").items():
            named = [(line, person) for line in lines for person in line._people()]
            answers = self.env["property.archive.recognition"]._find_people(
                company, [person for _line, person in named]
            )
            doubts = [
                (line, person, answer)
                for (line, person), answer in zip(named, answers, strict=True)
                if answer.doubt and not line.contact_new and not line.contact_id
            ]
            partners = (
                self.env["res.partner"]
                .sudo()
                .browse({one for *_rest, answer in doubts for one in answer.candidates})
            )
            partners.fetch(["name", "phone"])
            for line, person, answer in doubts:
                findings.add("error", line, self._doubt_text(person, answer))
        for line in self.filtered("contact_id"):
            allowed = line.contact_id.sudo().company_id.id in (False, line.company_id.id)
            if not allowed or not split_names(line.partner_name):
                findings.add(
                    "error", line, self.env._("The contact chosen is one of another company.")
                )

    def _doubt_text(self, person, answer):
        partners = self.env["res.partner"].sudo().browse(answer.candidates)
        values = {
            "name": person.name,
            "found": "; ".join(
                f"{partner.name} {partner.phone or ''} (ID {partner.id})".replace("  ", " ")
                for partner in partners[:5]
            ),
        }
        if answer.doubt == "staff":
            return self.env._(
                "%(name)s fits the contact of an employee or user: %(found)s. Is it this person?"
                " Choose the contact, or tick A New Contact.",
                **values,
            )
        if answer.doubt == "name":
            return self.env._(
                "%(name)s has the identity document of %(found)s. Choose the contact, or tick A"
                " New Contact.",
                **values,
            )
        return self.env._(
            "%(name)s may be one of several contacts: %(found)s. Choose who it is, or tick A New"
            " Contact.",
            **values,
        )

    # -- the same line twice ------------------------------------------------------------------

    def _find_duplicates(self, found, findings):
        """Mark what equals a line before it or a filed record in title, day and subject."""
        seen, there = {}, self._filed_twins(found)
        for line in self:
            day, category = read_day(line.date_document or line.date_filed), found.category(line)
            names = split_names(line.partner_name) or [""]
            key = (
                line.company_id.id,
                category.id,
                line.name,
                day and str(day.date),
                line._home().text() or name_key(names[0]),
                line.employee or plate_key(line.plate) or "",
            )
            if not line.name or not category:
                continue
            if key in seen:
                text = self.env._("It equals another line of the list: %s", seen[key])
                findings.add("question", line, text)
            elif key in there:
                text = self.env._("It is in the register already, as %s.", there[key])
                unknown = self.env["property.archive.record"]._unknown_twin_message
                findings.add("question", line, text if there[key] else unknown(line.name))
            seen.setdefault(key, line.name)

    def _filed_twins(self, found):
        """Codes of filed records by what a line would have to say to be the same."""
        names = list({(line.name or "").strip() for line in self if line.name})
        categories = {found.category(line).id for line in self} - {False}
        records = self.env["property.archive.record"].sudo()
        there = records.search_fetch(
            [
                ("name", "in", names),
                ("category_id", "in", list(categories)),
                ("company_id", "in", self.company_id.ids),
                ("state", "not in", ["draft", "submitted"]),
            ],
            [
                "name",
                "reference",
                "category_id",
                "date_document",
                "unit_id",
                "partner_id",
                "employee_id",
                "plate",
            ],
        )
        twins, known = {}, there._known_twins()
        for record in there:
            subject = record.unit_id.home_key or name_key(record.partner_id.name or "")
            other = [plate_key(record.plate)] if record.plate else []
            if record.employee_id:
                other = [record.employee_id.name, record.employee_id.barcode]
            for word in other or [""]:
                key = (
                    record.company_id.id,
                    record.category_id.id,
                    record.name,
                    record.date_document and str(record.date_document),
                    subject,
                    word or "",
                )
                twins[key] = record in known and record.reference
        return twins
