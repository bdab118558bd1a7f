"""How good a reader is: its stances against those that people found, by the codebook's "Scoring".

The core of an article is its stances with voice government and time current. Everything counted here
is about cores, except quote integrity and silence, which look at every stance a reader gave.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coalition.extraction.claims import QuotedStance
from coalition.extraction.goldfiles import GoldArticle
from coalition.vocabulary import Position, Time, Voice

DRAWS = 1_000
SEED = 20_251_122  # any fixed number: the interval must not change from run to run
WORD = re.compile(r"\w+")
SHARE_INSIDE = (0.05, 0.95)  # the ends of a 90 % interval


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one country on one proposal in one article.

    `wanted` and `given` are the core stances of the gold and of the reader, `elsewhere` the gold
    stances on the same pair that are no core: claims, other voices, earlier lines.
    """

    article: str
    language: str
    country: str
    proposal: str
    wanted: tuple[QuotedStance, ...]
    given: tuple[QuotedStance, ...]
    elsewhere: tuple[QuotedStance, ...]

    @property
    def wanted_positions(self) -> frozenset[Position]:
        return frozenset(stance.claim.position for stance in self.wanted)

    @property
    def given_positions(self) -> frozenset[Position]:
        return frozenset(stance.claim.position for stance in self.given)

    @property
    def matched(self) -> bool:
        """Whether both sides have a core stance on the pair."""
        return bool(self.wanted and self.given)

    @property
    def right(self) -> bool:
        """Whether a given position equals a wanted one; the pair counts once."""
        return bool(self.wanted_positions & self.given_positions)

    @property
    def surplus(self) -> frozenset[Position]:
        """The given positions that no gold core stance has."""
        return self.given_positions - self.wanted_positions

    @property
    def false_voices(self) -> frozenset[Position]:
        """The surplus positions whose gold stance is a claim, another voice or an earlier line."""
        if not self.wanted:
            return self.surplus if self.elsewhere else frozenset()
        return self.surplus & {stance.claim.position for stance in self.elsewhere}

    @property
    def nearest(self) -> tuple[int, int]:
        """The steps (wanted, given) that lie closest together; only for a matched pair."""
        steps = [(w.step, g.step) for w in self.wanted_positions for g in self.given_positions]
        return min(steps, key=lambda pair: (abs(pair[0] - pair[1]), pair))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One article's outcomes, and what is counted over all that the reader gave for it."""

    article: str
    language: str
    outcomes: tuple[Outcome, ...]
    shared_evidence: int
    quotes: int
    sound_quotes: int
    silent_gold: bool
    spoke: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the given were right, and of the wanted were found."""

    right: int
    given: int
    wanted: int

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.given)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.wanted)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.right, self.given + self.wanted)

    def to_dict(self) -> dict[str, Any]:
        counts = {"right": self.right, "given": self.given, "wanted": self.wanted}
        return counts | {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True)
class Score:
    """The codebook's figures for a set of articles; None where nothing stands behind a figure."""

    articles: int
    pairs: Rate
    strict: Rate
    exact: float | None
    within_one: float | None
    kappa: float | None
    evidence: float | None
    false_voice: float | None
    quote_integrity: float | None
    silent_articles: int
    false_alarms: float | None

    def to_dict(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in self.__slots__}
        return own | {"pairs": self.pairs.to_dict(), "strict": self.strict.to_dict()}


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """A reader's scores: overall, with an interval for strict F1, and split three ways."""

    overall: Score
    interval: tuple[float, float] | None
    by_language: Mapping[str, Score]
    by_proposal: Mapping[str, Rate]
    by_position: Mapping[str, Rate]

    def to_dict(self) -> dict[str, Any]:
        """The card as plain values, ready for JSON."""
        return {
            "overall": self.overall.to_dict(),
            "strict_f1_interval_90": self.interval,
            "by_language": {key: score.to_dict() for key, score in self.by_language.items()},
            "by_proposal": {key: rate.to_dict() for key, rate in self.by_proposal.items()},
            "by_position": {key: rate.to_dict() for key, rate in self.by_position.items()},
        }


def compare_stances(gold: GoldArticle, given: Sequence[QuotedStance]) -> Comparison:
    """What a reader's stances of one article are worth against the gold ones."""
    text = gold.article.text
    language = gold.article.language or "none"
    keys = sorted({_pair(stance) for stance in [*gold.stances, *given]})
    outcomes = []
    for country, proposal in keys:
        gold_here = [s for s in gold.stances if _pair(s) == (country, proposal)]
        given_here = [s for s in given if _pair(s) == (country, proposal)]
        outcome = Outcome(
            article=gold.name,
            language=language,
            country=country,
            proposal=proposal,
            wanted=tuple(s for s in gold_here if is_core(s)),
            given=tuple(s for s in given_here if is_core(s)),
            elsewhere=tuple(s for s in gold_here if not is_core(s)),
        )
        if outcome.wanted or outcome.given:
            outcomes.append(outcome)
    return Comparison(
        article=gold.name,
        language=language,
        outcomes=tuple(outcomes),
        shared_evidence=sum(_shares_evidence(outcome) for outcome in outcomes),
        quotes=len(given),
        sound_quotes=sum(text[s.start : s.end] == s.quote != "" for s in given),
        silent_gold=not gold.stances,
        spoke=bool(given),
    )


