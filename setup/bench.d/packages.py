"""A package of 1,000 records with 50 MB: checked, and taken in, beside the least it can take.

The least is Odoo making the same contacts, units, records, pieces and files in one call for
each model, with nothing to unpack, to compare or to prove. Run by ./setup/bench in an Odoo
shell: ``env`` is there.
"""

import base64
import io
import os
import random
import statistics
import time

RECORDS = int(os.environ.get("BENCH_ROWS") or 1000)
MOST_TIME, MOST_SECONDS, RUNS = 3, 30, 3
env = env(context={"lang": "zh_CN", "tracking_disable": True})  # noqa: F821
cr = env.cr
randomness = random.Random(1)
_TEXT = "业主入住通知书与装修申请表一式两份交物业客户服务中心留存备查"


def person(company):
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "archive head",
                "login": "b_package",
                "tz": "Asia/Shanghai",
                "company_id": company.id,
                "company_ids": [(6, 0, (env.company | company).ids)],
                "group_ids": [
                    (6, 0, [env.ref("property_archive.group_property_archive_manager").id])
                ],
            }
        )
    )


def content(size):
    """A scan, which nothing makes smaller, and beside it a text in Chinese."""
    text = "".join(randomness.choices(_TEXT, k=size // 8)).encode()
    return (("扫描件.bin", randomness.randbytes(size - len(text))), ("说明.txt", text))


def add_files(records):
    """A scan and a text for the first two pieces of each record."""
    env["ir.attachment"].create(
        [
            {"name": name, "res_model": piece._name, "res_id": piece.id, "raw": raw}
            for record in records
            for piece, (name, raw) in zip(record.enclosure_ids, content(50_000), strict=False)
        ]
    )


def fill():
    """Filed records with a unit, an owner and a checklist, two of its pieces with a file."""
    category = env["property.archive.category"].create(
        {
            "name": "业主档案",
            "code": "BP",
            "scope": "company",
            "level_id": env.ref("property_archive.level_internal").id,
            "piece_ids": [(0, 0, {"name": f"第 {n} 件"}) for n in range(1, 7)],
        }
    )
    owners = env["res.partner"].create([{"name": f"业主 {n}"} for n in range(RECORDS)])
    units = env["property.archive.unit"].create(
        [{"building": str(1 + n // 100), "room": str(101 + n % 100)} for n in range(RECORDS)]
    )
    records = env["property.archive.record"].create(
        [
            {
                "name": f"业主档案 {unit.code}",
                "category_id": category.id,
                "unit_id": unit.id,
                "partner_id": owner.id,
            }
            for unit, owner in zip(units, owners, strict=True)
        ]
    )
    add_files(records)
    records._file()
    return records


def rolled_back(call):
    """Seconds of a call with all it leaves to be written, and its result; then undone."""
    env.invalidate_all()
    cr.execute("SAVEPOINT bench")
    started = time.perf_counter()
    result = call()
    env.flush_all()
    cr.precommit.run()
    seconds = time.perf_counter() - started
    env.clear()
    cr.execute("ROLLBACK TO SAVEPOINT bench")
    return seconds, result


def least():
    """The same rows and files in one call for each model."""
    numbers = range(RECORDS)
    owners = env["res.partner"].create([{"name": f"新业主 {n}"} for n in numbers])
    units = env["property.archive.unit"].create(
        [
            {"building": str(1 + n // 100), "room": str(101 + n % 100), "company_id": company.id}
            for n in numbers
        ]
    )
    made = env["property.archive.record"]._create_protected(
        [
            {
                "name": f"业主档案 {unit.code}",
                "category_id": records.category_id.id,
                "company_id": company.id,
                "unit_id": unit.id,
                "partner_id": owner.id,
            }
            for unit, owner in zip(units, owners, strict=True)
        ]
    )
    add_files(made)


def importer():
    return (
        env["property.archive.package.import"]
        .with_user(user)
        .with_company(company)
        .with_context(allowed_company_ids=company.ids)
        .create({"file": base64.b64encode(stream.getvalue()), "file_name": "package.zip"})
    )


company = env["res.company"].create({"name": "另一公司"})
user = person(company)
records = fill()
stream = io.BytesIO()
packages = env["property.archive.package"].with_user(user)
packing, _digest = rolled_back(lambda: packages._export(stream, records.with_user(user)))
wizard = importer()
rounds = [
    [
        rolled_back(call)[0]
        for call in (lambda: importer().action_check(), lambda: wizard.action_confirm(), least)
    ]
    for _run in range(RUNS)
]
checking, taking, making = (statistics.median(part) for part in zip(*rounds, strict=True))
ratio = statistics.median(taken / made for _checked, taken, made in rounds)
print(f"{RECORDS:,} records, {len(stream.getvalue()) >> 20} MB, median of {RUNS} rounds")
print(f"pack {packing:.1f} s, check {checking:.1f} s, the rows and files alone {making:.1f} s")
print(f"take in {taking:.1f} s: {ratio:.2f}×, at most {MOST_TIME}× and {MOST_SECONDS} s")
cr.rollback()
assert ratio <= MOST_TIME and taking <= MOST_SECONDS
