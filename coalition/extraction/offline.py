"""The reader that needs no network: rules for who and what, a judge for how."""

from collections.abc import Sequence

from coalition.extraction.attribution import describe_sourcing, index_outlets
from coalition.extraction.candidates import Candidate, find_candidates
from coalition.extraction.claims import ArticleText, Claim, Day
from coalition.extraction.conditions import find_conditions
from coalition.extraction.cues import read_cues
from coalition.extraction.judgement import Judge, Judgement
from coalition.extraction.languages import LANGUAGES, detect_language
from coalition.extraction.lexicon import Lexicon, read_lexicon
from coalition.extraction.quantities import find_quantity
from coalition.extraction.rules import RulesJudge
from coalition.extraction.times import find_day
from coalition.extraction.tokens import split_tokens
from coalition.extraction.topics import TROOPS
from coalition.vocabulary import Position, Precision, Time, Voice

# Below it a claim is more often wrong than right (tuning set).
LEAST_CONFIDENCE = 0.28
# A share this near to the largest does not tell two positions apart (0.8 to 1 measured alike).
ABOUT_AS_LIKELY = 0.85
_VERSION = "1"


class OfflineReader:
    """Reads eight languages; a text in another language gives no claim. Deterministic, no network."""

    def __init__(self, lexicon: Lexicon | None = None, judge: Judge | None = None) -> None:
        self._lexicon = lexicon or read_lexicon()
        self._outlets = index_outlets(self._lexicon)
        self._judge: Judge = judge or RulesJudge()
        self.name = "offline" if judge is not None else "rules"
        self.version = f"{_VERSION}/{self._judge.name}-{self._judge.version}"

    def read_claims(self, article: ArticleText) -> list[Claim]:
        """The claims of one article in the order of its text; at most one a country, proposal, voice and time."""
        language = article.language or detect_language(article.text)
        if language not in LANGUAGES:
            return []
        candidates = find_candidates(article, language, self._lexicon)
        judgements = self._judge.judge([candidate.question for candidate in candidates])
        claims = [
            claim
            for candidate, judgement in zip(candidates, judgements, strict=True)
            if (claim := self._make_claim(article, candidate, judgement)) is not None
        ]
        return _keep_best(claims)

    def _make_claim(
        self, article: ArticleText, candidate: Candidate, judgement: Judgement
    ) -> Claim | None:
        position = _best_position(judgement)
        question = candidate.question
        if position is None:
            return None
        confidence = round(judgement.position[position] * question.link, 3)
        if confidence < LEAST_CONFIDENCE:
            return None
        time = question.time or max(judgement.time, key=lambda t: judgement.time[t])
        sourcing = describe_sourcing(article.text, candidate, self._outlets)
        cues = read_cues(question.language, self._lexicon)
        tokens = split_tokens(article.text, question.language, candidate.start, candidate.end)
        return Claim(
            country=question.country,
            proposal=question.proposal,
            position=position,
            quote=article.text[candidate.start : candidate.end],
            start=candidate.start,
            voice=question.voice or max(judgement.voice, key=lambda v: judgement.voice[v]),
            time=time,
            attribution=sourcing.attribution,
            speaker=sourcing.speaker,
            reported_by=sourcing.reported_by,
            day=_find_stance_day(article, candidate, time),
            conditions=find_conditions(article.text, tokens, cues),
            quantity=find_quantity(
                article.text[candidate.start : candidate.end],
                question.language,
                of_force=question.proposal == TROOPS,
            ),
            confidence=confidence,
            note=judgement.reason,
        )


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


def _keep_best(claims: Sequence[Claim]) -> list[Claim]:
    """The surest claim of each country, proposal, voice and time, in the order of the text."""
    best: dict[tuple[str, str, Voice, Time], Claim] = {}
    for claim in claims:
        key = (claim.country, claim.proposal, claim.voice, claim.time)
        if key not in best or claim.confidence > best[key].confidence:
            best[key] = claim
    return sorted(
        best.values(), key=lambda claim: (claim.start or 0, claim.country, claim.proposal)
    )
