from lxml import etree
from openupgradelib import openupgrade

from odoo.tools.misc import file_path

_PATH = "property_archive_retention/data/rule/property_archive_retention_rule_data.xml"


@openupgrade.migrate()
def migrate(env, version):
    """How long a company keeps a category by a rule of its own stays as it is.

    Every shipped category has a rule now (J24). Where a company has one of its own for the
    category, or for one above it, the shipped rule is that one from now on: nothing becomes
    due, or ceases to be, because of the new version.
    """
    for element in etree.parse(file_path(_PATH)).iterfind(".//record"):
        category = element.find("field[@name='category_id']").get("ref").partition(".")[2]
        openupgrade.logged_query(
            env.cr,
            "INSERT INTO ir_model_data (module, name, model, res_id, noupdate)"
            " SELECT 'property_archive_retention', %s, 'property.archive.retention.rule', r.id,"
            "        TRUE"
            "  FROM ir_model_data d JOIN property_archive_category c ON c.id = d.res_id"
            "  JOIN property_archive_retention_rule r"
            "    ON r.category_id::text = ANY(string_to_array(c.parent_path, '/'))"
            " WHERE d.module = 'property_archive' AND d.name = %s"
            "   AND NOT EXISTS (SELECT 1 FROM ir_model_data s WHERE s.res_id = r.id"
            "     AND s.model = 'property.archive.retention.rule'"
            "     AND s.module = 'property_archive_retention')"
            " ORDER BY length(c.parent_path) DESC, r.id LIMIT 1 ON CONFLICT DO NOTHING",
            (element.get("id"), category),
        )
