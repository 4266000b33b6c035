"""What retention costs for each record, at two sizes: it has to stay the same.

Due list, working out dates again, hold placed and lifted, destruction with a file for
each record; then a changed rule over ten times as many, with a job that is killed in
the middle. Run by ./setup/bench in an Odoo shell: ``env`` is there. ROWS is the larger
size, a tenth of it the smaller.
"""

import base64
import io
import os
import random
import subprocess
import sys
import time

import psycopg2
from PIL import Image

LARGE = int(os.environ.get("BENCH_ROWS") or 100_000)
SMALL = LARGE // 10
MOST = 1.5
env = env(context={"lang": "zh_CN", "tracking_disable": True})  # noqa: F821
cr = env.cr
buffer = io.BytesIO()
Image.new("RGB", (8, 4), "white").save(buffer, "PNG")
SIGNATURE = base64.b64encode(buffer.getvalue()).decode()
GROUP = "property_archive.group_property_archive_"


def person(login, group):
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create({"name": login, "login": f"b_{login}", "group_ids": [(6, 0, [env.ref(group).id])]})
    )


archivist, executor, head = (person(n, GROUP + "archivist") for n in ("arch", "exec", "head"))
office, executive, witness = (person(n, "base.group_user") for n in ("office", "exe", "wit"))
outsider = env["res.partner"].create({"name": "outsider"})
env.company.write(
    {
        "archive_office_id": office.id,
        "archive_executive_id": executive.id,
        "archive_head_id": head.id,
        "archive_destruction_wait": 0,
    }
)


def timed(function):
    started = time.perf_counter()
    result = function()
    env.flush_all()
    cr.commit()
    env.invalidate_all()
    return time.perf_counter() - started, result


def copies(source, keys, **varying):
    """Copies of a row by SQL: the ORM would take most of the time.

    :param source: record of one row
    :param list keys: what ``u.key`` is for each copy; ``u.i`` counts them
    :param varying: SQL of the columns that differ from copy to copy
    :return: ids of the copies, in the order of the keys
    """
    table = source._table
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [row[0] for row in cr.fetchall()]
    varying["id"] = f"nextval('{table}_id_seq')"
    values = ", ".join(varying.get(name, f'r."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    ids = []
    for start in range(0, len(keys), 50_000):
        cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} r,"
            " unnest(%s) WITH ORDINALITY u (key, i) WHERE r.id = %s ORDER BY u.i RETURNING id",
            (keys[start : start + 50_000], source.id),
        )
        ids += [row[0] for row in cr.fetchall()]
        cr.commit()
    cr.execute(f"ANALYZE {table}")
    cr.commit()
    env.invalidate_all()
    return ids


def fill(code, size, files=True):
    """A category with a rule, and records of ten years, each with a file in the store."""
    category = env["property.archive.category"].create(
        {
            "name": f"Bench {code}",
            "code": code,
            "scope": "company",
            "level_id": env.ref("property_archive.level_internal").id,
        }
    )
    rule = env["property.archive.retention.rule"].create(
        {"category_id": category.id, "event": "filed", "period": 1}
    )
    record = (
        env["property.archive.record"]
        .sudo()
        ._create_protected([{"name": "档案", "category_id": category.id}])
    )
    piece = env["property.archive.enclosure"].create({"record_id": record.id, "name": "原件"})
    vals = {"name": "scan.txt", "res_model": piece._name, "res_id": piece.id}
    attachment = env["ir.attachment"].create({**vals, "raw": b"content of the first"})
    record._file()
    record._write_protected({"date_filed": "2010-01-01"})
    env.flush_all()
    day = "date '2010-01-01' + mod(u.i, 3650)::int"
    ids = copies(
        record,
        list(range(1, size)),
        name="'业主档案 ' || u.key",
        reference=f"'{code}-' || u.key",
        series="NULL",
        serial="NULL",
        date_filed=day,
        date_retention_due=f"({day} + interval '1 year')::date",
    )
    if files:
        pieces = copies(piece, ids, record_id="u.key")
        contents = [b"content of %d" % number for number in pieces]
        sums = [attachment._compute_checksum(content) for content in contents]
        names = [
            attachment._file_write(content, checksum)
            for content, checksum in zip(contents, sums, strict=True)
        ]
        scans = copies(attachment, pieces, res_id="u.key")
        cr.execute_values(
            "UPDATE ir_attachment a SET checksum = v.sum, store_fname = v.name, file_size = v.size"
            " FROM (VALUES %s) v (id, sum, name, size) WHERE a.id = v.id",
            list(zip(scans, sums, names, map(len, contents), strict=True)),
            page_size=1000,
        )
        cr.execute("ANALYZE ir_attachment")
    return category, rule


