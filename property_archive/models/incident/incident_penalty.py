from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils


class PropertyArchiveIncident(models.Model):
    """Penalties of an incident, and putting it right (requirement D11)."""

    _inherit = "property.archive.incident"

    penalty_ids = fields.One2many("property.archive.penalty", "incident_id", "Penalties")
    date_fix_due = fields.Datetime("Put Right Until", readonly=True, copy=False)
    date_fixed = fields.Datetime("Put Right On", readonly=True, copy=False)
    turn = fields.Integer(
        "Counted",
        readonly=True,
        copy=False,
        default=1,
        help="How often it counts: once more for each time it was not put right in time.",
    )

    _fix_idx = models.Index("(date_fix_due) WHERE date_fix_due IS NOT NULL AND date_fixed IS NULL")

    # -- penalties --------------------------------------------------------------------------

    def _after_decision(self):
        result = super()._after_decision()
        self._lock_responsible()
        for incident in self:
            for turn in range(1, incident.turn + 1):
                incident._propose_penalties(turn)
        self._close_settled()
        return result

    def _local_day(self, name="date_occurred"):
        """A moment of this incident as a day in the company's time zone."""
        return self.company_id._archive_local_day(self[name] or self.create_date)

    def _propose_penalties(self, turn):
        """Propose the penalties that the rules give for each responsible employee.

        :param int turn: 1; higher when it was not put right in time
        """
        self.ensure_one()
        day = self._local_day()
        vals_list = []
        for person in self.person_ids.filtered(lambda p: p.role == "responsible"):
            employee = person.employee_id
            rules = self.env["property.archive.penalty.rule"]._for_person(person)
            if not employee or not rules:
                continue
            case = self._case_number(employee, day, turn)
            first = self.penalty_ids.filtered(lambda p, e=employee: p.employee_id == e)
            if turn > 1 and first:
                # not put right in time: repeat the same amount, do not count a further case
                case = min(first.mapped("case_number"))
            for rule in rules:
                doubled = rule.double_from and case >= rule.double_from
                held = rule.share_from and case >= rule.share_from
                quantity = self.item_count if rule.per == "item" else 1
                amount = rule.amount * quantity * (2 if doubled else 1)
                vals_list.append(
                    {
                        "incident_id": self.id,
                        "employee_id": employee.id,
                        "department_id": employee._archive_department().id,
                        "rule_id": rule.id,
                        "turn": turn,
                        "case_number": case,
                        "quantity": quantity,
                        "factor": 2 if doubled else 1,
                        "amount_proposed": amount,
                        "amount": amount,
                        "share_min": rule.share_min if held else 0,
                        "share_max": rule.share_max if held else 0,
                        "share": rule.share_min if held else 0,
                        "measure": rule.measure,
                        "date": day,
                        "company_id": self.company_id.id,
                    }
                )
        self.env["property.archive.penalty"].sudo()._create_protected(vals_list)
        self.invalidate_recordset(["penalty_ids"])

    def _lock_responsible(self):
        """Serialize concurrent decisions about one person, so that cases are counted right.

        The rows are updated, so that the second of two concurrent decisions is
        retried and then sees what the first one proposed.
        """
        people = self.sudo().person_ids.filtered(lambda p: p.role == "responsible")
        people.employee_id._archive_lock()

    def _case_number(self, employee, day, turn):
        """Ordinal number of this case among the person's unwaived cases of the month."""
        first, last = date_utils.get_month(day)
        earlier = (
            self.env["property.archive.penalty"]
            .sudo()
            ._read_group(
                [
                    ("employee_id", "=", employee.id),
                    ("date", ">=", first),
                    ("date", "<=", last),
                    ("state", "!=", "waived"),
                    ("company_id", "=", self.company_id.id),
                ],
                ["incident_id", "turn"],
            )
        )
        return 1 + len({key for key in earlier if key != (self, turn)})

    def _close_settled(self):
        """Close decided incidents with nothing left to decide or put right."""
        for incident in self.sudo():
            open_fix = incident.date_fix_due and not incident.date_fixed
            proposed = incident.penalty_ids.filtered(lambda p: p.state == "proposed")
            if incident.state == "decided" and not open_fix and not proposed:
                incident._write_protected({"state": "closed"})

    # -- putting right ----------------------------------------------------------------------

    def action_order_fix(self):
        """Order the incident to be put right within the company's number of working days."""
        self.check_access("read")
        self._check_staff()
        self._lock_rows()
        for incident in self.sudo():
            incident._check_state("open", "reported", "decided")
            if incident.date_fix_due:
                raise UserError(
                    self.env._("%s: putting it right was ordered already.", incident.display_name)
                )
            due = incident._fix_end(fields.Datetime.now())
            incident._write_protected({"date_fix_due": due})
            incident._tell_people(
                self.env._("To be put right until %s", incident.company_id._archive_local_day(due))
            )
        return True

    def action_fixed(self):
        """Record that the incident was put right."""
        self.check_access("read")
        self._check_staff()
        self._lock_rows()
        waiting = self.sudo().filtered(lambda i: i.date_fix_due and not i.date_fixed)
        if not waiting:
            raise UserError(self.env._("Nothing of this waits to be put right."))
        waiting._write_protected({"date_fixed": fields.Datetime.now()})
        waiting._close_settled()
        return True

    def _check_staff(self):
        """Raise unless the user works on incidents and is responsible for none of these."""
        if not self._is_staff() or not self._may_establish():
            raise UserError(
                self.env._("The archive, HR or who decides does that, never one of the people.")
            )

    def _fix_end(self, start):
        """The end of the last working day to put something right, naive UTC."""
        company = self.company_id.sudo()
        first = company._archive_local_day(start)
        days = max(company.archive_incident_fix_days, 1)
        last = company._archive_working_day(first, days) or first + timedelta(days=days)
        return company._archive_day_end(last)

    @api.model
    def _cron_fix(self):
        """Job: propose the penalty again each time a deadline to put right is missed."""
        self._run_in_batches(
            [
                ("date_fix_due", "<", fields.Datetime.now()),
                ("date_fixed", "=", False),
                ("state", "in", ["open", "reported", "decided"]),
            ],
            "date_fix_due, id",
            "_count_again",
            size=1,
        )

    def _count_again(self):
        self.ensure_one()
        self._write_protected(
            {"turn": self.turn + 1, "date_fix_due": self._fix_end(fields.Datetime.now())}
        )
        if self.state == "decided":
            self._lock_responsible()
            self._propose_penalties(self.turn)
        self.env["property.archive.log"]._log("incident_counted_again", self, turn=self.turn)
        self._tell_people(self.env._("Not put right in time: it counts again"))
