import contextlib
import resource
from datetime import timedelta
from xmlrpc.client import Fault

from odoo import api
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.service.model import call_kw
from odoo.sql_db import db_connect
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...trouble import saying_trouble
from ..common import ArchiveCase

_RECORD = "property.archive.record"
_LOGS = (
    "odoo.sql_db",
    "odoo.http",
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.addons.property_archive.door",
    "odoo.addons.property_archive.trouble",
    "odoo.addons.base.models.ir_attachment",
)
_MIB = 2**20


@tagged("post_install", "-at_install")
class TestDoor(HttpCase, ArchiveCase):
    """What a caller got wrong is said at the door: which argument, and what it has to be."""

    #: Method, arguments, and what is said of them.
    _MISTAKES = (
        ("action_move", [[1], "shelf"], ("action_move", "location_id", "'shelf'")),
        ("action_move", [[1]], ("action_move", "location_id")),
        ("action_move", [[1], 1, False, 5, 6], ("action_move", "location_id", "temporary")),
        ("action_submit", [["x"]], ("action_submit", "ids", "'x'")),
        ("action_submit", [[2**40]], ("action_submit", "ids", str(2**40))),
        ("action_submit", [7.5], ("ids", "7.5")),
        ("read", [[2**30], 5], ("read", "fields", "5")),
        ("search", [[], -5], ("search", "offset", "-5")),
        ("search", [[], 0, False, "nothing"], ("search", "order", "nothing")),
        ("search_read", [[["nothing", "=", 1]]], ("search_read", "domain", "nothing")),
        ("web_read", [[2**30], 5], ("web_read", "specification", "5")),
        ("create", [{"name": {"x": 1}}], ("create", "vals_list.name", "{'x': 1}")),
        ("create", ["x"], ("create", "vals_list", "'x'")),
        ("web_save", [[], 5, {}], ("web_save", "vals", "5")),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.password = cls.clerk.login
        cls.env["res.lang"]._activate_lang("en_US")
        cls.clerk.lang = "en_US"

    def _check_said(self, text, parts):
        for part in parts:
            self.assertIn(part, text)
        self.assertNotIn("Traceback", text)

    def test_over_xml_rpc(self):
        for method, arguments, parts in self._MISTAKES:
            with self.subTest(method=method, arguments=arguments), mute_logger(*_LOGS):
                with self.assertRaises(Fault) as caught:
                    self.xmlrpc_object.execute_kw(
                        self.env.cr.dbname, self.clerk.id, self.clerk.login, _RECORD, method,
                        [str(each) if each == [2**40] else each for each in arguments],
                    )  # fmt: skip
                if arguments != [[2**40]]:  # which XML-RPC cannot say
                    self._check_said(caught.exception.faultString, parts)

    def test_as_the_web_client_calls(self):
        self.authenticate(self.clerk.login, self.clerk.login)
        for method, arguments, parts in self._MISTAKES:
            with self.subTest(method=method, arguments=arguments), mute_logger(*_LOGS):
                answer = self.url_open(
                    f"/web/dataset/call_kw/{_RECORD}/{method}",
                    json={
                        "params": {
                            "model": _RECORD,
                            "method": method,
                            "args": arguments,
                            "kwargs": {},
                        }
                    },
                ).json()
                self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.ValidationError")
                self._check_said(answer["error"]["data"]["message"], parts)
                # nor is one of the inside of the archive sent beside it
                self.assertNotIn(
                    "property_archive/models/",
                    answer["error"]["data"]["debug"].split("door.py")[-1],
                )

    def test_by_json_2_with_a_key(self):
        keys = self.env["res.users.apikeys"].with_user(self.clerk).sudo()
        key = keys._generate("rpc", "archive", Datetime.now() + timedelta(days=1))
        for method, params, status, parts in (
            ("search_read", {"domain": [["nothing", "=", 1]]}, 422, ("domain", "nothing")),
            ("read", {"ids": ["x"], "fields": ["name"]}, 422, ("ids", "'x'")),
            ("action_move", {"ids": [1], "location_id": {}}, 422, ("location_id",)),
            ("action_move", {"ids": [1]}, 422, ("location_id",)),
        ):
            with self.subTest(method=method, params=params), mute_logger(*_LOGS):
                answer = self.url_open(
                    f"/json/2/{_RECORD}/{method}",
                    json=params,
                    headers={"Authorization": f"Bearer {key}"},
                )
                self.assertEqual(answer.status_code, status)
                self._check_said(answer.json()["message"], parts)

    def test_a_context_that_is_none(self):
        records = self.env[_RECORD].with_user(self.clerk)
        for context, part in (
            ({"lang": ["x"]}, "context.lang"),
            ({"tz": 5}, "context.tz"),
            ({"allowed_company_ids": "x"}, "context.allowed_company_ids"),
        ):
            with self.assertRaisesRegex(ValidationError, part):
                call_kw(records, "search_read", [[]], {"context": context})

    def test_several_where_one_is_meant(self):
        clerk = self.env[_RECORD].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "action_move"), mute_logger(*_LOGS):
            call_kw(clerk, "action_move", [[], "x"], {})

    def test_code_calls_as_before(self):
        """The door is for callers from outside: a mistake of code stays one."""
        with self.assertRaises(ValueError):
            self.env[_RECORD].search([("nothing", "=", 1)])
        with self.assertRaises(TypeError):
            self.env[_RECORD].action_move()

    # -- the server -------------------------------------------------------------------------

    def _events(self, action):
        return self.env["property.archive.log"].sudo().search([("action", "=", action)])

    def _told(self):
        return self.env["mail.message"].search([], order="id desc", limit=1)

    @contextlib.contextmanager
    def _full_disk(self, size):
        """No file of this process gets larger: what a full disk is to who writes."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def test_a_file_store_that_is_full_is_said_and_told(self):
        piece = self._draft(content=None).enclosure_ids[0]
        large = {
            "name": "plan.pdf",
            "raw": b"%PDF" + bytes(32 * _MIB),
            "res_model": piece._name,
            "res_id": piece.id,
        }
        attachments = self.env["ir.attachment"].with_user(self.clerk).with_context(lang="en_US")
        with self.enter_registry_test_mode(), self._full_disk(16 * _MIB), mute_logger(*_LOGS):
            with self.assertRaisesRegex(UserError, "File too large"):
                attachments.create(large)
            self.assertEqual(len(self._events("store_failed")), 1)
            self.assertIn(self.head.partner_id, self._told().partner_ids)
            # the second within the hour is said, and not told again
            with self.assertRaises(UserError):
                attachments.create(large)
        self.assertEqual(len(self._events("store_failed")), 1)
        # and no half of the file is left, that the next one would be given
        self.assertEqual(attachments.create(large).raw, large["raw"])

    def test_a_download_that_cannot_be_written_is_said(self):
        """As a file on a disk without room, and as a library says it in its own words."""

        def write():
            with open("/dev/full", "w") as file:
                file.write("x")

        def write_by_library():
            try:
                write()
            except OSError as error:
                raise RuntimeError(error)  # noqa: B904 (as xlsxwriter does)

        english = self.env(context={"lang": "en_US"})
        with self.enter_registry_test_mode(), mute_logger(*_LOGS):
            for way in (write, write_by_library):
                with self.assertRaisesRegex(UserError, "No space left"), saying_trouble(english):
                    way()
        with self.assertRaises(ZeroDivisionError), saying_trouble(english):
            raise ZeroDivisionError

    def test_a_lost_connection_is_said_and_told(self):
        with self.enter_registry_test_mode(), mute_logger(*_LOGS):
            lost = db_connect(self.env.cr.dbname).cursor()
            try:
                records = api.Environment(lost, self.head.id, {"lang": "en_US"})[_RECORD]
                lost.execute("SELECT pg_backend_pid()")
                self.env.cr.execute("SELECT pg_terminate_backend(%s)", lost.fetchone())
                with self.assertRaisesRegex(UserError, "connection to the database was lost"):
                    call_kw(records, "search_read", [[]], {})
            finally:
                lost.close()
            self.assertEqual(len(self._events("connection_lost")), 1)
            self.assertIn(self.head.partner_id, self._told().partner_ids)
