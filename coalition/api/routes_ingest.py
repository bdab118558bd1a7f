"""Taking articles in, for clients with a key of scope ingest."""

import codecs

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router
from ninja.errors import HttpError, ValidationError

from coalition.api import schemas_ingest as schemas
from coalition.api.filters import MOST_ID
from coalition.api.reading import PRIVATE, read, reply_json
from coalition.api.routes_evidence import IdInPath
from coalition.api.routes_evidence import router as evidence
from coalition.api.rows import describe
from coalition.api.writing import write
from coalition.errors import BadInput, Conflict
from coalition.extraction.articles import HTML, PLAIN
from coalition.ingestion.giving import choose_source, give_page
from coalition.ingestion.pages import Given, add_page
from coalition.ingestion.progress import find_progress
from coalition.vocabulary import KeyScope

router = Router(tags=["writing"])

EXAMPLE = {
    "text": "Norway will send soldiers to the force, the prime minister said.",
    "url": "https://example.org/news/1",
    "date": "2025-04-01",
    "language": "en",
}


@write(
    evidence,  # beside its other half: one address has one view
    "/articles",
    schemas.ArticleGiven,
    schemas.PageGiven,
    scope=KeyScope.INGEST,
    example=EXAMPLE,
    tags=["writing"],
)
def give_article(request: HttpRequest, given: schemas.ArticleGiven) -> HttpResponse:  # noqa: ARG001 (its shape is every route's)
    """Hand over an article

    It is kept, and read by the workers soon after: Location says where to look. The same text with
    the same words on it again gives the same page, so a request may be repeated safely; another text
    under the same address, or the same one with other words on it, is refused with 409. An address alone is
    fetched like those that feeds lead to, known or not.
    """
    if given.text is None and given.html is None:
        page, new = add_page(given.url or "")
        return reply_progress(page.pk, new=new)
    # JSON is Unicode already: the mark outweighs what a page's own head may say of its encoding.
    raw = codecs.BOM_UTF8 + given.html.encode() if given.html else (given.text or "").encode()
    url = given.url or ""
    try:
        source = choose_source(given.source or "", url)
    except BadInput as error:
        raise ValidationError([{"loc": ("source",), "msg": f"is refused: {error}"}]) from error
    facts = Given(
        language=given.language or "",
        date=given.date or "",
        title=given.title or "",
        source=source,
    )
    kind = HTML if given.html else PLAIN
    try:
        key, new = give_page(raw, facts, url=url, content_type=kind)
    except Conflict as error:
        raise HttpError(409, str(error)) from error
    return reply_progress(key, new=new)


def reply_progress(page: int, *, new: bool) -> HttpResponse:
    """What came of a page so far, and where to look for more."""
    response = reply_json(describe(find_progress(page)) | {"new": new})
    response["Location"] = reverse("api:get_page", kwargs={"page_id": page})
    response["Cache-Control"] = PRIVATE
    return response


@read(
    router,
    "/pages/{int:page_id}",
    schemas.PageProgress,
    example="/pages/1",
    scope=KeyScope.INGEST,
)
def get_page(request: HttpRequest, page_id: IdInPath) -> HttpResponse:  # noqa: ARG001 (ninja knows it by name)
    """What came of a page that was handed over"""
    found = find_progress(page_id) if page_id <= MOST_ID else None
    if found is None:
        raise HttpError(404, f"There is no page {page_id}.")
    return reply_json(describe(found))
