from psycopg2.errors import ReadOnlySqlTransaction

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ArchiveCase

RECORD, ENCLOSURE = "property.archive.record", "property.archive.enclosure"


@tagged("post_install", "-at_install")
class TestReplica(HttpCase, ArchiveCase):
    """With a read replica rights are asked, and reading is logged, on the primary (B2, B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist):
            cls._clear(user, date_end="2029-12-31", date_start="2025-12-31")
        cls.clerk.password = "archive-password"
        cls.papers.level_id = cls.secret

    def setUp(self):
        super().setUp()
        self.record = self._file(content=b"secret bytes")
        self.piece = self.record.sudo().enclosure_ids
        self.attachment = self.piece.attachment_id
        self.env.flush_all()

    def test_no_way_out_is_answered_by_a_replica(self):
        one = [("id", "=", self.record.id)]
        ways = {
            "list": lambda env: env[RECORD].web_search_read(one, {"name": {}}),
            "search": lambda env: env[RECORD].search(one),
            "count": lambda env: env[RECORD].search_count(one),
            "look-up": lambda env: env[RECORD].name_search(self.record.reference),
            "groups": lambda env: env[RECORD].formatted_read_group(
                one, ["category_id"], ["__count"]
            ),
            "reading": lambda env: env[RECORD].browse(self.record.id).read(["name"]),
            "piece": lambda env: env[ENCLOSURE].browse(self.piece.id).read(["name"]),
            "file": lambda env: env["ir.attachment"].browse(self.attachment.id).read(["raw"]),
            "files": lambda env: env["ir.attachment"].search(
                [("res_model", "=", ENCLOSURE), ("index_content", "ilike", "bytes")]
            ),
        }
        for name, way in ways.items():
            with self.subTest(way=name), self.registry.cursor(readonly=True) as replica:
                self.assertTrue(replica.readonly)
                self.assertTrue(self._refused(way, self.env(cr=replica, user=self.clerk.id)))

    def _refused(self, way, env):
        # no assertRaises: its savepoint would be around that of the replica
        try:
            way(env)
        except ReadOnlySqlTransaction:
            return True
        return False

    def _logged(self, call, actions):
        """Actions of the log that a web request adds, once it began on a replica."""
        Log = self.env["property.archive.log"].sudo()
        newest = Log.search([], limit=1).id
        with self.assertLogs("odoo.http", "WARNING") as logged:
            answer = call()
        self.assertIn("retrying with a read/write cursor", str(logged.output))
        self.env.invalidate_all()
        events = Log.search([("id", ">", newest), ("user_id", "=", self.clerk.id)])
        self.assertEqual(set(events.mapped("action")) & {*actions}, {*actions})
        return answer

    @mute_logger("werkzeug")
    def test_what_began_on_a_replica_is_logged(self):
        self.authenticate(self.clerk.login, "archive-password")
        one = [("id", "=", self.record.id)]
        for model, method, args, action in (
            (RECORD, "web_search_read", [one, {"name": {}}], "viewed"),
            (RECORD, "search_read", [one, ["name"]], "viewed"),
            (ENCLOSURE, "web_search_read", [[("id", "=", self.piece.id)], {"name": {}}], "content"),
        ):
            with self.subTest(model=model, method=method):
                answer = self._logged(
                    lambda model=model, method=method, args=args: self.make_jsonrpc_request(
                        "/web/dataset/call_kw",
                        {"model": model, "method": method, "args": args, "kwargs": {}},
                    ),
                    [action],
                )
                self.assertTrue(answer)
        link = f"/web/content/{self.attachment.id}"
        answer = self._logged(lambda: self.url_open(link), ["downloaded"])
        self.assertEqual(answer.content, b"secret bytes")
