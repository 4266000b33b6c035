import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ArchiveCase

#: Fields of the archive on models of Odoo whose changes are no events, and why not.
_NO_EVENT = {
    # what a screen or a mail shows
    "digest.digest": {
        "kpi_archive_destroyed": "a figure in a mail",
        "kpi_archive_filed": "a figure in a mail",
        "kpi_archive_incidents": "a figure in a mail",
        "kpi_archive_lent": "a figure in a mail",
    },
    "ir.filters": {"archive_name": "the name of a favourite"},
    "res.company": {
        "archive_guide_skipped": "which steps of a guide are shown",
        "archive_guide_closed": "whether a guide is shown",
        "archive_hold_serial": "counted by the server, whatever stands in it",
    },
    # what the server finds out by itself
    "ir.attachment": {
        "archive_file_trouble": "found in the bytes of the file",
        "archive_scan_pages": "how far the file is read",
        "archive_scan_state": "how far the file is read",
        "archive_scan_tries": "how far the file is read",
        "archive_text_pages": "how far the file is read",
        "archive_text_state": "how far the file is read",
    },
    "ir.ui.view": {"archive_edited": "written by nobody but the server"},
    "res.partner": {
        "archive_closed": "kept by the database, from the files about the contact",
        "archive_document": "recognises a person at the import; nothing follows from it",
    },
    # documents of the archive, with rules and events of their own
    "hr.employee": {"archive_discharge_ids": "seen from the other side"},
}


