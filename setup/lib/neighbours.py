"""What the rest of Odoo pays for the addons: plain operations beside them and without them.

Run by ``./setup/bench neighbours`` in an Odoo shell of the database that has the addons; the
one without them is named by ``BENCH_WITHOUT``. Both get the same company, and each operation
is done in turns on the one and the other, so that a busy machine slows both. What is measured
is processor time, of Python and of the database's process, and the number of queries.
"""

import io
import os
import statistics
import time
import zipfile

from lxml import etree

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

PEOPLE = int(os.environ.get("BENCH_ROWS") or 300)
CONTACTS, MESSAGES = 5000, 20_000
#: A plain operation costs no more than this, and so many more queries. Less than a
#: millisecond is not told apart from what the machine does besides.
TIMES, QUERIES, LEAST_SECONDS = 1.10, 2, 0.001
#: What ends somebody's work asks the departure gate: so many more, for any number of people.
GATE = 12
SECONDS, LEAST, MOST = 6, 9, 60


# -- the same company in both ---------------------------------------------------------------------


def fill(env):
    """Departments, employees with users, contacts, messages and activities."""
    departments = env["hr.department"].create([{"name": f"Department {n}"} for n in range(12)])
    staff = env.ref("base.group_user")
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {"name": f"Person {n}", "login": f"person{n}", "group_ids": [(6, 0, staff.ids)]}
                for n in range(PEOPLE)
            ]
        )
    )
    hr = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Officer",
                "login": "officer",
                "group_ids": [
                    (4, env.ref(name).id)
                    for name in (
                        "base.group_partner_manager",
                        "hr.group_hr_manager",
                        "base.group_erp_manager",
                    )
                ],
            }
        )
    )
    env["hr.employee"].create(
        [
            {
                "name": user.name,
                "user_id": user.id,
                "department_id": departments[number % len(departments)].id,
            }
            for number, user in enumerate(users)
        ]
    )
    contacts = env["res.partner"].create(
        [
            {"name": f"Contact {n}", "phone": f"138{n:08}", "email": f"c{n}@example.com"}
            for n in range(CONTACTS)
        ]
    )
    env.flush_all()
    subtype = env.ref("mail.mt_note").id
    env.cr.execute(
        "INSERT INTO mail_message (model, res_id, body, subject, message_type, subtype_id,"
        " author_id, date, create_date, create_uid) SELECT 'res.partner', %s + i %% %s,"
        " repeat('<p>A sentence of a message.</p>', 40), 'Subject', 'comment', %s, %s, now(),"
        " now(), 1 FROM generate_series(1, %s) i",
        (contacts[0].id, CONTACTS, subtype, users[0].partner_id.id, MESSAGES),
    )
    env["ir.ui.view"].create(
        {
            "name": "Page",
            "key": "bench.page",
            "type": "qweb",
            "arch": "<div><p t-out='name'/><t t-call='web.brand_promotion'/></div>",
        }
    )
    todo = env.ref("mail.mail_activity_data_todo").id
    env.cr.execute(
        "INSERT INTO mail_activity (res_model_id, res_model, res_id, activity_type_id, user_id,"
        " date_deadline, active, summary, note, create_date, create_uid) SELECT %s, 'res.partner',"
        " %s + i %% %s, %s, %s, current_date, TRUE, 'Call', repeat('text ', 100), now(), 1"
        " FROM generate_series(1, %s) i",
        (
            env["ir.model"]._get("res.partner").id,
            contacts[0].id,
            CONTACTS,
            todo,
            users[0].id,
            MESSAGES,
        ),
    )
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE")
    env.cr._cnx.autocommit = False
    return hr.id


def pdf(pages):
    """A PDF of dense text."""
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in range(pages):
        for line in range(55):
            canvas.drawString(
                40, 800 - 14 * line, f"Page {page}, line {line}: " + "words of text " * 5
            )
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def xlsx(rows):
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for row in range(rows):
        sheet.write_row(row, 0, [f"cell {row} {column}" for column in range(10)])
    book.close()
    return stream.getvalue()


def packed():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", b"text " * 100_000)
    return stream.getvalue()


# -- the operations -------------------------------------------------------------------------------


def attach(name, data):
    def operation(env, turn):
        partner = env["res.partner"].search([("name", "=like", "Contact %")], limit=1)
        env["ir.attachment"].create(
            # other bytes each time: Odoo keeps the text of the last file
            {
                "name": name,
                "res_model": "res.partner",
                "res_id": partner.id,
                "raw": data + b"%d" % turn,
            }
        )

    return operation


def people(env, number):
    return env["hr.employee"].search([("name", "=like", "Person %")], limit=number, order="id desc")


def users(env, number):
    return env["res.users"].search([("login", "=like", "person%")], limit=number, order="id desc")


def contacts(env, number):
    return env["res.partner"].search(
        [("name", "=like", "Contact %")], limit=number, order="id desc"
    )


