"""Two hosts with workers, each in a network namespace of its own: what one of them held when it was
cut off is done once, and it comes back by itself."""

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.db.models.functions import Now
from pytest_django import DjangoDbBlocker

from coalition.models import Article, Job, Page, Stance
from tests.processes import Workers, read_database_url, wait_until
from tests.site import (
    LEASE,
    ScratchBroker,
    ScratchDatabase,
    dump_database,
    give,
    make_world,
    use_database,
)

pytestmark = pytest.mark.django_db
PAGES = 60
NET = "10.231.7"  # inside the namespaces only
HUB = f"{NET}.1"
CLONE_NEWNET = 0x40000000  # from Linux's sched.h
ALLOWED = f"host all all {NET}.0/24 scram-sha-256\n"


def run(*command: str) -> bool:
    """Whether a command went well."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """What this thread connects to or starts is in a network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with (
        Path("/proc/thread-self/ns/net").open() as outside,
        Path("/run/netns", namespace).open() as into,
    ):
        assert libc.setns(into.fileno(), CLONE_NEWNET) == 0
        try:
            yield
        finally:
            assert libc.setns(outside.fileno(), CLONE_NEWNET) == 0


@pytest.fixture
def hosts() -> Iterator[list[str]]:
    """Three namespaces: a hub with a switch, and two hosts with a line to it each."""
    names = [f"coalition-{os.getpid()}-{n}" for n in range(3)]
    if os.geteuid() != 0 or shutil.which("ip") is None or not run("ip", "netns", "add", names[0]):
        pytest.skip("network namespaces need root and the program ip")
    hub = names[0]
    try:
        for name in names[1:]:
            assert run("ip", "netns", "add", name)
        for name in names:
            assert run("ip", "-n", name, "link", "set", "lo", "up")
        assert run("ip", "-n", hub, "link", "add", "switch", "type", "bridge")
        assert run("ip", "-n", hub, "addr", "add", f"{HUB}/24", "dev", "switch")
        assert run("ip", "-n", hub, "link", "set", "switch", "up")
        for number, name in enumerate(names[1:], start=1):
            line = f"line{number}"
            pair = ("type", "veth", "peer", "name", "eth0", "netns", name)
            assert run("ip", "-n", hub, "link", "add", line, *pair)
            assert run("ip", "-n", hub, "link", "set", line, "master", "switch", "up")
            assert run("ip", "-n", name, "addr", "add", f"{NET}.{number + 1}/24", "dev", "eth0")
            assert run("ip", "-n", name, "link", "set", "eth0", "up")
        yield names
    finally:
        for name in names:
            run("ip", "netns", "delete", name)


def hasten() -> QuerySet[Job]:
    """What is not done by now; what was held up by the locks of the host that is gone, and put off for a
    minute, is due at once."""
    Job.objects.filter(state="waiting").update(due_at=Now())
    return Job.objects.exclude(state="done")


def test_a_worker_host_that_is_cut_off_loses_and_doubles_nothing_and_comes_back(
    hosts: list[str], tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("no redis-server on this machine; CI installs it")
    tmp_path.chmod(0o755)
    dump = dump_database(read_database_url())
    with ExitStack() as ending:
        ending.enter_context(inside(hosts[0]))
        database = ScratchDatabase(tmp_path / "postgres", listen_addresses=f"127.0.0.1,{HUB}")
        with (database.cluster.data / "pg_hba.conf").open("a") as rules:
            rules.write(ALLOWED)
        database.start()
        ending.callback(database.end, signal.SIGKILL)
        database.load(dump)
        broker = ScratchBroker(tmp_path, f"127.0.0.1 {HUB}")
        broker.start()
        ending.callback(broker.end)
        ending.enter_context(use_database(database.url))
        make_world()
        workers = Workers(
            tmp_path,
            broker.url.replace("127.0.0.1", HUB),
            DATABASE_URL=database.url.replace("127.0.0.1", HUB),
            READER="rules",
            JOB_LEASE_SECONDS=LEASE,
        )
        ending.callback(workers.stop)
        workers.start_beat(tmp_path)
        running = []
        for name in hosts[1:]:
            with inside(name):
                running.append(workers.start_worker(name, children=1))
        give(0, PAGES)
        wait_until(lambda: Article.objects.count() >= PAGES // 4, workers.log)

        assert run("ip", "-n", hosts[0], "link", "set", "line1", "down")
        wait_until(lambda: hasten().count() <= PAGES // 2, workers.log)
        assert run("ip", "-n", hosts[0], "link", "set", "line1", "up")
        wait_until(lambda: not hasten().exists(), workers.log)
        workers.kill(running[1])
        give(PAGES, 5)
        wait_until(lambda: Stance.objects.count() >= PAGES + 5, workers.log)

        wait_until(lambda: not hasten().exists(), workers.log)
        counts = Page.objects.count(), Article.objects.count(), Stance.objects.count()
        assert counts == (PAGES + 5,) * 3
        assert set(Page.objects.values_list("state", flat=True)) == {"stored"}
