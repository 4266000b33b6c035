from odoo import models

from ...register_text import (
    FIRST_DAY,
    LONGEST_CODE,
    is_broken,
    is_rounded,
    is_serial,
    lost_end,
    made_a_date,
    parse_number,
    parse_share,
    read_day,
    serial_day,
    split_names,
    split_phones,
)

MOST_PAGES = 1_000_000
#: Columns that spreadsheets tend to turn into dates or rounded numbers.
_FRAGILE = (
    "category_code",
    "reference",
    "home",
    "building",
    "unit",
    "room",
    "partner_name",
    "phone",
    "partner_document",
    "plate",
)
_DAYS = ("date_document", "date_filed", "date_closed")


class PropertyArchiveImport(models.Model):
    """Whether the texts of a line can be read: titles, codes, days and numbers (G4)."""

    _inherit = "property.archive.import"

    # -- damage by spreadsheets --------------------------------------------------------

    def _find_text(self, findings):
        """Check titles and codes: missing, too long, or altered by a spreadsheet."""
        if not self.name:
            findings.add("error", self, self.env._("The title is missing."))
        elif len(self.name) > 255:
            findings.add("error", self, self.env._("The title is longer than 255 characters."))
        self._find_broken(findings)
        for name in _FRAGILE:
            text = self[name]
            if not text:
                continue
            values = {"field": self._label_of(name), "text": text[:60]}
            if made_a_date(text):
                values["format"] = self.env._("Text")
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: a spreadsheet has made a date of it (%(text)s). Give the"
                        " column the format “%(format)s” and type it again.",
                        **values,
                    ),
                )
            elif is_rounded(text) or (
                name == "partner_document" and any(map(lost_end, split_names(text)))
            ):
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: %(text)s has lost its digits in a spreadsheet. Give the"
                        " column the format “Text” and type it again.",
                        **values,
                    ),
                )
            elif "\n" in text and name not in ("partner_name", "phone", "partner_document"):
                findings.add(
                    "error",
                    self,
                    self.env._("%(field)s: there is a line break in “%(text)s”.", **values),
                )
            elif len(text) > (255 if name == "partner_name" else LONGEST_CODE * 2):
                findings.add(
                    "error", self, self.env._("%(field)s: “%(text)s…” is too long.", **values)
                )
        if self.reference and len(self.reference) > LONGEST_CODE:
            findings.add(
                "error",
                self,
                self.env._(
                    "The code has %(count)s characters, %(most)s fit.",
                    count=len(self.reference),
                    most=LONGEST_CODE,
                ),
            )

    def _find_broken(self, findings):
        """Find error values, booleans and formulas in text columns."""
        for name in self._column_names():
            if is_broken(self[name]):
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: “%(text)s” is what a spreadsheet shows where it knows no"
                        " value. Type what is meant.",
                        field=self._label_of(name),
                        text=self[name][:60],
                    ),
                )

    def _find_days(self, found, findings):
        today, days = found.today(self), {}
        for name in _DAYS:
            text = self[name]
            if not text:
                continue
            values, day = {"field": self._label_of(name), "text": text}, read_day(text)
            if not day and is_serial(text):
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: %(text)s is the number of a day in a spreadsheet,"
                        " %(date)s. Give the column the format of a date.",
                        date=serial_day(text),
                        **values,
                    ),
                )
            elif not day:
                findings.add(
                    "error", self, self.env._("%(field)s: “%(text)s” is no date.", **values)
                )
            elif day.date < FIRST_DAY:
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: %(date)s is too long ago.", field=values["field"], date=day.date
                    ),
                )
            elif day.date > today:
                findings.add(
                    "error",
                    self,
                    self.env._(
                        "%(field)s: %(date)s lies in the future.",
                        field=values["field"],
                        date=day.date,
                    ),
                )
            else:
                days[name] = day
                if day.partial or len(text) < 10 and text[:2] != str(day.date.year)[:2]:
                    findings.add(
                        "hint",
                        self,
                        self.env._(
                            "%(field)s: %(text)s is read as %(day)s.",
                            day=day.partial or day.date,
                            **values,
                        ),
                    )
        self._find_order(days, findings)

    def _find_order(self, days, findings):
        document, filed, closed = (days.get(name) for name in _DAYS)
        whole = all(day and not day.partial for day in (document, filed))
        if whole and document.date > filed.date:
            findings.add(
                "error",
                self,
                self.env._(
                    "The document is of %(document)s and was filed on %(filed)s: one of the two"
                    " days is wrong.",
                    document=document.date,
                    filed=filed.date,
                ),
            )
        if closed and document and not document.partial and closed.date < document.date:
            findings.add("error", self, self.env._("It was closed before its document date."))
        if closed and closed.partial:
            findings.add("error", self, self.env._("Closed On: give the whole day."))
        if self.close_reason and not self.date_closed:
            findings.add("error", self, self.env._("Say when it was closed, too."))

    def _find_numbers(self, findings):
        for name, most in (("page_count", MOST_PAGES), ("quantity", MOST_PAGES)):
            label, number = self._label_of(name), parse_number(self[name])
            if number is None:
                text = self.env._(
                    "%(field)s: “%(text)s” is no number.", field=label, text=self[name]
                )
            elif number < 0:
                text = self.env._("%(field)s cannot be negative.", field=label)
            elif number > most:
                text = self.env._("%(field)s: %(number)s is too many.", field=label, number=number)
            else:
                continue
            findings.add("error", self, text)
        names, phones = split_names(self.partner_name), split_phones(self.phone)
        if len(phones) > max(len(names), 1):
            findings.add(
                "error",
                self,
                self.env._(
                    "Phone: %s holds several numbers. Keep one for each name, and put the others"
                    " into the remarks.",
                    self.phone,
                ),
            )
        for text in split_names(self.share):
            if parse_share(text) is None:
                findings.add("error", self, self.env._("Shares: “%s” is no share.", text))
