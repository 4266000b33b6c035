"""Many people at once, as on a Monday morning: run by ``./setup/bench load``, not by itself.

Clerks file, archivists receive, everybody lists, looks for names, opens forms and asks for
files. First one person does it alone, then all of them at once; printed is what each kind of
work took, and how much longer it took in the crowd. Afterwards every invariant has to hold,
and nobody may have been answered by an error.
"""

import os
import statistics
import threading
import time
import xmlrpc.client

from .story import RECORD
from .test_concurrent_filing import _category, _draft, _receive, _submit_and_sign
from .test_kill import _check

PEOPLE = int(os.environ.get("PEOPLE") or 30)
SECONDS = int(os.environ.get("SECONDS_OF_WORK") or 180)
WORKERS = int(os.environ.get("WORKERS") or 2)
#: What a list and a form show.
_SHOWN = {"name": {}, "reference": {}, "category_id": {"fields": {"display_name": {}}}}


class Person(threading.Thread):
    """Somebody who does one thing after the other until the time is over."""

    def __init__(self, server, number, until):
        super().__init__(daemon=True)
        self.number, self.until = number, until
        self.clerk, self.archivist = server.rpc("kefu1"), server.rpc("dangan1")
        self.category = _category(self.clerk, "ZL")
        self.times, self.errors, self.filed = {}, [], []

    def run(self):
        works = [self._list, self._look_for, self._file, self._ask, self._list, self._open]
        turn = self.number
        # each kind of work once at the least, however slow the machine
        while time.monotonic() < self.until or turn < self.number + len(works):
            work = works[turn % len(works)]
            turn += 1
            began = time.monotonic()
            try:
                work()
            except (xmlrpc.client.Fault, OSError) as error:
                self.errors.append(f"{work.__name__}: {error}")
            self.times.setdefault(work.__name__.strip("_"), []).append(time.monotonic() - began)
            time.sleep(0.5)  # whoever reads what is shown does not ask at the same time

    def _list(self):
        self.clerk.call(RECORD, "web_search_read", [], _SHOWN, limit=80)

    def _look_for(self):
        self.clerk.call(RECORD, "name_search", f"负载 {self.number}")

    def _open(self):
        if self.filed:
            self.clerk.call(RECORD, "web_read", [self.filed[-1]], _SHOWN)

    def _file(self):
        draft = _draft(self.clerk, self.category, f"负载 {self.number}")
        _receive(self.archivist, _submit_and_sign(self.clerk, draft))
        self.filed.append(draft)

    def _ask(self):
        if not self.filed:
            return
        lines = [(0, 0, {"requested_record_id": self.filed[-1]})]
        loan = self.clerk.call(
            "property.archive.loan",
            "create",
            {"kind": "consult", "purpose": "核对", "line_ids": lines},
        )
        self.clerk.call("property.archive.loan", "action_submit", [loan])


def _work(server, count, seconds):
    people = [Person(server, number, 0) for number in range(count)]
    until = time.monotonic() + seconds
    for one in people:
        one.until = until
        one.start()
    for one in people:
        one.join(seconds + 120)
    times = {}
    for one in people:
        for name, taken in one.times.items():
            times.setdefault(name, []).extend(taken)
    errors = [error for one in people for error in one.errors]
    return times, errors, [record for one in people for record in one.filed]


def _p95(values):
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def test_many_people_at_once(story_server):
    story_server.options = ["--workers", str(WORKERS)]
    story_server.restart()
    alone, errors, _filed = _work(story_server, 1, max(SECONDS // 6, 15))
    assert not errors, errors[:3]
    crowd, errors, filed = _work(story_server, PEOPLE, SECONDS)
    print(f"\n{PEOPLE} people, {WORKERS} workers, {os.cpu_count()} processors, {SECONDS} s")
    print(f"{'work':<10} {'times':>6} {'p50 s':>8} {'p95 s':>8} {'alone p95':>10} {'ratio':>6}")
    for name, taken in sorted(crowd.items()):
        one = _p95(alone[name])
        print(
            f"{name:<10} {len(taken):>6} {statistics.median(taken):>8.2f} {_p95(taken):>8.2f}"
            f" {one:>10.2f} {_p95(taken) / one:>6.1f}"
        )
    log = story_server.log()
    print(f"started over: {log.count('try again in')}, errors told: {len(errors)}")
    assert not errors, errors[:3]
    archivist = story_server.rpc("dangan1")
    kept = archivist.call(RECORD, "search_read", [("id", "in", filed)], ["reference", "state"])
    assert {record["state"] for record in kept} == {"filed"}
    assert len({record["reference"] for record in kept}) == len(filed)
    archivist.call("property.archive.void.number", "action_look", [])
    _check(story_server)
