"""Kept replies: given again while nothing was written, and never once something was."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.http import parse_http_date
from pytest_django import Settings

from coalition import access, removal
from coalition.access import Written
from coalition.api import door
from coalition.api.reading import STEADY
from coalition.api.replies import Key, Reply, Shelf, choose_coding, tell_change
from coalition.models import Country, Proposal, RequestCount, Stance, WriteMark
from coalition.positions import redraw_lines
from tests import factories
from tests.api.conftest import read_problem
from tests.api.test_openapi import OPERATIONS
from tests.clock import hold_windows, set_instant

STANCES, COUNTRIES = "/api/v1/stances", "/api/v1/countries"
THEN = "?as_of=2026-05-02"


@pytest.fixture(autouse=True)
def shelf() -> Iterator[Shelf]:
    """An empty shelf."""
    kept = door.SHELF
    door.SHELF = Shelf()
    yield door.SHELF
    door.SHELF = kept


@pytest.fixture
def stance(transactional_db: None) -> Stance:
    """A committed stance of long ago, and its line. Emptying the tables afterwards takes seconds: these
    tests are few and walk far."""
    with transaction.atomic():
        set_instant(datetime(2026, 5, 1, tzinfo=UTC))
        made = factories.make_stance()
        redraw_lines([("NO", "troops-on-ground")])
    return made


def ask(client: Client, address: str) -> tuple[bytes, int]:
    """A reply, and how many queries were asked for it beside the one that counts it."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content, len(asked)


def test_a_reply_is_read_once_until_something_is_written(
    stance: Stance, client: Client, shelf: Shelf
) -> None:
    first, asked = ask(client, COUNTRIES)
    assert asked > 0
    assert ask(client, COUNTRIES) == (first, 0)
    Country.objects.update(region="Northern Europe")
    second, asked = ask(client, COUNTRIES)
    assert (b"Northern Europe" in second, asked > 0) == (True, True)
    assert ask(client, COUNTRIES) == (second, 0)
    with transaction.atomic():
        Country.objects.update(region="Nowhere")
        assert b"Nowhere" in ask(client, COUNTRIES)[0]
        transaction.set_rollback(True)
    assert ask(client, COUNTRIES) == (second, 0)

    # The past outlives what only adds to it, and no removal.
    then, asked = ask(client, STANCES + THEN)
    assert (stance.quote.encode() in then, asked > 0) == (True, True)
    for number in range(access.MOST_MARKS + 1):
        Proposal.objects.update(order=number)
    assert ask(client, STANCES + THEN) == (then, 0)
    assert WriteMark.objects.count() == 2  # all were folded into one of each kind
    assert ask(client, STANCES + THEN) == (then, 0)
    before = access.count_request("one client").written
    Proposal.objects.update(order=1)
    after = access.count_request("one client").written
    access.fold_marks()
    assert access.count_request("one client").written == after
    assert (after.now != before.now, after.past) == (True, before.past)
    assert stance.article_id is not None
    removal.remove_text(stance.article_id, notice="On request.", by=factories.make_editor())
    blanked, asked = ask(client, STANCES + THEN)
    assert (stance.quote.encode() in blanked, asked > 0) == (False, True)

    WriteMark.objects.all().delete()
    shelf.entries.clear()
    ask(client, COUNTRIES)
    ask(client, COUNTRIES + THEN)
    assert not shelf.entries  # without any mark there is no telling


