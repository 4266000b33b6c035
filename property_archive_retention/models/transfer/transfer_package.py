from odoo import fields, models
from odoo.exceptions import UserError


class PropertyArchiveTransfer(models.Model):
    """The package of a transfer: a BagIt bag with checksums of its content (E8, G5)."""

    _inherit = "property.archive.transfer"

    def _has_files(self):
        records = self.sudo().line_ids.record_id
        return bool(records.enclosure_ids.attachment_id)

    def action_package(self):
        """Download the package; only the giver, once the transfer is approved."""
        self._check_package()
        return {
            "type": "ir.actions.act_url",
            "url": f"/property_archive_retention/transfer/{self.id}.zip",
            "target": "download",
        }

    def _check_package(self):
        """Raise unless the current user may take the content out.

        The approval gives this right to the giver, for this list. The giver's own clearance is
        not asked: who approved answers for the levels of the records.
        """
        self.ensure_one()
        self._lock_in_state("approved", "sent")
        if self.giver_id != self.env.user:
            raise UserError(self.env._("The package of %s is for its giver.", self.name))

    def _write_package(self, stream):
        """Write the package as a zip archive.

        :param stream: binary file open for writing
        """
        self._check_package()
        digest = self.env["property.archive.package"]._write_package(
            stream, self.name.replace("/", "-"), self.sudo().line_ids.record_id, self._bag_info()
        )
        if self.state == "approved":
            self.sudo()._write_protected({"package_hash": digest})
        self.env["property.archive.log"]._log(
            "packaged",
            self.sudo().line_ids.record_id,
            transfer=self.name,
            sha256=digest,
        )

    def _bag_info(self):
        transfer = self.sudo()
        return {
            "Source-Organization": transfer.company_id.name,
            "External-Identifier": transfer.name,
            "External-Description": f"{len(transfer.line_ids)} records",
            "Bagging-Date": fields.Date.to_string(transfer.company_id._archive_today()),
            "Contact-Name": transfer.giver_id.name,
            "Internal-Sender-Description": transfer.destination_id.name,
        }
