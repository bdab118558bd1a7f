"""The weekly sample: nobody chooses it, nobody codes his own, and agreement is measured."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone

from coalition import published, review
from coalition.desk import samples
from coalition.errors import BadVerdict
from coalition.models import SecondCoding
from coalition.vocabulary import Reason
from tests import factories


def find_this_week() -> date:
    """The Monday of the week that today is in."""
    return samples.find_week(timezone.localdate()) + samples.WEEK


@pytest.fixture
def sample(editor: User) -> list[SecondCoding]:
    """Three judged stances of this week, drawn."""
    stances = [factories.make_stance() for _ in range(4)]
    review.accept_stance(stances[0].pk, by=editor)
    review.correct_stance(stances[1].pk, {"position": "opposed"}, reason=Reason.NEGATION, by=editor)
    review.reject_stance(stances[2].pk, reason=Reason.NOT_A_STANCE, by=editor)
    assert samples.draw_sample(find_this_week()) == 3
    return list(SecondCoding.objects.order_by("stance_id"))


def test_the_week_that_has_ended_begins_on_a_monday() -> None:
    assert samples.find_week(date(2026, 11, 23)) == date(2026, 11, 16)
    assert samples.find_week(date(2026, 11, 29)) == date(2026, 11, 16)


def test_a_sample_holds_what_stood_and_is_drawn_once(sample: list[SecondCoding]) -> None:
    assert [row.first_label for row in sample] == ["committed", "opposed", "none"]
    review.accept_stance(factories.make_stance().pk, by=sample[0].first_editor)
    assert samples.draw_sample(find_this_week()) == 0
    assert samples.draw_sample(find_this_week() + timedelta(days=1)) == 0
    assert SecondCoding.objects.count() == 3


def test_the_same_week_draws_the_same_stances(editor: User) -> None:
    for _ in range(12):
        review.accept_stance(factories.make_stance().pk, by=editor)
    samples.draw_sample(find_this_week(), 5)
    first = set(SecondCoding.objects.values_list("stance", flat=True))
    SecondCoding.objects.all().delete()
    samples.draw_sample(find_this_week(), 5)
    assert len(first) == 5
    assert set(SecondCoding.objects.values_list("stance", flat=True)) == first


def test_nobody_codes_his_own_verdict_or_twice(
    sample: list[SecondCoding], editor: User, other: User
) -> None:
    assert samples.find_coding(editor) is None
    assert samples.find_coding(other) == sample[0]
    with pytest.raises(BadVerdict, match="somebody else"):
        samples.code_again(sample[0].pk, "committed", by=editor)
    with pytest.raises(BadVerdict, match="Choose a position"):
        samples.code_again(sample[0].pk, "keen", by=other)
    samples.code_again(sample[0].pk, "supportive", by=other)
    with pytest.raises(BadVerdict, match="before"):
        samples.code_again(sample[0].pk, "committed", by=other)
    with pytest.raises(IntegrityError, match="second_coder_is_another"):
        SecondCoding.objects.filter(pk=sample[1].pk).update(
            editor=editor, label="opposed", coded_at=timezone.now()
        )


def test_agreement_is_published(sample: list[SecondCoding], other: User) -> None:
    for row, label in zip(sample, ("supportive", "opposed", "none"), strict=True):
        samples.code_again(row.pk, label, by=other)
    found = published.measure_second_coding()
    assert (found.pairs, found.equal) == (3, 2 / 3)
    assert found.kappa == pytest.approx(4 / 7)
    assert found.weighted_kappa == pytest.approx(1 - 1 / 21)
