import csv
import io
import re
import unicodedata

from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError

_MODEL = "property.archive.import"
_HEADER_ROWS = 15
#: A row without any of these is no entry of the register.
_NAMING = ("name", "reference", "category_code")
#: An ambiguous heading: the columns beside it decide its meaning.
_ENTRANCE_OR_HOME = ("单元", "unit")
_SEPARATORS = (",", "\t", ";", "|")
#: Other headings that registers use for a column.
SYNONYMS = {
    "name": "题名 案卷题名 文件题名 标题 档案名称 名称 案卷名称 文件名称 卷名 内容",
    "category_code": "类别 类别代码 分类 分类号 档案类别 类别名称 门类 档案门类 类目 类别编号",
    "reference": "档号 原档号 档案编号 档案号 编号 案卷号 卷号 存档编号",
    "home": "单元 单元/房号 楼栋/单元/房号 楼栋单元房号 楼栋房号 房屋编号 房产 物业地址 房屋坐落"
    " 房间 铺位号 车位号",
    "project": "项目 小区 项目名称 小区名称 楼盘 园区",
    "building": "楼栋 栋 栋号 楼号 楼栋号 幢号 座 座号 楼座",
    "unit": "单元号 门 单元门 梯 梯号 入口",
    "room": "房号 室 室号 房间号 门牌号 户号",
    "partner_name": "业主 业主姓名 姓名 客户 客户名称 客户姓名 租户 租户姓名 租户名称 业主名称"
    " 产权人 住户 住户姓名 业主、租户或客户 业主/租户 对方 对方单位 来文单位 单位名称 往来单位",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 电话号码 业主电话",
    "partner_document": "身份证号 身份证 证件号 证件号码 身份证号码 统一社会信用代码 营业执照号",
    "share": "份额 产权份额 产权比例 比例 共有份额",
    "employee": "员工 员工姓名 员工编号 工号 职工 人员姓名 职工姓名 员工工号",
    "plate": "车牌 车牌号 车牌号码 车号",
    "level": "密级 保密级别 保密等级",
    "department": "部门 归档部门 所属部门 责任部门 形成部门 保管部门",
    "document_number": "文号 文件编号 发文字号 文件字号 文件号 字号",
    "author": "责任者 作者 责任人 形成单位 发文单位 编制单位",
    "date_document": "日期 文件日期 成文日期 形成日期 形成时间 文件形成日期 建档日期 签订日期 时间"
    " 入伙日期",
    "date_filed": "归档日期 归档时间 入库日期 存档日期 移交日期",
    "date_closed": "关闭日期 结案日期 办结日期 销户日期 终止日期 搬离日期 退租日期 截止日期",
    "close_reason": "关闭原因 关闭理由 结案原因 终止原因 销户原因",
    "page_count": "页数 页码 总页数 页",
    "quantity": "件数 份数 数量 卷内件数",
    "carrier": "载体 载体类型 介质 存储介质",
    "note": "备注 附注 说明",
    "pieces_present": "已有材料 材料 资料 现有材料 卷内材料",
    "location_barcode": "位置 存放位置 存放地点 存放位置条码 柜号 库位 柜架号 保管位置 存放处",
    "retention": "保管期限 期限 保存期限",
}


def heading_key(text):
    """The form in which headings are compared: width, blanks, stars and brackets do not count."""
    text = unicodedata.normalize("NFKC", text or "") if isinstance(text, str) else str(text or "")
    return re.sub(r"\(.*?\)|[\s*:：_\-—·]", "", text).casefold()


def row_cell(row, index):
    """A cell of a row that may be too short for it."""
    return row[index] if index < len(row) else ""


def columns_by_heading(env):
    """Field names by the possible headings of their columns.

    :rtype: dict(str, str)
    """
    lines, found = env[_MODEL], {}
    for name, words in SYNONYMS.items():
        if name in lines._fields:
            found.update((heading_key(word), name) for word in words.split())
    langs = [code for code, _name in env["res.lang"].get_installed() if code != env.lang]
    # the user's language takes precedence
    for lang in ("en_US", *langs, env.lang or "en_US"):
        described = lines.with_context(lang=lang).fields_get(list(SYNONYMS), ["string"])
        # our own column names take precedence over aliases of other columns
        found.update((heading_key(field["string"]), name) for name, field in described.items())
    for name in SYNONYMS:
        if name in lines._fields:
            found.setdefault(name, name)
    return found


