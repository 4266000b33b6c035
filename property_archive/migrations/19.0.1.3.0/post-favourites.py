from openupgradelib import openupgrade

#: Names in both languages that favourites were shipped with.
_NAMES = {
    "filter_holdings": "Holdings by category and level 馆藏（类别、密级）",
    "filter_filed": "Filed by month and department 归档（月份、部门）",
    "filter_incidents": "Incidents by kind and month 事件（类型、月份）",
    "filter_filing_rates": "Timeliness by department and month 归档及时率（部门、月份）",
    "filter_filing_waiting": "Late and not handed in, by responsible 逾期未移交（责任人）",
}


@openupgrade.migrate()
def migrate(env, version):
    """Favourites are named in English, and shown in the language of their reader (G2)."""
    env["ir.filters"]._archive_name_in_english("property_archive", _NAMES)
