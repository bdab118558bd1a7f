"""The conditions of a stance as an editor corrects them: their words are held to the text, as quotes are.

Only `review.py` calls what changes them; the database refuses it outside of a review.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coalition.errors import BadVerdict, QuoteRefused
from coalition.models import Stance, StanceCondition
from coalition.vocabulary import Condition

Values = dict[str, Any]


def describe_conditions(stance: Stance) -> list[Values]:
    """The conditions of a stance as plain values, in a fixed order."""
    return [
        dict(row)
        for row in stance.conditions.order_by("kind", "words").values("kind", "words", "start")
    ]


def check_conditions(stance: Stance, wanted: Iterable[Mapping[str, Any]]) -> list[Values]:
    """Conditions in the order of `describe_conditions`, each once, their words held to the text.

    Words that stand there already as a reader found them are kept as they are.
    """
    text = stance.article.text if stance.article else ""
    kept = {(one["kind"], one["words"]) for one in describe_conditions(stance) if stance.pk}
    found: dict[tuple[str, str], Values] = {}
    for one in wanted:
        kind, words, start = one["kind"], one.get("words", ""), one.get("start")
        if kind not in set(Condition):
            raise BadVerdict(f"{kind} is no condition; {', '.join(Condition)} are.")
        if words and (start is not None or (kind, words) not in kept):
            start, end = find_words(text, words, start)
            words = text[start:end]
        found[kind, words] = {"kind": str(kind), "words": words, "start": start}
    return [found[key] for key in sorted(found)]


def find_words(text: str, words: str, near: int | None) -> tuple[int, int]:
    """Where the words of a condition stand. They may be shorter than a quote; else it is the same.

    Raises QuoteRefused where they do not stand in the text, or more than once and nobody says where.
    """
    if near is not None and near >= 0 and text.startswith(words, near):
        return near, near + len(words)
    if text.count(words) != 1:
        told = "more than once" if words in text else "nowhere"
        raise QuoteRefused(f"The words of a condition stand in the text {told}: “{words[:60]}”.")
    start = text.index(words)
    return start, start + len(words)


def set_conditions(stance: Stance, wanted: Sequence[Values]) -> None:
    """Makes these the conditions of a stance: those that differ are deleted and added."""
    stored = {
        (row.kind, row.words, row.start): row.pk
        for row in StanceCondition.objects.filter(stance=stance)
    }
    fresh = {(one["kind"], one["words"], one["start"]) for one in wanted}
    gone = [key for value, key in stored.items() if value not in fresh]
    StanceCondition.objects.filter(pk__in=gone).delete()
    StanceCondition.objects.bulk_create(
        StanceCondition(stance=stance, kind=kind, words=words, start=start)
        for kind, words, start in sorted(fresh - stored.keys(), key=str)
    )
