"""The reader that needs no network: a linker for who and what, a judge for how, rules for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.extraction.attribution import describe_sourcing, index_outlets
from coalition.extraction.candidates import Candidate, find_candidates
from coalition.extraction.claims import ArticleText, Claim, Day
from coalition.extraction.conditions import find_conditions
from coalition.extraction.cues import read_cues
from coalition.extraction.guessing import Guess
from coalition.extraction.judgement import Judge, Judgement
from coalition.extraction.languages import LANGUAGES, detect_language
from coalition.extraction.lexicon import Lexicon, read_lexicon
from coalition.extraction.linking import Link, Linker, read_linker
from coalition.extraction.quantities import find_quantity
from coalition.extraction.rules import RulesJudge
from coalition.extraction.times import find_day
from coalition.extraction.tokens import split_tokens
from coalition.extraction.topics import TROOPS
from coalition.vocabulary import Position, Precision, Time, Voice

# The least share of the linker from which on a candidate is a stance. Strict F1 is flat from 0.40 to 0.55 (0.668 to 0.669 on
# articles not learnt from), pair precision rises from 0.80 to 0.88: here 0.85.
LEAST_CORE = 0.5
# Claims of others, other voices and earlier lines draw no line: fewer of them, and surer.
LEAST_ASIDE = 0.5
# A share this near to the largest does not tell two positions apart (0.8 to 1 measured alike).
ABOUT_AS_LIKELY = 0.85
_VERSION = "2"


@dataclass(frozen=True, slots=True)
class _Held:
    """A candidate that the linker holds for a stance, how surely, and of what kind."""

    candidate: Candidate
    share: float
    voice: Voice
    time: Time


class OfflineReader:
    """Reads eight languages; a text in another language gives no claim. Deterministic, no network."""

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        judge: Judge | None = None,
        linker: Linker | None = None,
        guess: Guess | None = None,
    ) -> None:
        """Without them the lexicon, the linker and the guess that ship, and rules alone for a judge."""
        self._guess = guess
        self._lexicon = lexicon or read_lexicon()
        self._linker = linker or read_linker()
        self._outlets = index_outlets(self._lexicon)
        self._judge: Judge = judge or RulesJudge()
        self.name = "offline" if judge is not None else "rules"
        self.version = (
            f"{_VERSION}/linked-{self._linker.version}+{self._judge.name}-{self._judge.version}"
        )

    def read_claims(self, article: ArticleText) -> list[Claim]:
        """The claims of one article in the order of its text; at most one a country, proposal, voice and time."""
        language = article.language or detect_language(article.text)
        if language not in LANGUAGES:
            return []
        candidates = find_candidates(article, language, self._lexicon, self._guess)
        held = _keep_surest(_list_held(candidates, self._linker.link(candidates)))
        judgements = self._judge.judge([one.candidate.question for one in held])
        claims = [
            claim
            for one, judgement in zip(held, judgements, strict=True)
            if (claim := self._make_claim(article, one, judgement)) is not None
        ]
        return sorted(claims, key=lambda claim: (claim.start or 0, claim.country, claim.proposal))

    def _make_claim(self, article: ArticleText, one: _Held, judgement: Judgement) -> Claim | None:
        position = _best_position(judgement)
        if position is None:
            return None
        candidate = one.candidate
        question = candidate.question
        sourcing = describe_sourcing(article.text, candidate, self._outlets)
        cues = read_cues(question.language, self._lexicon)
        tokens = split_tokens(article.text, question.language, candidate.start, candidate.end)
        return Claim(
            country=question.country,
            proposal=question.proposal,
            position=position,
            quote=article.text[candidate.start : candidate.end],
            start=candidate.start,
            voice=one.voice,
            time=one.time,
            attribution=sourcing.attribution,
            speaker=sourcing.speaker,
            reported_by=sourcing.reported_by,
            day=_find_stance_day(article, candidate, one.time),
            conditions=find_conditions(article.text, tokens, cues),
            quantity=find_quantity(
                article.text[candidate.start : candidate.end],
                question.language,
                of_force=question.proposal == TROOPS,
            ),
            confidence=round(one.share * judgement.position[position], 3),
            note=judgement.reason,
        )


def _list_held(candidates: Sequence[Candidate], links: Sequence[Link]) -> list[_Held]:
    """The candidates that hold, in their order.

    A question holds nothing, whatever its words (codebook, rule 9), nor does another theatre.
    """
    held = []
    for candidate, link in zip(candidates, links, strict=True):
        question = candidate.question
        if question.traits["asks"] or question.traits["elsewhere"]:
            continue
        if link.aside >= LEAST_ASIDE and (question.voice or question.time):
            voice, time = question.voice or Voice.GOVERNMENT, question.time or Time.CURRENT
            held.append(_Held(candidate, link.aside, voice, time))
        elif link.core >= LEAST_CORE and link.core >= link.aside:
            held.append(_Held(candidate, link.core, Voice.GOVERNMENT, Time.CURRENT))
    return held


def _keep_surest(held: Sequence[_Held]) -> list[_Held]:
    """Of those that hold the surest one a country, proposal, voice and time: what is judged costs time."""
    best: dict[tuple[str, str, Voice, Time], _Held] = {}
    for one in held:
        question = one.candidate.question
        key = (question.country, question.proposal, one.voice, one.time)
        if key not in best or one.share > best[key].share:
            best[key] = one
    return list(best.values())


def _find_stance_day(article: ArticleText, candidate: Candidate, time: Time) -> Day | None:
    """The day that the sentence names, else the day of publication; unknown for an undated earlier line."""
    sentence = candidate.sentence
    tokens = split_tokens(article.text, candidate.question.language, sentence.start, sentence.end)
    # "On Wednesday" says no day where nobody knows more than the month of publication.
    known = article.day if article.precision is Precision.DAY else None
    named = find_day(tokens, candidate.question.language, known)
    if named is not None or article.day is None or time is Time.PAST:
        return named
    return Day(article.day, article.precision)


def _best_position(judgement: Judgement) -> Position | None:
    """The likeliest position; of those about as likely the weakest, as in the codebook's rule 4."""
    best = max(judgement.position, key=lambda p: (judgement.position[p], p is None))
    if best is None:
        return None
    rivals = [
        position
        for position, share in judgement.position.items()
        if position is not None and share >= ABOUT_AS_LIKELY * judgement.position[best]
    ]
    return min(rivals, key=lambda position: position.step)
