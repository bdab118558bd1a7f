"""Countries, groups, proposals, sources and events: the tables that the rest refers to."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import P, PathEx, Query, Router
from ninja.errors import HttpError

from coalition import published
from coalition.api import rows, schemas
from coalition.api.filters import find_near, name_countries
from coalition.api.filters_rows import CoverageFilters, KnownFilters, MemberFilters, WholeFilters
from coalition.api.formats import Listing, reply_listing
from coalition.api.reading import read, reply_json
from coalition.vintages import Instant

router = Router(tags=["reference"])

CountryInPath = PathEx[str, P(description="Code of a country.", example="IT")]
ProposalInPath = PathEx[str, P(description="Slug of a proposal.", example="troops-on-ground")]


@read(router, "/countries", schemas.CountryList, example="/countries")
def list_countries(request: HttpRequest, filters: Query[WholeFilters]) -> HttpResponse:
    """All countries with their join codes

    Kosovo has no code of ISO 3166-1: it is XK, XKX and Q1246, the user-assigned codes of common use.
    """
    links = rows.Links(request)
    shown = [rows.describe_country(row, links) for row in published.list_countries(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Country, shown))


@read(router, "/countries/{code}", schemas.CountryDetail, example="/countries/IT")
def get_country(
    request: HttpRequest, code: CountryInPath, filters: Query[KnownFilters]
) -> HttpResponse:
    """One country with its offices and groups"""
    as_of = filters.as_of
    check_country(code, as_of)
    found = published.get_country(code, as_of)
    assert found is not None
    groups = published.list_memberships((as_of or timezone.now()).date(), as_of)
    return reply_json(
        rows.describe_detail(
            found,
            published.list_offices(code, as_of),
            [name for name, members in groups.items() if code in members],
            rows.Links(request),
        )
    )


@read(router, "/groups", schemas.GroupList, example="/groups?at=2025-05-01")
def list_groups(request: HttpRequest, filters: Query[MemberFilters]) -> HttpResponse:
    """All groups with their members on a day"""
    at = filters.at or (filters.as_of or timezone.now()).date()
    groups = published.list_memberships(at, filters.as_of)
    shown = [{"name": name, "members": members} for name, members in groups.items()]
    return reply_listing(request, filters, Listing(schemas.Group, shown, more={"at": at}))


@read(router, "/proposals", schemas.ProposalList, example="/proposals")
def list_proposals(request: HttpRequest, filters: Query[WholeFilters]) -> HttpResponse:
    """All proposals with their definitions"""
    links = rows.Links(request)
    shown = [rows.describe_proposal(row, links) for row in published.list_proposals(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Proposal, shown))


@read(router, "/proposals/{slug}", schemas.Proposal, example="/proposals/troops-on-ground")
def get_proposal(
    request: HttpRequest, slug: ProposalInPath, filters: Query[KnownFilters]
) -> HttpResponse:
    """One proposal with its definition"""
    check_proposal(slug, filters.as_of)
    found = published.get_proposal(slug, filters.as_of)
    if found is None:
        raise HttpError(404, f"{slug} had no definition yet at that instant.")
    return reply_json(rows.describe_proposal(found, rows.Links(request)))


@read(router, "/sources", schemas.SourceList, example="/sources")
def list_sources(request: HttpRequest, filters: Query[WholeFilters]) -> HttpResponse:
    """All sources with their tiers"""
    shown = [rows.describe(row) for row in published.list_sources(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Source, shown))


@read(router, "/events", schemas.EventList, example="/events")
def list_events(request: HttpRequest, filters: Query[WholeFilters]) -> HttpResponse:
    """The events of the world that charts show"""
    shown = [rows.describe(row) for row in published.list_events(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Event, shown))


@read(router, "/coverage", schemas.CoverageList, example="/coverage?weeks=2")
def list_coverage(request: HttpRequest, filters: Query[CoverageFilters]) -> HttpResponse:
    """How well we look, by country, language and tier of sources: without it nobody could tell silence
    from not looking"""
    at = filters.at or (filters.as_of or timezone.now()).date()
    found = published.list_coverage(at, filters.weeks, as_of=filters.as_of)
    shown = [
        rows.describe(row)
        for row in found
        if filters.tier in (None, row.tier) and filters.language in (None, row.language)
    ]
    return reply_listing(request, filters, Listing(schemas.CoverageWeek, shown, more={"at": at}))


def check_country(code: str, as_of: Instant | None) -> None:
    """Raises 404 for a code that we do not know, or did not know at that instant."""
    if code not in published.list_codes():
        raise HttpError(404, refuse("country", code, name_countries()))
    if code not in published.list_codes(as_of):
        raise HttpError(404, f"{code} was no country of ours yet at that instant.")


def check_proposal(slug: str, as_of: Instant | None) -> None:
    """Raises 404 for a proposal that we do not know, or did not know at that instant."""
    slugs = published.list_slugs()
    if slug not in slugs:
        raise HttpError(404, refuse("proposal", slug, {known: known for known in slugs}))
    if slug not in published.list_slugs(as_of):
        raise HttpError(404, f"{slug} was no proposal of ours yet at that instant.")


def refuse(noun: str, given: str, names: Mapping[str, str]) -> str:
    """The sentence for a name in an address that leads nowhere."""
    near = find_near(given, names)
    offer = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no {noun} of that name.{offer}"
