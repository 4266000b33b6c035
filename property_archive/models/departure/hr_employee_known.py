from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

_PASSED = ("property.archive", "departure")
#: SQL: all ids of people, and whether archive data refers to them.
_PEOPLE = """
WITH asked AS (
    SELECT id, 0 AS account, user_id, work_contact_id AS contact_id
      FROM hr_employee WHERE id = ANY(%(employees)s)
    UNION ALL
    SELECT id, 1, id, partner_id FROM res_users WHERE id = ANY(%(users)s)
), contact AS (
    SELECT id, account, contact_id FROM asked WHERE contact_id IS NOT NULL
    UNION
    SELECT a.id, a.account, u.partner_id
      FROM asked a JOIN res_users u ON u.id = a.user_id
), who (kind, id, account, person) AS (
    SELECT 0, e.id, a.account, a.id
      FROM asked a JOIN hr_employee e USING (user_id)
    UNION
    SELECT 0, id, 0, id FROM asked WHERE account = 0
    UNION
    SELECT 0, e.id, c.account, c.id
      FROM contact c JOIN hr_employee e ON e.work_contact_id = c.contact_id
    UNION
    SELECT 1, user_id, account, id FROM asked WHERE user_id IS NOT NULL
    UNION
    SELECT 1, u.id, c.account, c.id
      FROM contact c JOIN res_users u ON u.partner_id = c.contact_id
    UNION
    SELECT 2, contact_id, account, id FROM contact
)
SELECT kind, id, account, person, CASE kind
       WHEN 0 THEN %(employee)s OR id = ANY(%(leaving)s) AND (%(leaves)s)
       WHEN 1 THEN %(user)s ELSE %(partner)s END
  FROM who
"""


class People(NamedTuple):
    """Maps the ids under which people act in the archive to the persons checked.

    The person is the ``hr.employee``, or the ``res.users`` who is no employee.
    """

    employees: dict
    users: dict
    partners: dict
    #: The employee stays; only a user or a contact of theirs is removed.
    stays: bool
    #: Those of these persons to whom archive data refers.
    known: set

    @property
    def leaving(self):
        """Ids of the employees who leave themselves."""
        return [
            employee_id
            for employee_id, person in self.employees.items()
            if not self.stays and person._name == "hr.employee" and person.id == employee_id
        ]


@contextmanager
def let_through(people):
    """Suspend the gate for people already checked, while Odoo archives them.

    Odoo archives the resource of each employee singly; each would be checked again.

    :param people: ``hr.employee`` or their ``resource.resource``, or ``res.users``
    """
    cache = people.env.cr.cache
    before = cache.get(_PASSED, frozenset())
    cache[_PASSED] = before | {(people._name, person) for person in people.ids}
    try:
        yield
    finally:
        cache[_PASSED] = before


def not_let_through(people):
    """Filter the people who were not checked already: see :func:`let_through`."""
    passed = people.env.cr.cache.get(_PASSED)
    if not passed:
        return people
    return people.filtered(lambda person: (person._name, person.id) not in passed)


def named(table, column, condition="TRUE"):
    """SQL condition: a row of the table refers to ``who.id`` in a column.

    :param str table: its name
    :param str column: column that refers to a person
    :param str condition: on the row
    :rtype: SQL
    """
    return SQL(
        f"EXISTS (SELECT FROM %s t WHERE t.%s = who.id AND ({condition}))",
        SQL.identifier(table),
        SQL.identifier(column),
    )


class HrEmployee(models.Model):
    """Finds the people archive data refers to, so that checks of all others are cheap."""

    _inherit = "hr.employee"

    @api.model
    def _archive_traces(self):
        """References to people in archive data that matter when they leave.

        Addons extend it for data that blocks a departure, ends with it, or
        passes to other people.

        :return: conditions on ``who.id``, by ``employees``, ``users``, ``partners`` and
            ``leaving`` (the employees who leave themselves)
        :rtype: dict(str, list(SQL))
        """
        return {
            "users": [
                named("property_archive_record", "submitter_id", "state IN ('draft', 'submitted')"),
                SQL(
                    "EXISTS (SELECT FROM property_archive_handover t"
                    " WHERE t.state IN ('draft', 'given', 'received')"
                    " AND who.id IN (t.giver_id, t.receiver_id, t.supervisor_id))"
                ),
                named("property_archive_clearance", "user_id", "state = 'granted'"),
                named("property_archive_grant", "user_id", "NOT revoked"),
                SQL(
                    "EXISTS (SELECT FROM property_archive_approval_user_rel t"
                    " JOIN property_archive_approval s ON s.id = t.approval_id"
                    " WHERE t.user_id = who.id AND s.state IN ('waiting', 'pending'))"
                ),
                named("property_archive_check", "user_id"),
                named("property_archive_check_counter_rel", "user_id"),
                named("property_archive_check_schedule", "user_id"),
                named("property_archive_check_schedule_counter_rel", "user_id"),
                named("property_archive_repair", "user_id"),
                named("property_archive_protection", "user_id"),
                named("mail_activity", "user_id", "res_model LIKE 'property.archive.%%'"),
            ],
            "employees": [],
            "partners": [],
            "leaving": [
                named("property_archive_record", "responsible_id"),
                named("property_archive_record", "employee_id"),
                SQL(
                    "EXISTS (SELECT FROM hr_employee t JOIN res_company c ON c.id = t.company_id"
                    " WHERE t.id = who.id AND c.archive_discharge_required)"
                ),
            ],
        }

    def _archive_people(self, users=None, stays=False):
        """All ids under which these employees and users act, in all companies.

        One query, which also finds whom archive data refers to: a person is found by employee,
        by user and by contact, however many users or employees they have.

        :param users: ``res.users`` who are no employees
        :param bool stays: see :class:`People`
        :rtype: People
        """
        users = users if users is not None else self.env["res.users"]
        self.env.flush_all()
        traces = {
            kind: SQL(" OR ").join([*conditions, SQL("FALSE")])
            for kind, conditions in self._archive_traces().items()
        }
        rows = self.env.execute_query(
            SQL(
                _PEOPLE,
                employees=self.ids,
                users=users.ids,
                leaving=[] if stays else self.ids,
                employee=traces["employees"],
                leaves=traces["leaving"],
                user=traces["users"],
                partner=traces["partners"],
            )
        )
        people = People({}, {}, {}, stays, set())
        for kind, key, account, person, known in rows:
            asked = users if account else self
            person = asked.sudo().browse(person).with_prefetch(asked.ids)
            people[kind][key] = person
            if known:
                people.known.add(person)
        for employee in self:  # if two employees are one person, each keeps their own employee id
            people.employees[employee.id] = employee.sudo()
        return people
