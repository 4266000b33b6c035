"""The text of a file, page by page: one reader for each kind."""

import io
import logging

from . import compound, office, plain
from .form import in_one_form

#: Characters that are kept of one page, and of a file.
MOST_OF_PAGE, MOST_OF_FILE = 200_000, 5_000_000
_PDF_HEAD = 1024


class PagesOfPdf:
    """The pages of a PDF file, read one at a time: a dense one takes a tenth of a second."""

    def __init__(self, data):
        from pdfminer.converter import TextConverter  # noqa: PLC0415 (takes a while to load)
        from pdfminer.layout import LAParams  # noqa: PLC0415
        from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415
        from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager  # noqa: PLC0415
        from pdfminer.pdfpage import PDFPage  # noqa: PLC0415
        from pdfminer.pdfparser import PDFParser  # noqa: PLC0415

        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        # a file whose maker forbids copying is read all the same: what is searched is not copied
        self._pages = list(PDFPage.create_pages(document))
        self._resources = PDFResourceManager()
        self._layout = LAParams(detect_vertical=True)
        self._converter, self._interpreter = TextConverter, PDFPageInterpreter

    def __len__(self):
        return len(self._pages)

    def __getitem__(self, number):
        with io.StringIO() as said:
            device = self._converter(self._resources, said, laparams=self._layout)
            self._interpreter(self._resources, device).process_page(self._pages[number])
            return said.getvalue()


def pages_of(data, name="", mimetype=""):
    """The text of a file, page by page.

    :param bytes data: the file
    :param str name: what it is called
    :param str mimetype: what it is taken for
    :return: texts by page, nothing for what holds no text as a rule
    :rtype: collections.abc.Sequence
    :raise Exception: whatever the libraries raise on what they cannot read
    """
    if b"%PDF-" in data[:_PDF_HEAD]:
        return PagesOfPdf(data)
    if data[:4] == b"PK\3\4":
        return office.pages_of(data)
    if compound.is_compound(data):
        streams = compound.streams_of(data)
        if any(stream.startswith("__properties_version1.0") for stream in streams):
            return [compound.message_text(data, _attached)]
        if streams & {"Workbook", "Book"}:
            return [compound.sheets_text(data)]
        return []
    extension = name.rpartition(".")[2].lower()
    if extension == "eml" or mimetype == "message/rfc822" or plain.is_message(data):
        return [plain.message_text(data, _attached)]
    if b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return []
    if extension in ("htm", "html") or mimetype in ("text/html", "application/xhtml+xml"):
        return [plain.page_text(plain.decode(data))]
    if mimetype.startswith("text/") or extension in ("txt", "csv", "md", "log", "json", "xml"):
        return [plain.decode(data)]
    return []


def page_text(pages, number):
    """The text of one page in the form in which it is searched.

    :param pages: see :func:`pages_of`
    :param int number: of the page, from 0
    :rtype: str
    """
    return in_one_form(pages[number])[:MOST_OF_PAGE]


def _attached(data, name):
    """What hangs on a message; what cannot be read says nothing."""
    try:
        pages = pages_of(data, name)
        return "\n".join(pages[number] for number in range(len(pages)))
    except Exception:  # noqa: BLE001 (whatever the libraries raise on what is no file)
        return ""
