from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: Points checked on paper before acceptance (000 1.1.2 ①, 003-15 一 5).
ACCEPTANCE_POINTS = ("paper_right", "size_right", "ink_right", "legible")
#: What the receiver notes after the giver has signed.
_RECEIVERS = frozenset(
    {"page_count", "location_id", "category_id", "note", "files_kept", *ACCEPTANCE_POINTS}
)


class PropertyArchiveHandoverLine(models.Model):
    """One record on a handover list 移交清单."""

    _name = "property.archive.handover.line"
    _description = "Handover Line"
    _inherit = ["property.archive.protected"]
    _order = "handover_id, id"
    _check_company_auto = True
    _signed_document = "handover_id"
    _open_after_signature = _RECEIVERS

    handover_id = fields.Many2one(
        "property.archive.handover",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    state = fields.Selection(related="handover_id.state")
    record_id = fields.Many2one(
        "property.archive.record",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    record_name = fields.Char("Title", compute="_compute_record_name")
    completeness = fields.Integer("Completeness (%)", compute="_compute_record_name")
    missing_pieces = fields.Char(compute="_compute_record_name")
    asked_pieces = fields.Char("Not Said of", compute="_compute_record_name")
    page_count = fields.Integer("Pages Counted")
    location_id = fields.Many2one(
        "property.archive.location", "Place", ondelete="restrict", check_company=True
    )
    result = fields.Selection(
        [("pending", "To Check"), ("accepted", "Accepted"), ("returned", "Returned")],
        required=True,
        default="pending",
        readonly=True,
    )
    open = fields.Boolean(
        default=True, readonly=True, copy=False, help="The record is not free for another list."
    )
    reason = fields.Char(readonly=True)
    note = fields.Char("Difference")
    missing_note = fields.Char(
        "Missing Because",
        size=255,
        help="Why pieces are missing and when they come: the giver notes it before signing,"
        " and both sign it.",
    )
    missing = fields.Char("Missing at Receipt", readonly=True)
    files_kept = fields.Boolean(
        "Files as They Are",
        help="The archivist's word that files which cannot be opened are filed all the same.",
    )
    paper_right = fields.Boolean("Paper and Format", help="Paper and format are as required.")
    size_right = fields.Boolean("Size", help="The sheets have the size of the file.")
    ink_right = fields.Boolean(
        "Ink", help="Brush, blue-black or carbon ink; no ballpoint, pencil or pure blue."
    )
    legible = fields.Boolean("Legible", help="Writing, stamps and signatures can be read.")

    _pages_positive = models.Constraint("CHECK (page_count >= 0)", "Pages cannot be negative.")
    _open_uniq = models.UniqueIndex(
        "(record_id) WHERE open",
        "This record is on another open handover.",
    )

    def _editable_fields(self):
        # set only by the receiver, after the giver has signed
        me, handovers = self.env.user, self.sudo().handover_id
        if all(h.state == "given" and h._is_receiver(me) for h in handovers):
            return set(_RECEIVERS)
        # the giver notes missing pieces before signing, so that both sides sign them
        if all(h.state == "draft" and h.giver_id == me for h in handovers):
            return {"missing_note"}
        return set()

    @api.constrains("page_count")
    def _check_page_count(self):
        for line in self.filtered(lambda line: line.page_count < 0):
            raise ValidationError(
                self.env._(
                    "%(line)s: %(pages)s pages counted. Pages cannot be negative: count again.",
                    line=line.display_name,
                    pages=line.page_count,
                )
            )

    @api.constrains("location_id")
    def _check_location(self):
        """Refuse an unsuitable place as soon as it is entered, not after the
        signatures (B8, C1)."""
        for place, lines in self.sudo().filtered("location_id").grouped("location_id").items():
            lines.record_id._check_goes_to(place)

    @api.depends("record_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.sudo().record_id.display_name

    @api.depends_context("uid")
    @api.depends("record_id")
    def _compute_record_name(self):
        """Name for users who may read the record; a receiver may not be able to yet."""
        titles = self.record_id._archive_titles()
        for line in self:
            record = line.record_id.browse(line.record_id.id if line.record_id.id in titles else ())
            line.record_name = titles.get(record.id)
            line.completeness = record.completeness
            line.missing_pieces = record.missing_pieces
            line.asked_pieces = record.state == "submitted" and record.asked_pieces

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("A line leaves a handover by being returned."))