def test_a_write_that_ends_after_a_younger_one_is_seen_and_a_lost_connection_is_opened_again(
    stance: Stance, client: Client
) -> None:
    """A counter, or the newest id, would miss the slow one."""
    written, go = threading.Event(), threading.Event()
    ask(client, COUNTRIES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def write_slowly() -> None:
        with transaction.atomic():
            Country.objects.update(region="Slow Europe")
            written.set()
            go.wait(600)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert written.wait(600)
    Proposal.objects.update(order=5)
    assert b"Slow Europe" not in ask(client, COUNTRIES)[0]
    go.set()
    slow.join()
    assert b"Slow Europe" in client.get(COUNTRIES).content


def test_what_is_kept_bears_all_that_a_reply_bears_and_is_counted(
    stance: Stance, client: Client, settings: Settings, shelf: Shelf
) -> None:
    told = []
    for _ in range(2):
        response = client.get(f"{STANCES}?limit=1", headers={"X-Request-Id": "desk.2026"})
        headers = dict(response.items())
        assert headers.pop("RateLimit").startswith('"address";r=9')
        told.append((response.content, headers))
    assert told[0] == told[1]
    assert {"ETag", "RateLimit-Policy", "Content-Security-Policy", "Content-Length"} <= set(headers)
    assert {"X-Content-Type-Options", "Access-Control-Allow-Origin"} <= set(headers)
    tag = {"If-None-Match": headers["ETag"]}
    assert client.get(f"{STANCES}?limit=1", headers=tag).status_code == 304
    head = client.head(f"{STANCES}?limit=1")
    assert (head["ETag"], head.content) == (headers["ETag"], b"")

    # Another host and scheme have links of their own.
    assert b"http://testserver/" in ask(client, STANCES)[0]
    assert b"http://localhost/" in client.get(STANCES, headers={"Host": "localhost"}).content
    assert b"https://testserver/" in client.get(STANCES, secure=True).content
    assert client.get(STANCES, headers={"Host": "evil.example"}).status_code == 400

    # A line goes stale by time alone.
    address = "/api/v1/positions?country=NO&proposal=troops-on-ground"
    for day, state in ((date(2026, 3, 20), b'"held"'), (date(2029, 3, 20), b'"stale"')):
        with time_machine.travel(day):
            assert state in ask(client, address)[0]

    kept = set(shelf.entries)
    client.get("/api/v1/changes-since/0")
    client.get(f"{STANCES}?x=1")
    assert set(shelf.entries) == kept

    hold_windows()
    settings.API_PER_MINUTE = RequestCount.objects.get().spent + 1
    assert client.get(STANCES).status_code == 200
    read_problem(client.get(STANCES), 429)
    read_problem(client.get(STANCES, headers={"Authorization": "Bearer cow_x_y"}), 401)


def test_what_looks_at_the_clock_or_at_files_is_not_kept() -> None:
    assert set(OPERATIONS) - STEADY == {
        *("list_row_changes", "get_edition"),  # the newest settled instant; files
        *("get_page", "list_webhooks", "get_webhook"),  # with a key
        *("give_article", "make_webhook", "end_webhook", "replay_deliveries"),
    }


# What the public reads is drawn from these alone, or from their history.
WORK = {
    *("apikey", "requestcount", "writemark", "webhook", "delivery"),  # the API's own
    *("job", "reading", "modelcall", "hoststate", "hostvisit", "offer", "band", "likeness"),
    *("waiting", "assignment", "savedfilter", "batch", "suggestion", "secondcoding", "difference"),
    *("correctionrequest", "storyreview"),
    "formername",  # pages lead on from old names, no reply does
}


@pytest.mark.django_db
def test_every_table_marks_its_writes_or_is_work() -> None:
    """One that comes later needs a trigger of its own (migration 0017), unless no reply shows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'mark_write'")
        marked = {name.removeprefix("coalition_") for (name,) in cursor.fetchall()}
    tables = {
        model._meta.db_table.removeprefix("coalition_")
        for model in apps.get_app_config("coalition").get_models(include_auto_created=True)
    }
    work = WORK | {f"{name}event" for name in WORK}
    assert marked == tables - work


@pytest.mark.django_db
def test_no_reply_that_is_kept_reads_what_is_work(world: Stance, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        for name in sorted(STEADY):
            address = "/api/v1" + OPERATIONS[name][1]["x-example"]
            client.get(address)
            client.get(f"{address}{'&' if '?' in address else '?'}as_of=2026-05-02")
    told = " ".join(query["sql"] for query in asked.captured_queries)
    assert "coalition_stance" in told
    assert [name for name in WORK if f"coalition_{name}" in told.replace('"', " ").split()] == []


def test_the_time_of_the_last_change_is_told_once_its_second_is_over_and_moves_with_each_write(
    stance: Stance, client: Client
) -> None:
    def wait_for_change(address: str) -> str:
        while "Last-Modified" not in (response := client.get(address)):
            assert response.status_code == 200
            time.sleep(0.1)
        return str(response["Last-Modified"])

    first = wait_for_change(COUNTRIES)
    tag = client.get(COUNTRIES)["ETag"]
    since = {"If-Modified-Since": first}
    same = client.get(COUNTRIES, headers=since)
    assert (same.status_code, same.content, same["Last-Modified"]) == (304, b"", first)
    Country.objects.update(region="Northern Europe")
    assert client.get(COUNTRIES, headers=since).status_code == 200  # within the very second
    second = wait_for_change(COUNTRIES)
    assert parse_http_date(second) > parse_http_date(first)
    assert client.get(COUNTRIES, headers=since).status_code == 200
    assert client.get(COUNTRIES, headers=since | {"If-None-Match": tag}).status_code == 200
    assert client.get(COUNTRIES, headers={"If-Modified-Since": second}).status_code == 304
    # Of a past it is that past; where files and the clock are looked at, there is no telling.
    assert client.get(STANCES + THEN)["Last-Modified"] == "Sat, 02 May 2026 23:59:59 GMT"
    assert "Last-Modified" not in client.get("/api/v1/changes-since/0")


def test_a_state_is_named_by_a_whole_second_after_its_first_look() -> None:
    standing, noon = access.Standing(), datetime(2026, 11, 22, 12, tzinfo=UTC)

    def look(state: int | None, begun: float, took: float = 0.1) -> datetime | None:
        begin = noon + timedelta(seconds=begun)
        return standing.note(state, begin, begin + timedelta(seconds=took))

    first, second = noon + timedelta(seconds=1), noon + timedelta(seconds=3)
    assert [look(1, at) for at in (0.2, 0.9, 1.0, 1.1)] == [None, None, None, first]
    assert look(2, 1.5, took=0.8) is None  # it waited: the state may be as young as its end
    assert [look(2, 2.9), look(2, 3.1)] == [None, second]
    assert [look(None, 4), look(2, 5)] == [None, second]


def test_the_last_change_of_what_is_known_now_is_not_before_its_day_nor_ahead() -> None:
    morning = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with time_machine.travel(morning, tick=False):
        told = [
            tell_change(Written(1, 1, since))
            for since in (None, morning - timedelta(days=2), morning, morning + timedelta(hours=1))
        ]
    assert told == [None, "Sun, 22 Nov 2026 00:00:00 GMT", "Sun, 22 Nov 2026 09:00:00 GMT", None]


def make_reply(size: int, cache: str = "public, max-age=60") -> Reply:
    return Reply(b"x" * size, "application/json", {"Cache-Control": cache}, "tag")


def name(path: str) -> Key:
    return ("http", "testserver", path, "")


def test_a_shelf_holds_so_much_and_drops_what_was_not_asked_for() -> None:
    shelf, written = Shelf(most=8_000), Written(1, 1)
    for path in ("a", "b", "c"):
        shelf.keep(name(path), written, make_reply(1_000))
        shelf.find(name("a"), written)
    shelf.keep(name("d"), written, make_reply(1_000))
    assert [key[2] for key in shelf.entries] == ["c", "a", "d"]
    shelf.keep(name("a"), written, make_reply(10))
    assert shelf.held == sum(size for _, _, size in shelf.entries.values()) <= 8_000
    shelf.keep(name("large"), written, make_reply(600_000))
    assert name("large") not in shelf.entries


def test_a_kept_reply_holds_for_what_was_written_and_for_its_day() -> None:
    shelf = Shelf()
    shelf.keep(name("now"), Written(1, 1), make_reply(10))
    shelf.keep(name("then"), Written(1, 1), make_reply(10, "public, max-age=31536000, immutable"))
    found = {
        (path, written.now, written.past): shelf.find(name(path), written) is not None
        for path in ("now", "then")
        for written in (Written(1, 1), Written(2, 1), Written(2, 2), Written(None, None))
    }
    assert {key for key, held in found.items() if held} == {
        ("now", 1, 1),
        ("then", 1, 1),
        ("then", 2, 1),
    }
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(days=1)):
        assert shelf.find(name("now"), Written(1, 1)) is None


@pytest.mark.parametrize(
    ("offer", "coding"),
    [("", ""), ("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0.0, gzip;q=1", "gzip"), ("*", "")],
)
def test_which_coding_is_chosen(offer: str, coding: str) -> None:
    assert choose_coding(offer) == coding


def test_writing_goes_the_whole_way_and_reading_the_short_one() -> None:
    way = door.ShortWay(lambda _request: HttpResponse("whole"))
    factory = RequestFactory()
    assert way(factory.post("/api/v1/articles")).getvalue() == b"whole"
    assert way(factory.get("/api/docs")).getvalue() == b"whole"
