"""Twenty people file at the same moment: every code is another one, no gap is unexplained."""

import copy
import datetime
import threading
import xmlrpc.client

import pytest

from .story import RECORD, SIGNATURE, only

HANDOVER = "property.archive.handover"
VOID = "property.archive.void.number"
FILERS = 20


def _at_once(*calls):
    """Run these calls at the same moment, each in a thread of its own.

    :return: what each gave back, or the fault it ended with
    """
    barrier = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(index, call):
        barrier.wait(60)
        try:
            results[index] = call()
        except xmlrpc.client.Fault as fault:
            results[index] = fault

    threads = [threading.Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return results


def _crowd(server, login):
    """As many connections of one user as there are filers: a proxy serves one thread."""
    client = server.rpc(login)
    crowd = [copy.copy(client) for _filer in range(FILERS)]
    for twin in crowd:
        twin._object = xmlrpc.client.ServerProxy(
            f"{server.url}/xmlrpc/2/object", allow_none=True, use_builtin_types=True
        )
    return crowd


def _category(client, code):
    return only(client, "property.archive.category", [("code", "=", code)], "id")["id"]


def _draft(client, category, number, **vals):
    return client.call(
        RECORD,
        "create",
        {"name": f"同时归档 {number}", "category_id": category, "medium": "electronic", **vals},
    )


def _submit_and_sign(client, draft):
    handover = client.call(RECORD, "action_submit", [draft])["res_id"]
    client.call(HANDOVER, "action_sign", [handover], SIGNATURE)
    return handover


def _receive(client, handover):
    client.call(HANDOVER, "action_accept_all", [handover])
    return client.call(HANDOVER, "action_sign", [handover], SIGNATURE)


def test_twenty_file_at_once(story_server):
    category = _category(story_server.rpc("kefu1"), "ZL")
    clerks, archivists = _crowd(story_server, "kefu1"), _crowd(story_server, "dangan1")
    drafts = [_draft(client, category, number) for number, client in enumerate(clerks)]

    handovers = _at_once(
        *(
            lambda client=client, draft=draft: _submit_and_sign(client, draft)
            for client, draft in zip(clerks, drafts, strict=True)
        )
    )
    failed = [handover for handover in handovers if not isinstance(handover, int)]
    assert not failed, failed
    received = _at_once(
        *(
            lambda client=client, handover=handover: _receive(client, handover)
            for client, handover in zip(archivists, handovers, strict=True)
        )
    )
    failed = [result for result in received if result is not True]
    assert not failed, failed

    names = archivists[0].call(HANDOVER, "read", handovers, ["name"])
    assert len({row["name"] for row in names}) == FILERS
    records = archivists[0].call(RECORD, "read", drafts, ["reference", "state", "serial", "series"])
    assert {row["state"] for row in records} == {"filed"}
    assert len({row["reference"] for row in records}) == FILERS
    _assert_explained(archivists[0], records[0]["series"])


def _assert_explained(archivist, series):
    """Each number up to the highest is on a record or on the list of void numbers."""
    archivist.call(VOID, "action_look", [])
    domain = [("series", "=", series)]
    borne = [r["serial"] for r in archivist.call(RECORD, "search_read", domain, ["serial"])]
    void = [r["number"] for r in archivist.call(VOID, "search_read", domain, ["number"])]
    assert not set(borne) & set(void)
    assert sorted(borne + void) == list(range(1, max(borne) + 1))
    return void


def test_what_a_failed_filing_took_is_listed(story_server):
    """The last signature fails after the number was taken: the place lost its lock."""
    clerk, archivist = story_server.rpc("kefu1"), story_server.rpc("dangan1")
    category = _category(clerk, "ZL")
    confidential = only(clerk, "property.archive.level", [("code", "=", "MM")], "id")
    place = "property.archive.location"
    cabinet = archivist.call(place, "create", {"name": "铁皮柜"})
    # a year in which nothing was filed: the series begins here
    year = {"date_document": "2019-05-06"}

    def fail():
        draft = _draft(clerk, category, "x", level_id=confidential["id"], medium="paper", **year)
        handover = _submit_and_sign(clerk, draft)
        lines = archivist.call(
            "property.archive.handover.line", "search", [("handover_id", "=", handover)]
        )
        archivist.call(place, "write", [cabinet], {"lockable": True})
        archivist.call("property.archive.handover.line", "write", lines, {"location_id": cabinet})
        archivist.call(HANDOVER, "action_accept_all", [handover])
        archivist.call(place, "write", [cabinet], {"lockable": False})
        with pytest.raises(xmlrpc.client.Fault, match="带锁|lock"):
            archivist.call(HANDOVER, "action_sign", [handover], SIGNATURE)

    def succeed():
        draft = _draft(clerk, category, "y", **year)
        _receive(archivist, _submit_and_sign(clerk, draft))
        record = archivist.call(RECORD, "read", [draft], ["series", "serial"])[0]
        return record["series"], record["serial"]

    fail()  # the series is rolled back with its first number, which is given again
    series, serial = succeed()
    assert (serial, _assert_explained(archivist, series)) == (1, [])

    fail()
    voids = archivist.call(VOID, "search_read", [("series", "=", series)], ["number", "reason"])
    assert [(void["number"], void["reason"]) for void in voids] == [(2, "rolled_back")]
    assert succeed() == (series, 3)
    assert _assert_explained(archivist, series) == [2]


def test_two_open_files_at_the_same_moment(story_server):
    """Both clerks find no open file of the unit; only one of them opens one."""
    clerks = [story_server.rpc("kefu1"), story_server.rpc("kefu2")]
    category = _category(clerks[0], "WY-ZU")
    partner = clerks[0].call("res.partner", "search", [], limit=1)[0]
    unit = clerks[0].call("property.archive.unit", "create", {"building": "99", "room": "101"})
    for _round in range(5):
        results = _at_once(
            *(
                lambda client=client: _draft(
                    client, category, "户", unit_id=unit, partner_id=partner
                )
                for client in clerks
            )
        )
        faults = [result for result in results if isinstance(result, xmlrpc.client.Fault)]
        made = [result for result in results if isinstance(result, int)]
        assert len(made) == len(faults) == 1, results
        assert "99-101" in faults[0].faultString
        owner = clerks[results.index(made[0])]
        owner.call(RECORD, "unlink", made)


@pytest.fixture(scope="module")
def new_year(story_server):
    """The server on the first morning of the next year."""
    year = datetime.date.today().year + 1
    story_server.restart(at=datetime.datetime(year, 1, 1, 1))
    return year


def _numbers(prefix, year):
    return [f"{prefix}/{year}/{number:04d}" for number in range(1, FILERS + 1)]


def test_twenty_hand_in_on_the_first_of_january(story_server, new_year):
    """Whoever begins the series of a year, nobody is refused and no number is given twice."""
    clerks = _crowd(story_server, "kefu1")
    category = _category(clerks[0], "ZL")
    drafts = [_draft(client, category, number) for number, client in enumerate(clerks)]
    actions = _at_once(
        *(
            lambda client=client, draft=draft: client.call(RECORD, "action_submit", [draft])
            for client, draft in zip(clerks, drafts, strict=True)
        )
    )
    assert all(isinstance(action, dict) for action in actions), actions
    handovers = [action["res_id"] for action in actions]
    names = clerks[0].call(HANDOVER, "read", handovers, ["name"])
    assert sorted(row["name"] for row in names) == _numbers("YJ", new_year)


def test_twenty_papers_arrive_on_the_first_of_january(story_server, new_year):
    """A register without gaps waits in line, and nobody is refused either (H1)."""
    offices = _crowd(story_server, "mishu")
    papers = offices[0].call(
        "property.archive.document",
        "create",
        [{"kind": "incoming", "subject": f"通知 {number}"} for number in range(FILERS)],
    )
    before = len(story_server.log())
    results = _at_once(
        *(
            lambda client=client, paper=paper: client.call(
                "property.archive.document", "action_submit", [paper]
            )
            for client, paper in zip(offices, papers, strict=True)
        )
    )
    assert results == [True] * FILERS
    names = offices[0].call("property.archive.document", "read", papers, ["name"])
    assert sorted(row["name"] for row in names) == _numbers("SW", new_year)
    # however busy the machine: they waited, and nobody was started over
    assert "try again in" not in story_server.log()[before:]


def test_twenty_fill_one_shelf(story_server):
    """Whoever files on a shelf where others file waits in line: nobody begins again, and the
    shelf takes what fits."""
    category = _category(story_server.rpc("kefu1"), "ZL")
    clerks, archivists = _crowd(story_server, "kefu1"), _crowd(story_server, "dangan1")
    shelf = archivists[0].call(
        "property.archive.location",
        "create",
        {"name": "窄架", "kind": "shelf", "capacity": FILERS - 2},
    )
    handovers = []
    for number, client in enumerate(clerks):
        draft = _draft(client, category, f"架 {number}", medium="paper", page_count=3)
        handovers.append(_submit_and_sign(client, draft))
        lines = archivists[0].call(
            "property.archive.handover.line", "search", [("handover_id", "=", handovers[-1])]
        )
        archivists[0].call("property.archive.handover.line", "write", lines, {"location_id": shelf})
    before = len(story_server.log())
    results = _at_once(
        *(
            lambda client=client, handover=handover: _receive(client, handover)
            for client, handover in zip(archivists, handovers, strict=True)
        )
    )
    assert results.count(True) == FILERS - 2, results
    refused = [result.faultString for result in results if result is not True]
    assert all(str(FILERS - 2) in text for text in refused), refused
    read = archivists[0].call(
        "property.archive.location", "read", [shelf], ["record_count", "free_space"]
    )
    assert (read[0]["record_count"], read[0]["free_space"]) == (FILERS - 2, 0)
    assert "could not serialize" not in story_server.log()[before:]
