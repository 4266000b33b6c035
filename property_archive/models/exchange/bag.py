"""Read BagIt packages of other programs that the library does not handle."""

import os
import re
import unicodedata

import bagit

#: Length of a file name in bytes that every file system accepts.
MOST_BYTES_OF_NAME = 255
#: Names reserved by Windows for devices.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
#: Files that operating systems leave in folders.
_LEFT_BEHIND = re.compile(r"(^|/)(__MACOSX(/|$)|\._[^/]*$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
#: As RFC 8493 writes what would break a line of a manifest, and the sign that says so.
_ENCODED = {"%0A": "\n", "%0D": "\r", "%25": "%"}


def safe_name(name, before="", after=""):
    """A file name that is one on every system, cut to the bytes that fit.

    A per cent sign begins an encoded one in a manifest, which programs read in different
    ways: it is replaced.

    :param str name: what it is called; its extension is kept
    :param str before: what is put in front of it
    :param str after: what is put behind it
    :rtype: str
    """
    name = unicodedata.normalize("NFC", name or "")
    name = re.sub(r'[\\/:*?"<>|%\x00-\x1f\x7f-\x9f\u2028\u2029]', "_", name)
    name = re.sub(r"^[\s.]+|[\s.]+$", "", name) or "file"
    if not before and _DEVICES.fullmatch(name):
        name = f"_{name}"
    root, dot, extension = name.rpartition(".")
    if not root or len(extension.encode()) > 20:
        root, dot, extension = name, "", ""
    left = MOST_BYTES_OF_NAME - len(f"{before}{after}{dot}{extension}".encode())
    root = root.encode()[:left].decode("utf-8", "ignore").rstrip() if left > 0 else ""
    return f"{before}{root}{after}{dot}{extension}"


def entry_name(entry):
    """The name of a file in a ZIP, whichever program packed it; None for what is no file of it.

    Windows programs write names in GBK without a word about it, and some write ``\\``.

    :param zipfile.ZipInfo entry: of the archive
    :rtype: str or None
    """
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode()
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = name.replace("\\", "/")
    return None if _LEFT_BEHIND.search(name) else name


def folder_of(folder):
    """Where the bag is in what was unpacked: in one folder as a rule, or as it is.

    :param str folder: what was unpacked
    :return: its folder, or None
    """
    for _depth in range(3):
        inside = os.listdir(folder)
        if "bagit.txt" in inside:
            return folder
        if len(inside) != 1 or not os.path.isdir(os.path.join(folder, inside[0])):
            return None
        folder = os.path.join(folder, inside[0])
    return folder


class Bag(bagit.Bag):
    """A bag whose manifests name files as RFC 8493 writes them, or as they are."""

    def _load_manifests(self):
        result = super()._load_manifests()
        for name in [*self.manifest_files(), *self.tagmanifest_files()]:
            with open(name, encoding=self.encoding) as manifest:
                for line in manifest:
                    path = line.strip().partition(" ")[2].strip().lstrip("*")
                    if "%" in path:
                        self._rename(os.path.normpath(path))
        self.normalized_manifest_names = {
            bagit.normalize_unicode(path): path for path in self.entries
        }
        return result

    def _rename(self, written):
        """Rename a manifest entry to the name of its file."""
        library = bagit._decode_filename(written)
        decoded = re.sub(
            "%(?:0A|0D|25)", lambda match: _ENCODED[match[0].upper()], written, flags=re.IGNORECASE
        )
        there = [
            path for path in (decoded, written) if os.path.lexists(os.path.join(self.path, path))
        ]
        path = (there or [decoded])[0]
        if self._path_is_dangerous(path):
            raise bagit.BagError(f"{path} is unsafe")
        if path != library and library in self.entries:
            self.entries.setdefault(path, {}).update(self.entries.pop(library))
