from pathlib import Path

from lxml import etree
from openupgradelib import openupgrade

MODULE = "property_archive_lending"
MODEL = "property.archive.loan.policy"
DATA = [
    Path(__file__).parents[2] / f"data/policy/property_archive_loan_policy_{name}_data.xml"
    for name in ("clauses", "key")
]


def _case(record):
    """Which case a shipped row covers: names of its values."""
    case = dict.fromkeys(("category_id", "level_id", "requester", "kind"))
    for field in record.findall("field"):
        if field.get("name") in case:
            case[field.get("name")] = field.get("ref") or field.text
    return case


@openupgrade.migrate()
def migrate(env, version):
    """A company's own row for a case stays: the shipped one is that row from now on."""
    records = [record for path in DATA for record in etree.parse(str(path)).iterfind("record")]
    for record in records:
        case = _case(record)
        ids = {}
        for name in ("category_id", "level_id"):
            ids[name] = case[name] and env.ref(case[name], raise_if_not_found=False)
        if not ids["category_id"] or (case["level_id"] and not ids["level_id"]):
            continue
        openupgrade.logged_query(
            env.cr,
            "INSERT INTO ir_model_data (module, name, model, res_id, noupdate)"
            " SELECT %s, %s, %s, p.id, TRUE FROM property_archive_loan_policy p"
            "  WHERE p.active AND p.company_id IS NULL AND p.category_id = %s"
            "    AND COALESCE(p.level_id, 0) = %s AND p.scope IS NULL"
            "    AND p.requester = %s AND p.kind = %s"
            " ON CONFLICT DO NOTHING",
            (
                MODULE,
                record.get("id"),
                MODEL,
                ids["category_id"].id,
                ids["level_id"].id if ids["level_id"] else 0,
                case["requester"],
                case["kind"],
            ),
        )
