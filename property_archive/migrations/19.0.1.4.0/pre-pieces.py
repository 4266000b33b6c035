from lxml import etree
from openupgradelib import openupgrade

from odoo.tools.misc import file_path

_PATH = "property_archive/data/scheme/property_archive_category_piece_data.xml"


@openupgrade.migrate()
def migrate(env, version):
    """A piece that a company put on a shipped checklist itself is the shipped one from now on.

    The checklists got what the regulations name besides (J24). They are ``noupdate``: what
    is new is created, and would stand there twice.
    """
    for element in etree.parse(file_path(_PATH)).iterfind(".//record"):
        values = {field.get("name"): field for field in element.iterfind("field")}
        openupgrade.logged_query(
            env.cr,
            "INSERT INTO ir_model_data (module, name, model, res_id, noupdate)"
            " SELECT 'property_archive', %s, 'property.archive.category.piece', p.id, TRUE"
            "  FROM property_archive_category_piece p"
            "  JOIN ir_model_data c ON c.module = 'property_archive' AND c.name = %s"
            "   AND c.res_id = p.category_id"
            " WHERE p.name->>'en_US' = %s LIMIT 1 ON CONFLICT DO NOTHING",
            (
                element.get("id"),
                values["category_id"].get("ref"),
                values["name"].text,
            ),
        )
