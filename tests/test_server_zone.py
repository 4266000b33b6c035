"""Moments are kept in UTC, whatever the time zone of the database server."""

import re
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from odoo.addons.property_archive_retention.tests.common import RetentionCase

from .upgrade import ADDONS

#: A moment or a day as PostgreSQL tells it in the zone of the server.
LOCAL = re.compile(
    r"\bnow\(\)(?!\s+AT\s+TIME\s+ZONE\s+'UTC')"
    r"|\bcurrent_(?:date|time|timestamp)\b|\blocaltime(?:stamp)?\b"
    r"|\b(?:clock|statement|transaction)_timestamp\(",
    re.IGNORECASE,
)
#: What is no SQL: Python's and Odoo's own, which are UTC.
PYTHON = re.compile(r"\b(?:datetime|Datetime|cr|date)\.now\(\)")


@tagged("post_install", "-at_install")
class TestServerZone(RetentionCase):
    def setUp(self):
        super().setUp()
        self.env.cr.execute("SET LOCAL TimeZone TO 'Asia/Shanghai'")

    def assertNow(self, moment):
        self.assertLess(abs(fields.Datetime.now() - moment), timedelta(minutes=10))

    def test_since_when_a_record_is_held(self):
        record = self._filed()
        hold = (
            self.env["property.archive.hold"]
            .with_user(self.archivist)
            .create(
                {
                    "reason": "A case",
                    "date_review": "2099-01-01",
                    "seed_ids": [fields.Command.set(record.ids)],
                }
            )
        )
        hold.action_place()
        self.assertNow(hold.sudo().line_ids.create_date)

    def test_when_a_number_was_lost(self):
        void = self.env["property.archive.void.number"].sudo()
        void._insert(self.env.cr, self.env.uid, [(self.company.id, "ZONE", 7)], "rolled_back")
        void = void.search([("series", "=", "ZONE")])
        self.assertNow(void.date)
        self.assertNow(void.create_date)

    def test_when_something_was_logged(self):
        record = self._filed()
        event = (
            self.env["property.archive.log"]
            .sudo()
            .search([("res_model", "=", record._name), ("res_id", "=", record.id)], limit=1)
        )
        self.assertNow(event.date)

    def test_whatever_was_written(self):
        """Of every document that a destruction leaves behind."""
        batch = self._ready()
        self._execute(batch)
        self.env.flush_all()
        for name in self.env:
            model = self.env[name]
            if not name.startswith("property.archive.") or not model._log_access:
                continue
            if model._abstract or not model._auto:
                continue
            self.env.cr.execute(
                f"SELECT max(greatest(create_date, write_date)) FROM {model._table}"
            )
            (newest,) = self.env.cr.fetchone()
            if newest:
                with self.subTest(model=name):
                    self.assertLess(newest, fields.Datetime.now() + timedelta(minutes=10))


@tagged("post_install", "-at_install")
class TestNoLocalTime(TransactionCase):
    def test_no_statement_asks_the_zone_of_the_server(self):
        found = []
        for addon in ADDONS:
            for path in Path(get_module_path(addon)).rglob("*.py"):
                for number, line in enumerate(path.read_text().splitlines(), start=1):
                    if LOCAL.search(PYTHON.sub("", line)):
                        found.append(f"{path}:{number}: {line.strip()}")
        self.assertEqual(found, [])
