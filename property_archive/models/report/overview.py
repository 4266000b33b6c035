from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...groups import KEEPER, USER

#: Counting stops here: the page says "1000+".
MOST = 1000


class PropertyArchiveOverview(models.AbstractModel):
    """What a person finds when they open the archive (requirement G2).

    Addons add their tiles in :meth:`_tiles`. A tile is counted with the person's own rights
    and opens the list it counts.
    """

    _name = "property.archive.overview"
    _description = "Archive Overview"
    _inherit = ["property.archive.guarded"]

    @api.model
    def _sections(self):
        """Headings of the page, in order."""
        return {
            "me": self.env._("Waiting for me"),
            "late": self.env._("Late"),
            "due": self.env._("Coming up"),
            "out": self.env._("Not in its place"),
            "climate": self.env._("Climate now"),
        }

    @api.model
    def _tiles(self):
        """The tiles by key.

        :return: for each ``section``, ``label``, ``icon`` (Font Awesome), ``model``, ``domain``;
            where needed ``groups`` (comma-separated external ids: who sees it), ``action``
            (external id of the list to open), ``context``, ``urgent`` (red when not 0) and
            ``always`` (shown at 0 too)
        :rtype: dict(str, dict)
        """
        record = "property.archive.record"
        tiles = {
            "drafts": {
                "section": "me",
                "label": self.env._("My records to hand in"),
                "icon": "fa-folder-open-o",
                "model": record,
                "domain": Domain("state", "=", "draft") & Domain("create_uid", "=", self.env.uid),
                "action": "property_archive.property_archive_record_action_mine",
                "groups": USER,
                "always": True,
            },
            "units_twice": {
                "section": "me",
                "label": self.env._("Homes registered twice"),
                "icon": "fa-home",
                "model": "property.archive.unit",
                "domain": Domain("twin_id", "!=", False),
                "action": "property_archive.property_archive_unit_action",
                "groups": KEEPER,
            },
            "missing": {
                "section": "out",
                "label": self.env._("Missing records"),
                "icon": "fa-question-circle-o",
                "model": record,
                "domain": Domain("availability", "=", "missing"),
                "action": "property_archive.property_archive_record_action",
                "groups": USER,
                "urgent": True,
            },
        }
        lists = self._approval_lists()
        for name, model in self.env.items():
            if not model._abstract and isinstance(
                model, self.pool["property.archive.approval.mixin"]
            ):
                tiles[f"approve.{name}"] = {
                    "section": "me",
                    "label": self.env._("To approve: %s", self.env["ir.model"]._get(name).name),
                    "icon": "fa-check-square-o",
                    "model": name,
                    "domain": Domain("can_approve", "=", True),
                    "action": lists.get(name),
                }
        return tiles

    @api.model
    def _approval_lists(self):
        """External ids of the "To Approve" lists, by model; others open a plain list."""
        return {}

    @api.model
    def _allowed_tiles(self):
        """Tiles whose documents the current user may read."""
        user = self.env.user
        if not user._is_internal():
            raise AccessError(self.env._("The overview is for employees."))
        return {
            key: tile
            for key, tile in self._tiles().items()
            if (not tile.get("groups") or user.has_groups(tile["groups"]))
            and self.env[tile["model"]].has_access("read")
        }

    @api.model
    def get_overview(self):
        """Sections and their tiles with what each counts now, as the current user.

        :rtype: list(dict)
        """
        found = {key: [] for key in self._sections()}
        for key, tile in self._allowed_tiles().items():
            count = self.env[tile["model"]].search_count(tile["domain"], limit=MOST + 1)
            if count or tile.get("always"):
                found[tile["section"]].append(
                    {
                        "key": key,
                        "label": tile["label"],
                        "icon": tile["icon"],
                        "value": f"{MOST}+" if count > MOST else str(count),
                        "urgent": bool(count and tile.get("urgent")),
                        "empty": not count,
                    }
                )
        found["climate"] += self._climate()
        return [
            {"key": key, "label": label, "tiles": found[key]}
            for key, label in self._sections().items()
            if found[key]
        ]

    @api.model
    def _climate(self):
        """Tiles of the newest reading of each room; none before there are readings."""
        return []

    @api.model
    def action_open_tile(self, key):
        """Open the list that a tile counts.

        :param str key: of the tile
        :return: the action
        :raise UserError: when there is no such tile for this user
        """
        tile = self._allowed_tiles().get(key)
        if not tile:
            raise UserError(self.env._("There is nothing like this on your overview."))
        action = {
            "type": "ir.actions.act_window",
            "res_model": tile["model"],
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "mobile_view_mode": "kanban",
            "target": "current",
        }
        if tile.get("action"):
            action = self.env["ir.actions.act_window"]._for_xml_id(tile["action"])
        return action | {
            "name": tile["label"],
            "display_name": tile["label"],
            "domain": list(Domain(tile["domain"])),
            "context": tile.get("context", {}),
        }
