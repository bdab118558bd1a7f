"""From an article to its stances, which wait for review."""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from coalition.extraction.claims import ArticleText, Claim, Day, QuotedStance, Reading, StanceReader
from coalition.ingestion.readers import get_reader, read_or_stand_in
from coalition.models import Article, Difference, Stance, StanceCondition
from coalition.models import Reading as ReadingRow
from coalition.positions import redraw_lines
from coalition.vocabulary import Precision, ReviewState, StanceKind

log = logging.getLogger(__name__)


def prepare_stances(article_id: int, reader: StanceReader | None = None) -> Callable[[], None]:
    """Reads an article, and returns what stores its stances; the caller opens the transaction.

    Raises ReaderFailed where the reader could not do its work and no other may stand in.
    """
    article = Article.objects.select_related("source").get(pk=article_id)
    reading = read_or_stand_in(describe_article(article), reader or get_reader())
    return lambda: store_stances(article, reading)


def describe_article(article: Article) -> ArticleText:
    """A stored article as readers see it."""
    return ArticleText(
        text=article.text,
        language=article.language or None,
        day=article.published,
        title=article.title or None,
        outlet=article.source.name,
        precision=Precision(article.precision or Precision.DAY),
    )


def store_stances(article: Article, reading: Reading) -> None:
    """Keeps a reading and redraws the lines that it touches. Called inside a transaction.

    Reading again is harmless: a claim is kept once. A waiting stance that the newest reading no
    longer claims is withdrawn, one that it claims again comes back; reviewed ones stay as they are,
    and a claim that says otherwise of their words is kept beside them for an editor. Nothing is kept of
    a text that was lawfully removed while it was read.
    """
    # As it is now: an editor may have given it its date or its source while it was read.
    article = (
        Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=article.pk)
    )
    if article.removed_at is not None:
        return
    record_reading(article, reading)
    drafts = {claim_key(found): found for found in reading.stances}
    known = set(
        Stance.objects.filter(article=article, claim_key__in=drafts).values_list(
            "claim_key", flat=True
        )
    )
    waiting = Stance.objects.filter(article=article, review_state=ReviewState.WAITING)
    touched = set(waiting.order_by().values_list("country_id", "proposal_id"))
    waiting.filter(withdrawn=False).exclude(claim_key__in=drafts).update(withdrawn=True)
    waiting.filter(withdrawn=True, claim_key__in=drafts).update(withdrawn=False)
    judged = list(list_judged(article))
    for key, found in drafts.items():
        about = note_differences(judged, reading, key, found, known=key in known)
        if about or key in known:
            continue
        add_stance(article, reading, key, found)
        touched.add((found.claim.country, found.claim.proposal))
    redraw_lines(touched)
    lines = " ".join(sorted(f"{country}/{proposal}" for country, proposal in touched))
    told = {"article": article.pk, "page": article.page_id, "lines": lines}
    log.info("redrawn", extra={"told": told})


def list_judged(article: Article) -> QuerySet[Stance]:
    """The stances of an article that an editor confirmed or put right."""
    return Stance.objects.filter(
        article=article,
        kind=StanceKind.QUOTED,
        review_state__in=(ReviewState.ACCEPTED, ReviewState.CORRECTED),
    )


def note_differences(
    judged: Sequence[Stance], reading: Reading, key: str, found: QuotedStance, *, known: bool
) -> bool:
    """Opens a task for an editor where a claim says otherwise of words that one judged; once for each
    version of a reader. Returns whether the claim is about such words: it is then no new stance.

    A known claim is only about its own stance.
    """
    rows = [stance for stance in judged if stance.claim_key == key]
    if not rows and not known:
        rows = [stance for stance in judged if is_about(stance, found)]
    for stance in rows:
        if says_otherwise(stance, found.claim):
            Difference.objects.get_or_create(
                stance=stance,
                reader=reading.reader,
                version=reading.version,
                defaults={
                    "found": describe_claim(found.claim) | {"start": found.start, "end": found.end}
                },
            )
    return bool(rows)


def is_about(stance: Stance, found: QuotedStance) -> bool:
    """Whether a claim shares words with a stance, and the line that it stands on or was put on."""
    assert stance.quote_start is not None
    assert stance.quote_end is not None
    said = stance.extracted
    return (
        stance.quote_start < found.end
        and found.start < stance.quote_end
        and (found.claim.country, found.claim.proposal)
        in {
            (stance.country_id, stance.proposal_id),
            (said.get("country"), said.get("proposal")),
        }
    )


