"""What the public may see: the only reads that the pages and the API make. Plain records come out.

Rejected and withdrawn stances are not here. A text is shown whole only where its source's licence
says so; elsewhere only the passages that stances rest on.

What takes `as_of` gives what was known at that instant, the same for ever (vintages.py); without it,
what is known now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from coalition import vintages
from coalition.extraction.passages import Segment, cut_passages
from coalition.models import (
    Article,
    Change,
    Country,
    Membership,
    Office,
    Position,
    Proposal,
    Source,
    Stance,
    WorldEvent,
)
from coalition.vintages import Instant
from coalition.vocabulary import LineState, ReviewState, Tier, Voice

MOST_ROWS = 1000  # of one list; who wants more pages on or takes the bulk export


@dataclass(frozen=True, slots=True)
class CountryRecord:
    """A country with the codes that other data joins on."""

    code: str
    alpha3: str
    m49: str
    wikidata: str
    kind: str
    name_en: str
    name_it: str
    region: str
    coalition_status: str


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """A person in an office; dates as known, YYYY[-MM[-DD]], empty where unknown or lasting."""

    person: str
    role: str
    title: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A proposal with its newest definition."""

    slug: str
    name_en: str
    name_it: str
    group: str
    order: int
    definition_en: str
    definition_it: str
    definition_version: int
    first_raised: str
    horizon_days: int
    horizon_reason: str
    related: tuple[str, ...]
    split_from: str | None
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source, its tier, and how much of it we hold."""

    domain: str
    name: str
    country: str
    language: str
    tier: str
    counts: bool
    articles: int


@dataclass(frozen=True, slots=True)
class ConditionRecord:
    """A condition and the words that state it."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class QuantityRecord:
    """A number as written; a side left open is None."""

    low: int | None
    high: int | None
    unit: str
    scope: str | None
    raw: str
    flag: str | None


@dataclass(frozen=True, slots=True)
class StanceRecord:
    """A stance with its words: a verbatim quote of an article, or a summary where it was coded.

    `counts` says whether a line may rest on it; `why_not` is a word for why not: "voice", "tier",
    "undated", "earlier".
    """

    id: int
    kind: str
    country: str
    proposal: str
    position: str
    voice: str
    time: str
    attribution: str
    speaker: str
    reported_by: str
    day: date | None
    precision: str | None
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    summary: str | None
    article: int | None
    source: str | None
    outlet: str
    tier: str
    url: str | None
    language: str
    conditions: tuple[ConditionRecord, ...]
    quantity: QuantityRecord | None
    confidence: float
    reader: str
    reader_version: str
    review_state: str
    counts: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """Where a country stands over the days [first, until); null `position` only with a state that says why.

    With state "no-evidence" `first` and `until` are None: nothing is known at all.
    """

    country: str
    proposal: str
    first: date | None
    until: date | None
    state: str
    position: str | None
    low: str | None
    high: str | None
    statements: int
    origins: int
    reviewed: bool
    cause: int | None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One step of a line, and the stance that caused it."""

    country: str
    proposal: str
    day: date
    state_before: str
    state_after: str
    position_before: str | None
    position_after: str | None
    cause: StanceRecord | None


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article without its text. `removed_at` and `removal_notice` say when and why its text was
    lawfully removed."""

    id: int
    version: int
    title: str
    author: str
    language: str
    published: date | None
    precision: str | None
    source: str
    outlet: str
    tier: str
    url: str | None
    story: int
    stored_at: datetime
    stances: int
    removed_at: datetime | None
    removal_notice: str


