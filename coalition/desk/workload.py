"""What an editor has to do and has done: counted from the rows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from coalition.estimation.coding import CodingAgreement, measure_coding
from coalition.models import (
    Assignment,
    CorrectionRequest,
    Difference,
    Review,
    SecondCoding,
    Suggestion,
    Waiting,
)
from coalition.vocabulary import Outcome, Verdict

# Days that a stance has waited, as an editor thinks of them.
AGES = (1, 7, 30, 90)
MOST_COUNTED = 10_000  # of one age; more than that is "more than that"
THROUGHPUT_DAYS = 14
MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many stances have waited from `first` days to under `until` (None: or longer); `more` says
    that counting stopped there."""

    first: int
    until: int | None
    count: int
    more: bool


def count_backlog(now: datetime | None = None) -> list[Backlog]:
    """The stances that wait, by age. Each age is counted up to MOST_COUNTED."""
    now = now or timezone.now()
    edges = [0, *AGES, None]
    found = []
    for first, until in pairwise(edges):
        assert first is not None
        rows = Waiting.objects.filter(since__lte=now - timedelta(days=first))
        if until is not None:
            rows = rows.filter(since__gt=now - timedelta(days=until))
        count = rows.order_by()[:MOST_COUNTED].count()
        found.append(Backlog(first, until, count, count == MOST_COUNTED))
    return found


def list_assigned(editor: AbstractBaseUser) -> list[Assignment]:
    """What an editor took on and has not judged yet, in the order of the queue."""
    rows = Assignment.objects.filter(editor=editor.pk, stance__waiting__isnull=False)
    related = rows.select_related("stance__country", "stance__proposal", "stance__waiting")
    return list(related.order_by("stance__waiting__place", "stance_id")[:MOST_ROWS])


def list_reversed(editor: AbstractBaseUser) -> list[Review]:
    """Verdicts of others on stances that this editor had judged just before, and judged otherwise.

    An undoing counts, and so does a verdict of another kind.
    """
    earlier = (
        Review.objects.filter(stance=OuterRef("stance"), id__lt=OuterRef("id"))
        .order_by("-id")
        .values("editor", "verdict")[:1]
    )
    rows = Review.objects.alias(
        judge=earlier.values("editor")[:1], judged=earlier.values("verdict")[:1]
    ).filter(
        Exists(Review.objects.filter(stance=OuterRef("stance"), editor=editor.pk)),
        judge=editor.pk,
    )
    others = rows.exclude(editor=editor.pk).exclude(verdict=F("judged"))
    return list(
        others.select_related("stance__country", "stance__proposal", "editor").order_by("-id")[
            :MOST_ROWS
        ]
    )


def count_throughput(editor: AbstractBaseUser, today: date) -> list[tuple[date, int, int]]:
    """Verdicts of the last days, newest first: the day, this editor's, and everybody's."""
    begin = timezone.now() - timedelta(days=THROUGHPUT_DAYS)
    rows = (
        Review.objects.filter(at__gte=begin)
        .exclude(verdict=Verdict.UNDO)
        .order_by()
        .annotate(day=TruncDate("at"))
        .values_list("day")
        .annotate(mine=Count("id", filter=Q(editor=editor.pk)), everybody=Count("id"))
    )
    counts = {day: (mine, everybody) for day, mine, everybody in rows}
    days = [today - timedelta(days=number) for number in range(THROUGHPUT_DAYS)]
    return [(day, *counts.get(day, (0, 0))) for day in days]


def measure_editor(editor: AbstractBaseUser) -> CodingAgreement:
    """How far an editor agrees with the others, over the second codings that he was part of."""
    rows = SecondCoding.objects.exclude(label="").filter(
        Q(editor=editor.pk) | Q(first_editor=editor.pk)
    )
    return measure_coding(list(rows.values_list("first_label", "label")))


def count_open(editor: AbstractBaseUser) -> dict[str, int]:
    """What waits for an editor's word beside the queue, by table; each counted up to a limit."""
    open_rows: dict[str, Any] = {
        "suggestion": Suggestion.objects.filter(state=Outcome.OPEN).exclude(editor=editor.pk),
        "difference": Difference.objects.filter(state=Outcome.OPEN),
        "secondcoding": SecondCoding.objects.filter(label="").exclude(first_editor=editor.pk),
        "correctionrequest": CorrectionRequest.objects.filter(state=Outcome.OPEN),
    }
    return {name: rows.order_by()[:MOST_COUNTED].count() for name, rows in open_rows.items()}
