from openupgradelib import openupgrade

#: Names in both languages that favourites were shipped with.
_NAMES = {
    "filter_due": "Due by year and department 期满（年度、部门）",
    "filter_destroyed": "Destroyed by month and category 销毁（月份、类别）",
}


@openupgrade.migrate()
def migrate(env, version):
    """Favourites are named in English, and shown in the language of their reader (G2)."""
    for xmlid, old in _NAMES.items():
        favourite = env.ref(f"property_archive_retention.{xmlid}", raise_if_not_found=False)
        if favourite and favourite.name == old:
            english = " ".join(word for word in old.split() if word.isascii())
            favourite.with_context(lang="en_US").write({"name": english, "archive_name": english})
