from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.property_archive.selections import KEPT_STATES


def note_of(blockers):
    """The texts of these blockers as one note, as the list keeps it."""
    return "; ".join(blocker.text for blocker in blockers)


class PropertyArchiveDestruction(models.Model):
    """Due records are proposed for destruction and listed (requirements E2, E5)."""

    _inherit = "property.archive.destruction"

    @api.model
    def _due_domain(self, company, date):
        """Records of a company that are due on a date and in no open batch."""
        listed = (
            self.env["property.archive.destruction.line"].sudo()._search([("is_open", "=", True)])
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", KEPT_STATES)
            & Domain("date_retention_due", "<=", date)
            & Domain("retention_permanent", "=", False)
            & Domain("retention_action", "in", ["destroy", "review"])
            & Domain("id", "not in", listed.subselect("record_id"))
        )

    def action_propose_due(self, department_id=False, category_id=False):
        """Propose the due records of the current company for destruction (E2).

        Makes one batch for each department and way of approval. It is a button of the whole
        list: it ignores which rows are selected.

        :param int department_id: only records of this department
        :param int category_id: only records of this category and those below
        :return: action that shows the batches
        :raise UserError: when nothing is due
        """
        self._check_archivist()
        batches = self._propose_due(self.env.company, department_id, category_id)
        if not batches:
            raise UserError(
                self.env._(
                    "Nothing that you may see is due in %s. Records without a retention date are"
                    " listed under “Without Retention Date”.",
                    self.env.company.name,
                )
            )
        return batches._get_batches_action()

    @api.model
    def _propose_due(self, company, department_id=False, category_id=False):
        """Make the batches of :meth:`action_propose_due`.

        :rtype: property.archive.destruction
        """
        today = company._archive_today()
        domain = self._due_domain(company, today)
        if department_id:
            domain &= Domain("department_id", "=", department_id)
        if category_id:
            domain &= Domain("category_id", "child_of", category_id)
        records = self.env["property.archive.record"].search(domain, order="id")
        return self._make_batches(records)

    @api.model
    def _make_batches(self, records):
        """A batch for each department and way of approval of these due records.

        :param records: records of one company
        :rtype: property.archive.destruction
        """
        batches = self.browse()
        for (department, _key), group in self._group_by_procedure(records).items():
            batch = self.with_company(group.company_id).create(
                [
                    {
                        "department_id": department.id,
                        "reason": self.env._("The retention period is over."),
                        "panel_ids": [(6, 0, batches._panel_of(department).ids)],
                    }
                ]
            )
            batch._add_lines(group)
            batch._ask_panel(batch.panel_ids)
            batches |= batch
        return batches

    @api.model
    def _panel_of(self, department):
        """Who appraises the records of a department unless others are named: its head."""
        head = department.sudo().manager_id.user_id
        return head.filtered(lambda user: user.active and not user.share) - self.env.user

    @api.model
    def _group_by_procedure(self, records):
        """These records by department and by who approves their destruction."""
        procedures = {
            category: self._procedure(category, company)
            for company, group in records.sudo().grouped("company_id").items()
            for category in group.category_id
        }
        return records.grouped(lambda r: (r.department_id, procedures[r.sudo().category_id]))

    @api.model
    def _procedure(self, category, company):
        """What makes the approval of two categories the same: roles and keeping head."""
        roles = category._destruction_roles()
        asked = {name for role in roles for name in ([role] if isinstance(role, str) else role)}
        head = category._keeping_head(company).id if "keeping_head" in asked else False
        return tuple(roles), head

    def _add_lines(self, records):
        """List these records, each with what still blocks its destruction."""
        self.ensure_one()
        records._lock_rows()
        taken = records._open_destruction_lines()
        for record in records.filtered(lambda r: r.id in taken):
            raise UserError(
                self.env._(
                    "%(record)s is listed in %(batch)s already.",
                    record=record.display_name,
                    batch=taken[record.id].destruction_id.name,
                )
            )
        blockers = self._blockers_of(records)
        return (
            self.env["property.archive.destruction.line"]
            .sudo()
            ._create_protected(
                [
                    {
                        "destruction_id": self.id,
                        "record_id": record.id,
                        "blocker_note": note_of(blockers.get(record, ())) or False,
                    }
                    for record in records
                ]
            )
        )

    def _blockers_of(self, records):
        """What blocks the destruction of records on this list.

        :rtype: dict(property.archive.record,
            list(odoo.addons.property_archive.blockers.Blocker))
        """
        return records._get_blockers("destroy")

    def action_add_records(self, record_ids):
        """Add further records to the list; only due records are accepted.

        :param list record_ids: ids of records the user may read
        :raise UserError: naming each record that is not due, and why
        """
        self.ensure_one()
        self._check_archivist()
        self._lock_in_state("appraisal", "draft")
        records = self.env["property.archive.record"].browse(record_ids).exists()
        records.check_access("read")
        if records.company_id - self.company_id:
            raise UserError(self.env._("All records of a destruction are of one company."))
        records._check_blockers("destroy")
        lines = self._add_lines(records)
        if self.state == "draft":
            lines._write_protected({"opinion": "destroy", "opinion_reason": self.reason})
        return True

    def _get_batches_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_archive_retention.property_archive_destruction_action"
        )
        if len(self) == 1:
            action.update(res_id=self.id, view_mode="form", views=[(False, "form")])
        action["domain"] = [("id", "in", self.ids)]
        action["context"] = {}
        return action

    @api.model
    def _cron_propose(self):
        """Job, once a year: propose what is due, in the name of each archive head (E2)."""
        for company in self.env["res.company"].search([("archive_head_id", "!=", False)]):
            head = company.archive_head_id
            model = self.with_user(head).with_context(allowed_company_ids=company.ids)
            for batch in model._propose_due(company):
                batch._ask_person(head, lambda env: env._("Appraise what is due"))
