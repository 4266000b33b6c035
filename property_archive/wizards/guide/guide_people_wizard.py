from odoo import fields, models
from odoo.exceptions import UserError

from ...groups import ARCHIVIST, USER

_GROUPS = {
    "archivist_ids": ARCHIVIST,
    "clerk_ids": USER,
}
_ROLES = {
    "head_id": "archive_head_id",
    "executive_id": "archive_executive_id",
    "general_manager_id": "archive_general_manager_id",
    "office_id": "archive_office_id",
}


class GuidePeopleWizard(models.TransientModel):
    """Who does what in the archive, on one page. Whoever gives access rights fills it in."""

    _name = "property.archive.guide.people.wizard"
    _description = "People and Roles of the Archive"
    _inherit = ["property.archive.guarded"]

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    head_id = fields.Many2one(
        "res.users",
        "Archive Head",
        required=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.company.archive_head_id,
        help="Keeps the scheme, clears people, decides where no department does.",
    )
    executive_id = fields.Many2one(
        "res.users",
        "Executive in Charge",
        required=True,
        domain="[('share', '=', False), ('id', '!=', head_id)]",
        default=lambda self: self.env.company.archive_executive_id,
        help="Watches over the archive: a second person, so that nobody clears themselves.",
    )
    general_manager_id = fields.Many2one(
        "res.users",
        "General Manager",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.company.archive_general_manager_id,
        help="Approves what only the general manager may approve.",
    )
    office_id = fields.Many2one(
        "res.users",
        "GM's Secretary",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.company.archive_office_id,
        help="Keeps the categories that no department keeps.",
    )
    archivist_ids = fields.Many2many(
        "res.users",
        "property_archive_guide_people_archivist_rel",
        string="Archivists",
        domain="[('share', '=', False)]",
        help="Receive, place and hand out files.",
    )
    clerk_ids = fields.Many2many(
        "res.users",
        "property_archive_guide_people_clerk_rel",
        string="Clerks",
        domain="[('share', '=', False)]",
        help="Prepare files in their departments and hand them over.",
    )

    def action_apply(self):
        """Name the roles and give the groups.

        :raise UserError: when head and executive are one person
        """
        self.ensure_one()
        if self.head_id in self.executive_id._archive_same_person():
            raise UserError(
                self.env._(
                    "%s cannot be archive head and executive in charge: the two watch over each"
                    " other. Name a second person.",
                    self.head_id.name,
                )
            )
        self.company_id.write({name: self[mine].id for mine, name in _ROLES.items()})
        for mine, group in _GROUPS.items():
            missing = self[mine] - self.env.ref(group).all_user_ids
            missing.write({"group_ids": [fields.Command.link(self.env.ref(group).id)]})
        return {"type": "ir.actions.client", "tag": "reload"}
