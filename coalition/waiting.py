"""The order of the queue: what a verdict on each waiting stance would flip.

Triggers put a stance into the queue when it begins to wait, or when somebody of the public asks for its
correction, judged or not; and take it out when neither holds any more (models/guards.py). Where it
stands there is found when its line is redrawn.

**The order.** Before all else what the public asks about: there are few, and a person waits. Then what
a verdict would flip today, then what it would change in the past of a line, then the rest; among alike
the least sure reading first, then the oldest. What a verdict would flip is
estimated, twice a stance, so a long line would hold up the verdict that redrew it: beyond a limit it
is left to the workers (`positions.weigh_lines`), and the stances keep their old places until then. Even
to mark those that are to be weighed takes as long as drawing the line; so one alone is marked, as
redrawn, and the workers mark the others.

**As days pass** no statement changes, and neither does what a verdict would move; only what of it is
today. So each night those that move something are weighed again, and no others.
"""

import random
from collections.abc import Mapping, Sequence

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from coalition.estimation import Pin as PinnedSpan
from coalition.estimation import Statement
from coalition.estimation.comparison import Effect, find_effects
from coalition.models import Waiting
from coalition.prepared import ask

# A country on a proposal.
Line = tuple[str, str]

# Statements times those that wait: a line of a hundred with ten waiting takes some 20 ms.
WEIGHED_AT_ONCE = 1_000
# The same for one turn of a worker: a fifth of a second on a line of thousands, half a minute where
# nobody of such a line ever spoke on record.
WEIGHED_A_TURN = 300_000
WEIGHED_AGAIN = 100  # of the newest stances of a long line, once it was redrawn
TODAY, PAST = 0, 1  # what a verdict flips, as the first part of a place
NOTHING = 2  # as LAST_PLACES has it
SURE = 1_000  # a confidence of 1, as the second part
# Which stances of a line wait, no more than so many of them, and whether its first one tells the workers
# already that it was redrawn.
ASK_WAITING = """
    SELECT
        ARRAY(
            SELECT stance_id FROM coalition_waiting
            WHERE country_id = %s AND proposal_id = %s LIMIT %s
        ),
        (
            SELECT redrawn AND NOT weighed FROM coalition_waiting
            WHERE country_id = %s AND proposal_id = %s ORDER BY place, stance_id LIMIT 1
        )
"""
# The first of a line, which an index finds; it may be another one next time, and then two are marked. Rows that
# somebody judges this moment are passed over, as in note_effects.
LEAVE_TO_WORKERS = """
    UPDATE coalition_waiting SET weighed = false, redrawn = true WHERE stance_id = (
        SELECT stance_id FROM coalition_waiting WHERE country_id = %s AND proposal_id = %s
        ORDER BY place, stance_id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING stance_id
"""
TAKE_UP = """
    UPDATE coalition_waiting SET redrawn = false WHERE stance_id IN (
        SELECT stance_id FROM coalition_waiting
        WHERE country_id = %s AND proposal_id = %s AND NOT weighed AND redrawn
        FOR UPDATE SKIP LOCKED
    ) RETURNING stance_id
"""
EFFECT = ("place", "weighed", "deed", "day", "today", "before", "after")


def make_place(rank: int, confidence: float, *, asked: bool = False) -> int:
    """Where a stance stands in the queue: what its verdict flips, then how unsure its reader was.

    One that the public asks about stands before the others, as if nobody were sure of it at all.
    """
    return rank if asked else rank * (SURE + 1) + round(confidence * SURE)


def queue_line(
    line: Line, statements: Sequence[Statement], horizon_days: int, pins: Sequence[PinnedSpan]
) -> None:
    """Weighs the waiting stances of a redrawn line where that is quick, or leaves it to the workers."""
    most = WEIGHED_AT_ONCE // max(1, len(statements))
    [(keys, left)] = ask(ASK_WAITING, [*line, most + 1, *line])
    if not keys:
        return  # to weigh nothing would still estimate the line once more
    rows = Waiting.objects.filter(country=line[0], proposal=line[1])
    if len(keys) <= most:
        effects = find_effects(statements, horizon_days, pins, set(keys), timezone.localdate())
        note_effects(rows, effects)
    elif not left:
        ask(LEAVE_TO_WORKERS, line)