@dataclass(frozen=True, slots=True)
class ArticlePassages:
    """The words of an article that may be shown, cut at the quotes of its stances, in text order.

    `whole` says whether that is the whole text.
    """

    article: ArticleRecord
    segments: tuple[Segment, ...]
    stances: tuple[StanceRecord, ...]
    whole: bool
    copies: tuple[ArticleRecord, ...]


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A dated event of the world."""

    day: date
    title_en: str
    title_it: str
    kind: str
    url: str


def list_countries() -> list[CountryRecord]:
    """All countries, by code."""
    return [describe_country(row) for row in Country.objects.order_by("code")]


def get_country(code: str) -> CountryRecord | None:
    """One country by its code, or None."""
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


def list_offices(country: str) -> list[OfficeRecord]:
    """Who holds or held an office of a country, by role and date."""
    return [
        OfficeRecord(row.person, row.role, row.title, row.since, row.until)
        for row in Office.objects.filter(country=country)
    ]


def list_members(group: str, at: date, *, as_of: Instant | None = None) -> list[str]:
    """The codes of a group's members on a day."""
    known = vintages.rows_at(Membership, as_of) if as_of else Membership.objects.all()
    rows = known.filter(
        Q(since__isnull=True) | Q(since__lte=at),
        Q(until__isnull=True) | Q(until__gt=at),
        group=group,
    )
    return sorted(rows.values_list("country_id", flat=True))


def list_groups() -> list[str]:
    """The names of the groups."""
    return sorted(set(Membership.objects.values_list("group", flat=True)))


def list_memberships(at: date) -> dict[str, list[str]]:
    """Every group with the codes of its members on a day; a group may have none then."""
    groups: dict[str, list[str]] = {group: [] for group in list_groups()}
    rows = Membership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=at), Q(until__isnull=True) | Q(until__gt=at)
    )
    for group, code in rows.order_by("country_id").values_list("group", "country_id"):
        groups[group].append(code)
    return groups


def list_proposals() -> list[ProposalRecord]:
    """All proposals, in their own order."""
    return [describe_proposal(row) for row in proposals()]


def list_codes(as_of: Instant | None = None) -> list[str]:
    """The codes of all countries, in order."""
    if as_of:
        return vintages.list_codes(as_of)
    return list(Country.objects.order_by("code").values_list("code", flat=True))


def list_slugs(as_of: Instant | None = None) -> list[str]:
    """The slugs of all proposals, in their own order."""
    if as_of:
        return vintages.list_slugs(as_of)
    return list(Proposal.objects.order_by("order").values_list("slug", flat=True))


def get_proposal(slug: str) -> ProposalRecord | None:
    """One proposal, or None."""
    row = proposals().filter(slug=slug).first()
    return describe_proposal(row) if row else None


def proposals() -> QuerySet[Proposal]:
    """Proposals with what their records need."""
    return Proposal.objects.prefetch_related("definitions", "related").order_by("order")


def describe_proposal(row: Proposal) -> ProposalRecord:
    """A proposal's row as a record, with the newest version of its definition."""
    definition = max(row.definitions.all(), key=lambda found: found.version)
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
        related=tuple(other.slug for other in row.related.all()),
        split_from=row.split_from_id,
        superseded_by=row.superseded_by_id,
    )


def list_sources() -> list[SourceRecord]:
    """All sources, by domain, with the number of articles that we hold of each."""
    rows = Source.objects.annotate(held=Count("articles")).order_by("domain")
    return [
        SourceRecord(
            row.domain,
            row.name,
            row.country,
            row.language,
            row.tier,
            Tier(row.tier).counts,
            row.held,
        )
        for row in rows
    ]


def list_events() -> list[EventRecord]:
    """The events of the world, oldest first."""
    return [
        EventRecord(row.day, row.title_en, row.title_it, row.kind, row.url)
        for row in WorldEvent.objects.order_by("day", "title_en")
    ]


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
    for row in rows:
        lines.setdefault((row.country_id, row.proposal_id), []).append(describe_position(row))
    return lines


def list_last_held(
    at: date, country: str | None = None, proposal: str | None = None
) -> dict[tuple[str, str], PositionRecord]:
    """The newest position held on a day or before it, by (country, proposal): what a stale line says."""
    rows = Position.objects.filter(state=LineState.HELD, first__lte=at)
    if country:
        rows = rows.filter(country=country)
    if proposal:
        rows = rows.filter(proposal=proposal)
    rows = rows.order_by("country_id", "proposal_id", "-first").distinct(
        "country_id", "proposal_id"
    )
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


def list_causes(
    ids: Iterable[int | None], *, as_of: Instant | None = None
) -> dict[int, StanceRecord]:
    """The stances behind spans or changes by their ids; those that the public may not see are left out."""
    wanted = {stance_id for stance_id in ids if stance_id is not None}
    if as_of:
        rows = vintages.recall_stances(as_of, known_stances(as_of).filter(pgh_obj__in=wanted))
        return {found.id: found for found in describe_stances(rows)}
    return {found.id: found for found in describe_stances(stances().filter(pk__in=wanted))}


