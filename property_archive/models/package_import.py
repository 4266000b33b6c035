import os

from odoo import api, models

_DATES = ("date_document", "date_filed", "date_closed")


class PropertyArchivePackage(models.AbstractModel):
    """Packages taken into a company: the same records, with the same codes (G5)."""

    _inherit = "property.archive.package"

    @api.model
    def _find_errors(self, found):
        """What keeps each record of a package from being taken in, in the same order.

        :param list found: see :meth:`_opened`
        :rtype: list(str)
        """
        company = self.env.company
        Record = self.env["property.archive.record"].sudo()
        codes = [metadata["reference"] for metadata, _folder in found]
        taken = set(
            Record.search([("company_id", "=", company.id), ("reference", "in", codes)]).mapped(
                "reference"
            )
        )
        categories, levels = self._named("category", found), self._named("level", found)
        errors = []
        for metadata, _folder in found:
            texts = []
            if metadata["reference"] in taken:
                texts.append(self.env._("The code is in the register already."))
            if codes.count(metadata["reference"]) > 1:
                texts.append(self.env._("The code stands twice in the package."))
            if metadata["category_code"] not in categories:
                texts.append(self.env._("There is no category %s.", metadata["category_code"]))
            if metadata["level_code"] not in levels:
                texts.append(self.env._("There is no level %s.", metadata["level_code"]))
            if metadata["employee"] and len(self._employees(metadata["employee"])) != 1:
                texts.append(
                    self.env._("There is not exactly one employee %s.", metadata["employee"])
                )
            errors.append(" ".join(texts))
        return errors

    def _named(self, model, found):
        """Categories or levels the package names, by their code."""
        codes = list({metadata[f"{model}_code"] for metadata, _folder in found})
        records = self.env[f"property.archive.{model}"].search([("code", "in", codes)])
        if model == "category":
            company = self.env.company
            records = records.filtered(lambda r: not r.company_id or r.company_id == company)
        return {record.code: record for record in records}

    def _employees(self, name):
        return (
            self.env["hr.employee"]
            .sudo()
            .search([("name", "=", name), ("company_id", "=", self.env.company.id)])
        )

    @api.model
    def _take_in(self, found):
        """Make the records of a verified package, all of them or none.

        :param list found: see :meth:`_opened`, without errors
        :rtype: property.archive.record
        """
        categories, levels = self._named("category", found), self._named("level", found)
        records = self.env["property.archive.record"].sudo()
        for metadata, folder in found:
            vals = self._record_vals(metadata, categories, levels)
            record = records.with_context(tracking_disable=True)._create_protected([vals])
            self._add_files(record, metadata, folder)
            records |= record
        self._link_volumes(records, found)
        for record, (metadata, _folder) in zip(records, found, strict=True):
            sealed = metadata["state"] == "sealed"
            record._write_protected(
                {
                    "state": "sealed" if sealed else "filed",
                    "date_closed": metadata["date_closed"] or False,
                    "close_reason": metadata["close_reason"] or False,
                    # it was filed in its time, wherever that was
                    "date_filing_due": False,
                }
            )
        records._check_one_open_file()
        records.enclosure_ids._seal_hashes()
        self.env["property.archive.log"]._log("imported", records)
        return self.env["property.archive.record"].browse(records.ids)

    def _record_vals(self, metadata, categories, levels):
        company = self.env.company
        department = self.env["hr.department"].sudo()
        if metadata["department"]:
            department = department.search(
                [
                    ("name", "=", metadata["department"]),
                    ("company_id", "in", [company.id, False]),
                ],
                limit=1,
            )
        category = categories[metadata["category_code"]]
        department = department or category.with_company(company).keeping_department_id
        people = self._employees(metadata["responsible"]) if metadata["responsible"] else ()
        subject = self._employees(metadata["employee"]) if metadata["employee"] else ()
        return {
            "name": metadata["title"],
            "reference": metadata["reference"],
            "category_id": category.id,
            "level_id": levels[metadata["level_code"]].id,
            "scope": metadata["scope"],
            "company_id": company.id,
            "department_id": department.id,
            "responsible_id": people.id if len(people) == 1 else False,
            "employee_id": subject.id if subject else False,
            "unit_id": self._unit(metadata["unit_parts"]).id,
            "partner_id": self._partner(metadata).id,
            "page_count": metadata["pages"],
            "quantity": metadata["quantity"],
            "medium": metadata["medium"],
            "note": metadata["note"] or False,
            "enclosure_ids": [
                (0, 0, self._piece_vals(entry, category)) for entry in metadata["files"]
            ],
            **{name: metadata[name] or False for name in _DATES if name != "date_closed"},
        }

    def _piece_vals(self, entry, category):
        piece = category.piece_ids.filtered(
            lambda p: entry["piece"] in (p.name, p.with_context(lang="en_US").name)
        )[:1]
        return {
            "piece_id": piece.id,
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
            "file_name": entry.get("file_name", False),
        }

    def _add_files(self, record, metadata, folder):
        attachments = self.env["ir.attachment"].sudo()
        for piece, entry in zip(record.enclosure_ids, metadata["files"], strict=True):
            # the checklist may have said otherwise of what is present
            piece.write({"present": entry["present"]})
            if not entry.get("file"):
                continue
            with open(os.path.join(folder, entry["file"]), "rb") as file:
                attachment = attachments.create(
                    {
                        "name": entry.get("file_name") or entry["file"],
                        "res_model": piece._name,
                        "res_id": piece.id,
                        "raw": file.read(),
                    }
                )
            attachment.flush_recordset()
            attachment.invalidate_recordset(["raw"])

    def _link_volumes(self, records, found):
        by_code = {record.reference: record for record in records}
        for record, (metadata, _folder) in zip(records, found, strict=True):
            volume = by_code.get(metadata["volume"])
            if volume:
                record._write_protected({"parent_id": volume.id})

    def _unit(self, parts):
        units = self.env["property.archive.unit"].sudo()
        if not (parts["building"] and parts["room"]):
            return units
        vals = {name: parts[name] or False for name in ("project", "building", "unit", "room")}
        vals["company_id"] = self.env.company.id
        domain = [(name, "=", value) for name, value in vals.items()]
        return units.search(domain, limit=1) or units.create(vals)

    def _partner(self, metadata):
        partners = self.env["res.partner"].sudo()
        if not metadata["partner"]:
            return partners
        vals = {"name": metadata["partner"], "phone": metadata["partner_phone"] or False}
        domain = [(name, "=", value) for name, value in vals.items()]
        return partners.search(domain, limit=1) or partners.create(vals)
