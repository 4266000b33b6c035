import re

from freezegun import freeze_time

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import LendingCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestPortalHttp(LendingCase, HttpCase):
    """The portal as an owner uses it, and as somebody who guesses (B5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one language of the site, whatever else the database speaks
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.user = new_test_user(
            cls.env,
            login="test_portal_owner",
            groups="base.group_portal",
            name="张伟",
            partner_id=cls.owner.id,
            lang="en_US",
        )
        new_test_user(
            cls.env, login="test_portal_stranger", groups="base.group_portal", lang="en_US"
        )

    def setUp(self):
        super().setUp()
        self.record = self._owner_file()
        self.visible = self.record.enclosure_ids.filtered("file_name")
        self.hidden = self.record.enclosure_ids[1]
        self.hidden._write_protected({"not_for_subject": True, "present": True, "name": "邻里投诉"})
        self.base = f"/my/archive/{self.record.id}"
        self._login("owner")

    def _login(self, name):
        self.env.flush_all()
        self.authenticate(f"test_portal_{name}", f"test_portal_{name}" + "x" * 8)

    def _get(self, url):
        self.env.flush_all()
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_qweb"):
            response = self.url_open(url, allow_redirects=False)
        self._forget()
        return response

    def _post(self, url, data):
        form = self._get("/my/archive/requests" if "requests" in url else url)
        token = re.search(r'csrf_token: "(\w+)"', form.text)
        token = token or re.search(r'name="csrf_token" value="(\w+)"', form.text)
        data = {"csrf_token": token[1], **data}
        response = self.url_open(url, data, allow_redirects=False)
        self._forget()
        return response

    def _ask_in_portal(self, kind="consult"):
        response = self._post(f"{self.base}/request", {"kind": kind, "purpose": "核对"})
        self.assertEqual(response.status_code, 303, response.text)
        return self.env["property.archive.loan.line"].search(
            [("partner_id", "=", self.owner.id)], order="id desc", limit=1
        )

    def _rpc(self, model, method, *args):
        return self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": f"property.archive.{model}",
                    "method": method,
                    "args": args,
                    "kwargs": {},
                }
            },
        ).json()

    def test_from_the_card_to_the_file_and_closed_again(self):
        counters = self.url_open(
            "/my/counters", json={"params": {"counters": ["archive_count"]}}
        ).json()
        self.assertEqual(counters["result"], {"archive_count": 1})
        self.assertIn("/my/archive", self._get("/my").text)
        page = self._get("/my/archive").text
        self.assertIn(self.record.reference, page)
        self.assertNotIn(self.record.name, page)
        self.assertNotIn("Top Secret", page)
        piece = f"{self.base}/piece/{self.visible.id}"
        self.assertEqual(self._get(piece).status_code, 404)
        self.assertNotIn(self.visible.name, self._get(self.base).text)

        line = self._ask_in_portal()
        self.assertIn("Asked", self._get("/my/archive/requests").text)
        self._approve(line, self.service_head)
        page = self._get("/my/archive/requests").text
        self.assertIn("Approved", page)
        self.assertNotIn("/withdraw", page)
        self.assertEqual(self._get(piece).status_code, 404)

        self._hand_out(line, physical=False)
        self.assertIn("Open until 2024-06-06 23:59", self._get("/my/archive/requests").text)
        page = self._get(self.base).text
        self.assertIn(self.visible.name, page)
        self.assertNotIn(self.hidden.name, page)
        self.assertNotIn(self.record.name, page)
        response = self._get(piece)
        self.assertEqual(response.content, b"content")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        hidden = f"{self.base}/piece/{self.hidden.id}"
        self.assertEqual(self._get(hidden).status_code, 404)
        actions = (
            self.env["property.archive.log"]
            .search([("user_id", "=", self.user.id), ("reference", "!=", False)])
            .mapped("action")
        )
        self.assertIn("content", actions)
        self.assertIn("downloaded", actions)

        self._take_back(line)
        self.assertEqual(self._get(piece).status_code, 404)
        self.assertIn("Closed", self._get("/my/archive/requests").text)

    def test_guessed_ids_are_not_found(self):
        line = self._ask_in_portal()
        self._approve(line, self.service_head)
        self._hand_out(line, physical=False)
        self._login("stranger")
        other = self.record.id + 100000
        answers = set()
        for record_id in (self.record.id, other, 99999999999999999999):
            for url in (
                f"/my/archive/{record_id}",
                f"/my/archive/{record_id}/request",
                f"/my/archive/{record_id}/piece/{self.visible.id}",
            ):
                response = self._get(url)
                answers.add((response.status_code, len(response.text)))
        self.assertEqual({status for status, _length in answers}, {404})
        for line_id in (line.id, line.id + 100000):
            url = f"/my/archive/requests/{line_id}"
            self.assertEqual(self._get(f"{url}/copy").status_code, 404)
            with mute_logger("odoo.http"):
                self.assertEqual(self._post(f"{url}/withdraw", {}).status_code, 404)
        self.assertIn("no file about you", self._get("/my/archive").text)
        self.assertEqual(line.state, "out")

    def test_other_ways_out_are_closed(self):
        attachment = self.visible.attachment_id
        for url in (
            f"/web/content/{attachment.id}",
            f"/web/content/property.archive.enclosure/{self.visible.id}/file",
            f"/web/content/property.archive.record/{self.record.id}/name",
            f"/property_archive/copy/{self.record.id}.pdf",
        ):
            self.assertIn(self._get(url).status_code, (403, 404), url)
        image = self._get(f"/web/image/property.archive.enclosure/{self.visible.id}/file")
        self.assertNotIn(b"content", image.content)
        for report in self.env["ir.actions.report"].search(
            [("model", "=like", "property.archive.%")]
        ):
            url = f"/report/html/{report.report_name}/{self.record.id}"
            self.assertNotEqual(self._get(url).status_code, 200, url)
        for key in self.env["property.archive.register"]._registers():
            url = f"/property_archive/register/{key}.xlsx"
            self.assertNotEqual(self._get(url).status_code, 200, url)
        with mute_logger("odoo.http"):
            for method, args in (
                ("search_read", [[], ["name"]]),
                ("name_search", [self.record.reference]),
                ("read", [self.record.ids, ["name"]]),
                ("_portal_files", []),
            ):
                self.assertIn("error", self._rpc("record", method, *args), method)
            self.assertIn(
                "error",
                self._rpc("loan", "_portal_request", self.record.id, "consult", "x"),
            )
            self.assertIn("error", self._rpc("enclosure", "read", self.visible.ids, []))
            thread = {"thread_model": "property.archive.record"}
            answer = self.url_open(
                "/mail/thread/messages",
                json={"params": {**thread, "thread_id": self.record.id}},
            ).json()
            self.assertFalse(answer.get("result", {}).get("messages"))
        self.assertEqual(self._rpc("enclosure", "search_read", [], ["name"])["result"], [])

    def test_withdraw(self):
        line = self._ask_in_portal()
        self.assertIn("/withdraw", self._get("/my/archive/requests").text)
        url = f"/my/archive/requests/{line.id}/withdraw"
        self.assertEqual(self._post(url, {}).status_code, 303)
        self.assertEqual(line.state, "cancelled")
        self.assertIn("Withdrawn", self._get("/my/archive/requests").text)

    def test_form_says_what_is_missing(self):
        response = self._post(f"{self.base}/request", {"kind": "correct", "purpose": " "})
        self.assertEqual(response.status_code, 200)
        self.assertIn("Say what you need it for", response.text)

    def test_not_logged_in(self):
        self.authenticate(None, None)
        for url in (self.base, "/my/archive/1", "/my/archive/requests"):
            response = self._get(url)
            self.assertEqual(response.status_code, 303)
            self.assertIn("/web/login", response.headers["Location"])
