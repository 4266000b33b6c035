"""Every role × level × scope × department × company × way out, against the plain rules.

The statement below knows nothing of the addon's code: it is what the requirements B1 to
B5 and B7 say. People and records are drawn at random; the seed is in every failure and
``ARCHIVE_SEED`` repeats one.
"""

import os
import random
from dataclasses import dataclass, field

from odoo.exceptions import AccessError
from odoo.fields import Date, Datetime
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

RANKS = {
    "public": 10,
    "internal": 20,
    "confidential": 30,
    "secret": 40,
    "top_secret": 50,
}
NEED_CLEARANCE = {"confidential", "secret", "top_secret"}
RECORD, ENCLOSURE = "property.archive.record", "property.archive.enclosure"


@dataclass
class Person:
    name: str
    companies: tuple
    departments: tuple = ()
    heads: tuple = ()
    clearance: dict = field(default_factory=dict)
    archivist: bool = False
    #: Limited archivists (J4): each a department, a category and an estate, None for any.
    duties: tuple = ()
    internal: bool = True
    reads: set = field(default_factory=set)
    opens: set = field(default_factory=set)


@dataclass
class File:
    name: str
    company: str
    department: str
    level: str
    scope: str
    state: str
    submitter: str
    responsible: str = None
    category: int = 0
    project: str = None
    subject: str = None
    hidden: bool = False


#: Each department with all those above it.
ABOVE = {"A1": ("A1",), "A11": ("A11", "A1"), "A2": ("A2",), "B1": ("B1",)}


def within(person, file):
    """Whether the record's scope takes the person in (B3)."""
    if file.scope == "company":
        return True
    if any(department in person.heads for department in ABOVE[file.department]):
        return True
    if file.scope == "department":
        return file.department in person.departments
    return file.responsible == person.name


def cleared(person, file):
    """Whether the person's clearance of today covers the level (B1, B2)."""
    if not person.internal:
        return False
    return file.level not in NEED_CLEARANCE or RANKS[file.level] <= person.clearance.get(
        file.company, -1
    )


def keeps(person, file):
    """Whether a duty of the person takes the file in (J4)."""
    return file.company == "A" and any(
        department in (None, *ABOVE[file.department])
        and category in (None, file.category)
        and project in (None, file.project)
        for department, category, project in person.duties
    )


def works_on(person, file):
    return file.state in ("draft", "submitted") and file.submitter == person.name


def may_read(person, file):
    """The register entry."""
    if file.company not in person.companies or not person.internal:
        return False  # whoever is outside reads content by a running right, never the entry
    if file.name in person.reads or works_on(person, file) or file.subject == person.name:
        return True
    return cleared(person, file) and (
        person.archivist or keeps(person, file) or within(person, file)
    )


