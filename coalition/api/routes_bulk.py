"""Nearly everything: the bulk files, and all that changed since."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from ninja import P, PathEx, Query, Router
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel

from coalition import exports
from coalition.api import schemas_bulk as schemas
from coalition.api.filters import LIMIT, Limit
from coalition.api.reading import FOR_EVER, read, reply_json
from coalition.errors import BadInput, Outdated
from coalition.published.changefeed import read_changes
from coalition.published.dictionary import TABLES
from coalition.vintages import say

router = Router(tags=["bulk"])

TokenInPath = PathEx[
    str, P(description="0 to begin with, or the token of the last reply.", example="0")
]


class FeedFilters(BaseModel):
    """How much at once."""

    limit: Limit = LIMIT


@read(
    router,
    "/changes-since/{token}",
    schemas.RowChangePage,
    example="/changes-since/0?limit=100",
    steady=False,
)
def list_row_changes(
    request: HttpRequest,  # noqa: ARG001 (ninja knows it by name)
    token: TokenInPath,
    filters: Query[FeedFilters],
) -> HttpResponse:
    """All rows that changed since a token, over all tables, with tombstones

    Begin with 0, or with the token of a bulk edition. Take each item over by its table and key, and
    drop those whose row is null; go on with `token` while `more` is true, and later with the last one.
    A reply may be repeated safely. 410 says that the tables or the method took another form: begin anew.
    """
    try:
        found = read_changes(token, filters.limit)
    except Outdated as error:
        raise HttpError(410, str(error)) from error
    except BadInput as error:
        said = str(error).removeprefix("token ").rstrip(".")
        raise ValidationError([{"loc": ("token",), "msg": said}]) from error
    items = [{"table": one.table, "key": one.key, "row": one.row} for one in found.items]
    return reply_json(
        {"as_of": say(found.as_of), "items": items, "token": found.token, "more": found.more}
    )


@read(router, "/tables", schemas.TableList, example="/tables")
def list_tables(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (ninja knows it by name)
    """The tables of the change feed and of the bulk files: what each column means"""
    items = [
        {
            "name": table.name,
            "words": table.words,
            "key": table.key,
            "columns": [
                {"name": one.name, "kind": one.kind, "words": one.words} for one in table.columns
            ],
        }
        for table in TABLES
    ]
    return reply_json({"items": items})


@read(router, "/bulk", schemas.Edition, example="/bulk", steady=False)
def get_edition(request: HttpRequest) -> HttpResponse:
    """The newest edition of the bulk files, with the SHA-256 of each

    404 until the first one is built. `token` is where the change feed goes on from it.
    """
    published = exports.find_published()  # before it is read: a newer one is sent once more then
    manifest = exports.read_manifest()
    if manifest is None:
        raise HttpError(404, "No bulk files have been built yet.")
    response = reply_json(describe_edition(manifest, request))
    if published <= timezone.now():
        response["Last-Modified"] = http_date(published.timestamp())
    return response


def describe_edition(manifest: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """A manifest with the addresses of its files; what the builder compares with stays out."""
    edition = manifest["edition"]
    for table in manifest["tables"]:
        for file in table["files"]:
            place = {"edition": edition, "name": file["name"]}
            file["url"] = request.build_absolute_uri(reverse("api-bulk-file", kwargs=place))
    return {name: value for name, value in manifest.items() if name != "held"}


def send_file(request: HttpRequest, edition: str, name: str) -> HttpResponseBase:
    """A bulk file, streamed; its tag is its SHA-256."""
    found = exports.find_file(edition, name)
    if found is None:
        raise HttpError(404, "There is no such file, or its edition was replaced: see /bulk.")
    tag = f'"{found.sha256}"'
    response: HttpResponseBase
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = FileResponse(
            found.path.open("rb"),
            as_attachment=True,
            filename=f"{edition}-{name}",
            content_type=found.content_type,
        )
    built = datetime.strptime(f"{edition}+0000", "%Y%m%dT%H%M%SZ%z")
    response["Last-Modified"] = http_date(built.timestamp())
    response["ETag"] = tag
    response["Cache-Control"] = FOR_EVER
    return response
