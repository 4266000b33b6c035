from openupgradelib import openupgrade


@openupgrade.migrate()
def migrate(env, version):
    """Owner files close telephone, address and property of their owners (001, 3).

    As a new installation has it; a company that wants it open says so on the category.
    """
    category = env.ref("property_archive.category_owner", raise_if_not_found=False)
    if category:
        category.write({"closes_contact": True, "closes_unit": True})
