import base64

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...reading.whole import trouble_of

ENCLOSURE = "property.archive.enclosure"
#: Problems that keep a file from being opened.
TROUBLES = [
    ("locked", "Locked with a password"),
    ("damaged", "Damaged: cannot be opened"),
    ("empty", "Empty: nothing is in it"),
    ("other", "Not what its name says"),
]


class IrAttachment(models.Model):
    """Check when a file is added whether it can be opened (requirement A8)."""

    _inherit = "ir.attachment"

    archive_file_trouble = fields.Selection(
        [*TROUBLES, ("none", "Can be opened")],
        "File Can Be Opened",
        groups=fields.NO_ACCESS,
        copy=False,
    )

    _archive_trouble_idx = models.Index("(res_id) WHERE archive_file_trouble <> 'none'")

    @api.model
    def _archive_guarded_fields(self):
        return super()._archive_guarded_fields() | {"archive_file_trouble"}

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        if any(vals.get("res_model") == ENCLOSURE for vals in vals_list):
            files.filtered(lambda file: file.res_model == ENCLOSURE)._archive_look()
        return files

    def _archive_look(self):
        """Check whether these files can be opened, and store the result."""
        for file in self.sudo():
            trouble = trouble_of(file.raw or b"", file.name) or "none"
            file._archive_write_text(file.index_content, archive_file_trouble=trouble)


class PropertyArchiveEnclosure(models.Model):
    """Report locked or damaged files when they are added (requirement A8)."""

    _inherit = "property.archive.enclosure"

    file_trouble = fields.Selection(
        TROUBLES,
        "File Cannot Be Opened",
        compute="_compute_file_trouble",
        search="_search_file_trouble",
        help="A permanent archive holds no file that nobody can open.",
    )

    def _compute_file_trouble(self):
        for piece in self:
            trouble = piece.attachment_id.sudo().archive_file_trouble
            piece.file_trouble = trouble if trouble != "none" else False

    def _search_file_trouble(self, operator, value):
        if operator != "in":
            return NotImplemented
        named = Domain("id", "in", self._troubled([trouble for trouble in value if trouble]))
        if False in value:
            named |= ~Domain("id", "in", self._troubled([trouble for trouble, _label in TROUBLES]))
        return named

    @api.model
    def _troubled(self, troubles):
        """Ids of the pieces whose current file has one of these problems, as ``SQL``."""
        self.env["ir.attachment"].flush_model(["archive_file_trouble", "res_id", "res_model"])
        return SQL(
            "(SELECT f.res_id FROM ir_attachment f WHERE f.res_model = %(model)s"
            " AND f.archive_file_trouble <> 'none' AND f.archive_file_trouble = ANY(%(troubles)s)"
            " AND f.res_field IS NULL AND NOT EXISTS (SELECT FROM ir_attachment later"
            "  WHERE later.res_model = f.res_model AND later.res_id = f.res_id"
            "    AND later.res_field IS NULL AND later.id > f.id))",
            model=self._name,
            troubles=troubles,
        )

    def _troubled_files(self):
        """Which of these files cannot be opened, and why: one text for each.

        :rtype: list(str)
        """
        labels = dict(self._fields["file_trouble"]._description_selection(self.env))
        return [
            f"{piece.attachment_id.name} ({labels[piece.file_trouble]})"
            for piece in self.sudo().filtered("file_trouble")
        ]

    @api.onchange("file", "file_name")
    def _onchange_file_trouble(self):
        """Warn at once that a file cannot be opened."""
        if not self.file or not self.file_name:
            return None
        trouble = trouble_of(base64.b64decode(self.file), self.file_name)
        if not trouble:
            return None
        return {
            "warning": {
                "title": self.env._("This file cannot be opened"),
                "message": self.env._(
                    "%(file)s: %(trouble)s. Scan or save it again, without a password. It is"
                    " filed as it is only with the archivist's word for it.",
                    file=self.file_name,
                    trouble=dict(self._fields["file_trouble"]._description_selection(self.env))[
                        trouble
                    ],
                ),
            }
        }


class PropertyArchiveRecord(models.Model):
    """Find records with files that nobody can open, for their archivists (A8, G4)."""

    _inherit = "property.archive.record"

    file_trouble_count = fields.Integer(
        "Files That Cannot Be Opened",
        compute="_compute_file_trouble_count",
        search="_search_file_trouble_count",
        compute_sudo=True,
        help="How many; which ones is told to who reads the content.",
    )

    def _compute_file_trouble_count(self):
        pieces = self.env["property.archive.enclosure"]
        troubles = [trouble for trouble, _label in TROUBLES]
        counts = dict(
            pieces._read_group(
                [("record_id", "in", self.ids), ("id", "in", pieces._troubled(troubles))],
                ["record_id"],
                ["__count"],
            )
        )
        for record in self:
            record.file_trouble_count = counts.get(record, 0)

    @api.model
    def _search_file_trouble_count(self, operator, value):
        # only whether any exists
        if (operator, value) not in ((">", 0), ("!=", 0)):
            return NotImplemented
        pieces = self.env["property.archive.enclosure"].sudo()
        troubles = [trouble for trouble, _label in TROUBLES]
        found = pieces._search([("id", "in", pieces._troubled(troubles))])
        return [("id", "in", found.subselect("record_id"))]
