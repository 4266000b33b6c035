import random

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ...models.scheme.home import Home, chinese_number, read_home
from ..common import ArchiveCase

_NUMERALS = "〇一二三四五六七八九"


def _chinese(number):
    """A number below a hundred as people say it: 93 is 九十三."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")


def _spellings(draw, building, entrance, room):
    """One home as some clerk may write it: its three cells, and the one cell."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")

    def number(value, chinese):
        return draw.choice([str(value), str(value).zfill(3), str(value).translate(wide), chinese])

    cells = (
        number(building, _chinese(building))
        + draw.choice(["", "栋", "幢", "座", "号楼", "#", "＃", " 栋"]),
        number(entrance, _chinese(entrance)) + draw.choice(["", "单元", "门", " 单元"]),
        draw.choice([str(room), str(room).zfill(4), "".join(_NUMERALS[int(d)] for d in str(room))])
        + draw.choice(["", "室", "号", "房", "户"]),
    )
    one = draw.choice(
        [
            f"{building}-{entrance}-{room}",
            f"{building}栋{entrance}单元{room}室",
            f"{building}＃{entrance}－{room}",
            f"{building}号楼{entrance}单元{room}",
            f"{_chinese(building)}栋{_chinese(entrance)}单元{room}室",
            f"{building} - {entrance} - {room:04}",
        ]
    )
    return cells, one


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestHome(ArchiveCase):
    """One home is one unit, however it is written (A4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.archivist)

    def _unit(self, building="", unit="", room="", **vals):
        return self.env["property.archive.unit"].create(
            {"building": building, "unit": unit, "room": room, **vals}
        )

    def test_any_spelling_of_a_home_has_one_form(self):
        draw = random.Random(16)
        for _number in range(300):
            home = (draw.randint(1, 99), draw.randint(1, 9), draw.randint(101, 3304))
            wanted = Home("", *map(str, home)).key()
            cells, one = _spellings(draw, *home)
            self.assertEqual(Home("", *cells).key(), wanted, cells)
            self.assertEqual(read_home(one).key(), wanted, one)

    def test_what_is_no_flat_has_a_form_too(self):
        for texts in (
            ("车位B1-023", "B1-23车位", "地下停车位Ｂ１－０２３号", "车位 B1-023"),
            ("商铺12", "12号商铺", "底商012"),
            ("储藏室5", "储物间05"),
            ("1501+1502", "1502、1501", "1501-1502", "1501，1502室"),
        ):
            keys = {Home("", "3", "", text).key() for text in texts}
            self.assertEqual(len(keys), 1, texts)
        self.assertNotEqual(Home("", "3", "", "23").key(), Home("", "3", "", "车位23").key())
        self.assertNotEqual(Home("", "3", "1", "201").key(), Home("", "3", "", "201").key())

    def test_one_cell_is_read(self):
        for text, parts in (
            ("3-2-1501", ("", "3", "2", "1501")),
            ("锦绣花园一期3栋2单元1501", ("锦绣花园1期", "3", "2", "1501")),
            ("锦绣花园 3-2-1501", ("锦绣花园", "3", "2", "1501")),
            ("A座1203", ("", "A", "", "1203")),
            ("甲栋101", ("", "甲", "", "101")),
            ("3#1501", ("", "3", "", "1501")),
            ("3栋车位B1-023", ("", "3", "", "车位B1-023")),
            ("车位B1-023", ("", "", "", "车位B1-023")),
            ("别墅12号", ("", "", "", "别墅12号")),
            ("1501", ("", "", "", "")),
            ("张伟", ("", "", "", "")),
        ):
            self.assertEqual(tuple(read_home(text)), parts, text)

    def test_numbers_in_chinese_are_read(self):
        for text, number in (
            ("十", "10"), ("十二", "12"), ("二十", "20"), ("九十三", "93"), ("一百零一", "101"),
            ("一五〇一", "1501"), ("贰拾叁", "23"), ("两百", "200"),
        ):  # fmt: skip
            self.assertEqual(chinese_number(text), number)

    def test_a_home_is_registered_once(self):
        first = self._unit("93栋", "1单元", "0201")
        self.assertEqual(first.code, "93栋-1单元-0201")
        with self.assertRaisesRegex(ValidationError, "registered already, as 93栋-1单元-0201"):
            self._unit("９３", "１", "２０１室")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._unit("93", "1", "201", company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "In which building|in which building"):
            self._unit("", "", "201")
        self._unit("", "", "车位B1-023")

    def test_any_spelling_finds_it(self):
        unit = self._unit("93栋", "1单元", "0201")
        units = self.env["property.archive.unit"].with_user(self.archivist)
        for word in ("93-1-201", "93栋1单元0201室", "９３＃１－２０１", "九十三栋一单元201"):
            self.assertIn(unit, units.search(units._archive_word_domain(word)), word)
        parking = self._unit("", "", "车位B1-023")
        for word in ("车位B1-023", "B1-23", "b1-023"):
            self.assertIn(parking, units.search(units._archive_word_domain(word)), word)

    # -- registered twice before the archive compared -----------------------------------------

    def _twins(self):
        first = self._unit("93", "1", "201")
        second = self._unit("93", "1", "202")
        second.flush_recordset()
        self.env.cr.execute(
            "UPDATE property_archive_unit SET room = '0201', home_key = %s, twin_id = %s"
            " WHERE id = %s",
            (first.home_key, first.id, second.id),
        )
        second.invalidate_recordset()
        return first, second

    def test_an_archivist_joins_what_was_registered_twice(self):
        first, second = self._twins()
        second.owner_ids = self.owner
        record = self._file(category=self.owners, unit_id=second.id, partner_id=self.owner.id)
        action = second.with_user(self.archivist).action_join_twin()
        self._forget()
        self.assertEqual(action["res_id"], first.id)
        self.assertFalse(second.exists())
        self.assertEqual(record.sudo().unit_id, first)
        self.assertEqual(first.owner_ids, self.owner)

    def test_a_home_keeps_one_open_file_when_it_is_joined(self):
        first, second = self._twins()
        for unit in (first, second):
            self._file(category=self.owners, unit_id=unit.id, partner_id=self.owner.id)
        with self.assertRaisesRegex(UserError, "has an open file"), self.env.cr.savepoint():
            second.with_user(self.archivist).action_join_twin()
        self.assertTrue(second.exists())
