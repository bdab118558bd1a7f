"""The newest evidence of each line: a page shows some of each, however much there is of one."""

from datetime import date
from typing import Any

from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

from coalition.models import Stance
from coalition.published.evidence import known_stances, read_stances, stances
from coalition.published.records import StanceRecord
from coalition.vintages import Instant
from coalition.vocabulary import ReviewState, Voice


def list_newest_evidence(
    country: str, most: int, proposal: str | None = None
) -> list[StanceRecord]:
    """The newest `most` statements of each line of a country, or of one, whatever it made of them.

    The newest day comes first, undated ones last.
    """
    order = (F("first_day").desc(nulls_last=True), F("id").desc())
    numbered = (
        Stance.objects.filter(country=country, withdrawn=False)
        .exclude(review_state=ReviewState.REJECTED)
        .annotate(place=Window(RowNumber(), partition_by=F("proposal"), order_by=order))
    )
    if proposal:
        numbered = numbered.filter(proposal=proposal)
    return read_stances(numbered.filter(place__lte=most).order_by(*order))


def list_newest_days(proposal: str, at: date, *, as_of: Instant | None = None) -> dict[str, date]:
    """The newest day up to `at` on which each country's government spoke of a proposal, by country."""
    rows: Any = known_stances(as_of) if as_of else stances()
    spoken = rows.filter(proposal=proposal, voice=Voice.GOVERNMENT, first_day__lte=at)
    newest = spoken.order_by().values("country").annotate(newest=Max("first_day"))
    return {row["country"]: row["newest"] for row in newest}