def take_up(line: Line) -> None:
    """Says which stances of a line are to be weighed where it was redrawn since: the newest ones and
    those that moved something. An old one that moved nothing rarely begins to."""
    if not ask(TAKE_UP, line):
        return
    rows = Waiting.objects.filter(country=line[0], proposal=line[1])
    newest = order_newest(rows).values("pk")[:WEIGHED_AGAIN]
    moving = Q(pk__in=newest) | Q(deed__isnull=False)
    held = rows.filter(moving, weighed=True).order_by()
    held = held.select_for_update(skip_locked=True)  # as in note_effects
    mark_weighed(list(held.values_list("pk", flat=True)), weighed=False)


def order_newest(rows: QuerySet[Waiting]) -> QuerySet[Waiting]:
    """Stances of a line by the day of their words, newest first: they decide where it stands."""
    return rows.order_by(F("stance__first_day").desc(nulls_last=True), "-stance_id")


def choose_unweighed(line: Line, statements: int) -> list[int]:
    """The stances of a line that are weighed next: as many as one turn of a worker takes."""
    rows = Waiting.objects.filter(country=line[0], proposal=line[1], weighed=False)
    many = max(1, WEIGHED_A_TURN // max(1, statements))
    return list(order_newest(rows).values_list("pk", flat=True)[:many])


def note_effects(rows: QuerySet[Waiting], effects: Mapping[int, Effect]) -> None:
    """Says of these rows what a verdict would move, and where they stand; they are weighed now.

    Those that somebody else is changing this moment are passed over: who judges one waits for this very
    line, and nobody may wait for him.
    """
    wanted = (*EFFECT, "asked", "stance__confidence")
    held = rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    queued = list(held.select_related("stance").only(*wanted))
    changed = [
        row for row in queued if note_effect(row, row.stance.confidence, effects.get(row.pk))
    ]
    Waiting.objects.bulk_update(changed, EFFECT, batch_size=500)
    mark_weighed([row.pk for row in queued], weighed=True)


def mark_weighed(keys: Sequence[int], *, weighed: bool) -> None:
    """Says of rows that are held whether their place is still to be found."""
    Waiting.objects.filter(pk__in=keys, weighed=not weighed).update(weighed=weighed)


def note_effect(row: Waiting, confidence: float, effect: Effect | None) -> bool:
    """Sets what a verdict on a row would move; returns whether that is news."""
    before = [getattr(row, name) for name in EFFECT]
    row.weighed = True
    rank = NOTHING if effect is None else TODAY if effect.today else PAST
    row.place = make_place(rank, confidence, asked=row.asked)
    if effect is None:
        row.deed, row.day, row.today, row.before, row.after = None, None, False, "", ""
    else:
        row.deed, row.today = effect.deed.value, effect.today
        row.day = effect.stretch.first
        row.before, row.after = effect.stretch.before.word, effect.stretch.after.word
    return [getattr(row, name) for name in EFFECT if name != "weighed"] != [
        value for name, value in zip(EFFECT, before, strict=True) if name != "weighed"
    ]


def weigh_again() -> int:
    """Leaves all stances whose verdict moves something to be weighed anew, since today is another
    day; returns how many. They keep their places until then."""
    return Waiting.objects.filter(deed__isnull=False, weighed=True).update(weighed=False)


def find_unweighed() -> Line | None:
    """A line of which some stance is still to be weighed; None where all are.

    Any of them: a line that is redrawn all the time must not hold up the others.
    """
    rows = Waiting.objects.filter(weighed=False).order_by("country", "proposal")
    lines = rows.values_list("country_id", "proposal_id").distinct()
    found = list(lines)
    return random.choice(found) if found else None  # noqa: S311 - fair, not secret
