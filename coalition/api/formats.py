"""A list as JSON, CSV, JSON Lines, Parquet, Atom or JSON Feed: the same rows, the same filters, the same pages.

Columns of a table are those of the row's described shape, also where a value is null or no row is
there: nested objects as `quantity.low`, lists as JSON.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from pydantic import BaseModel

from coalition.api.filters import find_near
from coalition.api.filters_rows import FeedFilters, Format, LineFilters, TableFilters
from coalition.api.newsfeeds import Newsfeed, write_atom, write_json_feed
from coalition.published import Cell, write_cell
from coalition.published.dictionary import Kind
from coalition.published.parquet import PARQUET, write_parquet

Row = Mapping[str, Any]
Filters = TableFilters | FeedFilters | LineFilters
Found = TypeVar("Found")

PLACES = ("before", "after")
KINDS = {
    bool: Kind.FLAG,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    date: Kind.DAY,
    datetime: Kind.INSTANT,
}
TYPES = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/jsonl",
    Format.PARQUET: PARQUET,
    Format.ATOM: "application/atom+xml",
    Format.JSONFEED: "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands: the parameters that lead to the next and to the one before, if any."""

    next: tuple[str, str | int] | None = None
    prev: tuple[str, str | int] | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """How a list is paged: the parameters that lead on and back, the most rows of a page, and whether
    this one is reached from a page before it or, going back, from one after it."""

    on: str
    back: str
    limit: int
    begun: bool
    turned: bool

    def cut(
        self, found: Sequence[Found], place: Callable[[Found], str | int]
    ) -> tuple[Sequence[Found], Page]:
        """The rows of a page, of which one more was asked for, and where that page stands."""
        more = len(found) > self.limit
        kept = found[-self.limit :] if self.turned else found[: self.limit]
        if not kept:
            return kept, Page()
        following, earlier = self.turned or more, more if self.turned else self.begun
        return kept, Page(
            next=(self.on, place(kept[-1])) if following else None,
            prev=(self.back, place(kept[0])) if earlier else None,
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows as a reply shows them; where `is_plain` says that nothing is done with them they may be JSON
    already (orjson.Fragment).

    `table` are other rows for tables, where JSON nests them; `more` stands beside the rows in JSON;
    `news` makes a feed of them.
    """

    shape: type[BaseModel]
    rows: Sequence[Row]
    page: Page | None = None
    more: Row | None = None
    table: tuple[type[BaseModel], Sequence[Row]] | None = None
    news: Newsfeed | None = None


def is_plain(filters: TableFilters | FeedFilters) -> bool:
    """Whether rows come as JSON with all their fields, as they stand now."""
    as_of = getattr(filters, "as_of", None)
    return filters.format == Format.JSON and filters.fields is None and as_of is None


def reply_listing(request: HttpRequest, filters: Filters, listing: Listing) -> HttpResponse:
    """A list in the format that was asked for, with its links to other pages."""
    links = link_pages(request, listing.page) if listing.page else {}
    response = HttpResponse(
        write_listing(request, filters, listing, links), content_type=TYPES[filters.format]
    )
    if said := ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url):
        response["Link"] = said
    return response


def write_listing(
    request: HttpRequest,
    filters: Filters,
    listing: Listing,
    links: dict[str, str | None],
) -> bytes:
    """The content of a list."""
    if filters.format in {Format.ATOM, Format.JSONFEED}:
        assert listing.news is not None
        site = request.build_absolute_uri()
        write = write_atom if filters.format == Format.ATOM else write_json_feed
        return write(listing.news, listing.rows, site, links.get("next"))
    if filters.format == Format.JSON:
        names = choose_fields(filters, listing.shape)
        rows = pick(listing.rows, names) if names else listing.rows
        return orjson.dumps(
            {**(listing.more or {}), "items": rows, **links}, option=orjson.OPT_UTC_Z
        )
    shape, found = listing.table or (listing.shape, listing.rows)
    names = choose_fields(filters, shape)
    if filters.format == Format.JSONL:
        lines = pick(found, names) if names else found
        return b"".join(
            orjson.dumps(line, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
            for line in lines
        )
    columns = list(list_columns(shape, names))
    if filters.format == Format.CSV:
        return write_csv([name for name, _ in columns], found)
    return write_columns(columns, found)


def choose_fields(filters: Filters, shape: type[BaseModel]) -> tuple[str, ...]:
    """The fields asked for; none: all. Raises ValidationError for one that the rows do not have."""
    given = getattr(filters, "fields", None)
    names = tuple(dict.fromkeys(given.split(","))) if given is not None else ()
    known = tuple(shape.model_fields)
    for name in names:
        if name not in known:
            near = find_near(name, {one: one for one in known})
            context = {"parameter": "fields", "allowed": known, "near": near}
            raise ValidationError(
                [{"loc": ("fields",), "msg": "names a field that these rows lack", "ctx": context}]
            )
    return names


def pick(rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    """The rows with these fields only."""
    return [{name: row[name] for name in names} for row in rows]


def link_pages(request: HttpRequest, page: Page) -> dict[str, str | None]:
    """The addresses of the pages around this one: the same list at another place."""
    address = request.build_absolute_uri(request.path)
    asked = [(name, value) for name, value in request.GET.items() if name not in PLACES]
    return {
        name: f"{address}?{urlencode([*asked, place])}" if place else None
        for name, place in (("next", page.next), ("prev", page.prev))
    }


def list_columns(
    shape: type[BaseModel], names: Sequence[str] = (), prefix: str = ""
) -> Iterator[tuple[str, Kind]]:
    """The columns of rows of a shape and what they hold, those of objects inside with a dot."""
    for name, field in shape.model_fields.items():
        if names and name not in names:
            continue
        inner = find_object(field.annotation)
        if inner:
            yield from list_columns(inner, (), f"{prefix}{name}.")
        else:
            yield prefix + name, find_kind(field.annotation)


def find_kind(kind: Any) -> Kind:
    """What a column of values of a type holds: lists and words are texts."""
    choices = [choice for choice in get_args(kind) if choice is not type(None)] or [kind]
    plain = isinstance(kind, UnionType) or not get_args(kind)
    return KINDS.get(choices[0], Kind.TEXT) if plain else Kind.TEXT


def find_object(kind: Any) -> type[BaseModel] | None:
    """The shape of an object, or of one that may be null; None for anything else, lists too."""
    for choice in (kind, *get_args(kind)) if getattr(kind, "__origin__", None) is not list else ():
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            return choice
    return None


def write_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Rows as CSV (RFC 4180) that no spreadsheet takes for formulas."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([write_cell(find_value(row, column)) for column in columns])
    return out.getvalue().encode()


def write_columns(columns: Sequence[tuple[str, Kind]], rows: Sequence[Row]) -> bytes:
    """Rows as Parquet."""
    out = io.BytesIO()
    flat = ({name: find_value(row, name) for name, _ in columns} for row in rows)
    write_parquet(flat, out, columns)
    return out.getvalue()


def find_value(row: Row, column: str) -> Cell:
    """The value of a column; None where an object on its way is null."""
    value: Any = row
    for name in column.split("."):
        if value is None:
            return None
        value = value[name] if isinstance(value, Mapping) else getattr(value, name)
    return value
