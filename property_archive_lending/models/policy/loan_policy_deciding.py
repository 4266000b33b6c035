from odoo import models

from .loan_policy import NEEDS

#: Fields that say which requests a row applies to; below, those that say what it decides.
_CASE = ("active", "category_id", "level_id", "scope", "requester", "kind", "company_id")
_DECISIVE = (
    "active",
    "scope",
    "requester",
    "kind",
    "allowed",
    "term_number",
    "term_unit",
    "renewals",
    "renewal_role",
    "short_days",
    "place",
    *NEEDS,
)
_TERM_HOURS = {"hours": 1, "same_day": 8, "days": 24, "working_days": 34}


class PropertyArchiveLoanPolicy(models.Model):
    """Which changes of a row let through what was not let through before (D2)."""

    _inherit = "property.archive.loan.policy"

    def _deciding_facts(self):
        self.ensure_one()
        facts = {name: self[name] for name in _DECISIVE}
        return {
            **facts,
            "category_id": self.category_id.id,
            "level_id": self.level_id.id,
            "company_id": self.company_id.id,
            "steps": [list(step) for step in self._step_facts()],
        }

    def _step_facts(self):
        steps = self.step_ids.sorted(lambda step: (step.sequence, step.id))
        return [(step.role, step.other_role or "", bool(step.long_only)) for step in steps]

    def _opens_more(self, before, after):
        if not after["active"] and not (before or {}).get("active"):
            return False
        if before is None:
            return after["allowed"]
        if any(before[name] != after[name] for name in _CASE):
            return True
        if not after["allowed"]:
            return False
        return (
            not before["allowed"]
            or any(step not in after["steps"] for step in before["steps"])
            or _TERM_HOURS[after["term_unit"]] * (after["term_number"] or 1)
            > _TERM_HOURS[before["term_unit"]] * (before["term_number"] or 1)
            or after["renewals"] > before["renewals"]
            or after["short_days"] > before["short_days"]
            or after["renewal_role"] != before["renewal_role"]
            or after["place"] != before["place"]
            or any(before[need] and not after[need] for need in NEEDS)
        )