def known_stances(as_of: Instant) -> QuerySet[Any]:
    """The snapshots of the stances that the public could have seen at an instant."""
    return (
        vintages.rows_at(Stance, as_of)
        .filter(withdrawn=False)
        .exclude(review_state=ReviewState.REJECTED)
    )


def stances() -> QuerySet[Stance]:
    """The stances that the public may see, with what their records need."""
    return (
        Stance.objects.filter(withdrawn=False)
        .exclude(review_state=ReviewState.REJECTED)
        .select_related("source", "article__source", "article__page")
        .defer("article__text", "article__page__raw")
        .prefetch_related("conditions")
    )


class StanceFilters(TypedDict, total=False):
    """What stances can be asked for by; a filter that is None is not applied.

    `since` and `until` are the first and the last day of the words; undated stances lie outside both.
    """

    country: str | None
    proposal: str | None
    article: int | None
    position: str | None
    voice: str | None
    attribution: str | None
    review_state: str | None
    kind: str | None
    tier: str | None
    since: date | None
    until: date | None
    as_of: Instant | None


DAY_COLUMNS = {"since": "first_day__gte", "until": "first_day__lte"}


def list_stances(
    *, before: int | None = None, limit: int = 100, **wanted: Unpack[StanceFilters]
) -> list[StanceRecord]:
    """Stances with the largest ids first; page on with `before`, the smallest id seen."""
    tier = wanted.pop("tier", None)
    as_of = wanted.pop("as_of", None)
    given = {
        DAY_COLUMNS.get(name, name): value for name, value in wanted.items() if value is not None
    }
    rows: QuerySet[Any] = known_stances(as_of) if as_of else stances()
    rows = rows.filter(**given)
    if tier is not None:
        sources = vintages.rows_at(Source, as_of) if as_of else Source.objects.all()
        among = Q(source__in=sources.filter(tier=tier).values("domain"))
        # Unknown is also what a stance without a source is shown as.
        rows = rows.filter(among | Q(source__isnull=True) if tier == Tier.UNKNOWN else among)
    key = "pgh_obj_id" if as_of else "id"
    if before is not None:
        rows = rows.filter(**{f"{key}__lt": before})
    page = rows.order_by(f"-{key}")[: min(limit, MOST_ROWS)]
    return describe_stances(vintages.recall_stances(as_of, page) if as_of else page)


def list_evidence(country: str, proposal: str | None = None) -> list[StanceRecord]:
    """All that a country's lines rest on, and what was set aside beside it; newest day first."""
    rows = stances().filter(country=country)
    if proposal:
        rows = rows.filter(proposal=proposal)
    return describe_stances(rows.order_by("-first_day", "-id")[:MOST_ROWS])


def get_stance(stance_id: int) -> StanceRecord | None:
    """One stance, or None where there is none that the public may see."""
    found = describe_stances(stances().filter(pk=stance_id))
    return found[0] if found else None


def describe_stances(rows: Iterable[Stance]) -> list[StanceRecord]:
    """Stances' rows as records."""
    return [describe_stance(row) for row in rows]


def describe_stance(row: Stance) -> StanceRecord:
    """A stance's row as a record."""
    source = row.source
    tier = Tier(source.tier) if source else Tier.UNKNOWN
    why_not = find_why_not(row, tier)
    url = row.url or (public_url(row.article) if row.article else None)
    return StanceRecord(
        id=row.pk,
        kind=row.kind,
        country=row.country_id,
        proposal=row.proposal_id,
        position=row.position,
        voice=row.voice,
        time=row.time,
        attribution=row.attribution,
        speaker=row.speaker,
        reported_by=row.reported_by,
        day=row.first_day,
        precision=row.precision,
        quote=row.quote or None,
        quote_start=row.quote_start,
        quote_end=row.quote_end,
        summary=row.summary or None,
        article=row.article_id,
        source=row.source_id,
        outlet=row.outlet or (source.name if source else ""),
        tier=tier,
        url=url,
        language=row.language,
        conditions=tuple(ConditionRecord(c.kind, c.words) for c in row.conditions.all()),
        quantity=describe_quantity(row),
        confidence=row.confidence,
        reader=row.reader,
        reader_version=row.reader_version,
        review_state=row.review_state,
        counts=why_not is None,
        why_not=why_not,
    )


