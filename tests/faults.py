"""What the tests of faults do to a running site, ask of it, and hold of what it answers."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from coalition.models import Article, Job, Page, Stance
from tests.processes import list_children, wait_until
from tests.site import Answer, Site, give_back, make_text

POSTED = {"url": "https://paper.example/{}", "date": "2026-03-02", "language": "en"}


def post(site: Site, number: int, padding: str = "") -> Answer:
    """Sends a text to the API."""
    body = POSTED | {"url": POSTED["url"].format(number), "text": make_text(number) + padding}
    return site.visit(
        "/api/v1/articles", "POST", json.dumps(body),
        authorization=f"Bearer {site.key}", content_type="application/json",
    )  # fmt: skip


def wait_for_all(site: Site) -> None:
    """Waits until all that was asked for is done, and holds that each page has its article and its
    stance, once. What a fault put off for minutes is due now, and who held a job may be dead."""
    give_back(Job.objects.all())
    wait_until(lambda: is_all_done(site), site.processes.log)
    pages = Page.objects.count()
    assert set(Page.objects.values_list("state", flat=True)) == {"stored"}
    assert Article.objects.values("page").distinct().count() == pages
    assert (Article.objects.count(), Stance.objects.count()) == (pages, pages)


def is_all_done(site: Site) -> bool:
    """Whether no job is left; hastens and rings for those that wait."""
    waiting = Job.objects.filter(state="waiting").update(due_at=Now())
    if waiting and site.is_quiet():
        site.ring()
    return not Job.objects.exclude(state="done").exists()


def check_unavailable(answer: Answer, sentence: str) -> None:
    """A visitor gets a page with a sentence and when to come back, not a fault of ours."""
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["cache-control"] == "no-store"
    assert "Traceback" not in answer.text
    assert sentence in answer.text


def ask_until(status: int, ask: Callable[[], Answer], site: Site) -> Answer:
    """The first answer of this status: who asks may come sooner than the fault, or than its end."""
    answers: list[Answer] = []

    def asks() -> bool:
        answers.append(ask())
        return answers[-1].status == status

    wait_until(asks, site.processes.log)
    return answers[-1]


def fill_connections(site: Site, held: list[psycopg.Connection[object]]) -> None:
    """Takes every connection that the database has left."""
    try:
        while True:
            held.append(site.database.connect())
    except psycopg.OperationalError as error:
        assert "too many clients" in str(error)  # noqa: PT017 - what ends the loop


def check_problem(answer: Answer, words: str) -> None:
    """A program gets a problem that says so."""
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in json.loads(answer.text)["detail"]


def set_read_only(site: Site, value: str) -> None:
    """What an operator, or a standby server that took over, does."""
    site.database.run(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    site.database.run("SELECT pg_reload_conf()")


def dies(site: Site, job: QuerySet[Job], deaths: int) -> bool:
    """Whether the death was noticed by now, by whoever looks next."""
    if site.is_quiet():
        site.ring()
    return job.filter(deaths=deaths).exists()


def find_blocked(site: Site) -> int:
    """The number of the worker's process whose database session waits for a lock. One that waited for
    too long gave up: its job is due at once again."""
    found: list[int] = []

    def look() -> bool:
        found[:] = [pid for pid in list_children(site.worker.pid) if find_waiting(pid)]
        if not found:
            Job.objects.filter(state="waiting").update(due_at=Now())
            if site.is_quiet():
                site.ring()
        return bool(found)

    wait_until(look, site.processes.log)
    return found[0]


def find_waiting(pid: int) -> set[int]:
    """The ports of a process whose database sessions wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_port FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return {port for (port,) in cursor.fetchall()} & list_ports(pid)


def list_ports(pid: int) -> set[int]:
    """The ports of a process's own ends of its connections."""
    owned = set()
    with suppress(FileNotFoundError):  # it closes files while we look, or has ended
        owned |= {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if f"socket:[{row[9]}]" in owned}


def breaks_off(site: Site, rows: QuerySet[Job]) -> bool:
    """Whether a job was broken off by the first limit; rings anew, for reading that takes no longer than
    seconds, where a bell without limits, of the sweep, came before ours."""
    error = rows.get().error
    if not error.startswith("SoftTimeLimitExceeded"):
        rows.filter(state="waiting").update(due_at=Now())
        if site.is_quiet():
            site.bell.send_task(
                "coalition.tasks.read", queue="read", soft_time_limit=2, time_limit=300
            )
    return error.startswith("SoftTimeLimitExceeded")
