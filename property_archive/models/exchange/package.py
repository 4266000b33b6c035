import hashlib
import json
import os
import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...selections import KEPT_STATES
from .bag import safe_name
from .bag_writer import BagWriter, zip_chunks

#: Written in the metadata, so that a later version knows what it reads.
FORMAT = "property-archive-1"
#: Folders of a whole archive beside those of its records; they are not taken in.
NOT_KEPT, FILES, TABLES, REGISTERS = "_not_kept", "_files", "_tables", "_registers"
#: Folder of what an estate consists of, where the package is one of an estate.
ESTATE = "_estate"


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
            writer = BagWriter(os.path.join(folder, safe_name(name)))
            with writer.batch("records"):
                header = self._write_payload(writer, records, set())
            digest = writer.finish(info, header)
            for chunk in zip_chunks(writer.folder):
                stream.write(chunk)
        return digest

    def _write_payload(self, writer, records, taken=None):
        """Write the folders of records, and their lines of ``list.csv``.

        :param writer: :class:`BagWriter` in a batch
        :param records: ``property.archive.record``, in the environment that reads them
        :param set taken: names of folders that are there; None where each bears its id,
            so that a batch that is written again has the same
        :return: names of the columns of the list
        """
        header = ()
        pieces = self.env["property.archive.enclosure"].with_env(records.env)
        found = pieces.search([("record_id", "in", records.ids)])
        found.attachment_id.sudo().fetch(["name", "store_fname"])
        if not found.env.su:
            found.attachment_id._archive_opened()
        by_record = found.grouped("record_id")
        for record in records:
            own = self._folder_of(record, taken)
            if taken is None:
                writer.clear(own)
            metadata = self._metadata(record)
            metadata["files"] = self._write_files(writer, own, by_record.get(record, pieces))
            with writer.open(f"{own}/metadata.json") as file:
                text = json.dumps(metadata, ensure_ascii=False, indent=2, sort_keys=True)
                file.write(text.encode())
            row = {k: v for k, v in metadata.items() if not isinstance(v, (dict, list))}
            row = self._plain_row(row | {"folder": own, "files": len(metadata["files"])})
            header = list(row)
            writer.row(list(row.values()))
        return header

    def _folder_of(self, record, taken):
        """The folder of a record in the payload; what is not kept lies apart, never taken in."""
        own = safe_name(record.reference or "draft")
        if taken is None or own.lower() in taken:
            own = safe_name(record.reference or "draft", after=f"_{record.id}")
        if taken is not None:
            taken.add(own.lower())
        return own if record.state in KEPT_STATES or taken is not None else f"{NOT_KEPT}/{own}"

    def _plain_row(self, row):
        """A row no spreadsheet takes for a formula; the JSON keeps the text as it is."""
        return {
            key: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
            for key, value in row.items()
        }

    def _write_files(self, writer, folder, pieces):
        """The current files of these pieces, which the environment of the records may read.

        :param writer: :class:`BagWriter` in a batch
        :param str folder: of their record
        :return: what ``metadata.json`` says of them
        :rtype: list(dict)
        """
        files = []
        for number, piece in enumerate(pieces, start=1):
            # without prefetch, which would read the bytes of all other files too
            attachment = piece.attachment_id.sudo().with_prefetch()
            entry = self._piece_metadata(piece)
            raw = attachment.raw
            if raw:
                entry["file"] = safe_name(attachment.name, before=f"{number:03}_")
                entry["file_name"] = attachment.name
                entry["sha256"] = hashlib.sha256(raw).hexdigest()
                with writer.open(f"{folder}/{entry['file']}") as file:
                    file.write(raw)
                attachment.invalidate_recordset(["raw"], flush=False)
            if piece.sha256 and piece.sha256 != entry.get("sha256"):
                writer.damaged.append(f"{folder}: {piece.name}")
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
            "sheet": (piece.value_ids | piece.former_value_ids)._told(),
        }

    def _metadata(self, record):
        """Metadata of a record for the receiving archive. Addons extend it.

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
