"""Countries, their offices and groups, proposals, sources, the world's events."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet

from coalition import vintages
from coalition.models import (
    Article,
    Country,
    Membership,
    Office,
    Proposal,
    ProposalDefinition,
    ProposalRelation,
    Source,
    WorldEvent,
)
from coalition.prepared import ask
from coalition.published.records import (
    CountryRecord,
    EventRecord,
    OfficeRecord,
    ProposalRecord,
    SourceRecord,
)
from coalition.vintages import Instant
from coalition.vocabulary import Tier


def list_countries(as_of: Instant | None = None) -> list[CountryRecord]:
    """All countries, by code."""
    if as_of:
        rows = vintages.recall(Country, vintages.rows_at(Country, as_of).order_by("code"))
        return [describe_country(row) for row in rows]
    return [describe_country(row) for row in Country.objects.order_by("code")]


def get_country(code: str, as_of: Instant | None = None) -> CountryRecord | None:
    """One country by its code, or None."""
    if as_of:
        return next((one for one in list_countries(as_of) if one.code == code), None)
    row = Country.objects.filter(code=code).first()
    return describe_country(row) if row else None


def describe_country(row: Country) -> CountryRecord:
    """A country's row as a record."""
    return CountryRecord(
        row.code,
        row.alpha3,
        row.m49,
        row.wikidata,
        row.kind,
        row.name_en,
        row.name_it,
        row.region,
        row.coalition_status,
    )


def list_offices(country: str, as_of: Instant | None = None) -> list[OfficeRecord]:
    """Who holds or held an office of a country, by role and date."""
    rows: Iterable[Office] = Office.objects.filter(country=country)
    if as_of:
        known = vintages.rows_at(Office, as_of).filter(country=country)
        rows = vintages.recall(Office, known.order_by("role", "since", "person"))
    return [OfficeRecord(row.person, row.role, row.title, row.since, row.until) for row in rows]


def list_members(group: str, at: date, *, as_of: Instant | None = None) -> list[str]:
    """The codes of a group's members on a day."""
    known = vintages.rows_at(Membership, as_of) if as_of else Membership.objects.all()
    rows = known.filter(
        Q(since__isnull=True) | Q(since__lte=at),
        Q(until__isnull=True) | Q(until__gt=at),
        group=group,
    )
    return sorted(rows.values_list("country_id", flat=True))


def list_groups(as_of: Instant | None = None) -> list[str]:
    """The names of the groups."""
    known = vintages.rows_at(Membership, as_of) if as_of else Membership.objects.all()
    return sorted(set(known.values_list("group", flat=True)))


def list_memberships(at: date, as_of: Instant | None = None) -> dict[str, list[str]]:
    """Every group with the codes of its members on a day; a group may have none then."""
    groups: dict[str, list[str]] = {group: [] for group in list_groups(as_of)}
    known = vintages.rows_at(Membership, as_of) if as_of else Membership.objects.all()
    rows = known.filter(
        Q(since__isnull=True) | Q(since__lte=at), Q(until__isnull=True) | Q(until__gt=at)
    )
    for group, code in rows.order_by("country_id").values_list("group", "country_id"):
        groups[group].append(code)
    return groups


def list_proposals(as_of: Instant | None = None) -> list[ProposalRecord]:
    """All proposals, in their own order."""
    if as_of:
        return recall_proposals(as_of)
    return [describe_proposal(row) for row in proposals()]


def recall_proposals(as_of: Instant) -> list[ProposalRecord]:
    """All proposals as they were known, in their order of then."""
    definitions: dict[str, list[ProposalDefinition]] = {}
    for one in vintages.recall(ProposalDefinition, vintages.rows_at(ProposalDefinition, as_of)):
        definitions.setdefault(one.proposal_id, []).append(one)
    rows = vintages.recall(Proposal, vintages.rows_at(Proposal, as_of).order_by("order", "slug"))
    relations = vintages.rows_at(ProposalRelation, as_of)
    pairs = set(relations.values_list("from_proposal_id", "to_proposal_id"))
    return [
        describe_known(
            row, definitions[row.slug], [two.slug for two in rows if (row.slug, two.slug) in pairs]
        )
        for row in rows
        if row.slug in definitions
    ]


def list_codes(as_of: Instant | None = None) -> list[str]:
    """The codes of all countries, in order."""
    if as_of:
        return vintages.list_codes(as_of)
    return [code for (code,) in ask("SELECT code FROM coalition_country ORDER BY code", [])]


def list_slugs(as_of: Instant | None = None) -> list[str]:
    """The slugs of all proposals, in their own order."""
    if as_of:
        return vintages.list_slugs(as_of)
    return [slug for (slug,) in ask('SELECT slug FROM coalition_proposal ORDER BY "order"', [])]


def get_proposal(slug: str, as_of: Instant | None = None) -> ProposalRecord | None:
    """One proposal, or None."""
    if as_of:
        return next((one for one in recall_proposals(as_of) if one.slug == slug), None)
    row = proposals().filter(slug=slug).first()
    return describe_proposal(row) if row else None


def proposals() -> QuerySet[Proposal]:
    """Proposals with what their records need."""
    return Proposal.objects.prefetch_related("definitions", "related").order_by("order")


def describe_proposal(row: Proposal) -> ProposalRecord:
    """A proposal's row as a record, with the newest version of its definition."""
    return describe_known(row, row.definitions.all(), [other.slug for other in row.related.all()])


def describe_known(
    row: Proposal, definitions: Iterable[ProposalDefinition], related: Iterable[str]
) -> ProposalRecord:
    """A proposal as a record, by what is known of it: the newest of its definitions holds."""
    definition = max(definitions, key=lambda found: found.version)
    return ProposalRecord(
        slug=row.slug,
        name_en=row.name_en,
        name_it=row.name_it,
        group=row.group,
        order=row.order,
        definition_en=definition.text_en,
        definition_it=definition.text_it,
        definition_version=definition.version,
        first_raised=row.first_raised,
        horizon_days=row.horizon_days,
        horizon_reason=row.horizon_reason,
        related=tuple(related),
        split_from=row.split_from_id,
        superseded_by=row.superseded_by_id,
    )


def list_sources(as_of: Instant | None = None) -> list[SourceRecord]:
    """All sources, by domain, with the number of articles that we hold of each."""
    if as_of:
        rows = vintages.recall(Source, vintages.rows_at(Source, as_of).order_by("domain"))
        held = dict(
            vintages.rows_at(Article, as_of)
            .order_by()
            .values_list("source")
            .annotate(Count("pgh_obj"))
        )
        return [describe_source(row, held.get(row.domain, 0)) for row in rows]
    counted = Source.objects.annotate(held=Count("articles")).order_by("domain")
    return [describe_source(row, row.held) for row in counted]


def describe_source(row: Source, held: int) -> SourceRecord:
    """A source's row as a record, with the number of articles that we hold of it."""
    return SourceRecord(
        row.domain,
        row.name,
        row.country,
        row.language,
        row.tier,
        Tier(row.tier).counts,
        held,
    )


def list_events(as_of: Instant | None = None) -> list[EventRecord]:
    """The events of the world, oldest first."""
    order = ("day", "title_en")
    rows: Iterable[WorldEvent] = WorldEvent.objects.order_by(*order)
    if as_of:
        rows = vintages.recall(WorldEvent, vintages.rows_at(WorldEvent, as_of).order_by(*order))
    return [EventRecord(row.day, row.title_en, row.title_it, row.kind, row.url) for row in rows]
