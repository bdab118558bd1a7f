"""Lines of which a page shows many: the same as of each alone, and read anew only where they changed."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalition.positions import redraw_lines
from coalition.published import PositionRecord
from coalition.vocabulary import Position
from coalition.web.strips import MOST_STRETCHES, draw_strip
from coalition.web.timeline import Axis, find_last_held, find_spell, join_spans, keep_spells
from tests.factories import make_coded_stance, make_country
from tests.web.conftest import World
from tests.web.test_charts import span

FIRST = date(2023, 1, 1)
STEPS = [position.value for position in Position]


def long_line(spans: int) -> list[PositionRecord]:
    """A line that says another thing every ten days, once in a while nothing."""
    days = [FIRST + timedelta(days=10 * n) for n in range(spans + 1)]
    return [
        span(days[n], days[n + 1], None if n % 7 == 6 else STEPS[n % 6], cause=n)
        for n in range(spans)
    ]


def test_what_is_kept_of_a_line_says_the_same_on_the_days_asked_for() -> None:
    spells = join_spans(long_line(90))
    at, days = date(2024, 5, 5), [date(2023, 3, 31), date(2024, 2, 29), date(2024, 5, 5)]
    kept = keep_spells(spells, at, days)
    assert len(kept) <= 6
    assert kept[0].first == spells[0].first
    for day in days:
        whole, short = find_spell(spells, day), find_spell(kept, day)
        assert whole is not None
        assert short is not None
        assert (short.first, short.until, short.position) == (
            whole.first, whole.until, whole.position,
        )  # fmt: skip
        assert short.spans[0].cause == whole.spans[0].cause
    held, kept_held = find_last_held(spells, at), find_last_held(kept, at)
    assert held is not None
    assert kept_held is not None
    assert kept_held.first == held.first


def test_a_crowded_strip_is_a_path_a_mark_and_tells_its_newest_spells() -> None:
    spells = join_spans(long_line(MOST_STRETCHES + 10))
    axis = Axis(FIRST, date(2024, 6, 1))
    strip = draw_strip("NO", "Norway", "troops-on-ground", spells, axis, date(2024, 5, 1))
    assert strip.stretches == ()
    assert len(strip.weaves) == 7
    assert sum(one.path.count("M") for one in strip.weaves) == len(spells)
    assert strip.sentence.startswith("Norway. …; ")
    roomy = draw_strip("NO", "Norway", "troops-on-ground", spells[:5], axis, date(2024, 5, 1))
    assert (len(roomy.stretches), roomy.weaves) == (5, ())


@pytest.mark.django_db
def test_of_many_lines_only_the_changed_one_is_read_again(client: Client, world: World) -> None:
    for code in ("IT", "FR", "PL"):
        make_coded_stance(country=make_country(code, code), proposal=world.stance.proposal)
        redraw_lines([(code, "troops-on-ground")])
    cache.clear()
    address = "/proposals/troops-on-ground/?at=2026-03-10"
    with CaptureQueriesContext(connection) as cold:
        first = client.get(address).content.decode()
    with CaptureQueriesContext(connection) as warm:
        client.get(address)
    make_coded_stance(
        country=make_country("IT"),
        proposal=world.stance.proposal,
        position=Position.OPPOSED,
        first_day=date(2026, 3, 5),
    )
    redraw_lines([("IT", "troops-on-ground")])
    with CaptureQueriesContext(connection) as changed:
        second = client.get(address).content.decode()
    assert list_reads(cold) == ["all"]
    assert list_reads(warm) == []
    assert list_reads(changed) == ["one"]
    assert "5 March 2026: Opposed" not in first
    assert "5 March 2026: Opposed" in second


def list_reads(queries: CaptureQueriesContext) -> list[str]:
    """Which whole lines were read: all of a proposal, or one."""
    sent = [one["sql"] for one in queries.captured_queries]
    read = [
        sql
        for sql in sent
        if 'FROM "coalition_position"' in sql and "ORDER BY" in sql and "COUNT(" not in sql
    ]
    return ["one" if "country_id\" = 'IT'" in sql else "all" for sql in read]
