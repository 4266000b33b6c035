from collections import Counter

from odoo import models

from ..scheme.home import Home, is_flat, read_home


class Findings(dict):
    """Findings about lines: ``error``, ``question`` and ``hint``, texts by line."""

    def __init__(self):
        super().__init__(error={}, question={}, hint={})

    def add(self, kind, line, text):
        self[kind].setdefault(line, []).append(text)


class PropertyArchiveImport(models.Model):
    """Checks that report everything wrong with staged lines at once (G4)."""

    _inherit = "property.archive.import"

    def _find(self):
        """Errors, questions and hints for each line.

        :rtype: Findings
        """
        findings, found = Findings(), self._look_up()
        for line in self:
            line._find_text(findings)
            line._find_days(found, findings)
            line._find_numbers(findings)
            line._find_named(found, findings)
        self._find_references(findings)
        self._find_places(found, findings)
        self._find_subjects(found, findings)
        self._find_duplicates(found, findings)
        return findings

    def _label_of(self, name):
        return self._fields[name]._description_string(self.env)

    # -- names ------------------------------------------------------------------------

    def _find_named(self, found, findings):
        """Look up category, level, department, carrier and pieces by the register's words."""
        category = found.category(self)
        if not self.category_code:
            findings.add("error", self, self.env._("The code of the category is missing."))
        elif not category:
            findings.add("error", self, self.env._("Unknown category “%s”.", self.category_code))
        for name, known in (
            ("level", found.level(self)),
            ("department", found.department(self)),
            ("carrier", found.carrier(self)),
            ("close_reason", found.close_reason(self, category)),
        ):
            if self[name] and not known:
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: “%(text)s” is not known. Possible: %(known)s.",
                        field=self._label_of(name),
                        text=self[name],
                        known=found.words(name),
                    ),
                )
        level = found.level(self)
        if category and level and level.rank < category.level_id.rank:
            findings.add(
                "question",
                self,
                self.env._(
                    "%(level)s is below %(usual)s, the level of %(category)s.",
                    level=level.name,
                    usual=category.level_id.name,
                    category=category.display_name,
                ),
            )
        if category:
            for piece in self._read_pieces(category)[1]:
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "The checklist of %(category)s has no piece “%(piece)s”.",
                        category=category.display_name,
                        piece=piece,
                    ),
                )

    def _find_references(self, findings):
        taken, seen = self._taken_references(), Counter()
        for line in self.filtered("reference"):
            key = (line.company_id.id, line.reference)
            seen[key] += 1
            if key in taken:
                text = self.env._("Code %s is in the register already.", key[1])
                unknown = self.env["property.archive.record"]._unknown_twin_message
                findings.add("error", line, text if taken[key] else unknown(key[1]))
            if seen[key] > 1:
                findings.add("error", line, self.env._("Code %s stands twice in the file.", key[1]))

    def _taken_references(self):
        codes = list(set(filter(None, self.mapped("reference"))))
        records = self.env["property.archive.record"].sudo()
        taken = records.search_fetch([("reference", "in", codes)], ["reference", "company_id"])
        known = taken._known_twins()
        return {(record.company_id.id, record.reference): record in known for record in taken}

    def _find_places(self, found, findings):
        free = {p: p.capacity - p.record_count for p in found.places() if p.capacity}
        for line in self.filtered("location_barcode"):
            places = found.place(line)
            level = found.level(line) or found.category(line).level_id
            values = {"place": places[:1].display_name, "level": level.name}
            if not places:
                text = self.env._("Unknown place “%s”.", line.location_barcode)
            elif len(places) > 1:
                text = self.env._(
                    "Several places are called “%s”: give the barcode.", line.location_barcode
                )
            elif not places._is_safe_for(level):
                text = self.env._(
                    "%(place)s has no lock, and what is %(level)s is kept only where"
                    " there is one: give the barcode of another place.",
                    **values,
                )
            elif refusal := found.carrier_refused(line):
                text = refusal
            elif places in free:
                free[places] -= 1
                if free[places] >= 0:
                    continue
                text = self.env._("%s is full.", values["place"])
            else:
                continue
            findings.add("error", line, text)

    # -- the home -----------------------------------------------------------------------------

    def _home(self):
        """The home of this line, in the spelling to store.

        :rtype: Home
        """
        parts = {name: self[name] or "" for name in Home._fields}
        text = self.home or (not parts["building"] and is_flat(parts["room"]) and parts["room"])
        if text and not (parts["building"] and parts["room"]):
            read = read_home(text)
            if read.room:
                return read._replace(project=parts["project"] or read.project)
        return Home(**parts)
