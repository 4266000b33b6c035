import json

from freezegun import freeze_time

from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

_QUIET = ("odoo.http", "odoo.addons.base.models.res_users", "odoo.addons.rpc.controllers.xmlrpc")


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestSuspension(ArchiveCase):
    """A dismissed or compromised user is stopped at once; the gate stands (F4)."""

    def _suspend(self, user=None, by=None, reason="dismissed"):
        rows = self.env["property.archive.suspension"].with_user(by or self.hr_manager)
        return rows._suspend(user or self.clerk, reason)

    def _lift(self, rows, by, reason="cleared up"):
        rows.with_user(by).action_lift(reason)

    def test_rights_end_and_the_gate_stands(self):
        self._clear(self.clerk)
        draft = self._draft()
        self._suspend()
        clearance = self.env["property.archive.clearance"].search([("user_id", "=", self.clerk.id)])
        self.assertEqual(clearance.state, "revoked")
        self.assertTrue(self.clerk.active)
        self.assertTrue(self.clerk.employee_id.active)
        self.assertTrue(self.clerk.employee_id.archive_suspended)
        self._forget()
        with self.assertRaisesRegex(UserError, "clerk: papers"):
            self.clerk.employee_id.action_archive()
        self.assertTrue(draft.exists())
        log = self.env["property.archive.log"].sudo()
        self.assertTrue(
            log.search_count(
                [("action", "=", "suspended"), ("detail", "like", f'"user": {self.clerk.id}')]
            )
        )

    def test_wizard_of_the_employee(self):
        action = self.clerk.employee_id.with_user(self.hr_manager).action_archive_suspend()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.hr_manager)
            .with_context(**action["context"])
            .create({"reason": "account handed on"})
        )
        self.assertEqual(wizard.documents, "clerk")
        self.assertEqual(wizard.action_confirm()["tag"], "soft_reload")
        self.assertTrue(self.env["property.archive.suspension"]._suspended(self.clerk))

    def test_who_may(self):
        for user in (self.clerk, self.archivist, self.engineer, self.service_head):
            with self.assertRaises(AccessError):
                self._suspend(self.engineering_head, by=user)
        with self.assertRaisesRegex(UserError, "Nobody suspends themselves"):
            self._suspend(self.hr_manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._suspend(reason=" ")
        admin = self.env.ref("base.user_admin")
        with self.assertRaisesRegex(AccessError, "by an administrator"):
            self._suspend(admin)

    def test_lifted_by_somebody_else(self):
        rows = self._suspend()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self._lift(rows, self.hr_manager)
        with self.assertRaises(AccessError):
            self._lift(rows, self.archivist)
        with self.assertRaisesRegex(UserError, "Say why"):
            rows.with_user(self.head)._lift(" ")
        with self.assertRaises(AccessDenied), mute_logger(*_QUIET):
            self.clerk.with_user(self.clerk)._check_credentials(
                {"type": "password", "login": "test_clerk", "password": "x"}, {}
            )
        self._lift(rows, self.head)
        self.assertRecordValues(
            rows.sudo(), [{"lifted_by_id": self.head.id, "lift_reason": "cleared up"}]
        )
        self.assertFalse(self.clerk.employee_id.archive_suspended)
        # what ended is given anew, not given back
        self.assertFalse(
            self.env["property.archive.clearance"].search_count(
                [("user_id", "=", self.clerk.id), ("state", "=", "granted")]
            )
        )

    def test_nobody_writes_or_deletes_it(self):
        rows = self._suspend()
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            rows.with_user(admin).write({"date_lifted": "2024-06-03 05:00:00"})
        with self.assertRaises(AccessError):
            rows.sudo().write({"date_lifted": "2024-06-03 05:00:00"})
        with self.assertRaises(AccessError):
            rows.sudo().with_context(_force_unlink=True).unlink()
        with self.assertRaises(AccessError):
            self.env["property.archive.suspension"].sudo().create(
                {"user_id": self.engineer.id, "reason": "x"}
            )


@tagged("post_install", "-at_install")
class TestSuspensionHttp(ArchiveCase, HttpCase):
    """With a live session and live keys a suspended user gets nothing (F4)."""

    def _key(self, user):
        return self.env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "test", None)

    def _session_works(self):
        response = self.url_open(
            "/web/session/get_session_info",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": {}}),
            headers={"Content-Type": "application/json"},
        )
        return bool((response.json().get("result") or {}).get("uid"))

    def _json2_works(self, key):
        response = self.url_open(
            "/json/2/res.users/context_get",
            data="{}",
            headers={"Content-Type": "application/json", "Authorization": f"bearer {key}"},
        )
        return response.status_code == 200

    def _xmlrpc_works(self, secret):
        common = self.xmlrpc_common
        if not common.authenticate(self.env.cr.dbname, self.clerk.login, secret, {}):
            return False
        return bool(
            self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, self.clerk.id, secret, "res.users", "context_get", []
            )
        )

    def test_everything_live_ends(self):
        key = self._key(self.clerk)
        password = "test_clerk"
        self.env.flush_all()
        self.authenticate("test_clerk", password)
        for works in (self._json2_works(key), self._xmlrpc_works(key), self._session_works()):
            self.assertTrue(works)
        self.assertTrue(self._xmlrpc_works(password))
        suspensions = self.env["property.archive.suspension"]
        rows = suspensions.with_user(self.hr_manager)._suspend(self.clerk, "dismissed")
        self.env.flush_all()
        with mute_logger(*_QUIET):
            self.assertFalse(self._session_works())
            self.assertFalse(self._json2_works(key))
            self.assertFalse(self._xmlrpc_works(password))
            self.assertFalse(self._xmlrpc_works(key))
            with self.assertRaises(Exception) as refused:
                self.xmlrpc_object.execute_kw(
                    self.env.cr.dbname, self.clerk.id, password, "res.users", "context_get", []
                )
            self.assertIn("Access Denied", str(refused.exception))
            # a key made by whoever can write the database opens nothing either
            late = self._key(self.clerk)
            self.assertFalse(self._json2_works(late))
        # lifting it revives no session and no key
        rows.with_user(self.head)._lift("a mistake")
        self.env.flush_all()
        with mute_logger(*_QUIET):
            self.assertFalse(self._session_works())
            self.assertFalse(self._json2_works(key))
        self.assertTrue(self._xmlrpc_works(password))
