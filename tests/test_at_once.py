"""Two people act on the same thing at the same moment: nothing is lost between them."""

import hashlib

import pytest

from .at_once import execute, scalar, side_by_side
from .story import RECORD, SIGNATURE, only, xmlid

LOAN, LINE = "property.archive.loan", "property.archive.loan.line"
CLEARANCE = "property.archive.clearance"
INCIDENT, PENALTY = "property.archive.incident", "property.archive.penalty"
DISCHARGE, DESTRUCTION = "property.archive.discharge", "property.archive.destruction"
HANDOVER, CHECK = "property.archive.handover", "property.archive.check"


class Archive:
    """The people of the company, and what the tests begin with."""

    def __init__(self, server):
        self.server = server
        self.clerk, self.desk, self.second = map(server.rpc, ("kefu1", "dangan1", "dangan2"))
        self.hr, self.head = server.rpc("hr"), server.rpc("dangan.zhuguan")
        self.engineers = server.rpc("gongcheng.jingli")
        self.department = only(
            self.hr, "hr.department", [("manager_id.user_id.login", "=", "gongcheng.jingli")], "id"
        )["id"]

    def filed(self):
        """A filed service file that everybody sees, in its place."""
        category = only(self.clerk, "property.archive.category", [("code", "=", "WY-FW")], "id")
        draft = self.clerk.call(
            RECORD,
            "create",
            {
                "name": "电梯维修记录",
                "category_id": category["id"],
                "scope": "company",
                "page_count": 12,
                "enclosure_ids": [(0, 0, {"name": "正文", "present": True})],
            },
        )
        # what the category asks for stands on the checklist, whatever the giver names
        pieces = self.clerk.call(
            "property.archive.enclosure", "search", [("record_id", "=", draft)]
        )
        self.clerk.call("property.archive.enclosure", "write", pieces, {"present": True})
        handover = self.clerk.call(RECORD, "action_submit", [draft])["res_id"]
        self.clerk.call(HANDOVER, "action_sign", [handover], SIGNATURE)
        place = only(self.desk, "property.archive.location", [("barcode", "=", "DA-G1-1-A")], "id")
        lines = self.desk.call(f"{HANDOVER}.line", "search", [("handover_id", "=", handover)])
        self.desk.call(f"{HANDOVER}.line", "write", lines, {"location_id": place["id"]})
        self.desk.call(HANDOVER, "action_accept_all", [handover])
        self.desk.call(HANDOVER, "action_sign", [handover], SIGNATURE)
        return draft

    def people(self, *names):
        """Employees of engineering without a user of their own."""
        return self.hr.call(
            "hr.employee",
            "create",
            [{"name": name, "department_id": self.department} for name in names],
        )

    def asked(self, record, *people):
        """Draft requests of these people to borrow a record, entered at the desk."""
        return self.second.call(
            LOAN,
            "create",
            [
                {
                    "employee_id": person,
                    "kind": "borrow",
                    "purpose": "抢修",
                    "line_ids": [(0, 0, {"requested_record_id": record})],
                }
                for person in people
            ],
        )

    def requested(self, record, *people):
        """Lines that wait for the head of engineering."""
        loans = self.asked(record, *people)
        self.second.call(LOAN, "action_submit", loans)
        return self.second.call(LINE, "search", [("loan_id", "in", loans)], order="id")

    def hand_out(self, line):
        return self.desk.twin().call(
            LINE, "action_hand_out", [line], 12, "完好", SIGNATURE, SIGNATURE
        )

    def take_back(self, line):
        return self.desk.twin().call(
            LINE, "action_take_back", [line], 12, "完好", SIGNATURE, SIGNATURE
        )

    def hold(self, table, *ids):
        """The statement that holds rows, for :func:`side_by_side`."""
        return f"SELECT FROM {table} WHERE id = ANY(%s) FOR UPDATE", (list(ids),)

    def state(self, table, row):
        return scalar(self.server, f"SELECT state FROM {table} WHERE id = %s", row)


@pytest.fixture(scope="module")
def archive(story_server):
    return Archive(story_server)


# -- lending ---------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["back", "approved"])
def test_it_comes_back_while_somebody_gets_in_line(archive, first):
    """Whoever waits is called, and waits for nothing that lies in its place (D8)."""
    record = archive.filed()
    out, next_one = archive.requested(record, *archive.people("张一", "李二"))
    archive.engineers.call(LINE, "action_approve", [out])
    archive.hand_out(out)
    calls = {
        "back": lambda: archive.take_back(out),
        "approved": lambda: archive.engineers.call(LINE, "action_approve", [next_one]),
    }
    outcomes = side_by_side(
        archive.server,
        archive.hold("property_archive_record", record),
        {name: calls[name] for name in sorted(calls, key=lambda name: name != first)},
    )
    assert outcomes == {"back": None, "approved": None}
    assert archive.state("property_archive_loan_line", next_one) == "approved"
    archive.hand_out(next_one)


