import csv
import hashlib
import json
import os
import re
import tempfile
import zipfile

import bagit

from odoo import fields, models
from odoo.exceptions import UserError


def _safe(name):
    """A file name that is one on every system."""
    return re.sub(r'[\\\\/:*?"<>|\x00-\x1f]', "_", name or "").strip(". ") or "file"


class PropertyArchiveTransfer(models.Model):
    """The package that goes with a transfer: BagIt, proves itself (E8, G5)."""

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

        The approval gives this right, to the giver, for this list: the levels of the
        records are those of whoever approved it.
        """
        self._check_state("approved", "sent")
        if self.giver_id != self.env.user:
            raise UserError(self.env._("The package of %s is for its giver.", self.name))

    def _write_package(self, stream):
        """Write the package as a zip archive.

        :param stream: binary file open for writing
        """
        self._check_package()
        with tempfile.TemporaryDirectory() as folder:
            bag_folder = os.path.join(folder, _safe(self.name.replace("/", "-")))
            os.mkdir(bag_folder)
            self._write_payload(bag_folder)
            bagit.make_bag(bag_folder, self._bag_info(), checksums=["sha256"])
            with open(os.path.join(bag_folder, "manifest-sha256.txt"), "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, _folders, names in os.walk(bag_folder):
                    for name in sorted(names):
                        full = os.path.join(path, name)
                        archive.write(full, os.path.relpath(full, folder))
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
            "Bagging-Date": fields.Date.to_string(fields.Date.context_today(self)),
            "Contact-Name": transfer.giver_id.name,
            "Internal-Sender-Description": transfer.destination_id.name,
        }

    def _write_payload(self, folder):
        """One folder for each record with its files and metadata, and the list."""
        rows = []
        for record in self.sudo().line_ids.record_id:
            own = os.path.join(folder, _safe(record.reference))
            os.mkdir(own)
            metadata = self._record_metadata(record)
            for number, enclosure in enumerate(record.enclosure_ids, start=1):
                attachment = enclosure.attachment_id
                if not attachment.raw:
                    continue
                name = f"{number:03}_{_safe(attachment.name)}"
                with open(os.path.join(own, name), "wb") as file:
                    file.write(attachment.raw)
                metadata["files"].append({"file": name, "piece": enclosure.name})
                attachment.invalidate_recordset(["raw"], flush=False)
            with open(os.path.join(own, "metadata.json"), "w", encoding="utf-8") as file:
                json.dump(metadata, file, ensure_ascii=False, indent=2, sort_keys=True)
            rows.append({k: v for k, v in metadata.items() if k != "files"})
        with open(os.path.join(folder, "list.csv"), "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    def _record_metadata(self, record):
        """What the receiving archive has to know about a record."""
        return {
            "reference": record.reference,
            "title": record.name,
            "category": record.category_id.complete_name,
            "category_code": record.category_id.code,
            "level": record.level_id.name,
            "unit": record.unit_id.code or "",
            "date_document": str(record.date_document or ""),
            "date_filed": str(record.date_filed or ""),
            "date_closed": str(record.date_closed or ""),
            "pages": record.page_count,
            "medium": record.medium,
            "retention": record.retention_rule_id.duration or "",
            "files": [],
        }
