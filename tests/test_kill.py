"""Whatever is killed whenever: what is in the archive afterwards is what it has to be.

Server and database are killed at random moments while records are filed, lent, brought back
and packed; after each the invariants of ``./setup/check`` hold. ``KILLS`` says how often, and
``KILL_SEED`` when: it is printed, so that a run can be had again.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import xmlrpc.client
from pathlib import Path

import psycopg2

from .at_once import scalar
from .story import RECORD
from .test_concurrent_filing import _category, _draft, _receive, _submit_and_sign

KILLS = int(os.environ.get("KILLS") or 4)
ROOT = Path(__file__).parent.parent
#: What a call may end with when its server, or the database under it, is gone.
GONE = (OSError, xmlrpc.client.Error, EOFError)


class Work(threading.Thread):
    """Somebody who files and asks until the server does not answer any more."""

    def __init__(self, server, seed):
        super().__init__(daemon=True)
        self.clerk, self.archivist = server.rpc("kefu1"), server.rpc("dangan1")
        self.category = _category(self.clerk, "ZL")
        self.random = random.Random(seed)
        self.filed = []

    def run(self):
        number = 0
        while True:
            number += 1
            try:
                draft = _draft(self.clerk, self.category, f"{self.name} {number}")
                handover = _submit_and_sign(self.clerk, draft)
                _receive(self.archivist, handover)
                self.filed.append(draft)
                if self.random.random() < 0.3:
                    self._lend(draft)
            except GONE:
                return

    def _lend(self, record):
        loan = self.clerk.call(
            "property.archive.loan",
            "create",
            {
                "kind": "consult",
                "purpose": "核对",
                "line_ids": [(0, 0, {"requested_record_id": record})],
            },
        )
        self.clerk.call("property.archive.loan", "action_submit", [loan])


def _end_connections(server):
    """The database ends every transaction at once, as it does when it is killed itself."""
    connection = psycopg2.connect(dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (server.db,),
            )
    finally:
        connection.close()


def _check(server):
    script = (ROOT / "setup" / "lib" / "check.py").read_bytes()
    command = [sys.executable, "-W", "ignore", "-m", "odoo", "shell", "-d", server.db]
    done = subprocess.run(
        [*command, "--no-http", "--log-level=error"],
        input=script,
        env={**os.environ, "ODOO_RC": server.config, "PYTHONUNBUFFERED": ""},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    text = done.stdout.decode()
    assert done.returncode == 0, text + done.stderr.decode()[-2000:]
    assert "ok each code is given once" in text
    return text


def test_the_archive_is_whole_after_each_kill(story_server):
    seed = int(os.environ.get("KILL_SEED") or random.randrange(1 << 31))
    print(f"KILL_SEED={seed} KILLS={KILLS}")
    chance = random.Random(seed)
    for kill in range(KILLS):
        people = [Work(story_server, seed + 10 * kill + one) for one in range(3)]
        for one in people:
            one.start()
        time.sleep(chance.uniform(0.5, 5))
        if kill % 2:
            _end_connections(story_server)
            time.sleep(chance.uniform(0, 1))
        story_server._process.send_signal(signal.SIGKILL)
        story_server._process.wait()
        story_server._process = None
        for one in people:
            one.join(60)
        story_server.start()
        archivist = story_server.rpc("dangan1")
        archivist.call("property.archive.void.number", "action_look", [])
        filed = [record for one in people for record in one.filed]
        kept = archivist.call(
            RECORD, "search_count", [("id", "in", filed), ("state", "=", "filed")]
        )
        # who was told that it is filed was told the truth
        assert kept == len(filed)
        _check(story_server)
    assert scalar(story_server, "SELECT count(*) FROM property_archive_record") > 0
