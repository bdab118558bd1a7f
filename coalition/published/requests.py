"""What the public asked to have corrected, and what became of it; how well editors agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from coalition.estimation.coding import CodingAgreement, measure_coding
from coalition.models import CorrectionRequest, SecondCoding
from coalition.vocabulary import Outcome

MOST_SHOWN = 100
MEDIAN_DAYS = 180


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request and its outcome. What was written is not shown: it may name people, or be abuse."""

    id: int
    stance: int
    asked: datetime
    state: Outcome
    answer: str
    answered: datetime | None


def list_requests(stance: int | None = None) -> list[RequestRecord]:
    """The newest requests, of one stance or of all."""
    rows = CorrectionRequest.objects.order_by("-id")
    if stance is not None:
        rows = rows.filter(stance=stance)
    return [
        RequestRecord(row.pk, row.stance_id, row.at, Outcome(row.state), row.answer, row.decided_at)
        for row in rows[:MOST_SHOWN]
    ]


def measure_answering() -> timedelta | None:
    """The median time from a request to its answer, of the last half year; None without any."""
    begin = timezone.now() - timedelta(days=MEDIAN_DAYS)
    rows = CorrectionRequest.objects.filter(decided_at__isnull=False, at__gte=begin)
    times = [decided - at for at, decided in rows.values_list("at", "decided_at") if decided]
    return timedelta(seconds=median(one.total_seconds() for one in times)) if times else None


def measure_second_coding() -> CodingAgreement:
    """How well editors agree on the stances that were coded twice, the second time blind."""
    rows = SecondCoding.objects.exclude(label="").order_by("id")
    return measure_coding(list(rows.values_list("first_label", "label")))