def due_list(category):
    records = env["property.archive.record"].with_user(archivist)
    domain = [("category_id", "=", category.id), ("date_retention_due", "<=", "today")]
    found = records.search(domain, limit=80, order="date_retention_due")
    found.read(["reference", "name", "date_retention_due"])
    return records.search_count(domain, limit=10_001)


def recompute(rule):
    rule.period = 2
    env.flush_all()
    cr.commit()
    env["property.archive.category"]._cron_recompute_retention()


def place(category):
    hold = (
        env["property.archive.hold"]
        .with_user(archivist)
        .create(
            {
                "reason": "bench",
                "date_review": "2030-01-01",
                "kind": "category",
                "category_id": category.id,
            }
        )
    )
    hold.action_place()
    cr.commit()
    env["property.archive.hold"]._cron_continue()
    assert hold.state == "active", hold.state
    return hold


def lift(hold):
    hold.action_lift("over")
    hold.with_user(head).action_approve()
    cr.commit()
    env["property.archive.hold"]._cron_continue()
    assert hold.state == "lifted", hold.state


def prepare_batch(category):
    model = env["property.archive.destruction"].with_user(archivist)
    model.action_propose_due(category_id=category.id)
    batch = model.search([], limit=1)
    batch.action_opinion_destroy()
    batch.with_user(executor).action_appraised()
    batch.write(
        {
            "reason": "bench",
            "method": "shred",
            "executor_id": executor.id,
            "supervisor_ids": [(6, 0, (witness.partner_id | outsider).ids)],
        }
    )
    batch.action_submit()
    batch.with_user(office).action_approve()
    batch.with_user(executive).action_approve()
    return batch


def execute(batch):
    batch.with_user(executor).action_sign(SIGNATURE)
    batch.with_user(witness).action_sign(SIGNATURE)
    batch.with_user(executor).action_sign_outsider(outsider.id, SIGNATURE)
    batch.with_user(executor).action_execute()
    cr.commit()
    env.invalidate_all()
    while batch.progress < 100:
        env["property.archive.destruction"]._cron_continue()
        cr.commit()
        env.invalidate_all()


class Seconds(dict):
    """Told as they are measured: the whole takes its time."""

    def __init__(self, size):
        super().__init__()
        self.size = size

    def __setitem__(self, name, seconds):
        super().__setitem__(name, seconds)
        print(f"  {self.size:,} {name}: {seconds:.1f} s", flush=True)


def measure(size):
    seconds = Seconds(size)
    seconds["fill"], (category, rule) = timed(lambda: fill(f"B{size}", size))
    seconds["due list"], count = timed(lambda: due_list(category))
    assert count == min(size, 10_001), count
    seconds["recompute"], _none = timed(lambda: recompute(rule))
    seconds["hold placed"], hold = timed(lambda: place(category))
    seconds["hold lifted"], _none = timed(lambda: lift(hold))
    seconds["proposed to approved"], batch = timed(lambda: prepare_batch(category))
    seconds["destroyed"], _none = timed(lambda: execute(batch))
    cr.execute(
        "SELECT count(*) FROM property_archive_record WHERE category_id = %s"
        " AND state = 'destroyed'",
        (category.id,),
    )
    assert cr.fetchone()[0] == size
    return seconds


