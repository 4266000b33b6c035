from odoo import api, fields, models

from ..departure.hr_employee_known import named

_HR = "hr.group_hr_user"
_DISCHARGES = "property_archive.property_archive_discharge_action"


class HrEmployee(models.Model):
    """Leaving employees need a discharge certificate and successors (F3, F5)."""

    _inherit = "hr.employee"

    archive_discharge_ids = fields.One2many(
        "property.archive.discharge", "employee_id", "Discharge Certificates", groups=_HR
    )

    @api.model
    def _archive_traces(self):
        traces = super()._archive_traces()
        begun = "state <> 'cancelled' AND date_departed IS NULL"
        traces["employees"].append(named("property_archive_discharge", "employee_id", begun))
        return traces

    # -- what is open -----------------------------------------------------------------------

    @api.model
    def _archive_open_documents(self, people):
        open_documents = super()._archive_open_documents(people)
        if not people.leaving:
            return open_documents
        for employee_id, count, certificate in self._archive_unnamed(people.leaving):
            person = people.employees[employee_id]
            document = self.env["property.archive.discharge"].sudo().browse(certificate or [])
            if count:
                text = self.env._(
                    "files without a successor: %s (name a successor on the discharge certificate)",
                    count,
                )
            else:
                text = self.env._(
                    "no signed discharge certificate (the company wants one; HR or the"
                    " archivist prepares it from the employee)"
                )
            open_documents.append((person, document or person, text))
        return open_documents

    @api.model
    def _archive_unnamed(self, employee_ids):
        """Employees without successors for their files, or without the required certificate.

        :return: rows of employee id, how many files or 0, id of the open certificate if any
        :rtype: list(tuple)
        """
        self.env["property.archive.record"].flush_model(["responsible_id", "state"])
        self.env["property.archive.discharge"].flush_model()
        self.env["res.company"].flush_model(["archive_discharge_required"])
        self.env.cr.execute(
            """
            WITH certificate AS (
                SELECT employee_id, id, state, successor_id FROM property_archive_discharge
                 WHERE employee_id = ANY(%(ids)s)
                   AND state <> 'cancelled' AND date_departed IS NULL
            )
            SELECT r.responsible_id, count(*), max(d.id)
              FROM property_archive_record r
              LEFT JOIN certificate d ON d.employee_id = r.responsible_id
             WHERE r.responsible_id = ANY(%(ids)s) AND d.successor_id IS NULL
               AND r.state NOT IN ('purging', 'destroyed', 'transferred')
             GROUP BY r.responsible_id
            UNION ALL
            SELECT e.id, 0, d.id
              FROM hr_employee e
              JOIN res_company c ON c.id = e.company_id AND c.archive_discharge_required
              LEFT JOIN certificate d ON d.employee_id = e.id
             WHERE e.id = ANY(%(ids)s) AND d.state IS DISTINCT FROM 'done'
            ORDER BY 1, 2 DESC
            """,
            {"ids": employee_ids},
        )
        return self.env.cr.fetchall()

    # -- leaving ----------------------------------------------------------------------------

    def _archive_departed(self, dates):
        # pass files to the successors before the files about the person are closed
        discharges = self.env["property.archive.discharge"].sudo()._open_of(self)
        for employee, date in dates.items():
            discharges.filtered(lambda d, e=employee: d.employee_id == e)._complete_departure(date)
        return super()._archive_departed(dates)

    def _archive_redate(self, date):
        result = super()._archive_redate(date)
        discharges = self.env["property.archive.discharge"].sudo()
        for employee in self.sudo():
            now = employee.company_id._archive_today()
            discharges.search(
                [("employee_id", "=", employee.id), ("date_departed", "=", now)]
            )._write_protected({"date_departed": date})
        return result

    # -- screens ----------------------------------------------------------------------------

    def action_open_archive_discharge(self):
        """The discharge certificate of this employee, or a new one to fill in (F3).

        Opening the form creates nothing: the certificate is created on saving.
        """
        self.ensure_one()
        discharges = self.env["property.archive.discharge"]
        discharges._check_begins(self)
        found = discharges._open_of(self)
        if found:
            return found._open_with(_DISCHARGES)
        action = discharges._open_with(
            _DISCHARGES,
            view_mode="form",
            views=[(False, "form")],
            context={"default_employee_id": self.id},
        )
        return {**action, "domain": []}

    def _archive_open_action(self):
        if len(self) == 1 and self.env["property.archive.discharge"]._may_begin():
            return self.action_open_archive_discharge()
        return super()._archive_open_action()
