import json
import os

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...http import is_superuser_session
from ...notify import ask_to_do
from ..exchange.package import ESTATE, FORMAT


class PropertyArchiveEstateTransfer(models.Model):
    """The package of an estate: its files with their content, and what it consists of (G5)."""

    _inherit = "property.archive.estate.transfer"
    _TO_SIGN = "property_archive.mail_activity_type_estate_transfer"

    package_there = fields.Boolean(compute="_compute_package_there")

    def _compute_package_there(self):
        for transfer in self:
            transfer.package_there = transfer.state in ("written", "done") and os.path.isdir(
                transfer._folder()
            )

    def _folder_name(self):
        return f"estate-{self.id}"

    def _writing_language(self):
        return self.giver_id.lang

    def _tell_written(self, state):
        log = self.env["property.archive.log"]
        if state == "failed":
            log._alarm("estate_failed", self)
            return
        log._log("estate_packed", self, files=self.record_total, sha256=self.manifest_hash)
        ask_to_do(
            self,
            self._TO_SIGN,
            self.giver_id,
            lambda env: env._("%s: hand the package over, and sign", self.project_id.name),
            self.date,
        )

    def _begin(self):
        """Let the job write the package, from its beginning."""
        self._clear_folder()
        self._write_protected(self._begun(len(self._leaving())))
        self.env.ref("property_archive.ir_cron_estate_transfer").sudo()._trigger()

    def _write_records(self, progress):
        """The next files that go, in original or in copy."""
        return self._write_page(progress, self._leaving_query(), "estate")

    def _write_estate(self, progress):
        """What the estate is and consists of, for the successor's own archive."""
        project = self.project_id
        units = self.env["property.archive.unit"].search([("project_id", "=", project.id)])
        copies = self.line_ids.filtered(lambda line: line.manner == "copy").record_id
        estate = {
            "format": FORMAT,
            "name": project.name,
            "code": project.code or "",
            "kind": project.kind,
            "address": project.address or "",
            "number": self.name,
            "units": [
                {
                    "building": unit.building or "",
                    "unit": unit.unit or "",
                    "room": unit.room or "",
                }
                for unit in units
            ],
            "copies": copies.mapped("reference"),
        }
        writer = self._writer()
        with writer.batch("estate"), writer.open(f"{ESTATE}/estate.json") as file:
            file.write(json.dumps(estate, ensure_ascii=False, indent=1).encode())
        return {"progress": {**progress, "phase": "finish"}}

    def _write_finish(self, progress):
        """Write the manifests and finish writing."""
        info = {
            "Source-Organization": self.company_id.name,
            "External-Identifier": self.name,
            "External-Description": f"Estate {self.project_id.name}, {self.record_total} records",
            "Bagging-Date": fields.Date.to_string(self.company_id._archive_today()),
            "Contact-Name": self.giver_id.name,
            "Internal-Sender-Description": self.successor_id.name,
        }
        return self._manifested(info, progress.get("header"))

    def action_again(self):
        """Go on where the job stopped."""
        self.ensure_one()
        self._lock_in_state("failed", access="write")
        transfer = self.sudo()
        verifying = (transfer.progress or {}).get("phase") == "verify"
        if not os.path.isdir(f"{transfer._folder()}.lists"):
            # what it goes on with is gone: from the beginning
            transfer._begin()
            return
        transfer._write_protected(
            {"state": "verifying" if verifying else "writing", "trouble": False}
        )
        self.env.ref("property_archive.ir_cron_estate_transfer").sudo()._trigger()

    # -- taking it along ----------------------------------------------------------------------

    def _check_giver(self):
        """Raise unless it is the giver who asks: the agreement gives them the content, as it is.

        Their own clearance is not asked: who agreed answers for the levels of the files.
        """
        # access first: before any message names it
        self.check_access("read")
        if is_superuser_session() or self.env.user != self.sudo().giver_id:
            raise AccessError(
                self.env._(
                    "The package of %(transfer)s is for %(user)s, who hands the estate over.",
                    transfer=self.display_name,
                    user=self.sudo().giver_id.name,
                )
            )

    def action_package(self):
        """Download the package, made into a ZIP as it is sent."""
        self.ensure_one()
        self._check_giver()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive/estate_transfer/{self.id}.zip",
            "target": "download",
        }

    def _take_along(self):
        """The folder of the package, for whoever takes it along now: logged and told.

        :rtype: str
        """
        self._check_giver()
        self._lock_in_state("written", "done")
        if not self.package_there:
            raise UserError(
                self.env._("The package of %s is no longer on the server.", self.display_name)
            )
        self.env["property.archive.log"]._alarm("estate_taken", self)
        return self._folder()

    def action_remove_package(self):
        """Remove the package from the server, once the successor has it."""
        self.ensure_one()
        self._check_giver()
        self._lock_in_state("done")
        self.sudo()._clear_folder()
        self.env["property.archive.log"]._log("estate_removed", self)

    def action_print(self):
        """The list 移交清单, with what was signed."""
        self.check_access("read")
        return self.env.ref("property_archive.action_report_estate_transfer").report_action(self)

    def action_open_lines(self):
        """The whole list, to search in it and decide of many lines at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_estate_transfer_line_action"
        )
        action["domain"] = [("transfer_id", "=", self.id)]
        action["context"] = {"search_default_group_group": 1}
        return action

    def _lines_for_report(self):
        """The lines by group, as the paper has them.

        :return: label of the group, and its lines
        :rtype: list(tuple(str, property.archive.estate.transfer.line))
        """
        return [
            (lines[0]._label("group"), lines) for lines in self.line_ids.grouped("group").values()
        ]
