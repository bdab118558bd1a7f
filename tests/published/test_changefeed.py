"""The change feed: a mirror that follows it holds what the database holds, whatever came between."""

import base64
import json
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from coalition import review
from coalition.errors import BadInput, Outdated
from coalition.models import Country, Pin, Position, Source, Stance
from coalition.origins import settle_origins
from coalition.positions import redraw_lines
from coalition.published.changefeed import START, read_changes, read_token
from coalition.published.dictionary import BY_NAME, TABLES
from coalition.published.rows_at import read_table
from coalition.replica import SETTLED
from coalition.vintages import Instant
from coalition.vocabulary import Condition, Reason, Tier
from coalition.vocabulary import Position as Step
from tests import factories
from tests.clock import pass_an_hour, set_instant

pytestmark = pytest.mark.django_db

Mirror = dict[str, dict[str, dict[str, Any]]]


def follow(mirror: Mirror, token: str, to: Instant | None = None, limit: int = 1000) -> str:
    """Takes over all that changed since a token; gives the token to go on with."""
    more = True
    while more:
        page = read_changes(token, limit, to=to)
        for item in page.items:
            if item.row is None:
                # What came and went within one pass was never told.
                mirror.get(item.table, {}).pop(item.key, None)
            else:
                mirror.setdefault(item.table, {})[item.key] = item.row
        token, more = page.token, page.more
    return token


@pytest.fixture(autouse=True)
def long_ago(db: None) -> None:
    """What is written was written on a day that has settled."""
    set_instant(datetime(2026, 5, 1, tzinfo=UTC))


def hold(instant: Instant) -> Mirror:
    """What the tables hold at an instant."""
    found: Mirror = {}
    for table in TABLES:
        rows = list(read_table(table, instant))
        if rows:
            found[table.name] = {".".join(map(str, table.find_key(row))): row for row in rows}
    return found


def drop_empty(mirror: Mirror) -> Mirror:
    """A mirror without tables that lost all their rows."""
    return {name: rows for name, rows in mirror.items() if rows}


@pytest.fixture
def stance() -> Stance:
    """A stance with a condition, and its line."""
    made = factories.make_stance()
    made.conditions.create(kind=Condition.CEASEFIRE, words="once the guns are silent")
    factories.make_coded_stance(position=Step.OPPOSED)
    redraw_lines([("NO", "troops-on-ground")])
    return made


def test_the_first_pass_is_everything_and_holds_no_tombstone(stance: Stance) -> None:
    now = pass_an_hour()
    mirror: Mirror = {}
    follow(mirror, START, now)
    assert mirror == hold(now)
    row = mirror["stances"][str(stance.pk)]
    assert (row["country"], row["quote"], row["day"]) == ("NO", stance.quote, date(2026, 3, 1))
    assert [one["words"] for one in mirror["conditions"].values()] == ["once the guns are silent"]
    assert len(mirror["positions"]) == Position.objects.count()


def test_small_pages_give_the_same_as_large_ones(stance: Stance) -> None:
    for number in range(5):
        factories.make_country(f"A{number}A", "Somewhere")
        factories.make_coded_stance(claim_key=f"more {number}")
    now = pass_an_hour()
    mirror: Mirror = {}
    follow(mirror, START, now, 1)
    assert mirror == hold(now)


def test_nothing_new_gives_nothing_and_the_same_token(stance: Stance) -> None:
    pass_an_hour()
    token = follow({}, START)
    page = read_changes(token, 10)
    assert (page.items, page.more) == ((), False)


def test_a_rejected_stance_comes_as_tombstones_of_it_its_conditions_and_its_spans(
    stance: Stance,
) -> None:
    mirror: Mirror = {}
    token = follow(mirror, START, pass_an_hour())
    assert mirror["conditions"]
    editor = factories.make_editor()
    review.reject_stance(stance.pk, by=editor, reason=Reason.WRONG_COUNTRY, edition=stance.edition)
    now = pass_an_hour()
    page = read_changes(token, 100, to=now)
    gone = {item.table for item in page.items if item.row is None}
    assert gone >= {"stances", "conditions", "positions"}
    follow(mirror, token, now)
    assert drop_empty(mirror) == hold(now)


def test_another_tier_of_a_source_moves_the_spans_of_its_stances(stance: Stance) -> None:
    mirror: Mirror = {}
    token = follow(mirror, START, pass_an_hour())
    Source.objects.update(tier=Tier.STATE_ALIGNED)
    now = pass_an_hour()
    tables = {item.table for item in read_changes(token, 100, to=now).items}
    assert tables == {"sources", "positions"}
    follow(mirror, token, now)
    assert drop_empty(mirror) == hold(now)


