from odoo import models

from ..record.record_volume import plate_key
from ..scheme.home import is_flat

_UNITS = ("unit", "partner_unit")
_PEOPLE = ("partner", "partner_unit", "outside")


class PropertyArchiveImport(models.Model):
    """Who and what the lines are about, and whether it is there already (A4, G4)."""

    _inherit = "property.archive.import"

    # -- subjects -----------------------------------------------------------------------------

    def _find_subjects(self, found, findings):
        """Find incomplete subjects, and subjects that already have an open file."""
        self._find_people(findings)
        employees = self._employees()
        keys = {}
        for line in self:
            category = found.category(line)
            if not category:
                continue
            texts = line._find_missing(category)
            if category.subject_kind == "employee":
                texts += line._find_employee(employees)
            for text in texts:
                findings.add("error", line, text)
            if category.one_open_file and not texts and not line.date_closed:
                keys[line] = line._subject_key(category, employees)
        open_files = self._open_files(found, keys)
        for line, key in keys.items():
            category = found.category(line)
            where = (line.company_id.id, category.exclusive_group or category.id, key)
            if where in open_files:
                name = open_files[where]
                text = self.env._("“%s” is about the same subject: one open file each.", name)
                unknown = self.env["property.archive.record"]._unknown_twin_message
                findings.add("error", line, text if name else unknown(line.name))
            elif key:
                open_files[where] = line.name

    def _find_missing(self, category):
        texts, home = [], self._home()
        if category.subject_kind in _UNITS and not home.key().room:
            texts.append(self.env._("Building and room are missing."))
        elif category.subject_kind in _UNITS and not home.building and is_flat(home.room):
            texts.append(self.env._("Building and room are missing."))
        if category.subject_kind in _PEOPLE and not self.partner_name:
            texts.append(self.env._("The owner, tenant or customer is missing."))
        if category.subject_kind == "vehicle" and not self.plate:
            texts.append(self.env._("The licence plate is missing."))
        if self.home and not home.room:
            texts.append(
                self.env._("Unit: “%s” tells no building and room, as 3-2-1501 does.", self.home)
            )
        return texts

    def _employees(self):
        """The employees that lines name, by company and number or name.

        :rtype: dict(tuple, hr.employee)
        """
        texts = list(set(filter(None, self.mapped("employee"))))
        found, employees = {}, self.env["hr.employee"].sudo().with_context(active_test=False)
        if texts:
            named = employees.search(
                [
                    "|",
                    ("barcode", "in", texts),
                    ("name", "in", texts),
                    ("company_id", "in", self.company_id.ids),
                ]
            )
            for employee in named:
                for word in {employee.barcode, employee.name} - {False}:
                    key = (employee.company_id.id, word)
                    found[key] = found.get(key, employees) | employee
        return found

    def _employee(self, employees):
        return employees.get((self.company_id.id, self.employee), self.env["hr.employee"])

    def _find_employee(self, employees):
        named = self._employee(employees)
        if not self.employee:
            return [self.env._("The employee is missing.")]
        if not named:
            return [self.env._("There is no employee “%s”.", self.employee)]
        if len(named) > 1:
            return [self.env._("Several employees are called %s: give the number.", self.employee)]
        return []

    def _subject_key(self, category, employees):
        """What a line is about, the same for each spelling of it."""
        kind = category.subject_kind
        if kind in _UNITS:
            return ("home", self._home().text())
        if kind == "employee":
            return ("employee", self._employee(employees).id)
        if kind == "vehicle":
            return ("plate", plate_key(self.plate))
        if self.contact_id:
            return ("partner", self.contact_id.id)
        people = self._people()
        keys = people[0].keys() if people else []
        return keys[0] if keys else None

    def _open_files(self, found, keys):
        """Names of the open files about the subjects of these lines, by company and group.

        Files that the user may not know of are left out (B4).

        :param dict keys: subject by line
        """
        single = {found.category(line) for line in keys}
        categories = self.env["property.archive.category"].browse(c.id for c in single)
        groups = set(filter(None, categories.mapped("exclusive_group")))
        categories |= categories.search([("exclusive_group", "in", list(groups))])
        records, files = self.env["property.archive.record"].sudo(), {}
        for company, lines in self.browse(line.id for line in keys).grouped("company_id").items():
            by_subject = self._subjects_there(company, {line: keys[line] for line in lines})
            there = records.search_fetch(
                [
                    ("company_id", "=", company.id),
                    ("category_id", "in", categories.ids),
                    ("subject_key", "in", list(by_subject)),
                ],
                ["reference", "category_id", "subject_key", "level_id", "scope", "name"],
            )
            known = there._known_twins()
            for record in there:
                category = record.category_id
                for key in by_subject[record.subject_key]:
                    where = (company.id, category.exclusive_group or category.id, key)
                    files[where] = record in known and record.display_name
        return files

    def _subjects_there(self, company, keys):
        """The subject keys of records that these subjects would have.

        :return: keys of lines by ``record.subject_key``
        :rtype: dict(str, set(tuple))
        """
        identity, there = self.env["property.archive.recognition"], {}
        units = identity._find_units(company, [k[1] for k in keys.values() if k and k[0] == "home"])
        people = {
            line: line._people()[0]
            for line, key in keys.items()
            if key and key[0] in ("phone", "document", "organisation") and line._people()
        }
        answers = identity._find_people(company, list(people.values()))
        by_line = dict(zip(people, answers, strict=True))
        for line, key in keys.items():
            if not key:
                continue
            subject = {"employee": f"e{key[1]}", "plate": f"v{key[1]}", "partner": f"p{key[1]}"}
            text = subject.get(key[0])
            if key[0] == "home" and len(key) == 2:
                text = key[1] in units and f"u{units[key[1]]}"
            elif line in by_line:
                text = by_line[line].partner_id and f"p{by_line[line].partner_id}"
            if text:
                there.setdefault(text, set()).add(key)
        return there
