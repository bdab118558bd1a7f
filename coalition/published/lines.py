"""Positions on a day, lines over time, and their changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone

from coalition import vintages
from coalition.estimation import Span
from coalition.estimation.stands import find_span
from coalition.models import Change, Position
from coalition.positions import list_plain, list_values
from coalition.published.evidence import list_causes
from coalition.published.recent import list_newest_words
from coalition.published.records import MOST_ROWS, ChangeRecord, PositionRecord, StanceRecord
from coalition.published.reference import list_codes, list_slugs
from coalition.statements import Line
from coalition.vintages import Instant
from coalition.vocabulary import LineState

# The columns of a position in the order of its record.
COLUMNS = (
    "country_id", "proposal_id", "first", "until", "state", "position", "low", "high", "statements",
    "origins", "reviewed", "cause_id",
)  # fmt: skip
# The newest span of each line that had begun on a day, and of those that said one thing. One look into
# the index a line: DISTINCT ON, or a condition on both ends, would read every span of every line.
NEWEST_SPANS = """
    SELECT newest.* FROM coalition_country country CROSS JOIN coalition_proposal proposal
    CROSS JOIN LATERAL (
        SELECT * FROM coalition_position span
        WHERE span.country_id = country.code AND span.proposal_id = proposal.slug
            AND (%(state)s::text IS NULL OR span.state = %(state)s) AND span.first <= %(at)s
        ORDER BY span.first DESC LIMIT 1
    ) newest
    WHERE (%(code)s::text IS NULL OR country.code = %(code)s)
        AND (%(slug)s::text IS NULL OR proposal.slug = %(slug)s)
"""


def list_positions(
    at: date,
    country: str | None = None,
    proposal: str | None = None,
    *,
    as_of: Instant | None = None,
) -> list[PositionRecord]:
    """Where each country stands on each proposal on a day, by country and proposal.

    Every pair that was asked for is there: where nothing is known, with the state "no-evidence".
    """
    if as_of:
        lines = vintages.recall_spans(as_of, country, proposal)
        held = {
            line: describe_span(line, span)
            for line, spans in lines.items()
            if (span := find_span(spans, at))
        }
    else:
        newest = find_newest_spans(at, country, proposal)
        rows = [row for row in newest if row.until is None or at < row.until]
        held = {(row.country_id, row.proposal_id): describe_position(row) for row in rows}
    slugs = [slug for slug in list_slugs(as_of) if proposal in (None, slug)]
    return [
        held.get((code, slug)) or nothing_known(code, slug)
        for code in list_codes(as_of)
        if country in (None, code)
        for slug in slugs
    ]


def find_positions(country: str | None, proposal: str | None) -> QuerySet[Position]:
    """The rows of the lines of a country, on a proposal, or both."""
    wanted = {"country": country, "proposal": proposal}
    return Position.objects.filter(**{name: value for name, value in wanted.items() if value})


def list_lines(
    country: str | None = None,
    proposal: str | None = None,
    *,
    as_of: Instant | None = None,
) -> dict[tuple[str, str], list[PositionRecord]]:
    """The lines asked for, each as its spans from first to last, by (country, proposal)."""
    if as_of:
        known = vintages.recall_spans(as_of, country, proposal)
        return {
            line: [describe_span(line, span) for span in spans] for line, spans in known.items()
        }
    rows = find_positions(country, proposal).order_by("country_id", "proposal_id", "first")
    lines: dict[tuple[str, str], list[PositionRecord]] = {}
    # Straight from the columns: a country's lines may have many thousand spans.
    for row in rows.values_list(*COLUMNS):
        lines.setdefault(row[:2], []).append(PositionRecord(*row))
    return lines


@dataclass(frozen=True, slots=True)
class LineVersion:
    """Names what a line says now without reading it: how many rows it has, and the highest number of one.

    These tell it from every other that it has been. A row that is added has a higher number than any
    before, and so has, wherever rows are written over, the lowest of them from then on
    (positions.replace_rows): of the rows up to any number there are fewer whenever one of them changes. As
    long as the database is not put back to an earlier state under a running process. `first` is the day it
    begins."""

    name: str
    first: date


def list_versions(
    country: str | None = None, proposal: str | None = None
) -> dict[tuple[str, str], LineVersion]:
    """The versions of the lines asked for, by (country, proposal); of those on which anything is known."""
    rows = find_positions(country, proposal).order_by().values_list("country_id", "proposal_id")
    found = rows.annotate(n=Count("pk"), newest=Max("pk"), first=Min("first"))
    return {
        (code, slug): LineVersion(f"{n} {newest}", first) for code, slug, n, newest, first in found
    }


def list_last_held(
    at: date, country: str | None = None, proposal: str | None = None
) -> dict[tuple[str, str], PositionRecord]:
    """The newest position held on a day or before it, by (country, proposal): what a stale line says."""
    rows = find_newest_spans(at, country, proposal, LineState.HELD)
    return {(row.country_id, row.proposal_id): describe_position(row) for row in rows}


def find_newest_spans(
    at: date, country: str | None, proposal: str | None, state: LineState | None = None
) -> Iterable[Position]:
    """The newest span that had begun on a day, of each line, or of those of its spans in one state."""
    wanted = {"code": country, "slug": proposal, "at": at, "state": state and state.value}
    return Position.objects.raw(NEWEST_SPANS, wanted)


def find_newest_day(at: date) -> date | None:
    """The newest day up to `at` on which a government spoke on any proposal; None before the first."""
    return max(list_newest_words(at).values(), default=None)


def describe_position(row: Position) -> PositionRecord:
    """A position's row as a record."""
    return PositionRecord(
        row.country_id,
        row.proposal_id,
        row.first,
        row.until,
        row.state,
        row.position,
        row.low,
        row.high,
        row.statements,
        row.origins,
        row.reviewed,
        row.cause_id,
    )


