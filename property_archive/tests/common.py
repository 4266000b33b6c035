import base64
import importlib.util
import io

from PIL import Image

from odoo.tests import TransactionCase, new_test_user
from odoo.tools.misc import file_path


def _png():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 4), "white").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


#: A drawn signature, as the browser sends it.
SIGNATURE = _png()
_GROUP = "property_archive.group_property_archive_"


def run_migration(env, path):
    """Run a migration script on what the test laid out.

    :param str path: of the script, beginning with the name of its addon
    """
    spec = importlib.util.spec_from_file_location("script", file_path(path))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    env.flush_all()
    script.migrate(env.cr, "19.0.1.0.0")
    env.invalidate_all()


class ArchiveCase(TransactionCase):
    """A small company with one person for each role, and builders for documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, lang="en_US"))
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.service, cls.engineering = cls.env["hr.department"].create(
            [{"name": "客户服务部"}, {"name": "工程部"}]
        )
        cls.executive = cls._create_person("executive", _GROUP + "executive")
        cls.head = cls._create_person("head", _GROUP + "manager")
        cls.archivist = cls._create_person("archivist", _GROUP + "archivist")
        cls.archivist2 = cls._create_person("archivist2", _GROUP + "archivist")
        cls.clerk = cls._create_person("clerk", _GROUP + "user", cls.service)
        cls.service_head = cls._create_person("service_head", "base.group_user", cls.service)
        cls.engineer = cls._create_person("engineer", "base.group_user", cls.engineering)
        cls.engineering_head = cls._create_person(
            "engineering_head", "base.group_user", cls.engineering
        )
        cls.hr_manager = cls._create_person("hr_manager", "hr.group_hr_manager")
        cls.service.manager_id = cls.service_head.employee_id
        cls.engineering.manager_id = cls.engineering_head.employee_id
        cls.company.write(
            {"archive_head_id": cls.head.id, "archive_executive_id": cls.executive.id}
        )
        cls._found()
        level = "property_archive.level_"
        cls.public = cls.env.ref(level + "public")
        cls.internal = cls.env.ref(level + "internal")
        cls.confidential = cls.env.ref(level + "confidential")
        cls.secret = cls.env.ref(level + "secret")
        cls.top_secret = cls.env.ref(level + "top_secret")
        cls.cabinet, cls.rack = cls.env["property.archive.location"].create(
            [
                {
                    "name": "Cabinet",
                    "kind": "cabinet",
                    "lockable": True,
                    "barcode": "T-CAB",
                },
                {"name": "Rack", "kind": "shelf", "barcode": "T-RACK"},
            ]
        )
        cls.owners = cls.env["property.archive.category"].create(
            {
                "name": "Owner files of the tests",
                "code": "T-OWN",
                "level_id": cls.top_secret.id,
                "scope": "department",
                "subject_kind": "partner_unit",
                "one_open_file": True,
                "keeping_department_id": cls.service.id,
                "piece_ids": [
                    (0, 0, {"name": "Owner form"}),
                    (0, 0, {"name": "Identity document", "copy_allowed": True}),
                    (0, 0, {"name": "Fit-out papers", "required": False}),
                ],
            }
        )
        cls.papers = cls.env["property.archive.category"].create(
            {
                "name": "Service files of the tests",
                "code": "T-SRV",
                "level_id": cls.internal.id,
                "scope": "company",
                "keeping_department_id": cls.service.id,
            }
        )
        cls.unit = cls.env["property.archive.unit"].create(
            {"building": "3", "unit": "2", "room": "1501"}
        )
        cls.owner = cls.env["res.partner"].create({"name": "张伟"})

    @classmethod
    def _create_person(cls, login, groups, department=None):
        """A user with an employee, in a department."""
        user = new_test_user(
            cls.env, login=f"test_{login}", groups=groups, name=login, lang="en_US"
        )
        cls.env["hr.employee"].create(
            {
                "name": login,
                "user_id": user.id,
                "company_id": cls.env.company.id,
                "department_id": department.id if department else False,
            }
        )
        return user

    @classmethod
    def _found(cls):
        """The first clearance of the company was given long ago and ran out."""
        cls.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": cls.env.ref("base.user_root").id,
                    "company_id": cls.company.id,
                    "level_id": cls.env.ref("property_archive.level_confidential").id,
                    "date_start": "2015-01-01",
                    "date_end": "2015-12-31",
                    "state": "granted",
                }
            ]
        )

    @classmethod
    def _clear(cls, user, level=None, **vals):
        """A running clearance of a user, granted by the executive."""
        clearance = (
            cls.env["property.archive.clearance"]
            .with_user(cls.executive)
            .create(
                {
                    "user_id": user.id,
                    "level_id": (level or cls.top_secret).id,
                    "date_start": "2020-01-01",
                    "date_end": "2024-12-31",
                    "agreement": base64.b64encode(b"signed"),
                    **vals,
                }
            )
        )
        clearance.action_grant()
        return clearance

    @classmethod
    def _clear_long_ago(cls, user, level=None):
        """A clearance from before, of somebody who gives them to others too."""
        return (
            cls.env["property.archive.clearance"]
            .sudo()
            ._create_protected(
                [
                    {
                        "user_id": user.id,
                        "company_id": cls.company.id,
                        "level_id": (level or cls.top_secret).id,
                        "date_start": "2020-01-01",
                        "date_end": "2024-12-31",
                        "state": "granted",
                    }
                ]
            )
        )

    def _draft(self, user=None, category=None, content=b"content", **vals):
        """A complete draft of a clerk."""
        category = category or self.papers
        record = (
            self.env["property.archive.record"]
            .with_user(user or self.clerk)
            .create({"name": "秘密标题", "category_id": category.id, **vals})
        )
        if not record.enclosure_ids:
            record.write({"enclosure_ids": [(0, 0, {"name": "Page"})]})
        record.enclosure_ids.filtered(lambda e: e.required or not e.piece_id).write(
            {"present": True}
        )
        if content:
            kind = "pdf" if content.startswith(b"%PDF-") else "txt"
            record.enclosure_ids[0].write(
                {"file": base64.b64encode(content), "file_name": f"content.{kind}"}
            )
        return record

    def _hand_over(self, records, receiver=None, location=None, **checked):
        """Submit, check, accept and sign: the records are filed.

        :param checked: what else the receiver notes on each line
        """
        action = records.action_submit()
        handover = self.env["property.archive.handover"].browse(action["res_id"])
        handover.with_user(records.env.user).action_sign(SIGNATURE)
        received = handover.with_user(receiver or self.archivist)
        received.line_ids.write({"location_id": (location or self.cabinet).id, **checked})
        received.action_accept_all()
        received.action_sign(SIGNATURE)
        return handover

    def _file(self, **vals):
        """A filed record, in the clerk's environment."""
        record = self._draft(**vals)
        self._hand_over(record)
        self._forget()
        return record

    def _read_files(self):
        """Have the job read the text of the files that came."""
        self.env.flush_all()
        if self.env["ir.attachment"]._archive_unread(1):
            with self.enter_registry_test_mode():
                self.env.ref("property_archive.ir_cron_read_files").method_direct_trigger()
            self.env.invalidate_all()

    def _forget(self):
        """Begin as a new request does: nothing is known of rights or values."""
        self.env.invalidate_all()
        self.env["property.archive.access"]._forget()

    def _queries(self, call):
        """How many queries a call costs in a new request, what it leaves to write included."""
        self.env.flush_all()
        self._forget()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _grant(self, user, record, date_from, date_to, **vals):
        """A right to read a record with its content for some time."""
        return (
            self.env["property.archive.grant"]
            .sudo()
            ._create_protected(
                [
                    {
                        "record_id": record.id,
                        "user_id": user.id,
                        "company_id": record.sudo().company_id.id,
                        "content": True,
                        "date_from": date_from,
                        "date_to": date_to,
                        "reason": "test",
                        **vals,
                    }
                ]
            )
        )

    def _crowd(self, count=100):
        """So many employees with a paper each that waits to be filed."""
        employees = self.env["hr.employee"].create(
            [{"name": f"Leaver {number}"} for number in range(count)]
        )
        self.env["property.archive.record"].create(
            [
                {"name": "Paper", "category_id": self.papers.id, "responsible_id": employee.id}
                for employee in employees
            ]
        )
        return employees


