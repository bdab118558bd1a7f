"""The question HOW: what a clause says that a country thinks of a proposal, asked apart from WHO and WHAT.

`candidates.find_candidates` finds clauses, countries and proposals, `linking` says which of them hold
together, and a `Judge` then answers. The rules
(`rules.RulesJudge`) and the trained heads are both judges, so that they can be exchanged or combined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from coalition.vocabulary import Position, Time, Voice


@dataclass(frozen=True, slots=True)
class Question:
    """What does `clause` say that `country` thinks of `proposal`?

    `language` is one of the eight; `clause` is the stretch of `sentence` that belongs to this country (its
    own subject and predicate), both as written in the article. `voice` and `time` are what the structure says
    of them (a party speaks, "until last year"), None where it is silent. `run` numbers the clauses of the
    article; questions of one run ask of the same clause. `traits` are what is seen of clause, country and proposal.
    """

    language: str
    sentence: str
    clause: str
    country: str
    proposal: str
    voice: Voice | None = None
    time: Time | None = None
    run: int = 0
    traits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The probabilities of the positions, summing to 1. That of None says that the judge sees none.

    `reason` names the cues or the model behind the answer, for the claim's note.
    """

    position: Mapping[Position | None, float]
    reason: str = ""


class Judge(Protocol):
    """Answers the questions of one article, one judgement each, in the same order. Deterministic.

    `name` and `version` become part of the reader's: a change of behaviour needs a new version.
    """

    name: str
    version: str

    def judge(self, questions: Sequence[Question]) -> Sequence[Judgement]:
        """The judgements; raises ReaderFailed where the judge could not do its work."""
        ...
