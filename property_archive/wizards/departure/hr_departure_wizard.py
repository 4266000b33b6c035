from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class HrDepartureWizard(models.TransientModel):
    """HR sees the state of each chosen employee before trying (requirement F2)."""

    _inherit = "hr.departure.wizard"

    archive_state = fields.Html(
        "Archive", compute="_compute_archive_state", sanitize=False, readonly=True
    )
    archive_open = fields.Boolean(compute="_compute_archive_state")

    @api.depends("employee_ids")
    def _compute_archive_state(self):
        employees = self.employee_ids._origin
        by_person = employees.sudo()._archive_open_by_person()
        for wizard in self:
            rows = []
            for employee in wizard.employee_ids._origin:
                documents = by_person.get(employee.sudo())
                if documents:
                    state = employees._archive_open_html(documents)
                else:
                    state = Markup('<span class="text-success">%s</span>') % self.env._("cleared")
                rows.append(
                    Markup('<tr><td class="pe-3"><a href="/odoo/hr.employee/%s">%s</a></td>')
                    % (employee.id, employee.name)
                    + Markup("<td>%s</td></tr>") % state
                )
            wizard.archive_open = any(e.sudo() in by_person for e in wizard.employee_ids._origin)
            wizard.archive_state = rows and Markup("<table>%s</table>") % Markup("").join(rows)

    def action_archive_plan(self):
        """Store the planned departure date without archiving the employees (F2).

        The people who can clear open documents are notified; the departure happens when the day is
        reached, or with "Apply".

        :raise UserError: when the day is not in the future
        """
        self.ensure_one()
        for company in self.employee_ids.company_id:
            if self.departure_date <= company._archive_today():
                raise UserError(
                    self.env._("A departure is planned for a day ahead: enter the last day.")
                )
        self.employee_ids.write(
            {
                "departure_reason_id": self.departure_reason_id.id,
                "departure_description": self.departure_description,
                "departure_date": self.departure_date,
            }
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Planned for %s. Who can clear what is open is told.", self.departure_date
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
