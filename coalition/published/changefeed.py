"""All that changed since a token, over all tables, with tombstones.

**Why nothing is missed.** A page tells what stood at one settled instant (vintages.py): nothing can be
added to what was known at it. A token holds the instant of the pass before and that of this one; the
rows told are those with a snapshot after the first and up to the second, as they stood at the second.
Both are settled, so that set is the same for ever: a late commit bears a later instant, and falls into
the next pass. A pass may be begun anew from any of its tokens.

Rows come as they stand, not once for each change; a row that is no longer public, or gone, comes as a
tombstone. The first pass, from "0", has none and holds everything.
"""

import base64
import binascii
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Model, Q, QuerySet

from coalition import vintages
from coalition.errors import BadInput, Outdated
from coalition.estimation import VERSION
from coalition.models import Article, Pin, Proposal, Source, Stance, Story
from coalition.published.dictionary import (
    TABLES,
    Kind,
    Row,
    Table,
)
from coalition.published.rows_at import read_rows, read_spans
from coalition.statements import Line
from coalition.vintages import Instant

START = "0"
FORM = 1  # of tokens and tables: raised when either changes
MOST_KEY = 2**63
KEY_SHAPE = re.compile(r"[A-Za-z0-9._-]{1,253}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pass stands: behind the key in the table, on the way from one instant to another.

    `since` is None in the first pass, `until` before a pass has begun.
    """

    since: Instant | None = None
    until: Instant | None = None
    table: int = 0
    key: str | int | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row as it stands now, or None where it is gone."""

    table: str
    key: str
    row: Row | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes, the instant that they lead to, the token to go on with, and whether there are more
    right now."""

    items: tuple[RowChange, ...]
    as_of: Instant
    token: str
    more: bool


def read_changes(token: str, limit: int, *, to: Instant | None = None) -> FeedPage:
    """About `limit` changes from a token on; a new pass goes up to `to`, or as far as all is settled.

    Raises BadInput for a text that is no token, Outdated for one of an earlier form of the tables or of
    the method: then begin anew.
    """
    place = read_token(token)
    until = place.until or to or vintages.find_settled()
    if place.since and until <= place.since:
        return FeedPage((), place.since, write_token(Place(place.since)), more=False)
    items: list[RowChange] = []
    for number in range(place.table, len(TABLES)):
        here = Place(place.since, until, number, place.key if number == place.table else None)
        find = find_changes if TABLES[number].model else find_line_changes
        found = find(TABLES[number], here, limit - len(items))
        items += found.items
        if found.key is not None:
            token = write_token(replace(here, key=found.key))
            return FeedPage(tuple(items), until, token, more=True)
    return FeedPage(tuple(items), until, write_token(Place(until)), more=False)


@dataclass(frozen=True, slots=True)
class Found:
    """Changes of one table, and the key that they lead to; None where there are no more."""

    items: list[RowChange]
    key: str | int | None


def find_changes(table: Table, place: Place, room: int) -> Found:
    """Changes of a table behind a place."""
    keys = list(changed_keys(table, place)[: max(room, 0) + 1])
    told = keys[: max(room, 0)]
    assert place.until
    standing = {table.find_key(row): row for row in read_rows(table, place.until, told)}
    items = [
        RowChange(table.name, str(key), standing.get((key,)))
        for key in told
        if place.since is not None or (key,) in standing
    ]
    if len(keys) == len(told):
        return Found(items, None)
    return Found(items, told[-1] if told else place.key or before_first(table))


def before_first(table: Table) -> str | int:
    """A key that comes before those of all rows."""
    return 0 if table.columns[0].kind == Kind.INTEGER else ""


def changed_keys(table: Table, place: Place) -> QuerySet[Any]:
    """The keys of a table's rows that changed in a pass, rising, those behind the place."""
    assert table.model
    assert place.until
    rows = vintages.list_snapshots(table.model).filter(pgh_created_at__lte=place.until)
    if place.since is not None:
        changed = Q(pgh_created_at__gt=place.since)
        for other, column in table.leans:
            window = snapshots_between(other, place.since, place.until)
            changed |= Q(**{f"{column}__in": window.values("pgh_obj")})
        rows = rows.filter(changed)
    if place.key is not None:
        rows = rows.filter(pgh_obj__gt=place.key)
    return rows.order_by("pgh_obj").values_list("pgh_obj", flat=True).distinct()


def snapshots_between(model: type[Model], since: Instant, until: Instant) -> QuerySet[Any]:
    """What history took down after one instant and up to another."""
    return vintages.list_snapshots(model).filter(
        pgh_created_at__gt=since, pgh_created_at__lte=until
    )


def find_line_changes(table: Table, place: Place, room: int) -> Found:
    """The spans of lines that changed in a pass, country by country behind the place."""
    assert place.until
    lines = changed_lines(place.since, place.until)
    behind = str(place.key or "")
    items: list[RowChange] = []
    for code in sorted({code for code, _ in lines if code > behind}):
        if len(items) >= room:
            return Found(items, behind)
        slugs = {slug for country, slug in lines if country == code}
        now = read_spans(table, place.until, code, slugs)
        before = read_spans(table, place.since, code, slugs) if place.since else {}
        items += [
            RowChange(table.name, ".".join(map(str, key)), now.get(key))
            for key in sorted(now.keys() | before.keys())
            if now.get(key) != before.get(key)
        ]
        behind = code
    return Found(items, None)


def changed_lines(since: Instant | None, until: Instant) -> set[Line]:
    """The lines that something changed for in a pass: at times more than came out otherwise."""
    kept = Q(pgh_created_at__lte=until)
    stances, pins = vintages.list_snapshots(Stance), vintages.list_snapshots(Pin)
    lines = ("country_id", "proposal_id")
    if since is None:
        return set(stances.filter(kept).values_list(*lines)) | set(
            pins.filter(kept).values_list(*lines)
        )

    def changed(model: type[Model]) -> QuerySet[Any]:
        return snapshots_between(model, since, until).values("pgh_obj")

    # What a copy counts for depends on whose report its story is, and on that source's tier. Asked is
    # what ever stood up to now: an article too many costs little, and the answer stays so for ever.
    articles = vintages.list_snapshots(Article).filter(kept)
    stories = vintages.list_snapshots(Story).filter(kept, origin__in=changed(Source))
    moved = (
        Q(pgh_obj__in=changed(Stance))
        | Q(source__in=changed(Source))
        | Q(article__in=changed(Article))
        | Q(article__in=articles.filter(story__in=changed(Story)).values("pgh_obj"))
        | Q(article__in=articles.filter(story__in=stories.values("pgh_obj")).values("pgh_obj"))
        | Q(proposal__in=changed(Proposal))
    )
    pinned = Q(pgh_obj__in=changed(Pin)) | Q(proposal__in=changed(Proposal))
    return set(stances.filter(kept, moved).values_list(*lines)) | set(
        pins.filter(kept, pinned).values_list(*lines)
    )


def write_token(place: Place) -> str:
    """A place as a text for addresses."""
    body = orjson.dumps(
        [FORM, VERSION, place.since, place.until, place.table, place.key],
        option=orjson.OPT_UTC_Z,
    )
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def read_token(token: str) -> Place:
    """The place that a text names. Raises BadInput where it names none, Outdated for an older form."""
    if token == START:
        return Place()
    try:
        body = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        form, method, since, until, table, key = orjson.loads(body)
        if (form, method) != (FORM, VERSION):
            raise Outdated(
                "This token is of an earlier form of the tables or of the method: begin anew with 0."
            )
        check_key(TABLES[table], key)
        return Place(read_settled(since), read_settled(until), table, key)
    except (binascii.Error, ValueError, TypeError, LookupError) as error:
        raise BadInput("token must be 0, or one that a reply gave.") from error


def check_key(table: Table, key: Any) -> None:
    """Raises ValueError for a key that no row of a table can have: anybody can write a token."""
    if key is None or key == before_first(table):
        return
    if isinstance(before_first(table), int):
        good = type(key) is int and 0 < key < MOST_KEY
    else:
        good = isinstance(key, str) and KEY_SHAPE.fullmatch(key) is not None
    if not good:
        raise ValueError(key)


def read_settled(text: str | None) -> Instant | None:
    """An instant of a token, which must be settled: anybody can write a token."""
    if text is None:
        return None
    return vintages.settle(datetime.fromisoformat(text))
