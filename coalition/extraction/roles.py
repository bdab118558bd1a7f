"""As what a country is named in a sentence, by the words beside its name: what a guess of it is made from."""

from collections.abc import Sequence

from coalition.extraction.features import STEM_LENGTH
from coalition.extraction.folding import fold_word
from coalition.extraction.mentions import Mention
from coalition.extraction.tokens import Token

# One that takes a position, one whose line is told by others or is over, and one that only stands there.
CORE, ASIDE = "core", "aside"
BEFORE, AFTER = 3, 5  # words beside a name; the nearest ones count by their place
NEAREST = 2


def list_context(tokens: Sequence[Token], mention: Mention) -> list[str]:
    """The beginnings of the words around a mention, each with its side, and what kind of mention it is."""
    before = [token.text for token in reversed(tokens[: mention.first])][:BEFORE]
    after = [token.text for token in tokens[mention.last : mention.last + AFTER]]
    return [
        *_name("before", before, BEFORE),
        *_name("after", after, AFTER),
        f"kind {mention.kind}",
        f"standing {mention.standing.name.lower()}",
    ]


def _name(side: str, words: Sequence[str], most: int) -> list[str]:
    """Each word with its side, the nearest ones with their distance too; "$" where the sentence ends."""
    stems = [fold_word(word)[:STEM_LENGTH] for word in words]
    if len(stems) < most:
        stems.append("$")
    return [
        f"{side}{away if away <= NEAREST else ''} {stem}"
        for away, stem in enumerate(stems, start=1)
    ]
