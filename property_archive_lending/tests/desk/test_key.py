import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import SIGNATURE, LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestKey(LendingCase):
    """Keys by the same desk (D12)."""

    def setUp(self):
        super().setUp()
        self.keys = self.env.ref("property_archive.category_key")
        self.keys.keeping_department_id = self.service

    def _key(self, **vals):
        vals = {"scope": "company", "medium": "object", "unit_id": self.unit.id, **vals}
        return self._file(category=self.keys, **vals).sudo()

    def _ask_key(self, **vals):
        vals = {
            "lines": [{"category_id": self.keys.id, "unit_id": self.unit.id}],
            **vals,
        }
        return self._ask(kind="borrow", **vals)

    def test_room_key_by_the_register(self):
        key = self._key()
        line = self._ask_service(key)
        self.assertEqual(line.state, "approved")
        self._hand_out(line, pages=1)
        self.assertEqual(line.date_due.isoformat(), "2024-06-03T15:59:59")

    def test_sealed_key_in_an_emergency(self):
        for user in (self.clerk, self.archivist):
            self._clear(user)
        key = self._key()
        key._write_protected({"level_id": self.confidential.id})
        row = self.env.ref("property_archive_lending.policy_key_sealed_employee_borrow")
        self.assertTrue(row.need_witnesses)
        self.keys.level_id = self.confidential
        with self.assertRaisesRegex(UserError, "Witnesses"):
            self._ask_key(user=self.service_head)
        guard = self._create_person("guard", "base.group_user", self.engineering)
        second = self._create_person("second", "base.group_user", self.service)
        people = self.clerk | second | guard
        line = self._ask_key(user=self.service_head, witness_ids=[(6, 0, people.ids)])
        self.assertEqual(line.policy_id, row)
        self._approve(line, self.manager_of_all)
        line.with_user(self.archivist).action_resolve(key.id)
        for user in people:
            line.with_user(user).action_sign(SIGNATURE)
        self._hand_out(line, pages=1)
        self.assertEqual(key.availability, "out")

    def test_sealed_key_of_a_client(self):
        self.keys.level_id = self.confidential
        values = {
            "user": self.archivist,
            "employee_id": False,
            "partner_id": self.owner.id,
            "outsider": "self",
        }
        with self.assertRaisesRegex(UserError, "Written Application"):
            self._ask_key(**values)
        line = self._ask_key(**values, application=SIGNATURE)
        self.assertEqual(line.sudo().approval_ids.approver_ids, self.service_head)

    def test_contractors_never_borrow(self):
        with self.assertRaisesRegex(UserError, "says no"):
            self._ask_key(
                user=self.archivist,
                employee_id=False,
                partner_id=self.owner.id,
                outsider="external",
            )

    def test_tonight(self):
        key, other = self._key(), self._key()
        line = self._ask_service(key)
        self._hand_out(line, pages=1)
        cron = self.env.ref("property_archive_lending.ir_cron_keys")
        with freeze_time("2024-06-03 10:30:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self._forget()
        self.assertEqual(line.sudo().activity_ids.user_id, self.service_head)
        with self.assertRaisesRegex(UserError, "for the archivists"):
            line.with_user(self.engineer).action_note_late("no time")
        action = line.with_user(self.archivist).action_note_late()
        dialog = self.env[action["res_model"]].with_user(self.archivist)
        dialog = dialog.with_context(action["context"]).create({"reason": "repair all night "})
        dialog.action_confirm()
        content = self.env["property.archive.register"].with_user(self.archivist)
        sheet = load_workbook(io.BytesIO(content._write_xlsx("keys"))).active
        rows = {row[0].value: [c.value for c in row] for row in sheet.iter_rows(min_row=5)}
        self.assertIn("repair all night", rows[key.reference])
        self.assertIn(other.reference, rows)
        with self.assertRaisesRegex(UserError, "Doors and Windows Closed, Door Locked"):
            # 004 §6 1.2.3, §15 b 3
            self._take_back(line, pages=1, left=["power_off"])
        self._take_back(line, pages=1, left=["power_off", "windows_closed", "door_locked"])
        self.assertTrue(line.sudo().door_locked)
        self.assertFalse(line.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "only while it is “Out”"):
            line.with_user(self.archivist).action_note_late("afterwards")

    def test_key_loan_register(self):
        line = self._ask_service(self._key())
        self._hand_out(line, pages=1)
        self._forget()
        registers = self.env["property.archive.register"].with_user(self.archivist)
        sheet = load_workbook(io.BytesIO(registers._write_xlsx("key_loans", ids=line.ids))).active
        self.assertIn("KF-14", sheet["A2"].value)
        header, row = sheet.iter_rows(min_row=4, max_row=5, values_only=True)
        values = dict(zip(header, row, strict=True))
        self.assertEqual((values["No."], values["Number of Pieces"]), (1, 1))
        self.assertIn(line.sudo().record_id.reference, values["Key"])

    def test_client_gets_no_other_clients_key(self):
        for user in (self.clerk, self.archivist, self.archivist2):
            self._clear(user)
        other = self.env["res.partner"].create({"name": "李娜"})
        key = self._key(partner_id=other.id)
        key._write_protected({"level_id": self.confidential.id})
        self.keys.level_id = self.confidential
        line = self._ask_key(
            user=self.archivist,
            employee_id=False,
            partner_id=self.owner.id,
            outsider="self",
            application=SIGNATURE,
        )
        line.with_user(self.archivist2).action_confirm_unit("the tenant")
        self._approve(line, self.service_head)
        with self.assertRaisesRegex(UserError, "says no|is not about"):
            line.with_user(self.archivist2).action_resolve(key.id)
