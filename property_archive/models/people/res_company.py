from odoo import fields, models

from ...groups import ARCHIVIST

#: Roles that decide in this company: whom they name is logged from the beginning.
ROLE_FIELDS = (
    "archive_head_id",
    "archive_general_manager_id",
    "archive_office_id",
    "archive_executive_id",
    "archive_leader_ids",
    "archive_party_secretary_id",
)


class ResCompany(models.Model):
    """The archive roles of a company, and its terms and limits."""

    _inherit = "res.company"

    archive_head_id = fields.Many2one(
        "res.users",
        "Archive Head",
        help="Head of the archive department: countersigns, and decides where no one else can.",
    )
    archive_general_manager_id = fields.Many2one("res.users", "Archive: General Manager")
    archive_office_id = fields.Many2one(
        "res.users",
        "Archive: GM's Secretary",
        help="Keeps the categories that no department keeps.",
    )
    archive_executive_id = fields.Many2one(
        "res.users",
        "Executive in Charge of the Archive",
    )
    archive_party_secretary_id = fields.Many2one(
        "res.users",
        "Archive: Party Secretary",
        help="Decides on party files; empty: the head of the department that keeps them.",
    )
    archive_leader_ids = fields.Many2many(
        "res.users",
        "property_archive_company_leader_rel",
        "company_id",
        "user_id",
        "Company Leaders",
        help="General manager, deputy general managers and assistants to the general manager.",
    )
    archive_incident_decider_ids = fields.Many2many(
        "res.users",
        "property_archive_company_incident_decider_rel",
        "company_id",
        "user_id",
        "Decide on Incidents",
        help="The customer director, for instance; empty: whoever leads HR, and the archive head"
        " where nobody does. Whoever is involved in an incident does not decide on it.",
    )
    archive_keeper_id = fields.Many2one(
        "res.users",
        "Archivist in Charge of Care",
        help="Told of climate alarms, defects, damage and checks that are due; empty: the"
        " archive head.",
    )
    archive_incident_fix_days = fields.Integer(
        "Put Right Within (Working Days)",
        default=1,
        help="What is ordered to be put right and is not in this time counts again.",
    )
    archive_escalation_days = fields.Integer(
        "Escalate After (Days)",
        default=3,
        help="A decision that waits longer is asked of the approvers' managers too; 0: never.",
    )

    def _archive_keeper(self):
        """The user responsible for this company's archive: as set, the head or an archivist.

        :rtype: res.users
        """
        self.ensure_one()
        company = self.sudo()
        for user in (company.archive_keeper_id, company.archive_head_id):
            if user.active:
                return user
        group = self.env.ref(ARCHIVIST).sudo()
        users = group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )
        return users.sorted("id")[:1] or self.env.ref("base.user_admin").sudo()
