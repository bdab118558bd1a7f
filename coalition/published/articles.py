"""Articles, and the words of them that may be shown."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from coalition.extraction.passages import cut_passages
from coalition.models import (
    Article,
)
from coalition.published.evidence import list_stances, public_url, stances
from coalition.published.records import MOST_ROWS, ArticlePassages, ArticleRecord, StanceRecord
from coalition.vintages import Instant


def list_articles(*, before: int | None = None, limit: int = 100) -> list[ArticleRecord]:
    """Articles, newest first; page on with `before`, the smallest id seen."""
    rows = articles().order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return describe_articles(rows[: min(limit, MOST_ROWS)])


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
