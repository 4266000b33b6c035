from openupgradelib import openupgrade

#: Names in both languages that favourites were shipped with.
_NAMES = {
    "filter_due": "Due by year and department 期满（年度、部门）",
    "filter_destroyed": "Destroyed by month and category 销毁（月份、类别）",
}


@openupgrade.migrate()
def migrate(env, version):
    """Favourites are named in English, and shown in the language of their reader (G2)."""
    env["ir.filters"]._archive_name_in_english("property_archive_retention", _NAMES)
