"""Finds a quote in a text, word for word. This is the gate that no invented quote passes."""

from coalition.errors import QuoteRefused
from coalition.extraction.folding import fold_text, is_mark

# Shorter than eight characters stands anywhere; longer than a thousand is no quote but an article.
SHORTEST, LONGEST = 8, 1_000


def locate_quote(text: str, quote: str, near: int | None = None) -> tuple[int, int]:
    """The offsets of `quote` in `text`: `text[start:end]` is the quote, or equal to it after `fold_text`.

    Where an exact occurrence stands at offset `near`, that one is taken. A stretch that starts or ends
    inside a word is no occurrence ("acceptable" does not stand in "unacceptable"). Raises QuoteRefused
    where the quote is too short, too long, missing, or standing there more than once.
    """
    if not SHORTEST <= len(quote) <= LONGEST:
        raise QuoteRefused(
            f"A quote has {SHORTEST} to {LONGEST} characters, this one has {len(quote)}."
        )
    if near is not None and near >= 0 and text.startswith(quote, near):
        end = near + len(quote)
        if _is_whole(text, near, end):
            return near, end
    found = _find_exact(text, quote) or _find_folded(text, quote)
    if near is not None:
        found = [span for span in found if span[0] == near] or found
    if not found:
        raise QuoteRefused("The quote does not stand in the text.")
    if len(found) > 1:
        raise QuoteRefused("The quote stands in the text more than once.")
    return found[0]


def stands_in(text: str, quote: str) -> bool:
    """Whether the words of a quote stand in a text at all, once or more often."""
    return bool(_find_exact(text, quote) or _find_folded(text, quote))


def _find_exact(text: str, quote: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = text.find(quote)
    while at >= 0:
        if _is_whole(text, at, at + len(quote)):
            found.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found


def _find_folded(text: str, quote: str) -> list[tuple[int, int]]:
    wanted = fold_text(quote).text.strip()
    if len(wanted) < SHORTEST:
        return []
    folded = fold_text(text)
    found: list[tuple[int, int]] = []
    at = folded.text.find(wanted)
    while at >= 0:
        start, end = folded.starts[at], folded.ends[at + len(wanted) - 1]
        # A folded hit may cut an ellipsis in three: only a stretch that folds back to the quote counts.
        if fold_text(text[start:end]).text.strip() == wanted and _is_whole(text, start, end):
            found.append((start, end))
        at = folded.text.find(wanted, at + 1)
    return found


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch neither cuts a word nor parts a letter from its accent."""
    if end < len(text) and (
        is_mark(text[end]) or (text[end - 1].isalnum() and text[end].isalnum())
    ):
        return False
    if is_mark(text[start]):
        return False
    return not (start > 0 and text[start - 1].isalnum() and text[start].isalnum())