def count_activities(env, turn):
    env.user._get_activity_groups()


def telephone(env, turn):
    contacts(env, 1).write({"phone": f"{turn}"})


def sign(env, turn):
    users(env, 1).write({"signature": f"{turn}"})


def list_people(env, turn):
    env["hr.employee"].search_fetch([], ["name", "work_phone"])


def form(env, turn):
    """The form as the client opens it: its view, and what is on it."""
    view = env["res.partner"].get_view(env.ref("base.view_partner_form").id, "form")
    names = etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]/@name")
    contacts(env, 1).web_read({name: {} for name in names})


def group(env, turn):
    env.ref("base.group_allow_export").sudo().write({"user_ids": [(4, users(env, 1).id)]})


def groups_of_user(env, turn):
    users(env, 1).write({"group_ids": [(4, env.ref("base.group_allow_export").id)]})


def post(env, turn):
    contacts(env, 1).message_post(body=f"A message {turn}")


def holiday(env, turn):
    day = f"2030-01-{1 + turn % 28:02}"
    env["resource.calendar.leaves"].sudo().create(
        {"name": "Holiday", "date_from": f"{day} 00:00:00", "date_to": f"{day} 23:59:59"}
    )


def superior(env, turn):
    first, second = people(env, 2)
    first.write({"parent_id": second.id})


def page(env, turn):
    """A page of the portal or the website is edited."""
    view = env["ir.ui.view"].sudo()
    view = view.create({"name": "Page", "type": "qweb", "arch": f"<div><p>{turn}</p></div>"})
    view.write({"arch": f"<div><p>{turn}, again</p></div>"})


def rendered(edited):
    """A page of the portal or the website is shown: as Odoo ships it, or as somebody wrote it."""

    def operation(env, turn):
        name = "web.brand_promotion"
        if edited:
            name = env["ir.ui.view"].sudo().search([("key", "=", "bench.page")], limit=1).id
        for _time in range(10):
            env["ir.qweb"].sudo()._render(name, {"name": "x"}, raise_if_not_found=False)

    return operation


def paper(env, turn):
    """The paper of a report of Odoo."""
    report = env["ir.actions.report"].with_context(lang="en_US")
    report._render_qweb_html("hr.hr_employee_print_badge", people(env, 5).ids)


def imported(env, turn):
    env["res.partner"].load(["name", "phone"], [[f"Row {n}", f"{n}"] for n in range(1000)])


def kinds(env, turn):
    """1,000 rows of a model that no addon extends are made and deleted."""
    tags = env["hr.employee.category"]
    tags.create([{"name": f"Kind {turn} {n}"} for n in range(1000)]).unlink()


def department(env, turn):
    env["hr.department"].search([], limit=1).write({"name": f"Department of {turn}"})


def departure(number):
    def operation(env, turn):
        people(env, number).with_context(no_wizard=True).action_archive()

    return operation


def operations():
    """What is measured: title, operation, and how many more queries it may take."""
    return [
        ("PDF of 20 pages attached", attach("a.pdf", pdf(20)), QUERIES),
        ("XLSX of 5,000 rows attached", attach("a.xlsx", xlsx(5000)), QUERIES),
        ("text of 1 MB attached", attach("a.txt", "文字 text\n".encode() * 80_000), QUERIES),
        ("ZIP attached", attach("a.zip", packed()), QUERIES),
        ("20,000 messages searched", lambda env, turn: env["mail.message"].search([]), QUERIES),
        (
            "messages of one contact",
            lambda env, turn: env["mail.message"].search_fetch(
                [("model", "=", "res.partner"), ("res_id", "=", contacts(env, 1).id)], ["body"]
            ),
            QUERIES,
        ),
        ("20,000 activities searched", lambda env, turn: env["mail.activity"].search([]), QUERIES),
        ("message posted", post, QUERIES),
        (
            "activities counted (systray)",
            count_activities,
            QUERIES,
        ),
        ("form of a contact", form, QUERIES),
        (
            "telephone of a contact",
            telephone,
            QUERIES,
        ),
        (
            "100 contacts made",
            lambda env, turn: env["res.partner"].create([{"name": f"New {n}"} for n in range(100)]),
            QUERIES,
        ),
        ("contact deleted", lambda env, turn: contacts(env, 1).unlink(), QUERIES),
        ("50 contacts deleted", lambda env, turn: contacts(env, 50).unlink(), QUERIES),
        ("contact archived", lambda env, turn: contacts(env, 1).action_archive(), QUERIES),
        (
            "name search of contacts",
            lambda env, turn: env["res.partner"].name_search("Contact 49"),
            QUERIES,
        ),
        ("user put into a group", groups_of_user, QUERIES),
        ("group given a user", group, QUERIES),
        (
            "language of a user",
            sign,
            QUERIES,
        ),
        (
            "user made",
            lambda env, turn: env["res.users"]
            .with_context(no_reset_password=True)
            .create({"name": "New", "login": f"new{turn}"}),
            QUERIES,
        ),
        (
            "employee made",
            lambda env, turn: env["hr.employee"].create({"name": "New"}),
            QUERIES,
        ),
        (
            "telephone of an employee",
            lambda env, turn: people(env, 1).write({"private_phone": f"{turn}"}),
            QUERIES,
        ),
        (
            "employees moved to a department",
            lambda env, turn: people(env, 50).write(
                {"department_id": env["hr.department"].search([], limit=1).id}
            ),
            GATE,
        ),
        (
            "list of employees",
            list_people,
            QUERIES,
        ),
        # terms follow from it: it is an event, and told
        ("public holiday written", holiday, GATE),
        ("page written", page, QUERIES),
        ("shipped page shown 10 times", rendered(False), QUERIES),
        ("edited page shown 10 times", rendered(True), QUERIES),
        ("badges of five employees", paper, QUERIES),
        (
            "contact by its name alone",
            lambda env, turn: env["res.partner"].name_create("New"),
            QUERIES,
        ),
        ("1,000 contacts imported", imported, QUERIES),
        ("1,000 plain rows deleted", kinds, QUERIES),
        (
            "address of a company",
            lambda env, turn: env.company.sudo().write({"street": f"Street {turn}"}),
            QUERIES,
        ),
        ("name of a department", department, QUERIES),
        ("superior of an employee", superior, QUERIES),
        ("one employee archived", departure(1), GATE),
        ("50 employees archived", departure(50), GATE),
        ("one user archived", lambda env, turn: users(env, 1).action_archive(), GATE),
        ("50 users archived", lambda env, turn: users(env, 50).action_archive(), GATE),
    ]


