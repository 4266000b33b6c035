from odoo import api, models
from odoo.exceptions import UserError

#: By category code, words in the name of the department that usually keeps it; the sub-categories
#: follow the category above.
_USUAL_KEEPERS = {
    "YH": ("客服", "客户服务", "物业服务", "业户", "customer service", "customer"),
    "WY-KH-XS": ("市场", "营销", "销售", "sales", "marketing"),
    "FW": ("客服", "客户服务", "物业服务", "customer service", "customer"),
    "WY-WX": ("工程", "维修", "engineering", "maintenance"),
    "WY-AQ": ("秩序", "安保", "保安", "安全", "security"),
    "WY-XJ": ("秩序", "安保", "保安", "安全", "security"),
    "WY-BJ": ("环境", "保洁", "绿化", "cleaning", "environment"),
    "GCL": ("工程", "engineering", "technical"),
    "CHL": ("财务", "finance", "accounting"),
    "XZ": ("办公室", "总经办", "行政", "综合", "office", "administration"),
    "DW": ("党群", "党", "party"),
    "ZL": ("品质", "质量", "quality"),
    "PX": ("培训", "人力", "人事", "training", "human resources", "personnel"),
    "RS": ("人力", "人事", "human resources", "personnel"),
}


class PropertyArchiveCategory(models.Model):
    """Which department keeps a category, proposed by the names of the departments."""

    _inherit = "property.archive.category"

    def action_propose_keepers(self):
        """Fill in the keeping departments that are still open, as departments are usually named.

        The button stands over the list: the lines that are chosen do not matter. What a
        person has set stays. A category whose department would be that of the
        category above is left to it.

        :return: a notification that says how many were filled in
        :raise UserError: when the company has no department yet
        """
        self.check_access("write")
        company = self.env.company
        departments = self.env["hr.department"].search(
            [("company_id", "in", [company.id, False])], order="name, id"
        )
        if not departments:
            raise UserError(
                self.env._(
                    "%s has no departments yet. Make them in the Employees app first.",
                    company.name,
                )
            )
        filled = 0
        for category in self.search([("code", "in", list(_USUAL_KEEPERS))]):
            found = self._usual_keeper(departments, _USUAL_KEEPERS[category.code])
            if found and not category.keeping_department_id:
                category.keeping_department_id = found
                filled += 1
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if filled else "info",
                "message": self.env._("%s departments were proposed: look through them.", filled)
                if filled
                else self.env._("No name of a department fits a category that is still open."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _usual_keeper(self, departments, words):
        """The first of the departments whose name holds the first of the words that any holds."""
        for word in words:
            for department in departments:
                if word in (department.name or "").lower():
                    return department
        return departments.browse()
