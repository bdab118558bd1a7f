"""Articles, stories, and the words of them that may be shown."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db.models import Count, Exists, OuterRef, QuerySet

from coalition import vintages
from coalition.extraction.languages import LANGUAGES
from coalition.extraction.passages import cut_passages
from coalition.models import Article, Page, Reading, Source, Story
from coalition.published.evidence import (
    cut_page,
    known_stances,
    list_stances,
    public_stances,
    public_url,
    turns,
    updated,
)
from coalition.published.records import (
    MOST_ROWS,
    ArticlePassages,
    ArticleRecord,
    StanceRecord,
    StoryRecord,
)
from coalition.published.words import find_headlines
from coalition.vintages import Instant


class ArticleFilters(TypedDict, total=False):
    """What articles can be asked for by; a filter that is None is not applied. `since` and `until` are
    days of publication; `words` is a query on headlines."""

    source: str | None
    language: str | None
    since: date | None
    until: date | None
    words: str | None
    updated_since: datetime | None
    as_of: Instant | None


def list_articles(
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
    **wanted: Unpack[ArticleFilters],
) -> list[ArticleRecord]:
    """Articles, newest first; page on with `before`, the smallest id seen, or back with `after`."""
    as_of, words = wanted.get("as_of"), wanted.get("words")
    since = wanted.get("updated_since")
    given = {
        "source": wanted.get("source"),
        "language": wanted.get("language"),
        "published__gte": wanted.get("since"),
        "published__lte": wanted.get("until"),
    }
    rows = known_articles(as_of)
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if words is not None:
        rows = find_headlines(rows, words)
    if since is not None:
        rows = rows.filter(updated(Article, since, as_of))
    found = describe_articles(cut_page(rows, key_of(as_of), before, after, limit), as_of)
    return found[::-1] if turns(before, after) else found


def articles() -> QuerySet[Article]:
    """Articles with what their records need, without their texts."""
    return Article.objects.select_related("source", "page").defer("text", "page__raw")


def known_articles(as_of: Instant | None) -> QuerySet[Any]:
    """Articles as they are, or their snapshots of an instant."""
    return vintages.rows_at(Article, as_of) if as_of else articles()


def key_of(as_of: Instant | None) -> str:
    """The column that holds the keys of rows, or of their snapshots."""
    return "pgh_obj_id" if as_of else "id"


def describe_articles(rows: Iterable[Any], as_of: Instant | None = None) -> list[ArticleRecord]:
    """Articles' rows, or snapshots, as records; their stances are counted all at once."""
    found = recall_articles(rows, as_of) if as_of else list(rows)
    public = known_stances(as_of) if as_of else public_stances()
    held = public.filter(article__in=[row.pk for row in found]).order_by()
    counts = dict(held.values_list("article").annotate(Count("pk")))
    return [describe_article(row, counts.get(row.pk, 0)) for row in found]


def recall_articles(snapshots: Any, as_of: Instant) -> list[Article]:
    """Snapshots of articles as rows, with their sources and pages as they stood at the instant.

    Of a text that was lawfully removed since, that is told: its words are gone from the past too.
    """
    found = vintages.recall(Article, snapshots)
    pages = vintages.recall_by_key(Page, as_of, (row.page_id for row in found))
    sources = vintages.recall_by_key(Source, as_of, (row.source_id for row in found))
    removed = Article.objects.filter(pk__in=[row.pk for row in found], removed_at__isnull=False)
    blanked = removed.only("removed_at", "removal_notice").in_bulk()
    for row in found:
        row.page, row.source = pages[row.page_id], sources[row.source_id]
        if told := blanked.get(row.pk):
            row.removed_at, row.removal_notice = told.removed_at, told.removal_notice
    return found


def describe_article(row: Article, held: int) -> ArticleRecord:
    """An article's row as a record, with the number of its stances that the public may see."""
    return ArticleRecord(
        id=row.pk,
        version=row.version,
        title=row.title,
        author=row.author,
        language=row.language,
        published=row.published,
        precision=row.precision,
        source=row.source_id,
        outlet=row.source.name,
        tier=row.source.tier,
        url=public_url(row),
        story=row.story_id,
        stored_at=row.stored_at,
        stances=held,
        removed_at=row.removed_at,
        removal_notice=row.removal_notice,
    )


def get_article(
    article_id: int, *, whole: bool = False, as_of: Instant | None = None
) -> ArticlePassages | None:
    """An article with the words that may be shown; `whole` for editors. None where there is none, or
    none was known yet at `as_of`."""
    key = key_of(as_of)
    rows = known_articles(as_of).filter(**{key: article_id})
    row = next(iter(recall_articles(rows, as_of) if as_of else rows), None)
    if row is None:
        return None
    found = sorted(list_stances(article=article_id, limit=MOST_ROWS, as_of=as_of), key=by_place)
    whole = whole or row.source.open_text
    spans = [(s.quote_start or 0, s.quote_end or 0, s.id) for s in found]
    text = Article.objects.values_list("text", flat=True).get(pk=article_id)
    copies = known_articles(as_of).filter(story=row.story_id).exclude(**{key: article_id})
    return ArticlePassages(
        article=describe_article(row, len(found)),
        segments=tuple(cut_passages(text, spans, whole=whole)),
        stances=tuple(found),
        whole=whole,
        copies=tuple(describe_articles(copies.order_by(key), as_of)),
    )


def by_place(stance: StanceRecord) -> tuple[int, int, int]:
    """The order of stances in their text."""
    return (stance.quote_start or 0, stance.quote_end or 0, stance.id)


def list_stories(
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
    updated_since: datetime | None = None,
    as_of: Instant | None = None,
) -> list[StoryRecord]:
    """Stories that have an article, newest first; page on with `before`, or back with `after`.

    A story was updated where it was itself, or one of its articles, those that it lost included.
    """
    rows: QuerySet[Any]
    if as_of:
        held = vintages.rows_at(Article, as_of).values("story")
        rows = vintages.rows_at(Story, as_of).filter(pgh_obj__in=held)
    else:
        rows = Story.objects.filter(Exists(Article.objects.filter(story=OuterRef("pk"))))
    if updated_since is not None:
        moved = updated(Article, updated_since, as_of, "story", key_of(as_of))
        rows = rows.filter(updated(Story, updated_since, as_of) | moved)
    key = key_of(as_of)
    ids = list(cut_page(rows, key, before, after, limit).values_list(key, flat=True))
    found = describe_stories(ids, as_of)
    return found[::-1] if turns(before, after) else found


def get_story(story_id: int, *, as_of: Instant | None = None) -> StoryRecord | None:
    """One story, or None where there is none."""
    (found,) = describe_stories([story_id], as_of)
    return found if found.articles else None


def describe_stories(ids: list[int], as_of: Instant | None = None) -> list[StoryRecord]:
    """Stories as records, in the order of their ids as given."""
    held: dict[int, list[ArticleRecord]] = {story: [] for story in ids}
    among = known_articles(as_of).filter(story__in=ids).order_by(key_of(as_of))
    for article in describe_articles(among, as_of):
        held[article.story].append(article)
    return [
        StoryRecord(story, tuple(found), tuple(sorted({one.source for one in found})))
        for story, found in held.items()
    ]


def was_read(article: ArticleRecord, as_of: Instant | None = None) -> bool:
    """Whether a reader that knows its language had read an article: where not, it may hold stances unseen."""
    by_model = Reading.objects.filter(article=article.id, reader="llm")
    if as_of is not None:
        by_model = by_model.filter(read_at__lte=as_of)
    return article.language in LANGUAGES or by_model.exists()
