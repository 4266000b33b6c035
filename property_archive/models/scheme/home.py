"""Spellings of a home's address, and the normalised form in which homes are compared.

An old register may write the same flat as ``93-1-201``, ``93栋1单元0201室``,
``９３#１－２０１`` or ``九十三栋一单元二〇一``. Users see the text as it was first entered;
searches, comparisons and unique constraints use the form computed here.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_DIGITS = {
    **{char: value for value, char in enumerate("〇一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100}
_NUMERALS = "".join([*_DIGITS, *_TENS])
#: A Chinese number before the word for building, entrance, room or phase.
_CHINESE_NUMBER = re.compile(
    rf"[{_NUMERALS}]+(?=$|[栋幢座号楼单元门梯室房户层期区#+,、/\\\s\d-])"
    rf"|(?<=[栋幢座楼元门梯层#-])[{_NUMERALS}]+"
)
#: Traditional and old characters, as in registers from Hong Kong and Taiwan.
_TRADITIONAL = str.maketrans(
    "棟單號門樓層車鋪舖區戶庫間儲獨聯雙庄專陸貳參兩壹",
    "栋单号门楼层车铺铺区户库间储独联双庄专陆贰叁两壹",
)
#: A basement floor: 负一层, 地下1层, B1层 are B1.
_BASEMENT = re.compile(r"(?:负|地下|B|^-)(\d)(?:层|F)-?")
#: The floor between entrance and room; it is dropped, as the room number contains it.
_FLOOR = re.compile(r"(?:(?<=^)|(?<=[栋幢座楼元门梯#-]))\d{1,3}层-?(?=\d{3})")
_ORDINAL = re.compile(r"第(?=\d)")
_DASHES = re.compile(r"[‐‑‒–—―−~～_]+")
_BUILDING_END = re.compile(r"(?:号楼|栋楼|[栋幢座楼号#])+$")
_ENTRANCE_END = re.compile(r"(?:单元|[单门梯#号])+$")
_ROOM_END = re.compile(r"[室房户号#]+$")
_NONE = re.compile(r"(?:[-/\\.]|无|没有|NONE)*", re.IGNORECASE)
#: Words for what is no flat: parking spaces, shops and others.
_KINDS = (
    ("车位", r"(?:地下|地面|机械|人防|产权)*(?:停?车位|车库位?|泊位)"),
    ("商铺", r"(?:底商|商铺|店铺|铺位|商业|门面房?|铺)"),
    ("储藏室", r"(?:储藏[室间]|储物[室间]|杂物[室间]|地下室|仓库|库房)"),
    ("别墅", r"(?:独栋|联排|双拼|叠拼)?别墅"),
)
_KIND = re.compile("|".join(f"(?P<k{index}>{words})" for index, (_k, words) in enumerate(_KINDS)))
_JOINED = re.compile(r"[+&,，、/\\和及]")
_SPAN = re.compile(r"(\d{3,})-(\d{3,})")
#: Separators between the parts of a code typed into the search box.
_BETWEEN = re.compile(r"[\s\-/\\#·,，、.。%()+&]+|[栋幢座楼号单元梯门室房户]+")

#: An address with the words for building, entrance and room.
_WRITTEN = re.compile(
    r"(?P<building>[A-Z]*\d*[A-Z]?|[甲乙丙丁戊东南西北中]+)(?:号楼|[栋幢座楼#])-?"
    r"(?:(?P<unit>[A-Z]?\d*|[甲乙丙丁戊东南西北中]+)(?:单元|[门梯])-?|(?P<unit2>\d{1,2})-)?"
    r"(?P<room>[A-Z]*\d[\dA-Z+,、&-]*)[室房户号]*"
)
#: The name of the estate at the beginning.
_PROJECT = re.compile(
    r"(?P<project>(?:[\u4e00-\u9fff·]{2,}?(?:\d+期)?|\d+期))[\s-]*(?=[A-Z]*\d|[甲乙丙丁戊]?[栋座])"
)


class Home(NamedTuple):
    """The parts of a home's address, as written or in normalised form."""

    project: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    def text(self):
        """The form as one text, as units store it.

        :rtype: str
        """
        return _text(self)

    def key(self):
        """The normalised form, equal for every spelling of a home; empty without a room.

        :rtype: Home
        """
        return Home(
            project_key(self.project),
            building_key(self.building),
            entrance_key(self.unit),
            room_key(self.room),
        )


@lru_cache(maxsize=1 << 16)
def _text(home):
    key = home.key()
    return "|".join(key) if key.room else False


def plain(text):
    """A text in half width and uppercase, with one kind of dash and numbers as digits."""
    text = unicodedata.normalize("NFKC", text or "").upper().strip()
    text = _DASHES.sub("-", text.translate(_TRADITIONAL))
    text = _ORDINAL.sub("", _CHINESE_NUMBER.sub(lambda match: chinese_number(match[0]), text))
    return _FLOOR.sub("", _BASEMENT.sub(r"B\1-", text))


