"""A real Odoo server on a copy of the story's database, spoken to over XML-RPC only."""

import copy
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
import xmlrpc.client
from pathlib import Path

import psycopg2

from .databases import drop_database

TEMPLATE = "pa_story"
SERVER = Path(__file__).with_name("server_at.py")
DEADLINE = 120


class Client:
    """One user: ``client.call("res.partner", "search_read", [], limit=1)``."""

    def __init__(self, url, db, login, password):
        self._url = url
        common, self._object = self._proxy("common"), self._proxy("object")
        self.login = login
        self.uid = common.authenticate(db, login, password, {})
        if not self.uid:
            raise PermissionError(f"{login} may not log in")
        self._credentials = (db, self.uid, password)

    def _proxy(self, service):
        return xmlrpc.client.ServerProxy(
            f"{self._url}/xmlrpc/2/{service}", allow_none=True, use_builtin_types=True
        )

    def twin(self):
        """Another connection of the same login, for another thread."""
        twin = copy.copy(self)
        twin._object = self._proxy("object")
        return twin

    def call(self, model, method, *args, **kwargs):
        return self._object.execute_kw(*self._credentials, model, method, list(args), kwargs)


class StoryServer:
    """``start``, ``stop``, ``restart`` at another date, and ``drop`` for good."""

    def __init__(self, root, template=TEMPLATE, config=None):
        self.root = Path(root)
        self.config = config or os.environ["STORY_RC"]
        self.db = f"pa_story_{uuid.uuid4().hex[:8]}"
        local = Path(os.environ["STORY_RC"]).parent
        self.filestore = local / "data" / "filestore" / self.db
        self.log_path = local / "log" / f"{self.db}.log"
        self.url = self.port = self._process = None
        self._workers = []
        #: Options of the server beyond its own, as ``["--workers", "2"]``.
        self.options = []
        # a template without its files leaves no database behind
        shutil.copytree(self.filestore.with_name(template), self.filestore)
        subprocess.run(["createdb", "-T", template, self.db], check=True)

    def start(self, at=None, cron=False):
        """Start the process, its clock (and that of ``now()``) at ``at``, in UTC."""
        self._set_database_clock(at)
        self._launch(at, cron)
        self._await_answer()
        return self

    def start_workers(self, at, *others):
        """Start several processes on the same database, as machines behind one proxy.

        :param at: clock of the first one and of the database, see :meth:`start`
        :param others: clocks of the others
        :return: servers like this one; :meth:`drop` ends all of them
        """
        self._set_database_clock(at)
        self._launch(at, cron=False)
        for clock in others:
            self._workers.append(worker := copy.copy(self))
            worker._process, worker._workers = None, []
            worker._launch(clock, cron=False)
        for worker in (self, *self._workers):
            worker._await_answer()
        return [self, *self._workers]

    def _launch(self, at, cron):
        assert self._process is None, "the server is already running"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        environ = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        environ["ODOO_RC"] = self.config
        if at is not None:
            environ.update(STORY_CLOCK=at.isoformat(), ODOO_FAKETIME_TEST_MODE="1")
        command = [sys.executable, "-W", "ignore", str(SERVER), "server"]
        command += ["-d", self.db, "--db-filter", f"^{self.db}$"]
        command += ["--http-port", str(self.port)]
        command += ["--max-cron-threads", "1" if cron else "0", *self.options]
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.root,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self):
        """End the process as an administrator would; the database keeps all."""
        while self._workers:
            self._workers.pop().stop()
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def restart(self, at=None, cron=False):
        self.stop()
        return self.start(at=at, cron=cron)

    def rpc(self, login, password=None):
        return Client(self.url, self.db, login, password or login)

    def drop(self):
        self.stop()
        drop_database(self.db)
        shutil.rmtree(self.filestore, ignore_errors=True)
        self.log_path.unlink(missing_ok=True)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def _set_database_clock(self, at):
        # With ODOO_FAKETIME_TEST_MODE Odoo finds this now() before PostgreSQL's own;
        # create and write dates come from it.
        connection = psycopg2.connect(dbname=self.db)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute("DROP FUNCTION IF EXISTS public.now()")
                if at is not None:
                    cursor.execute(
                        "SELECT extract(epoch FROM"
                        " %s::timestamp AT TIME ZONE 'UTC' - pg_catalog.now())",
                        [at],
                    )
                    cursor.execute(
                        "CREATE FUNCTION public.now() RETURNS timestamptz"
                        " LANGUAGE sql STABLE AS $$ SELECT"
                        " pg_catalog.now() + interval '%s seconds' $$",
                        [float(cursor.fetchone()[0])],
                    )
        finally:
            connection.close()

    def _await_answer(self):
        deadline = time.monotonic() + DEADLINE
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common")
        while True:
            try:
                common.version()
                return
            except (OSError, xmlrpc.client.Error):
                try:  # a refused connection is told at once: let the server work
                    self._process.wait(0.1)
                except subprocess.TimeoutExpired:
                    if time.monotonic() < deadline:
                        continue
                self.stop()
                raise RuntimeError(f"the server did not start:\n{self.log()[-4000:]}") from None
