"""Fifty archivists hand out one record at the same moment: one loan, fifty answers."""

import re
import threading
import xmlrpc.client

from .story import RECORD, SIGNATURE, only

COUNT = 50
LOAN = "property.archive.loan"
LINE = "property.archive.loan.line"


def _filed(server):
    """A filed service file that everybody sees."""
    clerk, archivist = server.rpc("kefu1"), server.rpc("dangan1")
    category = only(clerk, "property.archive.category", [("code", "=", "WY-FW")], "id")["id"]
    draft = clerk.call(
        RECORD,
        "create",
        {"name": "电梯维修记录", "category_id": category, "scope": "company", "page_count": 12},
    )
    pieces = clerk.call("property.archive.enclosure", "search", [("record_id", "=", draft)])
    if pieces:
        clerk.call("property.archive.enclosure", "write", pieces, {"present": True})
    else:
        clerk.call(RECORD, "write", [draft], {"enclosure_ids": [(0, 0, {"name": "正文"})]})
    handover = clerk.call(RECORD, "action_submit", [draft])["res_id"]
    clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    place = only(archivist, "property.archive.location", [("barcode", "=", "DA-G1-1-A")], "id")[
        "id"
    ]
    lines = archivist.call(
        "property.archive.handover.line", "search", [("handover_id", "=", handover)]
    )
    archivist.call("property.archive.handover.line", "write", lines, {"location_id": place})
    archivist.call("property.archive.handover", "action_accept_all", [handover])
    archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    return draft


def _approved(server, record):
    """As many people as there will be hand-outs, each with an approved request."""
    hr, desk = server.rpc("hr"), server.rpc("dangan2")
    head = server.rpc("gongcheng.jingli")
    department = only(
        hr, "hr.department", [("manager_id.user_id.login", "=", "gongcheng.jingli")], "id"
    )
    people = hr.call(
        "hr.employee",
        "create",
        [{"name": f"工程 {n}", "department_id": department["id"]} for n in range(COUNT)],
    )
    loans = desk.call(
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
    desk.call(LOAN, "action_submit", loans)
    lines = head.call(LINE, "search", [("can_approve", "=", True)])
    head.call(LINE, "action_approve", lines)
    assert len(lines) == COUNT
    return lines


def test_fifty_at_once_give_one_loan(story_server):
    record = _filed(story_server)
    lines = _approved(story_server, record)
    desk = story_server.rpc("dangan1")
    clients = [desk.twin() for _line in lines]
    start, answers = threading.Barrier(COUNT), []

    def hand_out(client, line):
        start.wait()
        try:
            client.call(
                LINE,
                "action_hand_out",
                [line],
                page_count=12,
                condition="完好",
                borrower_signature=SIGNATURE,
                archivist_signature=SIGNATURE,
            )
            answers.append("out")
        except xmlrpc.client.Fault as fault:
            answers.append(fault.faultString)

    threads = [
        threading.Thread(target=hand_out, args=pair) for pair in zip(clients, lines, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(answers) == COUNT
    assert answers.count("out") == 1
    refusals = [answer for answer in answers if answer != "out"]
    # a sentence that names the loan, and no page full of code
    assert all(re.search(r"JY/\d{4}/\d+", answer) for answer in refusals), refusals[0]
    assert not [answer for answer in refusals if "Traceback" in answer]
    states = story_server.rpc("dangan1").call(LINE, "search_read", [("id", "in", lines)], ["state"])
    assert sorted(line["state"] for line in states).count("out") == 1
