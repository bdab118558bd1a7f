"""One verdict on many stances: foreseen together, given together, taken back as one deed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition import foresight, review
from coalition.desk.verdicts import close_or_refuse, draft_verdict, suggest
from coalition.errors import BadVerdict, Conflict
from coalition.foresight import Flip, line_of
from coalition.models import Batch, Review, Stance
from coalition.positions import redraw_lines
from coalition.statements import Line
from coalition.vocabulary import Reason, Verdict

UNDO_DAYS = 30  # then others have built on it; single verdicts can be taken back for ever


@dataclass(slots=True)
class Outcome:
    """What became of a batch: its row, how many stances were judged, how many wait for another
    editor's word, and why others were left alone."""

    batch: Batch
    done: int = 0
    suggested: int = 0
    refused: list[str] = field(default_factory=list)


def load_stances(ids: Iterable[int]) -> list[Stance]:
    """Stances with what foreseeing them needs, by their ids."""
    rows = Stance.objects.select_related("source", "article__story").defer("article__text")
    return list(rows.filter(pk__in=ids).order_by("pk"))


def foresee_batch(stances: Sequence[Stance], verdict: Verdict) -> list[Flip]:
    """Where lines would change if all of these were judged so. Writes nothing."""
    drafts = [draft_verdict(stance, verdict, {}) for stance in stances]
    return foresight.find_flips(drafts, stances)


def judge_batch(
    editions: Mapping[int, int],
    verdict: Verdict,
    *,
    by: AbstractBaseUser,
    reason: Reason | None = None,
    note: str = "",
) -> Outcome:
    """Accepts or rejects stances, given by id with the edition that was seen, in one transaction.

    One that was changed meanwhile is left alone and named. With SECOND_EDITOR, those on lines that
    the batch would flip are suggested instead. Raises BadVerdict for a rejection without a reason.
    """
    if verdict not in {Verdict.ACCEPT, Verdict.REJECT}:
        raise BadVerdict(_("Many stances can be accepted or rejected, nothing else."))
    if verdict is Verdict.REJECT and reason is None:
        raise BadVerdict(_("Choose a reason for it."))
    with transaction.atomic(), review.reviewing(by, "batch", note):
        batch = Batch.objects.create(editor_id=by.pk, verdict=verdict, reason=reason, note=note)
        outcome = Outcome(batch)
        held = hold_stances(editions, outcome)
        flipping = find_flipping(held, verdict)
        lines: set[Line] = set()
        for stance in held:
            if line_of(stance) in flipping:
                suggest_one(outcome, stance, verdict, reason=reason, by=by)
                continue
            review.add_review(stance, verdict, by=by, reason=reason, note=note, batch=batch)
            lines.add(line_of(stance))
            outcome.done += 1
        redraw_lines(lines)
    return outcome


def find_flipping(held: Sequence[Stance], verdict: Verdict) -> set[Line]:
    """The lines that a batch would flip where another editor has to confirm that; else none."""
    if not settings.SECOND_EDITOR:
        return set()
    flips = foresee_batch(load_stances(one.pk for one in held), verdict)
    return {(flip.country, flip.proposal) for flip in flips}


def hold_stances(editions: Mapping[int, int], outcome: Outcome) -> list[Stance]:
    """The stances in the editions that were seen, locked; the others are named in the outcome."""
    held = []
    for stance_id in sorted(editions):  # in one order, so that two batches never block each other
        try:
            held.append(review.hold_stance(stance_id, editions[stance_id]))
        except Conflict as error:
            outcome.refused.append(str(error))
        except Stance.DoesNotExist:
            outcome.refused.append(_("Stance %s is gone.") % stance_id)
    return held


def suggest_one(
    outcome: Outcome,
    stance: Stance,
    verdict: Verdict,
    *,
    by: AbstractBaseUser,
    reason: Reason | None = None,
) -> None:
    """Keeps the verdict on one stance of a batch for another editor's word."""
    try:
        close_or_refuse(stance)
    except BadVerdict as error:
        outcome.refused.append(f"{stance.pk}: {error}")
        return
    flips = foresee_batch(load_stances([stance.pk]), verdict)
    suggest(stance, verdict, flips, {}, reason=reason, by=by, note=outcome.batch.note)
    outcome.suggested += 1


def undo_batch(batch_id: int, *, by: AbstractBaseUser) -> Outcome:
    """Takes a batch back, within UNDO_DAYS: each stance is as it was before it.

    A stance that was judged again since keeps its newer verdict, and is named. With SECOND_EDITOR, what
    would flip a line is suggested instead. Raises BadVerdict for a batch that is too old, that was taken
    back before, or that itself takes one back.
    """
    with transaction.atomic(), review.reviewing(by, "undo batch"):
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        check_undoable(batch)
        undoing = Batch.objects.create(editor_id=by.pk, verdict=Verdict.UNDO, undoes=batch)
        outcome, lines = Outcome(undoing), set()
        reviews = {row.stance_id: row for row in batch.reviews.all()}
        held = hold_unchanged(reviews, outcome)
        flipping = find_flipping(held, Verdict.UNDO)
        for stance in held:
            if line_of(stance) in flipping:
                suggest_one(outcome, stance, Verdict.UNDO, by=by)
                continue
            lines.add(line_of(stance))
            review.take_back(stance, reviews[stance.pk], by=by, batch=undoing)
            lines.add(line_of(stance))
            outcome.done += 1
        redraw_lines(lines)
    return outcome


def hold_unchanged(reviews: Mapping[int, Review], outcome: Outcome) -> list[Stance]:
    """The stances whose verdict of a batch still stands, locked; the others are named in the outcome."""
    held = []
    for stance_id in sorted(reviews):
        stance = review.hold_stance(stance_id, None)
        if review.find_standing(stance) == reviews[stance_id]:
            held.append(stance)
        else:
            outcome.refused.append(_("Stance %s was judged again since.") % stance_id)
    return held


def check_undoable(batch: Batch) -> None:
    """Raises BadVerdict for a batch that cannot be taken back, in words."""
    if batch.verdict == Verdict.UNDO:
        raise BadVerdict(_("This batch took another one back: judge the stances anew instead."))
    if Batch.objects.filter(undoes=batch).exists():
        raise BadVerdict(_("This batch was taken back before."))
    if timezone.now() - batch.at > timedelta(days=UNDO_DAYS):
        raise BadVerdict(_("This batch is older than %s days.") % UNDO_DAYS)


def is_undoable(batch: Batch) -> bool:
    """Whether `undo_batch` would take this one back."""
    try:
        check_undoable(batch)
    except BadVerdict:
        return False
    return Review.objects.filter(batch=batch).exists()