class BaseImport(models.TransientModel):
    """Odoo's import screen reads a register as companies keep it (requirement G4).

    Only for the lines of a register: rows of title above the header, the first sheet that
    is visible, numbers as their cells show them, any Chinese encoding, the user's own
    headings.
    """

    _inherit = "base_import.import"

    def _read_file(self, options):
        if self.res_model != _MODEL:
            return super()._read_file(options)
        length, rows = super()._read_file(options)
        rows = self._archive_below_title(rows)
        width = max(map(len, rows), default=0)
        return length, [list(row) + [""] * (width - len(row)) for row in rows]

    def _archive_below_title(self, rows):
        """The rows from the one with the headings on."""
        known = columns_by_heading(self.env)
        remembered = self.env["base_import.mapping"].search([("res_model", "=", _MODEL)])
        known |= {heading_key(m.column_name): m.field_name for m in remembered if m.field_name}
        best, most = 0, 1
        for index, row in enumerate(rows[:_HEADER_ROWS]):
            hits = len({known[key] for cell in row if (key := heading_key(cell)) in known})
            if hits > most:
                best, most = index, hits
        rows = rows[best:]
        naming = [
            index
            for index, cell in enumerate(rows[0] if rows else ())
            if known.get(heading_key(cell)) in _NAMING
        ]
        # totals, signatures and remarks below the table are no entries
        while naming and len(rows) > 1 and not any(row_cell(rows[-1], n) for n in naming):
            rows.pop()
        return rows

    def _get_mapping_suggestion(self, header, fields_tree, header_types, mapping_fields):
        if self.res_model != _MODEL:
            return super()._get_mapping_suggestion(
                header, fields_tree, header_types, mapping_fields
            )
        known = columns_by_heading(self.env)
        name = mapping_fields.get(header.lower()) or known.get(heading_key(header))
        # no fuzzy matching of headings: a wrong guess would misfile the register
        return {"field_path": [name], "distance": 0} if name else {}

    def _get_mapping_suggestions(self, headers, header_types, fields_tree):
        found = super()._get_mapping_suggestions(headers, header_types, fields_tree)
        if self.res_model != _MODEL:
            return found
        # 单元 is the entrance beside columns for building and room, and the home without them
        paths = {(match or {}).get("field_path", [""])[0] for match in found.values()}
        name = "unit" if {"building", "room"} <= paths else "home"
        for column in found:
            if heading_key(column[1]) in _ENTRANCE_OR_HOME:
                found[column] = {"field_path": [name], "distance": 0}
        return found

    def execute_import(self, fields, columns, options, dryrun=False):
        self = self.with_context(archive_import_file=self.file_name)
        return super().execute_import(fields, columns, options, dryrun)

    # -- texts --------------------------------------------------------------------------------

    def _read_csv(self, options):
        if self.res_model == _MODEL and self.file:
            encoding = self._archive_encoding(options.get("encoding"))
            options["encoding"] = encoding
            if not options.get("separator"):
                text = self.file.decode(encoding, errors="replace")
                options["separator"] = self._archive_separator(text, options)
        return super()._read_csv(options)

    def _archive_encoding(self, chosen):
        """The encoding of the file: the chosen one, or one that decodes it without errors.

        :raise ImportValidationError: naming the encoding, and where to choose another one
        """
        data = self.file
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if data.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig" if not chosen or chosen.startswith("utf-8") else chosen
        # a file declared as GBK or GB2312 may contain names that only GB18030 has
        chosen = {"gb2312": "gb18030", "gbk": "gb18030"}.get((chosen or "").lower(), chosen)
        sample = data[:2000]
        wide = [sample[0::2].count(0), sample[1::2].count(0)]
        if not chosen and max(wide) > len(sample) / 20:
            chosen = "utf-16-le" if wide[1] > wide[0] else "utf-16-be"
        for encoding in [chosen] if chosen else ["utf-8", "gb18030", "big5"]:
            try:
                data.decode(encoding)
                return encoding
            except (UnicodeDecodeError, LookupError):
                continue
        raise ImportValidationError(
            self.env._(
                "The file is not written in “%s”. Choose another encoding in the box “Encoding”:"
                " files from Chinese Windows are gb18030, others utf-8.",
                chosen or "utf-8, gb18030",
            )
        )

    def _archive_separator(self, text, options):
        """The column separator: the candidate most frequent in most rows."""
        quote = options.get("quoting") or '"'

        def width(separator):
            reader = csv.reader(io.StringIO(text[:20000]), quotechar=quote, delimiter=separator)
            widths = sorted(len(row) for _index, row in zip(range(50), reader, strict=False))
            return widths[len(widths) // 2] if widths else 0

        return max(_SEPARATORS, key=width)
