"""Which story a text belongs to: found by bands in an index, so that the cost stays flat.

Two workers that bring copies of one report at the same time end in one story: each locks the bands
of its text until its transaction ends, copies share a band, so the second looks only once the first
is there to be seen.

The machine decides once, when an article arrives, and never moves it afterwards: where an editor put
it, it stays. What arrives later goes to the story in which the nearest lead now stands, wherever an
editor has moved that.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from coalition.extraction.stories import (
    RELATED,
    SAME,
    bands,
    fingerprint,
    overlap,
    quote_alike,
    shingles,
)
from coalition.models import Article, Band, Likeness, Page, Story

# Leads looked at for each of the 32 bands, the newest ones: words that a hundred reports share (a
# live page's frame) fill a band with them, and must not make every look-up read them all.
MOST_OF_A_BAND = 20
# Leads whose texts are compared, those with the most bands in common first: a copy shares about
# 13 of 32 bands or more, chance gives one or two.
MOST_COMPARED = 10

LOCK_BANDS = "SELECT pg_advisory_xact_lock(value) FROM unnest(%s::bigint[]) AS wanted(value)"
FIND_LEADS = """
    SELECT near.article_id
    FROM unnest(%s::bigint[]) AS wanted(value), LATERAL (
        SELECT article_id FROM coalition_band
        WHERE coalition_band.value = wanted.value ORDER BY article_id DESC LIMIT %s
    ) near
    GROUP BY near.article_id ORDER BY count(*) DESC, near.article_id LIMIT %s
"""


class Place(NamedTuple):
    """Where a text belongs: its story, its bands where it leads that story (else none), and the
    articles of other stories that have much in common with it, with how much."""

    story: Story
    bands: tuple[int, ...]
    alike: tuple[tuple[int, float], ...]


class Compared(NamedTuple):
    """A lead beside a text."""

    similarity: float
    is_copy: bool
    article: Article


def find_place(text: str, language: str, page: Page) -> Place:
    """The story of a text that is not stored yet, made where there is none. Called in a transaction.

    All versions of a page are one story, since what both say was said once; else the most similar
    lead of the same language decides, and then equal words.
    """
    values = bands(text)
    lock_bands(values)
    before = page.articles.order_by("-version").first()
    compared = compare_leads(text, language, values)
    story = before.story if before else None
    copies = [one for one in compared if one.is_copy]
    if story is None and copies:
        story = max(copies, key=lambda one: (one.similarity, -one.article.pk)).article.story
    if story is None and values:
        story = Story.objects.filter(fingerprint=fingerprint(text)).first()
    leads = () if story else values
    if story is None:
        story = Story.objects.create(fingerprint=name_words(text, values))
    else:
        story = hold_story(story.pk)
    alike = tuple(
        (one.article.pk, one.similarity) for one in compared if one.article.story_id != story.pk
    )
    return Place(story, leads, alike)


def name_words(text: str, values: Sequence[int]) -> str | None:
    """The fingerprint of a text that has words: texts without any are no copies of each other."""
    return fingerprint(text) if values else None


def hold_story(key: int) -> Story:
    """A story, or the one that an editor put it into; held until we end, so that no editor merges it
    away before the article that is placed there can be seen."""
    rows = Story.objects.select_for_update(no_key=True)
    story = rows.get(pk=key)
    while story.merged_into_id is not None:
        story = rows.get(pk=story.merged_into_id)
    return story


def lock_bands(values: Sequence[int]) -> None:
    """Waits for whoever is placing a text that shares a band, and lets nobody else until we end.

    In one order, so that two never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_BANDS, [sorted(values)])


def find_leads(values: Sequence[int]) -> QuerySet[Article]:
    """The articles that lead a story and share the most bands with a text."""
    with connection.cursor() as cursor:
        cursor.execute(FIND_LEADS, [list(values), MOST_OF_A_BAND, MOST_COMPARED])
        keys = [key for (key,) in cursor.fetchall()]
    return Article.objects.filter(pk__in=keys).select_related("story").order_by("pk")


def compare_leads(text: str, language: str, values: Sequence[int]) -> list[Compared]:
    """The leads of the same language that share bands with a text and have much in common with it."""
    leads = list(find_leads(values).filter(language=language))
    ours = shingles(text) if leads else frozenset()
    found = []
    for lead in leads:
        similarity = overlap(ours, shingles(lead.text))
        if similarity >= RELATED:
            is_copy = similarity >= SAME and quote_alike(text, lead.text)
            found.append(Compared(similarity, is_copy, lead))
    return found


def store_place(article: Article, place: Place) -> None:
    """Keeps what was found out about the place of an article, once it is stored."""
    Band.objects.bulk_create(
        [Band(article=article, value=value) for value in place.bands], ignore_conflicts=True
    )
    Likeness.objects.bulk_create(
        Likeness(article=article, other_id=other, similarity=share) for other, share in place.alike
    )
