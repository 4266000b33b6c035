import datetime
import re

from odoo import models

_SEPARATORS = re.compile(r"[;,；，、\n]+")
_RANGE = re.compile(r"(\d+)(?:\s*[-–~～]\s*(\d+))?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
#: No register of a company begins before; a year such as 0202 is a slip of the hand.
FIRST_DAY = datetime.date(1900, 1, 1)
MOST_PAGES = 1_000_000


def parse_day(text):
    """The day a text means, None when it means none.

    :param str text: as in 2016-05-09, 2016/5/9, 2016.5.9, 20160509 or 2016年5月9日
    :rtype: datetime.date
    """
    text = (text or "").strip()
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def parse_number(text):
    """The whole number a text means, 0 for an empty one, None when it means none."""
    text = (text or "").strip() or "0"
    found = re.fullmatch(r"(-?\d{1,12})(?:\.0*)?", text)
    return int(found[1]) if found else None


class PropertyArchiveImport(models.Model):
    """What keeps a staged line from becoming a record: everything, all at once (G4)."""

    _inherit = "property.archive.import"

    def _find_errors(self):
        """What keeps each line from becoming a record.

        :rtype: dict(property.archive.import, list(str))
        """
        errors = {}
        categories, places = self._categories(), self._places()
        taken, free = self._taken_references(), self._free_room(places)
        seen, subjects = {}, self._open_subjects(categories)
        for line in self:
            texts = line._find_text_errors()
            category = categories.get((line.company_id.id, line.category_code))
            if not line.category_code:
                texts.append(self.env._("The code of the category is missing."))
            elif not category:
                texts.append(self.env._("Unknown category “%s”.", line.category_code))
            else:
                texts += line._find_subject_errors(category, subjects)
                texts += line._find_piece_errors(category)
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
                    texts.append(
                        self.env._(
                            "%(place)s has no lock, and what is %(level)s is kept only where"
                            " there is one: give the barcode of another place.",
                            place=place.display_name,
                            level=category.level_id.name,
                        )
                    )
                elif place in free:
                    free[place] -= 1
                    if free[place] < 0:
                        texts.append(self.env._("%s is full.", place.display_name))
            if texts:
                errors[line] = texts
        return errors

    def _find_text_errors(self):
        """What of this line cannot be read as a title, a day or a number."""
        texts, today = [], self.company_id._archive_today()
        if not (self.name or "").strip():
            texts.append(self.env._("The title is missing."))
        elif len(self.name) > 255:
            texts.append(self.env._("The title is longer than 255 characters."))
        for name in ("date_document", "date_filed"):
            label, text = self._fields[name]._description_string(self.env), self[name]
            day = parse_day(text)
            if text and not day:
                texts.append(
                    self.env._("%(field)s: “%(text)s” is no date.", field=label, text=text)
                )
            elif day and not FIRST_DAY <= day:
                texts.append(
                    self.env._("%(field)s: %(date)s is too long ago.", field=label, date=day)
                )
            elif day and day > today:
                texts.append(
                    self.env._("%(field)s: %(date)s lies in the future.", field=label, date=day)
                )
        pages = parse_number(self.page_count)
        if pages is None:
            texts.append(self.env._("Pages: “%s” is no number.", self.page_count))
        elif pages < 0:
            texts.append(self.env._("Pages cannot be negative."))
        elif pages > MOST_PAGES:
            texts.append(self.env._("Pages: %s is too many.", pages))
        return texts

    def _find_subject_errors(self, category, subjects):
        texts = []
        if category.subject_kind in ("unit", "partner_unit") and not (self.building and self.room):
            texts.append(self.env._("Building and room are missing."))
        named = category.subject_kind in ("partner", "partner_unit", "outside")
        if named and not self.partner_name:
            texts.append(self.env._("The owner, tenant or customer is missing."))
        if category.subject_kind == "vehicle" and not self.plate:
            texts.append(self.env._("The licence plate is missing."))
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