def find_why_not(row: Stance, tier: Tier) -> str | None:
    """Why no line rests on a stance, in one word; None where one may."""
    if row.voice != Voice.GOVERNMENT:
        return "voice"
    if not tier.counts:
        return "tier"
    if row.first_day is None:
        return "undated"
    if row.time == "past" and not is_dated_earlier(row):
        return "earlier"
    return None


def is_dated_earlier(row: Stance) -> bool:
    """Whether a past line has a day of its own before its article's."""
    published: date | None = row.article.published if row.article else None
    return row.first_day is not None and published is not None and row.first_day < published


def describe_quantity(row: Stance) -> QuantityRecord | None:
    """The number of a stance, or None where it names none."""
    if not row.quantity_raw:
        return None
    return QuantityRecord(
        row.quantity_low,
        row.quantity_high,
        row.quantity_unit,
        row.quantity_scope,
        row.quantity_raw,
        row.quantity_flag,
    )


def public_url(article: Article) -> str | None:
    """Where an article can be read; None for one that came as a file or a pasted text."""
    url = article.page.url
    return url if url.startswith(("http://", "https://")) else None


def list_articles(*, before: int | None = None, limit: int = 100) -> list[ArticleRecord]:
    """Articles, newest first; page on with `before`, the smallest id seen."""
    rows = articles().order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return describe_articles(rows[: min(limit, MOST_ROWS)])


def articles() -> QuerySet[Article]:
    """Articles with what their records need, without their texts."""
    return Article.objects.select_related("source", "page").defer("text", "page__raw")


def describe_articles(rows: Iterable[Article]) -> list[ArticleRecord]:
    """Articles' rows as records; their stances are counted all at once."""
    found = list(rows)
    public = stances().prefetch_related(None).filter(article__in=[row.pk for row in found])
    counts = dict(public.order_by().values_list("article").annotate(Count("pk")))
    return [describe_article(row, counts.get(row.pk, 0)) for row in found]


def describe_article(row: Article, held: int) -> ArticleRecord:
    """An article's row as a record, with the number of its stances that the public may see."""
    return ArticleRecord(
        id=row.pk,
        version=row.version,
        title=row.title,
        author=row.author,
        language=row.language,
        published=row.published,
        precision=row.precision,
        source=row.source_id,
        outlet=row.source.name,
        tier=row.source.tier,
        url=public_url(row),
        story=row.story_id,
        stored_at=row.stored_at,
        stances=held,
        removed_at=row.removed_at,
        removal_notice=row.removal_notice,
    )


def get_article(article_id: int, *, whole: bool = False) -> ArticlePassages | None:
    """An article with the words that may be shown; `whole` for editors. None where there is none."""
    row = articles().filter(pk=article_id).first()
    if row is None:
        return None
    found = sorted(list_stances(article=article_id, limit=MOST_ROWS), key=by_place)
    whole = whole or row.source.open_text
    spans = [(s.quote_start or 0, s.quote_end or 0, s.id) for s in found]
    text = Article.objects.values_list("text", flat=True).get(pk=article_id)
    copies = articles().filter(story=row.story_id).exclude(pk=article_id).order_by("id")
    return ArticlePassages(
        article=describe_article(row, len(found)),
        segments=tuple(cut_passages(text, spans, whole=whole)),
        stances=tuple(found),
        whole=whole,
        copies=tuple(describe_articles(copies)),
    )


def by_place(stance: StanceRecord) -> tuple[int, int, int]:
    """The order of stances in their text."""
    return (stance.quote_start or 0, stance.quote_end or 0, stance.id)


def days_of(lines: Iterable[Sequence[PositionRecord]]) -> tuple[date, date] | None:
    """The first and the last day on which something begins in these lines; None for no line."""
    days = [span.first for line in lines for span in line if span.first]
    return (min(days), max(days)) if days else None
