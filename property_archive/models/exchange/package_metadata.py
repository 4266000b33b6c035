import datetime
import json
import os
import re

from odoo import models

from .package import ESTATE, FILES, FORMAT, NOT_KEPT, REGISTERS, TABLES

#: Folders that are none of a record.
_NO_RECORDS = (NOT_KEPT, FILES, TABLES, REGISTERS, ESTATE)
#: What a column for whole numbers holds.
_LARGEST = (1 << 31) - 1
#: What the metadata of a record, of its unit and of a piece must hold, and as what.
_RECORD = dict.fromkeys(
    (
        "reference",
        "title",
        "category",
        "category_code",
        "level_code",
        "scope",
        "department",
        "responsible",
        "volume",
        "partner",
        "partner_phone",
        "employee",
        "date_document",
        "date_filed",
        "date_closed",
        "close_reason",
        "state",
        "medium",
        "note",
    ),
    str,
) | {"pages": int, "quantity": int, "unit_parts": dict, "files": list}
_UNIT = dict.fromkeys(("project", "building", "unit", "room"), str)
_PIECE = {
    **dict.fromkeys(("piece", "form", "document_number", "author", "date_document"), str),
    **dict.fromkeys(("file", "file_name", "sha256"), str),
    **dict.fromkeys(("sequence", "pages"), int),
    **dict.fromkeys(("required", "present", "not_for_subject"), bool),
}
#: A piece may be paper only.
_OPTIONAL = ("file", "file_name", "sha256")
#: What is filled in on the data sheet of a piece.
_ENTRY = dict.fromkeys(("entry", "kind", "value", "until"), str)
_NEEDED = ("reference", "title", "date_filed")
#: Where a key takes one of few values: whose field it is, and whether it may be empty.
_CHOICES = {
    "scope": ("property.archive.record", False),
    "medium": ("property.archive.record", False),
    "close_reason": ("property.archive.record", True),
}
_FORM = {"form": ("property.archive.enclosure", True)}


def _is_text(value):
    """Whether a text is one the database can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _is_date(value):
    try:
        return bool(_DATE.fullmatch(value) and datetime.date.fromisoformat(value))
    except ValueError:
        return False


class PropertyArchivePackage(models.AbstractModel):
    """What a package says of its records is read, and refused where it is odd (E7)."""

    _inherit = "property.archive.package"

    def _read_records(self, bag):
        found = []
        data = os.path.join(bag.path, "data")
        hashes = {path: values.get("sha256") for path, values in bag.payload_entries().items()}
        for name in sorted(os.listdir(data)):
            folder = os.path.join(data, name)
            if not os.path.isdir(folder) or name in _NO_RECORDS:
                continue
            try:
                with open(os.path.join(folder, "metadata.json"), encoding="utf-8") as file:
                    metadata = json.load(file)
            except (OSError, ValueError, RecursionError):
                raise self._refused(self.env._("%s has no readable metadata.", name)) from None
            if not isinstance(metadata, dict) or metadata.get("format") != FORMAT:
                raise self._refused(self.env._("the metadata of %s is not ours.", name))
            self._check_metadata(name, metadata)
            for entry in metadata["files"]:
                self._check_file(name, entry, hashes)
            found.append((metadata, folder))
        if not found:
            raise self._refused(self.env._("it holds no records."))
        return found

    def _check_metadata(self, name, metadata):
        """Raise unless everything is there that a record is made of, as what it has to be."""
        wrong = self._find_odd(metadata, _RECORD) or self._find_odd(metadata["unit_parts"], _UNIT)
        for entry in () if wrong else metadata["files"]:
            wrong = wrong or self._find_odd(entry, _PIECE) or self._find_odd_choice(entry, _FORM)
            wrong = wrong or self._find_odd_sheet(entry.get("sheet", []))
        wrong = wrong or self._find_odd_choice(metadata, _CHOICES)
        wrong = wrong or next((key for key in _NEEDED if not metadata[key].strip()), None)
        if wrong:
            raise self._refused(
                self.env._(
                    "the metadata of %(record)s says nothing usable for “%(field)s”.",
                    record=name,
                    field=wrong,
                )
            )

    def _find_odd(self, values, wanted):
        """The first key that is missing, or not what it has to be."""
        if not isinstance(values, dict):
            return "files"
        for key, kind in wanted.items():
            value = values.get(key, "" if key in _OPTIONAL else None)
            if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
                return key
            if kind is str and not _is_text(value):
                return key
            if kind is int and not 0 <= value <= _LARGEST:
                return key
            if key.startswith("date_") and value and not _is_date(value):
                return key
        return None

    def _find_odd_sheet(self, told):
        """The first key of a data sheet that is missing, or not what it has to be."""
        if not isinstance(told, list):
            return "sheet"
        values = self.env["property.archive.sheet.value"]
        for entry in told:
            wrong = self._find_odd(entry, _ENTRY)
            if wrong or not values._is_told(entry):
                return wrong or "sheet"
        return None

    def _find_odd_choice(self, values, choices):
        """The first key whose value is none of those its field can have."""
        for key, (model, empty) in choices.items():
            known = self.env[model]._fields[key].get_values(self.env)
            if values[key] not in known and not (empty and not values[key]):
                return key
        return None

    def _check_file(self, name, entry, hashes):
        """Raise unless the file of a piece lies beside its metadata, as it was packed.

        :param str name: folder of the record
        :param dict hashes: SHA-256 that was verified, by path in the package
        """
        file_name = entry.get("file")
        if not file_name:
            return
        path = f"data/{name}/{file_name}"
        if os.path.dirname(file_name) or path not in hashes:
            raise self._refused(self.env._("%s is missing.", file_name))
        if hashes[path] is None or hashes[path] != entry.get("sha256"):
            raise self._refused(self.env._("%s is not the file that was packed.", file_name))
