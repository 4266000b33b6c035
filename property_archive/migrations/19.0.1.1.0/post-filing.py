from lxml import etree
from openupgradelib import openupgrade

from odoo.tools.misc import file_path

_FIELDS = {
    "deadline_kind",
    "deadline_amount",
    "deadline_month",
    "deadline_day",
    "deadline_from",
    "deadline_phase_amount",
    "deadline_reminder",
    "late_incident",
    "electronic_required",
    "superior_checks",
    "sealing",
    "sealing_months",
    "review_period",
    "review_incomplete",
}


@openupgrade.migrate()
def migrate(env, version):
    """Give the shipped categories their deadlines, reviews and sealing (A7, A11, A12).

    They are ``noupdate``. The fields are new, so nothing a company set is lost; a category
    that was deleted stays deleted.
    """
    tree = etree.parse(file_path("property_archive/data/scheme/property_archive_category_data.xml"))
    for element in tree.iterfind(".//record"):
        category = env.ref(f"property_archive.{element.get('id')}", raise_if_not_found=False)
        vals = {
            field.get("name"): field.text
            if field.get("eval") is None
            else {"True": True, "False": False}.get(field.get("eval"), field.get("eval"))
            for field in element.iterfind("field")
            if field.get("name") in _FIELDS
        }
        if category and vals:
            for name, value in vals.items():
                if category._fields[name].type == "integer":
                    vals[name] = int(value)
            category.write(vals)
    records = env["property.archive.record"].search([("state", "in", ["draft", "submitted"])])
    records._recompute_filing_due(records.category_id)
