from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ...http import own_code

#: Read rights follow from these fields: each change is logged.
_RIGHT_FIELDS = ("rank", "clearance_required", "consultation_required")


class PropertyArchiveLevel(models.Model):
    """A confidentiality level 密级 (requirement B1)."""

    _name = "property.archive.level"
    _description = "Confidentiality Level"
    _inherit = ["property.archive.guarded"]
    _order = "rank"
    #: Changes of levels affect others' rights, so each one is reported.
    _archive_told = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    rank = fields.Integer(
        required=True,
        help="Whoever is cleared for a level is cleared for all levels of a lower rank.",
    )
    clearance_required = fields.Boolean(
        help="Without a running clearance nobody reads records of this level. Records of"
        " such levels are named by code and category wherever they are mentioned, and"
        " are kept in lockable places only.",
    )
    consultation_required = fields.Boolean(
        help="Even a cleared person opens the content only with an approved consultation"
        " that is still running.",
    )
    color = fields.Integer()

    _rank_uniq = models.UniqueIndex("(rank)", "Two levels cannot have the same rank.")
    _code_uniq = models.UniqueIndex("(code)", "Two levels cannot have the same code.")

    @api.model
    @tools.ormcache()
    def _confidential_ids(self):
        """Ids of the levels that require a clearance: reading their records is logged.

        :rtype: frozenset(int)
        """
        with own_code():  # the answer is cached, so it must not depend on the reader
            return frozenset(self.sudo().search([("clearance_required", "=", True)]).ids)

    def _rights_changed(self):
        self.env.registry.clear_cache()
        self.env["res.users"]._archive_forget_rights()

    @api.model_create_multi
    def create(self, vals_list):
        self._rights_changed()
        return super().create(vals_list)

    def _check_protection(self, vals):
        """Refuse to lower the protection of a level in use (B2, B7).

        Otherwise whoever configures levels could open all records of one, or make their own
        clearance count for more than it was granted for.
        """
        for level in self:
            changed = {
                name
                for name in ("rank", "clearance_required", "consultation_required")
                if name in vals and vals[name] != level[name]
            }
            tightened = {
                name for name in changed if name != "rank" and vals[name] and not level[name]
            }
            if changed - tightened and level._in_use():
                raise UserError(
                    self.env._(
                        "%s is in use: its rank and what it asks for are not lowered. Make a"
                        " new level.",
                        level.name,
                    )
                )

    def _in_use(self):
        """Hook: whether any clearance or record has this level.

        :rtype: bool
        """
        clearances = self.env["property.archive.clearance"].sudo()
        return bool(clearances.search_count([("level_id", "=", self.id)], limit=1))

    def write(self, vals):
        self._check_protection(vals)
        self._rights_changed()
        names = [name for name in _RIGHT_FIELDS if name in vals]
        before = self.env["property.archive.log"]._facts(self, names)
        result = super().write(vals)
        self.env["property.archive.log"]._log_changes(before, self, names)
        return result
