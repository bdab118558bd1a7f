"""Positions, lines and changes: where countries stand, and when they moved."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import ValidationError
from orjson import Fragment

from coalition import published
from coalition.api import rows
from coalition.api import schemas_lines as schemas
from coalition.api.filters import split_change
from coalition.api.filters_rows import (
    ChangeFilters,
    LineFilters,
    PositionFilters,
    SeriesFilters,
    choose_countries,
    find_steps,
)
from coalition.api.formats import Listing, Walk, is_plain, reply_listing
from coalition.api.newsfeeds import Newsfeed
from coalition.api.reading import read
from coalition.api.rows_analysis import say
from coalition.published import ChangeRecord, PositionRecord

router = Router(tags=["lines"])

MOST_POINTS = 100_000  # values of one reply: 40 countries on one proposal for nearly seven years
A_YEAR = timedelta(days=365)


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
    among = choose_countries(filters.country, filters.group, at, as_of)
    steps = find_steps(filters.at_least, filters.at_most)
    links = rows.Links(request)
    shown: list[Any]
    if is_plain(filters):
        written = published.write_positions(
            links.site,
            at,
            countries=among,
            proposal=filters.proposal,
            steps=steps,
            origins=filters.origins,
        )
        shown = [Fragment(text) for text in written]
    else:
        country = among[0] if among and len(among) == 1 else None
        known = published.list_positions(at, country, filters.proposal, as_of=as_of)
        found = [row for row in known if is_wanted(row, among, steps, filters.origins)]
        causes = published.list_causes((row.cause for row in found), as_of=as_of)
        shown = [rows.describe_position(row, causes, links) for row in found]
    return reply_listing(request, filters, Listing(schemas.CountryPosition, shown, more={"at": at}))


def is_wanted(
    row: PositionRecord,
    among: tuple[str, ...] | None,
    steps: tuple[str, ...] | None,
    origins: int | None,
) -> bool:
    """Whether a position is among those asked for."""
    return (
        (among is None or row.country in among)
        and (steps is None or row.position in steps)
        and (origins is None or row.origins >= origins)
    )


@read(router, "/lines", schemas.LineList, example="/lines?country=IT&proposal=troops-on-ground")
def list_lines(request: HttpRequest, filters: Query[LineFilters]) -> HttpResponse:
    """The lines of some countries, on one proposal, or both

    Every pair that was asked for is there; one without spans is one on which nothing was found. As a
    table, a row a span.
    """
    as_of = filters.as_of
    countries, proposals = choose_lines(filters)
    country = countries[0] if len(countries) == 1 else None
    found = published.list_lines(country, filters.proposal, as_of=as_of)
    links = rows.Links(request)
    items: list[dict[str, Any]] = [
        {
            "country": country,
            "proposal": proposal,
            "spans": [rows.describe_span(span) for span in found.get((country, proposal), [])],
            "html_url": links.line(country, proposal, None),
        }
        for country, proposal in product(countries, proposals)
    ]
    spans = [
        {"country": item["country"], "proposal": item["proposal"]} | span
        for item in items
        for span in item["spans"]
    ]
    return reply_listing(
        request, filters, Listing(schemas.Line, items, table=(schemas.FlatSpan, spans))
    )


def choose_lines(filters: LineFilters) -> tuple[list[str], list[str]]:
    """The countries and the proposals of the lines asked for."""
    as_of = filters.as_of
    among = choose_countries(filters.country, filters.group, None, as_of)
    codes = [code for code in published.list_codes(as_of) if among is None or code in among]
    slugs = [filters.proposal] if filters.proposal else published.list_slugs(as_of)
    return codes, slugs


@read(
    router,
    "/series",
    schemas.SeriesList,
    example="/series?proposal=troops-on-ground&country=IT,NO&since=2025-03-01&until=2025-05-01&every=7",
)
def list_series(request: HttpRequest, filters: Query[SeriesFilters]) -> HttpResponse:
    """Lines day by day, many countries at once

    `days` are the days; each line has a value for each. A position is null only where its state says
    why. As a table, a row a line and day.
    """
    codes, slugs = choose_lines(filters)
    until = filters.until or (filters.as_of or timezone.now()).date()
    since = filters.since or until - A_YEAR
    days = published.list_days(since, until, filters.every)
    if len(days) * len(codes) * len(slugs) > MOST_POINTS:
        said = f"asks for more than {MOST_POINTS:,} values: ask for fewer days, or every 7th"
        raise ValidationError([{"loc": ("since",), "msg": said}])
    found = published.list_series(codes, slugs, days, as_of=filters.as_of)
    points = [point for row in found for point in rows.describe_points(row, days)]
    return reply_listing(
        request,
        filters,
        Listing(
            schemas.Series,
            [rows.describe_series(row) for row in found],
            more={"days": days, "as_of": say(filters.as_of)},
            table=(schemas.Point, points),
        ),
    )


@read(router, "/changes", schemas.ChangePage, example="/changes?country=IT&limit=10")
def list_changes(request: HttpRequest, filters: Query[ChangeFilters]) -> HttpResponse:
    """Steps of lines, the newest first, each with the stance that caused it

    Follow `next` until it is null.
    """
    found: Sequence[ChangeRecord] = published.list_changes(
        countries=choose_countries(filters.country, filters.group, None, filters.as_of),
        proposal=filters.proposal,
        since=filters.since,
        until=filters.until,
        spoken=filters.spoken,
        limit=filters.limit + 1,
        after=split_change(filters.after) if filters.after else None,
        before=split_change(filters.before) if filters.before else None,
        as_of=filters.as_of,
    )
    begun = filters.after is not None
    turned = filters.before is not None and not begun
    found, page = Walk("after", "before", filters.limit, begun, turned).cut(found, name_place)
    links = rows.Links(request)
    return reply_listing(
        request,
        filters,
        Listing(
            schemas.Change,
            [rows.describe_change(row, links) for row in found],
            page,
            news=Newsfeed("Changes of positions", rows.describe_change_entry),
        ),
    )


def name_place(row: ChangeRecord) -> str:
    """The place of a change in the list."""
    return f"{row.day}.{row.country}.{row.proposal}"
