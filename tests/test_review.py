"""Editors' deeds: what each changes, what it leaves, and that it can be taken back."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from coalition import review
from coalition.errors import BadVerdict, Conflict, QuoteRefused
from coalition.extraction.claims import Day
from coalition.models import Position, Review, Stance
from coalition.origins import settle_origins
from coalition.positions import redraw_line
from coalition.vocabulary import Precision, Reason, Time
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return factories.make_editor()


def read_line() -> list[tuple[str, str | None]]:
    """The states and positions of Norway's line on the force."""
    return list(Position.objects.values_list("state", "position").order_by("first"))


def test_an_accepted_stance_keeps_its_values_and_says_so(editor: User) -> None:
    stance = factories.make_stance()
    verdict = review.accept_stance(stance.pk, by=editor)
    stance.refresh_from_db()
    assert (stance.review_state, stance.edition, stance.position) == ("accepted", 2, "committed")
    assert verdict.after == {"review_state": "accepted"}


def test_a_corrected_stance_moves_its_line_and_keeps_what_the_machine_said(editor: User) -> None:
    stance = factories.make_stance()
    review.correct_stance(
        stance.pk, {"position": "opposed"}, reason=Reason.NEGATION, by=editor, note="a denial"
    )
    stance.refresh_from_db()
    assert (stance.position, stance.review_state) == ("opposed", "corrected")
    assert stance.extracted == {"position": "committed"}
    assert read_line()[0] == ("held", "opposed")


def test_a_rejected_stance_leaves_no_trace_on_its_line(editor: User) -> None:
    stance = factories.make_stance()
    redraw_line(stance.country_id, stance.proposal_id)
    assert read_line() != []
    review.reject_stance(stance.pk, reason=Reason.NOT_A_STANCE, by=editor)
    assert read_line() == []


def test_a_stance_corrected_to_another_country_leaves_one_line_and_joins_the_other(
    editor: User,
) -> None:
    factories.make_country("SE", "Sweden")
    stance = factories.make_stance()
    redraw_line(stance.country_id, stance.proposal_id)
    review.correct_stance(stance.pk, {"country": "SE"}, reason=Reason.WRONG_COUNTRY, by=editor)
    assert set(Position.objects.values_list("country_id", flat=True)) == {"SE"}


def test_an_undone_verdict_brings_back_what_stood_before(editor: User) -> None:
    stance = factories.make_stance()
    review.accept_stance(stance.pk, by=editor)
    review.correct_stance(
        stance.pk,
        {"position": "opposed", "first_day": date(2026, 1, 5)},
        reason=Reason.NEGATION,
        by=editor,
    )
    review.undo_review(stance.pk, by=editor)
    stance.refresh_from_db()
    assert (stance.position, stance.first_day, stance.review_state) == (
        "committed",
        date(2026, 3, 1),
        "accepted",
    )
    review.undo_review(stance.pk, by=editor)
    stance.refresh_from_db()
    assert stance.review_state == "waiting"
    with pytest.raises(BadVerdict, match="no verdict to undo"):
        review.undo_review(stance.pk, by=editor)
    assert list(Review.objects.order_by("id").values_list("verdict", flat=True)) == [
        "accept",
        "correct",
        "undo",
        "undo",
    ]


def test_the_second_of_two_editors_is_stopped_and_nothing_is_written(editor: User) -> None:
    stance = factories.make_stance()
    review.accept_stance(stance.pk, by=editor, edition=1)
    with pytest.raises(Conflict, match="you saw edition 1, it is now 2"):
        review.reject_stance(stance.pk, reason=Reason.IRONY, by=editor, edition=1)
    stance.refresh_from_db()
    assert (stance.review_state, Review.objects.count()) == ("accepted", 1)


def test_a_corrected_quote_is_looked_up_in_the_text(editor: User) -> None:
    stance = factories.make_stance()
    review.correct_stance(
        stance.pk, {"quote": "will send soldiers"}, reason=Reason.WRONG_QUOTE, by=editor
    )
    stance.refresh_from_db()
    assert (stance.quote, stance.quote_start, stance.quote_end) == ("will send soldiers", 14, 32)


def test_a_made_up_quote_is_refused_and_the_stance_stays(editor: User) -> None:
    stance = factories.make_stance()
    with pytest.raises(QuoteRefused):
        review.correct_stance(
            stance.pk, {"quote": "will never send soldiers"}, reason=Reason.WRONG_QUOTE, by=editor
        )
    stance.refresh_from_db()
    assert (stance.quote, stance.review_state) == (factories.QUOTE, "waiting")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"extracted": {}}, "extracted cannot be corrected"),
        ({"position": "keen"}, "position: "),
        ({"country": "ZZ"}, "country: "),
        ({"first_day": "2026-13-45"}, "first_day: "),
        ({"first_day": None}, "A day comes with its precision"),
        ({}, "Nothing is changed"),
        ({"position": "committed"}, "Nothing is changed"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_in_words(
    editor: User, changes: dict[str, object], words: str
) -> None:
    stance = factories.make_stance()
    with pytest.raises(BadVerdict, match=words):
        review.correct_stance(stance.pk, changes, reason=Reason.WRONG_DATE, by=editor)
    assert Review.objects.count() == 0


def test_an_article_that_gets_its_date_lets_its_stances_draw(editor: User) -> None:
    article = factories.make_article(published=None, precision=None)
    stance = factories.make_stance(article=article, first_day=None, precision=None)
    redraw_line(stance.country_id, stance.proposal_id)
    assert read_line() == []
    review.date_article(article.pk, Day(date(2026, 2, 1), Precision.MONTH), by=editor)
    stance.refresh_from_db()
    assert (stance.first_day, stance.precision) == (date(2026, 2, 1), "month")
    assert read_line()[0] == ("held", "committed")


def test_a_line_that_an_article_looks_back_on_counts_once_the_article_has_its_date(
    editor: User,
) -> None:
    article = factories.make_article(published=None, precision=None)
    factories.make_stance(article=article, time=Time.PAST, first_day=date(2026, 1, 10))
    settle_origins([article.story_id])
    redraw_line("NO", "troops-on-ground")
    assert not Position.objects.exists()
    review.date_article(article.pk, Day(date(2026, 3, 1), Precision.DAY), by=editor)
    assert Position.objects.earliest("first").first == date(2026, 1, 10)


def test_history_names_the_editor(editor: User) -> None:
    stance = factories.make_stance()
    review.accept_stance(stance.pk, by=editor)
    events = Stance._meta.apps.get_model("coalition", "StanceEvent").objects
    newest = events.filter(pgh_obj_id=stance.pk).order_by("-pgh_id").first()
    assert newest.pgh_context.metadata["user"] == editor.pk
