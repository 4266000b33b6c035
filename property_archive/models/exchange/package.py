import csv
import hashlib
import json
import os
import shutil
import tempfile
import threading

import bagit

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...selections import KEPT_STATES
from .bag import safe_name

#: Written in the metadata, so that a later version knows what it reads.
FORMAT = "property-archive-1"
#: The library changes the working directory of the process while it makes a bag: one at a time.
_BAGGING = threading.Lock()


class PropertyArchivePackage(models.AbstractModel):
    """Records as a BagIt package that proves itself (requirements G5, E8).

    One folder for each record with its files and ``metadata.json``, all of them in
    ``list.csv``, and a SHA-256 of every byte. What is written is what the environment of
    the records may read: a caller's own rights, or the approval of a transfer.
    """

    _name = "property.archive.package"
    _description = "Package of Records"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _write_package(self, stream, name, records, info):
        """Write records as a zip archive that holds one bag.

        :param stream: binary file open for writing
        :param str name: what the bag is called
        :param records: ``property.archive.record``, in the environment that reads them
        :param dict info: what ``bag-info.txt`` says
        :return: SHA-256 of the manifest, in hexadecimal
        :rtype: str
        """
        with tempfile.TemporaryDirectory() as folder:
            bag_folder = os.path.join(folder, safe_name(name))
            os.mkdir(bag_folder)
            self._write_payload(bag_folder, records)
            with _BAGGING:
                bagit.make_bag(bag_folder, info, checksums=["sha256"])
            with open(os.path.join(bag_folder, "manifest-sha256.txt"), "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            archive = shutil.make_archive(
                os.path.join(folder, "package"), "zip", folder, os.path.basename(bag_folder)
            )
            with open(archive, "rb") as file:
                shutil.copyfileobj(file, stream)
        return digest

    def _write_payload(self, folder, records):
        rows, taken = [], set()
        pieces = self.env["property.archive.enclosure"].with_env(records.env)
        found = pieces.search([("record_id", "in", records.ids)])
        found.attachment_id.sudo().fetch(["name", "store_fname"])
        if not found.env.su:
            found.attachment_id._archive_opened()
        by_record = found.grouped("record_id")
        for record in records:
            own = safe_name(record.reference)
            if own.lower() in taken:
                own = safe_name(record.reference, after=f"_{record.id}")
            taken.add(own.lower())
            path = os.path.join(folder, own)
            os.mkdir(path)
            metadata = self._metadata(record)
            metadata["files"] = self._write_files(path, by_record.get(record, pieces))
            with open(os.path.join(path, "metadata.json"), "w", encoding="utf-8") as file:
                json.dump(metadata, file, ensure_ascii=False, indent=2, sort_keys=True)
            rows.append(
                {k: v for k, v in metadata.items() if not isinstance(v, (dict, list))}
                | {"folder": own, "files": len(metadata["files"])}
            )
        with open(os.path.join(folder, "list.csv"), "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows([self._plain_row(row) for row in rows])

    def _plain_row(self, row):
        """A row no spreadsheet takes for a formula; the JSON keeps the text as it is."""
        return {
            key: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
            for key, value in row.items()
        }

    def _write_files(self, folder, pieces):
        """The current files of these pieces, which the environment of the records may read.

        :return: what ``metadata.json`` says of them
        :rtype: list(dict)
        """
        files = []
        for number, piece in enumerate(pieces, start=1):
            # alone: the bytes of all the others would be read with it
            attachment = piece.attachment_id.sudo().with_prefetch()
            entry = self._piece_metadata(piece)
            raw = attachment.raw
            if raw:
                entry["file"] = safe_name(attachment.name, before=f"{number:03}_")
                entry["file_name"] = attachment.name
                entry["sha256"] = hashlib.sha256(raw).hexdigest()
                with open(os.path.join(folder, entry["file"]), "wb") as file:
                    file.write(raw)
                attachment.invalidate_recordset(["raw"], flush=False)
            files.append(entry)
        return files

    def _piece_metadata(self, piece):
        return {
            "piece": piece.name,
            "sequence": piece.sequence,
            "required": piece.required,
            "present": piece.present,
            "form": piece.form or "",
            "pages": piece.page_count,
            "document_number": piece.document_number or "",
            "author": piece.author or "",
            "date_document": str(piece.date_document or ""),
            "not_for_subject": piece.not_for_subject,
        }

    def _metadata(self, record):
        """What a receiving archive has to know about a record. Addons add theirs.

        :param record: one ``property.archive.record``
        :rtype: dict
        """
        unit, partner = record.unit_id.sudo(), record.partner_id.sudo()
        return {
            "format": FORMAT,
            "reference": record.reference,
            "title": record.name,
            "category": record.category_id.complete_name,
            "category_code": record.category_id.code,
            "level": record.level_id.name,
            "level_code": record.level_id.code,
            "scope": record.scope,
            "department": record.department_id.sudo().name or "",
            "responsible": record.responsible_id.sudo().name or "",
            "volume": record.parent_id.sudo().reference or "",
            "unit": unit.code or "",
            "unit_parts": {
                "project": unit.project or "",
                "building": unit.building or "",
                "unit": unit.unit or "",
                "room": unit.room or "",
            },
            "partner": partner.name or "",
            "partner_phone": partner.phone or "",
            "joint_partners": [
                [joint.name, joint.phone or ""] for joint in record.sudo().joint_partner_ids
            ],
            "employee": record.employee_id.sudo().name or "",
            "date_document": str(record.date_document or ""),
            "date_partial": record.date_partial or "",
            "date_filed": str(record.date_filed or ""),
            "date_closed": str(record.date_closed or ""),
            "close_reason": record.close_reason or "",
            "state": record.state,
            "pages": record.page_count,
            "quantity": record.quantity,
            "medium": record.medium,
            "note": record.note or "",
        }

    @api.model
    def _export(self, stream, records):
        """Write a package of records with the current user's own rights, and log it.

        Content goes along where the user has the right to it; of the other records the
        register entry does.

        :param stream: binary file open for writing
        :param records: ``property.archive.record``
        :raise UserError: when there is nothing that can be taken along
        """
        records.check_access("read")
        if not records:
            raise UserError(self.env._("There is no record to make a package of."))
        records._check_state(
            *KEPT_STATES, rule=self.env._("A package holds what is kept in the archive.")
        )
        name = f"{self.env.company.name} {fields.Datetime.now():%Y%m%d-%H%M%S}"
        info = {
            "Source-Organization": self.env.company.name,
            "External-Description": f"{len(records)} records",
            "Bagging-Date": fields.Date.to_string(self.env.company._archive_today()),
            "Contact-Name": self.env.user.name,
        }
        digest = self._write_package(stream, name, records.sorted("reference"), info)
        log = self.env["property.archive.log"]
        log._log_read("exported", records, package=digest)
        log._log("packaged", records, sha256=digest)
        return digest
