"""A verdict is foreseen without writing, and one that flips a position may need a second editor."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from pytest_django import Settings

from coalition import review
from coalition.desk import verdicts
from coalition.errors import BadVerdict, Conflict
from coalition.foresight import Flip
from coalition.models import Position, Review, Stance, Suggestion
from coalition.vocabulary import Outcome, Reason, Verdict


def read_line() -> list[tuple[date, str | None]]:
    return list(Position.objects.values_list("first", "position").order_by("first"))


def read_state(stance: Stance) -> str:
    stance.refresh_from_db()
    return str(stance.review_state)


def test_a_rejection_is_foreseen_and_writes_nothing(line: list[Stance]) -> None:
    before = read_line()
    flips = verdicts.foresee_verdict(line[1], Verdict.REJECT)
    assert flips == [
        Flip(
            "NO",
            "troops-on-ground",
            date(2026, 2, 10),
            date(2026, 3, 10),
            "opposed",
            "committed",
        )
    ]
    assert (read_line(), Review.objects.count()) == (before, 0)


def test_what_was_foreseen_is_what_happens(line: list[Stance], editor: User) -> None:
    changes = {"position": "sceptical"}
    [flip] = verdicts.foresee_verdict(line[1], Verdict.CORRECT, changes)
    verdicts.give_verdict(
        line[1].pk, Verdict.CORRECT, changes=changes, reason=Reason.NEGATION, by=editor
    )
    assert (flip.first, flip.after) in read_line()
    assert verdicts.foresee_verdict(Stance.objects.get(pk=line[1].pk), Verdict.UNDO)[0].after == (
        "opposed"
    )


def test_without_the_setting_a_flip_stands_at_once(line: list[Stance], editor: User) -> None:
    verdicts.give_verdict(line[1].pk, Verdict.REJECT, reason=Reason.IRONY, by=editor)
    assert (read_state(line[1]), Suggestion.objects.count()) == ("rejected", 0)


def test_a_flip_waits_for_another_editor_and_then_bears_both_names(
    line: list[Stance], editor: User, other: User, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    given = verdicts.give_verdict(
        line[1].pk, Verdict.REJECT, reason=Reason.IRONY, by=editor, edition=1, note="a joke"
    )
    assert isinstance(given, Suggestion)
    assert read_state(line[1]) == "waiting"
    with pytest.raises(BadVerdict, match="Another editor has to confirm it"):
        verdicts.confirm_suggestion(given.pk, by=editor)
    with pytest.raises(BadVerdict, match="another editor confirms or declines it first"):
        verdicts.give_verdict(line[1].pk, Verdict.ACCEPT, by=other)
    verdict = verdicts.confirm_suggestion(given.pk, by=other)
    assert read_state(line[1]) == "rejected"
    assert (verdict.editor_id, verdict.seconded_by_id, verdict.note) == (
        editor.pk,
        other.pk,
        "a joke",
    )
    with pytest.raises(BadVerdict, match="decided before"):
        verdicts.confirm_suggestion(given.pk, by=other)


def test_a_verdict_that_flips_nothing_needs_nobody_else(
    line: list[Stance], editor: User, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    assert isinstance(verdicts.give_verdict(line[1].pk, Verdict.ACCEPT, by=editor), Review)


def test_undoing_is_held_to_the_same_rule(
    line: list[Stance], editor: User, other: User, settings: Settings
) -> None:
    review.reject_stance(line[1].pk, reason=Reason.IRONY, by=editor)
    settings.SECOND_EDITOR = True
    given = verdicts.give_verdict(line[1].pk, Verdict.UNDO, by=editor)
    assert isinstance(given, Suggestion)
    verdicts.confirm_suggestion(given.pk, by=other)
    assert read_state(line[1]) == "waiting"


def test_a_suggestion_on_an_older_edition_is_outdated(
    line: list[Stance], editor: User, other: User, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    given = verdicts.give_verdict(line[1].pk, Verdict.REJECT, reason=Reason.IRONY, by=editor)
    review.accept_stance(line[1].pk, by=other)
    with pytest.raises(Conflict, match="the suggestion is outdated"):
        verdicts.confirm_suggestion(given.pk, by=other)
    given.refresh_from_db()
    assert isinstance(given, Suggestion)
    assert (given.state, read_state(line[1])) == (Outcome.OUTDATED, "accepted")


def test_a_suggestion_is_declined_with_an_answer(
    line: list[Stance], editor: User, other: User, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    given = verdicts.give_verdict(line[1].pk, Verdict.REJECT, reason=Reason.IRONY, by=editor)
    with pytest.raises(BadVerdict, match="Say why"):
        verdicts.decline_suggestion(given.pk, by=other, answer=" ")
    verdicts.decline_suggestion(given.pk, by=other, answer="It was meant.")
    row = Suggestion.objects.get()
    assert (row.state, row.answer, row.decided_by_id, read_state(line[1])) == (
        "declined",
        "It was meant.",
        other.pk,
        "waiting",
    )


def test_the_database_itself_refuses_one_editor_in_both_parts(
    line: list[Stance], editor: User
) -> None:
    row = Suggestion.objects.create(
        stance=line[0], editor=editor, verdict="accept", edition=1, flips=[]
    )
    with pytest.raises(IntegrityError, match="suggestion_is_confirmed_by_another"):
        Suggestion.objects.filter(pk=row.pk).update(
            state="accepted", decided_by=editor, decided_at="2026-03-01T00:00Z"
        )


@pytest.mark.parametrize("verdict", [Verdict.CORRECT, Verdict.REJECT])
def test_a_verdict_that_needs_a_reason_is_refused_without_one(
    line: list[Stance], editor: User, verdict: Verdict
) -> None:
    with pytest.raises(BadVerdict, match="Choose a reason"):
        verdicts.give_verdict(line[0].pk, verdict, changes={"position": "opposed"}, by=editor)
