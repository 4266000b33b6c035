"""Two people act on the same thing at the same moment: nothing is lost between them."""

import pytest

from .at_once import execute, scalar, side_by_side
from .story import RECORD, SIGNATURE, only

LOAN, LINE = "property.archive.loan", "property.archive.loan.line"
INCIDENT, PENALTY = "property.archive.incident", "property.archive.penalty"
DISCHARGE, DESTRUCTION = "property.archive.discharge", "property.archive.destruction"
HANDOVER = "property.archive.handover"


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
    archive.head.call(INCIDENT, "action_decide", [incident], "扣款")
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


def test_the_last_two_sign_what_was_destroyed(archive):
    """The certificate is complete with the last signature, whoever gives it (E4, E6)."""
    supervisors = [archive.server.rpc(login) for login in ("caiwu", "baoan.duizhang")]
    partners = [
        client.call("res.users", "read", [client.uid], ["partner_id"])[0]["partner_id"][0]
        for client in supervisors
    ]
    (batch,) = archive.desk.call(
        DESTRUCTION,
        "create",
        [{"executor_id": archive.second.uid, "supervisor_ids": [(6, 0, partners)]}],
    )
    execute(
        archive.server,
        "UPDATE property_archive_destruction SET state = 'executing', certificate_number = 'X'"
        " WHERE id = %s",
        batch,
    )
    archive.second.call(DESTRUCTION, "action_sign", [batch], SIGNATURE)
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
