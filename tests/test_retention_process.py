"""Retention on a running server: traces, two at once, and an uninstallation."""

import subprocess
import threading
import xmlrpc.client

import pytest

from .destruction_story import (
    BATCH,
    EXECUTOR,
    HOLD,
    REQUESTER,
    approve,
    file_records,
    finish,
    make_rule,
    marked_files,
    name_people,
    person,
    propose,
    query,
    sign,
)
from .story import RECORD, only, refused

MARKER = "MARKER-d81f-leaves-no-trace"
#: Records that are both gone and held.
CONTRADICTIONS = """
    SELECT r.reference FROM property_archive_record r
     WHERE r.state IN ('purging', 'destroyed') AND r.hold_count > 0
"""


@pytest.fixture(scope="module")
def server(story_server):
    """A server where quality records are due at once and nothing waits."""
    make_rule(story_server, "ZL", event="date", period=1)
    admin = person(story_server, "admin")
    companies = admin.call("res.company", "search", [])
    admin.call("res.company", "write", companies, {"archive_destruction_wait": 0})
    return story_server


def _ready(server, contents):
    """A batch that all have signed, of records with these contents; both ids."""
    category = only(
        person(server, REQUESTER), "property.archive.category", [("code", "=", "ZL")], "id"
    )["id"]
    records = file_records(server, category, contents, retention_date="2020-01-01")
    _chat(server, records[0])
    batch = propose(server, category)
    name_people(server, batch)
    approve(server, batch)
    sign(server, batch)
    return batch, records


def _chat(server, record):
    """A message to somebody, and a note with a deadline, about a record."""
    archivist, clerk = person(server, REQUESTER), person(server, "kefu1")
    partner = clerk.call("res.users", "read", [clerk.uid], ["partner_id"])[0]["partner_id"][0]
    archivist.call(
        RECORD,
        "message_post",
        [record],
        body=f"{MARKER} in the chatter",
        partner_ids=[partner],
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    archivist.call(
        RECORD,
        "activity_schedule",
        [record],
        "mail.mail_activity_data_todo",
        "2030-01-01",
        "",
        f"{MARKER} to do",
    )


def _dump(server):
    """The whole database as text."""
    return subprocess.run(["pg_dump", server.db], check=True, capture_output=True).stdout


def _at_once(*calls):
    """Call each in a thread of its own, at the same moment; the errors that came back."""
    gate, errors = threading.Barrier(len(calls)), []

    def run(call):
        gate.wait(30)
        try:
            call()
        except xmlrpc.client.Fault as fault:
            errors.append(fault.faultString)

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return errors


@pytest.fixture(params=["file", "db"])
def location(server, request):
    """Where the files are kept, for one test."""
    place = ("ir.config_parameter", "set_param", "ir_attachment.location")
    person(server, "admin").call(*place, request.param)
    yield request.param
    person(server, "admin").call(*place, "file")


def test_no_trace_is_left(server, location):
    batch, records = _ready(server, [f"{MARKER} {location}", "second"])
    in_store = marked_files(server, MARKER)
    dump = _dump(server)
    assert MARKER.encode() in dump
    assert bool(in_store) == (location == "file")
    assert (MARKER.encode().hex().encode() in dump) == (location == "db")
    person(server, EXECUTOR).call(BATCH, "action_execute", [batch])
    finish(server, batch)
    assert set(
        query(server, "SELECT state FROM property_archive_record WHERE id = ANY(%s)", records)
    ) == {"destroyed"}
    assert not marked_files(server, MARKER)
    dump = _dump(server)
    for trace in (MARKER.encode(), MARKER.encode().hex().encode()):
        lines = [line[:300] for line in dump.splitlines() if trace in line]
        assert not lines, lines
    sign(server, batch)


def test_executed_twice_at_once(server):
    batch, records = _ready(server, [f"twice {number}" for number in range(40)])
    first, second = server.rpc(EXECUTOR), server.rpc(EXECUTOR)
    errors = _at_once(
        lambda: first.call(BATCH, "action_execute", [batch]),
        lambda: second.call(BATCH, "action_execute", [batch]),
    )
    assert len(errors) == 1, errors
    finish(server, batch)
    for action in ("destruction_started", "destroyed"):
        logged = query(
            server,
            "SELECT res_id FROM property_archive_log WHERE action = %s AND res_model = %s"
            " AND res_id = ANY(%s)",
            action,
            RECORD,
            records,
        )
        assert sorted(logged) == sorted(records), action


def test_a_hold_and_a_destruction_at_once(server):
    outcomes = set()
    for attempt in range(4):
        batch, records = _ready(server, [f"race {attempt} {number}" for number in range(10)])
        requester, executor = person(server, REQUESTER), person(server, EXECUTOR)
        hold = requester.call(
            HOLD,
            "create",
            {"reason": "诉讼", "date_review": "2030-01-01", "seed_ids": [(6, 0, records)]},
        )
        _at_once(
            lambda client=requester, hold=hold: client.call(HOLD, "action_place", [hold]),
            lambda client=executor, batch=batch: client.call(BATCH, "action_execute", [batch]),
        )
        finish(server, batch)
        assert not query(server, CONTRADICTIONS)
        states = set(
            query(
                server,
                "SELECT state || ' ' || (COALESCE(hold_count, 0) > 0)"
                " FROM property_archive_record WHERE id = ANY(%s)",
                records,
            )
        )
        # all of them went, or all of them are held
        assert len(states) == 1 and states <= {"destroyed false", "filed true"}, states
        outcomes |= states
    assert outcomes


def test_uninstalled(server):
    batch, destroyed = _ready(server, ["gone for good"])
    person(server, EXECUTOR).call(BATCH, "action_execute", [batch])
    finish(server, batch)
    archivist, admin = person(server, REQUESTER), person(server, "admin")
    names = ["reference", "name", "state", "date_destroyed", "disposal_note"]
    before = archivist.call(RECORD, "read", destroyed, names)
    assert before and all(all(record.values()) for record in before)
    logged = query(server, "SELECT count(*) FROM property_archive_log WHERE action = 'destroyed'")
    held = file_records(
        server,
        only(archivist, "property.archive.category", [("code", "=", "ZL")], "id")["id"],
        ["held"],
    )
    hold = archivist.call(
        HOLD,
        "create",
        {"reason": "审计", "date_review": "2030-01-01", "seed_ids": [(6, 0, held)]},
    )
    archivist.call(HOLD, "action_place", [hold])
    module = only(admin, "ir.module.module", [("name", "=", "property_archive_retention")], "id")
    uninstall = ("ir.module.module", "button_immediate_uninstall", [module["id"]])
    with refused("DJ/"):
        admin.call(*uninstall)
    assert only(archivist, HOLD, [("id", "=", hold)], "state")["state"] == "active"
    for open_hold in archivist.call(HOLD, "search", [("state", "=", "active")]):
        archivist.call(HOLD, "action_lift", [open_hold], "结案")
        person(server, "dangan.zhuguan").call(HOLD, "action_approve", [open_hold])
    for batch in archivist.call(BATCH, "search", [("state", "=", "executing")]):
        sign(server, batch)
    admin.call(*uninstall)
    assert not query(server, "SELECT to_regclass('property_archive_destruction')::text")[0]
    assert archivist.call(RECORD, "read", destroyed, names) == before
    assert logged == query(
        server, "SELECT count(*) FROM property_archive_log WHERE action = 'destroyed'"
    )
