"""Positions, lines and changes: where countries stand, and when they moved."""

from itertools import product

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from coalition import published
from coalition.api import rows, schemas
from coalition.api.filters import ChangeFilters, LineFilters, PositionFilters, split_change
from coalition.api.reading import read, reply_json, reply_page

router = Router(tags=["lines"])


@read(
    router,
    "/positions",
    schemas.PositionList,
    example="/positions?country=IT&proposal=troops-on-ground&at=2025-05-01",
)
def list_positions(request: HttpRequest, filters: Query[PositionFilters]) -> HttpResponse:
    """Where each country stands on each proposal on a day

    Every pair that was asked for is there. `position` is null only where `state` says why: nothing
    found, evidence gone stale, declined to say, or contested within the government.
    """
    as_of = filters.as_of
    at = filters.at or (as_of or timezone.now()).date()
    found = published.list_positions(at, filters.country, filters.proposal, as_of=as_of)
    if filters.group:
        members = set(published.list_members(filters.group, at, as_of=as_of))
        found = [row for row in found if row.country in members]
    causes = published.list_causes((row.cause for row in found), as_of=as_of)
    links = rows.Links(request)
    return reply_json(
        {"at": at, "items": [rows.describe_position(row, causes, links) for row in found]}
    )


@read(router, "/lines", schemas.LineList, example="/lines?country=IT&proposal=troops-on-ground")
def list_lines(request: HttpRequest, filters: Query[LineFilters]) -> HttpResponse:
    """The lines of one country, on one proposal, or both

    Every pair that was asked for is there; one without spans is one on which nothing was found.
    """
    as_of = filters.as_of
    countries = [filters.country] if filters.country else published.list_codes(as_of)
    proposals = [filters.proposal] if filters.proposal else published.list_slugs(as_of)
    found = published.list_lines(filters.country, filters.proposal, as_of=as_of)
    links = rows.Links(request)
    items = [
        {
            "country": country,
            "proposal": proposal,
            "spans": [rows.describe_span(span) for span in found.get((country, proposal), [])],
            "html_url": links.line(country, proposal, None),
        }
        for country, proposal in product(countries, proposals)
    ]
    return reply_json({"items": items})


@read(router, "/changes", schemas.ChangePage, example="/changes?country=IT&limit=10")
def list_changes(request: HttpRequest, filters: Query[ChangeFilters]) -> HttpResponse:
    """Steps of lines, the newest first, each with the stance that caused it

    Follow `next` until it is null; a last page may be empty.
    """
    found = published.list_changes(
        country=filters.country,
        proposal=filters.proposal,
        since=filters.since,
        until=filters.until,
        limit=filters.limit,
        after=split_change(filters.after) if filters.after else None,
        as_of=filters.as_of,
    )
    links = rows.Links(request)
    last = found[-1] if len(found) == filters.limit else None
    return reply_page(
        request,
        [rows.describe_change(row, links) for row in found],
        after=f"{last.day}.{last.country}.{last.proposal}" if last else None,
    )
