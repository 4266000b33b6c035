"""Every register and form as another library reads it, cell by cell (requirement G1)."""

import datetime
import io

import pytz
from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import fields
from odoo.tests import tagged

from odoo.addons.property_archive_lending.tests.common import SIGNATURE, LendingCase
from odoo.addons.property_archive_retention.tests.common import RetentionCase

FORMULA, CALL, LINK = "=1+1", "@SUM(A1)", "http://example.com/回访"
#: What the records are called, and nothing else.
TITLE = "=1+2 题名"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestEveryRegister(LendingCase, RetentionCase):
    """A document for each register, titled so that a careless sheet would run it."""

    def test_cells_are_those_of_the_records(self):
        for user in (self.clerk, self.archivist):
            self._clear(user)
        chosen = {
            **self._catalogued(),
            **self._received(),
            **self._cared_for(),
            **self._passed_round(),
            **self._penalised(),
            **self._lent(),
            **self._disposed_of(),
            **self._from_the_log(),
        }
        self.assertEqual(set(chosen), set(self.env["property.archive.register"]._registers()))
        told = set()
        for key, documents in chosen.items():
            with self.subTest(key):
                told |= {key} if TITLE in self._check_sheet(key, documents) else set()
        self.assertGreater(len(told), 15)
        # the same as an archivist who may read no title of these records any more
        records = self.env["property.archive.record"].search([("name", "=", TITLE)])
        records._write_protected({"level_id": self.secret.id})
        registers = self.env["property.archive.register"].with_user(self.archivist2)
        for key in chosen:
            with self.subTest(key):
                self._forget()
                content = registers._write_xlsx(key)
                cells = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
                self.assertNotIn(TITLE, " ".join(str(cell) for row in cells for cell in row))

    # -- documents of each kind, in the environment of who reads the register ----------------

    def _catalogued(self):
        volume = self._file(name=TITLE, scope="company", page_count=2, note=CALL)
        item = self._file(
            name=TITLE, parent_id=volume.id, date_document="2023-03-31", page_count=4, note="-2+3"
        )
        item.sudo().enclosure_ids._write_protected(
            {"document_number": "+86〔2023〕1号", "author": CALL}
        )
        letters = self._file(
            name=TITLE, category=self._below("government"), partner_id=self.outsider.id
        )
        issued = self._file(
            name=TITLE, category=self._below("document"), partner_id=self.outsider.id
        )
        both = (volume | item).with_user(self.archivist)
        return {
            **dict.fromkeys(("records", "documents", "contents", "cover", "notes"), both),
            **dict.fromkeys(("volumes", "items", "complete"), volume.with_user(self.archivist)),
            "incoming_filed": letters.with_user(self.archivist),
            "outgoing_filed": issued.with_user(self.archivist),
        }

    def _from_the_log(self):
        record = self._file(name=TITLE).sudo()
        other = self.cabinet.copy({"name": "Other", "barcode": False})
        record.with_user(self.archivist).action_move(other.id)
        self.env["property.archive.log"]._log("content", record)
        self.env.flush_all()
        domain = [("record_id", "=", record.id)]
        return {
            key: self.env[model].with_user(self.archivist).search(domain)
            for key, model in (
                ("moves", "property.archive.move"),
                ("direct_readings", "property.archive.direct.entry"),
            )
        }

    def _below(self, name):
        parent = self.env.ref(f"property_archive.category_{name}")
        return self.papers.copy({"code": f"T-{name}", "parent_id": parent.id})

    def _received(self):
        record = self._file(
            category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id, name=TITLE
        )
        handover = record.sudo().handover_line_ids.handover_id.with_user(self.archivist)
        return dict.fromkeys(("receipts", "signing_book", "handover"), handover)

    def _cared_for(self):
        env = self.env(user=self.archivist.id)
        room = self.env["property.archive.location"].create({"name": FORMULA, "kind": "room"})
        check = env["property.archive.check"].create(
            {"scope": "place", "location_id": self.cabinet.id, "blind": False}
        )
        check.action_start()
        reading = env["property.archive.reading"].create(
            {"location_id": room.id, "temperature": 20.5, "humidity": 50, "note": CALL}
        )
        entry = env["property.archive.entry"].create(
            {"location_id": room.id, "visitor": FORMULA, "purpose": LINK}
        )
        return {"check": check, "climate": reading, "entries": entry}

    def _passed_round(self):
        documents = self.env["property.archive.document"].with_user(self.clerk)
        made = documents.create(
            [
                {
                    "kind": kind,
                    "subject": FORMULA,
                    "partner_id": self.outsider.id,
                    "document_number": CALL,
                    "date_document": "2024-05-31",
                    "page_count": 4,
                    "circulation_ids": [(0, 0, {"employee_id": self.engineer.employee_id.id})],
                }
                for kind in ("incoming", "outgoing", "internal")
            ]
        )
        for document in made:
            document.action_submit()
            document.with_user(document.sudo().approval_ids.approver_ids[0]).action_approve()
            self._forget()
        incoming, outgoing, memo = made
        return {
            "incoming": incoming,
            "outgoing": outgoing,
            "memos": memo,
            "document_slip": made,
        }

    def _penalised(self):
        self.company.archive_incident_decider_ids = self.hr_manager
        incident = (
            self.env["property.archive.incident"]
            .with_user(self.head)
            .create(
                {
                    "kind": "unauthorised_view",
                    "date_occurred": "2024-06-02 04:00:00",
                    "report": FORMULA,
                    "person_ids": [(0, 0, {"employee_id": self.engineer.employee_id.id})],
                }
            )
        )
        incident.action_report()
        incident.with_user(self.hr_manager).action_decide(CALL)
        self._forget()
        penalty = incident.sudo().penalty_ids.with_user(self.hr_manager)
        penalty.action_decide()
        summary = self.env["property.archive.summary.wizard"].with_user(self.archivist)
        summary = summary.create({"period": "month", "date": "2024-06-01"})
        summary.action_make()
        return {"penalties": penalty, "summary": summary.line_ids}

    def _lent(self):
        self.company.archive_leader_ids = self.manager_of_all
        keys = self.env.ref("property_archive.category_key")
        keys.keeping_department_id = self.service
        record, key = (
            self._service_file(name=TITLE),
            self._file(
                category=keys,
                scope="company",
                medium="object",
                unit_id=self.unit.id,
                name=TITLE,
            ),
        )
        read = self._ask_service(record, kind="consult", purpose=FORMULA)
        copied = self._ask_service(
            record, kind="copy", purpose=CALL, destination=LINK, copy_count=2
        )
        for line in (read, copied):
            while line.state == "to_approve":
                step = line.sudo().approval_ids.filtered(lambda step: step.state == "pending")
                self._approve(line, step.approver_ids[0])
        self._hand_out(read)
        self._take_back(read, use_result=CALL)
        lent = self._lend(self._service_file(name=TITLE), purpose=FORMULA)
        key_line = self._ask_service(key, purpose=LINK)
        self._hand_out(key_line, pages=1)
        lines = (read | copied | lent | key_line).with_user(self.archivist)
        loans = lines.loan_id
        return {
            **dict.fromkeys(("loans", "loan_slip"), lines),
            "readings": lines[:1],
            "copies": lines[1:3],
            "key_loans": lines[3:],
            "keys": key.with_user(self.archivist),
            "key_shift": self._shift(),
            "loan_application": loans,
            "consult_approval": loans[:1],
        }

    def _shift(self):
        """The keys, given by one shift and not taken over yet."""
        shifts = self.env["property.archive.key.shift"].with_user(self.archivist)
        shift = shifts.create({"receiver_id": self.archivist2.id})
        shift.line_ids.action_as_expected()
        shift.line_ids.write({"note": CALL})
        shift.action_sign(SIGNATURE)
        return shift.line_ids

    def _disposed_of(self):
        batch = self._ready(self._filed(name=TITLE, content=b"its own"), reason=CALL)
        self._execute(batch)
        self.rule.write({"permanent": True, "period": 0})
        transfer = (
            self.env["property.archive.transfer"]
            .with_user(self.archivist)
            .create(
                {
                    "destination_id": self.outsider.id,
                    "receiver_id": self.outsider.id,
                    "reason": FORMULA,
                }
            )
        )
        transfer.action_add_records(self._filed(name=TITLE).ids)
        transfer.action_submit()
        transfer.with_user(self.head).action_approve()
        transfer._write_package(io.BytesIO())
        transfer.action_sign(SIGNATURE)
        return {
            **dict.fromkeys(("destruction_application", "destruction_list", "destruction"), batch),
            "transfers": transfer,
        }

    # -- what the sheet must say -------------------------------------------------------------

    def _check_sheet(self, key, chosen):
        """The sheet holds a row for each document, and in each cell what the document says.

        :return: all its texts
        """
        self._forget()
        registers = self.env["property.archive.register"].with_user(chosen.env.user)
        register = registers._describe(key)
        content = registers._write_xlsx(key, ids=chosen.ids, model=chosen._name)
        sheet = load_workbook(io.BytesIO(content)).active
        self.assertEqual(sheet.cell(1, 1).value, register["title"])
        self.assertIn(self.company.name, sheet.cell(2, 1).value)
        self.assertTrue(sheet.cell(2, 1).value.endswith(f"form {register['form_number']}"))
        self.assertIn(chosen.env.user.name, sheet.cell(3, 1).value)
        header, *rows = sheet.iter_rows(min_row=4, max_row=sheet.max_row - 2)
        name, line_columns = register.get("lines") or (None, [])
        own = [*register["columns"], *register.get("sheet_columns", [])]
        columns = [*own, *line_columns]
        self.assertEqual([cell.value for cell in header], [label for label, _p, _w in columns])
        ids = registers._find_ids(register, {"model": chosen._name, "ids": chosen.ids})
        documents = chosen.env[register["model"]].browse(ids)
        self.assertTrue(documents)
        facts = len(own)
        pairs = [(one, line) for one in documents for line in (one[name] if name else [one])]
        self.assertEqual(len(rows), len(pairs))
        texts = []
        for row, (document, line) in zip(rows, pairs, strict=True):
            for index, (label, path, _width) in enumerate(columns):
                cell = row[index]
                self.assertNotEqual(cell.data_type, "f", label)
                self.assertIsNone(cell.hyperlink, label)
                texts.append(str(cell.value))
                if path != "#":
                    said = self._said(document if index < facts else line, path)
                    self.assertEqual(cell.value or None, said or None, f"{key}: {label}")
        signs = [cell.value for cell in sheet[sheet.max_row] if cell.value]
        self.assertEqual(signs, [f"{label}: ____________" for label in register["signatures"]])
        # these name what they list by its code
        codes_only = (
            "check",
            "summary",
            "penalties",
            "consult_approval",
            "moves",
            "direct_readings",
        )
        if key not in codes_only:
            told = " ".join(texts)
            self.assertTrue(any(text in told for text in (TITLE, FORMULA, CALL, LINK)), key)
        return " ".join(texts)

    def _said(self, document, path):
        """What a document says in a column, field by field as the screen shows it."""
        if not isinstance(path, str):
            value = path.function(document)[0] if hasattr(path, "function") else path(document)
            return self._shown(value)
        values, many = [document.sudo()], False
        *steps, last = path.split(".")
        for step in steps:
            many |= bool(values) and values[0]._fields[step].type != "many2one"
            values = [found for value in values for found in value[step]]
        texts = [self._field_shown(value, last) for value in values]
        if many:
            return ", ".join(str(text) for text in texts if text)
        return texts[0] if texts else None

    def _field_shown(self, record, name):
        field = record._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(record[name])
        if field.type == "boolean":
            return "Yes" if record[name] else "No"
        if field.type == "many2one":
            return record[name].display_name
        return self._shown(record[name])

    def _shown(self, value):
        if isinstance(value, datetime.datetime):
            china = pytz.timezone("Asia/Shanghai")
            return pytz.utc.localize(value).astimezone(china).replace(tzinfo=None, microsecond=0)
        if isinstance(value, datetime.date):
            return fields.Datetime.to_datetime(value)
        return value
