from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

TITLE, CONTENT = "秘密标题", "secret bytes"
RECORD, ENCLOSURE = "property.archive.record", "property.archive.enclosure"


@tagged("post_install", "-at_install")
class TestJson2(HttpCase, ArchiveCase):
    """The ways out over /json/2 with an API key, for who may read and who may not (B4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user, date_end="2029-12-31", date_start="2025-12-31")
        cls.papers.level_id = cls.secret
        cls.portal = new_test_user(cls.env, "json2_portal", groups="base.group_portal")
        cls.keys = {
            user: cls.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "archive", Datetime.now() + timedelta(days=1))
            for user in (cls.clerk, cls.engineer, cls.portal)
        }

    def setUp(self):
        super().setUp()
        self.record = self._file(content=CONTENT.encode())
        self.piece = self.record.sudo().enclosure_ids
        self.file = self.piece.attachment_id
        self._read_files()
        self.message = self.record.sudo().message_post(body=f"{TITLE} {CONTENT}")
        self.env.flush_all()

    def _call(self, user, model, method, **params):
        """Status and text of one call, as a program with the user's key makes it."""
        response = self.url_open(
            f"/json/2/{model}/{method}",
            json=params,
            headers={"Authorization": f"Bearer {self.keys[user]}"},
        )
        return response.status_code, response.json() if response.content else None

    def _ways(self):
        """Calls that answer with the title or the content to who may read it."""
        one = [["id", "=", self.record.id]]
        return [
            (RECORD, "search_read", {"domain": one, "fields": ["name"]}),
            (RECORD, "web_search_read", {"domain": one, "specification": {"name": {}}}),
            (RECORD, "read", {"ids": self.record.ids, "fields": ["name"]}),
            (RECORD, "web_read", {"ids": self.record.ids, "specification": {"name": {}}}),
            (
                ENCLOSURE,
                "web_read",
                {
                    "ids": self.piece.ids,
                    "specification": {"record_id": {"fields": {"name": {}}}},
                },
            ),
            ("ir.attachment", "read", {"ids": self.file.ids, "fields": ["index_content"]}),
            (
                "ir.attachment",
                "search_read",
                {"domain": [["res_model", "=", ENCLOSURE]], "fields": ["index_content"]},
            ),
            ("mail.message", "read", {"ids": self.message.ids, "fields": ["body"]}),
            (
                "mail.message",
                "search_read",
                {"domain": [["id", "=", self.message.id]], "fields": ["body"]},
            ),
        ]

    @mute_logger("odoo.http")
    def test_who_may_read_is_answered(self):
        for model, method, params in self._ways():
            status, answer = self._call(self.clerk, model, method, **params)
            with self.subTest(model=model, method=method):
                self.assertEqual(status, 200, answer)
                self.assertTrue(TITLE in str(answer) or CONTENT in str(answer), answer)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_nobody_else_is(self):
        keys = {
            "allowed_company_ids": self.env["res.company"].search([]).ids,
            "active_test": False,
            "bin_size": True,
            "tz": "Pacific/Kiritimati",
            "version_id": self.clerk.employee_id.version_id.id,
            "uid": self.clerk.id,
            "su": True,
        }
        for user in (self.engineer, self.portal):
            for model, method, params in self._ways():
                for context in ({}, keys):
                    status, answer = self._call(user, model, method, context=context, **params)
                    with self.subTest(user=user.login, model=model, method=method):
                        self.assertNotIn(TITLE, str(answer))
                        self.assertNotIn(CONTENT, str(answer))
                        self.assertTrue(status != 200 or not answer or answer.get("length") == 0)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_nothing_is_counted_grouped_or_found(self):
        one = [["id", "=", self.record.id]]
        for model, method, params, nothing in (
            (RECORD, "search", {"domain": one}, []),
            (RECORD, "search_count", {"domain": one}, 0),
            (RECORD, "search_count", {"domain": [["name", "=", TITLE]]}, 0),
            (RECORD, "name_search", {"name": self.record.reference}, []),
            (
                RECORD,
                "formatted_read_group",
                {"domain": one, "groupby": ["category_id"], "aggregates": ["__count"]},
                [],
            ),
            (ENCLOSURE, "search", {"domain": [["record_id", "=", self.record.id]]}, []),
            ("ir.attachment", "search", {"domain": [["index_content", "ilike", CONTENT]]}, []),
            ("mail.message", "search", {"domain": [["body", "ilike", CONTENT]]}, []),
        ):
            status, answer = self._call(self.engineer, model, method, **params)
            with self.subTest(model=model, method=method):
                self.assertEqual((status, answer), (200, nothing))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nothing_is_written(self):
        ids = self.record.ids
        attacks = [
            (RECORD, "write", {"ids": ids, "vals": {"level_id": self.public.id}}),
            (RECORD, "write", {"ids": ids, "vals": {"responsible_id": 1}}),
            (RECORD, "unlink", {"ids": ids, "context": {"_force_unlink": True}}),
            (RECORD, "copy_data", {"ids": ids}),
            (
                RECORD,
                "onchange",
                {"ids": ids, "values": {}, "field_names": [], "fields_spec": {"name": {}}},
            ),
            (RECORD, "_write_protected", {"ids": ids, "vals": {"state": "draft"}}),
            (RECORD, "_create_protected", {"vals_list": [{"name": "x"}]}),
            ("property.archive.access", "_rights", {}),
            ("property.archive.access", "write", {"ids": [1], "vals": {"scope": "company"}}),
            ("property.archive.log", "_append", {"rows": []}),
            ("property.archive.log", "create", {"vals_list": [{"action": "viewed"}]}),
            ("property.archive.log", "search", {"domain": []}),
            (
                "property.archive.grant",
                "create",
                {"vals_list": [{"record_id": self.record.id, "user_id": self.engineer.id}]},
            ),
            (
                "property.archive.clearance",
                "create",
                {"vals_list": [{"user_id": self.engineer.id, "level_id": self.secret.id}]},
            ),
            ("property.archive.founding", "search", {"domain": []}),
            ("ir.attachment", "write", {"ids": self.file.ids, "vals": {"public": True}}),
            ("ir.attachment", "generate_access_token", {"ids": self.file.ids}),
        ]
        for model, method, params in attacks:
            for user in (self.engineer, self.portal):
                status, answer = self._call(user, model, method, **params)
                with self.subTest(user=user.login, model=model, method=method):
                    self.assertIn(status, (403, 404, 422), answer)
                    self.assertNotIn(TITLE, str(answer))
        self.env.invalidate_all()
        self.assertRecordValues(
            self.record.sudo(), [{"level_id": self.secret.id, "state": "filed", "name": TITLE}]
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_revoked_in_between(self):
        params = {"ids": self.record.ids, "fields": ["name"]}
        self.assertEqual(self._call(self.clerk, RECORD, "read", **params)[0], 200)
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", self.clerk.id)])
        clearance.with_user(self.executive).action_revoke()
        self.env.flush_all()
        status, answer = self._call(self.clerk, RECORD, "read", **params)
        self.assertEqual(status, 403)
        self.assertNotIn(TITLE, str(answer))
