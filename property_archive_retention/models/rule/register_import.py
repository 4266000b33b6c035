import re

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.property_archive.register_text import parse_number

#: Retention periods in use before 2006, and the periods that replaced them.
_OLD_WORDS = {"长期": 30, "短期": 10}
_PERMANENT = ("永久", "永久保存", "永久保管", "permanent")
_YEARS = re.compile(r"(?:定期)?\s*(\d{1,3})\s*(?:年|years?|year\(s\))", re.IGNORECASE)


def read_period(text):
    """How long a register says something is kept.

    :param str text: 永久, 30年, 定期10年, 长期, 短期
    :return: years, 0 for ever, None where the text says no period
    :rtype: int
    """
    text = (text or "").strip()
    if text.lower() in _PERMANENT:
        return 0
    if text in _OLD_WORDS:
        return _OLD_WORDS[text]
    found = _YEARS.fullmatch(text)
    return parse_number(found[1]) or None if found else None


class PropertyArchiveImport(models.Model):
    """The retention period 保管期限 of a register: never shorter than the rules (E1)."""

    _inherit = "property.archive.import"

    retention = fields.Char(
        "Retention Period",
        help="As in 永久, 30年, 10年. Longer than the rules it is kept; shorter, the rules hold.",
    )

    @api.model
    def _column_names(self):
        names = list(super()._column_names())
        names.insert(names.index("level") + 1, "retention")
        return tuple(names)

    def _find_named(self, found, findings):
        result = super()._find_named(found, findings)
        if not self.retention:
            return result
        years, category = read_period(self.retention), found.category(self)
        if years is None:
            findings.add(
                "error",
                self,
                self.env._(
                    "Retention period: “%s” is not known. Write 永久 or a number of years as in"
                    " 30年.",
                    self.retention,
                ),
            )
        elif years and category:
            longer = self._longer_rule(found, category, years)
            if longer:
                findings.add(
                    "question",
                    self,
                    self.env._(
                        "The rule %(rule)s keeps it longer than %(period)s, and holds.",
                        rule=longer.display_name,
                        period=self.retention,
                    ),
                )
        return result

    def _longer_rule(self, found, category, years):
        """The rule of a category that keeps its records longer than so many years."""
        key = ("retention", category, self.company_id, years)
        if key not in found.cache:
            rules = self.env["property.archive.retention.rule"].sudo()
            ids = [rule["id"] for rule in rules._rules_for(category, self.company_id)]
            longer = rules.browse(ids).filtered(
                lambda rule: not rule.replaces
                and (
                    rule.permanent
                    or rule.period > (years if rule.period_unit == "years" else 12 * years)
                )
            )
            found.cache[key] = longer[:1]
        return found.cache[key]

    def _make_of_company(self, company, found, run):
        records = super()._make_of_company(company, found, run)
        reason, kept = self.env._("As the imported register says."), {}
        for line, record in zip(self, records.sudo(), strict=True):
            years = read_period(line.retention)
            if years == 0 and not record.retention_permanent:
                kept.setdefault(("permanent", False), []).append(record.id)
            elif years and record.date_retention_due:
                until = record.date_filed + relativedelta(years=years)
                if until > record.date_retention_due:
                    kept.setdefault(("keep", until), []).append(record.id)
        for (opinion, until), ids in kept.items():
            records.sudo().browse(ids)._write_protected(
                {
                    "retention_opinion": opinion,
                    "retention_keep_until": until,
                    "retention_opinion_reason": reason,
                }
            )
        return records
