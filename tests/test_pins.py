"""What editors set on lines: that a government was asked and would not say, shown everywhere."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from coalition import analysis, pins, removal, vintages
from coalition.errors import BadVerdict
from coalition.estimation.sensitivity import Only
from coalition.estimation.stands import Stand
from coalition.models import Change, Pin, Position
from coalition.pins import Witness
from coalition.positions import redraw_lines
from coalition.vocabulary import LineState
from coalition.vocabulary import Position as Step
from tests import factories
from tests.clients.test_recompute import run_script

pytestmark = pytest.mark.django_db
LINE = ("NO", "troops-on-ground")
FIRST, LAST = date(2026, 3, 10), date(2026, 4, 9)
SAID = Witness("The ministry would not comment.", "https://paper.example/7")


@pytest.fixture
def editor() -> User:
    return factories.make_editor()


def make_line() -> None:
    """Norway is committed since 1 March 2026."""
    factories.make_coded_stance(
        country=factories.make_country("NO", "Norway", coalition_status="member"),
        position=Step.COMMITTED,
        first_day=date(2026, 3, 1),
        source=factories.make_source("paper.example"),
    )
    redraw_lines([LINE])


def decline(editor: User, **values: Any) -> Pin:
    """Notes that Norway would not say."""
    given: dict[str, Any] = {"first": FIRST, "last": LAST, "reason": "A call.", "witness": SAID}
    return pins.pin_position(*LINE, None, by=editor, **(given | values))


def test_a_government_that_would_not_say_is_shown_so_until_the_note_ends_and_counted_nowhere(
    editor: User, client: Client, tmp_path: Path
) -> None:
    make_line()
    before = vintages.find_settled()
    decline(editor)

    spans = Position.objects.filter(country="NO").order_by("first")
    assert [(span.first, span.state, span.position, span.low) for span in spans[:3]] == [
        (date(2026, 3, 1), "held", "committed", "supportive"),
        (FIRST, "declined", None, None),
        (LAST + timedelta(days=1), "held", "committed", "supportive"),
    ]
    steps = Change.objects.order_by("day").values_list("day", "state_before", "state_after")
    assert list(steps)[1:3] == [
        (FIRST, "held", "declined"),
        (LAST + timedelta(days=1), "declined", "held"),
    ]

    # Switched off and on, from less evidence, and as it was known before.
    found = analysis.play_coalition(LINE[1], FIRST)
    assert (found.counted.countries, found.asked.countries) == (0, 1)
    assert (found.allies[0].state, found.allies[0].outcome.position) == (LineState.DECLINED, None)
    [weak] = analysis.weaken_lines(FIRST, country="NO", only=[Only.OFFICIAL])
    assert weak.before == weak.after == Stand(LineState.DECLINED, None)
    known = vintages.recall_spans(before).get(LINE, ())
    assert LineState.DECLINED not in {span.state for span in known}

    at = f"at={FIRST}"
    [shown] = client.get(f"/api/v1/positions?country=NO&proposal={LINE[1]}&{at}").json()["items"]
    assert (shown["state"], shown["position"]) == ("declined", None)
    explained = client.get(f"/api/v1/explain/NO/{LINE[1]}?{at}").json()
    assert explained["pins"] == []
    days = {"first": str(FIRST), "last": str(LAST)}
    assert explained["declined"] == [{**days, "words": SAID.words, "url": SAID.url}]
    assert explained["result"]["rule"] == "asked-and-would-not-say"
    done = run_script(tmp_path, json.loads(json.dumps(explained)))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout

    page = client.get(f"/countries/NO/{LINE[1]}/?{at}").content.decode()
    for words in (SAID.words, SAID.url, "Declined", "Asked, and would not say, since"):
        assert words in page
    assert "hatch-declined" in page
    for address in ("/", f"/proposals/{LINE[1]}/", f"/proposals/{LINE[1]}/coalition/"):
        assert "Declined" in client.get(f"{address}?{at}").content.decode()


def test_what_an_editor_pins_holds_to_its_last_day_with_its_reason_whatever_is_said_meanwhile(
    editor: User,
) -> None:
    make_line()
    pin = pins.pin_position(
        *LINE, Step.SCEPTICAL, first=FIRST, last=LAST, reason="A talk off the record.", by=editor
    )
    factories.make_coded_stance(position=Step.OPPOSED, first_day=FIRST + timedelta(days=5))
    redraw_lines([LINE])

    def read_spans() -> list[tuple[Any, ...]]:
        rows = Position.objects.filter(country="NO").order_by("first")
        return list(rows.values_list("first", "position", "statements", "cause__position"))

    assert read_spans()[:3] == [
        (date(2026, 3, 1), "committed", 1, "committed"),
        (FIRST, "sceptical", 0, None),
        (LAST + timedelta(days=1), "opposed", 1, "opposed"),
    ]
    [snapshot] = vintages.list_snapshots(Pin).filter(pgh_obj=pin.pk)
    assert (snapshot.reason, snapshot.editor_id) == ("A talk off the record.", editor.pk)
    with pytest.raises(BadVerdict, match="needs a reason"):
        pins.pin_position(*LINE, Step.OPPOSED, first=FIRST, last=LAST, reason=" ", by=editor)

    pins.unpin_position(pin.pk, reason="They said otherwise since.", by=editor)
    assert [span[1] for span in read_spans()[:2]] == ["committed", "opposed"]


@pytest.mark.parametrize(
    "values",
    [
        {"last": None},
        {"witness": Witness(" ", SAID.url)},
        {"witness": Witness(SAID.words)},
        {"last": FIRST + timedelta(days=5000)},
        {"reason": " "},
    ],
)
def test_that_nobody_would_say_needs_its_witness_and_its_end(
    editor: User, values: dict[str, Any]
) -> None:
    make_line()
    with pytest.raises(BadVerdict):
        decline(editor, **values)
    assert not Pin.objects.exists()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("pin_holds_a_position_or_is_declined", {"position": "opposed"}),
        ("pin_holds_a_position_or_is_declined", {"state": "held"}),
        ("pin_holds_a_position_or_is_declined", {"state": "stale"}),
        ("declined_pin_has_source_and_end", {"words": ""}),
        ("declined_pin_has_source_and_end", {"last": None}),
        ("pin_url_is_of_the_web", {"url": "javascript:alert(1)"}),
    ],
)
def test_the_database_holds_the_same(editor: User, constraint: str, values: dict[str, Any]) -> None:
    make_line()
    pin = decline(editor)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Pin.objects.filter(pk=pin.pk).update(**values)


def test_a_lawful_removal_blanks_what_a_pin_quotes_in_the_past_too(editor: User) -> None:
    make_line()
    article = factories.make_article()
    pin = decline(editor, witness=Witness(SAID.words, article.page.url))
    other = decline(editor)
    removal.remove_text(article.pk, notice="A court.", by=editor)

    blanks = "█" * len(SAID.words)
    assert Pin.objects.get(pk=pin.pk).words == blanks
    assert set(
        vintages.list_snapshots(Pin).filter(pgh_obj=pin.pk).values_list("words", flat=True)
    ) == {blanks}
    assert Pin.objects.get(pk=other.pk).words == SAID.words
