import csv

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open, split_every

from ...concurrency import tell_growth
from ...register_text import parse_number, read_day, split_names

#: Records per batch; the job reports its progress after each.
_AT_ONCE = 500


class PropertyArchiveImport(models.Model):
    """Staged lines become units, contacts and filed records, in one transaction (G4)."""

    _inherit = "property.archive.import"

    @api.model
    def _load_file(self, path):
        """Stage the register of an addon's CSV file (requirement G4).

        :param str path: the file within the addons, header first
        :raise ValidationError: naming what could not be read
        """
        with file_open(path, "r") as file:
            header, *rows = csv.reader(file)
        problems = self.load(header, rows)["messages"]
        if problems:
            raise ValidationError("\n".join(problem["message"] for problem in problems))

    def _make_records(self, runs, report):
        """File the records of these lines, each with the checklist of its category (G4).

        :param dict runs: ``property.archive.import.run`` by company
        :param report: called with how many more records are made
        :rtype: property.archive.record
        """
        found, records = self._look_up(), self.env["property.archive.record"]
        found.report = report
        for company, lines in self.grouped("company_id").items():
            records |= lines._make_of_company(company, found, runs[company])
        return records

    def _make_of_company(self, company, found, run):
        identity = self.env["property.archive.recognition"]
        units, made_units = identity._make_units(company, [line._home() for line in self])
        people, made_people = self._make_people(company)
        for made in (made_units, made_people):
            tell_growth(made)
        employees, checklists, vals_list = self._employees(), {}, []
        for line in self:
            category = found.category(line)
            if category not in checklists:
                checklists[category] = (
                    category.piece_ids._enclosure_vals(company),
                    category._keeping_department(company).id,
                )
            pieces, keeping = checklists[category]
            partners = people[line]
            vals_list.append(
                {
                    **line._entry_vals(found, category),
                    "company_id": company.id,
                    "import_run_id": run.id,
                    "department_id": found.department(line).id or keeping,
                    "unit_id": units.get(line._home().text()),
                    "partner_id": partners[:1].id,
                    "employee_id": line._employee(employees).id,
                    "enclosure_ids": line._piece_commands(category, pieces),
                }
            )
            if len(partners) > 1:
                vals_list[-1]["joint_partner_ids"] = [Command.set(partners[1:].ids)]
        records = self._file_batches(vals_list, found)
        self._make_owners(records, people, found)
        run._write_protected(
            {
                "state": "done",
                "date": fields.Datetime.now(),
                "record_count": len(records),
                "made_unit_ids": [Command.set(made_units.ids)],
                "made_partner_ids": [Command.set(made_people.ids)],
            }
        )
        self.env["property.archive.log"]._log("imported", records, run=run.id)
        return records.sudo(False)

    def _file_batches(self, vals_list, found):
        """Make and file the records of these lines, some at a time."""
        records = self.env["property.archive.record"].sudo().with_context(tracking_disable=True)
        filed = records.browse()
        for lines, batch in zip(
            split_every(_AT_ONCE, self.ids, self.browse),
            split_every(_AT_ONCE, vals_list),
            strict=True,
        ):
            made = records._create_protected(list(batch))
            lines._close_records(made, found)
            made._check_one_open_file()
            made._check_exclusive()
            made._file()
            filed |= made
            tell_growth(filed)
            found.report(len(made))
        return filed

    def _entry_vals(self, found, category):
        """Record values from the line."""
        day, filed = read_day(self.date_document), read_day(self.date_filed)
        carrier, medium = found.carrier(self) or ("paper", "paper")
        vals = {
            "name": self.name,
            "category_id": category.id,
            "plate": self.plate or False,
            "date_document": (day or filed) and (day or filed).date,
            "date_partial": (day or filed) and (day or filed).partial,
            "date_filed": filed and filed.date,
            "page_count": parse_number(self.page_count),
            "quantity": parse_number(self.quantity) or 1,
            "carrier": carrier,
            "medium": medium,
            "note": self.note or False,
            "reference": self.reference or False,
            "location_id": found.place(self).id if self.location_barcode else False,
        }
        if level := found.level(self):
            vals["level_id"] = level.id
        return vals

    def _piece_commands(self, category, pieces):
        """The checklist, and the paper itself where it has a number or an author."""
        present = set(self._read_pieces(category)[0].ids) if self.pieces_present else ()
        commands = [
            Command.create({**vals, "present": vals["piece_id"] in present}) for vals in pieces
        ]
        if self.document_number or self.author:
            day = read_day(self.date_document)
            commands.append(
                Command.create(
                    {
                        "name": self.name,
                        "sequence": 0,
                        "present": True,
                        "document_number": self.document_number or False,
                        "author": self.author or False,
                        "date_document": day and not day.partial and day.date,
                        "page_count": parse_number(self.page_count),
                    }
                )
            )
        return commands

    def _close_records(self, records, found):
        """Import files of former owners and tenants as closed (A5)."""
        by_values = {}
        for line, record in zip(self, records, strict=True):
            if line.date_closed:
                day = read_day(line.date_closed).date
                reason = found.close_reason(line, found.category(line))
                by_values.setdefault((day, reason), []).append(record.id)
        for (day, reason), ids in by_values.items():
            records.browse(ids)._write_protected({"date_closed": day, "close_reason": reason})

    # -- people -------------------------------------------------------------------------------

    def _make_people(self, company):
        """Find or make the contacts these lines name.

        :return: the contacts of each line, the first owner first, and those that were made
        :rtype: tuple(dict(property.archive.import, res.partner), res.partner)
        """
        named = [(line, person) for line in self for person in line._people()]
        decided = {}
        for line, person in named:
            # the user's decision concerns the first name of the line
            if line.contact_id or line.contact_new:
                if person.name == split_names(line.partner_name)[0]:
                    decided[person] = line.contact_id.id or 0
        ids, made = self.env["property.archive.recognition"]._make_people(
            company, [person for _line, person in named], decided
        )
        partners = self.env["res.partner"].sudo()
        people = dict.fromkeys(self, partners)
        by_line = {}
        for (line, _person), partner_id in zip(named, ids, strict=True):
            by_line.setdefault(line, []).append(partner_id)
        for line, found in by_line.items():
            people[line] = partners.browse(dict.fromkeys(found))
        return people, made

    def _make_owners(self, records, people, found):
        """Set owners from open owner files, and former owners from closed ones (A5)."""
        owners, shares, former = {}, {}, []
        for line, record in zip(self, records, strict=True):
            category, partners = found.category(line), people[line]
            household = category.one_open_file and category.unit_party == "owner"
            if not partners or not record.unit_id or not household:
                continue
            if record.date_closed:
                former += [(record, partner) for partner in partners]
            elif not record.unit_id.owner_id:
                owners[record.unit_id] = partners
                shares[record.unit_id] = line._shares()
        units = self.env["property.archive.unit"].sudo()
        units._set_parties("owner", owners, False)
        parties = self.env["property.archive.unit.party"].sudo()
        if any(any(part) for part in shares.values()):
            current = parties.search(
                [("unit_id", "in", [unit.id for unit in owners]), ("date_to", "=", False),
                 ("role", "=", "owner")]
            )  # fmt: skip
            for party in current:
                part = dict(zip(owners[party.unit_id].ids, shares[party.unit_id], strict=False))
                if part.get(party.partner_id.id):
                    party._write_protected({"share": round(part[party.partner_id.id], 2)})
        parties._create_protected(
            [
                {
                    "unit_id": record.unit_id.id,
                    "role": "owner",
                    "partner_id": partner.id,
                    "date_to": record.date_closed,
                }
                for record, partner in former
            ]
        )
