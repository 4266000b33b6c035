"""A destruction that is killed in the middle is finished later, and lies at no time."""

import datetime
import signal
import threading
import time
import xmlrpc.client
from pathlib import Path

import pytest

from .destruction_story import (
    BATCH,
    EXECUTOR,
    approve,
    file_records,
    finish,
    make_rule,
    marked_files,
    name_people,
    propose,
    query,
    sign,
)
from .story_server import StoryServer

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


def _kill_in_the_middle(server, batch):
    """Execute, and kill -9 as soon as some are destroyed and some are not."""

    def execute():
        try:
            server.rpc(EXECUTOR).call(BATCH, "action_execute", [batch])
        except (OSError, xmlrpc.client.Error):
            pass  # killed under the call

    thread = threading.Thread(target=execute)
    thread.start()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        states = query(server, "SELECT DISTINCT state FROM property_archive_destruction_line")
        assert not query(server, LIARS)
        if "destroyed" in states:
            server._process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    server._process.wait()
    server._process = None
    thread.join(60)


def test_killed_and_started_again(server):
    category = make_rule(server, "ZL", event="filed", period=1)
    file_records(server, category, [f"{MARKER} {number}" for number in range(COUNT)])
    later = datetime.datetime.combine(
        datetime.date.today() + datetime.timedelta(days=400), datetime.time(3)
    )
    server.restart(at=later)
    batch = propose(server, category)
    name_people(server, batch)
    approve(server, batch)
    assert len(marked_files(server, MARKER)) == COUNT
    server.restart(at=later + datetime.timedelta(days=8))
    sign(server, batch)
    _kill_in_the_middle(server, batch)

    left = query(
        server,
        "SELECT id FROM property_archive_destruction_line WHERE state = 'purging'",
    )
    assert left, "killed too late to prove anything"
    assert not query(server, LIARS)
    assert marked_files(server, MARKER)

    server.start(at=later + datetime.timedelta(days=8, hours=1))
    finish(server, batch)
    states = query(
        server,
        "SELECT DISTINCT r.state FROM property_archive_record r"
        " JOIN property_archive_destruction_line l ON l.record_id = r.id",
    )
    assert states == ["destroyed"]
    assert not marked_files(server, MARKER)
    sign(server, batch)
    assert server.rpc(EXECUTOR).call(BATCH, "read", [batch], ["state"])[0]["state"] == "done"