@tagged("post_install", "-at_install")
class TestSettings(ArchiveCase):
    """Who sets what decides is named in the log, and an executive is told (B6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.friend = cls._create_person("friend", "base.group_user", cls.engineering)
        cls.log = cls.env["property.archive.log"].sudo()

    def _added(self):
        """The stored fields that the archive adds to models of Odoo."""
        for name, model in self.registry.items():
            if name.startswith("property.archive.") or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                ours = any(module.startswith("property_archive") for module in field._modules)
                settable = not (field.compute and field.readonly)
                if ours and field.store and settable and not field.inherited:
                    yield name, field.name

    def test_every_setting_is_an_event_or_says_why_not(self):
        silent, decided = [], 0
        exempt = {(model, name) for model, names in _NO_EVENT.items() for name in names}
        found = set(self._added())
        for model, name in found:
            deciding = getattr(self.env[model], "_archive_deciding_fields", list)()
            decided += name in deciding
            if name not in deciding and (model, name) not in exempt:
                silent.append(f"{model}.{name}")
            self.assertFalse(name in deciding and (model, name) in exempt, name)
        self.assertEqual(silent, [])
        self.assertGreater(decided, 20)

    def _another(self, record, name):
        """Another value of a field than it has."""
        field, value = record._fields[name], record[name]
        if field.type == "boolean":
            return not value
        if field.type == "integer":
            return value + 1
        if field.type == "selection":
            return next(key for key in field.get_values(self.env) if key != value)
        if field.comodel_name == "res.users":
            return self.friend.id if field.type == "many2one" else [(4, self.friend.id)]
        if field.comodel_name == "property.archive.project":
            return self.env[field.comodel_name].create({"name": "Estate", "code": "TE"}).id
        if field.comodel_name:
            return value.copy().id
        return "https://tsa.example.com" if name.endswith("_url") else "other@example.com"

    def _events_of(self, change):
        before = self.log.search([], limit=1).id
        watcher = self.company.archive_executive_id.partner_id
        mails = self.env["mail.message"].search([], limit=1, order="id desc").id
        change()
        events = self.log.search([("id", ">", before)])
        told = self.env["mail.message"].search([("id", ">", mails)])
        return events, watcher in told.partner_ids

    def test_each_is_logged_with_before_and_after_and_told(self):
        skipped = ("parent_id", "company_id", "active", "manager_id")
        rows = (
            self.company,
            self.service,
            self.env["hr.job"].create({"name": "Clerk"}),
        )
        for row in rows:
            row = row.with_user(self.head).sudo()
            for name in row._archive_deciding_fields():
                if name in skipped:
                    continue
                with self.subTest(model=row._name, field=name):
                    value = self._another(row, name)
                    events, told = self._events_of(lambda r=row, n=name, v=value: r.write({n: v}))
                    events = events.filtered(
                        lambda e, n=name: (
                            e.action == "rights_changed" and json.loads(e.detail)["field"] == n
                        )
                    )
                    self.assertEqual(len(events), 1)
                    self.assertEqual((events.user_id, events.res_id), (self.head.id, row.id))
                    detail = json.loads(events.detail)
                    self.assertNotEqual(detail["before"], detail["after"])
                    self.assertTrue(told)
                    # the same again changes nothing
                    same, told = self._events_of(lambda r=row, n=name, v=value: r.write({n: v}))
                    self.assertFalse(same.filtered(lambda e: e.action == "rights_changed"))
                    self.assertFalse(told)

    def _fields_of(self, change):
        events, _told = self._events_of(change)
        events = events.filtered(lambda event: event.action == "rights_changed")
        return [(event.res_model, json.loads(event.detail)["field"]) for event in events]

    def test_what_follows_from_fields_of_odoo_is_logged(self):
        departments = self.env["hr.department"].with_user(self.hr_manager).sudo()
        department = departments.create({"name": "New"})
        other = self.env["res.company"].create({"name": "Another company"})
        for name, value in (
            ("parent_id", self.engineering.id),
            ("manager_id", self.friend.employee_id.id),
            ("company_id", other.id),
            ("active", False),
        ):
            with self.subTest(field=name):
                if name == "company_id":
                    department.write({"manager_id": False, "parent_id": False})
                found = self._fields_of(lambda n=name, v=value: department.write({n: v}))
                self.assertEqual(found, [("hr.department", name)])

    def test_whom_a_new_company_or_department_names_is_logged(self):
        head = self.head
        vals = {"name": "New", "archive_head_id": self.friend.id}
        found = self._fields_of(lambda: self.env["res.company"].with_user(head).sudo().create(vals))
        self.assertIn(("res.company", "archive_head_id"), found)
        vals = {"name": "New", "manager_id": self.friend.employee_id.id}
        departments = self.env["hr.department"].with_user(self.hr_manager).sudo()
        found = self._fields_of(lambda: departments.create(vals))
        self.assertEqual(found, [("hr.department", "manager_id")])

    def test_what_a_category_decides_is_told_too(self):
        papers = self.papers.with_user(self.head)
        for vals in ({"keeping_department_id": self.engineering.id}, {"scope": "department"}):
            with self.subTest(vals=vals):
                events, told = self._events_of(lambda values=vals: papers.write(values))
                self.assertEqual((events.action, events.res_id), ("rights_changed", papers.id))
                self.assertTrue(told)
        _events, told = self._events_of(lambda: papers.write({"name": "Only another name"}))
        self.assertFalse(told)

    def test_the_settings_dialog_is_no_way_around(self):
        head = self.head
        head.group_ids |= self.env.ref("base.group_system")
        values = {
            "archive_backup_day": 9,
            "archive_confidential_apart": not self.company.archive_confidential_apart,
        }
        settings = self.env["res.config.settings"].with_user(head)
        events, told = self._events_of(lambda: settings.create(values).execute())
        changed = {json.loads(e.detail)["field"] for e in events if e.action == "rights_changed"}
        self.assertLessEqual({"archive_backup_day", "archive_confidential_apart"}, changed)
        self.assertTrue(told)

    # -- from the other side ----------------------------------------------------------------

    def _shared(self):
        """The fields of two models that stand in one table between them."""
        sides = {}
        for name, model in self.registry.items():
            for field in () if model._abstract else model._fields.values():
                if field.type == "many2many" and field.store and not field.inherited:
                    sides.setdefault(field.relation, set()).add((name, field.name))
        return [
            fields
            for fields in sides.values()
            if len(fields) > 1 and any(name.startswith("property.archive.") for name, _ in fields)
        ]

    def test_no_document_is_changed_from_its_other_side(self):
        """A list on both sides is written past the rules of the document that it belongs to."""
        shared = self._shared()
        self.assertTrue(shared)
        for fields in shared:
            free = []
            for name, field in fields:
                self.assertTrue(name.startswith("property.archive."), f"{name}.{field}")
                model = self.env[name]
                if hasattr(model, "_editable_fields"):
                    settable = model._creatable_fields() | model.browse()._editable_fields()
                    free += [(name, field)] if field in settable else []
                    continue
                row = model.search([], limit=1)
                self.assertTrue(row, name)
                with self.assertRaises(UserError):
                    row.with_user(self.archivist).sudo().write({field: [(5,)]})
            self.assertLessEqual(len(free), 1, free)

    def test_nobody_opens_a_contact_by_its_flag(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET archive_closed = TRUE WHERE id = %s", [self.owner.id]
        )
        self.owner.invalidate_recordset(["archive_closed"])
        self.owner.write({"archive_closed": False})
        self.assertTrue(self.owner.archive_closed)

    # -- the direct superior ----------------------------------------------------------------

    def test_another_superior_is_an_event(self):
        employee = self.clerk.employee_id.with_user(self.hr_manager)
        events, _told = self._events_of(
            lambda: employee.write({"parent_id": self.friend.employee_id.id})
        )
        self.assertEqual((events.res_id, events.user_id), (employee.id, self.hr_manager.id))
        self.assertEqual(
            json.loads(events.detail),
            {
                "field": "parent_id",
                "before": self.service_head.employee_id.ids,
                "after": self.friend.employee_id.ids,
            },
        )
        events, _told = self._events_of(
            lambda: employee.write({"parent_id": self.friend.employee_id.id})
        )
        self.assertFalse(events)

    def test_a_superior_whom_the_asker_chose_does_not_decide_for_them(self):
        document = self._draft()
        document.with_user(self.clerk)
        self.env.flush_all()
        self.clerk.employee_id.with_user(self.clerk).sudo().parent_id = self.friend.employee_id
        placed = self.log._recently_placed()
        self.assertEqual(placed[self.friend.id], {self.clerk.id})
        self.assertNotIn(self.hr_manager.id, placed)

    def test_it_costs_odoo_two_queries_and_nothing_without_an_archive(self):
        employees = self.env["hr.employee"].create([{"name": str(n)} for n in range(20)])
        superiors = [person.employee_id.id for person in (self.friend, self.engineer, self.clerk)]

        def cost(rows, superior):
            rows.env.flush_all()
            rows.env.invalidate_all()
            rows.mapped("parent_id.name")
            rows.mapped("company_id.name")
            before = rows.env.cr.sql_log_count
            rows.write({"parent_id": superior})
            rows.env.flush_all()
            return rows.env.cr.sql_log_count - before

        cost(employees, superiors[0])
        with_archive = [cost(employees[:1], superiors[1]), cost(employees, superiors[1])]
        self.company.archive_head_id = False
        without = [cost(employees[:1], superiors[2]), cost(employees, superiors[2])]
        for used, unused in zip(with_archive, without, strict=True):
            self.assertLessEqual(used - unused, 2)
        before = self.log.search_count([])
        employees.write({"parent_id": superiors[0]})
        self.assertEqual(self.log.search_count([]), before)
