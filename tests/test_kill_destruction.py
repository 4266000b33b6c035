"""A destruction that is killed in the middle is finished later, and lies at no time."""

import datetime
import signal
import threading
import xmlrpc.client

from .at_once import await_waiting, held
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


def _kill_in_the_middle(server, batch):
    """Execute, and kill -9 while it removes the last piece, which is held here."""

    def execute():
        try:
            server.rpc(EXECUTOR).call(BATCH, "action_execute", [batch])
        except (OSError, xmlrpc.client.Error):
            pass  # killed under the call

    thread = threading.Thread(target=execute)
    last = "SELECT FROM property_archive_enclosure WHERE record_id = (SELECT max(record_id)"
    last += " FROM property_archive_destruction_line WHERE destruction_id = %s) FOR UPDATE"
    with held(server, last, (batch,)):
        thread.start()
        await_waiting(server, [thread])
        states = query(server, "SELECT DISTINCT state FROM property_archive_destruction_line")
        assert sorted(states) == ["destroyed", "purging"]
        assert not query(server, LIARS)
        server._process.send_signal(signal.SIGKILL)
        server._process.wait()
    server._process = None
    thread.join(60)


def test_killed_and_started_again(story_server):
    category = make_rule(story_server, "ZL", event="filed", period=1)
    file_records(story_server, category, [f"{MARKER} {number}" for number in range(COUNT)])
    later = datetime.datetime.combine(
        datetime.date.today() + datetime.timedelta(days=400), datetime.time(3)
    )
    story_server.restart(at=later)
    batch = propose(story_server, category)
    name_people(story_server, batch)
    approve(story_server, batch)
    assert len(marked_files(story_server, MARKER)) == COUNT
    story_server.restart(at=later + datetime.timedelta(days=8))
    sign(story_server, batch)
    _kill_in_the_middle(story_server, batch)

    left = query(
        story_server,
        "SELECT id FROM property_archive_destruction_line WHERE state = 'purging'",
    )
    assert left
    assert not query(story_server, LIARS)
    assert marked_files(story_server, MARKER)

    story_server.start(at=later + datetime.timedelta(days=8, hours=1))
    finish(story_server, batch)
    states = query(
        story_server,
        "SELECT DISTINCT r.state FROM property_archive_record r"
        " JOIN property_archive_destruction_line l ON l.record_id = r.id",
    )
    assert states == ["destroyed"]
    assert not marked_files(story_server, MARKER)
    sign(story_server, batch)
    assert story_server.rpc(EXECUTOR).call(BATCH, "read", [batch], ["state"])[0]["state"] == "done"
