"""The stances that the public may see: neither rejected nor withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict, Unpack

from django.db.models import Model, Q, QuerySet

from coalition import vintages
from coalition.models import (
    Article,
    Source,
    Stance,
    StanceCondition,
)
from coalition.prepared import ask
from coalition.published.records import MOST_ROWS, ConditionRecord, QuantityRecord, StanceRecord
from coalition.published.words import match
from coalition.vintages import Instant
from coalition.vocabulary import ReviewState, Tier, Voice


def list_causes(
    ids: Iterable[int | None], *, as_of: Instant | None = None
) -> dict[int, StanceRecord]:
    """The stances behind spans or changes by their ids; those that the public may not see are left out."""
    wanted = {stance_id for stance_id in ids if stance_id is not None}
    if as_of:
        rows = vintages.recall_stances(as_of, known_stances(as_of).filter(pgh_obj__in=wanted))
        return {found.id: found for found in describe_stances(rows)}
    return {found.id: found for found in read_public(list(wanted))}


def known_stances(as_of: Instant) -> QuerySet[Any]:
    """The snapshots of the stances that the public could have seen at an instant."""
    return (
        vintages.rows_at(Stance, as_of)
        .filter(withdrawn=False)
        .exclude(review_state=ReviewState.REJECTED)
    )


def public_stances() -> QuerySet[Stance]:
    """The stances that the public may see."""
    return Stance.objects.filter(withdrawn=False).exclude(review_state=ReviewState.REJECTED)


def stances() -> QuerySet[Stance]:
    """The stances that the public may see, with what their records need."""
    return (
        public_stances()
        .select_related("source", "article__source", "article__page", "article__story__origin")
        .defer("article__text", "article__page__raw")
        .prefetch_related("conditions")
    )


class StanceFilters(TypedDict, total=False):
    """What stances can be asked for by; a filter that is None is not applied.

    `since` and `until` are the first and the last day of the words; undated stances lie outside both.
    `countries` and `positions` are any of several; `words` is a query (`words.match`). A stance was
    updated where it was itself, or one of its conditions.
    """

    country: str | None
    countries: Sequence[str] | None
    proposal: str | None
    article: int | None
    position: str | None
    positions: Sequence[str] | None
    voice: str | None
    attribution: str | None
    review_state: str | None
    kind: str | None
    reader: str | None
    condition: str | None
    tier: str | None
    words: str | None
    since: date | None
    until: date | None
    updated_since: datetime | None
    as_of: Instant | None


COLUMNS = {
    "since": "first_day__gte",
    "until": "first_day__lte",
    "countries": "country__in",
    "positions": "position__in",
}
TIERS = {tier.value: tier for tier in Tier}


def list_stances(
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
    **wanted: Unpack[StanceFilters],
) -> list[StanceRecord]:
    """Stances with the largest ids first; page on with `before`, the smallest id seen.

    With `after` the page that comes just before that one in the list: ids above it, next to it; with
    both what lies between.
    """
    as_of = wanted.get("as_of")
    rows, key = find_stances(wanted), "pgh_obj_id" if as_of else "id"
    page = cut_page(rows, key, before, after, limit)
    found = describe_stances(vintages.recall_stances(as_of, page)) if as_of else read_stances(page)
    return found[::-1] if turns(before, after) else found


def turns(before: int | None, after: int | None) -> bool:
    """Whether a page is read backwards, next to `after`; between two places it is read from `before`."""
    return after is not None and before is None


def count_stances(**wanted: Unpack[StanceFilters]) -> int:
    """How many stances there are of these."""
    return find_stances(wanted).count()


def cut_page(
    rows: QuerySet[Any], key: str, before: int | None, after: int | None, limit: int
) -> QuerySet[Any]:
    """A page of rows by a key that never changes; with `after` in rising order.

    One row more than the most may be asked for, to see whether there is another page.
    """
    if before is not None:
        rows = rows.filter(**{f"{key}__lt": before})
    if after is not None:
        rows = rows.filter(**{f"{key}__gt": after})
    order = key if turns(before, after) else f"-{key}"
    return rows.order_by(order)[: min(limit, MOST_ROWS + 1)]


def find_stances(wanted: StanceFilters) -> QuerySet[Any]:
    """The rows of the stances asked for, or with `as_of` their snapshots."""
    given = {name: value for name, value in wanted.items() if value is not None}
    as_of = wanted.get("as_of")
    tier, condition, words, since = (
        given.pop(name, None) for name in ("tier", "condition", "words", "updated_since")
    )
    given.pop("as_of", None)
    rows: QuerySet[Any] = known_stances(as_of) if as_of else public_stances()
    rows = rows.filter(**{COLUMNS.get(name, name): value for name, value in given.items()})
    if tier is not None:
        sources = vintages.rows_at(Source, as_of) if as_of else Source.objects.all()
        among = Q(source__in=sources.filter(tier=tier).values("domain"))
        # Unknown is also what a stance without a source is shown as.
        rows = rows.filter(among | Q(source__isnull=True) if tier == Tier.UNKNOWN else among)
    if condition is not None:
        named = vintages.rows_at(StanceCondition, as_of) if as_of else StanceCondition.objects.all()
        rows = rows.filter(
            **{
                "pgh_obj_id__in" if as_of else "id__in": named.filter(kind=condition).values(
                    "stance"
                )
            }
        )
    if isinstance(since, datetime):
        key = "pgh_obj_id" if as_of else "id"
        of_conditions = updated(StanceCondition, since, as_of, "stance", key)
        rows = rows.filter(updated(Stance, since, as_of) | of_conditions)
    return rows if words is None else rows.filter(match(str(words)))


def updated(
    model: type[Model],
    since: datetime,
    as_of: Instant | None,
    column: str = "pgh_obj",
    key: str | None = None,
) -> Q:
    """The condition that history took something down of a row of a table after an instant, up to
    `as_of`: of the table's own rows, or of those whose `column` leads to them by their `key`."""
    changed = vintages.list_snapshots(model).filter(pgh_created_at__gt=since)
    if as_of:
        changed = changed.filter(pgh_created_at__lte=as_of)
    key = key or ("pgh_obj_id" if as_of else "id")
    return Q(**{f"{key}__in": changed.values(column)})


