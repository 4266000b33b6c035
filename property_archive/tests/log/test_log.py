import base64
import json
import logging
import time

from freezegun import freeze_time
from psycopg2 import IntegrityError
from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import LogCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestLog(LogCase):
    """What is read is logged, the log is sealed, tampering is named (B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.archivist, cls.head):
            cls._clear(user)

    def test_reading_a_secret_entry_is_logged(self):
        record = self._secret()
        before = self._events("viewed")
        record.with_user(self.clerk).web_read({"name": {}, "level_id": {}})
        event = self._events("viewed") - before
        self.assertRecordValues(
            event,
            [
                {
                    "user_id": self.clerk.id,
                    "res_id": record.id,
                    "reference": record.reference,
                }
            ],
        )
        self.assertNotIn("秘密标题", str(event.read()))

    def test_a_title_read_on_a_handover_list_is_logged(self):
        record = self._secret()
        line = record.sudo().handover_line_ids.with_user(self.archivist)
        before = self._events("viewed")
        self.assertEqual(line.read(["record_name"])[0]["record_name"], record.name)
        event = self._events("viewed") - before
        self.assertEqual((event.res_id, event.user_id), (record.id, self.archivist.id))

    def test_a_review_that_is_read_is_logged(self):
        record = self._secret()
        vals = {"record_id": record.id, "user_id": self.archivist.id, "result": "right"}
        reviews = self.env["property.archive.review"].sudo()
        review = reviews._create_protected([{**vals, "note": "秘密标题"}])
        before = self._events("viewed")
        self.assertEqual(review.with_user(self.archivist).read(["note"])[0]["note"], "秘密标题")
        event = self._events("viewed") - before
        self.assertEqual((event.res_id, event.user_id), (record.id, self.archivist.id))

    def test_the_head_reads_who_did_what_and_opens_it(self):
        record = self._secret()
        record.with_user(self.clerk).read(["name"])
        event = (
            self._events("viewed")
            .with_user(self.head)
            .filtered_domain([("res_id", "=", record.id), ("user_name", "=", self.clerk.name)])[0]
        )
        self.assertEqual((event.user_name, event.model_name), (self.clerk.name, "Archive Record"))
        found = event.search([("user_name", "ilike", self.clerk.name), ("id", "=", event.id)])
        self.assertEqual(found, event)
        others = event.search([("user_name", "ilike", self.engineer.name), ("id", "=", event.id)])
        self.assertFalse(others)
        action = event.action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (record._name, record.id))
        with self.assertRaises(AccessError):
            event.with_user(self.clerk).read(["user_name"])

    def test_a_read_right_is_logged_when_it_opens_and_when_it_ends(self):
        record = self._secret()
        grant = self._grant(
            self.engineer, record, "2024-06-03 04:00:00", "2024-06-05 04:00:00", reason="JY/2024/1"
        )
        opened = self._events("granted")[0]
        self.assertEqual((opened.res_id, opened.reference), (record.id, record.reference))
        self.assertEqual(json.loads(opened.detail)["user"], self.engineer.id)
        grant._end()
        self.assertEqual(self._events("grant_ended")[0].res_id, record.id)

    def test_a_list_is_one_event(self):
        records = self._secret() | self._secret()
        before = self._events("viewed_list")
        records.with_user(self.clerk).search_read([("id", "in", records.ids)], ["name"])
        event = self._events("viewed_list") - before
        self.assertEqual(len(event), 1)
        self.assertIn(str(records[0].id), event.detail)

    def test_reading_internal_entries_is_not_logged(self):
        record = self._file()
        before = self._events("viewed")
        record.with_user(self.clerk).read(["name"])
        self.assertFalse(self._events("viewed") - before)

    def test_reading_content_and_bytes_is_logged(self):
        record = self._secret()
        enclosure = record.enclosure_ids
        enclosure.with_user(self.clerk).read(["name"])
        self.assertEqual(self._events("content")[0].res_id, record.id)
        self._forget()
        attachment = enclosure.sudo().attachment_id.with_user(self.clerk)
        self.assertEqual(attachment.raw, b"secret")
        self.assertEqual(self._events("downloaded")[0].user_id, self.clerk.id)

    def test_the_size_of_a_file_is_told_without_a_download(self):
        piece = self._secret().enclosure_ids.with_user(self.clerk)
        before = self._events("downloaded")
        form = {"name": {}, "file": {}}
        self.assertEqual(piece.with_context(bin_size=True).web_read(form)[0]["file"], b"6.00 bytes")
        self.assertFalse(self._events("downloaded") - before)
        self.assertEqual(piece.web_read(form)[0]["file"], base64.b64encode(b"secret"))
        self.assertEqual((self._events("downloaded") - before).user_id, self.clerk.id)

    def test_a_form_costs_at_most_two_queries_more(self):
        internal = self._file()
        secret = self._secret()
        counts = []
        for record in (internal, secret):
            record = record.with_user(self.clerk)
            specification = {
                "name": {},
                "level_id": {},
                "enclosure_ids": {"fields": {"name": {}}},
            }
            self._forget()
            record.web_read(specification)
            self._forget()
            before = self.env.cr.sql_log_count
            record.web_read(specification)
            self.env.cr.flush()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 2)

    def test_whole_log_verifies(self):
        self._file()
        self._seal_all()
        result = self.Seal._verify()
        self.assertFalse(result["errors"])
        self.assertGreater(result["rows"], 3)
        self.assertEqual(self.Seal._seal_batch(), (0, 0))
        notice = self.env["property.archive.log.seal"].with_user(self.head).action_verify()
        self.assertEqual(notice["params"]["type"], "success")
        with self.assertRaises(AccessError):
            self.env["property.archive.log.seal"].with_user(self.clerk).action_verify()

    def test_changed_row_is_named(self):
        self._file()
        self._seal_all()
        event = self._events("filed")[0]
        self._tamper("UPDATE property_archive_log SET user_id = 1 WHERE id = %s", (event.id,))
        self.assertEqual(self._errors(), [(event.id, "changed")])
        with self.assertRaisesRegex(UserError, str(event.id)):
            self.env["property.archive.log.seal"].with_user(self.head).action_verify()

    def test_removed_row_is_named(self):
        self._file()
        self._seal_all()
        event = self._events("filed")[0]
        self._tamper("DELETE FROM property_archive_log WHERE id = %s", (event.id,))
        self.assertEqual(self._errors(), [(event.id, "removed")])

    def test_inserted_row_is_named(self):
        self._file()
        self._seal_all()
        self.env.cr.execute(
            "INSERT INTO property_archive_log (date, company_id, user_id, action, res_model,"
            " res_id) VALUES ('2024-05-01', %s, 1, 'approved', 'x', 1) RETURNING id",
            (self.company.id,),
        )
        forged = self.env.cr.fetchone()[0]
        self._seal_all()
        self.assertEqual(self._errors(), [(forged, "inserted")])

    def test_moved_rows_are_named(self):
        self._file()
        self._seal_all()
        first, second = self._order()[-2:].mapped("log_id")
        self._tamper(
            "UPDATE property_archive_log SET id = CASE id WHEN %(a)s THEN -%(b)s ELSE -%(a)s END"
            " WHERE id IN (%(a)s, %(b)s); UPDATE property_archive_log SET id = -id WHERE id < 0",
            {"a": first, "b": second},
        )
        self.assertEqual(self._errors(), [(first, "changed"), (second, "changed")])

    def test_changed_seal_is_named(self):
        self._file()
        self._seal_all()
        seal = self._order()[-2]
        self._tamper_seal(
            "UPDATE property_archive_log_seal SET hash = repeat('0', 64) WHERE id = %s", (seal.id,)
        )
        # its own hash, and the one that was made on top of it
        following = self._order()[-1].log_id
        self.assertEqual(self._errors(), [(seal.log_id, "changed"), (following, "changed")])

    def test_row_removed_with_its_seal_is_named(self):
        self._file()
        self._seal_all()
        seal, following = self._order()[-2:]
        removed, after = seal.log_id, following.log_id
        self._tamper("DELETE FROM property_archive_log WHERE id = %s", (removed,))
        self._tamper_seal("DELETE FROM property_archive_log_seal WHERE log_id = %s", (removed,))
        self.assertEqual(self._errors(), [(after, "gap")])

    def _cut(self, count):
        """Remove the newest events of the company with their seals, past the triggers."""
        ids = self._order()[-count:].mapped("log_id")
        self._tamper("DELETE FROM property_archive_log WHERE id = ANY(%s)", (ids,))
        self._tamper_seal("DELETE FROM property_archive_log_seal WHERE log_id = ANY(%s)", (ids,))
        return ids

    def test_newest_row_removed_with_its_seal_is_named(self):
        self._file()
        self._seal_all()
        (newest,) = self._cut(1)
        self.assertEqual(self._errors(), [(newest, "cut")])
        with self.assertRaisesRegex(UserError, f"event {newest}: removed with its seal"):
            self.env["property.archive.log.seal"].with_user(self.head).action_verify()
        # sealing goes on behind what is left, and does not hide it
        self.env["property.archive.log"]._log("viewed", self.clerk.employee_id)
        self._seal_all()
        self.assertEqual(self._errors(), [(self._order()[-1].log_id, "gap")])

    def test_a_chain_cut_short_tells_how_many(self):
        self._file()
        self._seal_all()
        ids = self._cut(3)
        (error,) = self.Seal._verify([self.company.id])["errors"]
        self.assertEqual((error["log_id"], error["error"], error["count"]), (ids[-1], "cut", 3))

    def test_a_head_moves_on_only(self):
        self._file()
        self._seal_all()
        for query in (
            "UPDATE property_archive_log_head SET position = position - 1",
            "UPDATE property_archive_log_head SET hash = 'x'",
            "DELETE FROM property_archive_log_head",
            "TRUNCATE property_archive_log_head",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(InsufficientPrivilege),
            ):
                self.env.cr.execute(query)
        head = self.env["property.archive.log.head"].sudo().search([], limit=1)
        for attack in (
            lambda: head.write({"position": 1}),
            lambda: head.unlink(),
            lambda: head.create({"company_id": 0, "position": 1, "log_id": 1, "hash": "x"}),
        ):
            with self.assertRaises(AccessError):
                attack()

    def test_a_head_that_was_put_back_is_named(self):
        self._file()
        self._seal_all()
        before = self._order()[-2]
        newest = self._order()[-1].log_id
        self.env.cr.execute("ALTER TABLE property_archive_log_head DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE property_archive_log_head SET position = %s, log_id = %s, hash = %s"
            " WHERE company_id = %s",
            (before.position, before.log_id, before.hash, self.company.id),
        )
        self.assertEqual(self._errors(), [(before.log_id, "head")])
        self.assertNotEqual(before.log_id, newest)

    def test_the_night_writes_the_head_outside_the_database(self):
        self._file()
        self._seal_all()
        last = self._order()[-1]
        name = "odoo.addons.property_archive.models.log.log_verify"
        with self.assertLogs(name, logging.INFO) as logged:
            self.Seal._cron_verify()
        self.assertTrue(any(last.hash in line for line in logged.output))

    def test_twenty_thousand_events_a_second_are_verified(self):
        event = ("2024-06-03 04:00:00", self.company.id, 2, "viewed", "property.archive.record")
        self.env["property.archive.log"]._append(
            [(*event, i, f"T-SRV-2024-{i}", '{"ids": [1, 2, 3]}') for i in range(20_000)]
        )
        self._seal_all()
        rates = []
        for _run in range(3):
            # of this process alone: the wall clock is for ./setup/bench log, which is alone
            started = time.clock_gettime_ns(time.CLOCK_PROCESS_CPUTIME_ID)
            result = self.Seal._verify()
            seconds = (time.clock_gettime_ns(time.CLOCK_PROCESS_CPUTIME_ID) - started) / 1e9
            rates.append(result["rows"] / seconds)
        self.assertFalse(result["errors"])
        self.assertGreaterEqual(result["rows"], 20_000)
        self.assertGreater(max(rates), 20_000)

    def _rights_changed(self, before):
        return [
            (event.res_model, json.loads(event.detail)["field"], event.user_id)
            for event in (self._events("rights_changed") - before).sorted("id")
        ]

    def test_who_holds_a_role_is_logged(self):
        before = self._events("rights_changed")
        self.company.with_user(self.env.ref("base.user_admin")).write(
            {
                "archive_general_manager_id": self.executive.id,
                "archive_leader_ids": [(4, self.head.id)],
            }
        )
        self.assertEqual(
            self._rights_changed(before),
            [
                ("res.company", "archive_general_manager_id", self.env.ref("base.user_admin").id),
                ("res.company", "archive_leader_ids", self.env.ref("base.user_admin").id),
            ],
        )
        before = self._events("rights_changed")
        self.papers.with_user(self.head).keeping_department_id = self.engineering
        self.papers.with_user(self.head).name = "Service files"
        event = self._events("rights_changed") - before
        self.assertEqual((event.res_id, event.user_id), (self.papers.id, self.head.id))
        self.assertEqual(
            json.loads(event.detail),
            {
                "field": "keeping_department_id",
                "before": self.service.ids,
                "after": self.engineering.ids,
            },
        )

    def test_every_deciding_field_of_a_category_is_logged(self):
        """All fields but those that only name, number or order, of leaves too."""
        category = self.papers.with_user(self.head)
        values = {
            "boolean": lambda field, value: not value,
            "integer": lambda field, value: value + 1,
            "date": lambda field, value: "2024-07-01",
            "char": lambda field, value: "one",
            "selection": lambda field, value: next(
                key
                for key, _label in field._description_selection(self.env)
                if key not in (value, "keeping", "partner_unit")
            ),
            "many2one": lambda field, value: (
                self.env[field.comodel_name]
                .sudo()
                .search([("id", "not in", value.ids)], limit=1)
                .id
            ),
            "many2many": lambda field, value: [(4, self.engineer.id)],
        }
        names = category._deciding_fields()
        self.assertLessEqual({"verifier_ids", "parent_id", "replace_days", "custody"}, names)
        silent = []
        for name in sorted(names - {"company_id", "keeping_department_id"}):
            field = category._fields[name]
            before = self._events("rights_changed")
            with self.env.cr.savepoint() as savepoint:
                try:
                    category.write({name: values[field.type](field, category[name])})
                except (UserError, IntegrityError):
                    continue
                if ("property.archive.category", name, self.head.id) not in self._rights_changed(
                    before
                ):
                    silent.append(name)
                savepoint.rollback()
        self.assertFalse(silent)

    def test_a_changed_checklist_is_logged(self):
        """Through the category, on the piece, by deleting it; with what the piece may open."""
        papers = self.papers.with_user(self.head)
        for road in (
            lambda: papers.write({"piece_ids": [(0, 0, {"name": "New piece"})]}),
            lambda: papers.piece_ids[-1:].write({"not_for_subject": True}),
            lambda: papers.piece_ids[-1:].write({"required": False}),
            lambda: papers.piece_ids[-1:].unlink(),
        ):
            before = self._events("decision_rule_changed")
            road()
            event = self._events("decision_rule_changed") - before
            self.assertEqual((event.res_id, event.user_id), (papers.id, self.head.id))
        before = self._events("decision_rule_changed")
        papers.piece_ids.create({"name": "Renamed", "category_id": papers.id}).name = "Other"
        self.assertEqual(len(self._events("decision_rule_changed") - before), 1)

    def test_pieces_of_several_categories_are_logged_for_each(self):
        """Made together, and where a piece moves from one to another."""
        both = self.papers | self.owners
        pieces = self.papers.piece_ids.with_user(self.head)
        before = self._events("decision_rule_changed")
        pieces = pieces.create(
            [{"name": "A piece", "category_id": category.id} for category in both]
        )
        made = self._events("decision_rule_changed") - before
        self.assertEqual(sorted(made.mapped("res_id")), sorted(both.ids))
        before |= made
        pieces[0].write({"category_id": self.owners.id, "name": "Another piece"})
        moved = self._events("decision_rule_changed") - before
        self.assertEqual(sorted(moved.mapped("res_id")), sorted(both.ids))

    def test_heads_moves_and_groups_are_logged(self):
        before = self._events("rights_changed")
        self.service.with_user(self.hr_manager).manager_id = self.engineer.employee_id
        self.engineer.employee_id.with_user(self.hr_manager).department_id = self.service
        self.engineer.employee_id.with_user(self.hr_manager).create_version(
            {"date_version": "2024-07-01", "department_id": self.engineering.id}
        )
        hr = self.hr_manager.id
        self.assertEqual(
            set(self._rights_changed(before)),
            {
                ("hr.department", "manager_id", hr),
                # Odoo makes the head of a department the superior of its people
                ("hr.employee", "parent_id", hr),
                ("hr.version", "department_id", hr),
                ("hr.version", "date_version", hr),
            },
        )
        archivists = self.env.ref("property_archive.group_property_archive_archivist")
        for change in (
            lambda: self.engineer.write({"group_ids": [(4, archivists.id)]}),
            lambda: archivists.write({"user_ids": [(3, self.engineer.id)]}),
        ):
            before = self._events("rights_changed")
            change()
            self.assertEqual(
                [event[:2] for event in self._rights_changed(before)], [("res.users", "group_ids")]
            )

    def test_damaged_file_is_reported(self):
        record = self._file(content=b"whole")
        enclosure = record.sudo().enclosure_ids
        self.env["property.archive.enclosure"]._cron_check_files()
        self.assertTrue(enclosure.date_checked)
        self.assertFalse(enclosure.damaged)
        self.env.cr.execute(
            "UPDATE property_archive_enclosure SET sha256 = 'x' WHERE id = %s",
            (enclosure.id,),
        )
        self._forget()
        self.env["property.archive.enclosure"]._cron_check_files()
        self.assertTrue(enclosure.damaged)
        self.assertTrue(self._events("file_damaged"))
        self.assertIn(self.head, record.sudo().activity_ids.user_id)

    def test_file_that_was_destroyed_is_no_damage(self):
        record = self._file(content=b"gone")
        record.sudo()._write_protected({"state": "purging"})
        enclosure = record.sudo().enclosure_ids
        enclosure.attachment_ids.unlink()
        record.sudo()._write_protected({"state": "destroyed"})
        self._forget()
        self.env["property.archive.enclosure"]._cron_check_files()
        self.assertFalse(enclosure.damaged)
        self.assertFalse(self._events("file_damaged"))

    def test_proof_of_a_draft_is_not_given_in_the_context(self):
        pieces = (
            self.env["property.archive.enclosure"]
            .with_user(self.clerk)
            .with_context(default_sha256="forged", default_damaged=True)
        )
        piece = pieces.create({"record_id": self._draft().id, "name": "Piece"})
        self.assertRecordValues(piece, [{"sha256": False, "damaged": False}])
        for vals in ({"sha256": "forged"}, {"damaged": True}, {"date_added": "2020-01-01"}):
            with self.assertRaises(AccessError, msg=vals):
                piece.write(vals)
            with self.assertRaises(AccessError, msg=vals):
                pieces.create({"record_id": self._draft().id, "name": "Piece", **vals})

    def test_file_of_the_archive_is_not_sent_along(self):
        record = self._secret()
        attachment = record.sudo().enclosure_ids.attachment_id
        with self.assertRaisesRegex(UserError, "not sent along"):
            record.with_user(self.archivist).message_post(body="x", attachment_ids=attachment.ids)
        with self.assertRaisesRegex(UserError, "not sent along"):
            self.clerk.partner_id.sudo().message_post(body="x", attachment_ids=attachment.ids)
