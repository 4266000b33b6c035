from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...groups import ARCHIVIST, EXECUTIVE, MANAGER, USER

ADMINISTRATOR = "base.group_erp_manager"
#: Whoever sets up the archive, in one part or another.
_GUIDED = (ADMINISTRATOR, MANAGER, EXECUTIVE, ARCHIVIST)


class PropertyArchiveGuide(models.AbstractModel):
    """*Getting Started*: leads whoever installed the archive to the first filed record.

    Each step says why it is there and who takes it, opens the screen where it is done, and
    can be skipped. What is done is seen in the data, not remembered.
    """

    _name = "property.archive.guide"
    _description = "Getting Started with the Archive"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _steps(self):
        """The steps in the order in which they are taken.

        :return: by key: ``title``, ``why``, ``button``, ``icon``, ``groups`` (external ids:
            who takes it), ``action`` (external id) and ``done``
        :rtype: dict(str, dict)
        """
        return self._role_steps() | self._keeping_steps() | self._first_steps()

    def _role_steps(self):
        """Steps about people, their roles and clearance."""
        company = self.env.company.sudo()
        people = company.archive_head_id | company.archive_executive_id
        today = company._archive_today()
        return {
            "people": {
                "title": self.env._("People and Roles"),
                "why": self.env._(
                    "Name who heads the archive and who watches over it: naming gives them"
                    " their menus."
                ),
                "button": self.env._("Name Them"),
                "icon": "fa-users",
                "groups": (ADMINISTRATOR,),
                "action": "property_archive.guide_people_wizard_action",
                "done": bool(company.archive_head_id and company.archive_executive_id),
            },
            "founding": {
                "title": self.env._("Founding Clearance"),
                "why": self.env._(
                    "Nobody clears themselves: executive and archive head confirm each other,"
                    " and clear the others from then on."
                ),
                "button": self.env._("Confirm Each Other"),
                "icon": "fa-key",
                "groups": (MANAGER, EXECUTIVE),
                "waits": people,
                "action": "property_archive.property_archive_founding_action",
                "done": self._exists(
                    "property.archive.clearance",
                    [("state", "=", "granted"), ("date_end", ">=", today)],
                ),
            },
        }

    def _keeping_steps(self):
        """Steps about keeping departments and places."""
        company = self.env.company.sudo()
        return {
            "keepers": {
                "title": self.env._("Departments that Keep"),
                "why": self.env._(
                    "Say which department keeps which category. Its head decides over its files."
                ),
                "button": self.env._("Choose Departments"),
                "icon": "fa-sitemap",
                "groups": (MANAGER,),
                "waits": company.archive_head_id,
                "action": "property_archive.guide_keeper_action",
                "done": bool(
                    self.env["property.archive.category"]
                    .sudo()
                    .search_count([("keeping_department_id", "!=", False)], limit=1)
                ),
            },
            "places": {
                "title": self.env._("Places"),
                "why": self.env._("A storeroom with its cabinets and shelves, made in one step."),
                "button": self.env._("Set Up a Storeroom"),
                "icon": "fa-cubes",
                "groups": (ARCHIVIST,),
                "waits": company.archive_head_id,
                "action": "property_archive.guide_place_wizard_action",
                "done": self._exists("property.archive.location", []),
            },
        }

    def _first_steps(self):
        """Steps for the first files: existing ones and a new one."""
        company = self.env.company.sudo()
        return {
            "register": {
                "title": self.env._("Existing Register"),
                "why": self.env._(
                    "Take in the Excel register you have; skip this when you begin anew."
                ),
                "button": self.env._("Import a Register"),
                "icon": "fa-upload",
                "groups": (ARCHIVIST,),
                "waits": company.archive_head_id,
                "action": "property_archive.property_archive_import_action",
                "done": self._exists(
                    "property.archive.record", [("state", "not in", ["draft", "submitted"])]
                ),
            },
            "file": {
                "title": self.env._("First File"),
                "why": self.env._(
                    "Describe a file, hand it over, receive it: it has its code and its place."
                ),
                "button": self.env._("File a Record"),
                "icon": "fa-folder-open",
                "groups": (USER,),
                "waits": company.archive_head_id,
                "action": "property_archive.property_archive_record_action_new",
                "done": self._exists(
                    "property.archive.record",
                    [("state", "not in", ["draft", "submitted"]), ("date_handed_in", "!=", False)],
                ),
            },
        }

    @api.model
    def _exists(self, model, domain):
        """Whether the company has such a document, regardless of access rights."""
        domain = [("company_id", "=", self.env.company.id), *domain]
        return bool(self.env[model].sudo().search_count(domain, limit=1))

    @api.model
    def _is_guided(self):
        user = self.env.user
        return user._is_internal() and any(user.has_group(group) for group in _GUIDED)

    @api.model
    def _skipped(self):
        return set(filter(None, (self.env.company.sudo().archive_guide_skipped or "").split(",")))

    @api.model
    def get_guide(self):
        """What is left to do before the archive of this company works.

        :return: the steps with their ``state`` (done, skipped or open), whether the current user
            takes them (``mine``) and otherwise who does (``waits``); False for people who do
            not set up the archive, and once all is done
        :rtype: list(dict) or False
        """
        company = self.env.company.sudo()
        if company.archive_guide_closed or not self._is_guided():
            return False
        skipped = self._skipped()
        found = []
        for key, step in self._steps().items():
            state = "done" if step["done"] else "skipped" if key in skipped else "open"
            found.append(
                {
                    "key": key,
                    "title": step["title"],
                    "why": step["why"],
                    "button": step["button"],
                    "icon": step["icon"],
                    "state": state,
                    "mine": self._takes(step),
                    "waits": ", ".join(step.get("waits", self.env.user.browse()).mapped("name")),
                }
            )
        if all(step["state"] != "open" for step in found):
            return False
        return found

    @api.model
    def _takes(self, step):
        return any(self.env.user.has_group(group) for group in step["groups"])

    @api.model
    def _step_of(self, key):
        step = self._steps().get(key) if isinstance(key, str) else None
        if step is None:
            raise UserError(self.env._("Getting Started has no such step."))
        return step

    @api.model
    def action_open_step(self, key):
        """Open the screen where a step is done.

        :param str key: of the step
        :return: the action
        :raise UserError: when there is no such step, or others take it
        """
        step = self._step_of(key)
        if not self._takes(step):
            names = ", ".join(step.get("waits", self.env.user.browse()).mapped("name"))
            raise UserError(
                self.env._(
                    "%(step)s is done by %(people)s.",
                    step=step["title"],
                    people=names or self.env._("the archive head: name one in the first step"),
                )
            )
        return self.env["ir.actions.act_window"]._for_xml_id(step["action"])

    @api.model
    def action_skip_step(self, key):
        """Leave a step out, or take it up again.

        :param str key: of the step
        :raise AccessError: for people who do not set up the archive
        """
        self._step_of(key)
        self._check_guided()
        skipped = self._skipped() ^ {key}
        self.env.company.sudo().archive_guide_skipped = ",".join(sorted(skipped))
        return self.get_guide()

    @api.model
    def action_close(self):
        """Close *Getting Started* for this company.

        :raise AccessError: for people who do not set up the archive
        """
        self._check_guided()
        self.env.company.sudo().archive_guide_closed = True
        return False

    @api.model
    def _check_guided(self):
        if not self._is_guided():
            raise AccessError(
                self.env._("Getting Started is for whoever sets up the archive of this company.")
            )
