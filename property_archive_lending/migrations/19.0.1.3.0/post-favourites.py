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
    for xmlid, old in _NAMES.items():
        favourite = env.ref(f"property_archive_lending.{xmlid}", raise_if_not_found=False)
        if favourite and favourite.name == old:
            english = " ".join(word for word in old.split() if word.isascii())
            favourite.with_context(lang="en_US").write({"name": english, "archive_name": english})