# -- measuring ------------------------------------------------------------------------------------


class Place:
    """One of the two databases.

    :param str name: of the database
    """

    def __init__(self, name):
        self.cr = Registry(name).cursor()
        self.pid = self.cr._cnx.info.backend_pid
        self.officer = fill(self.env(SUPERUSER_ID))

    def env(self, uid=None):
        return api.Environment(self.cr, uid or self.officer, {"lang": "en_US"})

    def processor(self):
        """Seconds of processor time that Python and the database have used."""
        try:
            with open(f"/proc/{self.pid}/schedstat") as file:
                database = int(file.read().split()[0]) / 1e9
        except OSError:
            database = 0  # on another machine
        return time.process_time() + database

    def measure(self, operation, turn):
        """Do an operation and take it back.

        :return: seconds of processor time and number of queries
        :rtype: tuple
        """
        env = self.env()
        _known = env.user.lang, env.company.name, env.user.has_group("base.group_user")
        queries, before = self.cr.sql_log_count, self.processor()
        operation(env, turn)
        env.flush_all()
        taken = self.processor() - before
        queries = self.cr.sql_log_count - queries
        self.cr.rollback()
        env.registry.reset_changes()
        env.transaction.reset()
        self.cr.precommit.clear()
        self.cr.postcommit.clear()
        return taken, queries


def compare(without, beside, operation):
    """Do an operation here and there in turns.

    :return: seconds without, seconds with, the multiple, queries without and with
    :rtype: tuple
    """
    pairs, queries = [], (0, 0)
    until = time.monotonic() + SECONDS
    for turn in range(1 + MOST):
        if turn > LEAST and time.monotonic() > until:
            break
        order = (without, beside) if turn % 2 else (beside, without)
        taken = {place: place.measure(operation, turn) for place in order}
        if turn:  # the first fills caches
            pairs.append((taken[without][0], taken[beside][0]))
            queries = taken[without][1], taken[beside][1]
    first, second = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for other, one in pairs)
    return first, second, ratio, *queries


def main(env):
    started = time.monotonic()
    places = Place(os.environ["BENCH_WITHOUT"]), Place(env.cr.dbname)
    only = os.environ.get("BENCH_ONLY", "")
    print(
        f"{PEOPLE} people, {CONTACTS:,} contacts, {MESSAGES:,} messages and activities in both"
        f" databases: {time.monotonic() - started:.0f} s; Odoo {odoo.release.version}"
    )
    print(f"{'':<34}{'without':>18}{'with':>18}")
    failed = []
    for title, operation, more in operations():
        if not any(part in title for part in only.split("|")):
            continue
        first, second, ratio, before, after = compare(*places, operation)
        # a departure is asked about: what that may cost is told in queries
        slower = ratio > TIMES and second - first > LEAST_SECONDS
        wrong = after - before > more or (more == QUERIES and slower)
        if wrong:
            failed.append(title)
        print(
            f"{title:<34}{first * 1000:>9.1f} ms{before:>4} q{second * 1000:>10.1f} ms{after:>4} q"
            f"{ratio:>7.2f}x {after - before:>+4} q{'  OVER' if wrong else ''}",
            flush=True,
        )
    if failed:
        raise SystemExit("Over the limit: " + ", ".join(failed))


main(env)  # noqa: F821
