"""Countries, groups, proposals, sources and events: the tables that the rest refers to."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import P, PathEx, Query, Router
from ninja.errors import HttpError

from coalition import published
from coalition.api import rows, schemas
from coalition.api.filters import find_near, name_countries
from coalition.api.filters_rows import KnownFilters, MemberFilters, TableFilters
from coalition.api.formats import Listing, reply_listing
from coalition.api.reading import read, reply_json

router = Router(tags=["reference"])

CountryInPath = PathEx[str, P(description="Code of a country.", example="IT")]
ProposalInPath = PathEx[str, P(description="Slug of a proposal.", example="troops-on-ground")]


@read(router, "/countries", schemas.CountryList, example="/countries")
def list_countries(request: HttpRequest, filters: Query[KnownFilters]) -> HttpResponse:
    """All countries with their join codes

    Kosovo has no code of ISO 3166-1: it is XK, XKX and Q1246, the user-assigned codes of common use.
    """
    links = rows.Links(request)
    shown = [rows.describe_country(row, links) for row in published.list_countries(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Country, shown))


@read(router, "/countries/{code}", schemas.CountryDetail, example="/countries/IT")
def get_country(request: HttpRequest, code: CountryInPath) -> HttpResponse:
    """One country with its offices and groups"""
    found = {row.code: row for row in published.list_countries()}.get(code)
    if found is None:
        raise HttpError(404, refuse("country", code, name_countries()))
    groups = published.list_memberships(timezone.now().date())
    return reply_json(
        rows.describe_detail(
            found,
            published.list_offices(code),
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
def list_proposals(request: HttpRequest, filters: Query[TableFilters]) -> HttpResponse:
    """All proposals with their definitions"""
    links = rows.Links(request)
    shown = [rows.describe_proposal(row, links) for row in published.list_proposals()]
    return reply_listing(request, filters, Listing(schemas.Proposal, shown))


@read(router, "/proposals/{slug}", schemas.Proposal, example="/proposals/troops-on-ground")
def get_proposal(request: HttpRequest, slug: ProposalInPath) -> HttpResponse:
    """One proposal with its definition"""
    slugs = published.list_slugs()
    found = published.get_proposal(slug) if slug in slugs else None
    if found is None:
        raise HttpError(404, refuse("proposal", slug, {known: known for known in slugs}))
    return reply_json(rows.describe_proposal(found, rows.Links(request)))


@read(router, "/sources", schemas.SourceList, example="/sources")
def list_sources(request: HttpRequest, filters: Query[KnownFilters]) -> HttpResponse:
    """All sources with their tiers"""
    shown = [rows.describe(row) for row in published.list_sources(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Source, shown))


@read(router, "/events", schemas.EventList, example="/events")
def list_events(request: HttpRequest, filters: Query[KnownFilters]) -> HttpResponse:
    """The events of the world that charts show"""
    shown = [rows.describe(row) for row in published.list_events(filters.as_of)]
    return reply_listing(request, filters, Listing(schemas.Event, shown))


def refuse(noun: str, given: str, names: Mapping[str, str]) -> str:
    """The sentence for a name in an address that leads nowhere."""
    near = find_near(given, names)
    offer = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no {noun} of that name.{offer}"
