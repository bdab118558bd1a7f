"""What the trained heads see of a text: word stems, beside the vectors of the encoder."""

import re
from collections.abc import Sequence

from coalition.extraction.folding import fold_word

# Five letters keep the root of most verbs and drop the endings, in all eight languages alike; four to
# six measured within noise of each other.
STEM_LENGTH = 5
_WORD = re.compile(r"\w+")


def list_stems(text: str) -> list[str]:
    """The distinct beginnings of the words of `text`, folded, sorted."""
    words: Sequence[str] = _WORD.findall(text)
    return sorted({fold_word(word)[:STEM_LENGTH] for word in words})
