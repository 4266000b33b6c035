import os
from collections import Counter

from odoo import Command, api, models

#: Bytes of files that are handed to the file store at a time.
_BATCH_BYTES = 16 << 20


class PropertyArchivePackage(models.AbstractModel):
    """Packages taken into a company: the same records, with the same codes (G5).

    A web request takes in all of them: everything is looked up and made once for all
    records, never record by record.
    """

    _inherit = "property.archive.package"

    @api.model
    def _find_errors(self, found):
        """What keeps each record of a package from being taken in, in the same order.

        :param list found: see :meth:`_unpacked`
        :rtype: list(str)
        """
        company = self.env.company
        Record = self.env["property.archive.record"].sudo()
        times = Counter(metadata["reference"] for metadata, _folder in found)
        there = Record.search([("company_id", "=", company.id), ("reference", "in", list(times))])
        known = there._known_twins()
        taken = {record.reference: record in known for record in there}
        categories, levels = self._named("category", found), self._named("level", found)
        employees = self._employees(found)
        sheets = {code: self._sheet_entries(category) for code, category in categories.items()}
        errors = []
        for metadata, _folder in found:
            texts = []
            if metadata["reference"] in taken:
                texts.append(
                    self.env._("The code is in the register already.")
                    if taken[metadata["reference"]]
                    else Record._unknown_twin_message(metadata["reference"])
                )
            if times[metadata["reference"]] > 1:
                texts.append(self.env._("The code stands twice in the package."))
            if metadata["category_code"] not in categories:
                texts.append(self.env._("There is no category %s.", metadata["category_code"]))
            if metadata["level_code"] not in levels:
                texts.append(self.env._("There is no level %s.", metadata["level_code"]))
            if metadata["employee"] and metadata["employee"] not in employees:
                texts.append(
                    self.env._("There is not exactly one employee %s.", metadata["employee"])
                )
            texts += self._find_odd_entries(metadata, sheets.get(metadata["category_code"], {}))
            errors.append(" ".join(texts))
        return errors

    @api.model
    def _take_in(self, found):
        """Make the records of a verified package, all of them or none.

        :param list found: see :meth:`_unpacked`, without errors
        :rtype: property.archive.record
        """
        records = self.env["property.archive.record"].sudo().with_context(tracking_disable=True)
        records = records._create_protected(self._record_vals_list(found))
        self._add_files(records, found)
        self._add_sheets(records, found)
        self._link_volumes(records, found)
        for values, batch in self._kept_values(records, found).items():
            batch._write_protected(dict(values))
        records._check_one_open_file()
        self.env["property.archive.log"]._log("imported", records)
        return self.env["property.archive.record"].browse(records.ids)

    def _kept_values(self, records, found):
        """The records by what they become once their content is there."""
        kept = {}
        for record, (metadata, _folder) in zip(records, found, strict=True):
            values = {
                "state": "sealed" if metadata["state"] == "sealed" else "filed",
                "date_closed": metadata["date_closed"] or False,
                "close_reason": metadata["close_reason"] or False,
                # keep the filing date of the sending archive
                "date_filing_due": False,
            }
            kept.setdefault(tuple(values.items()), []).append(record.id)
        return {values: records.browse(ids) for values, ids in kept.items()}

    def _record_vals_list(self, found):
        """Values of the records, in the order of the package."""
        company = self.env.company
        categories, levels = self._named("category", found), self._named("level", found)
        employees, departments = self._employees(found), self._departments(found)
        units, partners = self._units(found), self._partners(found)
        pieces = {code: self._pieces(category) for code, category in categories.items()}
        keeping = {
            code: category._keeping_department(company) for code, category in categories.items()
        }
        nobody = self.env["hr.employee"]
        vals_list = []
        for metadata, _folder in found:
            code = metadata["category_code"]
            vals_list.append(
                {
                    "name": metadata["title"],
                    "reference": metadata["reference"],
                    "category_id": categories[code].id,
                    "level_id": levels[metadata["level_code"]].id,
                    "scope": metadata["scope"],
                    "company_id": company.id,
                    "department_id": departments.get(metadata["department"], keeping[code]).id,
                    "responsible_id": employees.get(metadata["responsible"], nobody).id,
                    "employee_id": employees.get(metadata["employee"], nobody).id,
                    "unit_id": units.get(self._home(metadata).text()),
                    **self._subject_vals(self._people(metadata), partners),
                    "date_partial": metadata.get("date_partial") or False,
                    "page_count": metadata["pages"],
                    "quantity": metadata["quantity"],
                    "medium": metadata["medium"],
                    "note": metadata["note"] or False,
                    "date_document": metadata["date_document"] or False,
                    "date_filed": metadata["date_filed"],
                    "enclosure_ids": [
                        Command.create(self._piece_vals(entry, pieces[code]))
                        for entry in self._in_order(metadata)
                    ],
                }
            )
        return vals_list

    def _in_order(self, metadata):
        """What the package says of the pieces, in the order the record will have them."""
        return sorted(metadata["files"], key=lambda entry: entry["sequence"])

    def _pieces(self, category):
        """The checklist of a category by the names of its pieces, in each language they have."""
        return {
            named.name: piece
            for piece in category.piece_ids[::-1]
            for named in (piece.with_context(lang="en_US"), piece)
        }

    def _piece_vals(self, entry, pieces):
        return {
            "piece_id": pieces[entry["piece"]].id if entry["piece"] in pieces else False,
            "name": entry["piece"],
            "sequence": entry["sequence"],
            "required": entry["required"],
            "present": entry["present"],
            "form": entry["form"] or False,
            "page_count": entry["pages"],
            "document_number": entry["document_number"] or False,
            "author": entry["author"] or False,
            "date_document": entry["date_document"] or False,
            "not_for_subject": entry["not_for_subject"],
            "file_name": entry.get("file_name") or False,
        }

    def _add_files(self, records, found):
        """Hang the files on their pieces, each with the hash it was verified by."""
        batch, size = [], 0
        for piece, entry, folder in self._pieces_told(records, found):
            if not entry.get("file"):
                continue
            path = os.path.join(folder, entry["file"])
            size += os.path.getsize(path)
            batch.append((piece, entry, path))
            if size > _BATCH_BYTES:
                self._store_files(batch)
                batch, size = [], 0
        self._store_files(batch)

    def _pieces_told(self, records, found):
        """Each new piece with what the package says of it, and the folder of its record."""
        pieces = self.env["property.archive.enclosure"].sudo()
        # as they were made: some categories show the newest in front
        pieces = pieces.search([("record_id", "in", records.ids)], order="id")
        by_record = pieces.grouped("record_id")
        for record, (metadata, folder) in zip(records, found, strict=True):
            # without content in the package the record has the checklist of its category
            own = by_record.get(record, pieces.browse())
            for piece, entry in zip(own, self._in_order(metadata), strict=False):
                yield piece, entry, folder

    def _store_files(self, batch):
        vals_list = []
        for piece, entry, path in batch:
            with open(path, "rb") as file:
                vals_list.append(
                    {
                        "name": entry.get("file_name") or entry["file"],
                        "res_model": piece._name,
                        "res_id": piece.id,
                        "raw": file.read(),
                    }
                )
        files = self.env["ir.attachment"].sudo().create(vals_list)
        files.flush_recordset()
        files.invalidate_recordset(["raw"])
        for piece, entry, _path in batch:
            piece._write_protected({"sha256": entry["sha256"]})

    def _link_volumes(self, records, found):
        by_code = {record.reference: record for record in records}
        items = {}
        for record, (metadata, _folder) in zip(records, found, strict=True):
            volume = by_code.get(metadata["volume"])
            if volume:
                items.setdefault(volume.id, []).append(record.id)
        for volume, ids in items.items():
            records.browse(ids)._write_protected({"parent_id": volume})