def score_reader(comparisons: Sequence[Comparison]) -> ScoreCard:
    """The score card over many articles; the interval draws articles, not stances."""
    languages = sorted({comparison.language for comparison in comparisons})
    outcomes = [outcome for comparison in comparisons for outcome in comparison.outcomes]
    proposals = sorted({outcome.proposal for outcome in outcomes})
    return ScoreCard(
        overall=_score(comparisons),
        interval=_interval(comparisons),
        by_language={
            language: _score([c for c in comparisons if c.language == language])
            for language in languages
        },
        by_proposal={
            proposal: _strict_rate([o for o in outcomes if o.proposal == proposal])
            for proposal in proposals
        },
        by_position={position.value: _position_rate(outcomes, position) for position in Position},
    )


def _score(comparisons: Sequence[Comparison]) -> Score:
    outcomes = [outcome for comparison in comparisons for outcome in comparison.outcomes]
    matched = [outcome for outcome in outcomes if outcome.matched]
    steps = [outcome.nearest for outcome in matched]
    silent = [comparison for comparison in comparisons if comparison.silent_gold]
    strict = _strict_rate(outcomes)
    return Score(
        articles=len(comparisons),
        pairs=Rate(
            right=len(matched),
            given=sum(bool(outcome.given) for outcome in outcomes),
            wanted=sum(bool(outcome.wanted) for outcome in outcomes),
        ),
        strict=strict,
        exact=_share(sum(wanted == given for wanted, given in steps), len(steps)),
        within_one=_share(sum(abs(wanted - given) <= 1 for wanted, given in steps), len(steps)),
        kappa=_weighted_kappa(steps),
        evidence=_share(sum(c.shared_evidence for c in comparisons), len(matched)),
        false_voice=_share(sum(len(o.false_voices) for o in outcomes), strict.given),
        quote_integrity=_share(
            sum(c.sound_quotes for c in comparisons), sum(c.quotes for c in comparisons)
        ),
        silent_articles=len(silent),
        false_alarms=_share(sum(comparison.spoke for comparison in silent), len(silent)),
    )


def _strict_rate(outcomes: Iterable[Outcome]) -> Rate:
    right = given = wanted = 0
    for outcome in outcomes:
        right += outcome.right
        given += outcome.right + len(outcome.surplus)
        wanted += bool(outcome.wanted)
    return Rate(right, given, wanted)


def _position_rate(outcomes: Iterable[Outcome], position: Position) -> Rate:
    """Strict rate of one position; a pair with two gold positions counts for the one that was met."""
    right = given = wanted = 0
    for outcome in outcomes:
        met = outcome.wanted_positions & outcome.given_positions or outcome.wanted_positions
        if met and position is min(met, key=list(Position).index):
            wanted += 1
            right += outcome.right
            given += outcome.right
        given += position in outcome.surplus
    return Rate(right, given, wanted)


def _interval(comparisons: Sequence[Comparison]) -> tuple[float, float] | None:
    """Where strict F1 lies in 90 % of the draws of as many articles, with replacement."""
    rates = [_strict_rate(comparison.outcomes) for comparison in comparisons]
    if not any(rate.given + rate.wanted for rate in rates):
        return None
    right = np.array([rate.right for rate in rates], dtype=np.float64)
    total = np.array([rate.given + rate.wanted for rate in rates], dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(rates), size=(DRAWS, len(rates)))
    totals = total[drawn].sum(axis=1)
    f1 = 2 * right[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.quantile(f1, SHARE_INSIDE)
    return float(low), float(high)


def _weighted_kappa(steps: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with quadratic weights; None where chance alone gives full agreement."""
    observed = sum((wanted - given) ** 2 for wanted, given in steps)
    wanted_counts = Counter(wanted for wanted, _ in steps)
    given_counts = Counter(given for _, given in steps)
    expected = sum(
        (wanted - given) ** 2 * n * m
        for wanted, n in wanted_counts.items()
        for given, m in given_counts.items()
    )
    return 1 - observed * len(steps) / expected if expected else None


def _shares_evidence(outcome: Outcome) -> bool:
    """Whether a given quote covers half of the words of a wanted one, or the other way round."""
    return any(
        2 * len(shared) >= min(len(left), len(right)) and bool(shared)
        for left in _word_starts(outcome.wanted)
        for right in _word_starts(outcome.given)
        for shared in [left & right]
    )


def _word_starts(stances: Sequence[QuotedStance]) -> list[set[int]]:
    """For each stance, the offsets in the text at which the words of its quote begin."""
    return [
        {stance.start + word.start() for word in WORD.finditer(stance.quote)} for stance in stances
    ]


def _pair(stance: QuotedStance) -> tuple[str, str]:
    return stance.claim.country, stance.claim.proposal


def is_core(stance: QuotedStance) -> bool:
    return stance.claim.voice is Voice.GOVERNMENT and stance.claim.time is Time.CURRENT


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
