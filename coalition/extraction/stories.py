"""Which texts are copies of one report: equal ones by a fingerprint, edited ones by their shingles.

Near copies are found by MinHash (Broder 1997): texts that share a share J of their five-word runs share
each of 128 smallest hashes with probability J. The hashes go into 32 bands of 4; texts that agree on a
band are compared. With J = 0.8 two texts meet in at least one band with a probability above 0.9999,
with 0.5 of 0.87, with 0.3 of 0.23, with 0.1 of 0.003 (1 - (1 - J^4)^32): a look-up by bands in an index
costs the same however many stories are stored. Written here in a few lines of numpy because datasketch
brings scipy with it, 100 MB for two functions.
"""

import hashlib
import re
import unicodedata

import numpy as np
import numpy.typing as npt

NOT_A_WORD = re.compile(r"[\W_]+")
SHINGLE = 5  # words; shorter runs are shared by chance, longer ones break with each edit
BANDS, ROWS = 32, 4
# One wire story, shortened or with words changed, stays above; two reports of one speech lie below.
SAME = 0.8
# Enough in common that an editor should look: a rewritten wire story, an updated report.
RELATED = 0.5
LONGEST = 200_000  # characters of a text that are compared; a bound on time
QUOTATION = re.compile(r"[\"“„«»”]([^\"“„«»”]{20,500})[\"”“»«]")
FEWEST_QUOTED = 4  # words; shorter quotations are names and terms

_random = np.random.default_rng(20250301)  # a fixed seed: bands are stored and must never change
_FACTORS = _random.integers(1, 2**63, size=BANDS * ROWS, dtype=np.uint64) * np.uint64(
    2
) + np.uint64(1)
_TERMS = _random.integers(0, 2**63, size=BANDS * ROWS, dtype=np.uint64)


def fingerprint(text: str) -> str:
    """Equal for texts that differ only in case, typography and white space; 64 hex digits."""
    return hashlib.sha256(fold_words(text).encode()).hexdigest()


def fold_words(text: str) -> str:
    """The words of a text in one case, one space between them."""
    return NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def bands(text: str) -> tuple[int, ...]:
    """32 numbers, each fits a signed 64-bit column; near copies share at least one. Empty for a text
    without words. They are stored: a change of this function needs all of them anew."""
    hashes = np.fromiter((_hash(run) for run in shingles(text)), dtype=np.uint64)
    if not len(hashes):
        return ()
    smallest = smallest_hashes(hashes).reshape(BANDS, ROWS)
    return tuple(
        int.from_bytes(_digest(bytes([band]) + row.tobytes()), "big", signed=True)
        for band, row in enumerate(smallest)
    )


def smallest_hashes(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The smallest value of the given hashes under each of 128 fixed permutations."""
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), 1_000):  # in pieces: a long text would take much memory
        # Overflow is meant: arithmetic modulo 2^64; of the product only the upper half is random.
        mixed = (hashes[start : start + 1_000, None] * _FACTORS + _TERMS) >> np.uint64(32)
        least = np.minimum(least, mixed.min(axis=0))
    return least


def similarity(one: str, other: str) -> float:
    """The share of five-word runs that two texts have in common, 0 to 1; 0 where one has no words."""
    return overlap(shingles(one), shingles(other))


def overlap(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """The similarity of two texts by their shingles."""
    shared = len(ours & theirs)
    return shared / (len(ours) + len(theirs) - shared) if shared else 0.0


def are_copies(one: str, other: str) -> bool:
    """Whether two texts are copies of one report: nearly the same words, and not each with a
    quotation that the other lacks (two reports from one template are two reports)."""
    return similarity(one, other) >= SAME and quote_alike(one, other)


def quote_alike(one: str, other: str) -> bool:
    """Whether one of two texts quotes all that the other quotes."""
    ours, theirs = quotations(one), quotations(other)
    return ours <= theirs or theirs <= ours


def shingles(text: str) -> frozenset[str]:
    """The runs of five words in a text; the whole of a shorter one."""
    words = fold_words(text[:LONGEST]).split()
    if not words:
        return frozenset()
    last = max(len(words) - SHINGLE, 0)
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(last + 1))


def quotations(text: str) -> frozenset[str]:
    """What stands between quotation marks, folded, where it is long enough to be somebody's words."""
    found = (fold_words(match[1]) for match in QUOTATION.finditer(text[:LONGEST]))
    return frozenset(words for words in found if words.count(" ") >= FEWEST_QUOTED - 1)


def _hash(run: str) -> int:
    return int.from_bytes(_digest(run.encode()), "big")


def _digest(given: bytes) -> bytes:
    return hashlib.blake2b(given, digest_size=8).digest()
