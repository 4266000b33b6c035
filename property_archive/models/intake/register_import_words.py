import re

from odoo import models
from odoo.exceptions import ValidationError

from ..recognition.recognition_key import name_key

_SEPARATORS = re.compile(r"[;,；，、\n]+")
_RANGE = re.compile(r"(\d+)(?:\s*[-–~～]\s*(\d+))?")
#: What registers call a carrier, beside its name here.
_CARRIERS = {
    "paper": "纸 纸质 纸张 纸介质 文书",
    "photo": "照片 相片 图片",
    "film": "胶片 底片 缩微胶片",
    "tape": "磁带 录音带 录像带 录音 录像",
    "disc": "光盘 CD DVD 光碟",
    "drive": "硬盘 移动硬盘 U盘 优盘",
    "server": "电子 电子档 电子文件 电子版 服务器 数字化",
    "other": "实物 其他 其它",
}
_BOTH = "双套 纸质和电子 纸质+电子 纸质、电子 纸电 纸质/电子"
_MEDIA = {
    "paper": "paper",
    "photo": "audiovisual",
    "film": "audiovisual",
    "tape": "audiovisual",
    "disc": "electronic",
    "drive": "electronic",
    "server": "electronic",
    "other": "object",
}
#: Why a file was closed, as registers say it.
_REASONS = {
    "ownership_ended": "产权转移 产权变更 过户 出售 转让 业主变更 卖房 继承",
    "employee_left": "离职 调离 辞职 退休 解聘",
    "contract_ended": "退租 合同到期 合同终止 合同结束 搬离 租约到期",
    "ended": "结案 办结 终结 完结 结束 已结",
}
#: The reason where none is told, by what a file is about.
_USUAL = {"owner": "ownership_ended", "tenant": "contract_ended"}