def list_evidence(country: str, proposal: str | None = None) -> list[StanceRecord]:
    """All that a country's lines rest on, and what was set aside beside it; newest day first."""
    rows = public_stances().filter(country=country)
    if proposal:
        rows = rows.filter(proposal=proposal)
    return read_stances(rows.order_by("-first_day", "-id")[:MOST_ROWS])


def get_stance(stance_id: int, *, as_of: Instant | None = None) -> StanceRecord | None:
    """One stance, or None where there is none that the public may see, or could at `as_of`."""
    return list_causes([stance_id], as_of=as_of).get(stance_id)


class StanceRow(NamedTuple):
    """What a stance's record is made of: its own columns, those that are joined, its conditions."""

    pk: int
    kind: str
    country_id: str
    proposal_id: str
    position: str
    voice: str
    time: str
    attribution: str
    speaker: str
    reported_by: str
    first_day: date | None
    precision: str | None
    quote: str
    quote_start: int | None
    quote_end: int | None
    summary: str
    article_id: int | None
    source_id: str | None
    outlet: str
    url: str
    language: str
    confidence: float
    reader: str
    reader_version: str
    review_state: str
    created_at: datetime
    quantity_low: int | None
    quantity_high: int | None
    quantity_unit: str
    quantity_scope: str | None
    quantity_raw: str
    quantity_flag: str | None
    source_name: str | None
    source_tier: str | None
    published: date | None
    page_url: str | None
    origin_tier: str | None
    conditions: Iterable[tuple[str, str]]


