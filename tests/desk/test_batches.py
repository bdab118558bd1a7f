"""Many stances at once: foreseen together, judged in one deed, taken back in one deed."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from coalition import review
from coalition.desk.batches import (
    UNDO_DAYS,
    foresee_batch,
    is_undoable,
    judge_batch,
    load_stances,
    undo_batch,
)
from coalition.desk.verdicts import confirm_suggestion
from coalition.errors import BadVerdict
from coalition.models import Batch, Position, Review, Stance, Suggestion
from coalition.vocabulary import Reason, Verdict
from tests import factories


def editions(stances: list[Stance]) -> dict[int, int]:
    return {stance.pk: 1 for stance in stances}


def states() -> list[str]:
    return list(Stance.objects.order_by("id").values_list("review_state", flat=True))


def read_line() -> list[tuple[object, ...]]:
    return list(Position.objects.order_by("first").values_list("first", "state", "position"))


def test_what_a_batch_would_flip_is_foreseen_for_all_of_it_at_once(line: list[Stance]) -> None:
    flips = foresee_batch(load_stances([line[0].pk, line[1].pk]), Verdict.REJECT)
    assert [(str(flip.first), flip.before, flip.after) for flip in flips] == [
        ("2026-01-10", "committed", "no-evidence"),
        ("2026-02-10", "opposed", "no-evidence"),
    ]
    assert states() == ["waiting"] * 3


def test_thirty_days_long_a_batch_is_taken_back_as_one_deed(
    line: list[Stance], editor: User, other: User
) -> None:
    before = read_line()
    outcome = judge_batch(editions(line), Verdict.REJECT, by=editor, reason=Reason.IRONY, note="n")
    assert (outcome.done, outcome.refused, states()) == (3, [], ["rejected"] * 3)
    assert read_line() == []
    undone = undo_batch(outcome.batch.pk, by=other)
    assert (undone.done, states(), read_line()) == (3, ["waiting"] * 3, before)
    assert list(Review.objects.order_by("id").values_list("verdict", "batch", "editor")) == [
        *[("reject", outcome.batch.pk, editor.pk)] * 3,
        *[("undo", undone.batch.pk, other.pk)] * 3,
    ]
    with pytest.raises(BadVerdict, match="taken back before"):
        undo_batch(outcome.batch.pk, by=other)
    with pytest.raises(BadVerdict, match="took another one back"):
        undo_batch(undone.batch.pk, by=other)


def test_what_was_judged_again_since_keeps_its_newer_verdict(
    line: list[Stance], editor: User
) -> None:
    outcome = judge_batch(editions(line), Verdict.ACCEPT, by=editor)
    review.reject_stance(line[1].pk, reason=Reason.IRONY, by=editor)
    undone = undo_batch(outcome.batch.pk, by=editor)
    assert states() == ["waiting", "rejected", "waiting"]
    assert undone.refused == [f"Stance {line[1].pk} was judged again since."]


def test_an_old_batch_stays(line: list[Stance], editor: User) -> None:
    batch = judge_batch(editions(line), Verdict.ACCEPT, by=editor).batch
    batch.refresh_from_db()
    assert is_undoable(batch)
    later = timezone.now() + timedelta(days=UNDO_DAYS, minutes=1)
    with (
        time_machine.travel(later),
        pytest.raises(BadVerdict, match="older than 30 days"),
    ):
        undo_batch(batch.pk, by=editor)
    assert states() == ["accepted"] * 3


def test_one_that_changed_meanwhile_or_is_gone_is_named_and_left_alone(
    line: list[Stance], editor: User
) -> None:
    review.accept_stance(line[0].pk, by=editor)
    outcome = judge_batch(
        {line[0].pk: 1, line[1].pk: 1, 10**9: 1}, Verdict.REJECT, by=editor, reason=Reason.IRONY
    )
    assert (outcome.done, states()) == (1, ["accepted", "rejected", "waiting"])
    assert [words.split(":")[0] for words in outcome.refused] == [
        f"Stance {line[0].pk} was changed meanwhile",
        "Stance 1000000000 is gone.",
    ]


def test_with_a_second_editor_only_what_flips_nothing_stands_at_once(
    line: list[Stance], editor: User, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    outcome = judge_batch(editions(line[1:2]), Verdict.REJECT, by=editor, reason=Reason.IRONY)
    assert (outcome.done, outcome.suggested, states()) == (0, 1, ["waiting"] * 3)
    assert Suggestion.objects.get().stance_id == line[1].pk
    outcome = judge_batch(editions(line[2:]), Verdict.ACCEPT, by=editor)
    assert (outcome.done, outcome.suggested, states()[2]) == (1, 0, "accepted")


def test_one_batch_may_hold_both_what_flips_and_what_stands_at_once(
    line: list[Stance], editor: User, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    quiet = factories.make_stance(country=factories.make_country("IT", "Italy"), voice="other")
    outcome = judge_batch(
        editions([line[1], quiet]), Verdict.REJECT, by=editor, reason=Reason.IRONY
    )
    assert (outcome.done, outcome.suggested, outcome.refused) == (1, 1, [])
    assert states() == ["waiting"] * 3 + ["rejected"]


def test_with_a_second_editor_taking_a_batch_back_waits_where_it_flips(
    line: list[Stance], editor: User, other: User, settings: Settings
) -> None:
    quiet = factories.make_stance(country=factories.make_country("IT", "Italy"), voice="other")
    batch = judge_batch(
        editions([line[1], quiet]), Verdict.REJECT, by=editor, reason=Reason.IRONY
    ).batch
    settings.SECOND_EDITOR = True
    outcome = undo_batch(batch.pk, by=editor)
    assert (outcome.done, outcome.suggested) == (1, 1)
    assert states() == ["waiting", "rejected", "waiting", "waiting"]
    confirm_suggestion(Suggestion.objects.get().pk, by=other)
    assert states() == ["waiting"] * 4


def test_a_batch_is_accepted_or_rejected_with_a_reason(line: list[Stance], editor: User) -> None:
    with pytest.raises(BadVerdict, match="Choose a reason"):
        judge_batch(editions(line), Verdict.REJECT, by=editor)
    with pytest.raises(BadVerdict, match="nothing else"):
        judge_batch(editions(line), Verdict.UNDO, by=editor)
    assert Batch.objects.count() == 0


def test_a_batch_is_written_in_a_review_only(editor: User) -> None:
    with pytest.raises(IntegrityError, match="only by a review"):
        Batch.objects.create(editor=editor, verdict="accept")
