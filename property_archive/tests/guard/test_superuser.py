import json

from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

TITLE = "秘密标题"


@tagged("post_install", "-at_install")
class TestSuperuserSession(HttpCase, ArchiveCase):
    """An administrator who becomes superuser is nobody in the archive (B4, B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist_clearance = cls._clear(
            cls.archivist, date_end="2029-12-31", date_start="2025-12-31"
        )
        cls.papers.level_id = cls.secret
        cls.admin = cls.env.ref("base.user_admin")
        cls.Log = cls.env["property.archive.log"].sudo()

    def setUp(self):
        super().setUp()
        self.record = self._draft(partner_id=self.owner.id)
        self.env.flush_all()
        self.before = self.Log.search([], limit=1).id
        self.authenticate("admin", "admin")
        self.url_open("/web/become")

    def _call(self, model, method, *args, **kwargs):
        """The answer of the server as text, an error included."""
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {"model": model, "method": method, "args": args, "kwargs": kwargs},
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def _logged(self, action):
        self.env.invalidate_all()
        return self.Log.search([("id", ">", self.before), ("action", "=", action)])

    def _refused(self, answer):
        self.assertIn("error", answer)
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError", answer)
        self.assertNotIn(TITLE, json.dumps(answer, ensure_ascii=False))

    @mute_logger("odoo.http")
    def test_no_model_of_the_archive_answers(self):
        models = [
            name
            for name, model in self.env.items()
            if name.startswith("property.archive.") and not model._abstract
        ]
        self.assertGreater(len(models), 60)
        for model in models:
            with self.subTest(model=model):
                self._refused(self._call(model, "search_read", [], ["display_name"], limit=1))
                self._refused(self._call(model, "web_read_group", [], ["id"], ["__count"]))
                self._refused(self._call(model, "create", [{}]))
        for method, args in {
            "web_read": ({"name": {}},),
            "read": (["name"],),
            "export_data": (["name"],),
            "write": ({"name": "x"},),
            "unlink": (),
            "copy": (),
        }.items():
            with self.subTest(method=method):
                self._refused(self._call(self.record._name, method, self.record.ids, *args))
        logged = self._logged("superuser_refused")
        self.assertEqual(set(logged.mapped("user_id")), {self.admin.id})

    @mute_logger("odoo.http")
    def test_who_became_superuser_is_logged_and_told(self):
        (event,) = self._logged("superuser_session")
        self.assertEqual((event.user_id, event.res_id), (self.admin.id, self.admin.id))
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.executive.partner_id.ids)], limit=1
        )
        self.assertEqual(message.partner_ids, self.executive.partner_id | self.head.partner_id)
        self.assertIn(self.admin.name, message.body)

    @mute_logger("odoo.http")
    def test_no_core_model_leads_to_a_title(self):
        for model in ("res.partner", "hr.employee", "hr.department", "res.users", "mail.message"):
            for name, field in self.env[model]._fields.items():
                comodel = field.relational and field.comodel_name
                if not (comodel and comodel.startswith("property.archive.")):
                    continue
                with self.subTest(model=model, field=name):
                    spec = {name: {"fields": {"display_name": {}, "name": {}}}}
                    answer = self._call(model, "web_search_read", [], spec)
                    self.assertNotIn(TITLE, json.dumps(answer, ensure_ascii=False))
        message = self.record.sudo().message_post(body=f"secret {TITLE}")
        self.env.flush_all()
        for method, args in (
            ("search_read", ([("id", "=", message.id)], ["body"])),
            ("read", (message.ids, ["body"])),
        ):
            answer = self._call("mail.message", method, *args)
            self.assertNotIn(TITLE, json.dumps(answer, ensure_ascii=False))

    @mute_logger("odoo.http")
    def test_no_right_of_the_archive_is_given(self):
        executives = self.env.ref("property_archive.group_property_archive_executive")
        for model, ids, vals in (
            ("res.users", [SUPERUSER_ID], {"group_ids": [(4, executives.id)]}),
            ("res.users", self.admin.ids, {"group_ids": [(4, executives.id)]}),
            ("res.groups", executives.ids, {"user_ids": [(4, self.admin.id)]}),
            ("res.company", self.company.ids, {"archive_head_id": self.admin.id}),
            ("hr.department", self.service.ids, {"manager_id": self.admin.employee_id.id}),
        ):
            with self.subTest(model=model, ids=ids):
                answer = self._call(model, "write", ids, vals)
                self.assertIn(
                    answer["error"]["data"]["name"],
                    ("odoo.exceptions.AccessError", "odoo.exceptions.UserError"),
                )
        self.env.invalidate_all()
        self.assertNotIn(executives, self.admin.group_ids)
        self.assertEqual(self.company.archive_head_id, self.head)

    def test_the_rest_of_odoo_goes_on(self):
        for model in ("res.partner", "res.users", "hr.employee", "hr.department", "res.company"):
            names = [
                name
                for name, field in self.env[model]._fields.items()
                if field.type not in ("binary", "one2many", "many2many")
                and not (field.comodel_name or "").startswith("property.archive.")
            ]
            with self.subTest(model=model):
                answer = self._call(model, "search_read", [], names, limit=3)
                self.assertTrue(answer.get("result"), answer.get("error", {}).get("data"))


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSuperuserIsNobody(ArchiveCase):
    """Uid 1 has no groups, no clearance, no decision and no login (B2)."""

    def test_it_comes_into_no_group(self):
        root = self.env.ref("base.user_root")
        for group in ("user", "archivist", "manager", "executive"):
            group = self.env.ref(f"property_archive.group_property_archive_{group}")
            with self.subTest(group=group.name):
                with self.assertRaises(UserError):
                    root.group_ids = [(4, group.id)]
                with self.assertRaises(UserError):
                    group.user_ids = [(4, root.id)]

    def test_it_is_cleared_for_nothing(self):
        root = self.env.ref("base.user_root")
        with self.assertRaisesRegex(UserError, "nobody"):
            self._clear(root)
        self.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": root.id,
                    "level_id": self.top_secret.id,
                    "company_id": self.company.id,
                    "date_start": "2020-01-01",
                    "date_end": "2024-12-31",
                    "state": "granted",
                }
            ]
        )
        self.env.cr.execute("UPDATE res_users SET active = TRUE WHERE id = %s", root.ids)
        self._file()
        rights = self.env["property.archive.access"].with_user(root)._rights()
        self.assertFalse(any(rights[name] for name in rights if name != "share"))

    def test_nobody_logs_in_as_it(self):
        root = self.env.ref("base.user_root")
        root.password = "root-password"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_users SET active = TRUE WHERE id = %s", root.ids)
        self.env.invalidate_all()
        credential = {"type": "password", "login": root.login, "password": "root-password"}
        with self.assertRaises(AccessDenied), mute_logger("odoo.addons.base.models.res_users"):
            self.env["res.users"].authenticate(credential, {"interactive": False})
        keys = self.env["res.users.apikeys"]
        key = keys.with_user(root)._generate("rpc", "x", "2024-07-01 00:00:00")
        self.assertFalse(keys._check_credentials(scope="rpc", key=key))

    def test_a_read_right_is_made_by_no_superuser_code(self):
        record = self._file()
        grant = self._grant(self.engineer, record, "2024-01-01", "2024-02-01")
        with self.assertRaises(AccessError):
            grant.sudo().date_to = "2030-01-01"
        with self.assertRaises(AccessError):
            grant.sudo().copy({"user_id": self.clerk.id})
