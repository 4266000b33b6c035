"""A destruction that is killed in the middle is finished later, and lies at no time."""

import datetime
import signal
import threading
import time
import xmlrpc.client
from pathlib import Path

import psycopg2
import pytest

from .story import RECORD, SIGNATURE, b64, only
from .story_server import StoryServer

BATCH = "property.archive.destruction"
LINE = "property.archive.destruction.line"
COUNT = 600
MARKER = "MARKER-4c77-killed-in-the-middle"
#: Records that claim to be whole without their file.
LIARS = """
    SELECT r.reference FROM property_archive_record r
      JOIN property_archive_destruction_line l ON l.record_id = r.id
     WHERE r.state NOT IN ('purging', 'destroyed') AND NOT EXISTS (
           SELECT FROM property_archive_enclosure e
             JOIN ir_attachment a ON a.res_model = 'property.archive.enclosure'
              AND a.res_id = e.id AND a.res_field IS NULL
            WHERE e.record_id = r.id)
"""


@pytest.fixture
def server():
    server = StoryServer(Path(__file__).parent.parent)
    try:
        yield server.start()
    finally:
        server.drop()


def _query(server, query, *args):
    connection = psycopg2.connect(dbname=server.db)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, args)
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


def _marked_files(server):
    return [
        path
        for path in server.filestore.rglob("*")
        if path.is_file() and MARKER.encode() in path.read_bytes()
    ]


def _file_records(server):
    """Records with a file each, handed over and filed."""
    clerk, archivist = server.rpc("kefu1"), server.rpc("dangan1")
    head = server.rpc("dangan.zhuguan")
    category = only(clerk, "property.archive.category", [("code", "=", "ZL")], "id")["id"]
    head.call(
        "property.archive.retention.rule",
        "create",
        {"category_id": category, "event": "filed", "period": 1},
    )
    drafts = clerk.call(
        RECORD,
        "create",
        [
            {
                "name": f"质量记录 {number}",
                "category_id": category,
                "medium": "electronic",
                "enclosure_ids": [
                    (0, 0, {"name": "原件", "file": b64(f"{MARKER} {number}".encode())})
                ],
            }
            for number in range(COUNT)
        ],
    )
    handover = clerk.call(RECORD, "action_submit", drafts)["res_id"]
    clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    archivist.call("property.archive.handover", "action_accept_all", [handover])
    archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    return category


def _approve(server, category):
    """A batch of all of them, approved."""
    archivist = server.rpc("dangan1")
    archivist.call(BATCH, "action_propose_due", category_id=category)
    batch = only(archivist, BATCH, [], "id")["id"]
    archivist.call(BATCH, "action_opinion_destroy", [batch])
    archivist.call(BATCH, "action_appraised", [batch])
    partners = [
        client.call("res.users", "read", [client.uid], ["partner_id"])[0]["partner_id"][0]
        for client in (server.rpc("caiwu"), server.rpc("baoan.duizhang"))
    ]
    archivist.call(
        BATCH,
        "write",
        [batch],
        {
            "method": "wipe",
            "executor_id": server.rpc("dangan2").uid,
            "supervisor_ids": [(6, 0, partners)],
        },
    )
    archivist.call(BATCH, "action_submit", [batch])
    for _step in range(2):
        steps = _query(
            server,
            "SELECT u.login FROM property_archive_approval a"
            " JOIN property_archive_approval_user_rel r ON r.approval_id = a.id"
            " JOIN res_users u ON u.id = r.user_id"
            " WHERE a.state = 'pending' AND a.res_model = %s",
            BATCH,
        )
        server.rpc(steps[0]).call(BATCH, "action_approve", [batch])
    return batch


def _kill_in_the_middle(server, batch):
    """Execute, and kill -9 as soon as some are destroyed and some are not."""

    def execute():
        try:
            server.rpc("dangan2").call(BATCH, "action_execute", [batch])
        except (OSError, xmlrpc.client.Error):
            pass  # killed under the call

    thread = threading.Thread(target=execute)
    thread.start()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        states = _query(server, "SELECT DISTINCT state FROM property_archive_destruction_line")
        assert not _query(server, LIARS)
        if "destroyed" in states:
            server._process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    server._process.wait()
    server._process = None
    thread.join(60)


def test_killed_and_started_again(server):
    category = _file_records(server)
    later = datetime.datetime.combine(
        datetime.date.today() + datetime.timedelta(days=400), datetime.time(3)
    )
    server.restart(at=later)
    batch = _approve(server, category)
    assert len(_marked_files(server)) == COUNT
    server.restart(at=later + datetime.timedelta(days=8))
    people = ("dangan2", "caiwu", "baoan.duizhang")
    for login in people:
        server.rpc(login).call(BATCH, "action_sign", [batch], SIGNATURE)
    _kill_in_the_middle(server, batch)

    left = _query(
        server,
        "SELECT id FROM property_archive_destruction_line WHERE state = 'purging'",
    )
    assert left, "killed too late to prove anything"
    assert not _query(server, LIARS)
    assert _marked_files(server)

    server.start(at=later + datetime.timedelta(days=8, hours=1))
    executor = server.rpc("dangan2")
    for _attempt in range(20):
        if not executor.call(
            LINE,
            "search_count",
            [("destruction_id", "=", batch), ("state", "=", "purging")],
        ):
            break
        executor.call(BATCH, "action_continue", [batch])
    states = _query(
        server,
        "SELECT DISTINCT r.state FROM property_archive_record r"
        " JOIN property_archive_destruction_line l ON l.record_id = r.id",
    )
    assert states == ["destroyed"]
    assert not _marked_files(server)
    for login in people:
        server.rpc(login).call(BATCH, "action_sign", [batch], SIGNATURE)
    assert executor.call(BATCH, "read", [batch], ["state"])[0]["state"] == "done"
