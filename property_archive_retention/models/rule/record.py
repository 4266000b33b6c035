from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.property_archive.selections import PRESENT_STATES

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
        compute_sudo=True,
        index="btree_not_null",
    )
    retention_permanent = fields.Boolean(
        "Kept Permanently", compute="_compute_retention", store=True, compute_sudo=True
    )
    retention_action = fields.Selection(
        ACTIONS,
        "After Retention",
        compute="_compute_retention",
        store=True,
        compute_sudo=True,
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
    destruction_line_ids = fields.One2many(
        "property.archive.destruction.line", "record_id", "Destructions"
    )
    destruction_id = fields.Many2one(
        "property.archive.destruction",
        "Open Destruction",
        compute="_compute_destruction_id",
    )

    destruction_line_count = fields.Integer(compute="_compute_destruction_id")

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
    )
    def _compute_retention(self):
        Rule = self.env["property.archive.retention.rule"]
        for record in self:
            rules = Rule._rules_for(record.category_id, record.company_id)
            rule, due = Rule._decide(rules, record._retention_events())
            permanent = bool(rule) and rule["permanent"]
            action = rule["action"] if rule else False
            if record.retention_opinion == "permanent":
                permanent, due = True, False
            elif record.retention_opinion == "keep" and due:
                due = max(due, record.retention_keep_until)
            elif record.retention_opinion == "transfer":
                action = "transfer"
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
        ):
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset()
        self.invalidate_recordset()

    def _check_longest_keeping(self, until):
        """Raise when the rule of this record does not allow to keep it that long.

        :param date until: last day
        """
        self.ensure_one()
        rule = self.retention_rule_id
        start = self._retention_events().get(rule.event)
        if not rule.longest_extension or not start:
            return
        longest = start + relativedelta(years=rule.longest_extension)
        if until > longest:
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

    # -- what others ask --------------------------------------------------------------------

    @api.depends("destruction_line_ids.state")
    def _compute_destruction_id(self):
        open_lines = self._open_destruction_lines()
        counts = dict(
            self.env["property.archive.destruction.line"]
            .sudo()
            ._read_group([("record_id", "in", self.ids)], ["record_id"], ["__count"])
        )
        for record in self:
            record.destruction_line_count = counts.get(record.sudo(), 0)
            record.destruction_id = record.id in open_lines and open_lines[record.id].destruction_id

    def _open_destruction_lines(self):
        """The open line of each record that is in a batch, by record id."""
        lines = (
            self.env["property.archive.destruction.line"]
            .sudo()
            .search([("record_id", "in", self.ids), ("is_open", "=", True)])
        )
        return {line.record_id.id: line for line in lines}

    def _get_blockers(self, operation):
        reasons = super()._get_blockers(operation)
        if operation == "destroy":
            unpaid = self.sudo()._count_unpaid()
            today = {company.id: company._archive_today() for company in self.sudo().company_id}
            for record in self:
                texts = record.sudo()._retention_blockers(today[record.sudo().company_id.id])
                if unpaid.get(record.id):
                    texts.append(
                        self.env._("%s invoices of its subject are unpaid", unpaid[record.id])
                    )
                if texts:
                    reasons.setdefault(record, []).extend(texts)
        elif operation in ("lend", "amend", "move", "transfer"):
            lines = self._open_destruction_lines()
            for record in self.filtered(lambda r: r.id in lines):
                reasons.setdefault(record, []).append(
                    self.env._(
                        "it is listed for destruction in %s",
                        lines[record.id].destruction_id.name,
                    )
                )
        return reasons

    def _retention_blockers(self, today):
        """Why the retention of this record stands against its destruction.

        :param date today: in the company of the record
        """
        self.ensure_one()
        texts = []
        if self.retention_permanent:
            texts.append(self.env._("it is kept permanently"))
        elif not self.date_retention_due:
            texts.append(self.env._("it has no retention date yet"))
        elif self.date_retention_due > today:
            texts.append(self.env._("it is kept until %s", self.date_retention_due))
        if self.retention_action == "transfer":
            texts.append(self.env._("it is to be transferred, not destroyed"))
        if self.availability == "missing":
            texts.append(self.env._("it is missing"))
        kept = self.child_ids.filtered(
            lambda item: item.state in PRESENT_STATES
            and (
                item.retention_permanent
                or not item.date_retention_due
                or item.date_retention_due > today
            )
        )
        if kept:
            texts.append(self.env._("it is the volume of %s, which is kept", kept[0].display_name))
        return texts

    def _count_unpaid(self):
        """How many customer invoices of whom these records are about are unpaid (E2).

        Known where Odoo's invoicing is installed. A dispute is known as a hold or as an
        incident.

        :return: counts by record id, records without one left out
        :rtype: dict(int, int)
        """
        if "account.move" not in self.env:
            return {}
        payers = {
            record.id: record._subject_partners().commercial_partner_id
            for record in self.sudo()
            if record.partner_id
        }
        counts = dict(
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    (
                        "commercial_partner_id",
                        "in",
                        [one.id for several in payers.values() for one in several],
                    ),
                    ("company_id", "in", self.sudo().company_id.ids),
                    ("move_type", "in", ["out_invoice", "out_receipt"]),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ["not_paid", "partial"]),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        unpaid = {
            record: sum(counts.get(payer, 0) for payer in several)
            for record, several in payers.items()
        }
        return {record: count for record, count in unpaid.items() if count}

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

    def action_hold(self):
        """Prepare a hold over these records."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold"),
            "res_model": "property.archive.hold",
            "view_mode": "form",
            "context": {
                "default_kind": "records",
                "default_seed_ids": [(6, 0, self.ids)],
            },
        }

    def action_propose_destruction(self):
        """Propose these records for destruction; each has to be due.

        :return: action that shows the batches
        """
        batches = self.env["property.archive.destruction"]
        batches._check_archivist()
        self._check_blockers("destroy")
        for records in self.grouped("company_id").values():
            batches |= batches._make_batches(records)
        return batches._get_batches_action()

    def action_open_destructions(self):
        """The destructions these records are or were listed in."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_retention.property_archive_destruction_action"
        )
        lines = self.sudo().destruction_line_ids
        action["domain"] = [("id", "in", lines.destruction_id.ids)]
        action["context"] = {}
        return action
