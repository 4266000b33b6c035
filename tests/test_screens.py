"""Every form of every menu, opened, filled and saved by who it is for.

A test that sends values to ``create`` does not see that the picker of a field offers
nothing, or that the form leaves out what the model demands.
"""

import re
from datetime import timedelta

from lxml import etree

from odoo.tests import tagged

from odoo.addons.property_archive_lending.tests.common import LendingCase
from odoo.addons.property_archive_retention.tests.common import RetentionCase

from .screen import Screen, menus_of, screen_of

#: What a person enters besides what the form marks as required. A text for a record is
#: typed into its picker.
_ANSWERS = {
    "property.archive.amendment": {
        "record_id": "",
        "value_ids": [{"field_name": "name", "new_char": "the right title"}],
    },
    "property.archive.document": {
        "kind": "internal",
        "circulation_ids": [{"employee_id": "engineer"}],
    },
    "property.archive.entry": {"employee_id": "engineer"},
    "property.archive.hold": {"seed_ids": ""},
    "property.archive.loan": {"purpose": "repair", "line_ids": [{"requested_record_id": "T-"}]},
    "property.archive.loan.policy": {"category_id": "Service files of the tests"},
    "property.archive.reading": {"temperature": 20.5, "humidity": 50},
    "property.archive.record": {"category_id": "Service files of the tests"},
    "property.archive.retention.rule": {"period": 3},
    "property.archive.unit": {"building": "9", "room": "101"},
}

#: What makes a document another one than those that are there already.
_CHOICES = {"property.archive.loan.policy": {"category_id": "Service files of the tests"}}

#: Main buttons that the test has to come to.
_PRESSED = {
    ("property.archive.amendment", "action_submit"),
    ("property.archive.check", "action_start"),
    ("property.archive.clearance", "action_grant"),
    ("property.archive.document", "action_submit"),
    ("property.archive.hold", "action_place"),
    ("property.archive.incident", "action_report"),
    ("property.archive.loan", "action_submit"),
    ("property.archive.record", "action_submit"),
    ("property.archive.repair", "action_done"),
}

#: Buttons by which a card is decided.
_DECIDE = {"action_approve", "action_ask_approve", "action_confirm"}

#: Who finds a form of their own in the menus, at least.
_FOR = {
    "everybody": {"property.archive.loan", "property.archive.incident"},
    "clerk": {"property.archive.record", "property.archive.amendment", "property.archive.unit"},
    "archivist": {
        "property.archive.check",
        "property.archive.entry",
        "property.archive.equipment",
        "property.archive.location",
        "property.archive.protection",
        "property.archive.reading",
        "property.archive.repair",
    },
    "archive head": {
        "property.archive.category",
        "property.archive.clearance",
        "property.archive.loan.policy",
        "property.archive.retention.rule",
    },
    "executive": {"property.archive.clearance", "property.archive.hold"},
    "HR": {"property.archive.discharge"},
}


