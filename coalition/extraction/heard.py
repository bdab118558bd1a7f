"""An answer of a language model, held against the article: what holds, and what is refused, and why."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from coalition.errors import BadInput, QuoteRefused
from coalition.extraction.answers import Fault, StanceAnswer, make_claim, shorten
from coalition.extraction.claims import ArticleText, Claim, Reading, RefusedClaim
from coalition.extraction.parts import Part
from coalition.extraction.quotes import locate_quote
from coalition.extraction.stances import find_stances

ORDERED = "The quote stands in words that give orders to a language model."


@dataclass(frozen=True, slots=True)
class Weak:
    """A stance of an answer in the form asked for that does not hold against the text, and why."""

    stance: StanceAnswer
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, sorted: what holds, what the text does not bear out, and what is not of the form."""

    sound: tuple[StanceAnswer, ...] = ()
    weak: tuple[Weak, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Recital:
    """Claims that were made already, as a reader, so that the one gate checks them like all others."""

    name: str
    version: str
    claims: Sequence[Claim]

    def read_claims(self, article: ArticleText) -> Sequence[Claim]:  # noqa: ARG002 - the protocol's
        """The claims, whatever the article."""
        return self.claims


def sort_answer(
    stances: Iterable[StanceAnswer], faults: Iterable[Fault], article: ArticleText, part: Part
) -> Heard:
    """Stances held against the text, by the same gate that every claim passes in the end."""
    sound, weak, unformed = [], [], list(faults)
    for stance in stances:
        try:
            claim = make_claim(stance, article, lines_of(part), note="")
        except BadInput as error:
            unformed.append(
                Fault(write_json(stance), str(error), (stance.country, stance.proposal))
            )
            continue
        refused = find_stances(article, Recital("", "", [claim])).refused
        if refused:
            weak.append(Weak(stance, refused[0].reason))
        else:
            sound.append(stance)
    return Heard(tuple(sound), tuple(weak), tuple(unformed))


def merge_turns(first: Heard, second: Heard) -> Heard:
    """Both answers to one question: of the first, what holds, and what the second says no more of.

    A stance that the model took back stays among the refused ones, so that it is counted.
    """
    again = {(stance.country, stance.proposal) for stance in second.sound}
    again |= {(weak.stance.country, weak.stance.proposal) for weak in second.weak}
    again |= {fault.about for fault in second.faults}
    return Heard(
        first.sound + tuple(stance for stance in second.sound if stance not in first.sound),
        tuple(
            weak for weak in first.weak if (weak.stance.country, weak.stance.proposal) not in again
        )
        + second.weak,
        tuple(fault for fault in first.faults if fault.about not in again) + second.faults,
    )


def merge_parts(
    article: ArticleText, heard: Iterable[tuple[Part, Heard]], note: str
) -> Iterator[Claim]:
    """The claims of all parts; one that an earlier part made of the same words is left out."""
    seen: set[tuple[str, str, int | str]] = set()
    for part, answer in heard:
        here = set()
        for stance in [*answer.sound, *(weak.stance for weak in answer.weak)]:
            claim = make_claim(
                stance, article, lines_of(part), f"{note}, sentence {stance.sentence}"
            )
            key = (claim.country, claim.proposal, find_place(article.text, claim))
            here.add(key)
            if key not in seen:
                yield claim
        seen |= here


def find_place(text: str, claim: Claim) -> int | str:
    """Where the quote of a claim begins, or the quote itself where it has no place."""
    try:
        return locate_quote(text, claim.quote, near=claim.start)[0]
    except QuoteRefused:
        return claim.quote


def refuse_ordered(reading: Reading, orders: Sequence[tuple[int, int]]) -> Reading:
    """The reading without the stances whose quotes touch words that give orders to a model."""
    held = [s for s in reading.stances if not touches(s.start, s.end, orders)]
    refused = [
        RefusedClaim(stance.claim, ORDERED) for stance in reading.stances if stance not in held
    ]
    return replace(reading, stances=tuple(held), refused=(*reading.refused, *refused))


def touches(start: int, end: int, stretches: Iterable[tuple[int, int]]) -> bool:
    """Whether [start, end) shares a character with any of the stretches."""
    return any(start < last and first < end for first, last in stretches)


def lines_of(part: Part) -> dict[int, tuple[int, int]]:
    """The lines of a part by their numbers."""
    return {line.number: (line.start, line.end) for line in part.lines}


def dump_heard(heard: Heard) -> dict[str, Any]:
    """An answer as it is kept."""
    stances = [*heard.sound, *(weak.stance for weak in heard.weak)]
    return {
        "stances": [stance.model_dump(mode="json") for stance in stances],
        "faults": [asdict(fault) for fault in heard.faults],
    }


def load_heard(kept: Mapping[str, Any], article: ArticleText, part: Part) -> Heard:
    """A kept answer, sorted anew: the gate may have become stricter since."""
    stances = [StanceAnswer.model_validate_json(json.dumps(row)) for row in kept["stances"]]
    faults = [Fault(row["said"], row["reason"], tuple(row["about"])) for row in kept["faults"]]
    return sort_answer(stances, faults, article, part)


def write_json(stance: StanceAnswer) -> str:
    """A stance as the model gave it."""
    return shorten(stance.model_dump_json())
