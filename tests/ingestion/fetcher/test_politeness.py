"""Turns at a host, between threads with connections of their own, as between processes."""

import threading
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from coalition.errors import CoalitionError, FetchFailed, FetchPostponed
from coalition.ingestion.fetcher.politeness import (
    Manners,
    NotYet,
    rest_host,
    take_turn,
    visit_host,
)
from coalition.models import HostState, HostVisit
from tests.at_once import run_at_once
from tests.hostile_server import PAGE, HostileServer, Visitor, reply
from tests.ingestion.fetcher.conftest import fetch, open_door
from tests.processes import PATIENCE

HOST = "news.example"
SECOND = timedelta(seconds=1)
NOW = Manners(gap=timedelta(0))


@pytest.mark.django_db
def test_a_turn_is_given_back_whatever_happens() -> None:
    def break_off() -> None:
        with visit_host(HOST, NOW):
            assert HostVisit.objects.count() == 1
            raise FetchFailed("broken")

    with pytest.raises(FetchFailed):
        break_off()
    assert HostVisit.objects.count() == 0


@pytest.mark.django_db
def test_H21_the_next_turn_comes_after_the_gap() -> None:
    manners = Manners(gap=30 * SECOND)
    with visit_host(HOST, manners):
        pass
    with (
        pytest.raises(FetchPostponed, match="it was asked a moment ago") as caught,
        visit_host(HOST, manners),
    ):
        pass
    state = HostState.objects.get()
    assert state.last_request_at is not None
    assert caught.value.until == state.next_at == state.last_request_at + 30 * SECOND
    with visit_host("other.example", manners):
        pass


@pytest.mark.django_db
def test_H21_no_more_than_two_read_at_once() -> None:
    with visit_host(HOST, NOW), visit_host(HOST, NOW):
        third = take_turn(HOST, NOW)
    assert isinstance(third, NotYet)
    assert third.reason == "as many as may are reading from it."
    assert isinstance(take_turn(HOST, NOW), HostVisit)


@pytest.mark.django_db
def test_who_died_over_a_visit_is_forgotten_after_a_while() -> None:
    dead = Manners(gap=timedelta(0), visit=timedelta(0))
    take_turn(HOST, dead)
    take_turn(HOST, dead)
    assert isinstance(take_turn(HOST, NOW), HostVisit)
    assert HostVisit.objects.count() == 1


@pytest.mark.django_db
def test_H13_a_host_that_asks_for_a_rest_is_left_alone_by_all(server: HostileServer) -> None:
    server.plays["/a"] = reply(status=503, headers={"Retry-After": "120"})
    with pytest.raises(FetchFailed, match="answered 503"):
        fetch(server.url("/a"))
    with pytest.raises(FetchPostponed, match=r"it asked for a rest \(503\)") as caught:
        fetch(server.url("/"))
    state = HostState.objects.get()
    assert state.last_request_at is not None
    assert 126 * SECOND <= caught.value.until - state.last_request_at < 180 * SECOND
    assert server.paths() == ["/a"]


@pytest.mark.django_db(transaction=True)
def test_a_fetch_inside_a_transaction_is_a_bug_and_says_so(server: HostileServer) -> None:
    """It would hold the row of the host for as long as the host takes."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        fetch(server.url("/"))
    assert server.accepted == 0


@pytest.mark.django_db
def test_the_database_refuses_a_next_turn_before_the_last() -> None:
    with visit_host(HOST, Manners(gap=30 * SECOND)):
        state = HostState.objects.get()
    assert state.last_request_at is not None
    HostState.objects.update(next_at=state.last_request_at)
    with pytest.raises(IntegrityError, match="host_is_asked_again_later"), transaction.atomic():
        HostState.objects.update(next_at=state.last_request_at - SECOND)


@pytest.mark.django_db
def test_a_longer_rest_is_not_made_shorter() -> None:
    with visit_host(HOST, NOW):
        rest_host(HOST, 600 * SECOND, "long.")
        until = HostState.objects.get().next_at
        rest_host(HOST, 60 * SECOND, "short.")
    state = HostState.objects.get()
    assert (state.next_at, state.rest) == (until, "long.")


@pytest.mark.django_db(transaction=True)
def test_H21_turns_of_many_workers_lie_apart() -> None:
    gap = timedelta(seconds=0.2)
    manners = Manners(gap=gap, wait=PATIENCE * SECOND)
    moments: list[datetime] = []

    def take() -> None:
        with visit_host(HOST, manners) as visit:
            moments.append(visit.until - manners.visit)

    run_at_once(*[take] * 6)
    assert len(moments) == 6
    assert all(later - earlier >= gap for earlier, later in pairwise(sorted(moments)))


@pytest.mark.django_db(transaction=True)
def test_H21_many_workers_ask_one_host_in_turn_and_another_is_not_held_up() -> None:
    manners = Manners(gap=timedelta(seconds=0.05), wait=PATIENCE * SECOND)
    busy, most, lock = set[int](), [0], threading.Lock()
    reached = threading.Event()

    def play_until_reached(visitor: Visitor) -> None:
        with lock:
            busy.add(id(visitor))
            most[0] = max(most[0], len(busy))
        assert reached.wait(PATIENCE)
        with lock:  # before the client knows that it is over
            busy.remove(id(visitor))
        visitor.say(reply(PAGE))

    def play_other(visitor: Visitor) -> None:
        reached.set()
        visitor.say(reply(PAGE))

    with (
        HostileServer({"/": play_until_reached}) as one,
        HostileServer({"/": play_other}, address="127.0.0.2") as other,
    ):
        urls = [one.url("/")] * 5 + [other.url("/")]
        run_at_once(*[lambda url=url: fetch(url, door=open_door(manners=manners)) for url in urls])
        assert (one.paths(), other.paths()) == (["/"] * 5, ["/"])
        assert reached.is_set()
        assert most[0] <= 2
    assert HostVisit.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_H22_a_slow_host_takes_two_workers_and_no_more() -> None:
    postponed: list[CoalitionError] = []
    both = threading.Barrier(3)
    free = threading.Event()

    def play_slowly(visitor: Visitor) -> None:
        both.wait(PATIENCE)
        free.wait(PATIENCE)
        visitor.say(reply(PAGE))

    def ask(url: str) -> None:
        try:
            fetch(url, door=open_door())
        except FetchPostponed as error:
            postponed.append(error)

    with (
        HostileServer({"/": play_slowly}) as slow,
        HostileServer({"/": reply(PAGE)}, address="127.0.0.2") as quick,
    ):

        def look_on() -> None:
            both.wait(PATIENCE)  # two are being held by the slow host now
            ask(slow.url("/"))
            ask(slow.url("/"))
            ask(quick.url("/"))
            free.set()

        run_at_once(lambda: ask(slow.url("/")), lambda: ask(slow.url("/")), look_on)
        assert (slow.most_busy, slow.paths(), quick.paths()) == (2, ["/", "/"], ["/"])
    assert len(postponed) == 2
