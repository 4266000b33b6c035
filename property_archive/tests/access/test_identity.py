from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestWhoIsWho(ArchiveCase):
    """Whoever sets who somebody is reads nothing by it alone (B3, B5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._clear(cls.clerk)
        cls._clear(cls.archivist)
        cls.personnel = cls.papers.copy(
            {
                "code": "T-PER",
                "level_id": cls.secret.id,
                "subject_kind": "employee",
                "subject_reads": True,
            }
        )
        cls.other = cls.env["hr.employee"].create({"name": "Somebody"})

    def setUp(self):
        super().setUp()
        self.record = self._file(category=self.personnel, employee_id=self.other.id)
        self.Identity = self.env["property.archive.identity"].sudo()

    def _grow_old(self):
        """What was done until now was done some days ago."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE property_archive_record SET create_date = create_date - interval '9 days'"
        )

    def _reads(self, user):
        self.env.flush_all()
        self._forget()
        return self.record.with_user(user).has_access("read")

    def _link(self, maker, user):
        self.other.with_user(maker).user_id = user
        self.env(user=maker.id).flush_all()

    def test_hr_makes_itself_the_subject(self):
        hr = self._create_person("hr_officer", "hr.group_hr_manager")
        hr.employee_id.with_user(self.env.ref("base.user_admin")).user_id = False
        roads = {
            "employee": lambda: self.other.with_user(hr).write({"user_id": hr.id}),
            "resource": lambda: self.other.resource_id.with_user(hr)
            .sudo()
            .write({"user_id": hr.id}),
        }
        for road, call in roads.items():
            with self.subTest(road=road):
                call()
                self.env(user=hr.id).flush_all()
                self.assertFalse(self._reads(hr))
                link = self.Identity.search([("user_id", "=", hr.id), ("state", "=", "made")])
                self.assertTrue(link.own)
                self.other.with_user(self.hr_manager).user_id = False
                self.env.flush_all()
        self._link(hr, hr)
        self.env.flush_all()
        link = self.Identity.search([("user_id", "=", hr.id), ("state", "=", "made")])
        with self.assertRaises(AccessError):
            link.with_user(hr).action_confirm()
        hr.group_ids += self.env.ref("property_archive.group_property_archive_manager")
        with self.assertRaisesRegex(UserError, "second person"):
            link.with_user(hr).action_confirm()
        link.with_user(self.head).action_confirm()
        self.assertTrue(self._reads(hr))

    def test_a_link_that_is_younger_than_the_file_is_confirmed_first(self):
        user = new_test_user(self.env, "newcomer", groups="base.group_user")
        self._grow_old()
        self._link(self.hr_manager, user)
        self.assertFalse(self._reads(user))
        self.Identity.search([("user_id", "=", user.id)]).with_user(self.head).action_confirm()
        self.assertTrue(self._reads(user))

    def test_a_file_made_later_is_read_as_ever(self):
        user = new_test_user(self.env, "newcomer", groups="base.group_user")
        self._link(self.hr_manager, user)
        self.assertTrue(self._reads(user))

    def test_nobody_puts_themselves_into_a_department(self):
        self.papers.write({"level_id": self.internal.id, "scope": "department"})
        self.record = self._file(department_id=self.service.id)
        hr = self._create_person("hr_officer", "hr.group_hr_manager", self.engineering)
        self.assertFalse(self._reads(hr))
        hr.employee_id.with_user(hr).department_id = self.service
        self.assertFalse(self._reads(hr))
        self.service.with_user(hr).manager_id = hr.employee_id
        self.assertFalse(self._reads(hr))
        self.env.flush_all()
        amendment = (
            self.env["property.archive.amendment"]
            .with_user(self.clerk)
            .create(
                {
                    "record_id": self.record.id,
                    "reason": "x",
                    "value_ids": [(0, 0, {"field_name": "page_count", "new_integer": 3})],
                }
            )
        )
        self._forget()
        amendment.action_submit()
        self.assertNotIn(hr, amendment.sudo().approval_ids.approver_ids)
        links = self.Identity.search([("user_id", "=", hr.id), ("made_by_id", "=", hr.id)])
        self.assertEqual(set(links.mapped("kind")), {"department", "head"})
        links.with_user(self.head).action_confirm()
        self.assertTrue(self._reads(hr))

    def test_nobody_puts_a_department_under_their_own(self):
        self.papers.write({"level_id": self.internal.id, "scope": "department"})
        inner = self.env["hr.department"].create({"name": "Inner"})
        (inner | self.service).write({"parent_id": False})
        inner.parent_id = self.service
        self.record = self._file(department_id=inner.id)
        hr = self._create_person("hr_officer", "hr.group_hr_manager", self.engineering)
        self.engineering.manager_id = hr.employee_id
        self.assertFalse(self._reads(hr))
        self.service.with_user(hr).parent_id = self.engineering
        self.assertFalse(self._reads(hr))
        self.Identity._log_links()
        link = self.Identity.search([("user_id", "=", hr.id), ("kind", "=", "above")])
        self.assertEqual((link.res_id, link.own), (self.service.id, True))
        link.with_user(self.head).action_confirm()
        self.assertTrue(self._reads(hr))
        # and what somebody else puts there counts at once
        self.service.parent_id = False
        self.assertFalse(self._reads(hr))
        self.service.parent_id = self.engineering
        self.assertTrue(self._reads(hr))

    def test_links_are_events_and_self_made_ones_are_told(self):
        log = self.env["property.archive.log"].sudo()
        self.Identity._log_links()
        before = log.search([], limit=1).id
        self.hr_manager.employee_id.user_id = False
        self._link(self.hr_manager, self.hr_manager)
        self.env.flush_all()
        self.Identity._log_links()
        events = log.search([("id", ">", before), ("action", "=", "identity_made")])
        self.assertEqual(events.user_id, self.hr_manager.id)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.executive.partner_id.ids)], limit=1
        )
        self.assertIn("hr_manager", message.body)
        self.other.with_user(self.hr_manager).user_id = False
        self.env.flush_all()
        self.Identity._log_links()
        self.assertTrue(log.search([("id", ">", before), ("action", "=", "identity_ended")]))

    def test_a_portal_user_with_another_contact_asks_for_nothing(self):
        portal = new_test_user(self.env, "portal_owner", groups="base.group_portal")
        self.assertEqual(portal._archive_own_partners(), portal.partner_id)
        portal.sudo().partner_id = self.owner
        self.env.flush_all()
        self.assertFalse(portal._archive_own_partners())
        self.Identity.search(
            [("user_id", "=", portal.id), ("kind", "=", "contact"), ("state", "=", "made")]
        ).with_user(self.head).action_confirm()
        self.assertEqual(portal._archive_own_partners(), self.owner)

    def test_nobody_writes_who_is_who(self):
        self.hr_manager.employee_id.user_id = False
        self._link(self.hr_manager, self.hr_manager)
        self.env.flush_all()
        link = self.Identity.search([("user_id", "=", self.hr_manager.id)], limit=1)
        with self.assertRaises(AccessError):
            link.sudo().write({"state": "confirmed"})
        with self.assertRaises(UserError):
            link.unlink()

    def test_who_made_a_link_is_who_wrote_it_and_not_who_flushed_it(self):
        """Other code writes the same row later, as somebody else (B6)."""
        hr = self.hr_manager
        hr.employee_id.user_id = False
        for label, write in {
            "flushed by others": lambda: (
                self.other.with_user(hr).write({"user_id": hr.id}),
                self.other.with_user(self.env.ref("base.user_root")).write({"barcode": "X1"}),
            ),
            "a department": lambda: (
                self.service.with_user(hr).sudo().write({"manager_id": self.other.id}),
                self.service.with_user(self.clerk).sudo().write({"note": "x"}),
            ),
        }.items():
            with self.subTest(label):
                self.env.flush_all()
                last = self.Identity.search([], limit=1).id
                write()
                self.env(user=self.clerk.id).flush_all()
                made = self.Identity.search([("id", ">", last)])
                self.assertTrue(made)
                self.assertEqual(made.made_by_id, hr)
