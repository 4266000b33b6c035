"""A right that ends on one worker has ended on every other, in sessions that stay open (B2, B3)."""

import datetime
import xmlrpc.client
from pathlib import Path

import pytest

from .story import ENCLOSURE, RECORD, SIGNATURE, Browser, b64, only, xmlid
from .story_server import StoryServer

CLEARANCE = "property.archive.clearance"
TITLE, CONTENT = "秘密维修记录", b"MARKER-51c7-secret"
#: noon of today and of tomorrow where the company is: the clocks of the two workers
TODAY = datetime.datetime.now(datetime.timezone.utc).replace(
    hour=4, minute=0, second=0, microsecond=0, tzinfo=None
)
TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def workers():
    """Two processes on one database; the clock of the second is a day ahead."""
    server = StoryServer(Path(__file__).parent.parent)
    try:
        yield server.start_workers(TODAY, TOMORROW)
    finally:
        server.drop()


class Session(Browser):
    """A web session, and the same login over XML-RPC, that go to the worker they are sent to."""

    def __init__(self, server, login):
        super().__init__(server, login)
        self.rpc = {server.url: server.rpc(login)}

    def ask(self, model, method, *args, **kwargs):
        """Result of a call as the web client makes it, None when it is refused."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        answer = self.session.post(
            f"{self.url}/web/dataset/call_kw/{model}/{method}", json={"params": params}, timeout=60
        )
        return answer.json().get("result")

    def fetch(self, path):
        return self.session.get(f"{self.url}{path}", timeout=60, allow_redirects=False).content

    def ask_rpc(self, model, method, *args):
        try:
            return self.rpc[self.url].call(model, method, *args)
        except xmlrpc.client.Fault:
            return None

    def finds(self, file):
        """What each way out gives of a file: the names of the ways that give anything."""
        one = [("id", "=", file["id"])]
        answers = {
            "list": self.ask(RECORD, "web_search_read", one, {"name": {}}),
            "search": self.ask(RECORD, "search", one),
            "count": self.ask(RECORD, "search_count", one),
            "groups": self.ask(RECORD, "formatted_read_group", one, ["category_id"], ["__count"]),
            "look-up": self.ask(RECORD, "name_search", file["reference"]),
            "reading": self.ask(RECORD, "read", [file["id"]], ["name"]),
            "form": self.ask(RECORD, "web_read", [file["id"]], {"name": {}}),
            "piece": self.ask(ENCLOSURE, "web_read", [file["piece"]], {"name": {}}),
            "attachment": self.ask("ir.attachment", "search", [("id", "=", file["attachment"])]),
            "text": self.ask("ir.attachment", "search", [("index_content", "ilike", "51c7")]),
            "download": CONTENT in self.fetch(f"/web/content/{file['attachment']}?download=1"),
            "XML-RPC": self.ask_rpc(RECORD, "read", [file["id"]], ["name"]),
        }
        return {way for way, answer in answers.items() if answer and answer != {**_EMPTY}}


_EMPTY = {"length": 0, "records": []}
EVERYTHING = {
    "list", "search", "count", "groups", "look-up", "reading", "form", "piece", "attachment",
    "text", "download", "XML-RPC",
}  # fmt: skip


@pytest.fixture(scope="module")
def file(workers):
    """A filed secret record of the service department, with a file on its first piece."""
    server, _second = workers
    clerk, archivist = server.rpc("kefu1"), server.rpc("dangan1")
    category = only(clerk, "property.archive.category", [("code", "=", "WY-FW")], "id")["id"]
    level = only(clerk, "property.archive.level", [("code", "=", "JM")], "id")["id"]
    values = {"name": TITLE, "category_id": category, "level_id": level, "page_count": 3}
    record = clerk.call(RECORD, "create", values | {"scope": "department"})
    pieces = clerk.call(ENCLOSURE, "search", [("record_id", "=", record)])
    clerk.call(ENCLOSURE, "write", pieces, {"present": True})
    content = {"file": b64(CONTENT), "file_name": "记录.txt"}
    clerk.call(ENCLOSURE, "write", pieces[:1], content)
    handover = clerk.call(RECORD, "action_submit", [record])["res_id"]
    clerk.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    line = only(archivist, "property.archive.handover.line", [("handover_id", "=", handover)], "id")
    place = only(archivist, "property.archive.location", [("barcode", "=", "DA-G1-1-A")], "id")
    archivist.call(
        "property.archive.handover.line", "write", [line["id"]], {"location_id": place["id"]}
    )
    archivist.call("property.archive.handover", "action_accept_all", [handover])
    archivist.call("property.archive.handover", "action_sign", [handover], SIGNATURE)
    # the text of files is read by a job
    admin = server.rpc("admin")
    admin.call(
        "ir.cron", "method_direct_trigger", [xmlid(admin, "property_archive.ir_cron_read_files")]
    )
    filed = only(clerk, RECORD, [("id", "=", record)], "reference", "state")
    assert filed["state"] == "filed"
    piece = only(clerk, ENCLOSURE, [("id", "=", pieces[0])], "attachment_id")
    return filed | {"piece": piece["id"], "attachment": piece["attachment_id"][0]}


def _cleared(server, user, until):
    """A clearance for secret papers, given by an executive."""
    executive = server.rpc("fuzong")
    level = only(executive, "property.archive.level", [("code", "=", "JM")], "id")["id"]
    values = {"user_id": user, "level_id": level, "agreement": SIGNATURE}
    dates = {"date_start": str(TODAY.date()), "date_end": str(until.date())}
    clearance = executive.call(CLEARANCE, "create", values | dates)
    executive.call(CLEARANCE, "action_grant", [clearance])
    return clearance


def _employee(server, login):
    return only(server.rpc("hr"), "hr.employee", [("user_id.login", "=", login)], "department_id")


def test_a_right_that_ends_elsewhere(workers, file):
    here, elsewhere = workers
    session = Session(here, "kefu1")
    user = session.rpc[here.url].uid
    executive, hr = elsewhere.rpc("zongjingli"), elsewhere.rpc("hr")
    assert session.finds(file) == EVERYTHING

    # revoked
    running = executive.call(CLEARANCE, "search", [("user_id", "=", user)])
    executive.call(CLEARANCE, "action_revoke", running)
    assert session.finds(file) == set()

    # expired: the same session, sent to the worker on which the next day has come
    _cleared(here, user, until=TODAY)
    assert session.finds(file) == EVERYTHING
    session.rpc[elsewhere.url] = elsewhere.rpc("kefu1")
    session.url = elsewhere.url
    assert session.finds(file) == set()
    session.url = here.url
    assert session.finds(file) == EVERYTHING

    # another department, and back
    employee, own = (_employee(elsewhere, "kefu1")[name] for name in ("id", "department_id"))
    other = _employee(elsewhere, "gongcheng2")["department_id"]
    hr.call("hr.employee", "write", [employee], {"department_id": other[0]})
    assert session.finds(file) == set()
    hr.call("hr.employee", "write", [employee], {"department_id": own[0]})
    assert session.finds(file) == EVERYTHING

    # suspended: the session itself ends
    hr.call("res.users", "action_archive_suspend", [user], "调查")
    assert session.finds(file) == set()
    assert session.ask("res.users", "context_get") is None


def test_who_leaves_finds_nothing(workers, file):
    here, elsewhere = workers
    session = Session(here, "kefu2")
    assert session.finds(file) == EVERYTHING
    hr, employee = elsewhere.rpc("hr"), _employee(elsewhere, "kefu2")["id"]
    context = {"active_ids": [employee], "employee_termination": True}
    wizard = hr.call("hr.departure.wizard", "create", {}, context=context)
    hr.call("hr.departure.wizard", "action_register_departure", [wizard], context=context)
    # the account is still open, and opens nothing
    assert session.ask("res.users", "context_get")
    assert session.finds(file) == set()
