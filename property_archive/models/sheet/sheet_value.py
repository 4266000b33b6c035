from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...groups import ARCHIVIST
from ...selections import KEPT_STATES

#: Where each kind of entry is stored.
VALUES = {"text": "value_text", "date": "value_date", "number": "value_number"}


class PropertyArchiveSheetValue(models.Model):
    """Value filled in for one entry of a piece: content, with the piece's access rights.

    On a draft the person who hands it in fills it in. On a filed record archivists update it
    (填充电子版, 003-9 四): the former value is kept as a separate line with the day it
    ended, and the change is logged.
    """

    _name = "property.archive.sheet.value"
    _description = "Filled-in Entry"
    _inherit = ["property.archive.read", "property.archive.derived"]
    _read_action = "content"
    _groupable_figures = frozenset({"date_ended"})
    _order = "enclosure_id, field_id, id"

    enclosure_id = fields.Many2one(
        "property.archive.enclosure", "Piece", required=True, index=True, ondelete="cascade"
    )
    record_id = fields.Many2one(
        related="enclosure_id.record_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="enclosure_id.company_id", store=True, precompute=True)
    category_id = fields.Many2one(related="record_id.category_id", store=True, string="Category")
    employee_id = fields.Many2one(
        related="record_id.employee_id", store=True, string="Subject Employee"
    )
    department_id = fields.Many2one(
        related="record_id.department_id", store=True, string="Department"
    )
    date = fields.Date(related="record_id.date_document", store=True, string="Document Date")
    field_id = fields.Many2one(
        "property.archive.sheet.field",
        "Sheet Entry",
        required=True,
        index=True,
        ondelete="restrict",
    )
    sheet_id = fields.Many2one(related="field_id.sheet_id", store=True)
    kind = fields.Selection(related="field_id.kind")
    value_text = fields.Char("Filled-in Text", size=1024)
    value_date = fields.Date("Date")
    value_number = fields.Float("Numeric Value", digits=(16, 2), aggregator="avg")
    has_number = fields.Boolean("Filled In", readonly=True)
    date_ended = fields.Datetime("Until", readonly=True, copy=False)
    readable = fields.Boolean(compute="_compute_readable", search="_search_readable")

    _entry_uniq = models.UniqueIndex(
        "(enclosure_id, field_id) WHERE date_ended IS NULL",
        "This entry is on the sheet already.",
    )

    # -- access -----------------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_readable(self):
        for value in self:
            value.readable = value.enclosure_id.readable

    def _search_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        pieces = self.env["property.archive.enclosure"].sudo()
        query = pieces._search(pieces.sudo(False)._readable_domain())
        domain = Domain("enclosure_id", "in", query)
        return Domain.OR(domain if truth else ~domain for truth in value)

    def _archive_refusal(self, operation):
        return self.sudo().enclosure_id.sudo(False)._archive_refusal(operation)

    # -- filling in -------------------------------------------------------------------------

    def _check_open(self):
        """Raise unless the user may fill in: on a draft, or as archivist on a filed record."""
        records = self.sudo().record_id
        kept = records.filtered(lambda record: record.state in KEPT_STATES)
        if kept and not self.env.su and not self.env.user.has_group(ARCHIVIST):
            raise AccessError(
                self.env._(
                    "%s is filed: what is filled in there, the archivists carry on.",
                    kept[0].display_name,
                )
            )
        (records - kept)._check_state(
            "draft", rule=self.env._("Its content is changed by an amendment.")
        )

    def _check_sheets(self):
        """Raise for entries of another sheet than that of the piece."""
        values = self.sudo()
        before = self.sudo().search(
            [("enclosure_id", "in", values.enclosure_id.ids), ("id", "not in", self.ids)]
        )
        sheets = {value.enclosure_id: value.sheet_id for value in before}
        for value in values:
            piece, entry = value.enclosure_id, value.field_id
            sheet = sheets.get(piece) or piece._asked_sheet()
            if entry.sheet_id != sheet or entry.kind == "register":
                raise ValidationError(
                    self.env._(
                        "“%(entry)s” of %(sheet)s is not filled in on %(piece)s: fill in the"
                        " entries of its own sheet.",
                        entry=entry.name,
                        sheet=entry.sheet_id.name,
                        piece=piece.name,
                    )
                )

    def _check_kinds(self):
        """Raise for a value of another kind than its entry."""
        for value in self.sudo():
            entry = value.field_id
            other = [name for kind, name in VALUES.items() if kind != entry.kind and value[name]]
            if other:
                raise ValidationError(
                    self.env._(
                        "“%(entry)s” of %(sheet)s is filled in under “%(kind)s”, not under"
                        " “%(other)s”.",
                        entry=entry.name,
                        sheet=entry.sheet_id.name,
                        kind=self._fields[VALUES[entry.kind]]._description_string(self.env),
                        other=self._fields[other[0]]._description_string(self.env),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {**vals, "date_ended": False, "has_number": bool(vals.get("value_number"))}
            for vals in vals_list
        ]
        values = super().create(vals_list)
        values._check_open()
        values._check_sheets()
        values._check_kinds()
        values._filled()
        values.filtered(lambda value: value._text())._log_changed({})
        return values

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name in VALUES.values()}
        self._check_open()
        changed = self.filtered(lambda v: any(v[n] != vals[n] for n in vals))
        former = changed._keep_former()
        if "value_number" in vals:
            vals["has_number"] = True
        result = super().write(vals)
        self._check_kinds()
        self._filled()
        changed._log_changed(former)
        return result

    def _keep_former(self):
        """Keep the former entry of a filed record, with the day it ended.

        :return: id of the former entry by value
        :rtype: dict
        """
        filed = self.sudo().filtered(lambda v: v.record_id.state in KEPT_STATES and v._text())
        former = self.sudo()._create_kept(
            [
                {
                    "enclosure_id": value.enclosure_id.id,
                    "field_id": value.field_id.id,
                    "date_ended": fields.Datetime.now(),
                    "has_number": value.has_number,
                    **{name: value[name] for name in VALUES.values()},
                }
                for value in filed
            ]
        )
        return dict(zip(filed.ids, former.ids, strict=True))

    def _create_kept(self, vals_list):
        """Create entries with all their values; only for the archive's own operations."""
        return super().create(vals_list)

    def _log_changed(self, former):
        """Log each value that was filled in or changed on a filed record.

        What stands before and after it is content: the event names both entries.

        :param dict former: id of the former entry by value, none for what was empty
        """
        log, rows = self.env["property.archive.log"], []
        for value in self.sudo():
            if value.record_id.state in KEPT_STATES:
                detail = {
                    "piece": value.enclosure_id.id,
                    "entry": value.field_id.id,
                    "before": former.get(value.id),
                    "after": value.id,
                }
                rows += log._rows("sheet_changed", value.record_id, detail)
        log._append(rows)

    def _filled(self):
        """Mark the piece of a draft as present once its sheet is filled in."""
        pieces = self.sudo().filtered(lambda v: v._text()).enclosure_id
        open_pieces = pieces.filtered(lambda p: p.record_id.state == "draft" and not p.present)
        open_pieces.write({"present": True})

    @api.ondelete(at_uninstall=True)
    def _unlink_open(self):
        self.sudo().record_id._check_state(
            "draft", "purging", rule=self.env._("What was filled in stays.")
        )

    def _text(self):
        """This entry as it is printed."""
        self.ensure_one()
        if self.kind == "date":
            return str(self.value_date or "")
        if self.kind == "number":
            return f"{self.value_number:.2f}".rstrip("0").rstrip(".") if self.has_number else ""
        return self.value_text or ""
