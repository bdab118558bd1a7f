"""Whose report a story is, as it is kept; and the lines that follow it."""

from datetime import date, timedelta

import pytest

from coalition import published, review
from coalition.extraction.claims import Day
from coalition.models import Article, Position, Stance
from coalition.positions import redraw_lines
from coalition.stories import split_article
from coalition.vocabulary import LineState, Precision, Tier
from tests import factories
from tests.copies import MARCH, arrive, edit, make_text

pytestmark = pytest.mark.django_db
LINE = ("NO", "troops-on-ground")
QUOTE = "Norway will send soldiers to the force"
TEXT = f"{make_text(1)} {QUOTE} {make_text(2, 20)}"


@pytest.fixture(autouse=True)
def _agencies() -> None:
    factories.make_source("reuters.com", tier="agency", name="Reuters")
    factories.make_source("tass.com", tier="state-aligned", name="TASS")


def say(article: Article, **values: object) -> Stance:
    """A stance that an article's text quotes, drawn."""
    stance = factories.make_stance(QUOTE, article=article, **values)
    redraw_lines([LINE])
    return stance


def read_line() -> list[tuple[str, int, int]]:
    """What the line says of all its days until it is stale: state, statements and origins."""
    rows = Position.objects.exclude(state=LineState.STALE).order_by()
    return list(rows.values_list("state", "statements", "origins").distinct())


def read_origin(article: Article) -> tuple[str | None, str | None, str]:
    """What is kept of the story of an article."""
    story = Article.objects.get(pk=article.pk).story
    return story.origin_id, story.origin_reason, story.shared_origin


def test_the_first_outlet_is_the_origin_and_an_earlier_one_takes_its_place() -> None:
    later = arrive(TEXT, "later.example", day=MARCH + timedelta(1))
    assert read_origin(later) == ("later.example", "first-outlet", "")
    arrive(edit(TEXT, 0.01), "earlier.example")
    assert read_origin(later) == ("earlier.example", "first-outlet", "")


def test_two_retellings_of_one_report_of_an_agency_are_one_origin() -> None:
    """Rewritten or translated, they are two stories; they name one agency on one day."""
    for domain, text in [("one.example", TEXT), ("two.example", f"{make_text(5)} {QUOTE}")]:
        say(arrive(f"OSLO (Reuters) - {text}", domain), speaker="")
    assert Article.objects.values("story").distinct().count() == 2
    assert read_line() == [("held", 2, 1)]


def test_two_reports_of_an_agency_on_two_days_are_two_origins() -> None:
    say(arrive(f"OSLO (Reuters) - {TEXT}", "one.example"))
    say(arrive(f"OSLO (Reuters) - {make_text(5)} {QUOTE}", "two.example", day=date(2026, 3, 9)))
    assert sorted(read_origin(one)[2] for one in Article.objects.all()) == [
        "reuters.com 2026-03-02",
        "reuters.com 2026-03-09",
    ]


def test_an_agencys_own_page_and_a_paper_that_names_it_are_one_origin() -> None:
    own = arrive(TEXT, "reuters.com", tier="agency")
    paper = arrive(f"The minister told Reuters: {make_text(5)} {QUOTE}.", "paper.example")
    assert read_origin(own) == ("reuters.com", "named-wire", "reuters.com 2026-03-02")
    assert read_origin(paper) == read_origin(own)
    assert own.story_id != paper.story_id


def test_an_agency_that_is_no_known_source_is_not_kept() -> None:
    article = arrive(f"OSLO (AFP) - {TEXT}")
    assert (article.wire, read_origin(article)[1]) == ("", "first-outlet")


@pytest.mark.parametrize("tier", ["state-aligned", "machine-written", "mirror", "unknown"])
def test_what_such_a_source_had_first_is_no_evidence_on_any_host(tier: str) -> None:
    stance = say(arrive(edit(TEXT, 0.01), "good.example", day=MARCH + timedelta(1)))
    assert read_line() == [("held", 1, 1)]
    arrive(TEXT, "bad.example", tier=tier)
    assert read_line() == []
    found = published.get_stance(stance.pk)
    assert found is not None
    assert (found.counts, found.why_not, found.tier) == (False, "origin", "quality")


def test_a_copy_that_is_dated_too_early_silences_no_longer_once_an_editor_splits_it_off() -> None:
    say(arrive(edit(TEXT, 0.01), "good.example"))
    bad = arrive(TEXT, "bad.example", tier="mirror", day=MARCH - timedelta(30))
    assert read_line() == []
    split_article(bad.pk, story=bad.story_id, reason="a false date", by=factories.make_editor())
    assert read_line() == [("held", 1, 1)]


def test_what_a_paper_had_first_or_on_the_same_day_stays_evidence() -> None:
    say(arrive(TEXT, "good.example"))
    arrive(edit(TEXT, 0.01, 1), "mirror.example", tier="mirror")
    arrive(edit(TEXT, 0.01, 2), "robot.example", tier="machine-written", day=MARCH + timedelta(1))
    assert read_line() == [("held", 1, 1)]


def test_a_paper_that_prints_a_state_agency_by_name_gives_no_evidence() -> None:
    say(arrive(f"OSLO (TASS) - {TEXT}", "good.example"))
    assert read_line() == []


def test_a_new_tier_of_the_first_outlet_moves_the_lines_of_all_copies() -> None:
    arrive(TEXT, "first.example", tier="unknown")
    say(arrive(edit(TEXT, 0.01), "good.example", day=MARCH + timedelta(1)))
    editor = factories.make_editor()
    assert read_line() == []
    review.grade_source("first.example", Tier.REGIONAL, reason="a newsroom", by=editor)
    assert read_line() == [("held", 1, 1)]
    review.grade_source("first.example", Tier.MIRROR, reason="it copies", by=editor)
    assert read_line() == []


def test_a_new_tier_decides_who_was_first_on_one_day() -> None:
    first = arrive(TEXT, "a.example", tier="unknown")
    arrive(edit(TEXT, 0.01), "b.example")
    assert read_origin(first)[0] == "b.example"
    review.grade_source("a.example", Tier.QUALITY, reason="a paper", by=factories.make_editor())
    assert read_origin(first)[0] == "a.example"


def test_a_date_that_an_editor_gives_decides_who_was_first() -> None:
    undated = arrive(TEXT, "mirror.example", tier="mirror", day=None)
    say(arrive(edit(TEXT, 0.01), "good.example"))
    assert read_line() == [("held", 1, 1)]
    day = Day(MARCH - timedelta(3), Precision.DAY)
    review.date_article(undated.pk, day, by=factories.make_editor())
    assert read_line() == []
