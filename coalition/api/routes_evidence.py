"""Articles, stories, stances and conditions: the words that everything rests on."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, Query, Router
from ninja.errors import HttpError
from pydantic import BaseModel

from coalition import published
from coalition.api import rows
from coalition.api import schemas_evidence as schemas
from coalition.api.filters import MOST_ID
from coalition.api.filters_rows import (
    ArticleFilters,
    ConditionFilters,
    KnownFilters,
    StanceFilters,
    StoryFilters,
    choose_evidence,
)
from coalition.api.formats import Listing, Walk, is_plain, reply_listing
from coalition.api.newsfeeds import Newsfeed
from coalition.api.reading import read, reply_json

router = Router(tags=["evidence"])

Found = TypeVar("Found")

IdInPath = PathEx[int, P(description="Id.", example=1)]


@read(router, "/articles", schemas.ArticlePage, example="/articles?limit=10")
def list_articles(request: HttpRequest, filters: Query[ArticleFilters]) -> HttpResponse:
    """Articles, the newest first"""
    found = published.list_articles(
        **place(filters),
        source=filters.source,
        language=filters.language,
        since=filters.since,
        until=filters.until,
        words=filters.q,
        as_of=filters.as_of,
    )
    return reply_page(request, filters, found, schemas.Article, rows.describe_article)


@read(router, "/articles/{int:article_id}", schemas.ArticleDetail, example="/articles/1")
def get_article(
    request: HttpRequest, article_id: IdInPath, filters: Query[KnownFilters]
) -> HttpResponse:
    """One article with the words that may be shown

    The whole text only where its licence says so; elsewhere the passages that stances rest on.
    """
    found = find_one(published.get_article, article_id, filters, "article")
    return reply_json(rows.describe_passages(found, rows.Links(request)))


@read(router, "/stories", schemas.StoryPage, example="/stories?limit=10")
def list_stories(request: HttpRequest, filters: Query[StoryFilters]) -> HttpResponse:
    """Stories, the newest first: articles that are copies of one report"""
    found = published.list_stories(**place(filters), as_of=filters.as_of)
    return reply_page(request, filters, found, schemas.Story, rows.describe_story)


@read(router, "/stories/{int:story_id}", schemas.Story, example="/stories/1")
def get_story(
    request: HttpRequest, story_id: IdInPath, filters: Query[KnownFilters]
) -> HttpResponse:
    """One story with its articles"""
    found = find_one(published.get_story, story_id, filters, "story")
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
    wanted = choose_evidence(filters) | {"updated_since": filters.updated_since}
    asked = wanted | place(filters)
    site = rows.Links(request).site
    found: Any = published.write_stances(site, **asked) if is_plain(filters) else None
    return reply_page(
        request,
        filters,
        published.list_stances(**asked) if found is None else found,
        schemas.Stance,
        rows.describe_stance if found is None else rows.embed_stance,
        more={"total": published.count_stances(**wanted) if filters.count else None},
        news=Newsfeed("New evidence", rows.describe_stance_entry),
    )


@read(router, "/stances/{int:stance_id}", schemas.Stance, example="/stances/1")
def get_stance(
    request: HttpRequest, stance_id: IdInPath, filters: Query[KnownFilters]
) -> HttpResponse:
    """One stance with its words"""
    found = find_one(published.get_stance, stance_id, filters, "public stance")
    return reply_json(rows.describe_stance(found, rows.Links(request)))


@read(router, "/provenance/{int:stance_id}", schemas.Provenance, example="/provenance/1")
def trace_stance(
    request: HttpRequest, stance_id: IdInPath, filters: Query[KnownFilters]
) -> HttpResponse:
    """Where a stance comes from: the bytes, the text, the verdicts, each with its hash or its instant"""
    found = find_one(published.trace_stance, stance_id, filters, "public stance")
    return reply_json(rows.describe_provenance(found, rows.Links(request)))


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
    found = published.list_conditions(wanted, kind=filters.condition, **place(filters))
    return reply_page(request, filters, found, schemas.StatedCondition, rows.describe_condition)


Paged = ArticleFilters | StoryFilters | StanceFilters | ConditionFilters


def place(filters: Paged) -> dict[str, Any]:
    """Where a page lies, and what was changed of it, as `published` takes them: one row more than
    the page holds tells whether there is another page."""
    return {
        "before": filters.before,
        "after": filters.after,
        "limit": filters.limit + 1,
        "updated_since": filters.updated_since,
    }


def reply_page(
    request: HttpRequest,
    filters: Paged,
    found: Sequence[Found],
    shape: type[BaseModel],
    describe: Callable[[Found, rows.Links], Any],
    **more: Any,
) -> HttpResponse:
    """A page of a list by id: the largest ids first."""
    begun = filters.before is not None
    turned = filters.after is not None and not begun
    kept, page = Walk("before", "after", filters.limit, begun, turned).cut(found, by_id)
    links = rows.Links(request)
    shown = [describe(row, links) for row in kept]
    return reply_listing(request, filters, Listing(shape, shown, page, **more))


def by_id(row: Any) -> int:
    """The place of a row in a list by id."""
    return int(row.id)


def find_one(
    find: Callable[..., Found | None], key: int, filters: KnownFilters, noun: str
) -> Found:
    """What bears an id, as it is or as it was known. Raises 404 where there is none."""
    found = find(key, as_of=filters.as_of) if key <= MOST_ID else None
    if found is None:
        when = " at that instant" if filters.as_of else ""
        raise HttpError(404, f"There is no {noun} {key}{when}.")
    return found
