"""What the readers got wrong: corrections and rejections by reason, reader, version, language and week."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from coalition.desk.samples import WEEK, find_week
from coalition.models import Review
from coalition.review import EDITOR
from coalition.vocabulary import Verdict

REPORT_WEEKS = 12
MOST_ROWS = 500
WRONG = (Verdict.CORRECT, Verdict.REJECT)


class About(NamedTuple):
    """Whose readings are counted; what is empty is any."""

    reader: str = ""
    version: str = ""
    language: str = ""


EVERYTHING = About()


@dataclass(frozen=True, slots=True)
class Misreading:
    """How often stances of one reader, version and language were put right or rejected for a reason."""

    reason: str
    reader: str
    version: str
    language: str
    count: int


@dataclass(slots=True)
class Week:
    """The verdicts of one week, from its Monday: how many, and of them the corrections and rejections
    by their reason."""

    first: date
    judged: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> int:
        """How many stances were put right or rejected."""
        return self.reasons.total()

    @property
    def share(self) -> float | None:
        """The same as a share of what was judged; None where nothing was."""
        return self.wrong / self.judged if self.judged else None


def standing_verdicts(weeks: int, about: About) -> QuerySet[Review]:
    """The verdicts on what readers found, of the last weeks, this one included, that nobody took back."""
    monday = find_week(timezone.localdate()) + WEEK
    begin = datetime.combine(monday, time.min, timezone.get_current_timezone())
    wanted = {
        "reader": about.reader,
        "reader_version": about.version,
        "language": about.language,
    }
    rows = Review.objects.filter(
        at__gte=begin - (weeks - 1) * WEEK,
        undone_by__isnull=True,
        **{f"stance__{name}": value for name, value in wanted.items() if value},
    )
    return rows.exclude(verdict=Verdict.UNDO).exclude(stance__reader=EDITOR).order_by()


def count_misreadings(weeks: int = REPORT_WEEKS, about: About = EVERYTHING) -> list[Misreading]:
    """Corrections and rejections that stand, of the last weeks, most frequent first."""
    rows = (
        standing_verdicts(weeks, about)
        .filter(verdict__in=WRONG)
        .values_list("reason", "stance__reader", "stance__reader_version", "stance__language")
        .annotate(count=Count("id"))
        .order_by("-count", "reason", "stance__reader", "stance__reader_version")
    )
    return [Misreading(reason or "", *rest) for reason, *rest in rows[:MOST_ROWS]]


def count_weeks(weeks: int = REPORT_WEEKS, about: About = EVERYTHING) -> list[Week]:
    """The same by week, oldest first, those without a verdict too."""
    this_week = find_week(timezone.localdate()) + WEEK
    found = {day: Week(day) for day in (this_week - WEEK * ago for ago in reversed(range(weeks)))}
    rows = (
        standing_verdicts(weeks, about)
        .annotate(week=TruncWeek("at"))
        .values_list("week", "verdict", "reason")
        .annotate(count=Count("id"))
    )
    for at, verdict, reason, count in rows:
        week = found[at.date()]
        week.judged += count
        if verdict in WRONG:
            week.reasons[reason or ""] += count
    return list(found.values())
