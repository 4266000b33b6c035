"""No title is left in what others read, whatever became of the record (B4)."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.property_archive_lending.tests.common import LendingCase
from odoo.addons.property_archive_retention.tests.common import RetentionCase

TITLE, OLD, PIECE = "绝不外传的标题甲乙", "绝不外传的旧题丙丁", "绝不外传的附件戊己"
#: Where a title may stand, and who alone reads there.
PROTECTED = {
    # whoever the rule of the record lets in, and each reading is logged
    ("property_archive_record", "name"),
    ("property_archive_record", "missing_pieces"),
    # whoever may read the content
    ("property_archive_enclosure", "name"),
    # whoever may read the record the change is of, and those who decide it
    ("property_archive_amendment_value", "new_char"),
    ("property_archive_amendment_value", "new_text"),
    ("property_archive_amendment_value", "old_text"),
    ("property_archive_amendment_value", "old_value"),
}
_TEXTS = ("character varying", "text", "json", "jsonb", "bytea")


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestTitlesLeft(LendingCase, RetentionCase):
    """The whole life of a record that is open first and secret later.

    After each part of it every text of every table of the database is looked at, those of
    Odoo too: a place that is not on the list above is a leak, whoever may read there today.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as people work: with tracking and with mails
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.director = cls._create_person("director", "base.group_user")
        cls.company.archive_incident_decider_ids = cls.director
        cls.company.archive_destruction_wait = 0
        for user in (cls.clerk, cls.archivist, cls.archivist2, cls.service_head):
            cls._clear(user)
        cls._clear_long_ago(cls.executive)
        cls.engineer.notification_type = "inbox"
        cls.clerk.employee_id.parent_id = cls.service_head.employee_id

    def _places(self, *texts):
        """Tables and columns of the database in which one of the texts stands."""
        self.env.flush_all()
        self.env.cr.precommit.run()  # what waits for browsers
        columns = {}
        for table, column in self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                "  JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'"
                "   AND c.data_type IN %s",
                _TEXTS,
            )
        ):
            columns.setdefault(table, []).append(column)
        self.assertGreater(len(columns), 200)
        found = set()
        for table, names in columns.items():
            hits = SQL(", ").join(
                SQL("bool_or(%s::text LIKE ANY(%s))", SQL.identifier(name), self._forms(texts))
                for name in names
            )
            (row,) = self.env.execute_query(SQL("SELECT %s FROM %s", hits, SQL.identifier(table)))
            found.update((table, name) for name, hit in zip(names, row, strict=True) if hit)
        return found

    def _forms(self, texts):
        """The texts as they are, as JSON writes them, and as bytes in hexadecimal."""
        forms = [
            form
            for text in texts
            for form in (
                text,
                text.encode("unicode_escape").decode().replace("\\", "\\\\"),
                text.encode().hex(),
            )
        ]
        return [f"%{form}%" for form in forms]

    def _check(self, *texts):
        places = self._places(*(texts or (TITLE, OLD, PIECE)))
        self.assertIn(("property_archive_record", "name"), places)
        self.assertEqual(places - PROTECTED, set())

    # -- parts of a life ----------------------------------------------------------------------

    def _filed_openly(self):
        record = self._service_file(
            name=OLD,
            level_id=self.internal.id,
            enclosure_ids=[(0, 0, {"name": PIECE, "present": True})],
        )
        self.assertTrue(record._is_open_to_all())
        record.message_subscribe(self.engineer.partner_id.ids)
        record.activity_schedule("mail.mail_activity_data_todo", user_id=self.engineer.id)
        return record

    def _lent(self, record, **vals):
        line = self._ask_service(record, **vals)
        self._approve(line)
        self._hand_out(line)
        line.with_user(self.archivist).action_print_slip()
        line.action_ask_renewal()
        self._approve(line)
        self._run(line.date_due.isoformat(), "property_archive_lending.ir_cron_remind")
        line.with_user(self.archivist).action_recall()
        return line

    def _run(self, at, job):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(job).method_direct_trigger()
        self._forget()

    def _gone_wrong(self, line):
        """It comes back with a page less; the incident is reported and decided."""
        self._take_back(line, pages=11, difference="page 7 is gone")
        incident = line.sudo().incident_ids
        incident.with_user(self.engineer).write({"report": "I left it on the train."})
        incident.with_user(self.engineer).action_report()
        incident.with_user(self.director).action_decide("Decided.", "none")
        self._forget()
        return incident

    def _amended(self, record, *values, users=None):
        amendment = (
            self.env["property.archive.amendment"]
            .with_user(self.clerk)
            .create(
                {
                    "record_id": record.id,
                    "reason": "Correction",
                    "value_ids": [(0, 0, value) for value in values],
                }
            )
        )
        amendment.action_submit()
        for user in users or (self.service_head,):
            self._forget()
            amendment.with_user(user).action_approve()
        self._forget()
        return amendment

    def _raised(self, record):
        self._amended(record, {"field_name": "level_id", "new_res_id": self.secret.id})
        self.assertEqual(record.level_id, self.secret)

    def _talked_about(self, record):
        """Odoo's own ways of telling of a document: invited, written about, given as a task."""
        env = self.env(user=self.archivist.id)
        document = {"default_model": record._name, "default_res_ids": record.ids}
        env["mail.followers.edit"].create(
            {
                "res_model": record._name,
                "res_ids": str(record.ids),
                "operation": "add",
                "partner_ids": [(6, 0, self.clerk.partner_id.ids)],
                "notify": True,
            }
        ).edit_followers()
        composer = env["mail.compose.message"].with_context(**document)
        composer.create({"body": "Look", "partner_ids": self.clerk.partner_id.ids})
        composer.create({"body": "Look", "composition_mode": "comment"})._action_send_mail()
        record.with_user(self.archivist).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.clerk.id
        ).action_feedback(feedback="Done")

    def _left(self):
        """Who has it out leaves: their discharge certificate asks for it."""
        employee = self.engineer.employee_id.with_user(self.hr_manager)
        action = employee.action_open_archive_discharge()
        discharges = self.env[action["res_model"]].with_user(self.hr_manager)
        discharge = discharges.create({"employee_id": employee.id}).sudo()
        discharge.with_user(self.archivist).successor_id = self.engineering_head.employee_id
        with self.assertRaisesRegex(UserError, self.engineer.name):
            discharge.with_user(self.archivist).action_confirm()

    # -- the tests ----------------------------------------------------------------------------

    def test_no_title_is_left_behind(self):
        record = self._filed_openly()
        self._check()
        incident = self._gone_wrong(self._lent(record))
        self._amended(record, {"field_name": "name", "new_char": TITLE})
        self._check()

        self._talked_about(record)
        hold = self._hold(record)
        self._lift(hold)
        self._check()

        # people name the file where others talk of it
        line = self._lent(record)
        self._left()
        self._check()
        self._gone_wrong(line)
        talk = line.loan_id.sudo().message_post(body=f"请带{TITLE}", subject=f"关于{TITLE}")
        task = incident.sudo().activity_schedule(
            "mail.mail_activity_data_todo", summary=TITLE, note=TITLE, user_id=self.director.id
        )
        self._raised(record)
        self._check()
        self.assertIn(record.reference, talk.body)
        self.assertIn(record.reference, task.summary)

        self._clear(self.engineer)
        self._grant(self.engineer, record, "2024-06-01", "2034-06-01")
        asked = self._ask(kind="consult", lines=[{"requested_record_id": record.id}])
        self._check()
        asked.action_cancel()

        record._write_protected({"date_filed": "2020-06-01"})
        self.rule.copy({"category_id": record.category_id.id})
        self._forget()
        batch = self._batch(record, method="shred")
        self._check()
        batch.action_submit()
        for step in batch.sudo().approval_ids.sorted("sequence"):
            batch.with_user(step.approver_ids[:1]).action_approve()
        self._sign_all(batch)
        self._execute(batch)
        self.assertEqual(record.state, "destroyed")
        self._check()
