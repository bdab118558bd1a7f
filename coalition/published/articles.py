"""Articles, and the words of them that may be shown."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from coalition.extraction.languages import LANGUAGES
from coalition.extraction.passages import cut_passages
from coalition.models import (
    Article,
    Reading,
    Story,
)
from coalition.published.evidence import cut_page, list_stances, public_url, stances, turns
from coalition.published.records import (
    MOST_ROWS,
    ArticlePassages,
    ArticleRecord,
    StanceRecord,
    StoryRecord,
)
from coalition.published.words import find_headlines
from coalition.vintages import Instant


def list_articles(
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
    source: str | None = None,
    language: str | None = None,
    since: date | None = None,
    until: date | None = None,
    words: str | None = None,
) -> list[ArticleRecord]:
    """Articles, newest first; page on with `before`, the smallest id seen, or back with `after`.

    `since` and `until` are days of publication; `words` is a query on headlines.
    """
    given = {
        "source": source,
        "language": language,
        "published__gte": since,
        "published__lte": until,
    }
    rows = articles().filter(**{name: value for name, value in given.items() if value is not None})
    if words is not None:
        rows = find_headlines(rows, words)
    found = describe_articles(cut_page(rows, "id", before, after, limit))
    return found[::-1] if turns(before, after) else found


def articles() -> QuerySet[Article]:
    """Articles with what their records need, without their texts."""
    return Article.objects.select_related("source", "page").defer("text", "page__raw")


def describe_articles(rows: Iterable[Article]) -> list[ArticleRecord]:
    """Articles' rows as records; their stances are counted all at once."""
    found = list(rows)
    public = stances().prefetch_related(None).filter(article__in=[row.pk for row in found])
    counts = dict(public.order_by().values_list("article").annotate(Count("pk")))
    return [describe_article(row, counts.get(row.pk, 0)) for row in found]


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
    """An article with the words that may be shown; `whole` for editors. None where there is none.

    With `as_of`, its stances as they were known; the article itself is told as it is now.
    """
    row = articles().filter(pk=article_id).first()
    if row is None:
        return None
    found = sorted(list_stances(article=article_id, limit=MOST_ROWS, as_of=as_of), key=by_place)
    whole = whole or row.source.open_text
    spans = [(s.quote_start or 0, s.quote_end or 0, s.id) for s in found]
    text = Article.objects.values_list("text", flat=True).get(pk=article_id)
    copies = articles().filter(story=row.story_id).exclude(pk=article_id).order_by("id")
    return ArticlePassages(
        article=describe_article(row, len(found)),
        segments=tuple(cut_passages(text, spans, whole=whole)),
        stances=tuple(found),
        whole=whole,
        copies=tuple(describe_articles(copies)),
    )


def by_place(stance: StanceRecord) -> tuple[int, int, int]:
    """The order of stances in their text."""
    return (stance.quote_start or 0, stance.quote_end or 0, stance.id)


def list_stories(
    *, before: int | None = None, after: int | None = None, limit: int = 100
) -> list[StoryRecord]:
    """Stories that have an article, newest first; page on with `before`, or back with `after`."""
    rows = Story.objects.filter(Exists(Article.objects.filter(story=OuterRef("pk"))))
    ids = list(cut_page(rows, "id", before, after, limit).values_list("pk", flat=True))
    found = describe_stories(ids)
    return found[::-1] if turns(before, after) else found


def get_story(story_id: int) -> StoryRecord | None:
    """One story, or None where there is none."""
    (found,) = describe_stories([story_id])
    return found if found.articles else None


def describe_stories(ids: list[int]) -> list[StoryRecord]:
    """Stories as records, in the order of their ids as given."""
    held: dict[int, list[ArticleRecord]] = {story: [] for story in ids}
    for article in describe_articles(articles().filter(story__in=ids).order_by("id")):
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
