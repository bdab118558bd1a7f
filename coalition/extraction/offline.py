"""The reader that needs no network: rules for who and what, a judge for how."""

from collections.abc import Sequence

from coalition.extraction.candidates import Candidate, find_candidates
from coalition.extraction.claims import ArticleText, Claim
from coalition.extraction.judgement import Judge, Judgement
from coalition.extraction.languages import LANGUAGES, detect_language
from coalition.extraction.lexicon import Lexicon, read_lexicon
from coalition.extraction.rules import RulesJudge
from coalition.vocabulary import Attribution, Position, Time, Voice

# Below it a claim is more often wrong than right (tuning set).
LEAST_CONFIDENCE = 0.35
_VERSION = "1"


class OfflineReader:
    """Reads eight languages; a text in another language gives no claim. Deterministic, no network."""

    def __init__(self, lexicon: Lexicon | None = None, judge: Judge | None = None) -> None:
        self._lexicon = lexicon or read_lexicon()
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
            if (claim := _make_claim(article, candidate, judgement)) is not None
        ]
        return _keep_best(claims)


def _make_claim(article: ArticleText, candidate: Candidate, judgement: Judgement) -> Claim | None:
    position = _best_position(judgement)
    if position is None:
        return None
    voice = candidate.question.voice or max(judgement.voice, key=lambda v: judgement.voice[v])
    time = candidate.question.time or max(judgement.time, key=lambda t: judgement.time[t])
    confidence = round(judgement.position[position] * candidate.question.link, 3)
    if confidence < LEAST_CONFIDENCE:
        return None
    return Claim(
        country=candidate.question.country,
        proposal=candidate.question.proposal,
        position=position,
        quote=article.text[candidate.start : candidate.end],
        start=candidate.start,
        voice=voice,
        time=time,
        attribution=Attribution.NARRATIVE,
        confidence=confidence,
        note=judgement.reason,
    )


def _best_position(judgement: Judgement) -> Position | None:
    return max(judgement.position, key=lambda p: (judgement.position[p], p is None))


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
