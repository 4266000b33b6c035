from collections import defaultdict

from markupsafe import Markup

from odoo import api, models

from ...exceptions import DepartureRefused
from .hr_employee_known import not_let_through

#: Largest number of open documents per person in a message.
NAMED = 20


class HrEmployee(models.Model):
    """The departure gate (requirements F1 to F4), used by every way of leaving.

    :meth:`_archive_open_documents` lists what is open; addons extend it.
    :meth:`_archive_check_departure` refuses the departure. Every operation that ends an
    employee or their user calls the second method.
    """

    _inherit = "hr.employee"

    # -- what is open -----------------------------------------------------------------------

    @api.model
    def _archive_open_documents(self, people):
        """What people have to clear before they can leave (F1).

        As superuser, over all companies, with a constant number of queries. Addons extend
        it through ``super()``.

        :param People people: whom to look for
        :return: person, open document, and what to do about it, in the user's
            language
        :rtype: list(tuple)
        """
        open_documents = []
        records = self.env["property.archive.record"].sudo()
        names = ["reference", "category_id", "level_id", "scope", "name", "state"]
        for record in records.search_fetch(
            [
                ("state", "in", ["draft", "submitted"]),
                "|",
                ("submitter_id", "in", list(people.users)),
                ("responsible_id", "in", people.leaving),
            ],
            [*names, "submitter_id", "responsible_id"],
            order="id",
        ):
            person = people.users.get(record.submitter_id.id)
            person = person or people.employees[record.responsible_id.id]
            if record.state == "draft":
                text = self.env._(
                    "papers not handed in: %s (finish the handover, or delete the draft)",
                    record.display_name,
                )
            else:
                text = self.env._(
                    "handed in, not received yet: %s (the archivist receives or returns it)",
                    record.display_name,
                )
            open_documents.append((person, record, text))
        handovers = self.env["property.archive.handover"].sudo()
        for handover in handovers.search_fetch(
            [
                ("state", "in", ["draft", "given", "received"]),
                "|",
                "|",
                ("giver_id", "in", list(people.users)),
                ("receiver_id", "in", list(people.users)),
                ("supervisor_id", "in", list(people.users)),
            ],
            ["name", "giver_id", "receiver_id", "supervisor_id"],
            order="id",
        ):
            users = handover.giver_id, handover.receiver_id, handover.supervisor_id
            person = next(people.users[u.id] for u in users if u.id in people.users)
            text = self.env._("open handover: %s (sign it, or take it back)", handover.name)
            open_documents.append((person, handover, text))
        return open_documents

    def _archive_open_by_person(self, users=None, stays=False):
        """Open documents, grouped by person: see :meth:`_archive_open_documents`.

        :rtype: dict(record, list(tuple))
        """
        if not self and not users:
            return {}
        return self._archive_open_of(self._archive_people(users, stays))

    @api.model
    def _archive_open_of(self, people):
        """Open documents of these people, grouped by person.

        :param People people: whom to look for
        :rtype: dict(record, list(tuple))
        """
        by_person = defaultdict(list)
        for person, document, text in self._archive_open_documents(people):
            by_person[person].append((document, text))
        return by_person

    def _archive_departure_blockers(self):
        """What these employees have to clear before they can leave (F1).

        :return: what is open, in the user's language, by employee id
        :rtype: dict(int, list(str))
        """
        return {
            person.id: [text for _document, text in documents]
            for person, documents in self._archive_open_by_person().items()
        }

    def _archive_open_html(self, documents):
        """One person's open documents as HTML list, with links to those the user may read.

        :param list documents: of (document, text)
        :rtype: markupsafe.Markup
        """
        by_model = defaultdict(set)
        for document, _text in documents:
            by_model[document._name].add(document.id)
        readable = {
            (name, readable_id)
            for name, ids in by_model.items()
            for readable_id in self.env[name].sudo(False).browse(ids)._filtered_access("read").ids
        }
        items = []
        for document, text in documents:
            if (document._name, document.id) in readable and document._name != "hr.employee":
                text = Markup('<a href="/odoo/%s/%s">%s</a>') % (document._name, document.id, text)
            items.append(Markup("<li>%s</li>") % text)
        return Markup('<ul class="mb-0">%s</ul>') % Markup("").join(items)

    def _archive_check_departure(self, users=None, stays=False):
        """Refuse the departure of people who have something open in the archive.

        :param users: ``res.users`` who leave and are no employees
        :param bool stays: the employees stay; only a user or contact of theirs is removed
        :return: those of these people whom archive data refers to, see :meth:`_archive_traces`
        :rtype: set
        :raise DepartureRefused: naming each person, what is open and where to clear it
        """
        asked = not_let_through(self)
        if users:
            users = not_let_through(users)
        if not asked and not users:
            return set()
        asked._archive_lock(users)
        people = asked._archive_people(users, stays)
        if people.known:
            self._archive_refuse(self._archive_open_of(people))
        return people.known

    @api.model
    def _archive_refuse(self, by_person, moving=False):
        """Raise when anything is open: see :meth:`_archive_open_by_person`.

        :param bool moving: they change their department and stay in the company
        """
        if not by_person:
            return
        lines = []
        for person, documents in by_person.items():
            texts = [text for _document, text in documents[:NAMED]]
            if len(documents) > NAMED:
                texts.append(self.env._("and %s more", len(documents) - NAMED))
            lines.extend(f"{person.sudo().name}: {text}" for text in texts)
        ids = [person.id for person in by_person if person._name == "hr.employee"]
        employees = self.env["hr.employee"].sudo(False).browse(ids)
        text = "\n".join(lines)
        if moving:
            raise DepartureRefused(
                self.env._("Not handed over to the department yet:\n%s", text),
                title=self.env._("Hand over first"),
            )
        raise DepartureRefused(
            self.env._("Not cleared by the archive:\n%s", text),
            employees._archive_open_action() if employees else None,
        )

    def _archive_open_action(self):
        """Hook: the window that shows what these people have open.

        :rtype: dict
        """
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Open in the Archive"),
            "res_model": "hr.employee",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", self.ids)],
            "context": {"active_test": False},
        }
        if len(self) == 1:
            action.update(views=[[False, "form"]], res_id=self.id)
        return action
