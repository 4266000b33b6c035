"""A register of 10,000 owner files, with the mistakes of real ones: checked and confirmed.

Half of the lines have something that a register has: another spelling, a partial date, two
telephones, couples; or a mistake that is told. Those are put right as a person would, then
all lines become filed records in one go. Run by ./setup/bench in an Odoo shell: ``env`` is
there.
"""

import datetime
import os
import random
import time

ROWS = int(os.environ.get("BENCH_ROWS") or 10_000)
MOST_CHECK, MOST_CONFIRM = 10, 60
env = env(context={"lang": "zh_CN", "tracking_disable": True})  # noqa: F821
cr = env.cr
randomness = random.Random(2026)
HEADER = [
    "name",
    "category_code",
    "reference",
    "home",
    "building",
    "unit",
    "room",
    "partner_name",
    "phone",
    "partner_document",
    "level",
    "date_document",
    "date_filed",
    "date_closed",
    "page_count",
    "pieces_present",
    "location_barcode",
]
#: What half of the lines have, in turn: as a register has it, and put right where it is wrong.
ODD = [
    ({"building": "{b}栋", "unit": "{u}单元", "room": "{r}室"}, {}),
    ({"home": "{b}-{u}-{r}", "building": "", "unit": "", "room": ""}, {}),
    ({"date_document": "2016年5月"}, {}),
    ({"date_document": "二〇一六年五月九日"}, {}),
    ({"phone": "13800000000/13900000000"}, {"phone": ""}),
    ({"partner_name": "张伟、李娜"}, {}),
    ({"partner_name": "张伟", "phone": ""}, {}),
    ({"level": "内部"}, {}),
    ({"level": "绝 密 级"}, {"level": ""}),
    ({"room": "2026-01-02"}, {"room": "{r}"}),
    ({"phone": "1.2E+10"}, {"phone": ""}),
    ({"category_code": "没有这一类"}, {"category_code": "WY-YZ"}),
    ({"date_filed": "去年"}, {"date_filed": "2016-05-12"}),
    ({"location_barcode": "无此柜"}, {"location_barcode": ""}),
    ({"pieces_present": "1-3; 99"}, {"pieces_present": "1-3"}),
    ({"page_count": "二十"}, {"page_count": "20"}),
    ({"partner_name": ""}, {"partner_name": "业主"}),
    ({"date_closed": "2019-03-01"}, {}),
    ({"reference": "旧\n档-{n}"}, {"reference": "旧档-{n}"}),
    ({"date_document": "2018-05-09", "date_filed": "2016-05-12"}, {"date_document": ""}),
]  # fmt: skip


def row(n):
    """A line of the register, and what puts it right."""
    where = {"b": 1 + n // 400, "u": 1 + n // 100 % 4, "r": 101 + n % 100, "n": n}
    values = {
        "name": f"{where['b']}栋{where['u']}单元{where['r']}室业主档案",
        "category_code": "WY-YZ",
        "building": str(where["b"]),
        "unit": str(where["u"]),
        "room": str(where["r"]),
        "partner_name": randomness.choice("王李张刘陈") + randomness.choice("伟芳娜敏静"),
        "phone": f"1380{n:07}",
        "date_document": "2016-05-09",
        "date_filed": "2016-05-12",
        "page_count": "20",
        "pieces_present": "1-3",
    }
    odd, right = ODD[n // 2 % len(ODD)] if n % 2 else ({}, {})
    values |= {name: text.format(**where) for name, text in odd.items()}
    right = {name: text.format(**where) for name, text in right.items()}
    return [values.get(name, "") for name in HEADER], right


def timed(work):
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    env.flush_all()
    return result, time.perf_counter() - wall, time.process_time() - processor


def told(what, wall, processor):
    print(f"  {what:<28}{wall:>8.1f} s  {processor:>6.1f} s of this processor", flush=True)


user = env["res.users"].create(
    {
        "name": "archivist",
        "login": "b_import",
        "tz": "Asia/Shanghai",
        "group_ids": [(6, 0, [env.ref("property_archive.group_property_archive_archivist").id])],
    }
)
level = env.ref("property_archive.level_top_secret")
env["property.archive.clearance"].sudo()._create_protected(
    [
        {
            "user_id": user.id,
            "company_id": env.company.id,
            "level_id": level.id,
            "state": "granted",
            "date_start": env.company._archive_today(),
            "date_end": env.company._archive_today() + datetime.timedelta(days=30),
        }
    ]
)
lines = env["property.archive.import"].with_user(user)
rows, rights = zip(*map(row, range(ROWS)), strict=True)


def stage():
    for start in range(0, ROWS, 2000):
        result = lines.load(HEADER, [list(r) for r in rows[start : start + 2000]])
        assert not result["messages"], result["messages"][:3]


_none, *times = timed(stage)
told(f"{ROWS} lines staged", *times)
env.invalidate_all()
_fine, *times = timed(lines.action_check)
told("checked, mistakes and all", *times)
checked = times[0]
staged = lines._get_staged().sorted("id")
print(f"  {len(staged.filtered('error'))} wrong, {len(staged.filtered('question'))} to confirm")
for line, right in zip(staged, rights, strict=True):
    if right:
        line.write(right)
lines.action_check()
wrong = staged.filtered("error")
assert not wrong, wrong[:5].mapped("error")
staged.filtered("question").write({"accepted": True})
env.flush_all()
env.invalidate_all()
cr.execute("ANALYZE property_archive_import")
if os.environ.get("BENCH_PROFILE"):
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.enable()
_action, *times = timed(lines._get_staged()._confirm)
if os.environ.get("BENCH_PROFILE"):
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(90)
told("confirmed", *times)
assert not lines._get_staged()
pieces = (
    env["property.archive.enclosure"]
    .sudo()
    .search_count([("record_id.import_run_id.user_id", "=", user.id)])
)
print(f"  {pieces} pieces in their checklists")
cr.rollback()
if ROWS <= 10_000 and (checked > MOST_CHECK or times[0] > MOST_CONFIRM):
    raise SystemExit(f"too slow: checked {checked:.0f} s, confirmed {times[0]:.0f} s")