class Found:
    """Records named by the words of a register, looked up once for all lines."""

    def __init__(self, lines):
        self.env, self.lines = lines.env, lines
        self._levels = self._by_name(self.env["property.archive.level"].search([]))
        self._categories = self._by_company("property.archive.category", "category_code")
        departments = self.env["hr.department"].sudo()
        names = self._texts("department")
        self._named_departments = (
            departments.search([("name", "in", names)]) if names else departments
        )
        self._places = self._all_places()
        record = self.env["property.archive.record"]
        self._labels = {
            name: dict(record._fields[name]._description_selection(self.env))
            for name in ("carrier", "close_reason")
        }
        self._carriers = self._words(_CARRIERS, "carrier")
        self._reasons = self._words(_REASONS, "close_reason")
        self.cache = {}
        #: called with how many more records are made
        self.report = lambda count: None

    def _texts(self, name):
        return list(set(filter(None, self.lines.mapped(name))))

    def _words(self, known, name):
        words = {label.casefold(): value for value, label in self._labels[name].items()}
        words |= {value: value for value in self._labels[name]}
        words |= {w.casefold(): value for value, texts in known.items() for w in texts.split()}
        return words

    def _by_name(self, records):
        """Levels by code and by name in each language."""
        langs = {code for code, _name in self.env["res.lang"].get_installed()} | {"en_US"}
        return {
            name_key(word): record
            for record in records
            for lang in langs
            for word in (record.code, record.with_context(lang=lang).name)
        }

    def _by_company(self, model, name):
        texts = self._texts(name)
        records = self.env[model]
        found = records.search(
            ["|", "|", ("code", "in", texts), ("name", "in", texts),
             ("code", "in", [text.split()[0] for text in texts])]
        )  # fmt: skip
        by_word = {}
        for record in found:
            for word in {record.code, record.name, record.display_name}:
                by_word[word] = by_word.get(word, records) | record
        return by_word

    def _all_places(self):
        texts = self._texts("location_barcode")
        places = self.env["property.archive.location"]
        return places.search(
            ["|", "|", ("barcode", "in", texts), ("complete_name", "in", texts),
             ("name", "in", texts)]
        )  # fmt: skip

    def today(self, line):
        """Today in the company of a line."""
        key = ("today", line.company_id)
        if key not in self.cache:
            self.cache[key] = line.company_id._archive_today()
        return self.cache[key]

    def words(self, name):
        """The words a column accepts, for error messages."""
        if name == "level":
            levels = self.env["property.archive.level"].search([], order="rank")
            return ", ".join(levels.mapped("name"))
        if name == "department":
            return ", ".join(self.env["hr.department"].sudo().search(
                [("company_id", "in", [*self.lines.company_id.ids, False])], limit=20
            ).mapped("name"))  # fmt: skip
        return ", ".join(self._labels[name].values())

    def category(self, line):
        """The category a line names by its code or, where only one has it, by its name."""
        key = ("category", line.company_id, line.category_code)
        if key not in self.cache:
            found = self._categories.get(line.category_code, self.env["property.archive.category"])
            own = found.filtered(lambda c: not c.company_id or c.company_id == line.company_id)
            exact = own.filtered(lambda c: c.code == line.category_code)
            chosen = exact.sorted(lambda c: not c.company_id)[:1] or own
            self.cache[key] = chosen if len(chosen) == 1 else chosen.browse()
        return self.cache[key]

    def level(self, line):
        """The level a line names; 秘密★10年 is 秘密."""
        word = name_key(re.split(r"[★*（(]", line.level or "")[0])
        return self._levels.get(word, self.env["property.archive.level"])

    def department(self, line):
        """The department a line names, of its company or of none."""
        key = ("department", line.company_id, line.department)
        if key not in self.cache:
            self.cache[key] = self._named_departments.filtered(
                lambda d: d.name == line.department
                and d.company_id.id in (line.company_id.id, False)
            )[:1]
        return self.cache[key]

    def carrier(self, line):
        """Carrier and medium a line names, None where it names neither.

        :rtype: tuple(str, str)
        """
        word = (line.carrier or "").casefold().strip()
        if word in _BOTH.split():
            return "paper", "both"
        carrier = self._carriers.get(word)
        return carrier and (carrier, _MEDIA.get(carrier, "paper"))

    def close_reason(self, line, category):
        """Why the file of a line was closed, False where it is open."""
        if line.close_reason:
            return self._reasons.get(line.close_reason.casefold().strip())
        if not line.date_closed:
            return False
        if category.subject_kind == "employee":
            return "employee_left"
        return _USUAL.get(category.unit_party, "ended")

    def places(self):
        return self._places

    def place(self, line):
        """The places of its company that a line may mean; by barcode one, by name perhaps more."""
        key = ("place", line.company_id, line.location_barcode)
        if key not in self.cache:
            text = line.location_barcode
            own = self._places.filtered(lambda p: p.company_id == line.company_id)
            for name in ("barcode", "complete_name", "name"):
                found = own.filtered(lambda p, name=name: p[name] == text)
                if found:
                    break
            self.cache[key] = found
        return self.cache[key]

    def carrier_refused(self, line):
        """Why the place of a line does not take what it is on, False where it does."""
        place, named = self.place(line), self.carrier(line) or ("paper", "paper")
        key = ("carrier", place, named)
        if key not in self.cache:
            vals = {"name": line.name, "carrier": named[0], "medium": named[1]}
            try:
                self.env["property.archive.record"].new(vals)._check_carrier_in(place)
                self.cache[key] = False
            except ValidationError as error:
                self.cache[key] = str(error)
        return self.cache[key]


class PropertyArchiveImport(models.Model):
    """The words of a register: categories, places, pieces."""

    _inherit = "property.archive.import"

    def _look_up(self):
        """What the words of these lines name.

        :rtype: Found
        """
        return Found(self)

    def _read_pieces(self, category):
        """The pieces the line says are there.

        :return: pieces of the category's checklist, and the words that name none
        :rtype: tuple(property.archive.category.piece, list(str))
        """
        pieces, found, unknown = category.piece_ids, category.piece_ids.browse(), []
        for word in filter(None, map(str.strip, _SEPARATORS.split(self.pieces_present or ""))):
            span = _RANGE.fullmatch(word)
            if word == "*":
                named = pieces
            elif span:
                first, last = int(span[1]), int(span[2] or span[1])
                named = pieces[max(first, 1) - 1 : last] if last <= len(pieces) else None
            else:
                named = pieces.filtered(
                    lambda p, word=word: word in (p.name, p.with_context(lang=None).name)
                )
            if named:
                found |= named
            elif word != "*":
                unknown.append(word)
        return found, unknown
