from odoo import fields, models


class PropertyArchiveCategory(models.Model):
    """Who is notified at once of incidents with files of a category (J13, J15)."""

    _inherit = "property.archive.category"

    tells_executive = fields.Boolean(
        "Executive Is Told",
        help="Of every incident with a file of this category, at once: the executive in charge.",
    )
    tells_office = fields.Boolean(
        "GM's Secretary Is Told",
        help="Of every incident with a file of this category, at once: the GM's secretary.",
    )
    tells_keeping_head = fields.Boolean(
        "Keeping Head Is Told",
        help="Of every incident with a file of this category, at once: who heads the department"
        " that keeps it, as the service manager for keys.",
    )
    replace_days = fields.Integer(
        "Replace within (Days)",
        help="What is lost or damaged is replaced within so many days: a task of the keeping"
        " head. 0: none.",
    )

    def _told_users(self, company):
        """Users who are notified at once of an incident with files of these categories.

        :param company: ``res.company``
        :rtype: res.users
        """
        company = company.sudo()
        users = self.env["res.users"]
        for category in self.sudo():
            setting = category._nearest(
                lambda c: c.tells_executive or c.tells_office or c.tells_keeping_head
            )
            if setting.tells_executive:
                users |= company.archive_executive_id
            if setting.tells_office:
                users |= company.archive_office_id
            if setting.tells_keeping_head:
                users |= category._keeping_head(company)
        return users.filtered("active")
