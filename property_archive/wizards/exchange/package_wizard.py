import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ...groups import MANAGER

#: Records that a busy server takes in within a second, with their files.
PER_SECOND = 15


class PropertyArchivePackageWizard(models.TransientModel):
    """Take chosen records along as a package, by the rights one has (requirement G5)."""

    _name = "property.archive.package.wizard"
    _description = "Package of Chosen Records"
    _inherit = ["property.archive.guarded"]

    record_ids = fields.Many2many("property.archive.record", string="Records", required=True)
    record_count = fields.Integer(compute="_compute_record_count")
    content_count = fields.Integer("With Their Content", compute="_compute_record_count")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "property.archive.record":
            ids = self.env.context.get("active_ids") or []
            chosen = self.env["property.archive.record"].search([("id", "in", ids)])
            values["record_ids"] = [(6, 0, chosen.ids)]
        return values

    @api.depends("record_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard.record_ids)
            wizard.content_count = len(wizard.record_ids.filtered("content_readable"))

    def action_download(self):
        """Download the package."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive/package/{self.id}.zip",
            "target": "download",
        }


class PropertyArchivePackageImport(models.TransientModel):
    """Take a package in: first it is checked, then all its records are made or none (G5)."""

    _name = "property.archive.package.import"
    _description = "Take in a Package"
    _inherit = ["property.archive.guarded"]

    file = fields.Binary("Package", required=True, attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("new", "To Check"), ("checked", "Checked")], required=True, default="new", readonly=True
    )
    line_ids = fields.One2many(
        "property.archive.package.import.line", "wizard_id", "Records", readonly=True
    )
    files_kept = fields.Boolean(
        "Files as They Are",
        help="Files that cannot be opened are taken in all the same: your word for it.",
    )
    error_count = fields.Integer("With Errors", compute="_compute_error_count")

    @api.depends("line_ids.error")
    def _compute_error_count(self):
        for wizard in self:
            wizard.error_count = len(wizard.line_ids.filtered("error"))

    def _check_head(self):
        if not self.env.user.has_group(MANAGER):
            raise UserError(self.env._("Only the archive head takes a package in."))

    def _unpacked(self):
        stream = io.BytesIO(base64.b64decode(self.with_context(bin_size=False).file or b""))
        return self.env["property.archive.package"]._unpacked(stream)

    def _check_duration(self, found):
        """Raise when the server would end the request before all is taken in.

        Nothing would be left half-done, and nobody would be told why.
        """
        seconds = config["limit_time_real"]
        if seconds and len(found) > seconds * PER_SECOND:
            raise UserError(
                self.env._(
                    "The package holds %(count)s records. This server ends a request after"
                    " %(seconds)s seconds (limit_time_real), which is enough for about %(most)s:"
                    " ask for smaller packages, or let the administrator raise the limit.",
                    count=len(found),
                    seconds=seconds,
                    most=seconds * PER_SECOND,
                )
            )

    def action_check(self):
        """Verify the package and show what is in it."""
        self.ensure_one()
        self._check_head()
        packages = self.env["property.archive.package"]
        with self._unpacked() as found:
            self._check_duration(found)
            errors = packages._find_errors(found)
            self.line_ids = [
                (5, 0, 0),
                *(
                    (
                        0,
                        0,
                        {
                            "reference": metadata["reference"],
                            "name": metadata["title"],
                            "category": metadata["category"],
                            "file_count": sum(bool(e.get("file")) for e in metadata["files"]),
                            "error": error,
                        },
                    )
                    for (metadata, _folder), error in zip(found, errors, strict=True)
                ),
            ]
        self.state = "checked"
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_files(self, records):
        """Raise for files that nobody can open, without the archive head's word (A8)."""
        files = [] if self.files_kept else records.sudo().enclosure_ids._troubled_files()
        if files:
            raise UserError(
                self.env._(
                    "Files of the package cannot be opened: %(files)s. Ask for it again, or tick"
                    " “Files as They Are”. Nothing was taken in.",
                    files=", ".join(files[:20]),
                )
            )

    def action_confirm(self):
        """Take in all records of the package, or none.

        :return: the action that shows them
        :raise UserError: naming the first that cannot be taken in
        """
        self.ensure_one()
        self._check_head()
        packages = self.env["property.archive.package"]
        with self._unpacked() as found:
            self._check_duration(found)
            for (metadata, _folder), error in zip(found, packages._find_errors(found), strict=True):
                if error:
                    raise UserError(
                        self.env._(
                            "%(record)s: %(reason)s Nothing was taken in.",
                            record=metadata["reference"],
                            reason=error,
                        )
                    )
            records = packages._take_in(found)
        self._check_files(records)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action"
        )
        action["domain"] = [("id", "in", records.ids)]
        return action


class PropertyArchivePackageImportLine(models.TransientModel):
    """One record of a package that was checked."""

    _name = "property.archive.package.import.line"
    _description = "Record of a Package"
    _inherit = ["property.archive.guarded"]

    wizard_id = fields.Many2one(
        "property.archive.package.import", required=True, ondelete="cascade"
    )
    reference = fields.Char("Code", readonly=True)
    name = fields.Char("Title", readonly=True)
    category = fields.Char(readonly=True)
    file_count = fields.Integer("Number of Files", readonly=True)
    error = fields.Char(readonly=True)
