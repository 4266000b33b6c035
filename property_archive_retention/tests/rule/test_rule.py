from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RetentionCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-03 04:00:00")
class TestRule(RetentionCase):
    def _rule(self, **vals):
        return (
            self.env["property.archive.retention.rule"]
            .with_user(self.head)
            .create({"category_id": self.owners.id, "event": "filed", "period": 3, **vals})
        )

    def test_a_negative_period_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "negative"):
            self.rule.with_user(self.head).period = -1

    def test_the_database_refuses_a_negative_period_too(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE property_archive_retention_rule SET period = -1 WHERE id = %s",
                (self.rule.id,),
            )

    def test_a_rule_without_event_is_impossible(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.NotNullViolation),
            self.env.cr.savepoint(),
        ):
            self._rule(event=False)

    def test_permanent_and_a_period_exclude_each_other(self):
        with self.assertRaisesRegex(ValidationError, "permanent or has a period"):
            self.rule.with_user(self.head).permanent = True

    def test_neither_permanent_nor_a_period_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "permanent or has a period"):
            self.rule.with_user(self.head).period = 0

    def test_the_longest_keeping_is_not_shorter_than_the_period(self):
        with self.assertRaisesRegex(ValidationError, "shorter"):
            self._rule(period=5, longest_extension=4)

    def test_the_next_step_of_a_job_sees_what_another_process_changed(self):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            rules = self.env(cr=cr)["property.archive.retention.rule"]
            owners = rules.env.ref("property_archive.category_owner").id

            def actions():
                (of_all,) = rules._rule_table()[owners].values()
                return {rule["action"] for rule in of_all}

            self.assertNotIn("transfer", actions())
            cr.rollback()  # one step has ended, and the next one begins
            cr.execute(
                "UPDATE property_archive_retention_rule SET action = 'transfer'"
                " WHERE category_id = %s AND company_id IS NULL",
                (owners,),
            )
            self.assertEqual(actions(), {"transfer"})
            cr.rollback()

    def test_only_the_archive_head_makes_rules(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.archivist).period = 1

    def test_one_rule_for_each_event(self):
        self._rule()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._rule(period=5)

    def test_a_category_without_rules_uses_those_above(self):
        below = self.env["property.archive.category"].create(
            {"name": "Below", "code": "T-BEL", "parent_id": self.papers.id}
        )
        rules = self.rule._rules_for(below, self.company)
        self.assertEqual([rule["id"] for rule in rules], [self.rule.id])

    def test_a_category_with_rules_does_not_use_those_above(self):
        below = self.env["property.archive.category"].create(
            {"name": "Below", "code": "T-BEL", "parent_id": self.papers.id}
        )
        own = self._rule(category_id=below.id, event="closed")
        rules = self.rule._rules_for(below, self.company)
        self.assertEqual([rule["id"] for rule in rules], [own.id])

    def test_rules_of_the_company_hold_instead_of_shared_ones(self):
        own = self._rule(category_id=self.papers.id, company_id=self.company.id, period=1)
        rules = self.rule._rules_for(self.papers, self.company)
        self.assertEqual([rule["id"] for rule in rules], [own.id])
        other = self.env["res.company"].create({"name": "Other"})
        rules = self.rule._rules_for(self.papers, other)
        self.assertEqual([rule["id"] for rule in rules], [self.rule.id])

    # -- of several -------------------------------------------------------------------------

    def _decided(self, *rules, closed=date(2022, 1, 1)):
        """The event of the rule that wins for a file of 2020, and the date it sets.

        :param rules: (event, years or ``{"months": n}``, whether it replaces); no period
            is permanent
        """
        rule, due = self.rule._decide(
            [
                {
                    "event": event,
                    "permanent": not period,
                    "period": period if isinstance(period, dict) else {"years": period},
                    "replaces": replaces,
                }
                for event, period, replaces in rules
            ],
            {"filed": date(2020, 1, 1), "closed": closed},
        )
        return rule["event"], due

    def test_the_longest_of_several_wins(self):
        decided = self._decided(("filed", 3, False), ("closed", 2, False))
        self.assertEqual(decided, ("closed", date(2024, 1, 1)))

    def test_permanent_is_longer_than_any_period(self):
        decided = self._decided(("filed", 0, False), ("closed", 99, False))
        self.assertEqual(decided, ("filed", False))

    def test_what_replaces_wins_over_permanent(self):
        decided = self._decided(("filed", 0, False), ("closed", {"months": 6}, True))
        self.assertEqual(decided, ("closed", date(2022, 7, 1)))

    def test_what_replaces_waits_for_its_event(self):
        decided = self._decided(("filed", 0, False), ("closed", {"months": 6}, True), closed=False)
        self.assertEqual(decided, ("filed", False))

    # -- shipped ----------------------------------------------------------------------------

    def test_owner_files_ship_as_permanent_then_three_years(self):
        rules = self.rule._rules_for(self.env.ref("property_archive.category_owner"), self.company)
        events = {"filed": date(2020, 1, 1)}
        self.assertTrue(self.rule._decide(rules, events)[0]["permanent"])
        events["ownership_ended"] = date(2021, 3, 1)
        self.assertEqual(self.rule._decide(rules, events)[1], date(2024, 3, 1))

    def test_personnel_files_ship_with_five_years_from_leaving(self):
        rule = self.env.ref("property_archive_retention.rule_personnel_employee_left")
        self.assertEqual((rule.period, rule.longest_extension), (5, 10))
