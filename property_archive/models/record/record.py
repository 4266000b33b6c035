from odoo import api, fields, models

from ...fields import ChineseChar, ensure_ngrams
from ...selections import PAPER_SIZES, SCOPES

_TRIGGERS = """
DROP TRIGGER IF EXISTS property_archive_record_keep ON property_archive_record;
CREATE TRIGGER property_archive_record_keep
    BEFORE DELETE ON property_archive_record FOR EACH ROW
    WHEN (OLD.state <> 'draft' OR OLD.reference IS NOT NULL)
    EXECUTE FUNCTION property_archive_refuse();
"""


class PropertyArchiveRecord(models.Model):
    """The register entry of a file 档案 (requirements A1 to A5).

    It says which file exists and where it is, never what it contains. The content belongs to the
    enclosures, because reading the entry and reading the content are two different rights.
    """

    _name = "property.archive.record"
    _description = "Archive Record"
    _inherit = ["property.archive.protected", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["reference", "name"]
    _check_company_auto = True
    _archive_closed_mentions = True

    name = ChineseChar("Title", required=True, size=255)
    reference = ChineseChar(readonly=True, copy=False)
    series = fields.Char(readonly=True, copy=False)
    serial = fields.Integer(readonly=True, copy=False)
    category_id = fields.Many2one(
        "property.archive.category",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    level_id = fields.Many2one(
        "property.archive.level",
        compute="_compute_level_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        ondelete="restrict",
    )
    scope = fields.Selection(
        SCOPES,
        compute="_compute_scope",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_department_id(),
        help="The department the record belongs to; its staff see department records.",
    )
    responsible_id = fields.Many2one(
        "hr.employee",
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_responsible_id(),
        help="The employee who answers for the record; with the department head the only"
        " one who sees a personal record.",
    )
    subject_kind = fields.Selection(related="category_id.subject_kind", related_sudo=False)
    partner_id = fields.Many2one(
        "res.partner", "Owner, Tenant or Customer", index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", "Subject Employee", index="btree_not_null", ondelete="restrict"
    )
    unit_id = fields.Many2one(
        "property.archive.unit",
        "Property Unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    parent_id = fields.Many2one(
        "property.archive.record",
        "Volume",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("state", "!=", "destroyed")],
    )
    level_color = fields.Integer(related="level_id.color", string="Level Colour")
    medium = fields.Selection(
        [
            ("paper", "Paper"),
            ("both", "Paper and electronic"),
            ("electronic", "Electronic"),
            ("audiovisual", "Audio-visual"),
            ("object", "Object"),
        ],
        required=True,
        default="paper",
    )
    paper_size = fields.Selection(
        PAPER_SIZES, "Size", help="The size 规格 of what it is: sizes stand apart in the store."
    )
    keeping = fields.Selection(
        [("central", "Central Archive"), ("department", "Department")],
        "Kept by",
        default="central",
        readonly=True,
        copy=False,
        help="A department keeps what its own archivist received, until it hands it over to"
        " the central archive.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("filed", "Filed"),
            ("sealed", "Sealed"),
            ("purging", "Being Destroyed"),
            ("destroyed", "Destroyed"),
            ("transferred", "Transferred"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    availability = fields.Selection(
        [("in", "In its place"), ("out", "Out"), ("missing", "Missing")],
        compute="_compute_availability",
        store=True,
        compute_sudo=True,
    )
    date_document = fields.Date(
        "Document Date", default=lambda self: self.env.company._archive_today()
    )
    date_filed = fields.Date(readonly=True, copy=False, index=True)
    date_closed = fields.Date(readonly=True, copy=False)
    close_reason = fields.Selection(
        [
            ("ended", "Matter ended"),
            ("ownership_ended", "Ownership ended"),
            ("employee_left", "Employee left"),
            ("contract_ended", "Contract ended"),
        ],
        readonly=True,
        copy=False,
    )
    date_destroyed = fields.Datetime(readonly=True, copy=False)
    disposal_note = fields.Char(
        readonly=True,
        copy=False,
        help="How and under which certificate it was destroyed.",
    )
    submitter_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
        index=True,
    )
    return_reason = fields.Text(readonly=True, copy=False)
    page_count = fields.Integer("Pages")
    quantity = fields.Integer(default=1)
    note = fields.Text()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )

    _reference_uniq = models.UniqueIndex(
        "(company_id, reference) WHERE reference IS NOT NULL",
        "This archive code is in use already.",
    )
    _series_uniq = models.UniqueIndex(
        "(company_id, series, serial) WHERE series IS NOT NULL",
        "This number of the series is in use already.",
    )
    # the records of a category in list order, and by the owner of a personal record
    _category_idx = models.Index("(category_id, id)")
    _own_idx = models.Index("(responsible_id, category_id) WHERE scope = 'personal'")
    # the list in the order of codes, in which users browse
    _reference_idx = models.Index("(reference)")
    _name_ngram_idx = models.Index("USING gin (property_archive_ngrams(name))")
    _reference_ngram_idx = models.Index("USING gin (property_archive_ngrams(reference))")
    _counts_positive = models.Constraint(
        "CHECK (page_count >= 0 AND quantity >= 0)",
        "Pages and quantity cannot be negative.",
    )
    _filed_has_reference = models.Constraint(
        "CHECK (state IN ('draft', 'submitted')"
        " OR (reference IS NOT NULL AND date_filed IS NOT NULL))",
        "A filed record has a code and a filing date.",
    )

    # -- defaults and computes ------------------------------------------------------------

    def _auto_init(self):
        ensure_ngrams(self.env.cr)
        return super()._auto_init()

    def init(self):
        self.env.cr.execute(_TRIGGERS)

    def _default_responsible_id(self):
        return self.env.user.employee_id

    def _default_department_id(self):
        return self.env.user.employee_id.sudo().with_context({}).current_version_id.department_id

    # Separate compute methods: a shared one would overwrite a given scope with the category's while
    # computing the level, and the access profile would follow it.
    @api.depends("category_id")
    def _compute_level_id(self):
        for record in self:
            record.level_id = record.category_id.level_id

    @api.depends("category_id")
    def _compute_scope(self):
        for record in self:
            record.scope = record.category_id.scope

    @api.depends("state")
    def _compute_availability(self):
        """In, out or missing, computed from other fields. Addons that lend records extend it."""
        for record in self:
            record.availability = "in"
