"""Articles and stances: the words that everything rests on."""

from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, Query, Router
from ninja.errors import HttpError

from coalition import published
from coalition.api import rows, schemas
from coalition.api.filters import MOST_ID, PageFilters, StanceFilters
from coalition.api.reading import read, reply_json, reply_page

router = Router(tags=["evidence"])

IdInPath = PathEx[int, P(description="Id.", example=1)]


@read(router, "/articles", schemas.ArticlePage, example="/articles?limit=10")
def list_articles(request: HttpRequest, filters: Query[PageFilters]) -> HttpResponse:
    """Articles, the newest first"""
    found = published.list_articles(before=filters.before, limit=filters.limit)
    links = rows.Links(request)
    return reply_page(
        request,
        [rows.describe_article(row, links) for row in found],
        before=found[-1].id if len(found) == filters.limit else None,
    )


@read(router, "/articles/{int:article_id}", schemas.ArticleDetail, example="/articles/1")
def get_article(request: HttpRequest, article_id: IdInPath) -> HttpResponse:
    """One article with the words that may be shown

    The whole text only where its licence says so; elsewhere the passages that stances rest on.
    """
    found = published.get_article(article_id) if article_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, f"There is no article {article_id}.")
    return reply_json(rows.describe_passages(found, rows.Links(request)))


@read(
    router,
    "/stances",
    schemas.StancePage,
    example="/stances?country=IT&proposal=troops-on-ground&limit=10",
)
def list_stances(request: HttpRequest, filters: Query[StanceFilters]) -> HttpResponse:
    """Stances, the largest ids first

    Follow `next` until it is null; a last page may be empty.
    """
    found = published.list_stances(**filters.model_dump())
    links = rows.Links(request)
    return reply_page(
        request,
        [rows.describe_stance(row, links) for row in found],
        before=found[-1].id if len(found) == filters.limit else None,
    )


@read(router, "/stances/{int:stance_id}", schemas.Stance, example="/stances/1")
def get_stance(request: HttpRequest, stance_id: IdInPath) -> HttpResponse:
    """One stance with its words"""
    found = published.get_stance(stance_id) if stance_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, f"There is no stance {stance_id}, or it is not public.")
    return reply_json(rows.describe_stance(found, rows.Links(request)))
