from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

#: How long a rule decides nothing for the person who changed it.
OWN_RULE_DAYS = 30


class PropertyArchiveDecidingMixin(models.AbstractModel):
    """A rule that decides over requests; who changes it must not profit from it (D2, E1).

    Each change is logged with the values before and after, and reported to the archive head and the
    executive. A change that allows more (fewer steps, a longer term, a shorter retention period)
    only takes effect when a second person confirmed it: until then the rule decides nothing. Rules
    shipped by addons or set by their own code need no confirmation.
    """

    _name = "property.archive.deciding.mixin"
    _description = "Rule That Decides"
    _inherit = ["property.archive.guarded"]

    changed_by_id = fields.Many2one("res.users", "Changed by", readonly=True, copy=False)
    date_changed = fields.Datetime("Changed on", readonly=True, copy=False)
    opened = fields.Boolean(
        "Waits for a Second Person",
        readonly=True,
        copy=False,
        help="The last change opens more than before: the rule decides nothing until somebody"
        " else confirms it.",
    )

    def _deciding_facts(self):
        """Hook: the values of each rule that decide, to be compared and logged.

        :rtype: dict
        """
        return {}

    def _opens_more(self, before, after):
        """Hook: whether a change allows what was not allowed before.

        :param dict before: values of the rule before, None for a new one
        :param dict after: values of the rule now
        :rtype: bool
        """
        return False

    @contextmanager
    def _deciding(self, created=False):
        """Context manager: log and report the changes of these rules made inside."""
        code = self.env.uid == SUPERUSER_ID or not self.env.registry.ready
        before = {} if code or created else {rule: rule._deciding_facts() for rule in self.sudo()}
        yield
        if code:
            return
        for rule in self.sudo().exists():
            old, new = before.get(rule), rule._deciding_facts()
            if old == new:
                continue
            super(PropertyArchiveDecidingMixin, rule).write(
                {
                    "changed_by_id": self.env.uid,
                    "date_changed": fields.Datetime.now(),
                    "opened": rule.opened or rule._opens_more(old, new),
                }
            )
            changed = {name for name in new if (old or {}).get(name) != new[name]}
            self.env["property.archive.log"]._alarm(
                "decision_rule_changed",
                rule,
                before={name: old[name] for name in changed} if old else None,
                after={name: new[name] for name in changed},
                waits=rule.opened,
            )

    @api.model
    def _own_marks(self, vals):
        return {
            name: value
            for name, value in vals.items()
            if name not in ("changed_by_id", "date_changed", "opened")
        }

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create([self._own_marks(vals) for vals in vals_list])
        with rules._deciding(created=True):
            pass
        return rules

    def write(self, vals):
        with self._deciding():
            return super().write(self._own_marks(vals))

    @api.ondelete(at_uninstall=True)
    def _unlink_archive_instead(self):
        if self.env.uid != SUPERUSER_ID and self.env.registry.ready:
            raise UserError(
                self.env._("A rule that decided is kept: archive it, and a second person confirms.")
            )

    def action_confirm_change(self):
        """Confirm a change as the second person, so that it takes effect.

        :raise UserError: for whoever made the change, and for anybody but archive head and
            executive
        """
        self.check_access("read")
        me = self.env.user
        if not me._archive_leads():
            raise UserError(self.env._("The archive head or an executive confirms a rule."))
        for rule in self.sudo():
            if not rule.opened:
                raise UserError(self.env._("%s waits for nobody.", rule.display_name))
            if rule.changed_by_id in me._archive_same_person():
                raise UserError(
                    self.env._(
                        "%s: you changed it yourself. A second person confirms it.",
                        rule.display_name,
                    )
                )
            super(PropertyArchiveDecidingMixin, rule).write({"opened": False})
            self.env["property.archive.log"]._log("decision_rule_confirmed", rule)
        return True

    def _check_in_force(self, askers):
        """Raise when these rules are not in force for the people who ask.

        :param askers: ``res.users`` who make the request or profit from it
        """
        recent = fields.Datetime.now() - timedelta(days=OWN_RULE_DAYS)
        for rule in self.sudo():
            if rule.opened:
                raise UserError(
                    self.env._(
                        "“%(rule)s” was changed by %(user)s and waits for a second person: the"
                        " archive head or an executive confirms it first.",
                        rule=rule.display_name,
                        user=rule.changed_by_id.name,
                    )
                )
            if (
                rule.changed_by_id
                and rule.date_changed > recent
                and rule.changed_by_id in askers._archive_same_person()
            ):
                raise UserError(
                    self.env._(
                        "“%(rule)s” was changed by %(user)s less than %(days)s days ago: nobody"
                        " is served by a rule of their own. Let somebody else ask.",
                        rule=rule.display_name,
                        user=rule.changed_by_id.name,
                        days=OWN_RULE_DAYS,
                    )
                )
