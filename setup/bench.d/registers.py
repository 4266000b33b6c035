"""A register of 100,000 rows: how long, and how much memory, beside the least it can take.

The least is one query for the ids, the same rows read as the same person, and xlsxwriter
writing them from memory. Run by ./setup/bench in an Odoo shell: ``env`` is there.
"""

import os
import resource
import statistics
import tempfile
import time

import xlsxwriter

ROWS = int(os.environ.get("BENCH_ROWS") or 100_000)
MOST_TIME, MOST_MEMORY = 1.5, 150
RUNS = 5
env = env(context={"lang": "zh_CN", "tracking_disable": True})  # noqa: F821
cr = env.cr


def person():
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "archivist",
                "login": "b_register",
                "tz": "Asia/Shanghai",
                "group_ids": [
                    (6, 0, [env.ref("property_archive.group_property_archive_archivist").id])
                ],
            }
        )
    )
    env["hr.employee"].create({"name": user.name, "user_id": user.id})
    return user


def fill():
    """Filed records of one category by SQL, each with a unit and a place."""
    level = env.ref("property_archive.level_internal")
    category = env["property.archive.category"].create(
        {"name": "台账", "code": "BR", "scope": "company", "level_id": level.id}
    )
    company = env.company
    (profile,) = (
        env["property.archive.access"]
        ._profile_ids([(company.id, level.id, "company", False)])
        .values()
    )
    units = env["property.archive.unit"].create(
        [{"building": str(1 + n // 100), "room": str(101 + n % 100)} for n in range(2000)]
    )
    places = env["property.archive.location"].create(
        [{"name": f"架 {n}", "kind": "shelf"} for n in range(200)]
    )
    template = env["property.archive.record"].create(
        {"name": "样本", "category_id": category.id, "company_id": company.id}
    )
    env.flush_all()
    given = {
        "name": "'业主档案 ' || n || ' 号 =1+1'",
        "reference": "'BR-2024-' || n",
        "series": "NULL",
        "serial": "NULL",
        "category_id": str(category.id),
        "level_id": str(level.id),
        "scope": "'company'",
        "access_id": str(profile),
        "unit_id": f"(ARRAY{units.ids})[1 + n %% 2000]",
        "location_id": f"(ARRAY{places.ids})[1 + n %% 200]",
        "state": "'filed'",
        "availability": "'in'",
        "date_document": "DATE '2024-01-01' + n %% 300",
        "date_filed": "DATE '2024-01-02' + n %% 300",
        "page_count": "n %% 90",
    }
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'property_archive_record' AND column_name <> 'id'"
    )
    names = [name for (name,) in cr.fetchall()]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(given.get(name, f't."{name}"') for name in names)
    cr.execute(
        f"INSERT INTO property_archive_record ({columns}) SELECT {values}"  # noqa: S608
        " FROM property_archive_record t, generate_series(1, %s) n WHERE t.id = %s",
        (ROWS, template.id),
    )
    cr.commit()
    cr.execute("ANALYZE property_archive_record")
    cr.commit()  # or what it found is rolled back with the first export
    env.invalidate_all()
    return category


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def export(category):
    registers = env(user=user)["property.archive.register"]
    with tempfile.TemporaryFile() as stream:
        started = time.perf_counter()
        rows = registers._export_xlsx(
            "records", stream, {"domain": [("category_id", "=", category.id)]}
        )
        seconds = time.perf_counter() - started
        assert rows == ROWS, rows
    cr.rollback()
    env.invalidate_all()
    return seconds


def query(category):
    """The ids and the columns, as the archivist, in one query each, as tuples."""
    started = time.perf_counter()
    records = env(user=user)["property.archive.record"]
    found = records._search(
        [("category_id", "=", category.id), ("state", "not in", ["draft", "submitted"])]
    )
    ids = found.get_result_ids()
    cr.execute(
        "SELECT r.reference, r.name, c.name->>'en_US', l.name->>'zh_CN', u.code, r.date_document,"
        " r.date_filed, r.page_count, p.complete_name, r.state"
        " FROM property_archive_record r"
        " JOIN property_archive_category c ON c.id = r.category_id"
        " JOIN property_archive_level l ON l.id = r.level_id"
        " JOIN property_archive_unit u ON u.id = r.unit_id"
        " JOIN property_archive_location p ON p.id = r.location_id"
        " WHERE r.id = ANY(%s) ORDER BY r.id DESC",
        (list(ids),),
    )
    rows = cr.fetchall()
    assert len(rows) == ROWS
    return time.perf_counter() - started, rows


def write(rows):
    """xlsxwriter alone, writing the rows from memory with the options of the archive."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as stream:
        book = xlsxwriter.Workbook(stream, {"constant_memory": True})
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        sheet.set_column(0, 10, 20, book.add_format({"valign": "top", "text_wrap": True}))
        for number, row in enumerate(rows):
            for column, value in enumerate((number + 1, *row)):
                if column in (6, 7):
                    sheet.write_datetime(number, column, value, date)
                elif column in (0, 8):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value)
        book.close()
    return time.perf_counter() - started


user = person()
category = fill()
env(user=user)["property.archive.register"]._write_xlsx("records", ids=[])
before = peak()
export(category)
grown = peak() - before
# one after the other: what else the machine does slows each of them
rounds = []
for _run in range(RUNS):
    reading, rows = query(category)
    writing = write(rows)
    del rows
    rounds.append((export(category), reading, writing))
ratios = [register / (reading + writing) for register, reading, writing in rounds]
ratio = statistics.median(ratios)
register, reading, writing = (statistics.median(part) for part in zip(*rounds, strict=True))
print(f"{ROWS:,} rows, median of {RUNS} rounds")
print(f"query {reading:.2f} s, xlsxwriter from memory {writing:.2f} s")
spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
print(f"register {register:.2f} s: {ratio:.2f}× ({spread}), at most {MOST_TIME}×")
print(f"memory grown {grown:.0f} MB, at most {MOST_MEMORY} MB")
assert ratio <= MOST_TIME and grown <= MOST_MEMORY
