"""`manage.py redraw`: what it rebuilds, what it leaves, and what it refuses."""

import random
import sys
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coalition.models import Change, Position, Stance
from coalition.positions import redraw_lines
from coalition.vocabulary import Position as Step
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> list[tuple[str, str]]:
    """Four lines of some length, drawn."""
    chance = random.Random(3)
    for code in ("NO", "SE"):
        for slug in ("demining", "troops-on-ground"):
            for _ in range(12):
                factories.make_coded_stance(
                    country=factories.make_country(code, code),
                    proposal=factories.make_proposal(slug),
                    position=chance.choice(list(Step)).value,
                    attribution=chance.choice(["on-record", "anonymous", "narrative"]),
                    first_day=date(2025, 1, 1) + timedelta(days=chance.randrange(400)),
                    speaker=chance.choice(["", "A president", "A minister"]),
                )
    found = [(code, slug) for code in ("NO", "SE") for slug in ("demining", "troops-on-ground")]
    redraw_lines(found)
    return found


def read_tables(*extra: str) -> list[Any]:
    """All derived rows without their ids."""
    return [
        list(model.objects.order_by("country", "proposal", day).values_list(*names, *extra))
        for model, day, names in (
            (Position, "first", [f.attname for f in Position._meta.fields if f.name != "id"]),
            (Change, "day", [f.attname for f in Change._meta.fields if f.name != "id"]),
        )
    ]


def redraw(*arguments: str) -> str:
    """Runs the command and returns what it says."""
    out = StringIO()
    call_command("redraw", *arguments, stdout=out)
    return out.getvalue()


def test_dropped_derived_tables_come_back_identical(lines: list[tuple[str, str]]) -> None:
    before = read_tables()
    Position.objects.all().delete()
    Change.objects.all().delete()

    assert redraw("--all") == "4 lines redrawn.\n"
    assert read_tables() == before
    assert min(map(len, before)) > 20


def test_who_watches_sees_how_far_it_has_come(
    lines: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    redraw("--all")
    assert "redrawing:   0%" in terminal.getvalue()
    assert "4/4" in terminal.getvalue()


def test_rows_that_are_right_stay_the_very_same(lines: list[tuple[str, str]]) -> None:
    before = read_tables("id")
    redraw("--all")
    assert read_tables("id") == before


def test_wrong_left_over_and_missing_rows_are_put_right(lines: list[tuple[str, str]]) -> None:
    before = read_tables()
    Position.objects.filter(country="NO").update(statements=77)
    Change.objects.filter(country="SE", proposal="demining").delete()
    factories.make_country("FI", "Finland")
    Position.objects.create(
        country_id="FI",
        proposal_id="demining",
        first=date(2025, 1, 1),
        state="stale",
        statements=0,
        origins=0,
        reviewed=False,
    )
    assert redraw("--all") == "5 lines redrawn.\n"
    assert read_tables() == before


def test_only_the_lines_asked_for_are_redrawn(lines: list[tuple[str, str]]) -> None:
    Position.objects.all().delete()
    assert redraw("--country", "NO", "--proposal", "demining") == "1 lines redrawn.\n"
    assert set(Position.objects.values_list("country", "proposal")) == {("NO", "demining")}
    assert redraw("--country", "SE") == "2 lines redrawn.\n"
    assert redraw("--proposal", "demining") == "2 lines redrawn.\n"


def test_one_more_statement_leaves_the_rows_before_it(lines: list[tuple[str, str]]) -> None:
    kept = set(Position.objects.filter(country="NO").values_list("pk", flat=True))
    newest = Stance.objects.order_by("first_day").last()
    assert newest is not None
    factories.make_coded_stance(first_day=newest.first_day, position="opposed")
    redraw_lines(lines)
    still = set(Position.objects.filter(country="NO").values_list("pk", flat=True))
    assert len(kept & still) > len(kept) * 0.7


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say which lines"),
        (("--all", "--country", "NO"), "Say which lines"),
        (("--country", "ZZ"), "ZZ is no country that we know"),
        (("--proposal", "moon"), "moon is no proposal that we know"),
    ],
)
def test_what_cannot_be_is_refused_in_words(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        redraw(*arguments)
