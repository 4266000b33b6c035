from odoo import api, fields, models

from ...http import blank_for_superuser
from ...notify import tell
from ...selections import KEPT_STATES
from .hr_employee_departure import NAMED


class HrEmployee(models.Model):
    """What is handed over on a change of department (requirement F6)."""

    _inherit = "hr.employee"

    @api.model
    def _archive_move_documents(self, people, departments):
        """What is to be handed over on a change of department (F6). Addons extend it.

        Asked only of people to whom archive data refers: see :meth:`_archive_traces`.

        :param People people: who moves; each person is an employee
        :param dict departments: the department left, by employee id
        :return: as :meth:`_archive_open_documents`
        :rtype: list(tuple)
        """
        found = []
        records = (
            self.env["property.archive.record"]
            .sudo()
            .search_fetch(
                [
                    ("scope", "=", "department"),
                    ("department_id", "in", list(set(departments.values()))),
                    ("state", "not in", ["purging", "destroyed", "transferred"]),
                    "|",
                    ("responsible_id", "in", list(departments)),
                    "&",
                    ("submitter_id", "in", list(people.users)),
                    ("state", "=", "draft"),
                ],
                ["department_id", "responsible_id", "submitter_id", "reference", "category_id"],
                order="id",
            )
        )
        for record in records:
            person = people.employees.get(record.responsible_id.id) or people.users.get(
                record.submitter_id.id
            )
            if person and departments.get(person.id) == record.department_id.id:
                text = self.env._("papers of the department: %s", record.display_name)
                found.append((person, record, text))
        return found

    def _archive_to_hand_over(self, departments):
        """Documents these employees hold from the departments they leave.

        :param dict departments: the department left, by employee id
        :rtype: dict(hr.employee, list(tuple))
        """
        by_person = {}
        # what they are responsible for is theirs to hand over, as of those who leave
        people = self.sudo()._archive_people()
        if not people.known:
            return by_person
        for person, document, text in self._archive_move_documents(people, departments):
            by_person.setdefault(person, []).append((document, text))
        return by_person

    archive_move_html = fields.Html(
        "To Hand Over to the Department Left",
        compute="_compute_archive_move_html",
        sanitize=False,
        groups="hr.group_hr_user",
    )

    @blank_for_superuser
    def _compute_archive_move_html(self):
        """List what remains to be handed over after a change of department (F6)."""
        waiting = (
            self.env["property.archive.handover"]
            .sudo()
            .search(
                [
                    ("kind", "=", "department_move"),
                    ("giver_id", "in", self.user_id.ids),
                    ("state", "in", ["draft", "given", "received"]),
                ]
            )
        )
        left = {handover.giver_id: handover.target_department_id.id for handover in waiting}
        departments = {
            employee.id: left[employee.user_id] for employee in self if employee.user_id in left
        }
        moved = self.browse(departments).sudo()
        by_person = moved._archive_to_hand_over(departments) if departments else {}
        for employee in self:
            documents = by_person.get(employee.sudo())
            employee.archive_move_html = documents and self._archive_open_html(documents)

    @api.onchange("department_id")
    def _onchange_department_id_archive(self):
        """Warn before saving about what has to be handed over (F6)."""
        employee = self._origin
        before = employee._archive_department()
        if not before or self.department_id._origin == before:
            return None
        by_person = employee._archive_to_hand_over({employee.id: before.id})
        texts = [text for documents in by_person.values() for _document, text in documents]
        if not texts:
            return None
        if len(texts) > NAMED:
            texts[NAMED:] = [self.env._("and %s more", len(texts) - NAMED)]
        if employee.sudo().company_id.archive_move_blocks:
            title = self.env._("The move is refused until this is handed over")
        else:
            title = self.env._("To hand over to %s", before.name)
        return {"warning": {"title": title, "message": "\n".join(texts)}}

    def _archive_check_move(self, departments):
        """List what is to be handed over on a change of department, or refuse the change (F6).

        :param dict departments: the department left, by employee id
        :return: what is to be handed over, where the company lets them move
        :rtype: dict(hr.employee, list(tuple))
        :raise DepartureRefused: where the company wants it handed over first
        """
        if not departments:
            return {}
        employees = self.sudo().browse(departments)
        employees._archive_lock()
        by_person = employees._archive_to_hand_over(departments)
        self._archive_refuse(
            {
                person: documents
                for person, documents in by_person.items()
                if person.company_id.archive_move_blocks
            },
            moving=True,
        )
        return by_person

    def _archive_moved(self, by_person, departments):
        """Hand over the papers of the former department, and notify the people concerned (F6).

        :param dict by_person: as :meth:`_archive_check_move` returns it
        :param dict departments: the department left, by employee id
        """
        for employee, documents in by_person.items():
            department = self.env["hr.department"].sudo().browse(departments[employee.id])
            employee._archive_hand_over(department, documents)
            head = department.manager_id.user_id
            archive = employee.company_id.archive_head_id
            told = employee.user_id | head | archive | employee.hr_responsible_id
            told = told.filtered("active")
            for lang, users in told.grouped("lang").items():
                env = self.with_context(lang=lang).env
                subject = env._(
                    "%(name)s leaves %(department)s: to hand over",
                    name=employee.name,
                    department=department.name,
                )
                texts = [text for _document, text in documents[:NAMED]]
                tell(env, users.partner_id, subject, texts)

    def _archive_hand_over(self, department, documents):
        """Make the list by which the papers of a department stay with its head.

        :return: the handover, empty where there is nothing to list or nobody to sign
        """
        self.ensure_one()
        handovers = self.env["property.archive.handover"].sudo()
        head = department.manager_id
        records = (
            self.env["property.archive.record"]
            .sudo()
            .browse(
                document.id
                for document, _text in documents
                if document._name == "property.archive.record"
            )
        )
        records = records.filtered(lambda r: r.state in ("draft", *KEPT_STATES))
        records -= (
            self.env["property.archive.handover.line"]
            .sudo()
            .search([("record_id", "in", records.ids), ("open", "=", True)])
            .record_id
        )
        user = self.user_id
        if not records or not user or not head.user_id or head.user_id == user:
            return handovers
        return handovers._make(
            "department_move",
            user,
            head.user_id,
            records,
            target_department_id=department.id,
            successor_id=head.id,
        )
