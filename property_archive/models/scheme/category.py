import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...selections import SCOPES
from .unit import natural_key

#: Fields that a numbering pattern may contain, with a sample for the preview.
PATTERN_FIELDS = {
    "code": "WY-YZ",
    "project": "YGHY",
    "year": "2026",
    "month": "11",
    "building": "3",
    "unit": "2",
    "room": "1501",
    "number": "0001",
}
_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\d))?\}")


class PropertyArchiveCategory(models.Model):
    """A category of the classification scheme 档案分类 with its rules (A1, A2, A4, A6)."""

    _name = "property.archive.category"
    _description = "Archive Category"
    _inherit = ["property.archive.derived", "property.archive.tree"]
    _parent_name = "parent_id"
    _parent_store = True
    _order = "sort_key, id"
    _rec_names_search = ["code", "complete_name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", search="_search_complete_name", recursive=True
    )
    code = fields.Char(required=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("property.archive.category", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    sort_key = fields.Char(compute="_compute_sort_key", store=True, recursive=True, index=True)
    child_ids = fields.One2many("property.archive.category", "parent_id")
    company_id = fields.Many2one(
        "res.company",
        help="Empty: every company uses this category.",
        ondelete="restrict",
    )
    keeping_department_id = fields.Many2one(
        "hr.department",
        company_dependent=True,
        help="The department that keeps the records of this category in this company."
        " Empty: the department of the category above; where none is named, the general"
        " manager's secretary keeps them.",
    )
    level_id = fields.Many2one(
        "property.archive.level",
        "Default Level",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_level_id(),
    )
    scope = fields.Selection(SCOPES, "Default Scope", required=True, default="department")
    subject_kind = fields.Selection(
        [
            ("none", "No subject"),
            ("partner", "A contact"),
            ("unit", "A property unit"),
            ("partner_unit", "A contact in a property unit"),
            ("employee", "An employee"),
        ],
        required=True,
        default="none",
        help="Who or what a record of this category is about.",
    )
    one_open_file = fields.Boolean(
        "One Open File per Subject",
        help="A subject has at most one open file of this category 一户一档.",
    )
    subject_reads = fields.Boolean(
        "Subject Reads Directly",
        help="An employee reads their own record of this category without asking.",
    )
    numbering_pattern = fields.Char(
        required=True,
        default="{code}-{year}-{number:4}",
        help="How a reference is made. Fields: {code} {project} {year} {month} {building} {unit}"
        " {room} and, once, {number:4} for a running number of at least 4 digits. A series starts"
        " again at 1 whenever one of the other fields changes.",
    )
    numbering_preview = fields.Char(compute="_compute_numbering_preview")
    originals_only = fields.Boolean(
        default=True,
        help="Copies are not accepted for filing unless a piece allows them.",
    )
    custody = fields.Boolean(
        "In Custody",
        help="Files kept for somebody else 托管: taken in with an agreement and an inspection.",
    )
    supervisor_signs = fields.Boolean(
        "Supervisor Signs Handover",
        help="A supervisor 监交人 signs each handover of this category.",
    )
    item_order = fields.Selection(
        [
            ("oldest", "Oldest first"),
            ("newest", "Newest first"),
            ("class", "By class, then date"),
        ],
        "Order inside a Volume",
        required=True,
        default="oldest",
    )
    piece_ids = fields.One2many("property.archive.category.piece", "category_id", "Checklist")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This category code is already in use."
    )

    def _default_level_id(self):
        return self.env["property.archive.level"].search(
            [("clearance_required", "=", False)], order="rank desc", limit=1
        )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id.complete_name
            category.complete_name = f"{parent} / {category.name}" if parent else category.name

    def _search_complete_name(self, operator, value):
        if operator in fields.Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # a category also matches by the names of its ancestors
        return [("id", "child_of", self.sudo().search([("name", operator, value)]).ids)]

    @api.depends("sequence", "code", "parent_id.sort_key")
    def _compute_sort_key(self):
        for category in self:
            own = f"{max(category.sequence, 0):05} {natural_key(category.code)}"
            parent = category.parent_id.sort_key
            category.sort_key = f"{parent} / {own}" if parent else own

    @api.depends("code", "name")
    def _compute_display_name(self):
        for category in self:
            category.display_name = (
                f"{category.code} {category.name}" if category.code else category.name
            )

    @api.depends("numbering_pattern", "code")
    def _compute_numbering_preview(self):
        for category in self:
            sample = dict(PATTERN_FIELDS, code=category.code or PATTERN_FIELDS["code"])
            try:
                category._check_numbering_pattern()
                category.numbering_preview = category._render_pattern(sample, 1)
            except ValidationError as error:
                category.numbering_preview = str(error)

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot lie inside itself."))

    @api.constrains("numbering_pattern")
    def _check_numbering_pattern(self):
        for category in self:
            pattern = category.numbering_pattern or ""
            names = [name for name, _width in _PLACEHOLDER.findall(pattern)]
            rest = _PLACEHOLDER.sub("", pattern)
            if (
                names.count("number") != 1
                or set(names) - set(PATTERN_FIELDS)
                or {"{", "}"} & set(rest)
            ):
                raise ValidationError(
                    self.env._(
                        "The numbering pattern of %(category)s must hold {number:4} once and may"
                        " hold %(fields)s.",
                        category=category.name or "",
                        fields=" ".join(
                            f"{{{name}}}" for name in PATTERN_FIELDS if name != "number"
                        ),
                    )
                )

    def _render_pattern(self, values, number):
        """Build a reference from the pattern and these values.

        :param dict values: text for each field of the pattern
        :param int number: running number
        """

        def text(match):
            name, width = match.groups()
            value = str(number) if name == "number" else values.get(name) or "0"
            return value.zfill(int(width or 0))

        return _PLACEHOLDER.sub(text, self.numbering_pattern)

    def _matches_code(self, code):
        """Whether a code matches this category's pattern.

        ``RS-2026-0001`` is a code of ``RS`` and not of ``RS-2``.

        :param str code: in uppercase
        :rtype: bool
        """
        self.ensure_one()
        parts = {
            "code": re.escape((self.code or "").upper()),
            "year": r"\d{4}",
            "month": r"\d{2}",
            "number": r"\d+",
        }
        pattern, last = "", 0
        for match in _PLACEHOLDER.finditer(self.numbering_pattern or ""):
            pattern += re.escape(self.numbering_pattern[last : match.start()].upper())
            pattern += parts.get(match[1], r"[^\s-]+")
            last = match.end()
        pattern += re.escape((self.numbering_pattern or "")[last:].upper())
        return bool(re.fullmatch(pattern, code))

    def _series_key(self, values):
        """The number series of a record with these values: its pattern without the number."""
        return _PLACEHOLDER.sub(
            lambda match: "#" if match[1] == "number" else values.get(match[1]) or "0",
            self.numbering_pattern,
        )
