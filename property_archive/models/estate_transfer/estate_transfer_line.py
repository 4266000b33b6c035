from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..takeover.piece import GROUPS
from .category import MANNERS


class PropertyArchiveEstateTransferLine(models.Model):
    """One file, key or unit of an estate that is handed over, and how it goes."""

    _name = "property.archive.estate.transfer.line"
    _description = "Listed for Handing Over"
    _inherit = ["property.archive.disposal.line.mixin"]
    _order = "transfer_id, sequence, id"
    _signed_document = "transfer_id"
    _lock_fields = None

    transfer_id = fields.Many2one(
        "property.archive.estate.transfer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    transfer_state = fields.Selection(related="transfer_id.state", string="Status")
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    group = fields.Selection(GROUPS, required=True)
    record_id = fields.Many2one(required=False, index="btree_not_null")
    unit_id = fields.Many2one(
        "property.archive.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    manner = fields.Selection(MANNERS, "How It Goes", required=True)
    default_manner = fields.Selection(MANNERS, "As the Category Says", readonly=True)
    reason = fields.Char(
        "Why",
        help="By which law or contract it stays or goes in copy; needed too where it goes"
        " otherwise than its category says.",
    )
    content = fields.Selection(
        [("keep", "Stay Here")],
        "Our Files",
        required=True,
        default="keep",
        help="What becomes of the electronic content here, once the original is handed over.",
    )
    page_count = fields.Integer(related="record_id.page_count")
    record_state = fields.Selection(related="record_id.state", string="State of the File")
    company_id = fields.Many2one(related="transfer_id.company_id", store=True)

    _one_thing = models.Constraint(
        "CHECK (num_nonnulls(record_id, unit_id) = 1)", "A line lists one file or one unit."
    )
    _record_uniq = models.UniqueIndex(
        "(transfer_id, record_id) WHERE record_id IS NOT NULL", "The file is on this list already."
    )
    _unit_uniq = models.UniqueIndex(
        "(transfer_id, unit_id) WHERE unit_id IS NOT NULL", "The unit is on this list already."
    )

    @api.depends("group")
    def _compute_sequence(self):
        order = [group for group, _label in GROUPS]
        for line in self:
            line.sequence = order.index(line.group) if line.group else len(order)

    @api.depends("unit_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for line in self.filtered("unit_id"):
            line.display_name = line.sudo().unit_id.display_name
        return result

    @api.depends("unit_id")
    def _compute_title(self):
        result = super()._compute_title()
        for line in self.filtered("unit_id"):
            line.title = line.sudo().unit_id.display_name
        return result

    @api.constrains("manner", "reason", "content", "default_manner")
    def _check_reasoned(self):
        for line in self:
            if not (line.reason or "").strip() and (
                line.manner == "kept" or line.manner != line.default_manner
            ):
                raise ValidationError(
                    self.env._(
                        "%(file)s: say why it goes “%(manner)s”. The successor and the owners read"
                        " it on the list.",
                        file=line.display_name,
                        manner=line._label("manner"),
                    )
                )
            if line.content != "keep" and line.manner != "original":
                raise ValidationError(
                    self.env._(
                        "%s: only of what goes in original our files need not be kept.",
                        line.display_name,
                    )
                )
            if line.unit_id and line.manner != "original":
                raise ValidationError(
                    self.env._("%s: a unit goes with its estate.", line.display_name)
                )

    # -- what may be set ----------------------------------------------------------------------

    def _creatable_fields(self):
        return set()

    def _editable_fields(self):
        if set(self.sudo().mapped("transfer_id.state")) <= {"listed"}:
            return {"group", "manner", "reason", "content"}
        return set()

    def write(self, vals):
        self.check_access("write")
        # nobody changes the list while it is being agreed to
        self.sudo().transfer_id._lock_in_state("listed")
        if vals.get("manner") in ("copy", "kept") and "content" not in vals:
            vals = {**vals, "content": "keep"}
        return super().write(vals)

    @api.model
    def _take_off(self, name, ids):
        """Take what is about to be deleted off the lists that are not closed.

        :param str name: ``record_id`` or ``unit_id``
        :param list ids: of the files or units
        """
        lines = self.sudo().search(
            [(name, "in", ids), ("transfer_id.state", "in", ["draft", "listing", "listed"])]
        )
        lines.unlink()

    @api.ondelete(at_uninstall=True)
    def _unlink_by_the_list(self):
        if set(self.sudo().mapped("transfer_id.state")) - {"draft", "listing", "listed"}:
            raise UserError(self.env._("The list is closed."))
