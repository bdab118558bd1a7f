"""Editors' deeds on sources: hosts that nobody knew, and the tier that an editor gives one of them.

What comes from an unknown host is kept under the unknown source, where no line rests on it. Only a
person makes a source of a host. The deed moves what waits there and redraws the lines that rest on it,
in one transaction; history says whose deed it was, and a line of an earlier instant stays as it was.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from coalition.errors import BadVerdict
from coalition.extraction.links import is_shared_domain
from coalition.models import Article, Page, Source, Stance
from coalition.models.sources import UNKNOWN_SOURCE
from coalition.origins import settle_origins
from coalition.positions import redraw_lines
from coalition.review import reviewing
from coalition.vintages import list_snapshots
from coalition.vocabulary import Tier

# Pages that one deed moves at most; what is left is listed again, and moved by the next.
MOST_MOVED = 2_000
MOST_HOSTS = 200  # those with most pages
DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{1,63}")

# The host where a page ended, which is whose words it holds: history tells the address that was
# fetched. `canonical` alone will not do, for a page may declare another host of its site.
ENDED = """
    SELECT p.id, p.found_at, lower(substring(
        coalesce(
            (SELECT nullif(e.canonical, '') FROM {history} e
             WHERE e.pgh_obj_id = p.id AND e.state = 'fetched' ORDER BY e.pgh_id DESC LIMIT 1),
            p.url
        ) from '^https?://([^/:?#]+)'
    )) AS host
    FROM coalition_page p WHERE p.source_id = %(unknown)s
"""
HOSTS = """
    SELECT host, count(*), max(ended.found_at),
        count(*) FILTER (WHERE EXISTS (
            SELECT 1 FROM coalition_stance s JOIN coalition_article a ON a.id = s.article_id
            WHERE a.page_id = ended.id
        )),
        (SELECT o.domain FROM coalition_source o
         WHERE host = o.domain OR right(host, length(o.domain) + 1) = '.' || o.domain
         ORDER BY length(o.domain) DESC LIMIT 1)
    FROM ({ended}) ended WHERE host IS NOT NULL
    GROUP BY host ORDER BY 4 DESC, 2 DESC, host LIMIT %(most)s
"""
OF_DOMAIN = """
    SELECT id FROM ({ended}) ended
    WHERE host = %(domain)s OR right(host, length(%(domain)s) + 1) = '.' || %(domain)s
    ORDER BY id LIMIT %(most)s
"""


class UnknownHost(NamedTuple):
    """A host of which pages wait under the unknown source, the last since `newest`; `telling` of them
    hold a stance. `covered_by` is a source that was added since and covers it; None for none."""

    host: str
    pages: int
    newest: datetime
    telling: int
    covered_by: str | None


def list_unknown_hosts() -> list[UnknownHost]:
    """The hosts of pages under the unknown source, first those with most stances, then pages."""
    with connection.cursor() as cursor:
        cursor.execute(write(HOSTS), {"unknown": UNKNOWN_SOURCE, "most": MOST_HOSTS})
        return [UnknownHost._make(row) for row in cursor.fetchall()]


def add_source(
    domain: str,
    *,
    name: str,
    tier: Tier,
    reason: str,
    by: AbstractBaseUser,
    language: str = "",
    country: str = "",
) -> int:
    """Makes a host, or the domain above it, a source, and gives it its pages; returns how many moved.

    Raises BadVerdict without a name or a reason, for the tier "unknown", for a domain that is a source
    already or that is shared by many publishers, and where no page of it waits.
    """
    if not reason.strip() or not name.strip():
        raise BadVerdict("A new source needs its name and a reason.")
    if tier == Tier.UNKNOWN:
        raise BadVerdict("Unknown is no tier to give: choose what kind of publisher it is.")
    check_domain(domain)
    with moving("add-source", reason, by):
        if Source.objects.filter(pk=domain).exists():
            raise BadVerdict(f"{domain} is a source already.")
        source = Source.objects.create(
            domain=domain, name=name.strip(), tier=tier, language=language, country=country
        )
        moved = give_pages(source)
        if not moved:
            raise BadVerdict(f"No page of {domain} waits under the unknown source.")
    return moved


def move_pages(domain: str, *, by: AbstractBaseUser) -> int:
    """Gives a source the pages of its hosts that came before it was one; returns how many moved."""
    with moving("move-pages", "", by):
        return give_pages(Source.objects.get(pk=domain))


def check_domain(domain: str) -> None:
    """Raises BadVerdict for what is no domain of one publisher."""
    if len(domain) > 253 or not DOMAIN.fullmatch(domain):
        raise BadVerdict(f"{domain[:80]} is no domain such as paper.example, in small letters.")
    if is_shared_domain(domain):
        raise BadVerdict(f"{domain} is shared: each name under it is another publisher's.")


@contextmanager
def moving(deed: str, note: str, by: AbstractBaseUser) -> Iterator[None]:
    """One transaction under an editor's name; deeds on the unknown source wait for each other."""
    with transaction.atomic(), reviewing(by, deed, note):
        Source.objects.select_for_update().get(pk=UNKNOWN_SOURCE)
        yield


def give_pages(source: Source) -> int:
    """Moves to a source what waits of its hosts: pages, articles, stances. Settles the origins of their
    stories and redraws the lines that rest on them. Returns how many pages moved.

    A page whose giver named another source is none of the unknown source's, and stays.
    """
    pages = find_pages(source.domain)
    waiting = Page.objects.filter(pk__in=pages)
    # A text that was handed over says its source itself: the same again must be the same.
    for page in waiting.filter(given__source=UNKNOWN_SOURCE).only("given"):
        given = page.given | {"source": source.domain}
        Page.objects.filter(pk=page.pk).update(given=given)
    waiting.update(source=source)
    articles = Article.objects.filter(page__in=pages, source=UNKNOWN_SOURCE)
    keys = list(articles.values_list("pk", flat=True))
    stories = set(articles.values_list("story", flat=True))
    moved = Article.objects.filter(pk__in=keys)
    if source.tier == Tier.AGENCY:
        # As for what it publishes from now on.
        moved.filter(wire="").update(wire=source.domain)
    moved.update(source=source)
    stances = Stance.objects.filter(article__in=keys, source=UNKNOWN_SOURCE)
    lines = set(stances.order_by().values_list("country_id", "proposal_id"))
    stances.update(source=source)
    redraw_lines(lines | settle_origins(stories))
    return len(pages)


def find_pages(domain: str) -> list[int]:
    """The pages of a domain under the unknown source, locked: the oldest, up to MOST_MOVED."""
    with connection.cursor() as cursor:
        cursor.execute(
            write(OF_DOMAIN), {"unknown": UNKNOWN_SOURCE, "domain": domain, "most": MOST_MOVED}
        )
        keys = [key for (key,) in cursor.fetchall()]
    locked = Page.objects.filter(pk__in=keys, source=UNKNOWN_SOURCE).order_by("pk")
    return list(locked.select_for_update().values_list("pk", flat=True))


def write(query: str) -> str:
    """A query with the table of pages' history in it."""
    history = list_snapshots(Page).model._meta.db_table
    return query.format(ended=ENDED.format(history=history))