def test_a_copy_that_tells_whose_report_it_is_moves_the_spans_of_the_others(stance: Stance) -> None:
    """Nothing of the stance, its article or its source is written: only the story gets its origin."""
    mirror: Mirror = {}
    token = follow(mirror, START, pass_an_hour())
    assert stance.article
    organ = factories.make_source("organ.example", tier=Tier.STATE_ALIGNED)
    factories.make_article(
        "The same.", source=organ, story=stance.article.story, published=date(2026, 2, 1)
    )
    redraw_lines(settle_origins([stance.article.story_id]))
    now = pass_an_hour()
    token = follow(mirror, token, now)
    assert drop_empty(mirror) == hold(now)
    Source.objects.filter(pk="organ.example").update(tier=Tier.QUALITY)
    now = pass_an_hour()
    follow(mirror, token, now)
    assert drop_empty(mirror) == hold(now)


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_falls_into_the_next_pass() -> None:
    """It bears the instant of its first change; the pass that could have told it waits for it."""
    written, go = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            factories.make_country("LT", "Lithuania")
            written.set()
            go.wait(600)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert written.wait(600)
    factories.make_country()
    Country.objects.filter(code="NO").update(region="Northern Europe")
    time.sleep(SETTLED.seconds + 0.1)
    mirror: Mirror = {}
    token = follow(mirror, START)
    assert mirror == {}  # all of it is as young as what still comes, or younger
    go.set()
    slow.join()
    follow(mirror, token)
    assert {code: row["region"] for code, row in mirror["countries"].items()} == {
        "LT": "",
        "NO": "Northern Europe",
    }


def test_a_mirror_that_is_killed_at_any_page_goes_on_from_its_token(stance: Stance) -> None:
    chance = random.Random(7)
    editor = factories.make_editor()
    mirror: Mirror = {}
    token = START
    for number in range(6):
        made = factories.make_stance(f"Norway will send soldiers, part {number}")
        redraw_lines([("NO", "troops-on-ground")])
        if number % 2:
            review.accept_stance(made.pk, by=editor, edition=made.edition)
            Pin.objects.create(
                country=made.country,
                proposal=made.proposal,
                position=Step.OPPOSED,
                first=date(2026, 4, number + 1),
                last=date(2026, 4, number + 1),
                reason="A test.",
                editor=editor,
            )
            Pin.objects.filter(pk=Pin.objects.order_by("pk")[0].pk).update(active=False)
        now = pass_an_hour()
        if chance.random() < 0.7:
            page = read_changes(token, 3, to=now)  # the rest of this pass is told later
            for item in page.items:
                if item.row is None:
                    mirror[item.table].pop(item.key, None)
                else:
                    mirror.setdefault(item.table, {})[item.key] = item.row
            token = page.token
    for _ in range(2):  # what a pass of before still held, then what came since
        token = follow(mirror, token, now, 2)
    assert drop_empty(mirror) == hold(now)


def test_the_rows_that_stand_are_the_rows_of_the_database(stance: Stance) -> None:
    now = pass_an_hour()
    (row,) = read_table(BY_NAME["countries"], now)
    assert row == {name: getattr(Country.objects.get(), name) for name in row}
    spans = [
        (
            one.country_id,
            one.proposal_id,
            one.first,
            one.until,
            one.state,
            one.position,
            one.cause_id,
        )
        for one in Position.objects.order_by("country_id", "proposal_id", "first")
    ]
    names = ("country", "proposal", "first", "until", "state", "position", "cause")
    assert [
        tuple(one[name] for name in names) for one in read_table(BY_NAME["positions"], now)
    ] == spans


def forge(*values: Any) -> str:
    """A token of these values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def list_forged() -> Iterator[str]:
    """Tokens that no reply ever gave."""
    ahead = "2099-01-01T00:00:00+00:00"
    yield from ("", "1", "x", "=", "é", "A" * 400, "AAAA")
    yield from (
        forge(),
        forge(1),
        forge(1, "1", None, None, 99, None),
        forge(1, "1", 5, None, 0, None),
    )
    yield from (forge(1, "1", None, None, -99, None), forge(1, "1", None, None, True, [1]))
    yield forge(1, "1", ahead, None, 0, None)
    yield forge(1, "1", None, "2026-01-01", 0, None)
    # Instants that no calendar in UTC has.
    yield forge(1, "1", "0001-01-01T00:00:00+14:00", None, 0, None)
    yield forge(1, "1", None, "9999-12-31T23:59:59-14:00", 0, None)
    yield from (forge(1, "1", None, None, 7, "x"), forge(1, "1", None, None, 7, 2**63))
    yield from (forge(1, "1", None, None, 0, 5), forge(1, "1", None, None, 0, "a\x00b"))


@pytest.mark.parametrize("token", list(list_forged()))
def test_A22_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(BadInput):
        read_token(token)


def test_a_token_of_another_form_or_method_is_outdated() -> None:
    for values in ((0, "1", None, None, 0, None), (1, "0", None, None, 0, None)):
        with pytest.raises(Outdated, match="begin anew with 0"):
            read_token(forge(*values))
