from odoo import api, models


class PropertyArchiveRetentionRule(models.Model):
    """Which changes of a rule let records be destroyed that were kept, or earlier (E1)."""

    _inherit = "property.archive.retention.rule"

    def _deciding_facts(self):
        self.ensure_one()
        names = ("active", "event", "permanent", "period", "period_unit", "action", "replaces")
        return {
            **{name: self[name] for name in (*names, "longest_extension")},
            "category_id": self.category_id.id,
            "company_id": self.company_id.id,
        }

    def _opens_more(self, before, after):
        """Whether a change lets records be destroyed that were kept, or earlier than before."""

        def months(facts):
            return facts["period"] * (12 if facts["period_unit"] == "years" else 1)

        if before is None:
            return not after["permanent"]
        return (
            any(before[name] != after[name] for name in ("active", "event", "category_id"))
            or before["company_id"] != after["company_id"]
            or (before["permanent"] and not after["permanent"])
            or (not after["permanent"] and months(after) < months(before))
            or (after["action"] == "destroy" and before["action"] != "destroy")
            or (after["replaces"] and not before["replaces"])
        )

    @api.model
    def _check_rules_of(self, records, askers):
        """Raise when a rule of these records was set by who asks, or is not confirmed (E4).

        :param records: ``property.archive.record``
        :param askers: ``res.users`` who ask for their destruction
        """
        above = records.sudo().category_id._with_parents()
        rules = self.sudo().with_context(active_test=False)
        rules = rules.search([("category_id", "in", above.ids), ("date_changed", "!=", False)])
        (rules.filtered("opened") | records.sudo().retention_rule_id)._check_in_force(askers)
