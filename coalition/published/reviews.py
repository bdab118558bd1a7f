"""What editors said of a stance: the verdicts and their reasons, never who gave them."""

from dataclasses import dataclass
from datetime import datetime

from coalition.models import Review
from coalition.vintages import Instant


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A verdict on a stance; `before` and `after` are the position where it changed that."""

    verdict: str
    reason: str | None
    at: datetime
    before: str | None
    after: str | None


def list_reviews(stance_id: int, *, as_of: Instant | None = None) -> list[ReviewRecord]:
    """The verdicts on a stance, oldest first; those given up to an instant."""
    rows = Review.objects.filter(stance=stance_id).order_by("pk")
    if as_of:
        rows = rows.filter(at__lte=as_of)
    return [
        ReviewRecord(
            row.verdict,
            row.reason,
            row.at,
            row.before.get("position"),
            row.after.get("position"),
        )
        for row in rows
    ]
