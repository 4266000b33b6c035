from contextlib import ExitStack, contextmanager

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ...models.log import log_proof
from ..common import LogCase

_COLUMNS = "date, company_id, user_id, action, res_model, res_id, reference, detail"


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestLogProof(LogCase):
    """What is done to an event before it is sealed is found and named (B6)."""

    def _event(self, number):
        log = self.env["property.archive.log"]
        log._append(
            [("2024-06-03 04:00:00", self.company.id, 2, "viewed", "x", number, "T-1", None)]
        )
        return log.sudo().search([("res_model", "=", "x"), ("res_id", "=", number)])

    def test_event_changed_before_it_is_sealed_is_named(self):
        whole, changed = self._event(1), self._event(2)
        self._tamper("UPDATE property_archive_log SET user_id = 1 WHERE id = %s", (changed.id,))
        self._seal_all()
        self.assertEqual(self._errors(), [(changed.id, "changed")])
        self.assertIn(whole.id, self._order().mapped("log_id"))

    def test_event_added_before_it_is_sealed_is_named(self):
        event = self._event(1)
        self.env.cr.execute(
            f"INSERT INTO property_archive_log ({_COLUMNS}) SELECT {_COLUMNS}"
            " FROM property_archive_log WHERE id = %s RETURNING id",
            (event.id,),
        )
        ((forged,),) = self.env.cr.fetchall()
        self._seal_all()
        self.assertEqual(self._errors(), [(forged, "inserted")])

    def test_copy_of_a_signed_event_is_named(self):
        event = self._event(1)
        self._seal_all()
        columns = f"{_COLUMNS}, nonce, follows, signature"
        self.env.cr.execute(
            f"INSERT INTO property_archive_log ({columns}) SELECT {columns}"
            " FROM property_archive_log WHERE id = %s RETURNING id",
            (event.id,),
        )
        ((forged,),) = self.env.cr.fetchall()
        self._seal_all()
        self.assertEqual(self._errors(), [(forged, "inserted")])

    def test_what_was_found_at_the_sealing_cannot_be_taken_back(self):
        event = self._event(1)
        self._tamper("UPDATE property_archive_log SET user_id = 1 WHERE id = %s", (event.id,))
        self._seal_all()
        self._tamper_seal("UPDATE property_archive_log_seal SET finding = NULL")
        self.assertEqual(self._errors(), [(event.id, "changed")])

    def test_event_of_a_server_with_another_key_is_told_apart(self):
        event = self._event(1)
        self._tamper(
            "UPDATE property_archive_log SET nonce = 'another0-1' WHERE id = %s", (event.id,)
        )
        self._seal_all()
        result = self.Seal._verify()
        self.assertFalse(result["errors"])
        self.assertEqual([error["log_id"] for error in result["foreign"]], [event.id])
        params = self.Seal.with_user(self.head).action_verify()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn("archive_log_key", params["message"])

    def test_the_key_is_not_in_the_database(self):
        (key,) = list(log_proof.keys().values())[:1]
        self.assertGreaterEqual(len(key), 32)
        self.env["ir.config_parameter"].sudo().flush_model()
        self.env.cr.execute("SELECT value FROM ir_config_parameter")
        self.assertNotIn(key.decode(), [value for (value,) in self.env.cr.fetchall()])

    def test_the_settings_say_whether_events_are_signed(self):
        settings = self.env["res.config.settings"].create({})
        self.assertIn(settings.archive_log_signed, ("option", "file"))
        self.assertEqual(self._event(1).nonce.partition("-")[0], next(iter(log_proof.keys())))

    def test_ids_as_ranges(self):
        self.assertEqual(log_proof.ranges([9, 3, 5, 4]), "3-5,9")
        self.assertEqual(log_proof.members("3-5,9"), {3, 4, 5, 9})
        self.assertEqual((log_proof.ranges([]), log_proof.members(None)), ("", set()))

    # -- an end that was noted ----------------------------------------------------------------

    def _compare(self, noted, user=None):
        wizard = self.env["property.archive.log.head.wizard"].with_user(user or self.head)
        return wizard.create({"noted": noted}).action_compare()["params"]

    def test_a_noted_end_is_found_again(self):
        for number in range(3):
            self._event(number)
        self._seal_all()
        wizard = self.env["property.archive.log.head.wizard"].with_user(self.head).create({})
        noted = wizard.current
        last = self._order()[-1]
        self.assertEqual(noted, f"{last.position}-{last.hash[:16]}")
        self._event(4)
        params = self._compare(f" {last.position} – {last.hash.upper()} ")
        self.assertEqual(params["type"], "success")
        self.assertIn("1 events came", params["message"])
        self._compare(noted)

    def test_a_log_written_anew_is_not_what_was_noted(self):
        self._event(1)
        self._seal_all()
        noted = f"{self._order()[-1].position}-{self._order()[-1].hash}"
        # who has database and key makes a whole chain, with all heads
        self._empty_log()
        self._event(2)
        for _number in range(20):
            self.env["property.archive.log"]._log("viewed", self.clerk.employee_id)
        with self.assertRaisesRegex(UserError, "written anew"):
            self._compare(noted)
        with self.assertRaisesRegex(UserError, "cut off"):
            self._compare(f"999-{'0' * 16}")

    def test_what_no_end_is_and_who_may_ask(self):
        for noted in ("", "12", "12-xyz", f"12-{'0' * 15}"):
            with self.subTest(noted), self.assertRaisesRegex(UserError, "Enter what was noted"):
                self._compare(noted)
        with self.assertRaises(AccessError):
            self._compare(f"1-{'0' * 16}", self.archivist)
        other = self.env["res.company"].create({"name": "Another"})
        wizard = self.env["property.archive.log.head.wizard"].with_user(self.head)
        with self.assertRaisesRegex(UserError, "not among your companies"):
            wizard.create({"company_id": other.id, "noted": f"1-{'0' * 16}"}).action_compare()


