"""What the search box costs at a million records, beside the same search without rules.

Run by ./setup/bench in an Odoo shell: ``env`` is there. Ends with an error when a search
takes more than 1.5 times as long as without rules.
"""

import os
import sys

sys.path.insert(0, "setup/lib")
from bench_records import Bench  # noqa: E402

ROWS = int(os.environ.get("BENCH_ROWS") or 1_000_000)
PARTNERS, UNITS, FILES = ROWS * 3 // 10, ROWS // 5, ROWS // 10
LIMIT = 1.5
env = env(context={"lang": "zh_CN"})  # noqa: F821
cr = env.cr
bench = Bench(env, ROWS)

WORDS = (
    "合同 装修 业主 押金 维修 电梯 消防 车位 物业 费用 缴纳 通知 检查 验收 住户 房屋 面积 签字 "
    "管理 公司 服务 协议 责任 安全 停车 绿化 保洁 投诉 回访 设备 巡查 钥匙 水表 电表 燃气 门禁 监控"
).split()
#: What the clerk of a test writes: a few files hold it.
RARE = "渗漏"


def fill_partners():
    """Owners with the names of the records' titles and mobile numbers."""
    definitions = bench.drop_indexes("res_partner")
    cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, phone, active, type, lang, create_date)
        SELECT n.name, n.name, CASE WHEN i %% 10 = 0 THEN '+86 ' ELSE '' END || '138'
               || lpad((i::bigint * 7919 %% 100000000)::text, 8, '0'), TRUE, 'contact', 'zh_CN',
               now() AT TIME ZONE 'UTC'
          FROM generate_series(1, %(rows)s) i,
               LATERAL (SELECT substr('张王李赵陈刘杨黄周吴徐孙马朱胡郭', 8 + hashint4(i) %% 8, 1)
                     || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰鹏飞鑫波',
                                  1 + abs(hashint4(i * 3) %% 30), 1)
                     || substr('华英国建文志晓海玲红婷宇', 1 + abs(hashint4(i * 5) %% 12), 1)
                        AS name) n
        RETURNING id
        """,
        {"rows": PARTNERS},
    )
    first = cr.fetchone()[0]
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL"
    )
    for definition in definitions:
        cr.execute(definition)
    return first


def fill_units(first_partner):
    definitions = bench.drop_indexes("property_archive_unit")
    cr.execute(
        """
        INSERT INTO property_archive_unit
            (project, building, unit, room, code, search_key, sort_key, floor, owner_id,
             company_id, create_date)
        SELECT '小区' || i / 12000, u.b, u.e, u.r, u.b || '-' || u.e || '-' || u.r,
               '-' || u.b || '-' || u.e || '-' || u.r, i, 1, %(partner)s + i, %(company)s,
               now() AT TIME ZONE 'UTC'
          FROM generate_series(1, %(rows)s) i,
               LATERAL (SELECT (1 + i / 300 %% 40)::text AS b, (1 + i / 100 %% 3)::text AS e,
                               (1 + i %% 100 / 4)::text || '0' || 1 + i %% 4 AS r) u
        RETURNING id
        """,
        {"rows": UNITS, "partner": first_partner, "company": env.company.id},
    )
    first = cr.fetchone()[0]
    for definition in definitions:
        cr.execute(definition)
    return first


def fill_content():
    """A numbered piece for each record, and a text of 150 words for some."""
    definitions = bench.drop_indexes("property_archive_enclosure")
    cr.execute(
        """
        INSERT INTO property_archive_enclosure
            (record_id, company_id, sequence, name, present, required, form, document_number,
             create_date)
        SELECT id, company_id, 10, '正文', TRUE, TRUE, 'original',
               '综字〔' || 2016 + id % 10 || '〕' || id || '号', now() AT TIME ZONE 'UTC'
          FROM property_archive_record ORDER BY id
        """
    )
    for definition in definitions:
        cr.execute(definition)
    cr.execute(
        """
        INSERT INTO ir_attachment
            (name, type, res_model, res_id, company_id, mimetype, file_size, index_content,
             create_date)
        SELECT 'text.txt', 'binary', 'property.archive.enclosure', e.id, e.company_id,
               'text/plain', 900, t.body, now() AT TIME ZONE 'UTC'
          FROM property_archive_enclosure e,
               LATERAL (SELECT string_agg(
                           (%(words)s)[1 + abs(hashint8(e.id * 151 + w) %% %(n)s)], '')
                               || CASE WHEN e.id %% 5000 = 0 THEN %(rare)s ELSE '' END AS body
                          FROM generate_series(1, 150) w) t
         WHERE e.record_id %% 10 = 0
        """,
        {"words": WORDS, "n": len(WORDS), "rare": RARE},
    )
    bench.settle(
        "res_partner", "property_archive_unit", "property_archive_enclosure", "ir_attachment"
    )


FIELDS = {name: {} for name in ("reference", "name", "date_filed", "state", "availability")} | {
    name: {"fields": {"display_name": {}}}
    for name in ("category_id", "unit_id", "partner_id", "level_id", "location_id")
}


def found_by(field, text):
    """The call of the list view for what somebody typed."""
    domain = [("state", "in", ["filed", "sealed"]), (field, "ilike", text)]
    return lambda records: records.web_search_read(domain, FIELDS, limit=80, count_limit=10001)


def panel(field):
    """The call of the search panel for a field."""
    return lambda records: records.search_panel_select_range(
        field,
        enable_counters=True,
        hierarchize=True,
        search_domain=[("state", "in", ["filed", "sealed"])],
        limit=200,
    )


def main():
    partner = fill_partners()
    unit = fill_units(partner)
    cr.execute("SELECT setseed(0.5)")
    people, _categories = bench.fill(
        {
            "partner_id": f"CASE WHEN i %% 3 > 0"
            f" THEN {partner} + (hashint4(i * 7) & 2147483647) %% {PARTNERS} END",
            "unit_id": f"CASE WHEN i %% 2 = 0 THEN {unit} + i / 2 %% {UNITS} END",
        }
    )
    fill_content()
    calls = {
        "code B-77777": found_by("search_text", "B-77777"),
        "part of a code -7777": found_by("search_text", "-7777"),
        "name of 3 characters 张伟华": found_by("search_text", "张伟华"),
        "name of 2 characters 张伟": found_by("search_text", "张伟"),
        "a word of each title 档案": found_by("search_text", "档案"),
        "unit 3-2-1501": found_by("search_text", "3-2-1501"),
        "unit 3栋2单元1501室": found_by("search_text", "3栋2单元1501室"),
        "room 1501": found_by("search_text", "1501"),
        "phone 13800015838": found_by("search_text", "13800015838"),
        "phone 138 0001 5838": found_by("search_text", "138 0001 5838"),
        "last digits 5838": found_by("search_text", "5838"),
        "document number": found_by("search_text", "〕77777号"),
        "name and unit 张伟 3-2-1501": found_by("search_text", "张伟 3-2-1501"),
        "nothing there": found_by("search_text", "欧阳娜娜"),
        "in the files, few": found_by("file_text", RARE),
        "in the files, two words": found_by("file_text", f"{RARE} 电梯"),
        "in the files, most": found_by("file_text", "合同"),
        "panel by category": panel("category_id"),
        "panel by place": panel("location_id"),
    }
    bench.compare({name: people[name] for name in ("clerk", "archivist")}, calls, LIMIT)


main()