def chinese_number(text):
    """Convert a Chinese number to digits: 一五〇一 is 1501, 二十三 is 23, 一百零一 is 101.

    :rtype: str
    """
    if not set(text) & set(_TENS):
        return "".join(str(_DIGITS[char]) for char in text)
    total, digit = 0, None
    for char in text:
        if char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        else:
            digit = _DIGITS[char]
    return str(total + (digit or 0))


def _numbers(text):
    """Remove leading zeros of numbers: 0201 becomes 201, B1-023 becomes B1-23."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def _bare(text):
    return re.sub(r"\s+", "", plain(text))


def project_key(text):
    """The normalised name of an estate, without regard to width, case and blanks."""
    return _bare(text)


def building_key(text):
    """The normalised building: 93栋, 93幢, 93号楼 and 93# become 93."""
    text = _bare(text)
    return "" if _NONE.fullmatch(text) else _numbers(_BUILDING_END.sub("", text).strip("-") or text)


def entrance_key(text):
    """The normalised entrance: 1单元 and 1门 become 1; a dash or 无 becomes empty."""
    text = _bare(text)
    return "" if _NONE.fullmatch(text) else _numbers(_ENTRANCE_END.sub("", text).strip("-") or text)


def room_key(text):
    """The normalised room, parking space or shop, or several joined rooms: 1501+1502."""
    text = _bare(text)
    if _NONE.fullmatch(text):
        return ""
    kind, text = _kind(text)
    span = _SPAN.fullmatch(text)
    if span and len(span[1]) == len(span[2]):
        text = f"{span[1]}+{span[2]}"
    rooms = [_ROOM_END.sub("", room).strip("-") or room for room in _JOINED.split(text) if room]
    return kind + "+".join(sorted(map(_numbers, rooms), key=lambda room: (len(room), room)))


def _kind(text):
    """Find the word for something that is no flat.

    :return: that word, and the text without it
    """
    found = _KIND.search(text)
    if not found:
        return "", text
    kind = next(kind for index, (kind, _w) in enumerate(_KINDS) if found[f"k{index}"])
    rest = (text[: found.start()] + text[found.end() :]).strip("-")
    return kind, rest


def is_flat(room):
    """Whether a room is a flat, and not a parking space, shop, storeroom or villa."""
    return not _kind(_bare(room))[0]


def read_home(text):
    """Parse an address in one cell: 3-2-1501, 3栋2单元1501室, 车位B1-023, 3号楼1501.

    :param str text: from a register with the address in one column
    :return: empty when the text contains no address
    :rtype: Home
    """
    text = plain(text)
    if not re.search(r"\d", text):
        return Home()
    kind = _KIND.search(text)
    if kind and kind.start() and kind.end() == len(text):
        # B1-023车位: the word comes last
        return Home(room=text)
    if kind:
        before = text[: kind.start()].strip(" -")
        if re.fullmatch(r"B\d", before):
            # 负一层车位12 becomes B1-12: spaces on different floors may have the same number
            rest = text[kind.end() :].strip(" -")
            return Home(room=f"{kind[0]}{before}-{rest}")
        project, building = _split_project(before)
        return Home(project, building_key(building), "", text[kind.start() :].strip())
    project, rest = _split_project(text)
    found = _WRITTEN.fullmatch(re.sub(r"\s+", "", rest))
    if found and found["building"]:
        unit = found["unit"] or found["unit2"] or ""
        return Home(project, found["building"], unit, found["room"])
    if re.fullmatch(r"\d+\.\d+\.\d+", rest):
        rest = rest.replace(".", "-")
    # 3-2-1501/1502 are two joined rooms, and not estate, building, entrance and room
    rest = (
        re.sub(r"(?<=\d)\s*[/\\]\s*(?=\d{3,}(?:[室房户号]|$))", "+", rest) if "-" in rest else rest
    )
    parts = [part for part in re.split(r"[\s/\\]*-[\s/\\]*|[\s/\\]+", rest) if part]
    parts = [part for part in parts if not _NONE.fullmatch(part)]
    if len(parts) == 4 and not project:
        project, *parts = parts
    if len(parts) == 3:
        building, unit, room = parts
        return Home(project, building_key(building), entrance_key(unit), _ROOM_END.sub("", room))
    if len(parts) == 2:
        building, room = parts
        return Home(project, building_key(building), "", _ROOM_END.sub("", room))
    return Home()


def _split_project(text):
    found = _PROJECT.match(text)
    if not found or found["project"][-1] in "栋幢座":
        return "", text
    return found["project"], text[found.end() :]


def search_parts(text):
    """The parts of an address typed into the search box.

    :rtype: list(str)
    """
    text = _KIND.sub(lambda match: f" {_kind(match[0])[0]} ", plain(text))
    return [_numbers(part) for part in _BETWEEN.split(text) if part]
