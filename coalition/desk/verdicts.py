"""A verdict on one stance: what it would flip, and whether another editor must confirm it first."""

from collections.abc import Mapping
from copy import copy
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from coalition import foresight, review
from coalition.errors import BadVerdict, Conflict
from coalition.foresight import Flip
from coalition.models import Review, Stance, Suggestion
from coalition.vocabulary import Outcome, Reason, Verdict

Values = Mapping[str, Any]


def draft_verdict(stance: Stance, verdict: Verdict, changes: Values) -> Stance:
    """The stance as it would stand after a verdict, not saved. Raises as `review.correct_stance` does."""
    draft = copy(stance)
    if verdict is Verdict.UNDO:
        newest = review.find_standing(stance)
        if newest is None:
            raise BadVerdict(_("There is no verdict to undo."))
        review.restore_fields(draft, newest.before)
        return draft
    if verdict is Verdict.CORRECT:
        review.correct_fields(draft, changes)
    draft.review_state = review.STATE_AFTER[verdict]
    return draft


def foresee_verdict(stance: Stance, verdict: Verdict, changes: Values | None = None) -> list[Flip]:
    """Where lines would change if this verdict were given now. Writes nothing."""
    return foresight.find_flips([draft_verdict(stance, verdict, changes or {})], [stance])


def give_verdict(
    stance_id: int,
    verdict: Verdict,
    *,
    by: AbstractBaseUser,
    changes: Values | None = None,
    reason: Reason | None = None,
    edition: int | None = None,
    note: str = "",
) -> Review | Suggestion:
    """Gives a verdict, or where it would flip a position and SECOND_EDITOR says so, suggests it.

    Raises as the deeds of review.py do, and BadVerdict where an open suggestion waits on the stance
    for another editor's word, or where a reason is missing.
    """
    if verdict in {Verdict.CORRECT, Verdict.REJECT} and reason is None:
        raise BadVerdict(_("Choose a reason for it."))
    with transaction.atomic():
        stance = review.hold_stance(stance_id, edition)
        flips: list[Flip] = []
        if settings.SECOND_EDITOR:
            close_or_refuse(stance)
            flips = foresee_verdict(stance, verdict, changes)
        if not flips:
            return carry_out(stance_id, verdict, changes, reason, by=by, edition=edition, note=note)
        return suggest(stance, verdict, flips, changes or {}, reason=reason, by=by, note=note)


def carry_out(
    stance_id: int,
    verdict: Verdict,
    changes: Values | None,
    reason: Reason | None,
    *,
    by: AbstractBaseUser,
    **said: Any,
) -> Review:
    """The deed of review.py that a verdict names."""
    if verdict is Verdict.ACCEPT:
        return review.accept_stance(stance_id, by=by, **said)
    if verdict is Verdict.UNDO:
        return review.undo_review(stance_id, by=by, edition=said["edition"])
    assert reason is not None
    if verdict is Verdict.REJECT:
        return review.reject_stance(stance_id, reason=reason, by=by, **said)
    return review.correct_stance(stance_id, changes or {}, reason=reason, by=by, **said)


def close_or_refuse(stance: Stance) -> None:
    """Makes way for a verdict: a suggestion on an earlier edition is outdated, one on this one waits.

    Raises BadVerdict where one waits.
    """
    waiting = stance.suggestions.filter(state=Outcome.OPEN).first()
    if waiting is None:
        return
    if waiting.edition == stance.edition:
        raise BadVerdict(
            _("A suggestion on this stance waits: another editor confirms or declines it first.")
        )
    # By nobody's deed: whoever changed the stance decided it.
    newest = stance.reviews.order_by("-id").first()
    decided = newest.editor_id if newest else waiting.editor_id
    waiting_row = Suggestion.objects.filter(pk=waiting.pk)
    waiting_row.update(state=Outcome.OUTDATED, decided_by=decided, decided_at=Now())


def suggest(
    stance: Stance,
    verdict: Verdict,
    flips: list[Flip],
    changes: Values,
    *,
    by: AbstractBaseUser,
    **said: Any,
) -> Suggestion:
    """Keeps a verdict for another editor's word, with what it would flip."""
    with review.reviewing(by, "suggest"):
        return Suggestion.objects.create(
            stance=stance,
            editor_id=by.pk,
            verdict=verdict,
            changes=write_plain(changes),
            flips=[write_plain(asdict(flip)) for flip in flips],
            edition=stance.edition,
            **said,
        )


def write_plain(values: Values) -> dict[str, Any]:
    """Values as JSON holds them: days as ISO dates."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def confirm_suggestion(suggestion_id: int, *, by: AbstractBaseUser) -> Review:
    """Carries a suggestion out, in its editor's name, seconded by another.

    Raises BadVerdict for its own editor, for one that is decided, and for one whose stance was
    changed since: that one is then outdated.
    """
    with transaction.atomic():
        row = hold_suggestion(suggestion_id)
        if row.editor_id == by.pk:
            raise BadVerdict(_("Another editor has to confirm it: you suggested it yourself."))
        stance = review.hold_stance(row.stance_id, None)
        if stance.edition == row.edition:
            decide(row, Outcome.ACCEPTED, by=by)
            return carry_out_seconded(row, by)
        decide(row, Outcome.OUTDATED, by=by)
    raise Conflict(_("The stance was changed since: the suggestion is outdated."))


def carry_out_seconded(row: Suggestion, by: AbstractBaseUser) -> Review:
    """The deed that was suggested."""
    verdict = Verdict(row.verdict)
    said: dict[str, Any] = {"edition": row.edition}
    if verdict is not Verdict.UNDO:
        said |= {"note": row.note, "seconded_by": by}
    reason = Reason(row.reason) if row.reason else None
    return carry_out(row.stance_id, verdict, row.changes, reason, by=row.editor, **said)


def decline_suggestion(suggestion_id: int, *, by: AbstractBaseUser, answer: str) -> None:
    """Says no to a suggestion, with the reason; its own editor may take it back.

    Raises BadVerdict without an answer, and for one that is decided.
    """
    if not answer.strip():
        raise BadVerdict(_("Say why it is declined."))
    with transaction.atomic():
        decide(hold_suggestion(suggestion_id), Outcome.DECLINED, by=by, answer=answer)


def hold_suggestion(suggestion_id: int) -> Suggestion:
    """An open suggestion, locked; its stance before it, as a verdict that makes it outdated does.

    Raises BadVerdict for one that is decided.
    """
    about = Suggestion.objects.filter(pk=suggestion_id).values("stance")
    Stance.objects.select_for_update().only("pk").get(pk__in=about)
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("editor")
    row = rows.get(pk=suggestion_id)
    if row.state != Outcome.OPEN:
        raise BadVerdict(_("This was decided before."))
    return row


def decide(row: Suggestion, state: Outcome, *, by: AbstractBaseUser, answer: str = "") -> None:
    """Writes what became of a suggestion."""
    with review.reviewing(by, "second", answer):
        rows = Suggestion.objects.filter(pk=row.pk)
        rows.update(state=state, decided_by=by.pk, decided_at=Now(), answer=answer)
