"""Where a stance comes from: each hop from the bytes that we hold to what stands of it."""

from dataclasses import dataclass
from datetime import datetime

from coalition import vintages
from coalition.models import Review, Stance
from coalition.published.evidence import describe_stances, known_stances, public_url, stances
from coalition.published.fates import FateRecord, find_fate
from coalition.published.records import StanceRecord
from coalition.vintages import Instant


@dataclass(frozen=True, slots=True)
class PageHop:
    """The bytes as they came. `url` is None for a text that was given as such; `gone_since` is None
    while the page is there."""

    id: int
    url: str | None
    content_type: str
    sha256: str
    found_at: datetime
    fetched_at: datetime | None
    gone_since: datetime | None


@dataclass(frozen=True, slots=True)
class ArticleHop:
    """The text that was read out of them: `sha256` of its UTF-8, in which quotes have their offsets.

    `left_out_of` is the page's newest version where the quote does not stand in it any more."""

    id: int
    version: int
    sha256: str
    stored_at: datetime
    story: int
    left_out_of: int | None


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


def trace_stance(stance_id: int, *, as_of: Instant | None = None) -> ProvenanceRecord | None:
    """Where a stance comes from; None where there is none that the public may see, or could at `as_of`."""
    if as_of:
        snapshots = known_stances(as_of).filter(pgh_obj=stance_id)
        row = next(iter(vintages.recall_stances(as_of, snapshots)), None)
    else:
        row = stances().filter(pk=stance_id).first()
    if row is None:
        return None
    fate = find_fate(row.article_id, row.quote, as_of=as_of)
    reviews = Review.objects.filter(stance=row).order_by("id")
    if as_of:
        reviews = reviews.filter(at__lte=as_of)
    return ProvenanceRecord(
        stance=describe_stances([row])[0],
        page=describe_page(row, fate),
        article=describe_text(row, fate),
        reviews=tuple(ReviewHop(one.verdict, one.reason, one.at) for one in reviews),
    )


def describe_page(row: Stance, fate: FateRecord) -> PageHop | None:
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
        fate.gone_since,
    )


def describe_text(row: Stance, fate: FateRecord) -> ArticleHop | None:
    """The text behind a stance."""
    if row.article is None:
        return None
    text = row.article
    return ArticleHop(
        text.pk, text.version, text.sha256, text.stored_at, text.story_id, fate.left_out_of
    )
