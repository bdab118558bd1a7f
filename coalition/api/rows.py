"""Published records as rows of a reply: their own fields, the steps as numbers, and links."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from orjson import Fragment

from coalition.api.newsfeeds import Entry, at_midnight
from coalition.published import (
    ArticlePassages,
    ArticleRecord,
    ChangeRecord,
    CountryRecord,
    OfficeRecord,
    PositionRecord,
    ProposalRecord,
    ProvenanceRecord,
    SeriesRecord,
    StanceRecord,
    StatedConditionRecord,
    StoryRecord,
    WrittenRow,
)
from coalition.vocabulary import Position

Row = dict[str, Any]

STEPS = {None: None} | {position.value: position.step for position in Position}


class Links:
    """Addresses of our pages, as this request's client reaches them."""

    def __init__(self, request: HttpRequest) -> None:
        self.site = request.build_absolute_uri("/").rstrip("/")

    def country(self, code: str) -> str:
        """A country's page."""
        return f"{self.site}/countries/{code}/"

    def proposal(self, slug: str) -> str:
        """A proposal's page."""
        return f"{self.site}/proposals/{slug}/"

    def line(self, code: str, slug: str, cause: int | None) -> str:
        """A line on its country's page: the row of its evidence, or where it has none, the line."""
        return f"{self.country(code)}#{f'stance-{cause}' if cause else f'line-{slug}'}"

    def article(self, article_id: int) -> str:
        """An article's page."""
        return f"{self.site}/articles/{article_id}/"

    def stance(self, stance_id: int) -> str:
        """A stance's own page."""
        return f"{self.site}/stances/{stance_id}/"

    def words(self, stance: StanceRecord) -> str | None:
        """A stance's words, marked in the stored text."""
        return f"{self.article(stance.article)}#stance-{stance.id}" if stance.article else None


def describe(record: Any) -> Row:
    """A record's own fields, nested records as they are: orjson writes them."""
    names = record.__slots__
    return dict(zip(names, read_all(names)(record), strict=True))


@cache
def read_all(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all fields of a record at once: half the time of one after the other."""
    return attrgetter(*names)


def describe_country(record: CountryRecord, links: Links) -> Row:
    """A row of schemas.Country."""
    return describe(record) | {"html_url": links.country(record.code)}


def describe_proposal(record: ProposalRecord, links: Links) -> Row:
    """A row of schemas.Proposal."""
    return describe(record) | {"html_url": links.proposal(record.slug)}


def describe_stance(record: StanceRecord, links: Links) -> Row:
    """A row of schemas.Stance."""
    return describe(record) | {
        "step": STEPS[record.position],
        "html_url": links.stance(record.id),
        "article_html_url": links.words(record),
    }


def embed_stance(written: WrittenRow, _links: Links) -> Fragment:
    """A row of schemas.Stance that is JSON already."""
    return Fragment(written.text)


def describe_article(record: ArticleRecord, links: Links) -> Row:
    """A row of schemas.Article."""
    return describe(record) | {"html_url": links.article(record.id)}


def describe_passages(found: ArticlePassages, links: Links) -> Row:
    """A row of schemas.ArticleDetail."""
    return describe_article(found.article, links) | {
        "whole": found.whole,
        "passages": found.segments,
        "evidence": [describe_stance(stance, links) for stance in found.stances],
        "copies": [describe_article(copy, links) for copy in found.copies],
    }


def describe_story(record: StoryRecord, links: Links) -> Row:
    """A row of schemas.Story."""
    return describe(record) | {
        "articles": [describe_article(article, links) for article in record.articles]
    }


def describe_condition(record: StatedConditionRecord, links: Links) -> Row:
    """A row of schemas.StatedCondition."""
    return describe(record) | {"stance_html_url": links.stance(record.stance)}


def describe_series(record: SeriesRecord) -> Row:
    """A row of schemas.Series."""
    return describe(record) | {"steps": [STEPS[position] for position in record.positions]}


def describe_points(record: SeriesRecord, days: Sequence[date]) -> Iterator[Row]:
    """Rows of schemas.Point: a line on each day."""
    for day, position, state in zip(days, record.positions, record.states, strict=True):
        yield {
            "country": record.country,
            "proposal": record.proposal,
            "day": day,
            "state": state,
            "position": position,
            "step": STEPS[position],
        }


def describe_provenance(record: ProvenanceRecord, links: Links) -> Row:
    """A row of schemas.Provenance."""
    return describe(record) | {"stance": describe_stance(record.stance, links)}


def describe_span(record: PositionRecord) -> Row:
    """A row of schemas.LineSpan."""
    row = describe(record) | {"step": STEPS[record.position]}
    del row["country"], row["proposal"]
    return row


def describe_position(
    record: PositionRecord, causes: Mapping[int, StanceRecord], links: Links
) -> Row:
    """A row of schemas.CountryPosition."""
    cause = causes.get(record.cause) if record.cause else None
    return describe(record) | {
        "step": STEPS[record.position],
        "cause": describe_stance(cause, links) if cause else None,
        "html_url": links.line(record.country, record.proposal, cause.id if cause else None),
    }


def describe_change(record: ChangeRecord, links: Links) -> Row:
    """A row of schemas.Change."""
    cause = record.cause
    return describe(record) | {
        "step_before": STEPS[record.position_before],
        "step_after": STEPS[record.position_after],
        "cause": describe_stance(cause, links) if cause else None,
        "html_url": links.line(record.country, record.proposal, cause.id if cause else None),
    }


def describe_detail(
    record: CountryRecord, offices: list[OfficeRecord], groups: list[str], links: Links
) -> Row:
    """A row of schemas.CountryDetail."""
    return describe_country(record, links) | {"offices": offices, "groups": groups}


def name_change(row: Mapping[str, Any]) -> str:
    """What a change was, in a few words."""
    before, after = (
        row[f"position_{side}"] or row[f"state_{side}"] for side in ("before", "after")
    )
    return f"{row['country']} on {row['proposal']}: {before} to {after}"


def describe_change_entry(row: Mapping[str, Any]) -> Entry:
    """An entry on a change: its place in the list is its name for ever."""
    cause = row["cause"]
    return Entry(
        id=f"urn:change:{row['day']}.{row['country']}.{row['proposal']}",
        title=name_change(row),
        link=row["html_url"],
        updated=at_midnight(row["day"]),
        words=(cause["quote"] or cause["summary"]) if cause else "No newer evidence.",
        kind="position-change",
    )


def describe_stance_entry(row: Mapping[str, Any]) -> Entry:
    """An entry on a stance."""
    return Entry(
        id=row["html_url"],
        title=f"{row['country']} on {row['proposal']}: {row['position']}",
        link=row["html_url"],
        updated=row["stored_at"],
        words=row["quote"] or row["summary"] or "",
        kind="evidence",
    )
