"""Handing out and leaving, and two decisions about one person, at the same moment."""

import pytest

from .at_once import scalar, side_by_side
from .story import RECORD, SIGNATURE, only

LINE = "property.archive.loan.line"
INCIDENT = "property.archive.incident"


def _approved_loan(server, login):
    """A loan of a company record that waits at the desk for this borrower."""
    borrower = server.rpc(login)
    clerk, archivist = server.rpc("kefu1"), server.rpc("dangan1")
    category = only(clerk, "property.archive.category", [("code", "=", "WY-FW")], "id")["id"]
    draft = clerk.call(
        RECORD,
        "create",
        [
            {
                "name": "服务档案",
                "category_id": category,
                "scope": "company",
                "page_count": 3,
                "enclosure_ids": [(0, 0, {"name": "原件", "present": True})],
            }
        ],
    )
    # what the category asks for stands on the checklist, whatever the giver names
    pieces = clerk.call("property.archive.enclosure", "search", [("record_id", "in", draft)])
    clerk.call("property.archive.enclosure", "write", pieces, {"present": True})
    handover = clerk.call(RECORD, "action_submit", draft)["res_id"]
    clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    place = archivist.call(
        "property.archive.location",
        "search",
        [("lockable", "=", True), ("kind", "=", "cabinet")],
        limit=1,
    )[0]
    lines = archivist.call(
        "property.archive.handover.line", "search", [("handover_id", "=", handover)]
    )
    archivist.call("property.archive.handover.line", "write", lines, {"location_id": place})
    archivist.call("property.archive.handover", "action_accept_all", [handover])
    archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    loan = borrower.call(
        "property.archive.loan",
        "create",
        [
            {
                "kind": "borrow",
                "purpose": "维修",
                "line_ids": [(0, 0, {"requested_record_id": draft[0]})],
            }
        ],
    )
    borrower.call("property.archive.loan", "action_submit", loan)
    line = borrower.call(LINE, "search", [("loan_id", "in", loan)])
    head = scalar(
        server,
        "SELECT u.login FROM property_archive_approval a"
        " JOIN property_archive_approval_user_rel r ON r.approval_id = a.id"
        " JOIN res_users u ON u.id = r.user_id"
        " WHERE a.res_model = %s AND a.res_id = %s AND a.state = 'pending'",
        LINE,
        line[0],
    )
    server.rpc(head).call(LINE, "action_approve", line)
    return line


def _at_once(server, employee, **calls):
    """Let the calls begin side by side: each comes to the employee's row."""
    rows = "SELECT FROM hr_employee WHERE id = %s FOR UPDATE", (employee,)
    return side_by_side(server, rows, calls)


@pytest.mark.parametrize("login", ["gongcheng1", "gongcheng2"])
def test_hand_out_while_the_departure_is_confirmed(story_server, login):
    server = story_server
    line = _approved_loan(server, login)
    hr, desk = server.rpc("hr"), server.rpc("dangan1")
    employee = scalar(
        server,
        "SELECT e.id FROM hr_employee e JOIN res_users u ON u.id = e.user_id WHERE u.login = %s",
        login,
    )
    outcomes = _at_once(
        server,
        employee,
        hand_out=lambda: desk.call(LINE, "action_hand_out", line, 3, "good", SIGNATURE, SIGNATURE),
        leave=lambda: hr.call("hr.employee", "write", [employee], {"active": False}),
    )
    gone = not scalar(server, "SELECT active FROM hr_employee WHERE id = %s", employee)
    state = scalar(server, "SELECT state FROM property_archive_loan_line WHERE id = %s", line[0])
    refused = {name: text for name, text in outcomes.items() if text}
    assert len(refused) == 1, outcomes
    if gone:
        assert state == "cancelled"
        assert "hand_out" in refused
    else:
        assert state == "out"
        assert "JY/" in refused["leave"], refused


def _reported_incident(server, employee):
    """An incident this employee answers for, which waits for another than HR."""
    hr = server.rpc("hr")
    incident = hr.call(
        INCIDENT,
        "create",
        [
            {
                "kind": "incomplete",
                "date_occurred": "2024-06-10 04:00:00",
                "report": "登记有误",
                "person_ids": [(0, 0, {"employee_id": employee})],
            }
        ],
    )
    hr.call(INCIDENT, "action_report", incident)
    return incident[0]


def test_two_cases_of_one_person_decided_at_once(story_server):
    """Each is another case of the month: what doubles from the second case doubles (D11)."""
    server = story_server
    employee = scalar(
        server,
        "SELECT e.id FROM hr_employee e JOIN res_users u ON u.id = e.user_id WHERE u.login = %s",
        "kefu2",
    )
    incidents = [_reported_incident(server, employee) for _number in range(2)]
    decider = server.rpc("kefu.jingli")

    def decide(incident):
        client = decider.twin()
        return lambda: client.call(INCIDENT, "action_decide", [incident], "扣款")

    outcomes = _at_once(
        server,
        employee,
        first=decide(incidents[0]),
        second=decide(incidents[1]),
    )
    assert outcomes == {"first": None, "second": None}
    cases = [
        scalar(
            server,
            "SELECT min(case_number) FROM property_archive_penalty WHERE incident_id = %s",
            incident,
        )
        for incident in incidents
    ]
    assert sorted(cases) == [1, 2]
