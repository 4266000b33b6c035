from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .retention_rule import ACTIONS


class PropertyArchiveRecord(models.Model):
    """How long a record is kept, and what then (requirement E1)."""

    _inherit = "property.archive.record"

    retention_date = fields.Date(
        "Retention Starts On",
        help="The date from which a rule with the event “a given date” counts.",
    )
    retention_rule_id = fields.Many2one(
        "property.archive.retention.rule",
        compute="_compute_retention",
        store=True,
        compute_sudo=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    date_retention_due = fields.Date(
        "Retention Ends On",
        compute="_compute_retention",
        store=True,
        recursive=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    retention_permanent = fields.Boolean(
        "Kept Permanently",
        compute="_compute_retention",
        store=True,
        recursive=True,
        compute_sudo=True,
    )
    retention_action = fields.Selection(
        ACTIONS,
        "After Retention",
        compute="_compute_retention",
        store=True,
        compute_sudo=True,
    )
    retention_of_volume = fields.Boolean(
        "Kept as Long as Its Volume",
        compute="_compute_retention",
        store=True,
        compute_sudo=True,
        help="Its own period is shorter; it lies in a volume that is kept longer.",
    )
    retention_opinion = fields.Selection(
        [("keep", "Kept longer"), ("permanent", "Permanent"), ("transfer", "Transfer")],
        "Appraised As",
        readonly=True,
        copy=False,
        help="What an approved appraisal decided otherwise than the rule.",
    )
    retention_keep_until = fields.Date("Kept Until", readonly=True, copy=False)
    retention_opinion_reason = fields.Char("Reason of the Appraisal", readonly=True, copy=False)
    _retention_due_idx = models.Index(
        "(company_id, date_retention_due) WHERE state IN ('filed', 'sealed')"
    )

    def _creatable_fields(self):
        return super()._creatable_fields() | {"retention_date"}

    def _editable_fields(self):
        editable = super()._editable_fields()
        return editable | {"retention_date"} if editable else editable

    # -- due dates --------------------------------------------------------------------------

    @api.depends(
        "category_id",
        "company_id",
        "date_filed",
        "date_closed",
        "close_reason",
        "retention_date",
        "retention_opinion",
        "retention_keep_until",
        "parent_id.date_retention_due",
        "parent_id.retention_permanent",
    )
    def _compute_retention(self):
        Rule = self.env["property.archive.retention.rule"]
        for record in self:
            rules = Rule._rules_for(record.category_id, record.company_id)
            rule, due = Rule._decide(rules, record._retention_events())
            permanent = bool(rule) and rule["permanent"]
            action = rule["action"] if rule else False
            longest = record._longest_keeping(rule) if rule else False
            if record.retention_opinion == "permanent":
                permanent, due = not longest, longest
            elif record.retention_opinion == "keep" and due:
                due = max(due, record.retention_keep_until)
                due = min(due, longest) if longest else due
            elif record.retention_opinion == "transfer":
                action = "transfer"
            volume = record.parent_id
            longer = volume.retention_permanent and not permanent
            longer |= bool(due and volume.date_retention_due and volume.date_retention_due > due)
            if record.date_filed and longer and not longest:
                # what lies in a volume is kept as long as the volume, and it says so (000 1.1.2)
                permanent, due = volume.retention_permanent, volume.date_retention_due
            record.retention_of_volume = bool(record.date_filed and longer and not longest)
            record.retention_rule_id = rule and rule["id"]
            record.retention_permanent = permanent
            record.date_retention_due = due
            record.retention_action = action

    def _retention_events(self):
        """Date on which each event happened to this record, or False.

        :rtype: dict(str, date)
        """
        self.ensure_one()
        events = {
            "filed": self.date_filed,
            "closed": self.date_closed,
            "date": self.date_filed and self.retention_date,
        }
        if self.close_reason:
            events[self.close_reason] = self.date_closed
        return events

    def _recompute_retention(self):
        """Work out the due dates of these records again and store them."""
        for name in (
            "retention_rule_id",
            "date_retention_due",
            "retention_permanent",
            "retention_action",
            "retention_of_volume",
        ):
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset()
        self.invalidate_recordset()

    def _longest_keeping(self, rule):
        """The last day to which a rule lets this record be kept, or False for no limit.

        It holds whatever an appraisal or an exception says, “permanent” included (002 七).

        :param dict rule: as of ``_as_data``
        """
        start = self._retention_events().get(rule["event"])
        years = rule["longest_extension"]
        return start + relativedelta(years=years) if start and years else False

    def _check_longest_keeping(self, until):
        """Raise when the rule of this record does not allow to keep it that long.

        :param until: last day, or False: for ever
        """
        self.ensure_one()
        rule = self.retention_rule_id
        longest = rule and self._longest_keeping(rule._as_data())
        if longest and (not until or until > longest):
            raise ValidationError(
                self.env._(
                    "%(record)s may be kept until %(date)s at the longest: the rule"
                    " %(rule)s allows %(years)s years.",
                    record=self.display_name,
                    date=longest,
                    rule=rule.display_name,
                    years=rule.longest_extension,
                )
            )

    def action_except(self):
        """Ask for an exception of this record from its retention rule."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exception from Retention"),
            "res_model": "property.archive.retention.exception",
            "view_mode": "form",
            "context": {"default_record_id": self.id},
        }
