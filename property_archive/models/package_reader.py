import hashlib
import json
import os
import stat
import zipfile
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import bagit

from odoo import api, models
from odoo.exceptions import UserError

from .package import FORMAT

#: More than this is not unpacked, whatever the archive says of itself.
MOST_BYTES = 4 << 30
MOST_FILES = 100_000
MOST_RATIO = 200
_CHUNK = 1 << 20


class PropertyArchivePackage(models.AbstractModel):
    """Packages read again: nothing is believed that is not proved (requirement G5)."""

    _inherit = "property.archive.package"

    @api.model
    @contextmanager
    def _opened(self, stream):
        """Unpack and verify a package; its folder is gone when the block ends.

        :param stream: binary file open for reading
        :return: for each record its ``metadata.json`` and the folder of its files
        :raise UserError: when it is no package, was changed, or is a trap
        """
        with TemporaryDirectory() as folder:
            bag_folder = self._unpack(stream, folder)
            self._verify(bag_folder)
            yield self._read_records(os.path.join(bag_folder, "data"))

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
        if not os.path.isfile(os.path.join(bag_folder, "manifest-sha256.txt")):
            raise self._refused(self.env._("it has no list of SHA-256 values."))
        try:
            bagit.Bag(bag_folder).validate()
        except (bagit.BagError, OSError, ValueError) as error:
            raise self._refused(str(error)) from error

    def _read_records(self, data):
        found = []
        for name in sorted(os.listdir(data)):
            folder = os.path.join(data, name)
            if not os.path.isdir(folder):
                continue
            try:
                with open(os.path.join(folder, "metadata.json"), encoding="utf-8") as file:
                    metadata = json.load(file)
            except (OSError, ValueError):
                raise self._refused(self.env._("%s has no readable metadata.", name)) from None
            if not isinstance(metadata, dict) or metadata.get("format") != FORMAT:
                raise self._refused(self.env._("the metadata of %s is not ours.", name))
            for entry in metadata["files"]:
                self._check_file(folder, entry)
            found.append((metadata, folder))
        if not found:
            raise self._refused(self.env._("it holds no records."))
        return found

    def _check_file(self, folder, entry):
        if not entry.get("file"):
            return
        path = os.path.join(folder, entry["file"])
        if os.path.dirname(entry["file"]) or not os.path.isfile(path):
            raise self._refused(self.env._("%s is missing.", entry["file"]))
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != entry.get("sha256"):
            raise self._refused(self.env._("%s is not the file that was packed.", entry["file"]))
