import hashlib
import logging
import os
import stat
import zipfile
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import bagit

from odoo import api, models
from odoo.exceptions import UserError

from .bag import Bag, entry_name, folder_of

# a line for every file that is in order would fill the server's log
logging.getLogger("bagit").setLevel(logging.WARNING)

#: Limit for unpacking, regardless of the sizes declared in the archive.
MOST_BYTES = 4 << 30
MOST_FILES = 100_000
MOST_RATIO = 200
_CHUNK = 1 << 20


class PropertyArchivePackage(models.AbstractModel):
    """Reading and verifying packages (requirement G5)."""

    _inherit = "property.archive.package"

    @api.model
    @contextmanager
    def _unpacked(self, stream):
        """Unpack and verify a package; its folder is gone when the block ends.

        :param stream: binary file open for reading
        :return: for each record its ``metadata.json`` and the folder of its files
        :raise UserError: when it is no package, was changed, or is malicious
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
                name = entry_name(entry)
                if name is None:
                    continue
                target = self._safe_target(folder, entry, name)
                if name.endswith("/"):
                    os.makedirs(target, exist_ok=True)
                    continue
                os.makedirs(os.path.dirname(target), exist_ok=True)
                try:
                    written = self._extract(archive, entry, target, written)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
                    raise self._refused(self.env._("%s cannot be unpacked.", name)) from None
        bag_folder = folder_of(folder)
        if not bag_folder:
            raise self._refused(self.env._("it does not hold one bag."))
        return bag_folder

    def _safe_target(self, folder, entry, name):
        """Where an entry goes: inside the folder and nowhere else, as a plain file."""
        target = os.path.realpath(os.path.join(folder, name))
        inside = target.startswith(os.path.realpath(folder) + os.sep)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if not inside or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
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
            bag = Bag(bag_folder)
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
