"""A whole site of a test's own: PostgreSQL, Redis, web server, workers and beat, each to be broken."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import dj_database_url
import psycopg
from celery import Celery
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from coalition.config.local_database.cluster import DATABASE, ROLE, Cluster
from coalition.config.local_database.log import Log
from coalition.config.local_database.programs import POSTGRESQL, find_programs
from coalition.config.local_database.server import find_installation
from coalition.extraction.articles import PLAIN
from coalition.ingestion.pages import Given, store_page
from coalition.models.sources import UNKNOWN_SOURCE
from tests import factories
from tests.config.local_database.processes import RUN_AS
from tests.processes import Workers, wait_until

PATIENCE = 120.0  # seconds that a server may take to come up on a machine that many share
COMMAND = (settings.BASE_DIR / "Dockerfile").read_text().rpartition("CMD ")[2]
CLIENTS = find_installation() / POSTGRESQL / "bin"
SERVE: list[str] = json.loads(COMMAND.replace("\\\n", ""))[1:]


def dump_database(url: str) -> bytes:
    """Tables and rows of a database: eight times as fast to load as all migrations are to run."""
    dump = [f"{CLIENTS}/pg_dump", "--no-owner", f"--dbname={url}"]
    return subprocess.run(dump, check=True, capture_output=True).stdout


def find_free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class ScratchDatabase:
    """A PostgreSQL server of its own on loopback, made in `folder`, whose processes we may kill."""

    def __init__(self, folder: Path, **options: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log = Log(folder)
        self.cluster = Cluster(folder, RUN_AS)
        keys = (self.cluster.descriptor,)
        self.programs = find_programs(
            find_installation(), self.cluster.identity, keys, folder / "programs"
        )
        self.make()
        self.port = find_free_port()
        self.options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "32MB",
            "max_connections": "40",
            "max_wal_size": "64MB",
            "min_wal_size": "32MB",
            **options,
        }
        password = quote(self.cluster.read_password(), safe="")
        self.url = f"postgres://{ROLE}:{password}@127.0.0.1:{self.port}/{DATABASE}"
        self.server: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Makes its data."""
        self.cluster.prepare(self.programs, self.log)

    def start(self) -> None:
        """Starts it, and returns once it takes connections."""
        (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)
        self.server = self.programs.spawn(
            "postgres",
            ["-D", f"{self.cluster.way_in}/data", *(f"--{k}={v}" for k, v in self.options.items())],
            signal.SIGKILL,
            stdin=subprocess.DEVNULL,
            stdout=self.log.descriptor,
            stderr=self.log.descriptor,
        )
        wait_until(self.is_up, PATIENCE, self.log_file)

    @property
    def log_file(self) -> Path:
        """What the server said."""
        return self.cluster.folder / "log"

    def is_up(self) -> bool:
        """Whether it takes connections."""
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def end(self, number: signal.Signals = signal.SIGINT) -> None:
        """Ends it by a signal: SIGINT in good order, SIGKILL like a power cut."""
        assert self.server is not None
        self.server.send_signal(number)
        self.server.wait(PATIENCE)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the test's own."""
        return psycopg.connect(self.url, autocommit=True, connect_timeout=5)

    def run(self, statement: str) -> None:
        """Runs one statement."""
        with self.connect() as given:
            given.execute(statement)

    def load(self, dump: bytes) -> None:
        """Takes over the tables and rows of a dump."""
        take = [f"{CLIENTS}/psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={self.url}"]
        subprocess.run(take, input=dump, stdout=subprocess.DEVNULL, check=True)

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Holds a table so that nobody else can even read it."""
        with self.connect() as given, given.transaction():
            given.execute(f"LOCK TABLE {table}")
            yield


class ScratchReplica(ScratchDatabase):
    """A hot standby of a scratch database, which follows it by streaming."""

    def __init__(self, folder: Path, primary: ScratchDatabase) -> None:
        self.primary = primary
        super().__init__(folder)
        self.url = primary.url.replace(f":{primary.port}/", f":{self.port}/")

    def make(self) -> None:
        """Copies the primary's data, with a word of where to follow it."""
        copy = [
            "--pgdata",
            f"{self.cluster.way_in}/data",
            "--write-recovery-conf",
            "--checkpoint=fast",
        ]
        ended, said = self.programs.call("pg_basebackup", [*copy, f"--dbname={self.primary.url}"])
        assert ended == 0, said

    def place(self) -> int:
        """How far it has replayed."""
        with self.connect() as given:
            row = given.execute("SELECT pg_last_wal_replay_lsn() - '0/0'").fetchone()
        assert row is not None
        return int(row[0])

    def follow(self) -> None:
        """Returns once it has come as far as the primary is now."""
        with self.primary.connect() as given:
            row = given.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
        assert row is not None
        wait_until(lambda: self.place() >= row[0], PATIENCE, self.log_file)


