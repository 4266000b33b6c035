from odoo import fields, models

from ..takeover.piece import GROUPS

#: How a file goes when its estate goes to another company.
MANNERS = [
    ("original", "In Original"),
    ("copy", "In Copy"),
    ("kept", "Stays Here"),
]
#: The group of a file whose category belongs to none, by what the file is about.
_GROUP_OF_SUBJECT = {
    "employee": "staff",
    "partner": "owners",
    "unit": "owners",
    "partner_unit": "owners",
}


class PropertyArchiveCategory(models.Model):
    """How files of a category go when their estate is handed over (物业管理条例 第三十九条)."""

    _inherit = "property.archive.category"

    estate_group = fields.Selection(
        GROUPS,
        "Group of Estate Papers",
        help="Where its files stand on the list when an estate is handed over. Empty: as the"
        " category above, else where the list of the take-over has it, else by whom it is about.",
    )
    estate_manner = fields.Selection(
        MANNERS,
        "When an Estate Is Handed Over",
        help="How its files go to the successor. Empty: as the category above; files of employees"
        " stay, all others go in original.",
    )
    estate_reason = fields.Char(
        "Why They Stay",
        translate=True,
        help="The law or contract by which they stay, or go in copy: it stands on the list.",
    )

    def _estate_defaults(self):
        """How files of these categories go with their estate, unless somebody says otherwise.

        :return: group, manner and the reason for it, by category
        :rtype: dict(property.archive.category, tuple(str, str, str))
        """
        pieces = (
            self.env["property.archive.takeover.piece"]
            .sudo()
            .search([("category_id", "!=", False)])
        )
        listed = {piece.category_id.id: piece.group for piece in pieces}
        result = {}
        for category in self.sudo():
            group = manner = reason = None
            above = category
            while above:
                group = group or above.estate_group or listed.get(above.id)
                if not manner and above.estate_manner:
                    manner, reason = above.estate_manner, above.estate_reason
                above = above.parent_id
            if not manner:
                staff = category.subject_kind == "employee"
                manner = "kept" if staff else "original"
                reason = staff and self.env._(
                    "Files of employees stay with their employer 劳动合同法 第五十条."
                )
            group = group or _GROUP_OF_SUBJECT.get(category.subject_kind, "other")
            result[category.sudo(False)] = group, manner, reason or False
        return result
