"""Files of older Office and of Outlook (MSG): compound files of Microsoft."""

import io

import olefile

from .plain import decode, encoding_of, page_text

#: Properties of a message: subject, sender, recipients, text.
_PROPERTIES = ("0037", "0C1A", "5D01", "0E04", "0E03", "1000")


def streams_of(data):
    """The names of what is in a compound file.

    :param bytes data: the file
    :rtype: set(str)
    """
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        return {"/".join(path) for path in file.listdir()}


def is_compound(data):
    """Whether bytes are a compound file.

    :rtype: bool
    """
    return data[:8] == olefile.MAGIC


def message_text(data, attached):
    """What a message of Outlook (MSG) says: its head, its text, and what hangs on it.

    :param bytes data: the file
    :param attached: function of bytes and name that reads what is attached
    :rtype: str
    """
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        names = ["/".join(path) for path in file.listdir()]
        narrow = b"".join(_bytes(file, name) for name in names if name.endswith("001E"))
        encoding = encoding_of(narrow)
        lines = [_text(file, "", number, encoding) for number in _PROPERTIES]
        if not lines[-1]:
            lines.append(page_text(decode(_bytes(file, "__substg1.0_10130102"))))
        for path in file.listdir(streams=False, storages=True):
            if len(path) == 1 and path[0].startswith("__attach_version1.0_"):
                folder = path[0] + "/"
                name = _text(file, folder, "3707", encoding) or _text(
                    file, folder, "3704", encoding
                )
                lines += [name, attached(_bytes(file, folder + "__substg1.0_37010102"), name)]
    return "\n".join(filter(None, lines))


def _bytes(file, path):
    return file.openstream(path).read() if file.exists(path) else b""


def _text(file, folder, number, encoding):
    """A property as text: in UTF-16, or in the sender's encoding."""
    wide = _bytes(file, f"{folder}__substg1.0_{number}001F")
    if wide:
        return wide.decode("utf-16-le", "replace")
    return _bytes(file, f"{folder}__substg1.0_{number}001E").decode(encoding, "replace")


def sheets_text(data):
    """What a workbook of Excel 97 to 2003 says.

    :param bytes data: the file
    :rtype: str
    """
    import xlrd  # noqa: PLC0415 (Odoo's; not every run needs it)

    lines = []
    with xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True) as book:
        for sheet in book.sheets():
            lines.append(sheet.name)
            for number in range(sheet.nrows):
                cells = [str(value) for value in sheet.row_values(number) if value != ""]
                if cells:
                    lines.append(", ".join(cells))
    return "\n".join(lines)