def may_open(person, file):
    """The content."""
    if file.company not in person.companies:
        return False
    if file.hidden and file.subject == person.name:
        return False
    if file.name in person.opens or works_on(person, file) or file.subject == person.name:
        return True
    if not cleared(person, file):
        return False
    if (person.archivist or keeps(person, file)) and file.state == "submitted":
        return True
    return within(person, file) and file.level != "top_secret"


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seed = int(os.environ.get("ARCHIVE_SEED") or random.SystemRandom().randrange(10**9))
        cls.random = random.Random(cls.seed)
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, lang="en_US"))
        cls._make_companies()
        cls._make_people()
        cls._make_files()
        cls._make_grants()
        cls._make_traces()
        cls.env.flush_all()

    # -- the world --------------------------------------------------------------------------

    @classmethod
    def _make_companies(cls):
        cls.companies = {"A": cls.env.company}
        cls.companies["B"] = cls.env["res.company"].create({"name": "另一家物业"})
        cls.departments = {}
        for name, parent in (("A1", None), ("A11", "A1"), ("A2", None), ("B1", None)):
            cls.departments[name] = cls.env["hr.department"].create(
                {
                    "name": name,
                    "company_id": cls.companies[name[0]].id,
                    "parent_id": cls.departments[parent].id if parent else False,
                }
            )
        cls.projects = {
            name: cls.env["property.archive.project"].create({"name": f"Matrix {name}"})
            for name in "PQ"
        }
        cls.levels = {n: cls.env.ref(f"property_archive.level_{n}") for n in RANKS}
        cls.categories = [
            cls.env["property.archive.category"].create(
                {
                    "name": f"Matrix {number}",
                    "code": f"MX-{number}",
                    "subject_kind": "employee" if number == 2 else "none",
                    "subject_reads": number == 2,
                }
            )
            for number in range(3)
        ]

    @classmethod
    def _make_people(cls):
        ranks = [None, 30, 40, 50]
        people = [
            Person("plain", ("A",), ("A1",)),
            Person("clerk", ("A",), ("A1",), clearance={"A": cls.random.choice(ranks[1:])}),
            Person("deep", ("A",), ("A11",), clearance={"A": cls.random.choice(ranks[1:])}),
            Person("head", ("A",), ("A1",), ("A1",), {"A": cls.random.choice(ranks[1:])}),
            Person("other_head", ("A",), ("A2",), ("A2",), {"A": 50}),
            Person("archivist", ("A",), ("A2",), clearance={"A": 50}, archivist=True),
            Person(
                "low_archivist",
                ("A",),
                ("A2",),
                clearance={"A": cls.random.choice([30, 40])},
                archivist=True,
            ),
            Person(
                "keeper",
                ("A",),
                ("A2",),
                clearance={"A": cls.random.choice([30, 40])},
                duties=(("A1", None, None),),
            ),
            Person("secretary", ("A",), ("A2",), clearance={"A": 50}, duties=((None, 1, None),)),
            Person("estate", ("A",), ("A2",), clearance={"A": 50}, duties=((None, None, "P"),)),
            Person("assistant", ("A",), ("A11",), duties=(("A1", 0, "Q"), ("A2", 1, None))),
            Person("both", ("A", "B"), ("A2", "B1"), clearance={"A": 30, "B": 50}),
            Person("stranger", ("B",), ("B1",), ("B1",), {"B": 50}, archivist=True),
            Person("subject", ("A",), ("A2",)),
            Person("reader", ("A",), ("A2",)),
            Person("portal", ("A",), internal=False),
            Person("administrator", ("A", "B"), ()),
        ]
        cls.people, cls.users, cls.employees = {}, {}, {}
        groups = {
            True: "property_archive.group_property_archive_archivist",
            False: "base.group_user",
        }
        for person in people:
            group = groups[person.archivist] if person.internal else "base.group_portal"
            if person.name == "administrator":
                group = "base.group_system,property_archive.group_property_archive_user"
            if person.internal:
                group += ",base.group_allow_export"
            user = new_test_user(cls.env, login=f"mx_{person.name}", groups=group)
            companies = [cls.companies[name] for name in person.companies]
            user.sudo().write(
                {
                    "company_ids": [(6, 0, [company.id for company in companies])],
                    "company_id": companies[0].id,
                }
            )
            cls.people[person.name], cls.users[person.name] = person, user
            for name in person.departments:
                employee = cls.env["hr.employee"].create(
                    {
                        "name": person.name,
                        "user_id": user.id,
                        "company_id": cls.companies[name[0]].id,
                        "department_id": cls.departments[name].id,
                    }
                )
                cls.employees.setdefault(person.name, {})[name[0]] = employee
                if name in person.heads:
                    cls.departments[name].manager_id = employee
            for company, rank in person.clearance.items():
                cls._clear(user, company, rank)
            cls._give_duties(person, user)

    @classmethod
    def _give_duties(cls, person, user):
        for department, category, project in person.duties:
            cls.env["property.archive.duty"].with_user(cls.env.ref("base.user_root")).create(
                {
                    "user_id": user.id,
                    "department_id": department and cls.departments[department].id,
                    "category_id": None if category is None else cls.categories[category].id,
                    "project_id": project and cls.projects[project].id,
                    "company_id": cls.companies["A"].id,
                }
            )

    @classmethod
    def _clear(cls, user, company, rank):
        level = next(name for name, value in RANKS.items() if value == rank)
        cls.env["property.archive.clearance"].sudo()._create_protected(
            [
                {
                    "user_id": user.id,
                    "company_id": cls.companies[company].id,
                    "level_id": cls.levels[level].id,
                    "date_start": Date.subtract(Date.today(), years=1),
                    "date_end": Date.add(Date.today(), years=1),
                    "state": "granted",
                }
            ]
        )

    @classmethod
    def _make_files(cls):
        cls.files, cls.records = [], {}
        combinations = [
            (department, level, scope, state)
            for department in ABOVE
            for level in RANKS
            for scope in ("company", "department", "personal")
            for state in (
                "filed",
                cls.random.choice(["draft", "submitted", "sealed", "filed"]),
            )
        ]
        for number, (department, level, scope, state) in enumerate(combinations):
            company = department[0]
            staff = [p for p in cls.people.values() if department in p.departments]
            colleagues = [p for p in cls.people.values() if company in p.companies and p.internal]
            file = File(
                f"Secret title {number}",
                company,
                department,
                level,
                scope,
                state,
                cls.random.choice(colleagues).name,
                cls.random.choice([None, *(person.name for person in staff)]),
            )
            file.category, category = number % 2, cls.categories[number % 2]
            if company == "A" and number % 7 == 0:
                file.subject, file.category, category = "subject", 2, cls.categories[2]
                file.hidden = cls.random.random() < 0.3
            file.project = cls.random.choice(["P", "Q", None]) if company == "A" else None
            cls.files.append(file)
            cls._make_record(file, number, category)

    @classmethod
    def _make_record(cls, file, number, category):
        employees = cls.employees.get(file.responsible, {})
        subject = cls.employees.get(file.subject, {})
        record = (
            cls.env[RECORD]
            .sudo()
            ._create_protected(
                [
                    {
                        "name": file.name,
                        "category_id": category.id,
                        "company_id": cls.companies[file.company].id,
                        "department_id": cls.departments[file.department].id,
                        "level_id": cls.levels[file.level].id,
                        "scope": file.scope,
                        "project_id": file.project and cls.projects[file.project].id,
                        "responsible_id": employees[file.company].id if employees else False,
                        "employee_id": subject[file.company].id if subject else False,
                        "submitter_id": cls.users[file.submitter].id,
                    }
                ]
            )
        )
        enclosure = (
            cls.env[ENCLOSURE]
            .sudo()
            .create(
                {
                    "record_id": record.id,
                    "name": "Piece",
                    "not_for_subject": file.hidden,
                }
            )
        )
        text = f"matrix content {number}"
        cls.env["ir.attachment"].sudo().create(
            {
                "name": f"matrix-{number}.txt",
                "raw": text.encode(),
                "res_model": ENCLOSURE,
                "res_id": enclosure.id,
            }
        )._archive_write_text(text, archive_text_state="read")  # as the job does
        if file.state != "draft":
            record._write_protected(
                {
                    "state": file.state,
                    "reference": f"MX-{number}",
                    "date_filed": "2024-01-01",
                }
            )
        cls.records[file.name] = record

    @classmethod
    def _make_grants(cls):
        now = Datetime.now()
        for name in ("reader", "portal", "plain"):
            for file in cls.random.sample([f for f in cls.files if f.company == "A"], 6):
                content = cls.random.random() < 0.6
                state = cls.random.choice(["running", "running", "ended", "revoked", "future"])
                start, end = {
                    "ended": (-48, -1),
                    "future": (1, 48),
                }.get(state, (-1, 48))
                cls.env["property.archive.grant"].sudo()._create_protected(
                    [
                        {
                            "record_id": cls.records[file.name].id,
                            "user_id": cls.users[name].id,
                            "company_id": cls.companies["A"].id,
                            "content": content,
                            "date_from": Datetime.add(now, hours=start),
                            "date_to": Datetime.add(now, hours=end),
                            "revoked": state == "revoked",
                            "reason": state,
                        }
                    ]
                )
                if state == "running":
                    cls.people[name].reads.add(file.name)
                    if content:
                        cls.people[name].opens.add(file.name)

    @classmethod
    def _make_traces(cls):
        """What talks of each record elsewhere: messages, files of the chatter, activities."""
        cls.env.flush_all()
        records = [cls.records[file.name] for file in cls.files]
        common = [{"model": RECORD, "res_id": record.id} for record in records]
        cls.messages = cls.env["mail.message"].create(
            [{**vals, "body": "matrix words", "message_type": "comment"} for vals in common]
        )
        # a note to everybody who is there: whoever was told once is still asked for the right
        cls.messages.partner_ids = cls.env["res.partner"].browse(
            [user.partner_id.id for user in cls.users.values()]
        )
        cls.chatter_files = cls.env["ir.attachment"].create(
            [
                {
                    "name": "note.txt",
                    "raw": b"matrix note %d" % record.id,
                    "res_model": RECORD,
                    "res_id": record.id,
                }
                for record in records
            ]
        )
        cls.activities = (
            cls.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": cls.env["ir.model"]._get_id(RECORD),
                        "res_id": record.id,
                        "summary": "matrix",
                        "user_id": cls.env.ref("base.user_root").id,
                    }
                    for record in records
                ]
            )
        )
        handover = cls.env["property.archive.handover"]._create_protected(
            [{"giver_id": cls.env.uid, "name": "MX"}]
        )
        cls.lines = cls.env["property.archive.handover.line"]._create_protected(
            [{"handover_id": handover.id, "record_id": record.id} for record in records]
        )

    # -- the ways out -----------------------------------------------------------------------

    def _entries_by_way(self, user, companies):
        """Names of the records each way lets out of the register."""
        ids = [record.id for record in self.records.values()]
        domain = [("id", "in", ids)]
        names = {record.id: name for name, record in self.records.items()}
        model = self.env[RECORD].with_user(user).with_context(allowed_company_ids=companies)
        yield "search", {names[i] for i in model.search(domain).ids}
        yield "search_read", {r["name"] for r in model.search_read(domain, ["name"])}
        yield (
            "web_search_read",
            {r["name"] for r in model.web_search_read(domain, {"name": {}})["records"]},
        )
        yield (
            "name_search",
            {names[i] for i, _n in model.name_search("", domain, limit=None)},
        )
        yield (
            "title search",
            {names[i] for i in model.search([("name", "ilike", "Secret title"), *domain]).ids},
        )
        groups = model._read_group(domain, ["level_id"], ["id:array_agg"])
        yield "group", {names[i] for _level, ids in groups for i in ids}
        groups = model.formatted_read_group(domain, ["scope"], ["id:array_agg"])
        yield "formatted group", {names[i] for group in groups for i in group["id:array_agg"]}
        yield (
            "has_access",
            {
                name
                for name, record in self.records.items()
                if record.with_env(model.env).has_access("read")
            },
        )
        yield (
            "read",
            {name for name, r in self.records.items() if self._reads(r, model.env)},
        )
        rows = model.search(domain).export_data(["name"])["datas"]
        yield "export", {row[0] for row in rows}
        found = model.search(domain)
        yield "web_read", {row["name"] for row in found.web_read({"name": {}})}
        counts = model.formatted_read_group(domain, ["category_id"], ["__count"])
        self.assertEqual(sum(group["__count"] for group in counts), len(found))
        self.assertEqual(model.search_count(domain), len(found))
        yield from self._entries_by_rpc(model, domain, names)
        yield from self._entries_by_traces(model.env, names)

    def _entries_by_rpc(self, model, domain, names):
        """As XML-RPC and the web client call, and by id as JSON-2 does."""
        context = {
            **model.env.context,
            "active_test": False,
            "bin_size": True,
            "tz": "Pacific/Kiritimati",
            "version_id": self.env["hr.version"].search([], limit=1).id,
        }
        answer = call_kw(
            self.env[RECORD].with_user(model.env.user),
            "search_read",
            [domain, ["name"]],
            {"context": context},
        )
        yield "RPC with keys in the context", {row["name"] for row in answer}
        rows = model.with_context(**context).search_fetch(domain, ["name"])
        yield "search_fetch", set(rows.mapped("name"))
        answer = model.search_panel_select_range("category_id", enable_counters=True)["values"]
        categories = {category.id for category in self.categories}
        count = sum(value["__count"] for value in answer if value["id"] in categories)
        self.assertEqual(count, model.search_count(domain))
        groups = model.read_group(domain, ["ids:array_agg(id)"], ["department_id"])
        yield "read_group", {names[i] for group in groups for i in group["ids"]}

    def _entries_by_traces(self, env, names):
        """What other documents tell of the records."""

        def owners(documents, field="res_id"):
            return {names[document[field]] for document in documents.sudo()}

        messages = env["mail.message"].search([("id", "in", self.messages.ids)])
        yield "messages", owners(messages)
        yield (
            "message by id",
            {
                names[message.res_id]
                for message in self.messages
                if message.with_env(env).has_access("read")
            },
        )
        files = env["ir.attachment"].search([("id", "in", self.chatter_files.ids)])
        yield "files of the chatter", owners(files)
        yield (
            "file of the chatter by link",
            {names[file.res_id] for file in self.chatter_files if self._streams(env, file)},
        )
        activities = env["mail.activity"].search([("id", "in", self.activities.ids)])
        # Odoo shows activities of others to who may work on the document, so fewer
        yield "leaks: activities", owners(activities)
        # lines of a document the reader may see: the titles are theirs all the same
        lines = self.lines.with_env(env)
        lines.sudo().fetch(["record_id"])
        yield "titles in lines", set(lines.record_id._archive_titles().values())
        with self.assertRaises(AccessError):
            env["property.archive.log"].search([])

    def _streams(self, env, record, field="raw"):
        """Whether a link finds the bytes: /web/content and /web/image ask this first."""
        try:
            found = env["ir.binary"]._find_record(res_model=record._name, res_id=record.id)
            return bool(found[field])
        except AccessError:
            return False

    def _reads(self, record, env):
        try:
            return bool(record.with_env(env).read(["name"]))
        except AccessError:
            return False

    def _contents_by_way(self, user, companies):
        """Names of the records whose content each way lets out."""
        enclosures = {self.records[f.name].sudo().enclosure_ids.id: f.name for f in self.files}
        env = self.env(user=user, context={"allowed_company_ids": companies})
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", ENCLOSURE), ("res_id", "in", list(enclosures))])
        )
        owner = {a.id: enclosures[a.res_id] for a in attachments}
        ids = list(enclosures)
        records = [record.id for record in self.records.values()]
        yield (
            "enclosures",
            {enclosures[i] for i in env[ENCLOSURE].search([("id", "in", ids)]).ids},
        )
        yield (
            "enclosure access",
            {name for i, name in enclosures.items() if env[ENCLOSURE].browse(i).has_access("read")},
        )
        if not user._is_internal():
            with self.assertRaises(AccessError):
                env["ir.attachment"].search([("res_model", "=", ENCLOSURE)])
            return
        yield (
            "attachments",
            {
                owner[i]
                for i in env["ir.attachment"]
                .search([("res_model", "=", ENCLOSURE), ("res_id", "in", ids)])
                .ids
            },
        )
        yield (
            "indexed text",
            {
                owner[i]
                for i in env["ir.attachment"]
                .search([("index_content", "ilike", "matrix content")])
                .ids
                if i in owner
            },
        )
        yield (
            "attachment by id",
            {owner[a.id] for a in attachments if a.with_env(env).has_access("read")},
        )
        yield "bytes", {owner[a.id] for a in attachments if self._bytes(a, env)}
        yield "link to the file", {owner[a.id] for a in attachments if self._streams(env, a)}
        pieces = self.env[ENCLOSURE].browse(ids)
        yield (
            "link to the piece",
            {enclosures[p.id] for p in pieces if self._streams(env, p, "file")},
        )
        rows = env[ENCLOSURE].search([("id", "in", ids)]).export_data([".id", "name"])["datas"]
        yield "export of the content", {enclosures[int(row[0])] for row in rows}
        text = env[RECORD].search([("enclosure_ids.name", "=", "Piece"), ("id", "in", records)])
        readable = set(env[RECORD].search([("id", "in", records)]).ids)
        self.assertLessEqual(set(text.ids), readable)

    def _bytes(self, attachment, env):
        try:
            return bool(attachment.with_env(env).read(["datas"])[0]["datas"])
        except AccessError:
            return False

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_matrix(self):
        cases = 0
        for name, person in self.people.items():
            user = self.users[name]
            self.env.invalidate_all()
            self.env["property.archive.access"]._forget()
            companies = [self.companies[company].id for company in person.companies]
            expected = {file.name for file in self.files if may_read(person, file)}
            entries = self._entries_by_way(user, companies)
            if not person.internal:
                entries = ()
                with self.assertRaises(AccessError):
                    self.env[RECORD].with_user(user).search([])
            for way, found in entries:
                cases += len(self.files)
                self._compare(name, way, found, expected)
            expected = {file.name for file in self.files if may_open(person, file)}
            for way, found in self._contents_by_way(user, companies):
                cases += len(self.files)
                self._compare(name, way, found, expected)
        self.assertGreater(cases, 20_000)

    def _compare(self, person, way, found, expected):
        files = {file.name: file for file in self.files}
        leaks = [files[name] for name in sorted(found - expected)]
        refusals = [files[name] for name in sorted(expected - found)]
        for what, wrong in (("too much", leaks), ("too little", refusals)):
            if wrong and not (what == "too little" and way.startswith("leaks:")):
                self.fail(
                    f"seed {self.seed}: {person} by {way} sees {what}, {len(wrong)} times:"
                    f" {wrong[:3]}"
                )