def describe_span(line: Line, span: Span) -> PositionRecord:
    """A span of a line as a record; it has the columns of a position in their order."""
    return PositionRecord(*line, *list_plain(list_values(span)))


def nothing_known(country: str, proposal: str) -> PositionRecord:
    """The record of a pair on which nothing was found."""
    return PositionRecord(
        country, proposal, None, None, LineState.NO_EVIDENCE, None, None, None, 0, 0, False, None
    )


Place = tuple[date, str, str]


class ChangeFilters(TypedDict, total=False):
    """What changes can be asked for by; a filter that is None is not applied. `countries` are any of
    several; `spoken` leaves out those that time alone made."""

    country: str | None
    countries: Sequence[str] | None
    proposal: str | None
    since: date | None
    until: date | None
    spoken: bool
    as_of: Instant | None


def list_changes(
    *,
    limit: int = 50,
    after: Place | None = None,
    before: Place | None = None,
    **wanted: Unpack[ChangeFilters],
) -> list[ChangeRecord]:
    """Steps of lines, newest first, none that lies ahead of today (or of the day of `as_of`).

    Page on with `after`, the day, country and proposal of the last change seen: a line changes once
    a day, and a redrawn line keeps its place. With `before` the page that comes just before that one;
    with both what lies between.
    """
    turned = before is not None and after is None
    as_of, most = wanted.get("as_of"), min(limit, MOST_ROWS + 1)
    if as_of:
        changes = cut_changes(recall_changes(as_of, wanted), after, before)
        causes = list_causes((row.cause_id for row in changes), as_of=as_of)
        if wanted.get("spoken"):
            changes = [row for row in changes if is_spoken(row, causes)]
        changes = changes[-most:] if turned else changes[:most]
        return [describe_change(row, causes) for row in changes]
    rows = find_changes(wanted)
    if after:
        rows = rows.filter(follows(after))
    if before:
        rows = rows.filter(~follows(before)).exclude(**dict(zip(CHANGE_KEY, before, strict=True)))
    order = ("day", "-country_id", "-proposal_id") if turned else CHANGE_ORDER
    changes = list(rows.order_by(*order)[:most])
    causes = list_causes(row.cause_id for row in changes)
    return [describe_change(row, causes) for row in (changes[::-1] if turned else changes)]


CHANGE_KEY = ("day", "country_id", "proposal_id")
CHANGE_ORDER = ("-day", "country_id", "proposal_id")


def follows(place: Place) -> Q:
    """The changes that come after a place in the list."""
    day, code, slug = place
    return (
        Q(day__lt=day) | Q(day=day, country__gt=code) | Q(day=day, country=code, proposal__gt=slug)
    )


def find_changes(wanted: ChangeFilters) -> QuerySet[Change]:
    """The rows of the changes asked for."""
    columns = {
        "country": wanted.get("country"),
        "country__in": wanted.get("countries"),
        "proposal": wanted.get("proposal"),
        "day__gte": wanted.get("since"),
        "day__lte": wanted.get("until") or timezone.now().date(),
    }
    rows = Change.objects.filter(
        **{name: value for name, value in columns.items() if value is not None}
    )
    return rows.filter(cause__first_day=F("day")) if wanted.get("spoken") else rows


def recall_changes(as_of: Instant, wanted: ChangeFilters) -> list[Change]:
    """Steps of lines as they were known, newest first."""
    first = wanted.get("since") or date.min
    last = min(wanted.get("until") or date.max, as_of.date())
    among = wanted.get("countries")
    found = vintages.recall_changes(as_of, wanted.get("country"), wanted.get("proposal"))
    kept = [
        row
        for row in found
        if first <= row.day <= last and (among is None or row.country_id in among)
    ]
    return sorted(kept, key=place_change)


def cut_changes(rows: list[Change], after: Place | None, before: Place | None) -> list[Change]:
    """The changes after a place, or before one."""
    low = by_newness(*after) if after else None
    high = by_newness(*before) if before else None
    return [
        row
        for row in rows
        if (low is None or place_change(row) > low) and (high is None or place_change(row) < high)
    ]


def place_change(row: Change) -> tuple[int, str, str]:
    """Where a change stands in the list."""
    return by_newness(row.day, row.country_id, row.proposal_id)


def by_newness(day: date, country: str, proposal: str) -> tuple[int, str, str]:
    """The order of changes: the newest day first. A line changes once a day, so no two are equal."""
    return -day.toordinal(), country, proposal


def is_spoken(row: Change, causes: Mapping[int, StanceRecord]) -> bool:
    """Whether words of that day made a change, and not time alone."""
    cause = causes.get(row.cause_id) if row.cause_id else None
    return cause is not None and cause.day == row.day


def describe_change(row: Change, causes: Mapping[int, StanceRecord]) -> ChangeRecord:
    """A change's row as a record."""
    return ChangeRecord(
        row.country_id,
        row.proposal_id,
        row.day,
        row.state_before,
        row.state_after,
        row.position_before,
        row.position_after,
        causes.get(row.cause_id) if row.cause_id else None,
    )