@tagged("post_install", "-at_install")
class TestScreens(LendingCase, RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls._create_person("administrator", "base.group_system")
        today = cls.company._archive_today()
        for user in (cls.clerk, cls.archivist, cls.head, cls.engineer):
            cls._clear(user, date_start=today, date_end=today + timedelta(days=365))
        cls.env["property.archive.location"].create({"name": "Room", "kind": "room"})
        cls.env["property.archive.project"].create({"name": "Estate of the tests"})
        cls.people = {
            "clerk": cls.clerk,
            "archivist": cls.archivist,
            "archive head": cls.head,
            "executive": cls.executive,
            "employee": cls.engineer,
            "head of department": cls.service_head,
            "HR": cls.hr_manager,
            "administrator": cls.administrator,
        }

    def _file_papers(self):
        """What some of the forms are about: a file, and a key."""
        self._filed(category=self.papers)
        self._filed(category=self.env.ref("property_archive.category_key"))

    def test_what_a_menu_opens_can_be_filled_and_saved(self):
        self._file_papers()
        saved, failed = {}, []
        for who, user in self.people.items():
            for menu, action in menus_of(self.env(user=user.id)):
                try:
                    with self.env.cr.savepoint() as point:
                        if self._fill(user, action):
                            saved.setdefault(who, set()).add(action.res_model)
                        point.rollback()
                except Exception as error:
                    failed.append(f"{menu} as {who}: {error}")
                self._forget()
        self.assertFalse(failed, "\n" + "\n".join(failed))
        for who, models in _FOR.items():
            for one in self.people if who == "everybody" else [who]:
                self.assertLessEqual(models, saved[one], one)

    def test_what_a_button_demands_is_marked(self):
        """Who fills what is marked, and no more, is refused by no button for want of it."""
        self._file_papers()
        pressed, failed = set(), []
        for who, user in self.people.items():
            for menu, action in menus_of(self.env(user=user.id)):
                try:
                    with self.env.cr.savepoint() as point:
                        pressed |= self._press(user, action)
                        point.rollback()
                except Exception as error:
                    failed.append(f"{menu} as {who}: {error}")
                self._forget()
        self.assertFalse(failed, "\n" + "\n".join(failed))
        self.assertLessEqual(_PRESSED, pressed)

    def _press(self, user, action):
        """Fill what the form behind a menu marks, save, and press its main buttons."""
        screen = screen_of(self.env(user=user.id), action)
        if not screen:
            return set()
        record = self._fill_marked(screen)
        screen = Screen(record.env, record)
        names = screen.buttons()
        if names:
            record = self._fill_marked(screen)
        done = set()
        for name in names:
            with self.env.cr.savepoint() as point:
                getattr(record, name)()
                done.add((record._name, name))
                point.rollback()
            record.invalidate_recordset()
        return done

    def _fill_marked(self, screen):
        model = screen.form._record._name
        answers = _ANSWERS.get(model, {})
        given = {
            name: answer
            for name, answer in answers.items()
            if name in screen.marked() and not screen.form._values[name]
        }
        return screen.fill({**_CHOICES.get(model, {}), **given}).save()

    def _fill(self, user, action):
        """Open what a menu opens, fill it as the user and save it."""
        screen = screen_of(self.env(user=user.id), action)
        if not screen:
            return False
        company = self.env[action.res_model]._fields.get("company_id")
        for name in screen.shown() if company and company.readonly else ():
            # a picker that waits for a company nobody can name offers nothing
            if screen.form._view["fields"][name]["type"] == "many2one":
                self.assertNotIn(("company_id", "=", False), screen.domain(name), name)
        return screen.fill(_ANSWERS.get(action.res_model)).save()

    def test_no_picker_waits_for_the_company_it_gives(self):
        waiting = []
        for name in self.registry:
            company = self.registry[name]._fields.get("company_id")
            if not name.startswith("property.archive.") or not company or not company.related:
                continue
            giver = self.registry[name]._fields[company.related.split(".")[0]]
            if getattr(giver, "check_company", False):
                waiting.append(str(giver))
        self.assertFalse(waiting)

    def test_the_bell_opens_what_is_due(self):
        """Odoo's menu of activities opens a list by filters of its name; on a phone, cards."""
        wanted = {"filter_activities_my", "activities_overdue", "activities_today"}
        missing = []
        for name in self.registry:
            model = self.env[name]
            if not name.startswith("property.archive.") or model._abstract:
                continue
            if "activity_ids" not in model._fields:
                continue
            search = etree.fromstring(model.get_view(view_type="search")["arch"])
            if wanted - {node.get("name") for node in search.iter("filter")}:
                missing.append(name)
            cards = self.env["ir.ui.view"].search([("model", "=", name), ("type", "=", "kanban")])
            buttons = set(re.findall(r'name="(action_\w+)"', "".join(cards.mapped("arch"))))
            decides = "can_approve" not in model._fields or _DECIDE & buttons
            if not cards or not decides:
                missing.append(f"{name} on a phone")
        self.assertFalse(missing)

    def test_the_forms_of_the_archive_mark_what_is_required(self):
        """The style sheet knows them by their class; Odoo's own forms are left alone."""
        for name in ("property.archive.loan", "property.archive.desk.wizard"):
            arch = etree.fromstring(self.env[name].get_view(view_type="form")["arch"])
            self.assertIn("o_archive_form", arch.get("class").split(), name)
