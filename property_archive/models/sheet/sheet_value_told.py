from math import isfinite

from odoo import api, fields, models

from .sheet_value import VALUES


class PropertyArchiveSheetValue(models.Model):
    """What is filled in on data sheets, as packages tell it (E7)."""

    _inherit = "property.archive.sheet.value"

    def _told(self):
        """These entries as a package tells them.

        :rtype: list(dict)
        """
        return [
            {
                "entry": value.field_id.name,
                "kind": value.field_id.kind,
                "value": value._text(),
                "until": fields.Datetime.to_string(value.date_ended) or "",
            }
            for value in self.sorted(lambda value: (value.field_id.sequence, value.id))
            if value._text()
        ]

    @api.model
    def _is_told(self, told):
        """Whether a package tells something that can be filled in.

        :param dict told: texts, with the keys of :meth:`_told`
        :rtype: bool
        """
        try:
            return bool(told["value"]) and told["kind"] in VALUES and bool(self._parsed(told))
        except (ValueError, OverflowError):
            return False

    def _parsed(self, told):
        """The values of an entry that a package tells.

        :raise ValueError: when they are none
        """
        text, kind = told["value"], told["kind"]
        value = {"date": fields.Date.to_date, "number": float}.get(kind, str)(text)
        size = self._fields["value_text"].size
        if kind == "number" and not isfinite(value) or kind == "text" and len(value) > size:
            raise ValueError(text)
        return {
            VALUES[kind]: value,
            "has_number": kind == "number",
            "date_ended": fields.Datetime.to_datetime(told["until"] or False),
        }

    def _take_in(self, sheets):
        """Fill in data sheets that a package tells.

        :param list sheets: of (piece, entries by name and kind, what is told of each)
        """
        self._create_kept(
            [
                {
                    "enclosure_id": piece.id,
                    "field_id": entries[told["entry"], told["kind"]].id,
                    **self._parsed(told),
                }
                for piece, entries, sheet in sheets
                for told in sheet
            ]
        )
