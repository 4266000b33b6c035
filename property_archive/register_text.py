"""Parse the texts of an imported register, and undo what spreadsheets did to them.

Pure functions: the whole register is parsed here before any record is searched.
"""

import datetime
import re
import unicodedata
from typing import NamedTuple

from .models.scheme.home import chinese_number

#: No company's register begins earlier; a year such as 0202 is a typing error.
FIRST_DAY = datetime.date(1900, 1, 1)
LONGEST_CODE = 64

_GUARD = re.compile(r"""^(?:="(?P<formula>[^"]*)"|'(?P<quoted>[^']+)'?)$""")
#: Invisible characters that nobody typed; text copied from web pages and chats contains them.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NUMERALS = "〇零一二三四五六七八九十"
_CHINESE = re.compile(rf"[{_NUMERALS}]+")
_DAY = re.compile(r"(?P<year>\d{4}|\d{2})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
_MONTH = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})月?(?P<day>)")
_YEAR = re.compile(r"(?P<year>\d{4})年?(?P<month>)(?P<day>)")
_TIME = re.compile(r"(?<=\d)[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_SERIAL = re.compile(r"[2-5]\d{4}(\.0*)?")
_MADE_A_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2}"
)
_ROUNDED = re.compile(r"-?\d+(?:\.\d*)?[Ee]\+?\d+")
#: What a spreadsheet shows for a failed formula, and booleans it made of a text.
_BROKEN = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#+)|TRUE|FALSE",
    re.IGNORECASE,
)
#: A formula whose result is not in the file.
_FORMULA = re.compile(r"=(?=.*[A-Z(])[^=].*|=\+.*", re.IGNORECASE | re.DOTALL)
_COUNTRY = re.compile(r"(?:\+|\b00)86[\s-]+(?=1)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_BETWEEN_PHONES = re.compile(r"[/、,，;；|\n]+|\s+(?=\+?\d{7})")
_BETWEEN_NAMES = re.compile(r"[、,，;；/\n]+")


class Day(NamedTuple):
    """A date of which the day, or the month too, may be unknown."""

    date: datetime.date
    #: ``2016-05-00`` or ``2016-00-00`` (DA/T 18) when the day or the month is unknown
    partial: str | bool = False


def clean(text):
    """The text of a cell, without outer blanks and the marks that protect it in spreadsheets.

    :param text: ``="0012"`` and ``'0012`` are 0012
    :rtype: str
    """
    text = _UNSEEN.sub("", text or "").replace("\u00a0", " ").strip()
    found = _GUARD.match(text)
    return (found["formula"] or found["quoted"] or "").strip() if found else text


def read_day(text):
    """Parse a date; None when the text is not one.

    Any spelling of a full date is accepted: 2016-05-09, ２０１６／５／９, 二〇一六年五月九日,
    2016年5月9号, [2016-05-09], 16/5/9. An unknown day or month stays unknown.

    :param str text: as written in the register
    :rtype: Day
    """
    text = unicodedata.normalize("NFKC", text or "").strip(" []()【】〔〕<>《》约")
    text = _TIME.sub("", re.sub(r"[‐‑‒–—―－−]", "-", text))
    text = re.sub(r"\s+", "", text).replace("号", "日").strip("-/.")
    text = _CHINESE.sub(lambda match: chinese_number(match[0]), text)
    for pattern in (_DAY, _COMPACT, _MONTH, _YEAR):
        found = pattern.fullmatch(text)
        if found:
            break
    else:
        return None
    year, month, day = (int(found[name] or 0) for name in ("year", "month", "day"))
    if len(found["year"]) == 2:
        # Chinese spreadsheets put a two-digit year first: it is never in the future
        year += 2000 if year <= datetime.datetime.now().year % 100 else 1900
    if not month and day:
        return None
    try:
        date = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    whole = month and day
    return Day(date, False if whole else f"{year:04}-{month:02}-00")


def is_serial(text):
    """Whether a text may be the serial number by which a spreadsheet stores a date."""
    return bool(_SERIAL.fullmatch((text or "").strip()))


def serial_day(text):
    """The date of a spreadsheet's serial number."""
    return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(text)))


def parse_number(text):
    """Parse an integer: 0 for an empty text, None when it is not an integer."""
    text = unicodedata.normalize("NFKC", text or "").strip() or "0"
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        text = text.replace(",", "")
    found = re.fullmatch(r"(-?\d{1,12})(?:\.0*)?[页件份张册]?", text)
    return int(found[1]) if found else None


def parse_share(text):
    """Parse a percentage: 50, 50%, 0.5 or 1/2. None when it is not one.

    :rtype: float
    """
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    if found := re.fullmatch(r"(\d{1,9})/(\d{1,9})", text):
        share = 100 * int(found[1]) / int(found[2]) if int(found[2]) else None
    elif found := re.fullmatch(r"(\d*\.?\d+)(%?)", text):
        share = float(found[1])
        share = share * 100 if share <= 1 and not found[2] and "." in text else share
    else:
        share = None
    return share if share is not None and share <= 100 else None


def made_a_date(text):
    """Whether a spreadsheet turned a room or a code into a date: 1-2 became 1月2日."""
    return bool(_MADE_A_DATE.fullmatch(text or ""))


def is_rounded(text):
    """Whether a spreadsheet rounded a long number: 1.2E+10 has lost its digits."""
    return bool(_ROUNDED.fullmatch(text or ""))


def is_broken(text):
    """Whether a cell holds an error, a boolean or a formula instead of a text."""
    return bool(_BROKEN.fullmatch(text or "") or _FORMULA.fullmatch(text or ""))


def lost_end(number):
    """Whether a spreadsheet replaced the last digits of an identity card number by zeros.

    It keeps fifteen digits of a number; the last character of the number is a check character of
    the seventeen before it (GB 11643).
    """
    number = unicodedata.normalize("NFKC", number or "").strip()
    if not re.fullmatch(r"\d{15}000", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] != number[-1]


def split_names(text):
    """The names in one cell: 张伟、李娜.

    :rtype: list(str)
    """
    names = (re.sub(r"\s+", " ", name).strip() for name in _BETWEEN_NAMES.split(text or ""))
    return list(filter(None, names))


def split_phones(text):
    """The telephone numbers in one cell.

    :rtype: list(str)
    """
    text = _COUNTRY.sub("+86", unicodedata.normalize("NFKC", text or "").strip())
    phones = map(str.strip, _BETWEEN_PHONES.split(text))
    return list(filter(None, phones))
