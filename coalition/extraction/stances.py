"""From an article to quoted stances: asks a reader, and keeps what stands in the text."""

from dataclasses import replace

from coalition.errors import QuoteRefused
from coalition.extraction.claims import (
    ArticleText,
    Claim,
    QuotedStance,
    Reading,
    RefusedClaim,
    StanceReader,
)
from coalition.extraction.lexicon import Lexicon, read_lexicon
from coalition.extraction.quotes import locate_quote


def find_stances(article: ArticleText, reader: StanceReader) -> Reading:
    """What `reader` says of `article`, each claim checked: its quote stands there, its codes are known.

    Stances keep the reader's order, without exact duplicates; a claim that fails is in `refused`, with the
    reason. A condition whose words do not stand in the text is taken off its claim, and refused likewise.
    Lets ReaderFailed pass.
    """
    lexicon = read_lexicon()
    stances: list[QuotedStance] = []
    refused: list[RefusedClaim] = []
    seen: set[tuple[object, ...]] = set()
    for claim in reader.read_claims(article):
        reason = _find_fault(claim, lexicon)
        if reason is not None:
            refused.append(RefusedClaim(claim, reason))
            continue
        try:
            start, end = locate_quote(article.text, claim.quote, near=claim.start)
        except QuoteRefused as error:
            refused.append(RefusedClaim(claim, str(error)))
            continue
        kept = _drop_unfounded_conditions(claim, article.text)
        if kept is not claim:
            refused.append(RefusedClaim(claim, "A condition's words do not stand in the text."))
        key = (kept.country, kept.proposal, kept.position, kept.voice, kept.time, start, end)
        if key not in seen:
            seen.add(key)
            stances.append(QuotedStance(kept, article.text[start:end], start, end))
    return Reading(reader.name, reader.version, tuple(stances), tuple(refused))


def _find_fault(claim: Claim, lexicon: Lexicon) -> str | None:
    if claim.country not in lexicon.countries:
        return f"{claim.country!r} is no country that we know."
    if claim.proposal not in lexicon.proposals:
        return f"{claim.proposal!r} is no proposal that we know."
    if not 0 <= claim.confidence <= 1:
        return f"A confidence lies between 0 and 1, not at {claim.confidence}."
    return None


def _drop_unfounded_conditions(claim: Claim, text: str) -> Claim:
    founded = tuple(condition for condition in claim.conditions if condition.words in text)
    return claim if len(founded) == len(claim.conditions) else replace(claim, conditions=founded)
