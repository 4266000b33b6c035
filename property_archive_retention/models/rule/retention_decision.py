from dateutil.relativedelta import relativedelta

from odoo import api, models


class PropertyArchiveRetentionRule(models.Model):
    """Which rule decides about a record, and the date it sets (requirement E1)."""

    _inherit = "property.archive.retention.rule"

    @api.model
    def _rule_table(self):
        """All active rules as plain data: ``{category id: {company id or False: [rule]}}``.

        Kept for the length of a transaction: a job that works due dates out again has to
        see the rules of whoever changed them meanwhile, in another process.
        """
        table = self.env.cr.cache.get(self._name)
        if table is not None:
            return table
        table = self.env.cr.cache[self._name] = {}
        for rule in self.sudo().search([("active", "=", True)]):
            by_company = table.setdefault(rule.category_id.id, {})
            by_company.setdefault(rule.company_id.id or False, []).append(rule._as_data())
        return table

    def _as_data(self):
        """This rule as the plain data that :meth:`_decide` works on."""
        return {
            "id": self._origin.id,
            "event": self.event,
            "permanent": self.permanent,
            "period": {self.period_unit or "years": self.period},
            "action": self.action,
            "replaces": self.replaces,
            "longest_extension": self.longest_extension,
        }

    @api.model
    def _rules_for(self, category, company, table=None):
        """Rules that hold for a category in a company: the nearest category with any.

        :param category: ``property.archive.category`` record
        :param company: ``res.company`` record
        :param dict table: other rules than those in force, as of :meth:`_rule_table`
        :rtype: list(dict)
        """
        category = category._origin
        if not category:  # a form that has just been opened
            return []
        table = self._rule_table() if table is None else table
        for category_id in reversed(category._path_ids()):
            by_company = table.get(category_id, {})
            rules = by_company.get(company.id) or by_company.get(False)
            if rules:
                return rules
        return []

    @api.model
    def _decide(self, rules, events):
        """The rule that wins, and the date it sets.

        :param list rules: as of :meth:`_rules_for`
        :param dict events: date on which each event happened, or False
        :return: the rule and its due date, which is False where it is permanent; both
            False when no event has happened yet
        :rtype: tuple
        """
        applying = [rule for rule in rules if events.get(rule["event"])]
        applying = [rule for rule in applying if rule["replaces"]] or applying
        best, best_date = False, False
        for rule in applying:
            if rule["permanent"]:
                return rule, False
            date = events[rule["event"]] + relativedelta(**rule["period"])
            if not best or date > best_date:
                best, best_date = rule, date
        return best, best_date
