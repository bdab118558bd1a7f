"""Where a stance comes from: each hop from the bytes that we hold to what stands of it."""

from dataclasses import dataclass
from datetime import datetime

from coalition.models import Review, Stance
from coalition.published.evidence import describe_stances, public_url, stances
from coalition.published.records import StanceRecord


@dataclass(frozen=True, slots=True)
class PageHop:
    """The bytes as they came. `url` is None for a text that was given as such."""

    id: int
    url: str | None
    content_type: str
    sha256: str
    found_at: datetime
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True)
class ArticleHop:
    """The text that was read out of them: `sha256` of its UTF-8, in which quotes have their offsets."""

    id: int
    version: int
    sha256: str
    stored_at: datetime
    story: int


@dataclass(frozen=True, slots=True)
class ReviewHop:
    """One verdict of an editor; who it was is not told."""

    verdict: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ProvenanceRecord:
    """A stance and its way; `page` and `article` are None where it was coded from public reporting."""

    stance: StanceRecord
    page: PageHop | None
    article: ArticleHop | None
    reviews: tuple[ReviewHop, ...]


def trace_stance(stance_id: int) -> ProvenanceRecord | None:
    """Where a stance comes from; None where there is none that the public may see."""
    row = stances().filter(pk=stance_id).first()
    if row is None:
        return None
    reviews = Review.objects.filter(stance=row).order_by("id")
    return ProvenanceRecord(
        stance=describe_stances([row])[0],
        page=describe_page(row),
        article=describe_text(row),
        reviews=tuple(ReviewHop(one.verdict, one.reason, one.at) for one in reviews),
    )


def describe_page(row: Stance) -> PageHop | None:
    """The bytes behind a stance."""
    if row.article is None:
        return None
    page = row.article.page
    return PageHop(
        page.pk,
        public_url(row.article),
        page.content_type,
        page.sha256,
        page.found_at,
        page.fetched_at,
    )


def describe_text(row: Stance) -> ArticleHop | None:
    """The text behind a stance."""
    if row.article is None:
        return None
    text = row.article
    return ArticleHop(text.pk, text.version, text.sha256, text.stored_at, text.story_id)
