from typing import NamedTuple

from odoo import api, models

from ...concurrency import made_once
from .recognition_key import document_key, is_organisation, name_key, phone_key


class Person(NamedTuple):
    """Somebody as a register, a package or a form names them."""

    name: str
    phone: str = ""
    document: str = ""
    #: the home named with them, in normal form
    home: str = ""
    #: distinguishes two people of whom only the same name is known
    mark: int = 0

    def keys(self):
        """Keys that identify this person, strongest first; a name alone is no key.

        :rtype: list(tuple)
        """
        name = name_key(self.name)
        keys = []
        if document_key(self.document):
            keys.append(("document", document_key(self.document)))
        if phone_key(self.phone):
            keys.append(("phone", name, phone_key(self.phone)))
        if self.home:
            keys.append(("home", name, self.home))
        if is_organisation(self.name):
            keys.append(("organisation", name))
        return keys


class Answer(NamedTuple):
    """Result of a search: a contact, several candidates, or nobody known yet."""

    partner_id: int = 0
    #: candidates from which the user must choose
    candidates: tuple = ()
    #: why: ``several``, ``staff`` or ``name``
    doubt: str = ""


class PropertyArchiveRecognition(models.AbstractModel):
    """Identifies people and homes; the only place that decides this (A4, B5, G4, G5).

    A name alone identifies nobody. A person is known again by the number of an identity
    document, by name and telephone together, or by name and home where there is a file
    already; a firm or an authority by its name. Contacts of other companies never match; an
    employee or a user without a person who decides so. Whoever is not known is new.
    """

    _name = "property.archive.recognition"
    _description = "Who Is Who"
    _inherit = ["property.archive.guarded"]

    # -- homes ------------------------------------------------------------------------------

    @api.model
    def _find_units(self, company, homes):
        """Units of a company for these homes, ignoring differences in spelling.

        :param company: ``res.company``
        :param homes: texts of homes, see :meth:`Home.text`
        :return: unit ids by text, without homes that have no unit
        :rtype: dict(str, int)
        """
        units = self.env["property.archive.unit"].sudo()
        found = units.search_fetch(
            [
                ("company_id", "=", company.id),
                ("home_key", "in", list(filter(None, homes))),
                ("twin_id", "=", False),
            ],
            ["home_key"],
        )
        return {unit.home_key: unit.id for unit in found}

    @api.model
    def _make_units(self, company, homes):
        """Find or make the units for these homes.

        :param company: ``res.company``
        :param homes: :class:`Home`, in the spelling to use for new units
        :return: unit ids by the text of the home, and those that were made
        :rtype: tuple(dict(str, int), property.archive.unit)
        """
        wanted = {}
        for home in homes:
            if text := home.text():
                wanted.setdefault(text, home)
        ids = self._find_units(company, wanted)
        new = {text: home for text, home in wanted.items() if text not in ids}
        units = self.env["property.archive.unit"].sudo()
        with made_once(self.env, units._name):
            made = units.create(
                [
                    {
                        "company_id": company.id,
                        **{name: value or False for name, value in home._asdict().items()},
                    }
                    for home in new.values()
                ]
            )
        return ids | dict(zip(new, made.ids, strict=True)), made

    # -- people -----------------------------------------------------------------------------

    @api.model
    def _find_people(self, company, people):
        """Identify these people among the contacts of a company.

        :param company: ``res.company``
        :param people: list of :class:`Person`
        :return: an answer for each, in the same order
        :rtype: list(Answer)
        """
        by_key, documents = self._known(company, people)
        staff = self._staff({one for ids in by_key.values() for one in ids})
        return [self._answer(person, by_key, documents, staff) for person in people]

    def _answer(self, person, by_key, documents, staff):
        number = document_key(person.document)
        for key in person.keys():
            found = [
                partner
                for partner in dict.fromkeys(by_key.get(key, ()))
                # a different document number means a different person, whatever else matches
                if not number or documents.get(partner, (number,))[0] in ("", number)
            ]
            if not found:
                continue
            if len(found) > 1:
                return Answer(candidates=tuple(found), doubt="several")
            if found[0] in staff:
                return Answer(candidates=tuple(found), doubt="staff")
            if key[0] == "document" and documents[found[0]][1] != name_key(person.name):
                return Answer(candidates=tuple(found), doubt="name")
            return Answer(found[0])
        return Answer()

    @api.model
    def _make_people(self, company, people, decided=None):
        """Find or create the contacts of these people; two entries may be one person.

        :param company: ``res.company``
        :param people: list of :class:`Person`
        :param dict decided: the user's decisions, by :class:`Person`: the id of a contact,
            or 0 for a new one
        :return: the id of a contact for each, and those that were made
        :rtype: tuple(list(int), res.partner)
        """
        decided, answers = decided or {}, self._find_people(company, people)
        ids, new, groups = {}, {}, {}
        for person, answer in zip(people, answers, strict=True):
            if decided.get(person) or (answer.partner_id and person not in decided):
                ids[person] = decided.get(person) or answer.partner_id
            else:
                new[person] = None
        # people with more details first, so that those with fewer can match them
        for person in sorted(new, key=lambda p: (not p.document, not p.phone)):
            group = self._group_of(person, groups)
            for key in person.keys():
                groups.setdefault(key, group)
            new[person] = group
        distinct = list({id(group): group for group in new.values()}.values())
        partners = self.env["res.partner"].sudo().with_context(tracking_disable=True)
        alone = self.env["res.company"].sudo().search_count([], limit=2) < 2
        owner = company.browse() if alone else company
        made = partners.create([self._partner_vals(owner, group) for group in distinct])
        by_group = {id(group): one for group, one in zip(distinct, made.ids, strict=True)}
        ids.update({person: by_group[id(group)] for person, group in new.items()})
        return [ids[person] for person in people], made

    def _group_of(self, person, groups):
        """The group of entries that are the same new contact, as a mutable list."""
        number = document_key(person.document)
        for key in person.keys():
            group = groups.get(key)
            numbers = {document_key(other.document) for other in group or ()} - {""}
            if group and (not number or not numbers or number in numbers):
                group.append(person)
                return group
        return [person]

    def _partner_vals(self, company, group):
        first = group[0]
        return {
            "name": first.name.strip(),
            "phone": next((p.phone.strip() for p in group if p.phone), False),
            "archive_document": next(
                (document_key(p.document) for p in group if p.document), False
            ),
            "is_company": is_organisation(first.name),
            "company_id": company.id,
        }
