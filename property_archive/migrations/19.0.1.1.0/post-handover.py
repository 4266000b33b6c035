from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Shipped categories are data that users edit and delete: tell what is left what is new."""
    custody = env.ref("property_archive.category_custody", raise_if_not_found=False)
    if custody:
        custody.custody = True
