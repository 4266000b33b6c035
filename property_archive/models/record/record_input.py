import datetime
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: No company's record is older; a year such as 0202 is a typing error.
FIRST_DAY = datetime.date(1900, 1, 1)
LONGEST_TITLE = 255
_PARTIAL = re.compile(r"(\d{4})-(00|0[1-9]|1[0-2])-00")


def check_input(documents, vals):
    """Raise for a title that is too long, and for negative numbers.

    Odoo would silently cut the title off, and the error of a database constraint names no record.

    :param documents: the records being written, empty when a new one is created
    :param dict vals: as for ``create`` or ``write``
    """
    env, title = documents.env, vals.get("name")
    for name in ("page_count", "quantity"):
        count = vals.get(name)
        if name in documents._fields and isinstance(count, int) and count < 0:
            raise ValidationError(
                env._(
                    "%(what)s, %(field)s: %(count)s. That cannot be negative: count again.",
                    what=_names(documents),
                    field=documents._fields[name]._description_string(env),
                    count=count,
                )
            )
    if isinstance(title, str) and len(title) > LONGEST_TITLE:
        raise ValidationError(
            env._(
                "%(what)s: the title “%(start)s…” has %(length)s characters, %(most)s fit."
                " Shorten it, and put the rest into the notes.",
                what=_names(documents),
                start=title[:30],
                length=len(title),
                most=LONGEST_TITLE,
            )
        )


def partial_start(text):
    """The first day of 2016-05-00 or 2016-00-00, None for any other text.

    :rtype: datetime.date
    """
    found = _PARTIAL.fullmatch(text or "")
    try:
        return found and datetime.date(int(found[1]), int(found[2]) or 1, 1)
    except ValueError:
        return None


def _with_partial(vals):
    """Make the date and the partial date in these values consistent."""
    if vals.get("date_partial"):
        start = partial_start(vals["date_partial"])
        return {**vals, "date_document": start} if start else vals
    if "date_document" in vals:
        return {**vals, "date_partial": False}
    return vals


def _names(documents):
    """The names of these documents in errors; a piece is named by its record."""
    documents = documents.sudo()
    if "record_id" in documents._fields:
        documents = documents.record_id
    return ", ".join(documents[:3].mapped("display_name")) or documents.env._("New record")


class PropertyArchiveRecord(models.Model):
    """Refuse invalid register entries; the message names record, rule and way out."""

    _inherit = "property.archive.record"

    wanted_entries = fields.Char(
        compute="_compute_wanted_entries",
        help="Names of the fields that have to be filled before it is handed over, for the form.",
    )

    date_partial = fields.Char(
        "Day Not Known",
        size=10,
        copy=False,
        help="As in 2016-05-00 where the day, and 2016-00-00 where the month of the document is"
        " not known (DA/T 18). The first day it may be stands for it where days are counted.",
    )
    date_shown = fields.Char("Date of the Document", compute="_compute_date_shown")

    @api.depends("date_document", "date_partial")
    def _compute_date_shown(self):
        for record in self:
            day = record.date_document
            record.date_shown = record.date_partial or (day and fields.Date.to_string(day))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_input(self.browse(), vals)
        return super().create(list(map(_with_partial, vals_list)))

    def write(self, vals):
        check_input(self, vals)
        return super().write(_with_partial(vals))

    def _write_protected(self, vals):
        return super()._write_protected(_with_partial(vals))

    def _needed_entries(self):
        """Fields that must be set before a draft is filed: its date and its subject.

        :rtype: list(str)
        """
        needed = {
            "partner": ["partner_id"],
            "outside": ["partner_id"],
            "unit": ["unit_id"],
            "partner_unit": ["unit_id", "partner_id"],
            "employee": ["employee_id"],
            "vehicle": ["plate"],
        }
        names = ["date_document"]
        if self.category_id.one_open_file:
            names += needed.get(self.category_id.subject_kind, [])
        return names

    def _missing_entries(self):
        """Labels of the required fields that are empty.

        :rtype: list(str)
        """
        self.ensure_one()
        return [
            self._fields[name]._description_string(self.env)
            for name in self._needed_entries()
            if not self[name]
        ]

    @api.depends("category_id")
    def _compute_wanted_entries(self):
        for record in self:
            draft = record.state == "draft"
            record.wanted_entries = ",".join(record._wanted_names()) if draft else ""

    def _wanted_names(self):
        """Hook: names of draft and enclosure fields that the form marks as required."""
        return self._needed_entries()

    @api.constrains("date_partial")
    def _check_date_partial(self):
        for record in self.filtered("date_partial"):
            if not partial_start(record.date_partial):
                raise ValidationError(
                    self.env._(
                        "%(record)s: %(text)s is no date with an unknown day. Write 2016-05-00 or"
                        " 2016-00-00.",
                        record=record.display_name,
                        text=record.date_partial,
                    )
                )

    @api.constrains("date_document")
    def _check_date_document(self):
        for record in self.filtered("date_document"):
            if not FIRST_DAY <= record.date_document <= record.company_id._archive_today():
                raise ValidationError(
                    self.env._(
                        "%(record)s: its date %(date)s lies in the future or before %(first)s."
                        " Give the day on the document.",
                        record=record.display_name,
                        date=record.date_document,
                        first=FIRST_DAY,
                    )
                )

    @api.constrains("parent_id")
    def _check_volume(self):
        # one query for all: few registers have one
        for record in self if self._has_cycle() else ():
            if record._has_cycle():
                raise ValidationError(
                    self.env._(
                        "%(record)s cannot lie inside %(volume)s, which lies inside it or is"
                        " itself: choose another volume.",
                        record=record.display_name,
                        volume=record.parent_id.sudo().display_name,
                    )
                )