def test_a_request_in_words_is_sent_twice(archive):
    """A double click, or two windows: the second is told of the first (D6)."""
    other, person = archive.people("吴八", "王三")
    # the first of the year makes whoever comes at the same moment begin again
    archive.requested(archive.filed(), other)
    category = only(archive.desk, "property.archive.category", [("code", "=", "WY-FW")], "id")
    loans = archive.second.call(
        LOAN,
        "create",
        [
            {
                "employee_id": person,
                "kind": "borrow",
                "purpose": "抢修",
                "line_ids": [
                    (0, 0, {"category_id": category["id"], "requested_subject": "三号电梯"})
                ],
            }
        ]
        * 2,
    )
    outcomes = side_by_side(
        archive.server,
        archive.hold("property_archive_loan", *loans),
        {
            loan: lambda loan=loan: archive.second.twin().call(LOAN, "action_submit", [loan])
            for loan in loans
        },
    )
    refusals = [text for text in outcomes.values() if text]
    assert len(refusals) == 1, outcomes
    assert "JY/" in refusals[0]


# -- leaving ---------------------------------------------------------------------------------


def _certificate(archive, person):
    return archive.hr.call(DISCHARGE, "create", [{"employee_id": person}])


@pytest.mark.parametrize("first", ["confirm", "hand out"])
def test_handed_out_while_the_certificate_is_confirmed(archive, first):
    """What is certified to be settled is settled (F3)."""
    record = archive.filed()
    (person,) = archive.people("赵四")
    (line,) = archive.requested(record, person)
    archive.engineers.call(LINE, "action_approve", [line])
    discharge = _certificate(archive, person)
    calls = {
        "confirm": lambda: archive.hr.call(DISCHARGE, "action_confirm", discharge),
        "hand out": lambda: archive.hand_out(line),
    }
    outcomes = side_by_side(
        archive.server,
        archive.hold("hr_employee", person),
        {name: calls[name] for name in sorted(calls, key=lambda name: name != first)},
    )
    assert [name for name, fault in outcomes.items() if not fault] == [first], outcomes


def _leave(archive, user, employee):
    archive.hr.call("hr.employee", "write", [employee], {"active": False})


def _suspend(archive, user, employee):
    archive.hr.call("res.users", "action_archive_suspend", [user], "调查")


@pytest.mark.parametrize("granted_first", [True, False])
@pytest.mark.parametrize("stop", [_leave, _suspend])
def test_cleared_while_they_are_stopped(archive, stop, granted_first):
    """Whoever goes has no clearance, one that was just given included (B2)."""
    login = f"leaver{stop.__name__}{granted_first}"
    (employee,) = archive.people(login)
    user = archive.server.rpc("admin").call(
        "res.users",
        "create",
        {"name": login, "login": login, "employee_ids": [(6, 0, [employee])]},
    )
    executive = archive.server.rpc("fuzong")
    level = only(executive, "property.archive.level", [("code", "=", "MM")], "id")["id"]
    clearance = executive.call(
        CLEARANCE,
        "create",
        {
            "user_id": user,
            "level_id": level,
            "agreement": SIGNATURE,
            "date_end": "2099-12-31",
            "date_start": "2098-01-01",
        },
    )
    calls = {
        True: lambda: executive.call(CLEARANCE, "action_grant", [clearance]),
        False: lambda: stop(archive, user, employee),
    }
    outcomes = side_by_side(
        archive.server,
        archive.hold("hr_employee", employee),
        {granted: calls[granted] for granted in (granted_first, not granted_first)},
    )
    assert outcomes[False] is None, outcomes
    assert bool(outcomes[True]) != granted_first, outcomes
    assert archive.state("property_archive_clearance", clearance) != "granted"


@pytest.mark.parametrize("first", ["by hand", "planned"])
def test_a_certificate_is_begun_while_the_departure_is_planned(archive, first):
    """There is one certificate, and HR enters the date without an error (F2)."""
    record = archive.filed()
    (person,) = archive.people("冯九")
    (line,) = archive.requested(record, person)
    archive.engineers.call(LINE, "action_approve", [line])
    archive.hand_out(line)
    calls = {
        "by hand": lambda: archive.desk.call(DISCHARGE, "create", [{"employee_id": person}]),
        "planned": lambda: archive.hr.call(
            "hr.employee", "write", [person], {"departure_date": "2099-12-31"}
        ),
    }
    outcomes = side_by_side(
        archive.server,
        archive.hold("hr_employee", person),
        {name: calls[name] for name in sorted(calls, key=lambda name: name != first)},
    )
    assert not outcomes["planned"], outcomes
    assert "QT/" in (outcomes["by hand"] or "QT/")
    count = "SELECT count(*) FROM property_archive_discharge WHERE employee_id = %s"
    assert scalar(archive.server, count, person) == 1


