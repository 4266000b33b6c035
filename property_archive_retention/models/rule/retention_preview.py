import copy

from odoo import models
from odoo.tools import format_list

from odoo.addons.property_archive.selections import KEPT_STATES

_GROUPS = [
    "category_id",
    "company_id",
    "date_filed:day",
    "date_closed:day",
    "close_reason",
    "retention_date:day",
    "date_retention_due:day",
    "retention_permanent",
]


class PropertyArchiveRetentionRule(models.Model):
    """What a change of a rule would move, before it is saved (requirement E1)."""

    _inherit = "property.archive.retention.rule"

    def _changed_table(self):
        """The rules as they would be if this one were saved as it stands."""
        self.ensure_one()
        table = copy.deepcopy(self._rule_table())
        for by_company in table.values():
            for company_id, rules in by_company.items():
                by_company[company_id] = [rule for rule in rules if rule["id"] != self._origin.id]
        complete = self.category_id and self.event and (self.permanent or self.period)
        if self.active and complete:
            by_company = table.setdefault(self.category_id._origin.id, {})
            company_id = self.company_id._origin.id or False
            by_company.setdefault(company_id, []).append(self._as_data())
        return table

    def _preview_counts(self):
        """How many records of the touched categories move, and how.

        Works on groups of records with the same dates, so that a million of them is one
        query and some thousands of decisions.

        :return: counts of ``earlier``, ``later``, ``permanent``, ``undated`` and ``due``
        :rtype: dict(str, int)
        """
        self.ensure_one()
        touched = (self.category_id | self._origin.category_id)._origin
        counts = {}
        if not touched:
            return counts
        table = self._changed_table()
        groups = (
            self.env["property.archive.record"]
            .sudo()
            ._read_group(
                [
                    ("category_id", "child_of", touched.ids),
                    ("state", "in", KEPT_STATES),
                    ("retention_opinion", "=", False),
                ],
                _GROUPS,
                ["__count"],
            )
        )
        today = self.env.company._archive_today()
        for category, company, filed, closed, reason, given, old, *rest in groups:
            was_permanent, count = rest
            events = {"filed": filed, "closed": closed, "date": given}
            if reason:
                events[reason] = closed
            rules = self._rules_for(category, company, table)
            rule, new = self._decide(rules, events)
            permanent = bool(rule) and rule["permanent"]
            for kind in self._preview_kinds(
                was_permanent and "permanent" or old, permanent and "permanent" or new
            ):
                counts[kind] = counts.get(kind, 0) + count
            if new and new <= today and not (old and old <= today):
                counts["due"] = counts.get("due", 0) + count
        return counts

    def _preview_kinds(self, old, new):
        """How a record moves: *earlier*, *later*, *permanent* or *undated*; empty if not."""
        if old == new:
            return []
        if new == "permanent":
            return ["permanent"]
        if not new:
            return ["undated"]
        if old and (old == "permanent" or new < old):
            return ["earlier"]
        return ["later"]

    def _preview_text(self):
        """The counts as a sentence, empty when nothing moves."""
        counts = self._preview_counts()
        texts = {
            "earlier": self.env._("%s end earlier"),
            "later": self.env._("%s get a later or a first date"),
            "permanent": self.env._("%s become permanent"),
            "undated": self.env._("%s lose their date"),
            "due": self.env._("%s are due at once"),
        }
        parts = [texts[kind] % counts[kind] for kind in texts if counts.get(kind)]
        if not parts:
            return False
        return self.env._("When you save, records move: %s.", format_list(self.env, parts))
