import datetime
import hashlib
import json
import logging
import os
import re
import stat
import zipfile
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import bagit

from odoo import api, models
from odoo.exceptions import UserError

from .package import FORMAT

# a line for every file that is in order would fill the server's log
logging.getLogger("bagit").setLevel(logging.WARNING)

#: More than this is not unpacked, whatever the archive says of itself.
MOST_BYTES = 4 << 30
MOST_FILES = 100_000
MOST_RATIO = 200
_CHUNK = 1 << 20
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
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


def _is_date(value):
    try:
        return bool(_DATE.fullmatch(value) and datetime.date.fromisoformat(value))
    except ValueError:
        return False


class PropertyArchivePackage(models.AbstractModel):
    """Packages read again: nothing is believed that is not proved (requirement G5)."""

    _inherit = "property.archive.package"

    @api.model
    @contextmanager
    def _unpacked(self, stream):
        """Unpack and verify a package; its folder is gone when the block ends.

        :param stream: binary file open for reading
        :return: for each record its ``metadata.json`` and the folder of its files
        :raise UserError: when it is no package, was changed, or is a trap
        """
        with TemporaryDirectory() as folder:
            bag = self._verify(self._unpack(stream, folder))
            yield self._read_records(bag)

    def _refused(self, reason):
        return UserError(self.env._("This package is refused: %s", reason))

    def _unpack(self, stream, folder):
        try:
            archive = zipfile.ZipFile(stream)
        except zipfile.BadZipFile:
            raise self._refused(self.env._("it is no zip archive.")) from None
        with archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            if len(entries) > MOST_FILES or size > MOST_BYTES:
                raise self._refused(self.env._("it is too large."))
            if size > _CHUNK and size > MOST_RATIO * max(packed, 1):
                raise self._refused(self.env._("it holds far more than its size can tell."))
            written = 0
            for entry in entries:
                target = self._safe_target(folder, entry)
                if entry.is_dir():
                    os.makedirs(target, exist_ok=True)
                    continue
                os.makedirs(os.path.dirname(target), exist_ok=True)
                try:
                    written = self._extract(archive, entry, target, written)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
                    raise self._refused(
                        self.env._("%s cannot be unpacked.", entry.filename)
                    ) from None
        inside = os.listdir(folder)
        if len(inside) != 1 or not os.path.isdir(os.path.join(folder, inside[0])):
            raise self._refused(self.env._("it does not hold one bag."))
        return os.path.join(folder, inside[0])

    def _safe_target(self, folder, entry):
        """Where an entry goes: inside the folder and nowhere else, as a plain file."""
        name = entry.filename
        target = os.path.realpath(os.path.join(folder, name))
        inside = target.startswith(os.path.realpath(folder) + os.sep)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not inside or "\\" in name or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise self._refused(self.env._("%s leads out of it.", name))
        return target

    def _extract(self, archive, entry, target, written):
        with archive.open(entry) as source, open(target, "xb") as file:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > MOST_BYTES:
                    raise self._refused(self.env._("it is too large."))
                file.write(chunk)
        return written

    def _verify(self, bag_folder):
        """Raise unless every byte is the one that was packed.

        :return: ``bagit.Bag``
        """
        if not os.path.isfile(os.path.join(bag_folder, "manifest-sha256.txt")):
            raise self._refused(self.env._("it has no list of SHA-256 values."))
        try:
            bag = bagit.Bag(bag_folder)
            try:
                bag.validate()
            except bagit.BagValidationError as error:
                raise self._refused(self._find_wrong(bag, error)) from error
        except (bagit.BagError, OSError, ValueError) as error:
            raise self._refused(self.env._("it is no complete BagIt package.")) from error
        return bag

    def _find_wrong(self, bag, error):
        """What a reader has to know of a package that is not as it was packed.

        The library stops at the first sign, which often is the size of all files together.

        :param bag: ``bagit.Bag``
        :param error: ``bagit.BagValidationError``
        :rtype: str
        """
        missing, unexpected = bag.compare_manifests_with_fs()
        changed = {d.path for d in error.details if isinstance(d, bagit.ChecksumMismatch)}
        for path, hashes in bag.payload_entries().items():
            full = os.path.join(bag.path, path)
            if os.path.isfile(full) and hashes.get("sha256") != self._sha256(full):
                changed.add(path)
        texts = [
            *(self.env._("%s was changed after it was packed.", path) for path in sorted(changed)),
            *(self.env._("%s is missing.", path) for path in sorted(missing)),
            *(self.env._("%s does not belong to it.", path) for path in sorted(unexpected)),
        ]
        return " ".join(texts[:5]) or self.env._("it is no complete BagIt package.")

    def _sha256(self, path):
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _read_records(self, bag):
        found = []
        data = os.path.join(bag.path, "data")
        hashes = {path: values.get("sha256") for path, values in bag.payload_entries().items()}
        for name in sorted(os.listdir(data)):
            folder = os.path.join(data, name)
            if not os.path.isdir(folder):
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
