"""Whether a file can be opened, and is what its name says (requirement A8)."""

import contextlib
import io
import logging
import zipfile

import olefile

from . import office

#: How a file of a kind begins, and the extensions that promise it.
_BEGINS = (
    (b"%PDF-", {"pdf"}),
    (b"\x89PNG\r\n\x1a\n", {"png"}),
    (b"\xff\xd8\xff", {"jpg", "jpeg", "jfif"}),
    (b"GIF8", {"gif"}),
    (b"II*\0", {"tif", "tiff"}),
    (b"MM\0*", {"tif", "tiff"}),
    (b"BM", {"bmp"}),
    (b"PK\3\4", {"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd", "wps", "et", "dps"}),
    (olefile.MAGIC, {"doc", "xls", "ppt", "msg", "wps", "et", "dps"}),
    (b"{\\rtf", {"rtf", "doc"}),
)
_PROMISED = frozenset().union(*(names for _head, names in _BEGINS))
_PICTURES = {"png", "jpg", "jpeg", "jfif", "gif", "tif", "tiff", "bmp"}
_OFFICE = {"docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "ofd": "ofd"} | dict.fromkeys(
    ("odt", "ods", "odp"), "odf"
)
#: Larger ones are only looked at from outside: nobody waits minutes for an upload.
_MOST = 64 << 20
_FILE_PASS = 0x2F


def trouble_of(data, name):
    """What keeps somebody from opening a file, as far as one can tell without opening it.

    :param bytes data: the file
    :param str name: what it is called
    :return: ``empty``, ``other`` (not what the name says), ``locked`` (with a password),
        ``damaged`` or None
    :rtype: str or None
    """
    if not data.strip():
        return "empty"
    extension = name.rpartition(".")[2].lower() if "." in (name or "") else ""
    kinds = next((kinds for head, kinds in _BEGINS if data.startswith(head)), set())
    if b"%PDF-" in data[:1024]:
        kinds = {"pdf"}
    if olefile.MAGIC == data[:8] and extension in _OFFICE:
        return "locked" if _has_stream(data, "EncryptedPackage") else "other"
    if extension in _PROMISED and extension not in kinds:
        return "other"
    if extension in ("txt", "csv") and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        if kinds - {"bmp"}:
            return "other"
    if len(data) > _MOST:
        return None
    try:
        if "pdf" in kinds:
            return _pdf(data)
        if "zip" in kinds:
            return _zip(data, _OFFICE.get(extension))
        if kinds & _PICTURES and extension in _PICTURES:
            return _picture(data)
        if olefile.MAGIC == data[:8]:
            return _compound(data)
    except Exception:  # noqa: BLE001 (whatever the libraries raise on what they cannot read)
        return "damaged"
    return None


def _has_stream(data, name):
    with contextlib.suppress(Exception), olefile.OleFileIO(io.BytesIO(data)) as file:
        return file.exists(name)
    return False


def _compound(data):
    """A file of older Office or of Outlook: all of it is there, and no password is on it."""
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        paths = file.listdir()
        if not paths:
            return "empty"
        for path in paths:
            if len(file.openstream(path).read()) < file.get_size(path):
                return "damaged"
        if file.exists("EncryptedPackage"):
            return "locked"
        if file.exists("WordDocument"):
            # [MS-DOC] FibBase: the flag fEncrypted
            flags = file.openstream("WordDocument").read(12)[11:12]
            return "locked" if flags and flags[0] & 1 else None
        for name in ("Workbook", "Book"):
            if file.exists(name):
                return "locked" if _has_password(file.openstream(name).read(4096)) else None
    return None


def _has_password(head):
    """Whether a workbook of Excel 97 to 2003 begins with the record of a password [MS-XLS]."""
    place = 0
    for _record in range(8):
        kind, size = (int.from_bytes(head[place + n : place + n + 2], "little") for n in (0, 2))
        if kind == _FILE_PASS:
            return True
        place += 4 + size
    return False


def _pdf(data):
    from pypdf import PdfReader  # noqa: PLC0415 (Odoo's; takes a while to load)

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    # a file that only asks not to be printed opens without a password
    if reader.is_encrypted and not reader.decrypt(""):
        return "locked"
    pages = reader.trailer["/Root"]["/Pages"]
    if not len(reader.pages):
        return "empty"
    first, last = reader.pages[0], reader.pages[-1]
    if "/Type" not in first or "/Type" not in last or "/Kids" not in pages:
        return "damaged"
    first.get_contents()
    last.get_contents()
    return None


def _zip(data, promised):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
        if not entries:
            return "empty"
        if any(entry.flag_bits & 1 for entry in entries):
            return "locked"
        names = package.namelist()
        kind = office.kind_of(names)
        if promised and kind != promised:
            return "other"
        if kind == "odf" and b"encryption-data" in package.read("META-INF/manifest.xml"):
            return "locked"
        if sum(entry.file_size for entry in entries) <= 4 * _MOST and package.testzip():
            return "damaged"
    return None


def _picture(data):
    from PIL import Image  # noqa: PLC0415

    # Odoo has the library read what is cut off, too: the end tells, before what a scanner pads
    tail = data.rstrip(b"\0")[-4096:]
    for head, end in ((b"\xff\xd8", b"\xff\xd9"), (b"\x89PNG", b"IEND"), (b"GIF8", b";")):
        if data.startswith(head) and end not in tail:
            return "damaged"
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") > len(data):
        return "damaged"
    image = Image.open(io.BytesIO(data))
    if image.format == "TIFF" and not _has_all_pages(image, len(data)):
        return "damaged"
    image.draft("L", (64, 64))
    image.load()
    return None


def _has_all_pages(image, size):
    """Whether a file holds each page of a TIFF to its end: the library reads what is cut off."""
    for number in range(image.n_frames):
        image.seek(number)
        for places, sizes in ((273, 279), (324, 325)):  # of strips, or of tiles
            parts = zip(image.tag_v2.get(places, ()), image.tag_v2.get(sizes, ()), strict=True)
            if any(start + length > size for start, length in parts):
                return False
    # the library takes the directory of a page that is cut off for the last
    complete = not image.tag_v2.next
    image.seek(0)
    return complete
