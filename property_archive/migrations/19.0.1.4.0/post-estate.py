from lxml import etree
from openupgradelib import openupgrade

from odoo.tools.misc import file_path

_FILE = "property_archive/data/scheme/property_archive_category_data.xml"


@openupgrade.migrate()
def migrate(env, version):
    """Say of the shipped categories how their files go when an estate is handed over.

    They are ``noupdate``. The fields are new, so nothing a company set is lost; what was
    deleted stays deleted.
    """
    for element in etree.parse(file_path(_FILE)).iterfind(".//record"):
        vals = {
            field.get("name"): field.text
            for field in element.iterfind("field")
            if field.get("name").startswith("estate_")
        }
        category = vals and env.ref(
            f"property_archive.{element.get('id')}", raise_if_not_found=False
        )
        if category:
            category.write(vals)
