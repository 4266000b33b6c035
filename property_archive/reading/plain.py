"""Text, web pages and mail messages."""

import contextlib
import email
import email.header
import email.policy
import re

from lxml import etree, html

#: In the order in which a wrong guess shows: nearly any bytes are some GB 18030.
_ENCODINGS = ("utf-8-sig", "gb18030")
#: What older names of Chinese encodings leave out, the newer one has.
_CHINESE = {"gb2312", "gbk", "cp936", "ms936", "hz-gb-2312", "x-gbk", "euc-cn"}
#: How deep messages inside messages are read.
_DEPTH = 4


def decode(data, charset=None):
    """The text of bytes in one of the encodings in use in China.

    :param bytes data: a text
    :param str charset: what somebody says that it is
    :rtype: str
    """
    data = data or b""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    charset = (charset or "").lower()
    if charset and charset not in _CHINESE and charset not in ("us-ascii", "ascii"):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return data.decode(charset)
    return data.decode(encoding_of(data), "replace")


def encoding_of(data):
    """The encoding in use in China in which bytes are a text, UTF-8 if none.

    A few letters may be a text in several: what was written together is asked about together.

    :param bytes data: a text, or several
    :rtype: str
    """
    for encoding in _ENCODINGS:
        with contextlib.suppress(UnicodeDecodeError):
            data.decode(encoding)
            return encoding
    return "utf-8"


def page_text(source):
    """What a web page says, without its scripts.

    :param str source: HTML
    :rtype: str
    """
    try:
        tree = html.document_fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ""
    for part in tree.xpath("//script | //style"):
        part.drop_tree()
    for part in tree.iter("br", "p", "div", "tr", "li", "h1", "h2", "h3"):
        part.tail = "\n" + (part.tail or "")
    return tree.text_content()


def message_text(data, attached, depth=0):
    """What a mail message (EML) says: its head, its text, and what hangs on it.

    :param bytes data: the message
    :param attached: function of bytes and name that reads what is attached
    :param int depth: how many messages it is inside of
    :rtype: str
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    lines = [
        _header(message[name]) for name in ("Subject", "From", "To", "Cc", "Date") if message[name]
    ]
    bodies = {"plain": [], "html": []}
    for part in message.walk():
        if part.is_multipart():
            continue
        name = _header(part.get_filename() or "")
        body = part.get_payload(decode=True) or b""
        kind = part.get_content_type()
        if name or part.get_content_disposition() == "attachment":
            lines.append(name)
            if depth < _DEPTH:
                lines.append(attached(body, name))
        elif kind == "text/plain":
            bodies["plain"].append(decode(body, part.get_content_charset()))
        elif kind == "text/html":
            bodies["html"].append(page_text(decode(body, part.get_content_charset())))
    return "\n".join(filter(None, [*lines, *(bodies["plain"] or bodies["html"])]))


def _header(value):
    """A line of the head, whatever old programs wrote into it."""
    text = ""
    try:
        parts = email.header.decode_header(str(value))
    except (email.errors.HeaderParseError, ValueError):
        return str(value)
    for part, charset in parts:
        if isinstance(part, str):
            part = part.encode("utf-8", "surrogateescape")
        text += decode(part, charset)
    return text


def is_message(data):
    """Whether bytes begin as a mail message does.

    :param bytes data: a file
    :rtype: bool
    """
    head = data[:4096].lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    names = re.findall(rb"^([A-Za-z][A-Za-z-]*):", head, re.MULTILINE)
    known = {b"from", b"subject", b"mime-version", b"received", b"message-id", b"date", b"to"}
    return bool(re.match(rb"[A-Za-z][A-Za-z-]*:", head)) and (
        len(known & {name.lower() for name in names}) >= 3
    )
