"""What the desk, the overdue job and "To Approve" cost beside many past loans.

Two sizes, the smaller a tenth of the larger: what a person waits for, and the job that
looks for due loans, follow the open loans and not the past ones. Run by ./setup/bench
in an Odoo shell: ``env`` is there. ROWS is the number of past loans.
"""

import base64
import io
import os
import statistics
import time

from PIL import Image

LARGE = int(os.environ.get("BENCH_ROWS") or 200_000)
SMALL = LARGE // 10
OPEN = 5_000
MOST = 1.5
ROUNDS = 5
env = env(context={"lang": "zh_CN", "tracking_disable": True})  # noqa: F821
cr = env.cr
buffer = io.BytesIO()
Image.new("RGB", (8, 4), "white").save(buffer, "PNG")
SIGNATURE = base64.b64encode(buffer.getvalue()).decode()
GROUP = "property_archive.group_property_archive_"
Line = env["property.archive.loan.line"]


def person(login, group, department):
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": login,
                "login": f"b_{login}",
                "group_ids": [(6, 0, [env.ref(group).id])],
            }
        )
    )
    env["hr.employee"].create({"name": login, "user_id": user.id, "department_id": department.id})
    return user


department = env["hr.department"].create({"name": "Bench"})
archivist = person("desk", GROUP + "archivist", department)
borrower = person("borrower", "base.group_user", department)
head = person("head", "base.group_user", department)
department.manager_id = head.employee_id
service = env.ref("property_archive.category_service")
records = (
    env["property.archive.record"]
    .sudo()
    ._create_protected(
        [
            {"name": f"档案 {n}", "category_id": service.id, "scope": "company"}
            for n in range(OPEN + 200)
        ]
    )
)
records._file()
place = env["property.archive.location"].create({"name": "Bench", "kind": "shelf"})
records._write_protected({"location_id": place.id})
cr.commit()


def past(count):
    """Loans that are over: one request and one line each."""
    cr.execute(
        """
        WITH loan AS (
            INSERT INTO property_archive_loan
                   (name, state, user_id, employee_id, kind, purpose, company_id,
                    copy_count, create_date)
            SELECT 'B/' || (%(base)s + n), 'closed', %(user)s, %(employee)s, 'borrow',
                   'bench', %(company)s, 1, now() AT TIME ZONE 'UTC'
              FROM generate_series(1, %(count)s) n
         RETURNING id)
        INSERT INTO property_archive_loan_line
               (loan_id, state, record_id, subject, company_id, user_id, employee_id,
                kind, category_id, physical, date_out, date_due, date_returned,
                page_count_out, page_count_in)
        SELECT id, 'returned', (%(records)s::int[])[1 + id %% %(many)s], 'bench',
               %(company)s, %(user)s, %(employee)s, 'borrow', %(category)s, TRUE,
               now() AT TIME ZONE 'UTC' - interval '300 days',
               now() AT TIME ZONE 'UTC' - interval '290 days',
               now() AT TIME ZONE 'UTC' - interval '291 days', 1, 1
          FROM loan
        """,
        {
            "base": time.time_ns() % 10**12,
            "count": count,
            "user": borrower.id,
            "employee": borrower.employee_id.id,
            "company": env.company.id,
            "records": records.ids,
            "many": len(records),
            "category": service.id,
        },
    )
    cr.commit()
    cr.execute("ANALYZE property_archive_loan; ANALYZE property_archive_loan_line")
    cr.commit()


def open_loans():
    """What is out, one in fifty of it due for a reminder, and what waits for a decision."""
    for start in range(0, OPEN, 500):
        loan = (
            env["property.archive.loan"]
            .with_user(borrower)
            .create(
                {
                    "kind": "borrow",
                    "purpose": "bench",
                    "line_ids": [
                        (0, 0, {"requested_record_id": record.id})
                        for record in records[start : start + 500]
                    ],
                }
            )
        )
        loan.action_submit()
        loan.line_ids.with_user(head).action_approve()
        lines = loan.line_ids.sudo()
        lines._write_protected(
            {
                "state": "out",
                "physical": True,
                "date_out": "2020-01-01",
                "date_due": "2099-12-31",
                "date_reminder": "2099-12-29",
                "page_count_out": 1,
            }
        )
        cr.commit()
        env.invalidate_all()


def timed(function):
    started = time.perf_counter()
    function()
    env.flush_all()
    cr.commit()
    env.invalidate_all()
    return time.perf_counter() - started


spare = iter(records[OPEN:])


def desk():
    """Ask, approve, hand out, take back one record: the last two are measured."""
    loan = (
        env["property.archive.loan"]
        .with_user(borrower)
        .create(
            {
                "kind": "borrow",
                "purpose": "bench",
                "line_ids": [(0, 0, {"requested_record_id": next(spare).id})],
            }
        )
    )
    loan.action_submit()
    listed = timed(
        lambda: (
            Line.with_user(head)
            .search([("can_approve", "=", True)], limit=80)
            .read(["borrower", "subject", "term_text", "other_count", "can_approve"])
        )
    )
    loan.line_ids.with_user(head).action_approve()
    cr.commit()
    env.invalidate_all()
    line = loan.line_ids.with_user(archivist)
    out = timed(lambda: line.action_hand_out(1, "good", SIGNATURE, SIGNATURE))
    back = timed(lambda: line.action_take_back(1, "good", SIGNATURE, SIGNATURE))
    return listed, out, back


def reminders():
    """A hundred loans come due; the job finds them among all others."""
    due = Line.search([("state", "=", "out"), ("date_reminder", "!=", False)], limit=100)
    due._write_protected(
        {"date_reminder": "2020-01-02", "reminder_ids": [(5,)], "date_due": "2098-01-01"}
    )
    cr.commit()
    return timed(lambda: Line._cron_remind())


def measure():
    times = list(zip(*[desk() for _round in range(ROUNDS)], strict=True))
    result = [statistics.median(values) for values in times]
    return result + [statistics.median(reminders() for _round in range(ROUNDS))]


names = ("To Approve list", "hand out one record", "take it back", "reminders, 100 due")
open_loans()
past(SMALL)
measure()  # warms the caches up
small = measure()
past(LARGE - SMALL)
large = measure()
print(f"{'':24}{SMALL:>12,}{LARGE:>12,}   past loans, {OPEN:,} open; median of {ROUNDS}")
slow = False
for name, before, after in zip(names, small, large, strict=True):
    ratio = after / before
    # differences of a few milliseconds are the machine's
    bad = ratio > MOST and after - before > 0.02
    slow |= bad
    print(
        f"{name:24}{before * 1000:>9.0f} ms{after * 1000:>9.0f} ms   {ratio:.2f}x"
        f"{'  MORE THAN ' + str(MOST) + 'x' if bad else ''}"
    )
if slow:
    raise SystemExit(1)