def test_the_last_two_sign_a_certificate(archive):
    """With the third signature it is done, whoever gives it (F3)."""
    (person,) = archive.people("钱五")
    discharge = _certificate(archive, person)
    archive.hr.call(DISCHARGE, "action_confirm", discharge)
    archive.desk.call(DISCHARGE, "action_sign", discharge, SIGNATURE, "employee")
    outcomes = side_by_side(
        archive.server,
        archive.hold("property_archive_discharge", *discharge),
        {
            client.login: lambda client=client: client.call(
                DISCHARGE, "action_sign", discharge, SIGNATURE
            )
            for client in (archive.second, archive.engineers)
        },
    )
    assert set(outcomes.values()) == {None}, outcomes
    assert archive.state("property_archive_discharge", discharge[0]) == "done"


# -- incidents -------------------------------------------------------------------------------


def test_the_last_two_penalties_of_an_incident(archive):
    """An incident with nothing left to decide is closed, whoever decided last (D11)."""
    people = archive.people("孙六", "周七")
    (incident,) = archive.hr.call(
        INCIDENT,
        "create",
        [
            {
                "kind": "incomplete",
                "date_occurred": "2024-06-10 04:00:00",
                "report": "登记有误",
                "person_ids": [(0, 0, {"employee_id": person}) for person in people],
            }
        ],
    )
    archive.hr.call(INCIDENT, "action_report", [incident])
    # HR opened it, so the other of those whom the company names decides
    archive.server.rpc("kefu.jingli").call(INCIDENT, "action_decide", [incident], "扣款")
    penalties = archive.hr.call(PENALTY, "search", [("incident_id", "=", incident)])
    assert len(penalties) == 2
    outcomes = side_by_side(
        archive.server,
        archive.hold("property_archive_penalty", *penalties),
        {
            penalty: lambda client=client, penalty=penalty: client.call(
                PENALTY, "action_decide", [penalty]
            )
            for client, penalty in zip((archive.hr, archive.head), penalties, strict=True)
        },
    )
    assert set(outcomes.values()) == {None}, outcomes
    assert archive.state("property_archive_incident", incident) == "closed"


# -- destruction -----------------------------------------------------------------------------


def _batch(archive, **vals):
    """A batch, its executor and its supervisors, each as a client."""
    supervisors = [archive.server.rpc(login) for login in ("caiwu", "baoan.duizhang")]
    partners = [
        client.call("res.users", "read", [client.uid], ["partner_id"])[0]["partner_id"][0]
        for client in supervisors
    ]
    (batch,) = archive.desk.call(
        DESTRUCTION,
        "create",
        [{"executor_id": archive.second.uid, "supervisor_ids": [(6, 0, partners)], **vals}],
    )
    return batch, archive.second, supervisors


def test_the_last_two_sign_what_was_destroyed(archive):
    """The certificate is complete with the last signature, whoever gives it (E4, E6)."""
    batch, executor, supervisors = _batch(archive)
    execute(
        archive.server,
        "UPDATE property_archive_destruction SET state = 'executing', certificate_number = 'X'"
        " WHERE id = %s",
        batch,
    )
    executor.call(DESTRUCTION, "action_sign", [batch], SIGNATURE)
    outcomes = side_by_side(
        archive.server,
        archive.hold("property_archive_destruction", batch),
        {
            client.login: lambda client=client: client.call(
                DESTRUCTION, "action_sign", [batch], SIGNATURE
            )
            for client in supervisors
        },
    )
    assert set(outcomes.values()) == {None}, outcomes
    assert archive.state("property_archive_destruction", batch) == "done"


def _to_be_destroyed(archive, record):
    """A batch with this record that was approved and signed, and its executor."""
    execute(
        archive.server,
        "UPDATE property_archive_record SET date_retention_due = '2020-01-01',"
        " retention_permanent = FALSE, retention_action = 'destroy' WHERE id = %s",
        record,
    )
    batch, executor, supervisors = _batch(archive, method="shred", reason="到期")
    archive.desk.call(DESTRUCTION, "action_add_records", [batch], [record])
    execute(
        archive.server,
        "UPDATE property_archive_destruction_line SET state = 'approved', fingerprint = %s"
        " WHERE destruction_id = %s",
        hashlib.sha256(b"").hexdigest(),
        batch,
    )
    execute(
        archive.server,
        "UPDATE property_archive_destruction SET state = 'approved' WHERE id = %s",
        batch,
    )
    for client in (executor, *supervisors):
        client.call(DESTRUCTION, "action_sign", [batch], SIGNATURE)
    return batch, executor


