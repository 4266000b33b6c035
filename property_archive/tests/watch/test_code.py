from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LogCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestCodeIsSeen(LogCase):
    """Whoever can run Python in Odoo can run SQL: it is seen, and proved outside (B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.record_model = cls.env["ir.model"]._get("property.archive.record")

    def _told(self):
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.executive.partner_id.ids)], limit=1
        )
        return message.body or ""

    def _server_action(self, code, model=None):
        return (
            self.env["ir.actions.server"]
            .with_user(self.admin)
            .create(
                {
                    "name": "Harmless",
                    "model_id": (model or self.env["ir.model"]._get("res.partner")).id,
                    "state": "code",
                    "code": code,
                }
            )
        )

    def test_a_server_action_about_the_archive(self):
        for code, model in (
            ("env['property.archive.record'].sudo().search([])", None),
            ("env.cr.execute('SELECT 1')", None),
            ("pass", self.record_model),
        ):
            with self.subTest(code=code):
                action = self._server_action(code, model)
                event = self._events("code_changed")[:1]
                self.assertEqual((event.res_id, event.user_id), (action.id, self.admin.id))
                self.assertIn(self.admin.name, self._told())
        before = len(self._events("code_changed"))
        self._server_action("env['res.partner'].search([], limit=1)")
        self.assertEqual(len(self._events("code_changed")), before)

    def test_it_is_seen_before_it_runs(self):
        action = self._server_action("env['property.archive.record'].search([], limit=1)")
        with self.enter_registry_test_mode():
            action.with_context(active_model="res.partner", active_id=self.owner.id).run()
        self.assertEqual(self._events("code_run").mapped("user_id"), [self.admin.id])

    def test_a_job_of_the_archive_that_is_stopped(self):
        job = self.env.ref("property_archive.ir_cron_log_seal")
        job.with_user(self.admin).active = False
        self.assertEqual(self._events("code_changed").res_id, job.id)

    def test_triggers_that_are_off(self):
        self.Seal._check_triggers()
        self.assertFalse(self._events("guard_off"))
        self.env.cr.execute("ALTER TABLE property_archive_log DISABLE TRIGGER USER")
        self.Seal._check_triggers()
        self.env.cr.execute("ALTER TABLE property_archive_log ENABLE TRIGGER USER")
        self.assertEqual(len(self._events("guard_off")), 1)
        self.assertIn("property_archive_log", self._told())

    def test_the_end_of_each_night_is_mailed_and_proves_later(self):
        self.company.archive_anchor_email = "auditor@example.com"
        self._secret()
        self._seal_all()
        heads = self.Seal._verify()["heads"]
        self.Seal._anchor(heads)
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        for address in ("auditor@example.com", self.head.email, self.executive.email):
            self.assertIn(address, mail.email_to)
        position, digest = heads[self.company.id]
        self.assertIn(f"{position}-{digest}", mail.body_html)
        wizard = self.env["property.archive.log.head.wizard"].with_user(self.head)
        noted = f"{position}-{digest}\n1-{self._order()[0].hash}"
        wizard.create({"noted": noted}).action_compare()