class ScratchBroker:
    """A Redis of its own on loopback, which keeps nothing on the disk."""

    def __init__(self, folder: Path, addresses: str = "127.0.0.1") -> None:
        self.folder, self.addresses = folder, addresses
        self.port = find_free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts it, and returns once it answers."""
        options = {"port": str(self.port), "save": "", "dir": str(self.folder)}
        arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
        arguments += ["--protected-mode", "no", "--bind", *self.addresses.split()]
        self.server = subprocess.Popen(
            ["redis-server", *arguments], stdout=(self.folder / "redis.log").open("ab")
        )
        wait_until(self.is_up, PATIENCE, self.folder / "redis.log")

    def is_up(self) -> bool:
        """Whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        """Kills it: all that it held is gone."""
        self.server.kill()
        self.server.wait()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Stopped: it takes connections and says nothing."""
        self.server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.server.send_signal(signal.SIGCONT)


@dataclass(frozen=True)
class Answer:
    """What a visitor got, and after how many seconds."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float
    cookies: tuple[str, ...] = ()


def visit(
    address: str, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> Answer:
    """Asks as a browser or a program does; an underscore in a header's name is a hyphen."""
    began = time.monotonic()
    parts = urlsplit(address)
    client = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        client.request(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        reply = client.getresponse()
        text = reply.read().decode()
        named = {name.lower(): value for name, value in reply.getheaders()}
        cookies = tuple(reply.msg.get_all("Set-Cookie") or ())
        return Answer(reply.status, named, text, time.monotonic() - began, cookies)
    finally:
        client.close()


class Site:
    """Everything together. While it runs, the test's own models speak to its database."""

    def __init__(
        self,
        folder: Path,
        database: ScratchDatabase,
        broker: ScratchBroker,
        key: str,
        **environment: str,
    ) -> None:
        self.database, self.broker = database, broker
        given = {
            "DATABASE_URL": database.url,
            "JOB_LEASE_SECONDS": "2",
            "READER": "rules",
            "API_PER_MINUTE": "100000",
            "API_PER_MINUTE_WITH_KEY": "100000",
        }
        self.processes = Workers(folder, broker.url, **given | environment)
        self.bell = Celery("bell", broker=broker.url, set_as_current=False)
        self.bell.conf.broker_transport_options = {"socket_timeout": PATIENCE}
        self.folder = folder
        self.key = key

    def start(self) -> None:
        """Starts web server, worker and beat."""
        self.web = self.start_web()
        self.worker = self.processes.start_worker("worker")
        self.beat = self.processes.start_beat(self.folder)

    def start_web(self, processes: int = 2, **environment: str) -> subprocess.Popen[bytes]:
        """The web server, as the image starts it; nobody waits longer than 2.5 s for a statement."""
        environment = {"STATEMENT_TIMEOUT_MS": "2500", **environment}
        port = find_free_port()
        self.address = f"http://127.0.0.1:{port}"
        arguments = list(SERVE)
        arguments[arguments.index("--port") + 1] = str(port)
        arguments[arguments.index("--host") + 1] = "127.0.0.1"
        arguments[arguments.index("--workers") + 1] = str(processes)
        web = self.processes.start_program("granian", *arguments, **environment)
        wait_until(self.is_alive, PATIENCE, self.processes.log)
        return web

    def is_alive(self) -> bool:
        """Whether the web server answers."""
        try:
            return self.visit("/healthz").status == 200
        except OSError:
            return False

    def visit(self, path: str, *given: Any, **headers: str) -> Answer:
        """Asks the web server."""
        return visit(self.address, path, *given, **headers)

    def ring(self, task: str = "read") -> None:
        """Rings for a task, as beat would do some seconds later."""
        self.bell.send_task(f"coalition.tasks.{task}", queue=task)


def make_world() -> None:
    """A country, a proposal and the sources that `give` and the API need."""
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")
    factories.make_source("paper.example")
    factories.make_source(UNKNOWN_SOURCE, tier="unknown")


def make_text(number: int) -> str:
    """A text that holds one stance."""
    return (
        f"Report number {number}. Norway will send {number + 100} soldiers to the multinational "
        "force in Ukraine, the prime minister of Norway said on Monday."
    )


def give(first: int, count: int = 10) -> None:
    """Stores pages with one stance each."""
    for number in range(first, first + count):
        given = Given(language="en", date="2026-03-02", source="paper.example")
        text = make_text(number).encode()
        store_page(text, given, content_type=PLAIN, file_name=f"{number}.txt")


@contextmanager
def use_database(url: str) -> Iterator[None]:
    """The test's own models speak to this database; the one before comes back."""
    given = deepcopy(connections.databases["default"])
    given |= {**dj_database_url.parse(url), "OPTIONS": {"connect_timeout": 5}}
    before = connections["default"]
    connections["default"] = DatabaseWrapper(given, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A folder on a disk of its own, of so many megabytes; without the right to mount, an ordinary one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    try:
        yield folder
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)