class LogCase(ArchiveCase):
    """A log that begins with the test, and what somebody with the database can do to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_log()
        cls.Seal = cls.env["property.archive.log.seal"].sudo()

    @classmethod
    def _empty_log(cls):
        """Begin with no log: what the database logged before is younger than the test."""
        for table in ("log", "log_seal", "log_head"):
            table = f"property_archive_{table}"
            cls.env.cr.execute(
                f"ALTER TABLE {table} DISABLE TRIGGER USER; DELETE FROM {table};"
                f" ALTER TABLE {table} ENABLE TRIGGER USER"
            )
        cls.env["property.archive.log"]._events_to_name().clear()

    def _events(self, action):
        self.env.cr.flush()
        return self.env["property.archive.log"].sudo().search([("action", "=", action)])

    def _secret(self):
        self.papers.level_id = self.secret
        return self._file(content=b"secret")

    def _seal_all(self):
        self.Seal._seal_all()

    def _tamper(self, query, params=()):
        """What somebody with the database's own password can do."""
        self.env.cr.execute("ALTER TABLE property_archive_log DISABLE TRIGGER USER")
        self.env.cr.execute(query, params)
        self.env.cr.execute("ALTER TABLE property_archive_log ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def _errors(self):
        return [(e["log_id"], e["error"]) for e in self.Seal._verify()["errors"]]

    def _order(self):
        """Seals of the company with their events, in the order of the chain."""
        return self.Seal.search([("company_id", "=", self.company.id)], order="position")

    def _tamper_seal(self, query, params=()):
        self.env.cr.execute("ALTER TABLE property_archive_log_seal DISABLE TRIGGER USER")
        self.env.cr.execute(query, params)
        self.env.cr.execute("ALTER TABLE property_archive_log_seal ENABLE TRIGGER USER")
        self.env.invalidate_all()
