import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestUnit(ArchiveCase):
    """Volumes, units, owners, tenants and vehicles (A3 to A5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.owners.write({"exclusive_group": "t-household", "unit_party": "owner"})
        cls.residents = cls.owners.copy(
            {"name": "Resident files of the tests", "code": "T-RES", "piece_ids": False}
        )
        cls.tenants = cls.env["property.archive.category"].create(
            {
                "name": "Tenant files of the tests",
                "code": "T-TEN",
                "level_id": cls.confidential.id,
                "subject_kind": "partner_unit",
                "one_open_file": True,
                "unit_party": "tenant",
                "parent_id": cls.owners.id,
            }
        )
        cls.tenant = cls.env["res.partner"].create({"name": "租户李四"})

    def _units(self, *rooms):
        return self.env["property.archive.unit"].create(
            [{"building": building, "unit": "1", "room": room} for building, room in rooms]
        )

    # -- order ------------------------------------------------------------------------------

    def test_two_stands_before_ten(self):
        units = self._units(("10", "101"), ("2", "1001"), ("2", "201"))
        found = self.env["property.archive.unit"].search([("id", "in", units.ids)])
        self.assertEqual(found.mapped("code"), ["2-1-201", "2-1-1001", "10-1-101"])

    def test_the_floor_is_read_from_the_room(self):
        units = self._units(("1", "1501"), ("1", "302"), ("1", "B201"), ("1", "商铺"))
        self.assertEqual(units.mapped("floor"), [15, 3, -2, 0])

    def _items(self, order, *items):
        """Titles of items in the order in which the volume lists them."""
        volume = self._draft(name="卷")
        self.papers.item_order = order
        for name, date in items:
            self._draft(name=name, date_document=date, parent_id=volume.id)
        action = volume.action_open_items()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        self.assertIn('default_order="item_key, id"', view.arch)
        records = self.env["property.archive.record"].with_user(self.clerk)
        return records.search(action["domain"], order="item_key, id").mapped("name")

    def test_items_stand_oldest_first(self):
        items = [("b", "2023-05-01"), ("c", False), ("a", "2022-01-01")]
        self.assertEqual(self._items("oldest", *items), ["a", "b", "c"])

    def test_customer_items_stand_newest_first(self):
        items = [("b", "2023-05-01"), ("c", "2022-01-01"), ("a", "2024-01-01")]
        self.assertEqual(self._items("newest", *items), ["a", "b", "c"])

    def test_personnel_items_stand_by_class_then_date(self):
        first, second = self.env["property.archive.category"].create(
            [
                {"name": name, "code": code, "level_id": self.internal.id, "sequence": sequence}
                for name, code, sequence in (("One", "T-P1", 1), ("Two", "T-P2", 2))
            ]
        )
        volume = self._draft(name="卷")
        self.papers.item_order = "class"
        for name, category, date in (
            ("d", second, "2020-01-01"),
            ("b", first, "2024-01-01"),
            ("a", first, "2021-01-01"),
        ):
            self._draft(name=name, category=category, date_document=date, parent_id=volume.id)
        self.assertEqual(
            volume.child_ids.sorted(lambda r: (r.item_key, r.id)).mapped("name"), ["a", "b", "d"]
        )

    def test_files_stand_by_unit_and_customers_by_floor(self):
        units = self._units(("2", "1001"), ("10", "101"), ("10", "1001"))
        records = self.env["property.archive.record"]
        for unit in units:
            records |= self._draft(unit_id=unit.id, name=unit.code)
        self.papers.shelf_order = "unit"
        names = records.sorted("shelf_key").mapped("name")
        self.assertEqual(names, ["2-1-1001", "10-1-101", "10-1-1001"])
        self.papers.shelf_order = "floor"
        names = records.sorted("shelf_key").mapped("name")
        self.assertEqual(names, ["10-1-101", "2-1-1001", "10-1-1001"])

    # -- one open file ----------------------------------------------------------------------

    def test_a_home_is_registered_by_the_address_typed_into_a_picker(self):
        units = self.env["property.archive.unit"].with_user(self.clerk)
        unit = units.browse(units.name_create("95栋1单元101室")[0])
        self.assertEqual((unit.building, unit.unit, unit.room), ("95", "1", "101"))
        form = Form(units.with_context(default_name="95-2-1501"))
        self.assertEqual((form.building, form.unit, form.room), ("95", "2", "1501"))
        with self.assertRaises(UserError):
            units.name_create("张三")
        # what is more than its name says so, and does not empty the picker
        with self.assertRaises(UserError):
            self.env["property.archive.clearance"].with_user(self.head).name_create("张三")

    def test_a_unit_has_an_owner_file_or_a_resident_file(self):
        self._draft(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        with self.assertRaisesRegex(ValidationError, "never both: close that file first"):
            self._draft(category=self.residents, unit_id=self.unit.id, partner_id=self.owner.id)

    def test_one_open_file_for_a_plate(self):
        vehicles = self.env["property.archive.category"].create(
            {
                "name": "Vehicles of the tests",
                "code": "T-CAR",
                "level_id": self.internal.id,
                "scope": "company",
                "subject_kind": "vehicle",
                "one_open_file": True,
            }
        )
        record = self._draft(category=vehicles, plate="粤B·12345")
        clash = self.assertRaisesRegex(ValidationError, "粤B·12345 has an open file")
        with clash, self.env.cr.savepoint():
            self._draft(category=vehicles, plate="粤b 12345")
        self._draft(category=vehicles, plate="粤B54321")
        self._hand_over(record)
        record.with_user(self.archivist).action_close()
        self._forget()
        self.assertEqual(self._draft(category=vehicles, plate="粤B12345").state, "draft")

    def test_one_open_file_for_an_outside_party(self):
        outside = self.env.ref("property_archive.category_correspondence")
        self.assertEqual(outside.subject_kind, "outside")
        self._draft(category=outside, partner_id=self.owner.id)
        with self.assertRaisesRegex(ValidationError, "张伟 has an open file"):
            self._draft(category=outside, partner_id=self.owner.id)

    # -- owners and tenants -----------------------------------------------------------------

    def _history(self, role):
        return self.unit.party_ids.filtered(lambda party: party.role == role).sorted("id")

    def test_choosing_a_unit_fills_in_its_owner_or_tenant(self):
        self.unit.write({"owner_id": self.owner.id, "tenant_id": self.tenant.id})
        for category, contact in ((self.owners, self.owner), (self.tenants, self.tenant)):
            form = Form(self.env["property.archive.record"].with_user(self.clerk))
            form.category_id = category
            form.unit_id = self.unit
            self.assertEqual(form.partner_id, contact)

    def test_the_unit_keeps_its_history(self):
        buyer = self.env["res.partner"].create({"name": "王芳"})
        unit = self.unit.with_user(self.clerk)
        unit.owner_id = self.owner
        unit.owner_id = buyer
        unit.tenant_id = self.tenant
        day = datetime.date(2024, 6, 3)
        self.assertRecordValues(
            self._history("owner"),
            [
                {"partner_id": self.owner.id, "date_from": day, "date_to": day},
                {"partner_id": buyer.id, "date_from": day, "date_to": False},
            ],
        )
        self.assertEqual(self._history("tenant").partner_id, self.tenant)
        party = self._history("owner")[0].with_user(self.clerk)
        with self.assertRaises(AccessError):
            party.date_to = "2024-01-01"
        with self.assertRaises(AccessError):
            party.sudo().unlink()
        with self.assertRaises(AccessError):
            party.with_user(self.engineer).read(["partner_id"])

    def test_who_types_over_the_owner_of_a_file_is_led_to_the_change_of_owner(self):
        self.unit.owner_id = self.owner
        self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        buyer = self.env["res.partner"].create({"name": "王芳"})
        with self.assertRaises(RedirectWarning) as led:
            self.unit.with_user(self.clerk).owner_ids = buyer
        _message, action, _button, *_more = led.exception.args
        form = Form(
            self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"])
        )
        self.assertEqual((form.unit_id, form.new_owner_id), (self.unit, buyer))
        self.assertFalse(form.may_confirm)
        form.save().action_prepare()
        asked = self.env["mail.activity"].search([("summary", "ilike", self.unit.display_name)])
        self.assertEqual(asked.user_id, self.company._archive_keeper())
        self.assertIn(buyer.name, asked.note)
        self.assertEqual(self.unit.owner_ids, self.owner)

    def test_change_of_owner_in_one_step(self):
        self.unit.owner_id = self.owner
        old = self._file(category=self.owners, unit_id=self.unit.id, partner_id=self.owner.id)
        buyer = self.env["res.partner"].create({"name": "王芳"})
        apart = self.env["property.archive.location"].create(
            {"name": "Closed files", "kind": "cabinet", "lockable": True}
        )
        vals = {
            "unit_id": self.unit.id,
            "new_owner_id": buyer.id,
            "date": "2024-05-20",
            "location_id": apart.id,
        }
        wizards = self.env["property.archive.change.owner.wizard"]
        with self.assertRaises(UserError):
            wizards.with_user(self.clerk).create(vals).action_confirm()
        action = wizards.with_user(self.archivist).create(vals).action_confirm()
        self._forget()
        day = datetime.date(2024, 5, 20)
        self.assertRecordValues(
            old.sudo(),
            [{"date_closed": day, "close_reason": "ownership_ended", "location_id": apart.id}],
        )
        self.assertRecordValues(
            self.env["property.archive.record"].browse(action["res_id"]).sudo(),
            [{"partner_id": buyer.id, "unit_id": self.unit.id, "state": "draft"}],
        )
        self.assertRecordValues(
            self._history("owner"),
            [
                {"partner_id": self.owner.id, "date_to": day},
                {"partner_id": buyer.id, "date_to": False},
            ],
        )

    def _close(self, record, user=None, **vals):
        return (
            self.env["property.archive.close.wizard"]
            .with_user(user or self.archivist)
            .with_context(active_ids=record.ids)
            .create(vals)
            .action_confirm()
        )

    def test_a_tenant_who_left_is_listed_apart_by_year(self):
        self.unit.tenant_id = self.tenant
        record = self._file(
            category=self.tenants,
            unit_id=self.unit.id,
            partner_id=self.tenant.id,
            date_document="2024-01-01",
        )
        with self.assertRaises(AccessError):
            self._close(record, self.clerk, date="2024-05-31")
        self._close(record, date="2024-05-31")
        self.assertFalse(self.unit.tenant_id)
        self.assertEqual(str(self._history("tenant").date_to), "2024-05-31")
        self.assertEqual(record.sudo().close_reason, "contract_ended")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive.property_archive_record_action_left"
        )
        records = self.env["property.archive.record"].with_user(self.archivist)
        domain = [("category_id.unit_party", "=", "tenant"), ("date_closed", "!=", False)]
        self.assertEqual(action["domain"], str(domain))
        self.assertIn(record, records.search(domain))
        record.with_user(self.archivist).action_bind()
        self.assertEqual(str(record.sudo().date_bound), "2024-06-03")
        other = self._draft()
        with self.assertRaisesRegex(UserError, "is bound"):
            other.with_user(self.archivist).action_bind()

    def test_a_file_is_closed_once_and_not_ahead(self):
        record = self._file(date_document="2024-03-01")
        with self.assertRaisesRegex(UserError, "once the matter has ended"):
            self._close(record, date="2024-06-30")
        with self.assertRaisesRegex(UserError, "cannot end before"):
            self._close(record, date="0202-06-01")
        self._close(record, date="2024-06-01")
        with self.assertRaisesRegex(UserError, "closed already"):
            self._close(record, date="2024-06-01")

    # -- who keeps, who sees ----------------------------------------------------------------

    def test_the_keeping_department_is_inherited(self):
        self.assertFalse(self.tenants.keeping_department_id)
        self.assertEqual(self.tenants._keeping_department(self.company), self.service)
        self.assertEqual(self.tenants._keeping_head(self.company), self.service_head)
        self.tenants.keeping_department_id = self.engineering
        self.assertEqual(self.tenants._keeping_head(self.company), self.engineering_head)

    def test_smart_buttons_count_what_the_viewer_sees(self):
        subject = self.engineer.employee_id
        self._file(
            level_id=self.confidential.id,
            unit_id=self.unit.id,
            partner_id=self.owner.id,
            employee_id=subject.id,
        )
        # the button on a contact is for people of the archive: others do not pay for it
        self.engineering_head.group_ids |= self.env.ref(
            "property_archive.group_property_archive_user"
        )
        self._forget()
        for document, user in (
            (self.unit, self.engineering_head),
            (self.owner, self.engineering_head),
            (subject, self.hr_manager),
        ):
            count = "record_count" if document == self.unit else "archive_record_count"
            self.assertEqual(document.with_user(user)[count], 0, document)
            self._forget()
            readers = self.archivist
            if document == subject:
                readers.group_ids |= self.env.ref("hr.group_hr_user")
            self.assertEqual(document.with_user(readers)[count], 1, document)

    def test_counters_come_from_one_query(self):
        units = self._units(*(("7", f"{n}01") for n in range(1, 21)))
        self.env.flush_all()
        self._forget()
        self.assertEqual(units.with_user(self.archivist)[:1].record_count, 0)
        self.env.invalidate_all()
        with self.assertQueryCount(2):  # the count, and the names of the units
            units.with_user(self.archivist).mapped("record_count")
