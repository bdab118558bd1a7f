"""What we knew at an instant: which instants may be asked for, and that nothing is ever added to one.

Each deed is a transaction of its own here, as it is when people work.
"""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from coalition import pins, published, review, vintages
from coalition.errors import BadInput
from coalition.extraction.claims import Day
from coalition.models import Article, Pin, Proposal, Source, Stance, Story
from coalition.positions import redraw_lines
from coalition.replica import SETTLED
from coalition.vintages import Instant, read_instant, settle
from coalition.vocabulary import Position, Precision, Reason, Tier
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = SETTLED.seconds + 0.3


def now() -> Instant:
    """The clock of the database; an instant to be asked for later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return Instant(cursor.fetchone()[0])


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    """A second connection with a transaction that has begun, and has written nothing yet."""
    second = connection.copy()
    second.set_autocommit(False)
    with second.cursor() as cursor:
        cursor.execute("SELECT 1 FROM coalition_source")
    yield second
    second.close()


def rename(through: BaseDatabaseWrapper, name: str) -> None:
    """Changes a source through a connection."""
    with through.cursor() as cursor:
        cursor.execute("UPDATE coalition_source SET name = %s", [name])


def read_name(instant: Instant) -> str:
    """The name of the one source at an instant."""
    return str(vintages.rows_at(Source, instant).get().name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2025",
        "2025-13-45",
        "2025-05-01T10:00",
        "2013-12-31",
        "20250501",
        "2025-W05",
    ],
)
def test_what_is_no_instant_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="must be a day as YYYY-MM-DD or an instant"):
        read_instant(text)


def test_a_day_means_its_end_and_an_offset_is_understood() -> None:
    assert read_instant("2025-05-01") == datetime(2025, 5, 1, 23, 59, 59, 999999, UTC)
    assert read_instant("2025-05-01T10:00:00.5+02:00") == datetime(2025, 5, 1, 8, 0, 0, 500000, UTC)
    assert read_instant("2025-05-01 08:00Z") == datetime(2025, 5, 1, 8, tzinfo=UTC)


def test_what_lies_ahead_is_refused_and_today_too_until_it_ends() -> None:
    with pytest.raises(BadInput, match="lies ahead: it is"):
        settle(now() + timedelta(minutes=1))
    with pytest.raises(BadInput, match="lies ahead"):
        read_instant(now().date().isoformat())


def test_what_is_too_young_is_refused_until_it_has_settled() -> None:
    young, refused = ask_for_now()
    assert "too young: ask for 2 seconds ago" in refused
    time.sleep(A_MOMENT)
    assert settle(young) == young


def ask_for_now() -> tuple[Instant, str]:
    """An instant, and how it is refused; asks again where the machine stood still until it had settled."""
    for _ in range(20):
        young = now()
        try:
            settle(young)
        except BadInput as error:
            return young, str(error)
    raise AssertionError("What is young is not refused.")


def test_an_instant_is_refused_while_a_change_from_before_it_may_still_come(
    other: BaseDatabaseWrapper,
) -> None:
    factories.make_source(name="old")
    time.sleep(A_MOMENT)
    before = now()
    time.sleep(1)
    rename(other, "new")
    during = now()
    time.sleep(A_MOMENT)

    with pytest.raises(
        BadInput, match=r"not settled: changes that began at .* still being written"
    ):
        settle(during)
    assert settle(before) == before

    other.commit()
    assert (read_name(before), read_name(settle(during))) == ("old", "new")


def test_a_change_that_is_taken_back_holds_nothing_up(other: BaseDatabaseWrapper) -> None:
    factories.make_source(name="old")
    rename(other, "new")
    during = now()
    other.rollback()
    time.sleep(A_MOMENT)

    assert read_name(settle(during)) == "old"


def test_a_transaction_that_began_long_ago_adds_nothing_to_a_past_that_was_read(
    other: BaseDatabaseWrapper,
) -> None:
    """Its own start lies before what was read: had history the start, this reply would change."""
    factories.make_source(name="old")
    read = now()
    time.sleep(A_MOMENT)
    assert read_name(settle(read)) == "old"

    rename(other, "new")
    other.commit()
    assert (read_name(read), read_name(now())) == ("old", "new")


def test_all_changes_of_a_transaction_bear_one_instant(other: BaseDatabaseWrapper) -> None:
    factories.make_source(name="old")
    rename(other, "new")
    time.sleep(0.01)
    rename(other, "newer")
    other.commit()
    events: Any = Source._meta.apps.get_model("coalition", "SourceEvent").objects
    begun, first, second = events.order_by("pgh_id").values_list("pgh_created_at", flat=True)

    assert begun < first == second
    assert read_name(Instant(first)) == "newer"


def test_a_row_that_is_not_there_yet_or_no_longer_is_not_recalled() -> None:
    before = now()
    source = factories.make_source("paper.example")
    during = now()
    source.delete()

    counts = [vintages.rows_at(Source, instant).count() for instant in (before, during, now())]
    assert counts == [0, 1, 0]


def test_a_corrected_stance_leaves_its_line_only_from_then_on() -> None:
    factories.make_country("SE", "Sweden")
    stance = factories.make_stance()
    before = now()
    review.correct_stance(
        stance.pk,
        {"country": "SE", "position": "opposed"},
        reason=Reason.WRONG_COUNTRY,
        by=factories.make_editor(),
    )

    assert [line for line, _ in vintages.recall_lines(before)] == [("NO", "troops-on-ground")]
    assert [line for line, _ in vintages.recall_lines(now())] == [("SE", "troops-on-ground")]
    [old] = vintages.recall_stances(before, vintages.rows_at(Stance, before))
    assert (old.pk, old.position, old.review_state) == (stance.pk, "committed", "waiting")


def test_every_past_is_recalled_as_it_was_published_then() -> None:
    """A hundred deeds by chance; after each the lines and stances are kept, and recalled at the end."""
    chance = random.Random(7)
    editor = factories.make_editor()
    for code in ("NO", "SE"):
        country = factories.make_country(code, code)
        for _ in range(3):
            factories.make_stance(country=country, position=chance.choice(list(Position)).value)
    lines = [("NO", "troops-on-ground"), ("SE", "troops-on-ground")]
    redraw_lines(lines)
    kept = []
    for _ in range(100):
        do_something(chance, editor)
        redraw_lines(lines)
        kept.append((now(), published.list_lines(), published.list_stances()))

    for instant, known_lines, known_stances in kept:
        assert published.list_lines(as_of=instant) == known_lines
        assert published.list_stances(as_of=instant) == known_stances
    assert len({str(known) for _, known, _ in kept}) > 20


def do_something(chance: random.Random, editor: Any) -> None:
    """One deed of an editor or a worker, by chance."""
    stance = chance.choice(list(Stance.objects.order_by("pk")))
    article = stance.article
    assert article is not None
    match chance.randrange(10):
        case 0:
            review.accept_stance(stance.pk, by=editor)
        case 1:
            review.reject_stance(stance.pk, reason=Reason.IRONY, by=editor)
        case 2 | 3:
            position = chance.choice([one for one in Position if one != stance.position])
            changes = {"position": position, "country": chance.choice(["NO", "SE"])}
            review.correct_stance(stance.pk, changes, reason=Reason.NEGATION, by=editor)
        case 4:
            Stance.objects.filter(pk=stance.pk).update(withdrawn=not stance.withdrawn)
        case 5:
            story = chance.choice(list(Story.objects.order_by("pk")))
            Article.objects.filter(pk=article.pk).update(story=story)
        case 6:
            tier = chance.choice([Tier.QUALITY, Tier.OFFICIAL, Tier.UNKNOWN])
            review.grade_source("paper.example", tier, reason="a look at it", by=editor)
        case 7:
            Proposal.objects.update(horizon_days=chance.randrange(30, 300))
        case 8:
            day = Day(article.published or now().date(), Precision.DAY)
            review.date_article(article.pk, day, by=editor)
            with transaction.atomic(), review.reviewing(editor, "add a condition"):
                stance.conditions.get_or_create(kind="ceasefire", words=str(chance.random()))
        case _:
            if pin := Pin.objects.filter(active=True).first():
                pins.unpin_position(pin.pk, reason="enough", by=editor)
            else:
                day_of_pin = stance.first_day or now().date()
                pins.pin_position(
                    stance.country_id,
                    stance.proposal_id,
                    Position.SCEPTICAL,
                    first=day_of_pin,
                    last=None,
                    reason="a talk with the ministry",
                    by=editor,
                )
