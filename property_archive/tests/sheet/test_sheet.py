import io
import json

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSheet(ArchiveCase):
    """Forms of the regulations, filled in and printed, with the rights of the file (J11, J24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner_sheet = cls.env.ref("property_archive.sheet_owner")
        cls.owners.piece_ids[0].sheet_id = cls.owner_sheet
        cls.owners.write({"scope": "company", "level_id": cls.confidential.id})
        cls.owner.phone = "13911112222"
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)

    def _owner_file(self, filed=False):
        vals = {"category": self.owners, "unit_id": self.unit.id, "partner_id": self.owner.id}
        return self._file(**vals) if filed else self._draft(**vals)

    def _piece(self, record):
        return record.enclosure_ids.filtered("sheet_id")

    def _fill_in(self, piece, **texts):
        action = piece.action_fill_in()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        form = Form(piece, view)
        for index, value in enumerate(piece.value_ids):
            if value.field_id.name in texts:
                with form.value_ids.edit(index) as line:
                    line.value_text = texts[value.field_id.name]
        form.save()

    def test_it_is_filled_in_on_a_draft_and_printed_with_what_the_register_knows(self):
        piece = self._piece(self._owner_file())
        piece.present = False
        self._fill_in(piece, Sex="男", Workplace="某公司")
        self.assertTrue(piece.present)
        texts = {cell[0]: cell[1] for row in piece._sheet_paper() for cell in row}
        self.assertEqual((texts["Building No."], texts["Room No."]), ("3", "1501"))
        self.assertEqual((texts["Name of the Owner"], texts["Sex"]), ("张伟", "男"))
        self.assertEqual(texts["Telephone"], "13911112222")
        report = self.env["ir.actions.report"].with_user(self.clerk)
        html = report._render_qweb_html("property_archive.action_report_sheet", piece.ids)[0]
        self.assertIn("某公司", html.decode())

    def test_it_has_the_rights_of_the_file(self):
        record = self._owner_file(filed=True)
        value = self.env["property.archive.sheet.value"].create(
            {
                "enclosure_id": self._piece(record.sudo()).id,
                "field_id": self.env.ref("property_archive.sheet_field_owner_document").id,
                "value_text": "110101199001011234",
            }
        )
        self._forget()
        values = self.env["property.archive.sheet.value"]
        for user in (self.engineer, self.service_head, self.hr_manager):
            mine = values.with_user(user)
            self.assertFalse(mine.search([("value_text", "like", "110101")]), user.name)
            with self.assertRaises(AccessError):
                mine.browse(value.id).read(["value_text"])
        self.assertEqual(values.with_user(self.archivist).search([]), value)

    def test_what_is_filed_is_carried_on_by_the_archive_and_the_former_stays(self):
        piece = self._piece(self._owner_file(filed=True))
        with self.assertRaises(AccessError):
            self.env["property.archive.sheet.value"].with_user(self.clerk).create(
                {
                    "enclosure_id": piece.id,
                    "field_id": self.env.ref("property_archive.sheet_field_owner_sex").id,
                    "value_text": "女",
                }
            )
        piece = piece.with_user(self.archivist)
        self._fill_in(piece, Workplace="旧公司")
        self._fill_in(piece, Workplace="新公司")
        self.env.invalidate_all()
        now = piece.value_ids.filtered(lambda v: v.field_id.name == "Workplace")
        self.assertEqual(now.value_text, "新公司")
        self.assertEqual(piece.former_value_ids.mapped("value_text"), ["旧公司"])
        with self.assertRaises(UserError):
            now.sudo().unlink()

    def _value(self, piece, user=None, entry="sex", **vals):
        """Fill in an entry of a piece as a client does over RPC."""
        field = entry if not isinstance(entry, str) else f"sheet_field_owner_{entry}"
        field = self.env.ref(f"property_archive.{field}") if isinstance(field, str) else field
        values = self.env["property.archive.sheet.value"].with_user(user or self.archivist)
        return values.create({"enclosure_id": piece.id, "field_id": field.id, **vals})

    def _events(self, record, since):
        self.env.flush_all()
        domain = [("id", ">", since), ("action", "=", "sheet_changed"), ("res_id", "=", record.id)]
        return self.env["property.archive.log"].search(domain, order="id")

    def test_each_change_of_what_is_filed_is_an_event_with_before_and_after(self):
        record = self._owner_file(filed=True).sudo()
        piece = self._piece(record).with_user(self.archivist)
        last = self.env["property.archive.log"].search([], limit=1).id
        ways = {
            "created": lambda: self._value(piece, value_text="女"),
            "written": lambda: piece.value_ids.write({"value_text": "男"}),
            "through the piece": lambda: piece.write(
                {"value_ids": [(1, piece.value_ids.id, {"value_text": "女"})]}
            ),
            "as superuser": lambda: value.sudo().write({"value_text": ""}),
        }
        value = self.env["property.archive.sheet.value"]
        texts = ["", "女", "男", "女"]
        for (way, change), text in zip(ways.items(), texts, strict=True):
            with self.subTest(way=way):
                change()
                value = piece.sudo().value_ids.with_user(self.archivist)
                event = self._events(record, last)
                self.assertEqual(len(event), 1)
                last = event.id
                detail = json.loads(event.detail)
                self.assertEqual((detail["piece"], detail["after"]), (piece.id, value.id))
                before = value.sudo().browse(detail["before"])
                self.assertEqual(before.value_text or "", text)

    def test_an_entry_belongs_to_the_sheet_of_the_piece(self):
        tenant = self.env.ref("property_archive.sheet_tenant")
        other = tenant.field_ids.filtered(lambda entry: entry.kind == "text")[:1]
        register = self.owner_sheet.field_ids.filtered(lambda entry: entry.kind == "register")[:1]
        record = self._owner_file()
        piece = self._piece(record.sudo())
        plain = record.sudo().enclosure_ids.filtered(lambda each: not each.sheet_id)[:1]
        for filed, user, own in ((False, self.clerk, "sex"), (True, self.archivist, "work")):
            if filed:
                self._hand_over(record)
            refused = (
                (piece, other, {"value_text": "x"}),
                (piece, register, {"value_text": "x"}),
                (plain, own, {"value_text": "x"}),
                (piece, own, {"value_number": 7}),
                (piece, own, {"value_date": "2024-06-03"}),
            )
            for where, entry, vals in refused:
                with (
                    self.subTest(filed=filed, where=where, entry=entry, vals=vals),
                    self.assertRaises(ValidationError),
                ):
                    self._value(where, user, entry, **vals)
            value = self._value(piece, user, own, value_text="女")
            with self.assertRaises(ValidationError):
                self._value(piece, user, other, value_text="x")
            value.write({"field_id": other.id, "enclosure_id": plain.id})
            self.assertEqual(value.field_id.sheet_id, self.owner_sheet)
            self.assertEqual(value.enclosure_id, piece)
            values = self.env["property.archive.sheet.value"].with_user(user)
            swapped = values.with_context(default_field_id=other.id)
            with self.assertRaises(ValidationError):
                swapped.create({"enclosure_id": piece.id, "value_text": "x"})

    def test_an_entry_that_is_filled_in_keeps_its_kind_and_its_sheet(self):
        self._value(self._piece(self._owner_file(filed=True).sudo()), value_text="女")
        entry = self.env.ref("property_archive.sheet_field_owner_sex").with_user(self.head)
        for vals in (
            {"kind": "number"},
            {"kind": "register", "source": "phone"},
            {"sheet_id": self.env.ref("property_archive.sheet_tenant").id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                entry.write(vals)
        with self.assertRaises(UserError):
            entry.unlink()
        entry.write({"name": "Sex (as in the document)", "kind": "text"})
        self.assertEqual(entry.name, "Sex (as in the document)")
        unused = self.env.ref("property_archive.sheet_field_owner_work").with_user(self.head)
        unused.kind = "date"

    def test_figures_are_counted_with_a_line_in_the_log(self):
        piece = self._piece(self._owner_file(filed=True).sudo())
        self._value(piece, value_text="女")
        self.env.cr.precommit.run()
        last = self.env["property.archive.log"].search([], limit=1).id
        values = self.env["property.archive.sheet.value"].with_user(self.archivist)
        values._read_group([("value_number", "=", 0)], ["field_id"], ["value_number:avg"])
        self.env.cr.precommit.run()
        events = self.env["property.archive.log"].search([("id", ">", last)])
        asked = {name for event in events for name in json.loads(event.detail)["fields"]}
        self.assertEqual(events.mapped("action"), ["asked"] * len(events))
        self.assertEqual(asked, {"value_number", "field_id"})

    def test_a_blank_is_printed_for_a_customer(self):
        action = self.owner_sheet.with_user(self.clerk).action_print_blank()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        html = report._render_qweb_html(action["report_name"], self.owner_sheet.ids)[0].decode()
        self.assertIn("Number of the Identity Document", html)
        self.assertNotIn("13911112222", html)

    def test_002_8_2_figures_of_personnel_files_are_counted_for_who_may_read(self):
        field = self.env.ref("property_archive.sheet_field_satisfaction_score")
        category = self.env.ref("property_archive.category_personnel_4_1")
        category.piece_ids.required = False
        scores = (90, 80)
        for month, score in enumerate(scores, 1):
            record = self._draft(
                category=category,
                employee_id=self.engineer.employee_id.id,
                date_document=f"2024-0{month}-01",
            )
            piece = record.enclosure_ids.filtered("sheet_id")
            self.env["property.archive.sheet.value"].with_user(self.clerk).create(
                {"enclosure_id": piece.id, "field_id": field.id, "value_number": score}
            )
        self._forget()
        domain = [("field_id", "=", field.id), ("has_number", "=", True)]
        values = self.env["property.archive.sheet.value"].with_user(self.clerk)
        ((employee, average),) = values._read_group(domain, ["employee_id"], ["value_number:avg"])
        self.assertEqual((employee, average), (self.engineer.employee_id, 85))
        self.assertFalse(values.with_user(self.service_head).search_count(domain))

    def test_the_clauses_find_their_entries(self):
        wanted = {
            "personnel": "Sex,Date of Birth,Nation,Native Place,Political Status,Graduated from,"
            "Major,Graduated on,Number of the Identity Document,Entered the Company on",
            "owner": "Building No.,Room No.,Sex,Number of the Identity Document,Telephone,"
            "Home Address,Filled in On",
            "tenant": "Building No.,Room No.,Filled in On",
            "guest_person": "Room Price,Way of Payment,Kind of Identity Document,"
            "Reason of the Stay,Arrived on",
            "guest_company": "Agreed Room Price,Discount (%),Way of Payment",
            "repair": "Workers,Cost",
            "customer_company": "Website,Contact Person,Credit Standing",
        }
        for key, names in wanted.items():
            sheet = self.env.ref(f"property_archive.sheet_{key}")
            self.assertLessEqual(set(names.split(",")), set(sheet.field_ids.mapped("name")), key)
        self.assertTrue(self.env.ref("property_archive.sheet_dealer").piece_ids)
        self.assertTrue(self.env.ref("property_archive.sheet_end_customer").piece_ids)

    def test_003_2_4_dated_pieces_stand_with_the_newest_in_front(self):
        self.owners.item_order = "newest"
        record = self._owner_file()
        record.write(
            {
                "enclosure_ids": [
                    (0, 0, {"name": day, "date_document": day})
                    for day in ("2024-03-01", "2024-05-01", "2024-01-01")
                ]
            }
        )
        self.env.invalidate_all()
        names = record.enclosure_ids.mapped("name")
        self.assertEqual(names[:3], ["2024-05-01", "2024-03-01", "2024-01-01"])

    def test_labels_behind_a_lock_name_whose_file_it_is(self):
        record = self._owner_file(filed=True).sudo()
        label = self.env["property.archive.label"]
        self.assertEqual(label._label_of(record, "spine")["upright"], self.owners.name)
        self.owners.label_names = True
        self.assertEqual(label._label_of(record, "spine")["upright"], "张伟")
        staff = self.env["property.archive.category"].create(
            {
                "name": "Staff",
                "code": "T-RS",
                "level_id": self.confidential.id,
                "subject_kind": "employee",
                "label_names": True,
            }
        )
        record = self._file(
            category=staff, employee_id=self.engineer.employee_id.id, date_entry="2021-03-01"
        ).sudo()
        lines = label._label_of(record, "record")["lines"]
        self.assertIn("engineer", lines)
        self.assertIn("Entered on 2021-03-01", lines)
        record._write_protected({"location_id": False})
        self.assertNotIn("engineer", label._label_of(record, "record")["lines"])

    def test_the_label_of_a_place_tells_category_and_year(self):
        self.cabinet.write({"category_ids": [(6, 0, self.owners.ids)], "year": "2024"})
        lines = self.env["property.archive.label"]._label_of(self.cabinet, "place")["lines"]
        self.assertEqual(lines[:2], [self.owners.name, "2024"])

    def test_confidential_stands_apart_and_sizes_too(self):
        self.cabinet.apart = True
        with self.assertRaisesRegex(ValidationError, "confidential records alone"):
            self._file()
        self.cabinet.apart = False
        self.company.archive_confidential_apart = True
        with self.assertRaisesRegex(ValidationError, "stands apart"):
            self._owner_file(filed=True)
        self.rack.paper_size = "a4"
        with self.assertRaisesRegex(ValidationError, "kept for A4"):
            self._hand_over(self._draft(paper_size="a3"), location=self.rack)

    def test_000_1_1_5_moves_and_direct_readings_have_registers(self):
        record = self._file().sudo()
        record.with_user(self.archivist).action_move(self.rack.id)
        owner_file = self._owner_file(filed=True)
        owner_file.with_user(self.archivist).enclosure_ids.read(["name"])
        self.env.cr.precommit.run()
        registers = self.env["property.archive.register"].with_user(self.archivist)
        for key, words in (
            ("moves", {record.reference, "Cabinet", "Rack", "archivist"}),
            ("direct_readings", {owner_file.sudo().reference, "archivist"}),
        ):
            self.env.flush_all()
            content = registers._write_xlsx(key)
            sheet = load_workbook(io.BytesIO(content)).active
            texts = {cell.value for row in sheet.iter_rows(min_row=5) for cell in row}
            self.assertLessEqual(words, texts, key)

    def test_registers_from_the_log_name_what_one_may_see(self):
        owner_file = self._owner_file(filed=True)
        owner_file.with_user(self.archivist).enclosure_ids.read(["name"])
        self.rack.lockable = True
        owner_file.with_user(self.archivist).action_move(self.rack.id)
        self.env.cr.precommit.run()
        self.env.flush_all()
        stranger = self._create_person(
            "stranger", "property_archive.group_property_archive_archivist"
        )
        for name in ("property.archive.direct.entry", "property.archive.move"):
            entries = self.env[name].search([("record_id", "=", owner_file.id)])
            self.assertTrue(entries.with_user(self.archivist)._filtered_access("read"), name)
            mine = self.env[name].with_user(stranger)
            self.assertFalse(mine.search([("record_id", "=", owner_file.id)]), name)
            with self.assertRaises(AccessError):
                entries.with_user(stranger).read(["user_id"])

    def test_003_1_2_somebody_else_than_the_superior_verifies(self):
        self.papers.write({"superior_checks": True, "verifier_ids": [(4, self.engineer.id)]})
        record = self._draft()
        with self.assertRaises(UserError):
            record.with_user(self.service_head).action_superior_check()
        record.with_user(self.engineer).action_superior_check()
        self.assertEqual(record.superior_id, self.engineer)
