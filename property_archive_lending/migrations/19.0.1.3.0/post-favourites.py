from openupgradelib import openupgrade

#: Names in both languages that favourites were shipped with.
_NAMES = {
    "filter_use": "Use by category and kind 利用（类别、方式）",
    "filter_use_month": "Handed out by month 借阅（月份）",
    "filter_overdue": "Overdue by borrower 逾期（借阅人）",
}


@openupgrade.migrate()
def migrate(env, version):
    """Favourites are named in English, and shown in the language of their reader (G2)."""
    env["ir.filters"]._archive_name_in_english("property_archive_lending", _NAMES)
