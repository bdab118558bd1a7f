"""What a line rests on is the same, whichever way it is read."""

from datetime import date, timedelta
from typing import Any

import pytest

from coalition.models import Stance
from coalition.statements import (
    Line,
    describe_stance,
    read_counting,
    read_line,
    read_lines,
    standing_stances,
)
from tests import factories

LINE: Line = ("NO", "troops-on-ground")
DAY = date(2026, 3, 1)
NOT_OF_THE_LINE = ("withdrawn", "without a day", "looks back on its own day", "elsewhere")


def make_stances() -> dict[str, Stance]:
    """One stance of each kind that a reading may treat in a way of its own, by what it is."""
    mirror = factories.make_source("mirror.example", tier="mirror")
    copied = factories.make_article()
    copied.story.origin, copied.story.origin_reason = mirror, "first-outlet"
    copied.story.save()
    wire = factories.make_article()
    wire.story.origin, wire.story.origin_reason = wire.source, "named-wire"
    wire.story.shared_origin = "wire.example 2026-03-01"
    wire.story.save()
    day: dict[str, Any] = {"first_day": DAY, "precision": "day"}
    article = factories.make_article(published=DAY, precision="day")
    earlier = day | {"first_day": DAY - timedelta(days=30), "time": "past"}
    return {
        "current": factories.make_stance(article=article, **day),
        "by month": factories.make_coded_stance(first_day=DAY, precision="month", speaker="A"),
        "a copy": factories.make_stance(article=copied, **day),
        "a wire's": factories.make_stance(article=wire, **day),
        "looks back": factories.make_stance(article=article, **earlier),
        "looks back on its own day": factories.make_stance(article=article, time="past", **day),
        "withdrawn": factories.make_stance(article=article, withdrawn=True, **day),
        "without a day": factories.make_stance(article=article, first_day=None, precision=None),
        "claimed": factories.make_coded_stance(voice="claim", position="opposed", **day),
        "rejected": factories.make_coded_stance(review_state="rejected", position="opposed", **day),
        "elsewhere": factories.make_coded_stance(country=factories.make_country("SE", "Sweden")),
    }


@pytest.mark.django_db
def test_one_line_is_read_as_many_are_and_as_its_stances_say_it() -> None:
    made = make_stances()
    rests_on = {row.pk for name, row in made.items() if name not in NOT_OF_THE_LINE}
    evidence = read_line(*LINE)
    assert {one.id for one in evidence.statements} == rests_on
    many = read_lines(LINE[1], [LINE[0]])[LINE]
    rows = standing_stances().filter(country=LINE[0], proposal=LINE[1])
    by_id = {one.id: one for one in evidence.statements}
    assert by_id == {one.id: one for one in many.statements}
    assert by_id == {row.pk: describe_stance(row) for row in rows}
    assert (evidence.horizon_days, evidence.pins) == (many.horizon_days, many.pins)

    # What never counts is not read where a line is drawn, and draws the same.
    counting = read_counting(*LINE)
    never = {made["claimed"].pk, made["rejected"].pk}
    assert {one.id for one in counting.statements} == rests_on - never
    assert counting.draw() == evidence.draw()
