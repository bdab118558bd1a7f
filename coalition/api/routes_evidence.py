"""Articles, stories, stances and conditions: the words that everything rests on."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, Query, Router
from ninja.errors import HttpError

from coalition import published
from coalition.api import rows
from coalition.api import schemas_evidence as schemas
from coalition.api.filters import MOST_ID
from coalition.api.filters_rows import (
    ArticleFilters,
    ConditionFilters,
    PageFilters,
    StanceFilters,
    StoryFilters,
    choose_evidence,
)
from coalition.api.formats import Listing, Walk, reply_listing
from coalition.api.newsfeeds import Newsfeed
from coalition.api.reading import read, reply_json

router = Router(tags=["evidence"])

IdInPath = PathEx[int, P(description="Id.", example=1)]


def walk(filters: PageFilters) -> Walk:
    """How a list by id is paged: the largest ids first."""
    begun = filters.before is not None
    turned = filters.after is not None and not begun
    return Walk("before", "after", filters.limit, begun, turned)


def by_id(row: Any) -> int:
    """The place of a row in a list by id."""
    return int(row.id)


@read(router, "/articles", schemas.ArticlePage, example="/articles?limit=10")
def list_articles(request: HttpRequest, filters: Query[ArticleFilters]) -> HttpResponse:
    """Articles, the newest first"""
    found: Sequence[Any] = published.list_articles(
        before=filters.before,
        after=filters.after,
        limit=filters.limit + 1,
        source=filters.source,
        language=filters.language,
        since=filters.since,
        until=filters.until,
        words=filters.q,
    )
    found, page = walk(filters).cut(found, by_id)
    links = rows.Links(request)
    shown = [rows.describe_article(row, links) for row in found]
    return reply_listing(request, filters, Listing(schemas.Article, shown, page))


@read(router, "/articles/{int:article_id}", schemas.ArticleDetail, example="/articles/1")
def get_article(request: HttpRequest, article_id: IdInPath) -> HttpResponse:
    """One article with the words that may be shown

    The whole text only where its licence says so; elsewhere the passages that stances rest on.
    """
    found = published.get_article(article_id) if article_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, f"There is no article {article_id}.")
    return reply_json(rows.describe_passages(found, rows.Links(request)))


@read(router, "/stories", schemas.StoryPage, example="/stories?limit=10")
def list_stories(request: HttpRequest, filters: Query[StoryFilters]) -> HttpResponse:
    """Stories, the newest first: articles that are copies of one report"""
    found: Sequence[Any] = published.list_stories(
        before=filters.before, after=filters.after, limit=filters.limit + 1
    )
    found, page = walk(filters).cut(found, by_id)
    links = rows.Links(request)
    shown = [rows.describe_story(row, links) for row in found]
    return reply_listing(request, filters, Listing(schemas.Story, shown, page))


@read(router, "/stories/{int:story_id}", schemas.Story, example="/stories/1")
def get_story(request: HttpRequest, story_id: IdInPath) -> HttpResponse:
    """One story with its articles"""
    found = published.get_story(story_id) if story_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, f"There is no story {story_id}.")
    return reply_json(rows.describe_story(found, rows.Links(request)))


@read(
    router,
    "/stances",
    schemas.StancePage,
    example="/stances?country=IT&proposal=troops-on-ground&limit=10",
)
def list_stances(request: HttpRequest, filters: Query[StanceFilters]) -> HttpResponse:
    """Stances, the largest ids first

    Follow `next` until it is null.
    """
    wanted: Any = choose_evidence(filters, filters.as_of) | {"as_of": filters.as_of}
    found: Sequence[Any] = published.list_stances(
        before=filters.before, after=filters.after, limit=filters.limit + 1, **wanted
    )
    found, page = walk(filters).cut(found, by_id)
    links = rows.Links(request)
    return reply_listing(
        request,
        filters,
        Listing(
            schemas.Stance,
            [rows.describe_stance(row, links) for row in found],
            page,
            more={"total": published.count_stances(**wanted) if filters.count else None},
            news=Newsfeed("New evidence", rows.describe_stance_entry),
        ),
    )


@read(router, "/stances/{int:stance_id}", schemas.Stance, example="/stances/1")
def get_stance(request: HttpRequest, stance_id: IdInPath) -> HttpResponse:
    """One stance with its words"""
    found = published.get_stance(stance_id) if stance_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, refuse_stance(stance_id))
    return reply_json(rows.describe_stance(found, rows.Links(request)))


@read(router, "/provenance/{int:stance_id}", schemas.Provenance, example="/provenance/1")
def trace_stance(request: HttpRequest, stance_id: IdInPath) -> HttpResponse:
    """Where a stance comes from: the bytes, the text, the verdicts, each with its hash or its instant"""
    found = published.trace_stance(stance_id) if stance_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, refuse_stance(stance_id))
    return reply_json(rows.describe_provenance(found, rows.Links(request)))


def refuse_stance(stance_id: int) -> str:
    """The sentence for a stance that cannot be shown."""
    return f"There is no stance {stance_id}, or it is not public."


@read(
    router,
    "/conditions",
    schemas.ConditionPage,
    example="/conditions?condition=us-backstop&limit=10",
)
def list_conditions(request: HttpRequest, filters: Query[ConditionFilters]) -> HttpResponse:
    """Conditions that stances name, each with its words, the newest first

    With `condition` those of that kind only; the other filters are those of their stances.
    """
    wanted: Any = choose_evidence(filters)
    found: Sequence[Any] = published.list_conditions(
        wanted,
        kind=filters.condition,
        before=filters.before,
        after=filters.after,
        limit=filters.limit + 1,
    )
    found, page = walk(filters).cut(found, by_id)
    links = rows.Links(request)
    shown = [rows.describe_condition(row, links) for row in found]
    return reply_listing(request, filters, Listing(schemas.StatedCondition, shown, page))
