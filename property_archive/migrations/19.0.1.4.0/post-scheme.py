from lxml import etree
from openupgradelib import openupgrade

from odoo.tools.misc import file_path

_FILES = (
    "property_archive/data/scheme/property_archive_category_data.xml",
    "property_archive/data/scheme/property_archive_category_piece_data.xml",
)
_FIELDS = {
    "acceptance_ticked",
    "asked",
    "joins_file",
    "keeps_anniversaries",
    "label_names",
    "replace_days",
    "review_incident_days",
    "tells_executive",
    "tells_keeping_head",
    "tells_office",
}


@openupgrade.migrate()
def migrate(env, version):
    """Give the shipped categories and pieces what is new in this version (J2, J8, J26).

    They are ``noupdate``. The fields are new, so nothing a company set is lost; what was
    deleted stays deleted.
    """
    for path in _FILES:
        for element in etree.parse(file_path(path)).iterfind(".//record"):
            vals = {
                field.get("name"): int(field.get("eval").replace("True", "1"))
                for field in element.iterfind("field")
                if field.get("name") in _FIELDS
            }
            document = vals and env.ref(
                f"property_archive.{element.get('id')}", raise_if_not_found=False
            )
            if document:
                document.write(vals)
