"""The queue of stances that wait for an editor: derived rows, kept where a line is redrawn.

**The order.** First what a verdict would flip today, then what it would change in the past of a line,
then the rest; among alike the least sure reading first, then the oldest. What a verdict would flip is
estimated, twice a stance, so a long line would hold up the verdict that redrew it: beyond a limit it
is left to the workers (`positions.weigh_lines`), and the stances keep their old places until then.
"""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from coalition.estimation import Pin as PinnedSpan
from coalition.estimation import Statement
from coalition.estimation.comparison import Effect, find_effects
from coalition.models import Stance, Waiting
from coalition.vocabulary import ReviewState

# A country on a proposal.
Line = tuple[str, str]

# Statements times those that wait: a line of a hundred with ten waiting takes some 20 ms.
WEIGHED_AT_ONCE = 1_000
TODAY, PAST, NOTHING = 0, 1, 2  # what a verdict flips, as the first part of a place
SURE = 1_000  # a confidence of 1, as the second part
SHARED = ("country_id", "proposal_id", "source_id", "language", "reader")
EFFECT = ("place", "weighed", "deed", "day", "today", "before", "after")


def sync_waiting(line: Line) -> QuerySet[Waiting]:
    """Makes the queue hold the stances of a line that wait, and no others of it; returns their rows."""
    rows = Waiting.objects.filter(country=line[0], proposal=line[1])
    waits = Stance.objects.filter(
        country=line[0],
        proposal=line[1],
        review_state=ReviewState.WAITING,
        withdrawn=False,
    ).order_by()
    wanted = set(waits.values_list("pk", flat=True))
    queued = set(rows.values_list("pk", flat=True))
    if gone := queued - wanted:
        rows.filter(pk__in=gone).delete()
    columns = ("pk", "confidence", "created_at", *SHARED)
    fresh = waits.filter(pk__in=wanted - queued).values_list(*columns) if wanted - queued else ()
    # A stance that was judged on one line and waits again on another is found by its key.
    Waiting.objects.bulk_create(
        [
            Waiting(
                stance_id=key,
                since=since,
                place=make_place(NOTHING, confidence),
                **dict(zip(SHARED, shared, strict=True)),
            )
            for key, confidence, since, *shared in fresh
        ],
        update_conflicts=True,
        update_fields=["country", "proposal", "source", "language", "reader"],
        unique_fields=["stance"],
    )
    return rows


def make_place(rank: int, confidence: float) -> int:
    """Where a stance stands in the queue: what its verdict flips, then how unsure its reader was."""
    return rank * (SURE + 1) + round(confidence * SURE)


def queue_line(
    line: Line, statements: Sequence[Statement], horizon_days: int, pins: Sequence[PinnedSpan]
) -> None:
    """Brings the queue of a redrawn line up to date; weighs its stances where that is quick."""
    rows = sync_waiting(line)
    waiting = set(rows.values_list("pk", flat=True))
    if len(waiting) * len(statements) <= WEIGHED_AT_ONCE:
        weigh(rows, statements, horizon_days, pins)
    else:
        rows.filter(weighed=True).update(weighed=False)


def weigh(
    rows: QuerySet[Waiting],
    statements: Sequence[Statement],
    horizon_days: int,
    pins: Sequence[PinnedSpan],
) -> None:
    """Says of each of these rows of one line what a verdict would move, and where it stands."""
    queued = list(rows.order_by("pk"))
    confidence = dict(
        Stance.objects.filter(pk__in=[row.pk for row in queued]).values_list("pk", "confidence")
    )
    effects = find_effects(statements, horizon_days, pins, confidence.keys(), timezone.localdate())
    changed = [row for row in queued if note_effect(row, confidence[row.pk], effects.get(row.pk))]
    Waiting.objects.bulk_update(changed, EFFECT, batch_size=500)
    rows.filter(weighed=False).update(weighed=True)


def note_effect(row: Waiting, confidence: float, effect: Effect | None) -> bool:
    """Sets what a verdict on a row would move; returns whether that is news."""
    before = [getattr(row, name) for name in EFFECT]
    row.weighed = True
    if effect is None:
        row.place = make_place(NOTHING, confidence)
        row.deed, row.day, row.today, row.before, row.after = None, None, False, "", ""
    else:
        row.place = make_place(TODAY if effect.today else PAST, confidence)
        row.deed, row.today = effect.deed.value, effect.today
        row.day, _, row.before, row.after = effect.stretch
    return [getattr(row, name) for name in EFFECT if name != "weighed"] != [
        value for name, value in zip(EFFECT, before, strict=True) if name != "weighed"
    ]


def find_unweighed() -> Line | None:
    """A line of which some stance is still to be weighed; None where all are."""
    return (
        Waiting.objects.filter(weighed=False)
        .order_by("country", "proposal")
        .values_list("country_id", "proposal_id")
        .first()
    )
