"""One question to everything."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from coalition import published
from coalition.api import filters as known
from coalition.api import rows
from coalition.api import schemas_evidence as schemas
from coalition.api.filters import about, find_near, name_countries
from coalition.api.filters_rows import KnownFilters
from coalition.api.reading import read, reply_json

router = Router(tags=["evidence"])

MOST_FOUND = 10  # of each kind: the lists themselves page on


class SearchFilters(KnownFilters):
    """What is searched for."""

    q: known.Query = about("Words, as for stances; or a name, or one near it.", "Italy", ...)


@read(router, "/search", schemas.SearchResult, example="/search?q=Norway")
def search(request: HttpRequest, filters: Query[SearchFilters]) -> HttpResponse:
    """Countries, proposals, headlines and stances by words

    Quotes, summaries, speakers and headlines are searched, never a text that is not shown.
    """
    links, as_of = rows.Links(request), filters.as_of
    countries = {row.code: row for row in published.list_countries(as_of)}
    proposals = {row.slug: row for row in published.list_proposals(as_of)}
    names = {name: row.slug for row in proposals.values() for name in (row.name_en, row.name_it)}
    found: dict[str, Any] = {
        "q": filters.q,
        "countries": [
            rows.describe_country(countries[code], links)
            for code in find_near(filters.q, name_countries(as_of))
        ],
        "proposals": [
            rows.describe_proposal(proposals[slug], links)
            for slug in find_near(filters.q, {slug: slug for slug in proposals} | names)
        ],
        "articles": [
            rows.describe_article(row, links)
            for row in published.list_articles(words=filters.q, limit=MOST_FOUND, as_of=as_of)
        ],
        "stances": [
            rows.describe_stance(row, links)
            for row in published.list_stances(words=filters.q, limit=MOST_FOUND, as_of=as_of)
        ],
    }
    return reply_json(found)
