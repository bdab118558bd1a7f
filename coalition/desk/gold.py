"""Corrected cases as data: a gold line for the evaluation, a clause for the training."""

from typing import Any

from coalition.errors import BadInput
from coalition.extraction.claims import Claim, ClaimedCondition, Quantity, QuotedStance
from coalition.extraction.goldfiles import stance_row
from coalition.extraction.passages import find_break
from coalition.models import Article, Stance
from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    Position,
    ReviewState,
    Scope,
    StanceKind,
    Time,
    Voice,
)

JUDGED = (ReviewState.ACCEPTED, ReviewState.CORRECTED)
CLAUSE_REACH = 240  # characters on each side of a quote: about a sentence


def make_gold_line(article: Article) -> dict[str, Any]:
    """An article with all its judged stances, in the codebook's file format.

    Raises BadInput while a stance of it waits: a gold line says all that the article carries.
    """
    stances = article.stances.filter(kind=StanceKind.QUOTED, withdrawn=False)
    if waiting := stances.filter(review_state=ReviewState.WAITING).count():
        raise BadInput(
            f"{waiting} stances of this article wait for their verdict: judge them first."
        )
    rows = stances.filter(review_state__in=JUDGED).order_by("quote_start", "id")
    return {
        "id": f"article-{article.pk}",
        "lang": article.language or None,
        "date": article.published.isoformat() if article.published else None,
        "outlet": article.source.name,
        "title": article.title or None,
        "text": article.text,
        "stances": [stance_row(describe_gold(row)) for row in rows],
    }


def make_training_clause(stance: Stance) -> dict[str, Any]:
    """The words around a judged stance with the stance, as the files of seeds/training hold them.

    Raises BadInput for one that is coded from public reporting, waits or was rejected.
    """
    if stance.article is None or stance.quote_start is None or stance.quote_end is None:
        raise BadInput("A stance that was coded from public reporting has no words to train on.")
    if stance.review_state not in JUDGED:
        raise BadInput("Only what an editor accepted or corrected is trained on.")
    text = stance.article.text
    first = find_break(
        text, max(0, stance.quote_start - CLAUSE_REACH), stance.quote_start, forward=True
    )
    last = find_break(
        text, min(len(text), stance.quote_end + CLAUSE_REACH), stance.quote_end, forward=False
    )
    row = stance_row(describe_gold(stance))
    row["start"], row["end"] = row["start"] - first, row["end"] - first
    return {
        "id": f"{stance.language or 'xx'}-stance-{stance.pk}",
        "text": text[first:last],
        "stances": [row],
    }


def describe_gold(stance: Stance) -> QuotedStance:
    """What stands of a stance, as a gold one."""
    assert stance.quote_start is not None
    assert stance.quote_end is not None
    claim = Claim(
        country=stance.country_id,
        proposal=stance.proposal_id,
        position=Position(stance.position),
        quote=stance.quote,
        start=stance.quote_start,
        voice=Voice(stance.voice),
        time=Time(stance.time),
        attribution=Attribution(stance.attribution),
        speaker=stance.speaker or None,
        reported_by=stance.reported_by or None,
        conditions=tuple(
            ClaimedCondition(Condition(row.kind), row.words) for row in stance.conditions.all()
        ),
        quantity=describe_quantity(stance),
        confidence=1.0,
    )
    return QuotedStance(claim, stance.quote, stance.quote_start, stance.quote_end)


def describe_quantity(stance: Stance) -> Quantity | None:
    """The number of a stance, None where it names none."""
    if not stance.quantity_raw:
        return None
    return Quantity(
        low=stance.quantity_low,
        high=stance.quantity_high,
        unit=stance.quantity_unit,
        scope=Scope(stance.quantity_scope or Scope.OWN),
        raw=stance.quantity_raw,
        flag=Flag(stance.quantity_flag) if stance.quantity_flag else None,
    )
