import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SIGNATURE, LendingCase

AGREEMENT = base64.b64encode(b"signed custody agreement")


class KeyCase(LendingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ref = cls.env.ref
        cls.keys = ref("property_archive.category_key")
        cls.sealed = ref("property_archive.category_key_sealed")
        cls.plant = ref("property_archive.category_key_plant")
        cls.keys.keeping_department_id = cls.service
        cls.first = cls._create_person("first", "base.group_user", cls.service)
        cls.second = cls._create_person("second", "base.group_user", cls.service)
        cls.guard = cls._create_person("guard", "base.group_user", cls.engineering)
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.people = cls.first | cls.second | cls.guard

    def _sealed_key(self):
        """A client's key, taken in with the agreement."""
        record = self._draft(
            category=self.sealed, unit_id=self.unit.id, partner_id=self.owner.id, medium="object"
        )
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        handover.with_user(self.clerk).write({"agreement": AGREEMENT})
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.write({"inspection_note": "bag sealed"})
        received.line_ids.write({"location_id": self.cabinet.id})
        received.action_accept_all()
        received.action_sign(SIGNATURE)
        self._forget()
        return record.sudo()

    def _emergency(self, key, user=None, people=None):
        people = self.people if people is None else people
        return self._ask(
            user or self.service_head,
            kind="borrow",
            lines=[{"category_id": self.sealed.id, "unit_id": self.unit.id}],
            witness_ids=[(6, 0, people.ids)],
        )

    def _back(self, line, user=None):
        line.with_user(user or self.archivist).action_take_back(
            page_count=1,
            condition="sealed again",
            borrower_signature=SIGNATURE,
            archivist_signature=SIGNATURE,
            left=("power_off", "windows_closed", "door_locked"),
        )


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSealed(KeyCase):
    """Sealed keys to the letter (004 §15 a, J13)."""

    def test_taken_in_with_the_custody_agreement_only(self):
        """004 §15 a 1, 2: the agreement is signed, then the bag is sealed and registered."""
        record = self._draft(
            category=self.sealed, unit_id=self.unit.id, partner_id=self.owner.id, medium="object"
        )
        handover = self.env["property.archive.handover"].browse(record.action_submit()["res_id"])
        self.assertEqual((handover.kind, handover.outside_giver_id), ("custody", self.owner))
        handover.with_user(self.clerk).action_sign(SIGNATURE)
        received = handover.with_user(self.archivist)
        received.write({"inspection_note": "bag sealed"})
        received.line_ids.write({"location_id": self.cabinet.id})
        received.action_accept_all()
        with self.assertRaisesRegex(UserError, "agreement"):
            received.action_sign(SIGNATURE)

    def test_no_sealed_key_by_another_door(self):
        record = self._draft(
            category=self.keys,
            unit_id=self.unit.id,
            medium="object",
            level_id=self.confidential.id,
        )
        with self.assertRaisesRegex(UserError, "sealed key"):
            record.action_submit()

    def test_only_the_service_manager_asks(self):
        """004 §15 a 3."""
        key = self._sealed_key()
        for user in (self.engineer, self.first, self.engineering_head):
            with self.assertRaisesRegex(UserError, "says no"):
                self._emergency(key, user)
        line = self._emergency(key)
        self.assertEqual(line.sudo().approval_ids.approver_ids, self.manager_of_all)

    def test_two_assistants_and_a_guard_are_named(self):
        key = self._sealed_key()
        for people in (
            self.first,
            self.first | self.second,
            self.first | self.guard | self.engineering_head,
            self.first | self.second | self.service_head,
        ):
            with self.assertRaises(UserError):
                self._emergency(key, people=people)

    def test_they_sign_and_then_it_goes_out(self):
        key = self._sealed_key()
        line = self._emergency(key)
        self._approve(line, self.manager_of_all)
        line.with_user(self.archivist).action_resolve(key.id)
        for user in (self.first, self.second):
            self.assertEqual(line.with_user(user).signs_as, "witness")
            line.with_user(user).action_sign(SIGNATURE)
        with self.assertRaisesRegex(UserError, "guard"):
            self._hand_out(line, pages=1)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            line.with_user(self.engineer).action_sign(SIGNATURE)
        line.with_user(self.guard).action_sign(SIGNATURE)
        self._hand_out(line, pages=1)
        self._back(line)
        # 004 §15 a 5: signed off by the manager afterwards
        self.assertTrue(line.sudo().after_use_open)
        self.assertEqual(line.with_user(self.service_head).signs_as, "manager")
        line.with_user(self.service_head).action_sign(SIGNATURE)
        self.assertFalse(line.sudo().after_use_open)
        roles = line.sudo().signature_ids.mapped("role")
        self.assertEqual(roles.count("witness"), 3)

    def _client(self, key):
        return self._ask(
            self.archivist,
            kind="borrow",
            employee_id=False,
            partner_id=self.owner.id,
            outsider="self",
            application=SIGNATURE,
            lines=[{"category_id": self.sealed.id, "unit_id": self.unit.id}],
        )

    def test_a_client_s_own_key_is_confirmed_with_the_unit_first(self):
        """004 §15 a 4: who asked whom, and when, before the manager agrees."""
        line = self._client(self._sealed_key())
        with self.assertRaisesRegex(UserError, "confirm it with the unit"):
            self._approve(line, self.service_head)
        line.with_user(self.archivist2).action_confirm_unit("王经理, by telephone")
        self.assertEqual(line.confirmed_by_id, self.archivist2)
        self.assertTrue(line.date_confirmed)
        self._approve(line, self.service_head)
        self.assertEqual(line.sudo().state, "approved")

    def test_who_asks_does_not_confirm_with_the_unit_and_nobody_does_afterwards(self):
        line = self._client(self._sealed_key())
        with self.assertRaisesRegex(UserError, "whoever asks"):
            line.with_user(self.archivist).action_confirm_unit("myself")
        line.with_user(self.archivist2).action_confirm_unit("王经理")
        line.with_user(self.archivist2).action_confirm_unit("王经理, asked again")
        self._approve(line, self.service_head)
        for user in (self.archivist, self.archivist2, self.service_head):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                line.with_user(user).action_confirm_unit("other words")
        self.assertEqual(line.sudo().confirmed_with, "王经理, asked again")

    def test_the_stamped_form_goes_back_to_the_same_request(self):
        key = self._sealed_key()
        line = self._client(key)
        line.with_user(self.archivist2).action_confirm_unit("王经理")
        self._approve(line, self.service_head)
        line.with_user(self.archivist).action_resolve(key.id)
        self._hand_out(line, pages=1)
        desk = line.with_user(self.archivist)
        with self.assertRaises(UserError):
            desk.action_put_stamped(AGREEMENT)
        self._back(line)
        self.assertTrue(line.sudo().after_use_open)
        line.with_user(self.service_head).action_sign(SIGNATURE)
        self.assertTrue(line.sudo().after_use_open)
        desk.action_put_stamped(AGREEMENT, "form.pdf")
        self.assertFalse(line.sudo().after_use_open)
        with self.assertRaises(UserError):
            desk.action_put_stamped(AGREEMENT)
        with self.assertRaises(AccessError):
            desk.sudo().write({"stamped_form": False})

    def test_plant_rooms_by_approval(self):
        """004 §15 c 2: the assistants do not open plant rooms without a reason."""
        key = self._file(category=self.plant, scope="company", medium="object").sudo()
        line = self._ask_service(key)
        self.assertEqual(line.state, "to_approve")
        self.assertEqual(line.sudo().approval_ids.approver_ids, self.service_head)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestShift(KeyCase):
    """The hand-over of the keys from shift to shift (004 §6 1.1.1, 1.1.2, J13)."""

    def setUp(self):
        super().setUp()
        vals = {"scope": "company", "medium": "object", "unit_id": self.unit.id}
        self.key = self._file(category=self.keys, quantity=3, **vals).sudo()
        self.away = self._file(category=self.keys, **vals).sudo()
        self._hand_out(self._ask_service(self.away), pages=1)
        duties = self.env["property.archive.duty"].with_user(self.head)
        duties.create({"user_id": self.first.id, "category_id": self.keys.id})
        self._forget()

    def _shift(self):
        shifts = self.env["property.archive.key.shift"].with_user(self.first)
        return shifts.create({"receiver_id": self.guard.id})

    def _line(self, shift, key):
        return shift.line_ids.filtered(lambda line: line.sudo().record_id == key)

    def test_pieces_are_counted_by_both_and_both_sign(self):
        shift = self._shift()
        self.assertEqual(shift.sudo().line_ids.record_id.sudo(), self.key | self.away)
        self.assertEqual(self._line(shift, self.key).expected, 3)
        self.assertEqual(self._line(shift, self.away).expected, 0)
        self.assertTrue(self._line(shift, self.away).out_with)
        with self.assertRaisesRegex(UserError, "Count the pieces"):
            shift.action_sign(SIGNATURE)
        shift.line_ids.action_as_expected()
        shift.action_sign(SIGNATURE)
        taken = shift.with_user(self.guard)
        with self.assertRaises(UserError):
            shift.action_sign(SIGNATURE)
        taken.line_ids.action_as_expected()
        taken.action_sign(SIGNATURE)
        self.assertEqual(shift.state, "done")
        roles = shift.sudo().signature_ids.mapped(lambda s: (s.role, s.user_id))
        self.assertEqual(roles, [("giver", self.first), ("receiver", self.guard)])
        self.assertFalse(shift.difference_count)

    def test_a_missing_piece_is_noted_and_told(self):
        shift = self._shift()
        shift.line_ids.action_as_expected()
        shift.action_sign(SIGNATURE)
        taken = shift.with_user(self.guard)
        taken.line_ids.action_as_expected()
        self._line(taken, self.key).write({"taken": 2})
        with self.assertRaisesRegex(UserError, "3 given, 2 counted"):
            taken.action_sign(SIGNATURE)
        with self.assertRaises(AccessError):
            self._line(taken, self.key).write({"note": "one is with the locksmith"})
        self._line(taken, self.key).write({"note_taken": "one is with the locksmith"})
        taken.action_sign(SIGNATURE)
        self.assertEqual(shift.difference_count, 1)
        told = self.env["mail.message"].sudo().search([("subject", "ilike", shift.name)])
        self.assertIn(self.service_head.partner_id, told.partner_ids)

    def test_what_was_signed_stays(self):
        shift = self._shift()
        shift.line_ids.action_as_expected()
        shift.action_sign(SIGNATURE)
        with self.assertRaises(AccessError):
            shift.line_ids.write({"given": 1})
        with self.assertRaises(UserError):
            shift.sudo().unlink()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            shift.with_user(self.engineer).read(["name"])

    def test_nobody_takes_over_from_themselves(self):
        shifts = self.env["property.archive.key.shift"].with_user(self.first)
        with self.assertRaises(UserError):
            shifts.create({"receiver_id": self.first.id})

    def test_the_sheet_is_printed(self):
        """钥匙交接单."""
        shift = self._shift()
        shift.line_ids.action_as_expected()
        shift.action_sign(SIGNATURE)
        register = self.env["property.archive.register"].with_user(self.first)
        columns = register._registers()["key_shift"]["columns"]
        values = [label for label, *_rest in columns]
        self.assertIn("Handed Over By", values)
        action = shift.action_print()
        self.assertTrue(action)
