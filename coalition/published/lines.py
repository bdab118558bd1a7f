"""Positions on a day, lines over time, and their changes."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from coalition import vintages
from coalition.models import (
    Change,
    Position,
)
from coalition.published.evidence import list_causes, stances
from coalition.published.records import MOST_ROWS, ChangeRecord, PositionRecord, StanceRecord
from coalition.published.reference import list_codes, list_slugs
from coalition.vintages import Instant
from coalition.vocabulary import LineState, Voice

# The columns of a position in the order of its record.
COLUMNS = (
    "country_id", "proposal_id", "first", "until", "state", "position", "low", "high", "statements",
    "origins", "reviewed", "cause_id",
)  # fmt: skip
# One look into the index a line: DISTINCT ON would read every span of every line.
LAST_HELD = """
    SELECT held.* FROM coalition_country country CROSS JOIN coalition_proposal proposal
    CROSS JOIN LATERAL (
        SELECT * FROM coalition_position span
        WHERE span.country_id = country.code AND span.proposal_id = proposal.slug
            AND span.state = %(held)s AND span.first <= %(at)s
        ORDER BY span.first DESC LIMIT 1
    ) held
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
        lines = vintages.recall_positions(as_of, country, proposal)
        rows = [
            row
            for line in lines.values()
            for row in line
            if row.first <= at and (row.until is None or at < row.until)
        ]
    else:
        rows = list(
            find_positions(country, proposal).filter(
                Q(until__isnull=True) | Q(until__gt=at), first__lte=at
            )
        )
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
        known = vintages.recall_positions(as_of, country, proposal)
        return {line: [describe_position(row) for row in spans] for line, spans in known.items()}
    rows = find_positions(country, proposal).order_by("country_id", "proposal_id", "first")
    lines: dict[tuple[str, str], list[PositionRecord]] = {}
    # Straight from the columns: a country's lines may have many thousand spans.
    for row in rows.values_list(*COLUMNS):
        lines.setdefault(row[:2], []).append(PositionRecord(*row))
    return lines


def list_last_held(
    at: date, country: str | None = None, proposal: str | None = None
) -> dict[tuple[str, str], PositionRecord]:
    """The newest position held on a day or before it, by (country, proposal): what a stale line says."""
    wanted = {"code": country, "slug": proposal, "at": at, "held": LineState.HELD.value}
    rows = Position.objects.raw(LAST_HELD, wanted)
    return {(row.country_id, row.proposal_id): describe_position(row) for row in rows}


def find_newest_day(at: date) -> date | None:
    """The newest day up to `at` on which a government spoke on any proposal; None before the first."""
    rows = stances().filter(voice=Voice.GOVERNMENT, first_day__lte=at)
    newest: date | None = rows.aggregate(newest=Max("first_day"))["newest"]
    return newest


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


def nothing_known(country: str, proposal: str) -> PositionRecord:
    """The record of a pair on which nothing was found."""
    return PositionRecord(
        country, proposal, None, None, LineState.NO_EVIDENCE, None, None, None, 0, 0, False, None
    )


def list_changes(
    country: str | None = None,
    proposal: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 50,
    after: tuple[date, str, str] | None = None,
    *,
    spoken: bool = False,
    as_of: Instant | None = None,
) -> list[ChangeRecord]:
    """Steps of lines, newest first, none that lies ahead of today (or of the day of `as_of`);
    `spoken` leaves out those that time alone made.

    Page on with `after`, the day, country and proposal of the last change seen: a line changes once
    a day, and a redrawn line keeps its place.
    """
    if as_of:
        steps = recall_changes(as_of, country, proposal, since, until, after)
        causes = list_causes((row.cause_id for row in steps), as_of=as_of)
        if spoken:
            steps = [row for row in steps if is_spoken(row, causes)]
        return [describe_change(row, causes) for row in steps[: min(limit, MOST_ROWS)]]
    rows = Change.objects.filter(day__lte=until or timezone.now().date())
    if country:
        rows = rows.filter(country=country)
    if proposal:
        rows = rows.filter(proposal=proposal)
    if since:
        rows = rows.filter(day__gte=since)
    if spoken:
        rows = rows.filter(cause__first_day=F("day"))
    if after:
        day, code, slug = after
        rows = rows.filter(
            Q(day__lt=day)
            | Q(day=day, country__gt=code)
            | Q(day=day, country=code, proposal__gt=slug)
        )
    changes = list(rows.order_by("-day", "country_id", "proposal_id")[: min(limit, MOST_ROWS)])
    causes = list_causes(row.cause_id for row in changes)
    return [describe_change(row, causes) for row in changes]


def recall_changes(
    as_of: Instant,
    country: str | None,
    proposal: str | None,
    since: date | None,
    until: date | None,
    after: tuple[date, str, str] | None,
) -> list[Change]:
    """Steps of lines as they were known, newest first, those that follow `after` in that order."""
    first, last = since or date.min, min(until or date.max, as_of.date())
    place = by_newness(*after) if after else None
    found = sorted(
        (by_newness(row.day, row.country_id, row.proposal_id), row)
        for row in vintages.recall_changes(as_of, country, proposal)
        if first <= row.day <= last
    )
    return [row for order, row in found if place is None or order > place]


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