@tagged("post_install", "-at_install")
class TestLogWitness(TransactionCase):
    """Each event names what its process committed before it (B6)."""

    def setUp(self):
        super().setUp()
        self.written = []
        unnamed = self.env["property.archive.log"]._events_to_name()
        before = dict(unnamed)
        unnamed.clear()
        self.addCleanup(lambda: (unnamed.clear(), unnamed.update(before)))
        self.addCleanup(self._clean)

    def _clean(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            self._past_the_trigger(cr, self.written)

    def _past_the_trigger(self, cr, ids):
        cr.execute("ALTER TABLE property_archive_log DISABLE TRIGGER USER")
        cr.execute("DELETE FROM property_archive_log WHERE id = ANY(%s)", (ids,))
        cr.execute("ALTER TABLE property_archive_log ENABLE TRIGGER USER")

    @contextmanager
    def _request(self):
        """A transaction of its own that commits, with its log."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            yield self.env(cr=cr)["property.archive.log"]

    def _write(self, log, number):
        log._append([(log.env.cr.now(), self.env.company.id, 2, "viewed", "x", number, None, None)])
        log.env.cr.execute("SELECT max(id) FROM property_archive_log")
        self.written += log.env.cr.fetchone()
        return self.written[-1]

    def test_an_event_removed_before_it_is_sealed_is_named(self):
        with self._request() as log:
            removed = self._write(log, 1)
        with self._request() as log:
            witness = self._write(log, 2)
            log.env.cr.execute("SELECT follows FROM property_archive_log WHERE id = %s", (witness,))
            self.assertEqual(log.env.cr.fetchone(), (str(removed),))
        with self._request() as log:
            self._write(log, 3)
        with db_connect(self.env.cr.dbname).cursor() as cr:
            # the witness, too: the one after it names both
            self._past_the_trigger(cr, [removed, witness])
            seals = self.env(cr=cr)["property.archive.log.seal"]
            seals._seal_all()
            found = {(e["log_id"], e["error"]) for e in seals._verify()["errors"]}
            self.assertLessEqual({(removed, "removed"), (witness, "removed")}, found)
            cr.rollback()

    def test_what_was_rolled_back_is_not_missed(self):
        with self._request() as log:
            savepoint = log.env.cr.savepoint()
            lost = self._write(log, 1)
            savepoint.rollback()
            savepoint.close()
            with log.env.cr.savepoint():
                kept = self._write(log, 2)
            certain = self._write(log, 3)
        self.assertEqual(set(log._events_to_name()), {kept, certain})
        self.assertNotIn(lost, log._events_to_name())
        with self._request() as log:
            self._write(log, 4)
            log.env.cr.rollback()
        # it was not told after all: the next one says it again
        self.assertEqual(set(log._events_to_name().values()), {3})

    def test_writers_and_the_sealing_do_not_wait_for_each_other(self):
        # each in a transaction of its own that stays open: a lock would end in the timeout
        with ExitStack() as stack:
            cursors = [
                stack.enter_context(db_connect(self.env.cr.dbname).cursor()) for _i in range(6)
            ]
            for number, cr in enumerate(cursors):
                stack.callback(cr.rollback)
                cr.execute("SET LOCAL lock_timeout = '200ms'")
                log = self.env(cr=cr)["property.archive.log"]
                if number == 3:
                    sealed, _left = log.env["property.archive.log.seal"]._seal_batch()
                    self.assertGreaterEqual(sealed, 0)
                log._append(
                    [("2024-06-03", self.env.company.id, number, "viewed", "x", number, None, None)]
                )
            counts = []
            for cr in cursors:
                cr.execute("SELECT count(*) FROM property_archive_log WHERE res_model = 'x'")
                counts.append(cr.fetchone()[0])
            # each still sees its own row only: none of them had to end before another
            self.assertEqual(counts, [1] * len(cursors))
