"""Lines as they are stored: whose line a statement moves, when it is redrawn, and what never moves it."""

import random
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coalition import analysis, review, stories
from coalition.estimation.arithmetic import Sum
from coalition.extraction.claims import Claim, QuotedStance, Reading
from coalition.ingestion.stances import store_stances
from coalition.models import Change, Country, Membership, Office, Position, Stance, WorldEvent
from coalition.positions import Drawn, list_lines, redraw_lines, replace_rows
from coalition.published import list_versions
from coalition.statements import read_line
from coalition.vocabulary import LineState
from coalition.vocabulary import Position as Step
from tests import factories

pytestmark = pytest.mark.django_db
FORCE = "troops-on-ground"
AT = date(2026, 3, 10)


def say(code: str, position: Step, day: date = date(2026, 3, 1), **values: Any) -> Stance:
    """A word on record of a country, or of an organisation, that was coded by hand."""
    country = factories.make_country(code, code, coalition_status="member")
    return factories.make_coded_stance(country=country, position=position, first_day=day, **values)


def read_rows(code: str, *columns: str) -> list[Any]:
    """The stored spans of a country on the force."""
    rows = Position.objects.filter(country=code, proposal=FORCE).order_by("first")
    return list(rows.values_list(*columns) if columns else rows.values())


def test_what_a_group_says_is_its_own_line_and_no_members(client: Client) -> None:
    """The EU, NATO and the coalition speak for themselves; only a member that was named has a line."""
    for code in ("IT", "PL"):
        member = factories.make_country(code, code, coalition_status="member")
        Membership.objects.create(group="EU", country=member)
        Membership.objects.create(group="NATO", country=member)
    say("EU", Step.COMMITTED)
    say("NATO", Step.OPPOSED)
    say("IT", Step.SCEPTICAL, summary="The EU backs it, Italy is named as sceptical.")
    Country.objects.filter(code__in=["EU", "NATO"]).update(
        kind="organisation", coalition_status="observer"
    )
    redraw_lines([*list_lines(), ("PL", FORCE)])

    held = Position.objects.filter(first=date(2026, 3, 1)).order_by("country")
    assert list(held.values_list("country", "position")) == [
        ("EU", "committed"),
        ("IT", "sceptical"),
        ("NATO", "opposed"),
    ]
    assert set(Change.objects.values_list("country", flat=True)) == {"EU", "IT", "NATO"}
    explained = analysis.explain_line("PL", FORCE, AT)
    assert (explained.line["statements"], explained.result) == ([], None)
    [poland] = client.get(f"/api/v1/positions?country=PL&proposal={FORCE}&at={AT}").json()["items"]
    assert (poland["state"], poland["position"]) == ("no-evidence", None)
    for group in ("EU", "NATO", None):
        found = analysis.play_coalition(FORCE, AT, group=group)
        assert [(one.member.country, one.state, one.member.position) for one in found.allies] == [
            ("IT", LineState.HELD, Step.SCEPTICAL),
            ("PL", LineState.NO_EVIDENCE, None),
        ]
        assert found.counted == Sum(0, 0, 0, ())


def test_a_change_of_government_is_marked_and_moves_no_line(client: Client) -> None:
    norway = say("NO", Step.COMMITTED, speaker="A. Before").country
    redraw_lines([("NO", FORCE)])
    before = read_rows("NO"), list(Change.objects.values()), analysis.explain_line("NO", FORCE, AT)

    office: dict[str, Any] = {"country": norway, "role": "head-of-government"}
    Office.objects.create(person="A. Before", since="2021-10", until="2026-03-08", **office)
    Office.objects.create(person="B. After", since="2026-03-08", **office)
    WorldEvent.objects.create(
        day=date(2026, 3, 5), title_en="Norway votes", title_it="Elezioni", kind="election"
    )
    redraw_lines([("NO", FORCE)])
    assert before == (
        read_rows("NO"),
        list(Change.objects.values()),
        analysis.explain_line("NO", FORCE, AT),
    )
    page = client.get(f"/countries/NO/?at={AT}").content.decode()
    for marked in (
        "A. Before, Head of government: October 2021 – 8 March 2026",
        "B. After",
        "Norway votes",
    ):
        assert marked in page


def test_a_month_is_a_span_of_days_until_whose_end_the_band_keeps_the_step_before() -> None:
    say("NO", Step.OPPOSED, date(2026, 2, 20))
    say("NO", Step.SUPPORTIVE, date(2026, 3, 1), precision="month")
    redraw_lines([("NO", FORCE)])
    days = [(one.first, one.last) for one in read_line("NO", FORCE).statements]
    assert sorted(days) == [
        (date(2026, 2, 20), date(2026, 2, 20)),
        (date(2026, 3, 1), date(2026, 3, 31)),
    ]
    assert read_rows("NO", "first", "position", "low", "high")[:3] == [
        (date(2026, 2, 20), "opposed", "opposed", "sceptical"),
        (date(2026, 3, 1), "supportive", "opposed", "supportive"),
        (date(2026, 4, 1), "supportive", "conditional", "supportive"),
    ]


def test_arrival_review_and_story_redraw_just_their_line_in_their_own_transaction() -> None:
    """The other line was spoilt on purpose: whoever draws it anew would put it right."""
    editor = factories.make_editor()
    article = factories.make_article()
    say("SE", Step.OPPOSED)
    factories.make_country()
    redraw_lines([("SE", FORCE)])
    Position.objects.filter(country="SE").update(statements=77)
    spoilt = read_rows("SE")

    claim = Claim(country="NO", proposal=FORCE, position=Step.COMMITTED, quote=factories.QUOTE)
    start = article.text.index(factories.QUOTE)
    found = QuotedStance(claim, factories.QUOTE, start, start + len(factories.QUOTE))
    with transaction.atomic():
        store_stances(article, Reading("rules", "1", [found], []))
        assert read_rows("NO", "position", "reviewed")[0] == ("committed", False)
        transaction.set_rollback(True)
    assert (read_rows("NO"), Stance.objects.filter(country="NO").count()) == ([], 0)

    with transaction.atomic():
        store_stances(article, Reading("rules", "1", [found], []))
    stance = Stance.objects.get(country="NO")
    with transaction.atomic():
        review.accept_stance(stance.pk, by=editor)
        assert read_rows("NO", "position", "reviewed")[0] == ("committed", True)
    copy = factories.make_stance()
    redraw_lines([("NO", FORCE)])
    assert read_rows("NO", "statements", "origins")[0] == (2, 2)
    assert copy.article is not None
    with transaction.atomic():
        stories.merge_stories(
            copy.article.story_id, into=article.story_id, reason="one report", by=editor
        )
        assert read_rows("NO", "statements", "origins")[0] == (2, 1)
    assert read_rows("SE") == spoilt


def test_a_version_never_names_two_lines() -> None:
    """Rows that are added, go or are written over in any order: what a version once named, it names."""
    factories.make_country("IT", "Italy")
    factories.make_proposal()
    chance, named = random.Random(5), dict[str, list[Any]]()
    for _ in range(120):
        rows = [
            (
                date(2026, 3, day),
                None,
                "held",
                "opposed",
                None,
                None,
                chance.choice((1, 2)),
                1,
                True,
            )
            for day in range(1, 5)
            if chance.random() < 0.6
        ]
        replace_rows(Position, ("IT", FORCE), [(*row, None) for row in rows])
        stored = read_rows("IT", *Drawn._fields)
        assert stored == [(*row, None) for row in rows]
        for version in list_versions("IT").values():
            assert named.setdefault(version.name, stored) == stored
    assert len(named) > 80
