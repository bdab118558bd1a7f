"""Lines are rebuilt from their stances, never patched."""

import hashlib
from collections.abc import Iterable
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from coalition.estimation import Pin as PinnedSpan
from coalition.estimation import Span, Statement, estimate_line
from coalition.extraction.claims import Day
from coalition.extraction.dates import last_day
from coalition.models import Change, Pin, Position, Proposal, Stance
from coalition.vocabulary import (
    Attribution,
    LineState,
    Precision,
    ReviewState,
    StanceKind,
    Tier,
    Time,
    Voice,
)
from coalition.vocabulary import Position as Step


def redraw_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Redraws each (country, proposal) in a fixed order, so that two workers never block each other."""
    for country, proposal in sorted(set(lines)):
        redraw_line(country, proposal)


def redraw_line(country: str, proposal: str) -> None:
    """Rebuilds the Position and Change rows of one line from the stances that stand now.

    Redrawing twice changes nothing. One line is redrawn by one worker at a time.
    """
    with transaction.atomic():
        lock_line(country, proposal)
        horizon = Proposal.objects.values_list("horizon_days", flat=True).get(pk=proposal)
        spans = estimate_line(
            read_statements(country, proposal), horizon, read_pins(country, proposal)
        )
        Position.objects.filter(country_id=country, proposal_id=proposal).delete()
        Change.objects.filter(country_id=country, proposal_id=proposal).delete()
        Position.objects.bulk_create(describe_span(country, proposal, span) for span in spans)
        Change.objects.bulk_create(find_changes(country, proposal, spans))


def lock_line(country: str, proposal: str) -> None:
    """Waits for the line until the transaction ends; other lines are not held up."""
    digest = hashlib.sha256(f"{country}/{proposal}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)]
        )


def standing_stances() -> QuerySet[Stance]:
    """Stances that a line may rest on: dated, and not withdrawn by their reader.

    An earlier line that the text looks back on counts only where its own, earlier day is known.
    """
    earlier = Q(time=Time.PAST, first_day__lt=F("article__published"))
    return Stance.objects.filter(
        Q(time=Time.CURRENT) | earlier, withdrawn=False, first_day__isnull=False
    )


def read_statements(country: str, proposal: str) -> list[Statement]:
    """The stances of a line as the estimation sees them."""
    rows = (
        standing_stances()
        .filter(country_id=country, proposal_id=proposal)
        .select_related("source", "article")
    )
    return [describe_stance(row) for row in rows.order_by("first_day", "id")]


def describe_stance(stance: Stance) -> Statement:
    """A stored stance as a statement: the days it may be from, its source's tier, its origin."""
    assert stance.first_day is not None
    assert stance.precision is not None
    day = Day(stance.first_day, Precision(stance.precision))
    return Statement(
        id=stance.pk,
        first=day.first,
        last=last_day(day),
        position=Step(stance.position),
        voice=Voice(stance.voice),
        attribution=Attribution(stance.attribution),
        tier=Tier(stance.source.tier) if stance.source else Tier.UNKNOWN,
        review=ReviewState(stance.review_state),
        origin=f"story-{stance.article.story_id}" if stance.article else f"stance-{stance.pk}",
        kind=StanceKind(stance.kind),
        confidence=stance.confidence,
        speaker=stance.speaker or None,
    )


def read_pins(country: str, proposal: str) -> list[PinnedSpan]:
    """The editors' pins on a line."""
    rows = Pin.objects.filter(country_id=country, proposal_id=proposal, active=True)
    return [PinnedSpan(Step(row.position), row.first, row.last) for row in rows.order_by("id")]


def describe_span(country: str, proposal: str, span: Span) -> Position:
    """A span of the estimation as a row."""
    return Position(
        country_id=country,
        proposal_id=proposal,
        first=span.first,
        until=span.until,
        state=span.state,
        position=span.position,
        low=span.low,
        high=span.high,
        statements=span.statements,
        origins=span.origins,
        reviewed=span.reviewed,
        cause_id=span.cause,
    )


def find_changes(country: str, proposal: str, spans: tuple[Span, ...]) -> list[Change]:
    """The steps of a line: where it begins, and wherever position or state differ from before."""
    first = [(LineState.NO_EVIDENCE, None, spans[0])] if spans else []
    later = [
        (before.state, before.position, after)
        for before, after in pairwise(spans)
        if (before.state, before.position) != (after.state, after.position)
    ]
    return [
        Change(
            country_id=country,
            proposal_id=proposal,
            day=after.first,
            state_before=state,
            state_after=after.state,
            position_before=position,
            position_after=after.position,
            cause_id=after.cause,
        )
        for state, position, after in [*first, *later]
    ]
