"""Office documents, which are ZIP files of XML: OOXML, OpenDocument and OFD."""

import io
import re
import warnings
import zipfile

from lxml import etree

#: Of one file inside a file so many bytes are read: more is taken for a bomb.
MOST_BYTES = 200 << 20
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_WORD = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
_SLIDE = re.compile(r"ppt/(slides|notesSlides)/\w+\.xml")
_OFD_PAGE = re.compile(r"(^|/)content\.xml$", re.IGNORECASE)


def kind_of(names):
    """Which kind of document the files inside a ZIP make.

    :param names: their names
    :return: ``docx``, ``xlsx``, ``pptx``, ``odf``, ``ofd`` or None
    """
    names = set(names)
    for kind, needed in (
        ("docx", "word/document.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("pptx", "ppt/presentation.xml"),
        ("odf", "META-INF/manifest.xml"),
    ):
        if needed in names:
            return kind
    return "ofd" if any(name.lower() == "ofd.xml" for name in names) else None


def pages_of(data):
    """The text of an office document, page by page where it has pages.

    :param bytes data: the document
    :return: texts, empty for a ZIP that is none
    :rtype: list(str)
    :raise zipfile.BadZipFile: when it cannot be read, or anything lxml raises
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        kind = kind_of(names)
        if kind == "xlsx":
            return [_workbook(data)]
        if kind == "docx":
            parts = sorted(name for name in names if _WORD.fullmatch(name))
            return [
                "\n".join(_paragraphs(package, name, {"p"}, {"t", "tab", "br"}) for name in parts)
            ]
        if kind == "pptx":
            parts = sorted(filter(_SLIDE.fullmatch, names), key=_natural)
            return [_paragraphs(package, name, {"p"}, {"t", "br"}) for name in parts]
        if kind == "odf" and "content.xml" in names:
            return [_paragraphs(package, "content.xml", {f"{{{_TEXT}}}p", f"{{{_TEXT}}}h"})]
        if kind == "ofd":
            parts = sorted(filter(_OFD_PAGE.search, names), key=_natural)
            return [_paragraphs(package, name, {"TextObject"}, {"TextCode"}) for name in parts]
    return []


def _natural(name):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _tree(package, name):
    with package.open(name) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"{name} is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(content, parser)


def _paragraphs(package, name, paragraphs, runs=None):
    """Lines of a document: each paragraph one.

    :param set paragraphs: names of the elements that are lines, with or without namespace
    :param set runs: names of what holds text inside them, default all of it
    """

    def is_one(element, names):
        tag = element.tag
        return isinstance(tag, str) and (tag in names or tag.rpartition("}")[2] in names)

    lines = []
    for element in _tree(package, name).iter():
        if not is_one(element, paragraphs):
            continue
        if runs is None:
            lines.append("".join(element.itertext()))
            continue
        texts = (part.text or " " for part in element.iter() if is_one(part, runs))
        lines.append("".join(texts))
    return "\n".join(lines)


def _workbook(data):
    from openpyxl import load_workbook  # noqa: PLC0415 (takes a while, and not every run needs it)

    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), data_only=True, read_only=True)
        for sheet in book.worksheets:
            lines.append(sheet.title)
            for row in sheet.iter_rows(values_only=True):
                cells = [str(cell) for cell in row if cell is not None and cell != ""]
                if cells:
                    lines.append(", ".join(cells))
    return "\n".join(lines)
