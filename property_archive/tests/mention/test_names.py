from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from ..common import ArchiveCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestNames(ArchiveCase):
    """What is kept of a record is its code; the title is read with it, by who may (B4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user)
        cls.uncleared = cls._create_person(
            "uncleared", "property_archive.group_property_archive_user", cls.engineering
        )
        cls.owner_vals = {"unit_id": cls.unit.id, "partner_id": cls.owner.id}

    def _shown(self, message, user):
        """The body of a message as a user reads it in the browser."""
        self._forget()
        store = Store().add(message.with_user(user).sudo())
        (row,) = store.get_result()["mail.message"]
        return str(row["body"])

    def test_the_title_is_shown_to_who_may_read_it(self):
        record = self._file(scope="department", level_id=self.secret.id)
        message = self.env["mail.message"].create(
            {
                "body": record.sudo()._get_html_link() + " waits",
                "message_type": "user_notification",
                "partner_ids": (self.clerk + self.engineer).partner_id.ids,
            }
        )
        self.assertNotIn(record.name, message.body)
        self.assertIn(
            f"{record.display_name} · {record.name}</a> waits", self._shown(message, self.clerk)
        )
        self.assertNotIn(record.name, self._shown(message, self.engineer))
        self.assertIn(record.display_name, self._shown(message, self.engineer))

    def test_reading_a_title_in_a_message_is_logged(self):
        record = self._file(scope="department", level_id=self.secret.id)
        message = self.env["mail.message"].create({"body": record.sudo()._get_html_link()})
        domain = [("action", "=", "viewed"), ("res_id", "=", record.id)]
        log = self.env["property.archive.log"].sudo()
        before = log.search_count([*domain, ("user_id", "=", self.clerk.id)])
        self._shown(message, self.clerk)
        log._write_reads()
        self.assertEqual(log.search_count([*domain, ("user_id", "=", self.clerk.id)]), before + 1)

    def test_administrators_read_no_subjects(self):
        record = self._file(category=self.owners, **self.owner_vals).sudo()
        message = (
            record.with_user(self.archivist)
            .sudo()
            .message_post(
                body="Look at it", subject="秘密标题", partner_ids=self.clerk.partner_id.ids
            )
        )
        mail = (
            self.env["mail.mail"].sudo().create({"mail_message_id": message.id, "body_html": "x"})
        )
        admin = self.env.ref("base.user_admin")
        self._forget()
        notifications = self.env["mail.notification"].with_user(admin)
        found = notifications.search([("mail_message_id", "=", message.id)])
        self.assertTrue(found)
        told = found.read(["mail_message_id"]) + found.web_read(
            {"mail_message_id": {"fields": {"display_name": {}}}}
        )
        self.assertNotIn("秘密标题", repr(told))
        self.assertFalse(self.env["mail.mail"].with_user(admin).search([("id", "=", mail.id)]))
        with self.assertRaises(AccessError):
            mail.with_user(admin).sudo(False).read(["subject"])
        # of what is no document of the archive they read what they always did
        other = self.env["mail.mail"].sudo().create({"subject": "Hello", "body_html": "x"})
        self.assertEqual(other.with_user(admin).sudo(False).subject, "Hello")

    def test_a_file_that_is_not_for_somebody_is_not_named_to_them(self):
        record = self._file(category=self.owners, **self.owner_vals).sudo()
        record._write_protected({"level_id": self.top_secret.id})
        vals = {"name": "Again", "category_id": self.owners.id, **self.owner_vals}
        with self.assertRaises(ValidationError) as refusal:
            self.env["property.archive.record"].with_user(self.uncleared).create(vals)
        for word in (record.reference, "already", "open file", record.category_id.name):
            self.assertNotIn(word, str(refusal.exception))
        self.assertIn("Ask there", str(refusal.exception))
        with self.assertRaises(ValidationError) as refusal, self.env.cr.savepoint():
            self.env["property.archive.record"].with_user(self.clerk).create(vals)
        self.assertIn(record.reference, str(refusal.exception))

    def test_the_archive_head_is_told_of_the_second_file(self):
        record = self._file(category=self.owners, **self.owner_vals).sudo()
        record._tell_of_twins(self.engineer)
        self.env.cr.precommit.run()
        message = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        self.assertEqual(message.partner_ids, self.head.partner_id)
        self.assertIn(record.reference, message.body)
        self.assertIn("engineer", message.subject)

    def test_whoever_raises_a_level_what_was_said_follows(self):
        draft = self._draft(name="一个题名在此", scope="company", level_id=self.internal.id)
        message = draft.sudo().message_post(body="看一个题名在此")
        draft.write({"page_count": 3})
        self.assertIn("一个题名在此", message.body)
        draft.write({"level_id": self.secret.id})
        self.assertNotIn("一个题名在此", message.body)

    def test_what_older_versions_wrote_is_cleaned(self):
        record = self._file(name='甲<乙> & "丙"', scope="company", level_id=self.internal.id).sudo()
        other = self._file(name="别的标题", scope="company", level_id=self.internal.id).sudo()
        code, name = record.reference, record.display_name
        message = self.env["mail.message"].create(
            {"message_type": "user_notification", "subject": f"{code} · {record.name}"}
        )
        body = f'请归还{code} · 甲&lt;乙&gt; &amp; "丙"<br/>{other.reference} · 别的标题 (x) · y'
        activity = record.activity_schedule("mail.mail_activity_data_todo", user_id=self.head.id)
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_message SET body = %s WHERE id = %s", (body, message.id))
        self.env.cr.execute(
            "UPDATE mail_activity SET res_name = %s, summary = %s WHERE id = %s",
            (f"{code} · {record.name}", f"Draft {other.id} · 别的标题", activity.id),
        )
        self.env.invalidate_all()
        records = self.env["property.archive.record"]
        records._untitle_all()
        with self.enter_registry_test_mode():
            self.env.ref("property_archive.ir_cron_untitle").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(message.subject, name)
        self.assertEqual(
            str(message.body).replace("<br/>", "<br>"),
            f"请归还{name}<br>{other.display_name} (x) · y",
        )
        self.assertEqual(activity.res_name, name)
        self.assertEqual(activity.summary, f"Draft {other.id} · {other.category_id.name}")
        self.assertFalse(self.env["ir.config_parameter"].get_param("property_archive.untitle"))