def says_otherwise(stance: Stance, claim: Claim) -> bool:
    """Whether a claim differs in what moves a line from what an editor let stand."""
    return (claim.country, claim.proposal, claim.position, claim.voice, claim.time) != (
        stance.country_id,
        stance.proposal_id,
        stance.position,
        stance.voice,
        stance.time,
    )


def record_reading(article: Article, reading: Reading) -> None:
    """Notes that this version of a reader read the article, and what was refused.

    A reading's notes stand among the refused ones, without a claim.
    """
    ReadingRow.objects.update_or_create(
        article=article,
        reader=reading.reader,
        version=reading.version,
        defaults={
            "found": len(reading.stances),
            "refused": [
                {"reason": refused.reason, "claim": describe_claim(refused.claim)}
                for refused in reading.refused
            ]
            + [{"reason": note, "claim": None} for note in reading.notes],
        },
    )


def add_stance(article: Article, reading: Reading, key: str, found: QuotedStance) -> None:
    """Adds one stance with its conditions, waiting for review."""
    stance = draft_stance(article, reading, key, found)
    stance.save(force_insert=True)
    StanceCondition.objects.bulk_create(
        StanceCondition(stance=stance, kind=kind, words=words)
        for kind, words in dict.fromkeys((c.kind, c.words) for c in found.claim.conditions)
    )


def draft_stance(article: Article, reading: Reading, key: str, found: QuotedStance) -> Stance:
    """The row of a stance that waits for review, not yet saved."""
    claim, quantity = found.claim, found.claim.quantity
    day = claim.day or published_day(article)
    return Stance(
        kind=StanceKind.QUOTED,
        article=article,
        country_id=claim.country,
        proposal_id=claim.proposal,
        position=claim.position,
        voice=claim.voice,
        time=claim.time,
        attribution=claim.attribution,
        speaker=claim.speaker or "",
        reported_by=claim.reported_by or "",
        first_day=day.first if day else None,
        precision=day.precision if day else None,
        quote=found.quote,
        quote_start=found.start,
        quote_end=found.end,
        quantity_low=quantity.low if quantity else None,
        quantity_high=quantity.high if quantity else None,
        quantity_unit=quantity.unit if quantity else "",
        quantity_scope=quantity.scope if quantity else None,
        quantity_raw=quantity.raw if quantity else "",
        quantity_flag=quantity.flag if quantity else None,
        language=article.language,
        source=article.source,
        confidence=claim.confidence,
        reader=reading.reader,
        reader_version=reading.version,
        claim_key=key,
        extracted=describe_claim(claim) | {"start": found.start, "end": found.end},
    )


def published_day(article: Article) -> Day | None:
    """The day of an article, where it is known."""
    if article.published is None or article.precision is None:
        return None
    return Day(article.published, Precision(article.precision))


def claim_key(found: QuotedStance) -> str:
    """What makes a claim of an article the same claim when it is read again."""
    claim = found.claim
    parts = [claim.country, claim.proposal, claim.position, claim.voice, claim.time]
    return hashlib.sha256(json.dumps([*parts, found.start, found.end]).encode()).hexdigest()


def describe_claim(claim: Claim) -> dict[str, Any]:
    """A claim as plain values, in the names of the codebook's file format."""
    quantity = claim.quantity
    return {
        "country": claim.country,
        "proposal": claim.proposal,
        "position": claim.position,
        "voice": claim.voice,
        "time": claim.time,
        "attribution": claim.attribution,
        "speaker": claim.speaker,
        "reported_by": claim.reported_by,
        "stance_date": claim.day.first.isoformat() if claim.day else None,
        "precision": claim.day.precision if claim.day else None,
        "conditions": [{"type": c.kind, "words": c.words} for c in claim.conditions],
        "quantity": {
            "low": quantity.low,
            "high": quantity.high,
            "unit": quantity.unit,
            "scope": quantity.scope,
            "raw": quantity.raw,
            "flag": quantity.flag,
        }
        if quantity
        else None,
        "quote": claim.quote,
        "confidence": round(claim.confidence, 3),
        "note": claim.note,
    }
