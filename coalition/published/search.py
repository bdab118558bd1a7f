"""Search: stances by their words, with counts of what was found; and silence."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, QuerySet

from coalition import vintages
from coalition.models import StanceCondition
from coalition.published.articles import key_of, known_articles
from coalition.published.evidence import find_stances, known_stances, list_causes, public_stances
from coalition.published.recent import list_newest_days
from coalition.published.records import StanceRecord
from coalition.vintages import Instant
from coalition.vocabulary import Voice

MOST_FOUND = 50  # of one page of results: more is narrowed by a facet
LONGEST_QUERY = 200  # characters
MOST_COUNTED = 2_000  # of what was found: each is searched anew for its words, 25 µs in all
FACETS = ("country", "proposal", "position", "language")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the newest stances, how many there are, and counts of what was found.

    `counts` has a table for each of FACETS and for "condition": how many stances have each value.
    With `more` there are more than `total`, and the counts are of the newest so many.
    """

    stances: tuple[StanceRecord, ...]
    total: int
    more: bool
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Silence:
    """A country of which nothing was said on a proposal for some days: the day of its newest words
    before (None: never), and in how many articles of these days it is named on anything else."""

    country: str
    newest: date | None
    articles: int


def search_stances(query: str = "", as_of: Instant | None = None, /, **wanted: str | None) -> Found:
    """The public stances that hold a query, newest day first, with counts of all that was found.

    A name in another script or language finds what the person or country is called where it was
    said. `wanted` narrows by FACETS and by "condition"; a filter that is None is not applied.
    """
    key, given = key_of(as_of), {name: value for name, value in wanted.items() if value}
    rows = find_stances({**given, "words": query or None, "as_of": as_of})  # type: ignore[typeddict-item]
    newest = rows.order_by(F("first_day").desc(nulls_last=True), f"-{key}")
    found = list(newest.values_list(key, *FACETS)[: MOST_COUNTED + 1])
    counted = found[:MOST_COUNTED]
    page = [row[0] for row in found[:MOST_FOUND]]
    shown = list_causes(page, as_of=as_of)
    return Found(
        stances=tuple(shown[key] for key in page if key in shown),
        total=len(counted),
        more=len(found) > MOST_COUNTED,
        counts=count_facets(counted, as_of),
    )


def count_facets(
    found: Sequence[Sequence[Any]], as_of: Instant | None
) -> dict[str, dict[str, int]]:
    """How many stances, each given as its number and its FACETS, have each value of each facet, the
    most frequent first."""
    counts = {
        facet: order_counts(Counter(row[place] for row in found))
        for place, facet in enumerate(FACETS, start=1)
    }
    known: QuerySet[Any] = StanceCondition.objects.all()
    if as_of:
        known = vintages.rows_at(StanceCondition, as_of)
    conditions = known.filter(stance__in=[row[0] for row in found])
    kinds = conditions.order_by().values_list("kind").annotate(n=Count("stance", distinct=True))
    return {**counts, "condition": order_counts(dict(kinds))}


def order_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with the most frequent value first."""
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def find_silence(
    proposal: str, at: date, days: int, codes: Iterable[str], *, as_of: Instant | None = None
) -> tuple[list[Silence], int]:
    """Which of these countries said nothing on a proposal in so many days up to a day, those silent
    for the longest first; and how many articles of these days were read."""
    since = at - timedelta(days=days)
    public = known_stances(as_of) if as_of else public_stances()
    if as_of:
        spoken = public.filter(proposal=proposal, voice=Voice.GOVERNMENT, first_day__lte=at)
        rows = spoken.order_by().values_list("country").annotate(newest=Max("first_day"))
        newest: dict[str, date] = dict(rows)
    else:
        newest = list_newest_days(proposal, at)
    read = known_articles(as_of).filter(published__gt=since, published__lte=at)
    named = Counter(
        dict(
            public.filter(article__in=read.values(key_of(as_of)))
            .order_by()
            .values_list("country")
            .annotate(n=Count("article", distinct=True))
        )
    )
    silent = [
        Silence(code, newest.get(code), named[code])
        for code in codes
        if code not in newest or newest[code] <= since
    ]
    silent.sort(key=lambda one: (one.newest or date.min, one.country))
    return silent, read.count()
