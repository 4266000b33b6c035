"""Two people count at the same moment, while a third moves what they count (C1, C3)."""

import xmlrpc.client

import pytest

from .story import RECORD, only
from .test_concurrent_filing import _at_once
from .test_story import Story

CHECK, LINE = "property.archive.check", "property.archive.check.line"
PLACE = "property.archive.location"


@pytest.fixture(scope="module")
def server(story_server):
    _fill_a_place(story_server)
    return story_server


def _fill_a_place(server):
    """Three records are kept in the place that is counted."""
    story = Story(server)
    place = only(story.archivist, PLACE, [("barcode", "=", "DA-G1-1-A")], "id")["id"]
    drafts = story.clerk.call(
        RECORD,
        "create",
        [
            {"name": f"服务记录 {n}", "category_id": story.category("WY-FW"), "page_count": 3}
            for n in range(3)
        ],
    )
    pieces = story.clerk.call("property.archive.enclosure", "search", [("record_id", "in", drafts)])
    story.clerk.call("property.archive.enclosure", "write", pieces, {"present": True})
    story.hand_over(drafts, place)


def _started(archivist):
    box = only(archivist, PLACE, [("barcode", "=", "DA-G1-1-A")], "id")["id"]
    check = archivist.call(CHECK, "create", {"scope": "place", "location_id": box})
    archivist.call(CHECK, "action_start", [check])
    lines = archivist.call(LINE, "search_read", [("check_id", "=", check)], ["record_id"], limit=3)
    records = archivist.call(
        RECORD, "read", [line["record_id"][0] for line in lines], ["reference"]
    )
    return box, check, records


def test_two_scan_the_same_at_once(server):
    counters = [server.rpc("dangan1"), server.rpc("dangan2")]
    box, check, records = _started(counters[0])
    for code in [*(record["reference"] for record in records), "来历不明"]:
        answers = _at_once(
            *(
                lambda client=client, code=code: client.call(
                    CHECK, "action_scan", [check], code, box
                )
                for client in counters
            )
        )
        assert not any(isinstance(answer, xmlrpc.client.Fault) for answer in answers), answers
        first = "danger" if code == "来历不明" else "success"
        assert sorted(answer["status"] for answer in answers) == [first, "warning"], answers
        found = counters[0].call(
            LINE,
            "search_count",
            [
                ("check_id", "=", check),
                "|",
                ("record_id.reference", "=", code),
                ("code", "=", code),
            ],
        )
        assert found == 1


def test_what_moves_while_it_is_counted(server):
    counter, mover = server.rpc("dangan1"), server.rpc("dangan2")
    box, check, records = _started(counter)
    other = mover.call(PLACE, "create", {"name": "周转柜", "kind": "cabinet", "lockable": True})
    record = records[0]
    scanned, moved = _at_once(
        lambda: counter.call(CHECK, "action_scan", [check], record["reference"], box),
        lambda: mover.call(RECORD, "action_move", [record["id"]], other),
    )
    assert scanned["status"] == "success"
    assert moved is True
    line = only(
        counter,
        LINE,
        [("check_id", "=", check), ("record_id", "=", record["id"])],
        "result",
        "expected_location_id",
    )
    assert (line["result"], line["expected_location_id"][0]) == ("found", box)


def test_the_last_free_space_is_taken_once(server):
    movers = [server.rpc("dangan1"), server.rpc("dangan2")]
    _box, _check, records = _started(movers[0])
    small = movers[0].call(
        PLACE,
        "create",
        {"name": "小柜", "kind": "cabinet", "lockable": True, "capacity": 1},
    )
    results = _at_once(
        *(
            lambda client=client, record=record: client.call(
                RECORD, "action_move", [record["id"]], small
            )
            for client, record in zip(movers, records, strict=False)
        )
    )
    faults = [result for result in results if isinstance(result, xmlrpc.client.Fault)]
    assert len(faults) == 1, results
    assert movers[0].call(PLACE, "read", [small], ["record_count"])[0]["record_count"] == 1
