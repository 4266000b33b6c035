from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...groups import EXECUTIVE
from ...http import is_superuser_session
from ...selections import KEPT_STATES

#: States of records whose content a package holds: what is filed, and what is on its way there.
_WITH_CONTENT = ("draft", "submitted", *KEPT_STATES)


class PropertyArchiveWholePackage(models.Model):
    """The whole archive as one package, with which it may be uninstalled (G5, B6, 001 第三条).

    Every record with its content, every table, the log with its seals and the registers, as
    a BagIt package that a job writes in steps and reads again. It holds what no single
    person may read, so it is the act of two: an executive asks for it, the archive head
    agrees. It lies in the data directory of the server, for the account of Odoo only, and
    never in the attachments, where a right to read could open it.
    """

    _name = "property.archive.whole.package"
    _description = "Whole-Archive Package"
    _inherit = ["property.archive.written.package"]
    _order = "id desc"
    _lock_fields = ("state", "user_id", "progress")

    name = fields.Char(compute="_compute_name")
    reason = fields.Text(required=True, help="Why the whole archive is taken along.")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("asked", "To Agree"),
            ("writing", "Being Written"),
            ("verifying", "Being Verified"),
            ("written", "Written and Verified"),
            ("confirmed", "Confirmed"),
            ("failed", "Failed"),
            ("removed", "Removed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users", "Taken By", readonly=True, copy=False, ondelete="restrict"
    )
    agreed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    date_written = fields.Datetime("Written On", readonly=True, copy=False)
    date_confirmed = fields.Datetime("Confirmed On", readonly=True, copy=False)
    percent = fields.Float("Progress", compute="_compute_percent")
    folder = fields.Char("Folder on the Server", compute="_compute_folder")
    found = fields.Json("State of the Archive", readonly=True, copy=False, groups=fields.NO_ACCESS)

    _state_idx = models.Index("(state) WHERE state IN ('writing', 'verifying')")

    @api.model
    def _creatable_fields(self):
        return {"reason"}

    def _editable_fields(self):
        if all(package.state == "draft" for package in self):
            return {"reason"}
        return {"proof"} if all(package.state == "written" for package in self) else set()

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise AccessError(self.env._("That the whole archive was taken along stays noted."))

    @api.depends("create_date")
    def _compute_name(self):
        for package in self:
            package.name = self.env._("Whole archive no. %s", package.id) if package.id else False

    @api.depends("name")
    def _compute_display_name(self):
        for package in self:
            package.display_name = package.name or ""

    @api.depends("record_count", "record_total", "state")
    def _compute_percent(self):
        for package in self:
            if package.state in ("written", "confirmed"):
                package.percent = 100
            else:
                package.percent = 90 * package.record_count / max(package.record_total, 1)

    def _compute_folder(self):
        for package in self:
            package.folder = package._folder() if package.id else False

    def _folder_name(self):
        return f"whole-archive-{self.id}"

    def _writing_language(self):
        return self.user_id.lang

    def _tell_written(self, state):
        if state == "written":
            self._tell("whole_package_written", count=self.record_total)
        else:
            self._tell("whole_package_failed")

    # -- roles ---------------------------------------------------------------------------------

    def _check_executive(self):
        """Raise unless the current user may export the whole archive."""
        user = self.env.user
        if is_superuser_session() or not user.has_group(EXECUTIVE):
            raise AccessError(
                self.env._(
                    "The whole archive is taken along by an archive executive: it holds what"
                    " everybody filed, of every level."
                )
            )
        self._check_cleared(user)

    def _check_cleared(self, user):
        """Raise unless a user is cleared for the highest level of what each company has.

        Drafts and what was submitted count as what is filed: the package holds their content.
        """
        levels = self.env["property.archive.level"].sudo()
        clearances = (
            self.env["property.archive.clearance"]
            .sudo()
            .search([("user_id", "=", user.id), ("state", "=", "granted")])
        )
        kept = (
            self.env["property.archive.record"]
            .sudo()
            ._read_group(
                [("state", "in", _WITH_CONTENT), ("level_id.clearance_required", "=", True)],
                ["company_id", "level_id"],
            )
        )
        for company, level in kept:
            running = clearances.filtered(lambda c, of=company: c.company_id == of and c.running)
            if level.rank > max((running.level_id or levels).mapped("rank"), default=0):
                raise AccessError(
                    self.env._(
                        "%(company)s keeps records of the level “%(level)s”, and %(user)s has no"
                        " running clearance for it: the package holds their content.",
                        company=company.name,
                        level=level.name,
                        user=user.name,
                    )
                )
