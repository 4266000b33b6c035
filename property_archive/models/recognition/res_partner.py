from odoo import fields, models

from ...groups import ARCHIVIST

#: The last eleven digits of a telephone number, as an index has them.
PHONE_SQL = r"right(regexp_replace(phone, '\D', '', 'g'), 11)"


class ResPartner(models.Model):
    """Identity document number and telephone index, to recognise contacts."""

    _inherit = "res.partner"

    archive_document = fields.Char(
        "Identity Document No.",
        index="btree_not_null",
        copy=False,
        groups=ARCHIVIST,
        help="Of the identity card, passport or business licence. The archive knows by it that"
        " two files are about one person.",
    )

    _archive_phone_key_idx = models.Index(f"({PHONE_SQL}) WHERE phone IS NOT NULL")