def _open_an_incident(archive, record):
    archive.hr.call(INCIDENT, "create", [{"kind": "alteration", "record_ids": [(6, 0, [record])]}])


def _hand_over(archive, record):
    wizards = "property.archive.handover.wizard"
    receiver = archive.server.rpc("kefu2").uid
    wizard = archive.clerk.call(wizards, "create", {"kind": "succession", "receiver_id": receiver})
    archive.clerk.call(wizards, "action_confirm", [wizard], context={"active_ids": [record]})


@pytest.mark.parametrize("act", [_open_an_incident, _hand_over])
def test_destroyed_while_something_begins_with_it(archive, act):
    """What an incident is open about, or a handover lists, is not destroyed (E5)."""
    record = archive.filed()
    batch, executor = _to_be_destroyed(archive, record)
    outcomes = side_by_side(
        archive.server,
        archive.hold("property_archive_record", record),
        {
            "begun": lambda: act(archive, record),
            "destroyed": lambda: executor.call(DESTRUCTION, "action_execute", [batch]),
        },
    )
    assert set(outcomes.values()) == {None}, outcomes
    assert archive.state("property_archive_record", record) == "filed"
    assert archive.state("property_archive_destruction", batch) == "cancelled"


# -- stock checks ----------------------------------------------------------------------------


@pytest.fixture
def counting(archive):
    """A stock check of a cabinet with one record, which nobody found, about to be closed."""
    cabinet = archive.desk.call(
        "property.archive.location", "create", {"name": "清点柜", "kind": "cabinet"}
    )
    record = archive.filed()
    archive.desk.call(RECORD, "action_move", [record], cabinet)
    check = archive.desk.call(CHECK, "create", {"scope": "place", "location_id": cabinet})
    archive.desk.call(CHECK, "action_start", [check])
    archive.desk.call(CHECK, "action_rest_missing", [check])
    return check, cabinet, record


def _scan_and_close(archive, counting, record, rows):
    """Scan a record in the cabinet of a check that somebody else closes."""
    check, cabinet, _expected = counting
    code = archive.desk.call(RECORD, "read", [record], ["reference"])[0]["reference"]
    return side_by_side(
        archive.server,
        rows,
        {
            "scanned": lambda: archive.second.call(CHECK, "action_scan", [check], code, cabinet),
            "closed": lambda: archive.desk.call(CHECK, "action_close", [check]),
        },
    )


def test_found_while_the_check_is_closed(archive, counting):
    """What somebody just finds is neither missing nor a loss (C3)."""
    check, _cabinet, record = counting
    lines = archive.desk.call(f"{CHECK}.line", "search", [("check_id", "=", check)])
    rows = archive.hold("property_archive_check_line", *lines)
    outcomes = _scan_and_close(archive, counting, record, rows)
    assert outcomes == {"scanned": None, "closed": None}
    assert archive.state("property_archive_check", check) == "done"
    (row,) = archive.desk.call(RECORD, "read", [record], ["availability", "date_checked"])
    assert row["availability"] == "in"
    assert row["date_checked"]


def test_a_surprise_while_the_check_is_closed(archive, counting):
    """What lies there and belongs elsewhere is shown where it lies (C3)."""
    check, cabinet, _record = counting
    other = archive.filed()
    rows = archive.hold("property_archive_check", check)
    outcomes = _scan_and_close(archive, counting, other, rows)
    assert outcomes == {"scanned": None, "closed": None}
    (row,) = archive.desk.call(RECORD, "read", [other], ["away_location_id"])
    assert row["away_location_id"] and row["away_location_id"][0] == cabinet


# -- the log ---------------------------------------------------------------------------------


def test_the_log_is_sealed_while_somebody_verifies_it(archive):
    """Both want to seal what is new: the later one finds it sealed (B6)."""
    admin, wizards = archive.server.rpc("admin"), "property.archive.log.head.wizard"
    job = xmlid(admin, "property_archive.ir_cron_log_seal")
    archive.filed()
    admin.call("ir.cron", "method_direct_trigger", [job])
    wizard = archive.head.call(wizards, "create", {})
    noted = archive.head.call(wizards, "read", [wizard], ["current"])[0]["current"]
    archive.head.call(wizards, "write", [wizard], {"noted": noted})
    archive.filed()
    outcomes = side_by_side(
        archive.server,
        ("LOCK property_archive_log_head_wizard IN ACCESS EXCLUSIVE MODE",),
        {
            "verified": lambda: archive.head.call(wizards, "action_compare", [wizard]),
            "sealed": lambda: admin.call("ir.cron", "method_direct_trigger", [job]),
        },
    )
    assert outcomes == {"verified": None, "sealed": None}
