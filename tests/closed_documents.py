"""Rows of every model, written by SQL, for tests that go over all of them."""

from psycopg2 import Error
from psycopg2.extras import Json

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

#: In the title of the record and of its piece; in all other texts.
TITLE, MARK = "秘密标题", "不可外传的内容"
RECORD = "property.archive.record"
#: Made by other models than themselves, or without anything that is anybody's.
_NOT_MADE = {
    "property.archive.climate.day": "a view of the readings",
    "property.archive.filing.report": "a view of the records",
    "property.archive.retention.preview": "a view of the records",
    "property.archive.direct.entry": "a view of the log",
    "property.archive.move": "a view of the log",
    "property.archive.log": "for archive heads only, made here by the calls themselves",
    "property.archive.log.seal": "hashes",
    "property.archive.log.head": "hashes",
    "property.archive.log.stamp": "hashes",
    "property.archive.access": "made with the record",
}


class ClosedDocuments(TransactionCase):
    """A secret record, and documents of every model that point at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, lang="en_US"))
        cls.company = cls.env.company
        cls.other = cls.env["res.company"].create({"name": "另一家物业"})
        cls.owner = cls._user("owner", "property_archive.group_property_archive_manager")
        cls.second = cls._user("second", "base.group_user")
        cls.place = cls.env["property.archive.location"].create({"name": MARK, "kind": "room"})
        cls.roles = [
            cls._user("plain", "base.group_user"),
            cls._user("portal", "base.group_portal"),
            cls._user("archivist", "property_archive.group_property_archive_archivist"),
            cls._user("stranger", "property_archive.group_property_archive_manager", cls.other),
        ]
        cls.department = cls.env["hr.department"].create({"name": "Closed"})
        category = cls.env["property.archive.category"].create(
            {"name": "Closed files", "code": "T-PM", "scope": "personal"}
        )
        record = cls.env[RECORD].sudo()
        cls.record = record._create_protected(
            [
                {
                    "name": TITLE,
                    "category_id": category.id,
                    "level_id": cls.env.ref("property_archive.level_secret").id,
                    "scope": "personal",
                    "department_id": cls.department.id,
                    "responsible_id": cls.owner.employee_id.id,
                    "submitter_id": cls.owner.id,
                }
            ]
        )
        cls.record._write_protected(
            {"state": "filed", "reference": "T-PM-1", "date_filed": "2024-06-03"}
        )
        cls.env.flush_all()
        cls.rows = {document._name: document.ids for document in (cls.record, category, cls.place)}

    def setUp(self):
        super().setUp()
        self.rows = dict(self.rows)  # those a test makes go with it

    @classmethod
    def _user(cls, login, groups, company=None):
        user = new_test_user(cls.env, f"methods_{login}", groups)
        company = company or cls.company
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        if user._is_internal():
            cls.env["hr.employee"].create(
                {"name": login, "user_id": user.id, "company_id": company.id}
            )
        return user

    # -- documents ----------------------------------------------------------------------------

    def _make(self, name):
        """Ids of rows of a model, one for each of its states."""
        if name in self.rows:
            return self.rows[name]
        model = self.env[name]
        self.rows[name] = []
        state = model._fields.get("state")
        states = [None]
        if state is not None and state.store and state.column_type:
            states = state.get_values(self.env)
        for number, value in enumerate(states):
            values = self._values(model, number)
            if value:
                values["state"] = value
            columns, filled = ", ".join(f'"{key}"' for key in values), tuple(values.values())
            with mute_logger("odoo.sql_db"):
                try:
                    with self.env.cr.savepoint(flush=False):
                        self.env.cr.execute(
                            f"INSERT INTO {model._table} ({columns}) VALUES %s RETURNING id",
                            (filled,),
                        )
                        self.rows[name] += self.env.cr.fetchone()
                except Error:
                    # such a state asks for more: the others stand for it
                    continue
        if not self.rows[name]:  # settings that follow rules of their own: one that is there
            self.rows[name] = model.sudo().search([], limit=1).ids
        return self.rows[name]

    def _values(self, model, number):
        values = {}
        for key, field in model._fields.items():
            if not (field.store and field.column_type) or key in ("id", "parent_path"):
                continue
            if field.company_dependent:
                continue
            if key in ("res_model", "model"):
                values[key] = RECORD
            elif key in ("res_id", "log_id"):
                values[key] = self.record.id
            elif field.type == "many2one":
                values[key] = self._target(model, field)
            elif field.type in ("char", "text", "html"):
                text = f"{MARK}{number}"
                values[key] = Json({"en_US": text}) if field.translate else text
            elif field.required or field.type == "date":
                values[key] = self._plain(field)
        return {key: value for key, value in values.items() if value is not None}

    def _plain(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[0]
        return {
            "integer": 1,
            "float": 1.0,
            "monetary": 1.0,
            "boolean": False,
            "date": "2024-06-03",
            "datetime": "2024-06-03 04:00:00",
        }.get(field.type)

    def _target(self, model, field):
        comodel = field.comodel_name
        known = {
            "res.company": self.company,
            "res.users": self.owner,
            "hr.employee": self.owner.employee_id,
            "hr.department": self.department,
            RECORD: self.record,
            "property.archive.level": self.record.level_id,
            "property.archive.category": self.record.category_id,
            "property.archive.access": self.record.access_id,
            "property.archive.location": self.place,
        }
        if field.name == "delegate_id":
            return self.second.id
        if comodel in known:
            return known[comodel].id
        if not field.required:
            return None
        if comodel.startswith("property.archive.") and comodel != model._name:
            return next(iter(self._make(comodel)), None)
        return self.env[comodel].sudo().search([], limit=1).id or None

    def _documents(self):
        for name in sorted(self.registry):
            model = self.env[name]
            if name.startswith("property.archive.") and not model._abstract:
                if not model._transient and name not in _NOT_MADE:
                    yield name
