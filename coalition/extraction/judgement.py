"""The question HOW: what a clause says that a country thinks of a proposal, asked apart from WHO and WHAT.

`candidates.find_candidates` finds clauses, countries and proposals, `linking` says which of them hold
together, and a `Judge` then answers. The rules
(`rules.RulesJudge`) and the trained heads are both judges, so that they can be exchanged or combined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from coalition.vocabulary import Position, Time, Voice


@dataclass(frozen=True, slots=True)
class Question:
    """What does `clause` say that `country` thinks of `proposal`?

    `language` is one of the eight; `clause` is the stretch of a sentence that belongs to this country (its
    own subject and predicate), as written in the article. `voice` and `time` are what the structure says
    of them (a party speaks, "until last year"), None where it is silent.
    """

    language: str
    clause: str
    country: str
    proposal: str
    voice: Voice | None = None
    time: Time | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The probabilities of the positions, summing to 1. That of None says that the judge sees none.

    `reason` names the cues or the model behind the answer, for the claim's note.
    """

    position: Mapping[Position | None, float]
    reason: str = ""


class Judge(Protocol):
    """Answers questions, one judgement each, in the same order. Deterministic.

    `name` and `version` become part of the reader's: a change of behaviour needs a new version.
    """

    name: str
    version: str

    def judge(self, questions: Sequence[Question]) -> Sequence[Judgement]:
        """The judgements; raises ReaderFailed where the judge could not do its work."""
        ...