def done_so_far(category):
    """How many records of a category the job has worked out; None: all."""
    cr.commit()
    cr.execute(
        "SELECT retention_cursor FROM property_archive_category WHERE id = %s", (category.id,)
    )
    (cursor,) = cr.fetchone()
    if cursor is None:
        return None
    cr.execute(
        "SELECT count(*) FROM property_archive_record WHERE category_id = %s AND id <= %s",
        (category.id, cursor),
    )
    return cr.fetchone()[0]


def disturb(category, first, size):
    """Change a record as a user does while the job runs; the seconds it took."""
    cr.commit()
    started = time.perf_counter()
    try:
        cr.execute(
            "UPDATE property_archive_record SET note = %s WHERE category_id = %s AND id = %s",
            (f"{started}", category.id, first + random.randrange(size)),
            log_exceptions=False,
        )
        cr.commit()
    except psycopg2.errors.SerializationFailure:
        cr.rollback()  # Odoo would try again
    return time.perf_counter() - started


JOB = b"env['property.archive.category']._cron_recompute_retention()\n"


def change_rule(size):
    """A rule over many records: preview, job, kill -9 in the middle, the rest."""
    _seconds, (category, rule) = timed(lambda: fill("BR", size, files=False))
    print(f"{size:,} records of one rule: filled in {_seconds:.0f} s", flush=True)
    changed = rule.new({"period": 2}, origin=rule)
    started = time.perf_counter()
    print(
        f"  {changed._preview_text()}\n  preview {time.perf_counter() - started:.1f} s", flush=True
    )
    seconds, _none = timed(lambda: rule.write({"period": 2}))
    print(f"  rule saved in {seconds:.1f} s", flush=True)
    cr.execute(
        "SELECT min(id), max(id) FROM property_archive_record WHERE category_id = %s",
        (category.id,),
    )
    first, last = cr.fetchone()
    job = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", cr.dbname],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    job.stdin.write(JOB)
    job.stdin.close()
    waits, locks, half = [], set(), size // 3
    while (done_so_far(category) or 0) < half and job.poll() is None:
        waits.append(disturb(category, first, last - first))
        cr.execute(
            "SELECT mode FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'relation' AND pid <> pg_backend_pid()"
            " AND relation = 'property_archive_record'::regclass"
            " AND datname = current_database() AND backend_type = 'client backend'"
        )
        locks |= {row[0] for row in cr.fetchall()}
        cr.commit()
        time.sleep(0.05)
    assert job.poll() is None, "the job ended before it could be killed"
    job.kill()
    job.wait()
    done = done_so_far(category)
    print(
        f"  killed after {done:,}; meanwhile {len(waits)} changes by others waited"
        f" {max(waits):.2f} s at the longest; locks on the table: {', '.join(sorted(locks))}",
        flush=True,
    )
    assert not locks - {"AccessShareLock", "RowShareLock", "RowExclusiveLock"}, locks
    step = max(size // 10, 1000)
    rates = []
    while (before := done_so_far(category)) is not None:
        started = time.perf_counter()
        while (now := done_so_far(category)) is not None and now < before + step:
            if not category._recompute_retention():
                break
        rates.append((time.perf_counter() - started) / ((now or size) - before) * 10_000)
    print(
        "  seconds for each 10,000 from there on: " + " ".join(f"{rate:.1f}" for rate in rates),
        flush=True,
    )
    cr.execute(
        "SELECT count(*) FROM property_archive_record WHERE category_id = %s"
        " AND date_retention_due IS DISTINCT FROM (date_filed + interval '2 years')::date",
        (category.id,),
    )
    assert cr.fetchone()[0] == 0


small, large = measure(SMALL), measure(LARGE)
print(f"{'':24}{SMALL:>12,} {LARGE:>12,}   ms for each record")
worst = 0
for name in small:
    first, second = 1000 * small[name] / SMALL, 1000 * large[name] / LARGE
    ratio = second / first
    worst = max(worst, ratio)
    print(f"{name:24}{first:12.2f} {second:12.2f}   {ratio:.2f}×   {large[name]:.1f} s")
change_rule(10 * LARGE)
print(f"worst {worst:.2f}×, at most {MOST}×")
if worst > MOST:
    raise SystemExit(1)
