"""The machine never overwrites an editor: what it says otherwise waits beside, once a version."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from coalition import review
from coalition.desk import differences
from coalition.errors import BadVerdict
from coalition.extraction.claims import Claim, QuotedStance, Reading
from coalition.ingestion.stances import store_stances
from coalition.models import Difference, Stance
from coalition.vocabulary import Attribution, Position, Reason
from tests import factories


def read_again(
    stance: Stance, position: str = "committed", *, version: str = "2", shift: int = 0
) -> None:
    """A reader reads the article of a stance again, and claims this on its words."""
    assert stance.article is not None
    start = (stance.quote_start or 0) + shift
    end = stance.quote_end or 0
    quote = stance.article.text[start:end]
    claim = Claim(
        country="NO",
        proposal="troops-on-ground",
        position=Position(position),
        quote=quote,
        attribution=Attribution.ON_RECORD,
    )
    found = QuotedStance(claim, quote, start, end)
    with transaction.atomic():
        store_stances(stance.article, Reading("rules", version, (found,), ()))


@pytest.fixture
def corrected(editor: User) -> Stance:
    """A stance that the machine read as committed and an editor put right."""
    stance = factories.make_stance(
        extracted={"country": "NO", "proposal": "troops-on-ground", "position": "committed"}
    )
    review.correct_stance(stance.pk, {"position": "opposed"}, reason=Reason.NEGATION, by=editor)
    stance.refresh_from_db()
    return stance


def test_A16_reading_twice_more_keeps_the_editors_word_and_opens_one_task(
    corrected: Stance,
) -> None:
    read_again(corrected)
    read_again(corrected)
    stance = Stance.objects.get()
    assert (stance.position, stance.review_state) == ("opposed", "corrected")
    task = Difference.objects.get()
    assert (task.stance_id, task.version, task.state) == (stance.pk, "2", "open")
    assert differences.list_differing(stance, task.found) == [("position", "opposed", "committed")]
    read_again(corrected, version="3", shift=len("Norway "))
    assert (Stance.objects.count(), Difference.objects.count()) == (1, 2)


def test_a_reader_that_agrees_with_the_editor_opens_nothing(corrected: Stance) -> None:
    read_again(corrected, "opposed")
    assert (Stance.objects.count(), Difference.objects.count()) == (1, 0)


def test_a_claim_on_other_words_is_a_new_stance(corrected: Stance) -> None:
    assert corrected.article is not None
    text = corrected.article.text
    claim = Claim(
        country="NO", proposal="troops-on-ground", position=Position.SCEPTICAL, quote=text[:6]
    )
    with transaction.atomic():
        store_stances(
            corrected.article, Reading("rules", "2", (QuotedStance(claim, text[:6], 0, 6),), ())
        )
    assert (Stance.objects.count(), Difference.objects.count()) == (2, 0)


def test_the_editor_keeps_what_stands(corrected: Stance, other: User) -> None:
    read_again(corrected)
    task = Difference.objects.get()
    differences.keep_verdict(task.pk, by=other)
    task.refresh_from_db()
    assert (task.state, task.decided_by_id, Stance.objects.get().position) == (
        "declined",
        other.pk,
        "opposed",
    )
    with pytest.raises(BadVerdict, match="decided before"):
        differences.keep_verdict(task.pk, by=other)


def test_or_takes_what_the_reader_says_as_a_correction(corrected: Stance, other: User) -> None:
    read_again(corrected, "sceptical")
    task = Difference.objects.get()
    differences.take_claim(task.pk, reason=Reason.WRONG_POSITION, by=other, edition=2)
    stance = Stance.objects.get()
    assert (stance.position, stance.review_state) == ("sceptical", "corrected")
    review.undo_review(stance.pk, by=other)
    stance.refresh_from_db()
    assert stance.position == "opposed"
