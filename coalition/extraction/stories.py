"""Which texts are copies of one report."""

import hashlib
import re
import unicodedata

NOT_A_WORD = re.compile(r"[\W_]+")


def fingerprint(text: str) -> str:
    """Equal for texts that differ only in case, typography and white space; 64 hex digits."""
    folded = NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return hashlib.sha256(folded.encode()).hexdigest()
