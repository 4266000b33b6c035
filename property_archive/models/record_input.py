import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: No record of a company is older; a year such as 0202 is a slip of the hand.
FIRST_DAY = datetime.date(1900, 1, 1)
LONGEST_TITLE = 255


def check_title(env, vals, what):
    """Raise when a title is longer than its column: Odoo would cut it off without a word.

    :param env: environment, for the language of the error
    :param dict vals: as for ``create`` or ``write``
    :param str what: what the title is the title of
    """
    title = vals.get("name")
    if isinstance(title, str) and len(title) > LONGEST_TITLE:
        raise ValidationError(
            env._(
                "%(what)s: the title “%(start)s…” has %(length)s characters, %(most)s fit."
                " Shorten it, and put the rest into the notes.",
                what=what,
                start=title[:30],
                length=len(title),
                most=LONGEST_TITLE,
            )
        )


class PropertyArchiveRecord(models.Model):
    """What a register entry cannot say: refused with the record, the rule and the way out."""

    _inherit = "property.archive.record"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_title(self.env, vals, self.env._("New record"))
        return super().create(vals_list)

    def write(self, vals):
        check_title(self.env, vals, ", ".join(self[:3].mapped("display_name")))
        return super().write(vals)

    def _missing_entries(self):
        """Labels of what this draft must say before it is filed: its date and its subject.

        :rtype: list(str)
        """
        self.ensure_one()
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
        return [
            self._fields[name]._description_string(self.env) for name in names if not self[name]
        ]

    @api.constrains("date_document")
    def _check_date_document(self):
        tomorrow = fields.Date.today() + datetime.timedelta(days=1)  # somewhere it is
        for record in self.filtered("date_document"):
            if not FIRST_DAY <= record.date_document <= tomorrow:
                raise ValidationError(
                    self.env._(
                        "%(record)s: its date %(date)s lies in the future or before %(first)s."
                        " Give the day on the document.",
                        record=record.display_name,
                        date=record.date_document,
                        first=FIRST_DAY,
                    )
                )

    @api.constrains("page_count", "quantity")
    def _check_counts(self):
        for record in self:
            if record.page_count < 0 or record.quantity < 0:
                raise ValidationError(
                    self.env._(
                        "%(record)s: %(pages)s pages, quantity %(quantity)s. Neither can be"
                        " negative: count again.",
                        record=record.display_name,
                        pages=record.page_count,
                        quantity=record.quantity,
                    )
                )

    @api.constrains("parent_id")
    def _check_volume(self):
        for record in self:
            if record._has_cycle():
                raise ValidationError(
                    self.env._(
                        "%(record)s cannot lie inside %(volume)s, which lies inside it or is"
                        " itself: choose another volume.",
                        record=record.display_name,
                        volume=record.parent_id.sudo().display_name,
                    )
                )


class PropertyArchiveEnclosure(models.Model):
    _inherit = "property.archive.enclosure"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_input(vals, self.env._("New piece"))
        return super().create(vals_list)

    def write(self, vals):
        self._check_input(vals, ", ".join(self[:3].sudo().record_id.mapped("display_name")))
        return super().write(vals)

    def _check_input(self, vals, what):
        """Raise for a title that does not fit and for a file without a byte."""
        check_title(self.env, vals, what)
        named = vals.get("file_name") and "file" in vals
        if vals.get("file") in ("", b"") or (named and not vals["file"]):
            raise ValidationError(
                self.env._(
                    "%(what)s: the file %(file)s is empty (0 bytes). Scan or save it again.",
                    what=what,
                    file=vals.get("file_name") or vals.get("name") or "",
                )
            )

    @api.constrains("page_count")
    def _check_page_count(self):
        for enclosure in self.filtered(lambda piece: piece.page_count < 0):
            raise ValidationError(
                self.env._(
                    "%(record)s: a piece with %(pages)s pages. Pages cannot be negative: count"
                    " again.",
                    record=enclosure.record_id.display_name,
                    pages=enclosure.page_count,
                )
            )
