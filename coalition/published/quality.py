"""How good the data are: what nobody has reviewed, what editors changed and why, what a reader scores."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q

from coalition.models import Article, Position, Review, Stance
from coalition.vocabulary import LineState, ReviewState, StanceKind, Verdict

SCORES = "reader-scores.json"  # in VAR_DIR: what `evaluate --json` printed


@dataclass(frozen=True, slots=True)
class Scores:
    """A reader's measured scores, and the day on which they were written."""

    day: date
    reader: str
    version: str
    overall: Mapping[str, Any]
    by_language: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of quoted statements by what stands of them, of coded ones, of articles, of verdicts.

    `oldest` is when the article of the oldest waiting one was stored. `reasons` counts the verdicts
    that stand, by verdict and reason. `lines` are those that hold a position today, `unreviewed_lines`
    those of them that rest on nothing reviewed.
    """

    states: Mapping[str, int]
    coded: int
    articles: int
    oldest: datetime | None
    reasons: Mapping[tuple[str, str | None], int]
    lines: int
    unreviewed_lines: int


def measure_quality(day: date) -> Quality:
    """The quality of what is published on a day."""
    known = Stance.objects.filter(withdrawn=False)
    rows = known.order_by().values_list("kind", "review_state").annotate(n=Count("pk"))
    counted = {(kind, state): n for kind, state, n in rows}
    waiting = known.filter(kind=StanceKind.QUOTED, review_state=ReviewState.WAITING)
    standing = Review.objects.filter(undone_by__isnull=True).exclude(verdict=Verdict.UNDO)
    verdicts = standing.order_by().values_list("verdict", "reason").annotate(n=Count("pk"))
    held = Position.objects.filter(state=LineState.HELD, first__lte=day).exclude(until__lte=day)
    return Quality(
        states={state.value: counted.get((StanceKind.QUOTED, state), 0) for state in ReviewState},
        coded=sum(n for (kind, _state), n in counted.items() if kind == StanceKind.CODED),
        articles=Article.objects.count(),
        oldest=waiting.aggregate(oldest=Min("article__stored_at"))["oldest"],
        reasons={(verdict, reason): n for verdict, reason, n in verdicts},
        **held.aggregate(lines=Count("pk"), unreviewed_lines=Count("pk", filter=Q(reviewed=False))),
    )


def find_scores() -> Scores | None:
    """What the reader was measured at on this installation; None where nobody has. Raises ValueError for a
    broken file."""
    return read_scores(settings.VAR_DIR / SCORES)


def read_scores(path: Path) -> Scores | None:
    """What a file of scores holds; None where there is none. Raises ValueError where it is broken."""
    try:
        text = path.read_text()
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
    given = json.loads(text)
    try:
        return Scores(
            day=written.date(),
            reader=str(given["reader"]),
            version=str(given["version"]),
            overall=given["overall"],
            by_language=given["by_language"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is not what `evaluate --json` prints: {error!r}") from error
