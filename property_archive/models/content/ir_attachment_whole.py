import base64

from odoo import api, fields, models
from odoo.fields import Domain

from ...reading.whole import trouble_of

ENCLOSURE = "property.archive.enclosure"
#: What keeps somebody from opening a file.
TROUBLES = [
    ("locked", "Locked with a password"),
    ("damaged", "Damaged: cannot be opened"),
    ("empty", "Empty: nothing is in it"),
    ("other", "Not what its name says"),
]


class IrAttachment(models.Model):
    """Whether a file of the archive can be opened, told when it comes (requirement A8)."""

    _inherit = "ir.attachment"

    archive_file_trouble = fields.Selection(
        [*TROUBLES, ("none", "Can be opened")],
        "File Can Be Opened",
        groups=fields.NO_ACCESS,
        copy=False,
    )

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
        """Look whether these files can be opened, and keep it beside them."""
        for file in self.sudo():
            trouble = trouble_of(file.raw or b"", file.name) or "none"
            file._archive_write_text(file.index_content, archive_file_trouble=trouble)


class PropertyArchiveEnclosure(models.Model):
    """A locked or damaged file is told when it is added (requirement A8)."""

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
        files = self.env["ir.attachment"].sudo()
        troubles = [trouble for trouble in value if trouble]
        found = files._search(
            [("res_model", "=", self._name), ("archive_file_trouble", "in", troubles)]
        )
        named = Domain("id", "in", found.subselect("res_id"))
        if False in value:
            some = [trouble for trouble, _label in TROUBLES]
            named |= ~Domain("file_trouble", "in", some)
        return named

    @api.onchange("file", "file_name")
    def _onchange_file_trouble(self):
        """Say at once that a file cannot be opened."""
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
