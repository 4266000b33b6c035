from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...groups import EXECUTIVE, MANAGER

#: The two roles, with the group that each requires.
PARTS = {
    "executive": EXECUTIVE,
    "head": MANAGER,
}


class PropertyArchiveFounding(models.Model):
    """The first clearances of a company, granted by two people together (requirement B2).

    Nobody clears themselves, and before the first clearance nobody can clear others. So an
    executive and the archive head both approve this document, each with their own account and in
    any order; the second approval puts both clearances into force. Only a company without a running
    clearance can use it.
    """

    _name = "property.archive.founding"
    _description = "Founding Clearance"
    _inherit = [
        "property.archive.protected",
        "property.archive.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _lock_fields = None
    _archive_guards_files = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    executive_id = fields.Many2one(
        "res.users",
        "Executive",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_executive_id(),
    )
    head_id = fields.Many2one(
        "res.users",
        "Archive Head",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_head_id(),
    )
    level_id = fields.Many2one(
        "property.archive.level",
        required=True,
        ondelete="restrict",
        domain=[("clearance_required", "=", True)],
        default=lambda self: self._default_level_id(),
        help="Both are cleared for this level.",
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: self.env.company._archive_today()
    )
    date_end = fields.Date("Until", required=True, default=lambda self: self._default_date_end())
    executive_agreement = fields.Binary(
        "Agreement of the Executive",
        attachment=True,
        copy=False,
        help="The signed confidentiality agreement 保密协议.",
    )
    executive_agreement_name = fields.Char(copy=False)
    head_agreement = fields.Binary(
        "Agreement of the Archive Head",
        attachment=True,
        copy=False,
        help="The signed confidentiality agreement 保密协议.",
    )
    head_agreement_name = fields.Char(copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("half", "Confirmed by One"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    clearance_ids = fields.One2many("property.archive.clearance", "founding_id", "Clearances")
    can_confirm = fields.Boolean(compute="_compute_can_confirm")
    founded = fields.Char(
        "Already Founded",
        compute="_compute_founded",
        help="Why there is nothing to found: the company has a clearance that runs.",
    )

    _open_uniq = models.UniqueIndex(
        "(company_id) WHERE state IN ('draft', 'half')",
        "A founding clearance of this company is being prepared already.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A clearance cannot end before it starts."
    )

    # -- defaults and computes --------------------------------------------------------------

    def _default_executive_id(self):
        return self.env.company.sudo().archive_executive_id

    def _default_head_id(self):
        return self.env.company.sudo().archive_head_id

    def _default_date_end(self):
        return self.env.company._archive_today() + relativedelta(years=1, days=-1)

    def _default_level_id(self):
        return self.env["property.archive.level"].search(
            [("clearance_required", "=", True)], order="rank desc", limit=1
        )

    @api.depends("company_id", "date_start")
    def _compute_display_name(self):
        for founding in self:
            names = [founding.company_id.name, str(founding.date_start or "")]
            founding.display_name = " · ".join(filter(None, names))

    @api.depends("state", "company_id")
    def _compute_founded(self):
        for founding in self:
            is_open = founding.state in ("draft", "half") and founding.company_id
            founding.founded = is_open and founding._running_clearance_note()

    @api.depends_context("uid")
    @api.depends("state", "executive_id", "head_id")
    def _compute_can_confirm(self):
        for founding in self:
            named = self.env.user in (founding.executive_id | founding.head_id)
            founding.can_confirm = founding.can_approve or (named and founding.state == "draft")

    # -- guards -----------------------------------------------------------------------------

    def _creatable_fields(self):
        return {
            "company_id",
            "executive_id",
            "head_id",
            "level_id",
            "date_start",
            "date_end",
            "executive_agreement",
            "executive_agreement_name",
            "head_agreement",
            "head_agreement_name",
        }

    def _editable_fields(self):
        return self._creatable_fields() if set(self.mapped("state")) <= {"draft"} else set()

    @api.constrains("level_id", "date_start", "date_end")
    def _check_terms(self):
        for founding in self:
            if not founding.level_id.clearance_required:
                raise ValidationError(
                    self.env._("%s asks for no clearance.", founding.level_id.name)
                )
            self.env["property.archive.clearance"]._check_years(
                founding.date_start, founding.date_end
            )

    def _check_archive_files(self, operation):
        """Hook of ``ir.attachment``: files of a confirmed document are not changed."""
        self._check_state(
            "draft", rule=self.env._("The agreement of a granted clearance is kept as it is.")
        )

    @api.ondelete(at_uninstall=True)
    def _unlink_draft_only(self):
        self._check_state(
            "draft",
            rule=self.env._("A founding clearance that was confirmed is kept, never deleted."),
        )