OWN = StanceRow._fields[: StanceRow._fields.index("source_name")]
# As SQL: that the public may see a stance `s`, and what its record needs beside its own row.
PUBLIC = "NOT s.withdrawn AND s.review_state <> 'rejected'"
JOINS = """
    LEFT JOIN coalition_source o ON o.domain = s.source_id
    LEFT JOIN coalition_article a ON a.id = s.article_id
    LEFT JOIN coalition_page p ON p.id = a.page_id
    LEFT JOIN coalition_story t ON t.id = a.story_id
    LEFT JOIN coalition_source w ON w.domain = t.origin_id
"""
# Written out: Django would put this text together anew for each request, which costs twice as much
# as running it.
ROWS = f"""
    SELECT {", ".join(f"s.{name}" for name in OWN).replace("s.pk", "s.id")},
        o.name, o.tier, a.published, p.url, w.tier,
        ARRAY(
            SELECT ARRAY[c.kind::text, c.words] FROM coalition_stancecondition c
            WHERE c.stance_id = s.id ORDER BY c.id
        )
    FROM coalition_stance s {JOINS}
    WHERE s.id = ANY(%s) AND {PUBLIC}
"""  # noqa: S608 - the names of our own columns


def read_stances(rows: QuerySet[Stance]) -> list[StanceRecord]:
    """Public stances of the database as records, in the order of the rows."""
    ids = list(rows.values_list("pk", flat=True))
    found = {record.id: record for record in read_public(ids)}
    # One that was deleted in between is left out, as it would be a moment later.
    return [found[pk] for pk in ids if pk in found]


def read_public(ids: list[int]) -> list[StanceRecord]:
    """Those stances with these ids that the public may see, in no order."""
    return [describe_stance(StanceRow._make(values)) for values in ask(ROWS, [ids])]


def describe_stances(rows: Iterable[Stance]) -> list[StanceRecord]:
    """Stances that were recalled, with all that belongs to them, as records."""
    return [describe_stance(as_row(row)) for row in rows]


def as_row(row: Stance) -> StanceRow:
    """A model row as what its record is made of."""
    source, article = row.source, row.article
    origin = article.story.origin if article else None
    joined = (
        source.name if source else None,
        source.tier if source else None,
        article.published if article else None,
        article.page.url if article else None,
        origin.tier if origin else None,
        [(one.kind, one.words) for one in row.conditions.all()],
    )
    return StanceRow._make([*(getattr(row, name) for name in OWN), *joined])


def describe_stance(row: StanceRow) -> StanceRecord:
    """What a stance's record is made of, as that record."""
    tier = TIERS[row.source_tier or Tier.UNKNOWN.value]
    why_not = find_why_not(row, tier)
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
        outlet=row.outlet or row.source_name or "",
        tier=tier,
        url=show_url(row.url or row.page_url),
        language=row.language,
        conditions=tuple(ConditionRecord(kind, words) for kind, words in row.conditions),
        quantity=describe_quantity(row),
        confidence=row.confidence,
        reader=row.reader,
        reader_version=row.reader_version,
        review_state=row.review_state,
        counts=why_not is None,
        why_not=why_not,
        stored_at=row.created_at,
    )


def find_why_not(row: StanceRow, tier: Tier) -> str | None:
    """Why no line rests on a stance, in one word; None where one may."""
    if row.voice != Voice.GOVERNMENT:
        return "voice"
    if not tier.counts:
        return "tier"
    if row.origin_tier is not None and not Tier(row.origin_tier).counts:
        return "origin"
    if row.first_day is None:
        return "undated"
    if row.time == "past" and not is_dated_earlier(row):
        return "earlier"
    return None


def is_dated_earlier(row: StanceRow) -> bool:
    """Whether a past line has a day of its own before its article's."""
    return row.first_day is not None and row.published is not None and row.first_day < row.published


def describe_quantity(row: StanceRow) -> QuantityRecord | None:
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
    return show_url(article.page.url)


def show_url(url: str | None) -> str | None:
    """The address of a page, where it is one of the web."""
    return url if url and url.startswith(("http://", "https://")) else None
