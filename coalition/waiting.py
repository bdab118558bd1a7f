"""The order of the queue: what a verdict on each waiting stance would flip.

A trigger puts a stance into the queue when it begins to wait, and takes it out when it ends
(models/guards.py). Where it stands there is found when its line is redrawn.

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

# A country on a proposal.
Line = tuple[str, str]

# Statements times those that wait: a line of a hundred with ten waiting takes some 20 ms.
WEIGHED_AT_ONCE = 1_000
TODAY, PAST = 0, 1  # what a verdict flips, as the first part of a place
NOTHING = 2  # as LAST_PLACES has it
SURE = 1_000  # a confidence of 1, as the second part
EFFECT = ("place", "weighed", "deed", "day", "today", "before", "after")


def make_place(rank: int, confidence: float) -> int:
    """Where a stance stands in the queue: what its verdict flips, then how unsure its reader was."""
    return rank * (SURE + 1) + round(confidence * SURE)


def queue_line(
    line: Line, statements: Sequence[Statement], horizon_days: int, pins: Sequence[PinnedSpan]
) -> None:
    """Weighs the waiting stances of a redrawn line where that is quick, or says that it is to be done."""
    rows = Waiting.objects.filter(country=line[0], proposal=line[1])
    if rows.count() * len(statements) <= WEIGHED_AT_ONCE:
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
