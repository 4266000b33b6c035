"""How many pages a file has, as far as it says so itself."""

import io
import logging

#: Larger files are counted by hand: the form waits for the answer.
_MOST = 64 * 1024 * 1024
_LIKELY = 100_000


def page_count_of(data):
    """Pages of a file; none where it does not tell.

    :param bytes data: the file
    :rtype: int
    """
    if len(data) > _MOST:
        return 0
    if b"%PDF-" in data[:1024]:
        return _pdf(data)
    return 1 if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) else 0


def _pdf(data):
    from pdfminer.pdfdocument import PDFDocument  # noqa: PLC0415 (takes a while to load)
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        count = resolve1(resolve1(document.catalog["Pages"])["Count"])
    except Exception:  # noqa: BLE001 (whatever the library raises on what it cannot read)
        # a file that cannot be read is told elsewhere; its pages are counted by hand
        return 0
    return count if isinstance(count, int) and 0 < count < _LIKELY else 0
