from odoo.tests import new_test_user, tagged

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
class TestNeighbours(ArchiveCase):
    """Who does not use the archive pays nothing for it: a constant number of queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = [f"Neighbour {number}" for number in range(40)]
        cls.contacts = cls.env["res.partner"].create([{"name": name} for name in names])
        cls.people = cls.env["hr.employee"].create([{"name": name} for name in names])
        cls.users = cls.env["res.users"].union(
            *(new_test_user(cls.env, f"neighbour{number}") for number in range(12))
        )

    def _asked(self, call, *words):
        """Queries of a call that name a table of the archive, or have one of these words."""
        cursor, asked = type(self.env.cr), []
        execute = cursor.execute

        def listen(cr, query, params=None, log_exceptions=True):
            text = getattr(query, "code", query)
            text = text.decode() if isinstance(text, bytes) else str(text)
            if any(word in text for word in ("property_archive_", *words)):
                asked.append(text)
            return execute(cr, query, params, log_exceptions)

        self.env.flush_all()
        self._forget()
        self.patch(cursor, "execute", listen)
        call()
        self.env.flush_all()
        self.patch(cursor, "execute", execute)
        return asked

    def test_departures_cost_the_same_for_any_number(self):
        one = self._queries(lambda: self.people[0].action_archive())
        few = self._queries(self.people[1:3].action_archive)
        many = self._queries(self.people[3:].action_archive)
        self.assertLessEqual(many - few, 35)  # Odoo's own: one for each resource
        for people in (self.people[:1], self.people):
            people.action_unarchive()
            asked = self._asked(people.with_context(no_wizard=True).action_archive)
            self.assertLessEqual(len(asked), 3, "\n".join(text[:90] for text in asked))
        self.assertTrue(one)

    def test_a_change_of_department_asks_once_about_people_whom_nothing_refers_to(self):
        first, second = self.env["hr.department"].create([{"name": "First"}, {"name": "Second"}])
        self.people.department_id = first
        for people in (self.people[:1], self.people):
            asked = self._asked(lambda found=people: found.write({"department_id": second.id}))
            # whether the archive knows them, and the event
            self.assertLessEqual(len(asked), 2, "\n".join(text[:90] for text in asked))
            people.department_id = first

    def test_who_is_new_is_looked_at_once(self):
        def users(number):
            self.env["res.users"].with_context(no_reset_password=True).create(
                [{"name": f"New {n}", "login": f"new{number}_{n}"} for n in range(number)]
            )

        def employees(number):
            self.env["hr.employee"].create([{"name": f"New {n}"} for n in range(number)])

        for number in (1, 5):
            asked = self._asked(lambda n=number: users(n), "FROM res_groups_users_rel WHERE uid")
            self.assertEqual(len(asked), 1, "\n".join(text[:90] for text in asked))
            asked = self._asked(lambda n=number: employees(n), "JOIN unnest(")
            self.assertEqual(asked, [])

    def test_users_and_groups(self):
        group = self.env.ref("base.group_allow_export")
        for users in (self.users[:1], self.users):
            for label, call, most in (
                ("user", lambda users=users: users.write({"group_ids": [(4, group.id)]}), 0),
                (
                    "group",
                    lambda users=users: group.write({"user_ids": [(3, u.id) for u in users]}),
                    0,
                ),
                ("archived", users.action_archive, 3),
            ):
                with self.subTest(label, users=len(users)):
                    asked = self._asked(call)
                    self.assertLessEqual(len(asked), most, "\n".join(asked))
            users.action_unarchive()

    def test_contacts(self):
        for contacts in (self.contacts[:1], self.contacts[1:]):
            for label, call, most in (
                ("telephone", lambda found=contacts: found.write({"phone": "1"}), 1),
                ("archived", contacts.action_archive, 1),
                ("deleted", contacts.unlink, 1),
            ):
                with self.subTest(label, contacts=len(contacts)):
                    self.assertLessEqual(len(self._asked(call)), most)

    def test_files_messages_and_activities(self):
        others = [("model", "!=", "res.partner"), ("res_id", "in", self.contacts.ids)]
        taken = self.env["mail.message"].search(others).mapped("res_id")
        # no document of the archive has its number
        contact = self.contacts.filtered(lambda contact: contact.id not in taken)[0]
        pdf = b"%PDF-1.4 of anybody's"
        vals = {"name": "a.pdf", "res_model": "res.partner", "res_id": contact.id, "raw": pdf}
        message = self.env["mail.message"].with_user(self.users[0])
        activity = self.env["mail.activity"].with_user(self.users[0])
        about = [("res_id", "=", contact.id)]
        for label, call, most in (
            ("file", lambda: self.env["ir.attachment"].create(vals), 0),
            ("message", lambda: message.search([("model", "=", "res.partner"), *about]), 0),
            ("activity", lambda: activity.search([("res_model", "=", "res.partner"), *about]), 0),
            # what the rules of records and incidents ask, once for each request
            ("any message", lambda: message.search(about), 5),
            ("any activity", lambda: activity.search(about), 5),
        ):
            with self.subTest(label):
                asked = self._asked(call)
                self.assertLessEqual(len(asked), most, "\n".join(text[:200] for text in asked))

    def test_no_text_is_read_of_what_the_archive_does_not_keep(self):
        text = "合同条款 contract".encode("gb18030")
        elsewhere = self.env["ir.attachment"].create({"name": "a.txt", "raw": text})
        self._read_files()
        self.assertNotIn("合同", elsewhere.index_content or "")
        self.assertFalse(elsewhere.archive_text_state)
