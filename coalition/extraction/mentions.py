"""Who is mentioned in a sentence, and in which role: holder, place, judge, owner or object."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from coalition.extraction.cues import Cues
from coalition.extraction.names import Naming
from coalition.extraction.patterns import Hit
from coalition.extraction.tokens import Token
from coalition.extraction.topics import Topic
from coalition.vocabulary import Voice

# How far a title may stand from the name it belongs to ("minister of defence of the Czech Republic").
_REACH_BEFORE, _REACH_AFTER = 4, 3
_ADJECTIVE_FIRST = frozenset({"en", "de", "pl", "uk", "ru"})
# Ukraine, the allies' guarantor and the organisations lend their name to things more often than views.
_NO_OWNERS = frozenset({"UA", "RU", "US", "EU", "NATO"})
_INFINITIVES = {"it": ("are", "ere", "ire"), "fr": ("er", "ir"), "es": ("ar", "er", "ir")}
# Languages whose demonyms are their adjectives too, and what tells the people from the adjective.
_SAME_FORM = frozenset({"it", "fr", "es"})
_PLURAL_ARTICLES = frozenset(
    {"i", "gli", "le", "les", "los", "las", "des", "dei", "degli", "ai", "agli"}
)
_ENGLISH_VERBS = frozenset(
    ("would", "will", "are", "have", "had", "were", "do", "did", "say", "said", "want", "could")
) | {"may", "can", "might", "too", "also", "insist", "remain", "refuse", "back", "never", "still"}
# German articles that put what follows into the dative, where no preposition does.
_DATIVES = frozenset({"dem", "den"})
_TITLES = frozenset({"office", "government", "other", "generic", "crowd"})
# Where an acronym after a noun is its modifier ("forze NATO", "wojska NATO").
_BARE_AFTER_NOUN = frozenset({"it", "fr", "es", "pl", "uk", "ru"})
_SENTENCE_MARKS = frozenset(",;:.!?()\u2014\u2013")


class Standing(IntEnum):
    """How a mention stands in its clause, best first."""

    SUBJECT = 0
    JUDGE = 1
    PLACE = 2
    OWNER = 3
    OBJECT = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """tokens[first:last] mention `codes`; no codes: an office or outsider whose country the text tells.

    `person` is the name of a known person; `is_outsider` tells those who do not speak for a government.
    """

    first: int
    last: int
    codes: tuple[str, ...]
    kind: str
    standing: Standing
    voice: Voice = Voice.GOVERNMENT
    person: str | None = None

    @property
    def is_outsider(self) -> bool:
        """Whether this is somebody outside the government."""
        return self.voice is Voice.OTHER


def find_mentions(
    tokens: Sequence[Token],
    namings: Sequence[Naming],
    who: Sequence[Hit],
    topics: Sequence[Topic],
    how: Sequence[Hit],
    cues: Cues,
) -> list[Mention]:
    """The mentions of one sentence in their order; titles and adjectives are joined to their names."""
    starts = {topic.first for topic in topics}
    nouns = {topic.last for topic in topics} | {hit.last for hit in how}
    titles = [hit for hit in who if hit.label in _TITLES]
    used: set[int] = set()
    mentions: list[Mention] = []
    for naming in namings:
        mention = _read_naming(tokens, naming, titles, starts, nouns, cues)
        used.update(range(mention.first, mention.last))
        mentions.append(mention)
    mentions.extend(_read_titles(tokens, titles, used, cues))
    mentions.sort(key=lambda mention: mention.first)
    return _share_standing(tokens, mentions, cues)


def _read_naming(
    tokens: Sequence[Token],
    naming: Naming,
    titles: Sequence[Hit],
    starts: set[int],
    nouns: set[int],
    cues: Cues,
) -> Mention:
    naming = _settle_kind(tokens, naming, cues)
    title = _find_title(tokens, naming, titles, cues)
    first, last, voice = naming.first, naming.last, naming.voice
    if title is not None:
        first, last = min(first, _extend_left(tokens, title, titles, cues)), max(last, title.last)
        if naming.kind != "person":
            outside = [
                hit for hit in titles if hit.label == "other" and first - 2 <= hit.first < last + 1
            ]
            voice = Voice.OTHER if outside else voice
    standing = _find_standing(tokens, first, cues)
    if naming.kind == "adjective" and title is None:
        standing = Standing.OWNER
    elif title is None and naming.kind == "demonym" and cues.language == "de":
        standing = Standing.OBJECT if _is_dative(tokens, naming, cues) else standing
    elif title is None and naming.kind not in ("person", "group", "demonym"):
        standing = _weaken(tokens, naming, standing, starts, nouns, cues)
    if standing is Standing.OWNER and not _NO_OWNERS.isdisjoint(naming.codes):
        standing = Standing.OBJECT
    if standing in (Standing.PLACE, Standing.JUDGE) and "UA" in naming.codes:
        standing = Standing.OBJECT
    return Mention(first, last, naming.codes, naming.kind, standing, voice, naming.person)


def _weaken(
    tokens: Sequence[Token],
    naming: Naming,
    standing: Standing,
    starts: set[int],
    nouns: set[int],
    cues: Cues,
) -> Standing:
    """What is left of a bare name's standing: oblique, tied to a noun or after an infinitive it falls."""
    following = tokens[naming.last] if naming.last < len(tokens) else None
    if following is not None and following.low == "'s":
        return Standing.OWNER
    tied = tokens[naming.first].is_joined or (following is not None and following.is_joined)
    if tied or _is_dative(tokens, naming, cues):
        return Standing.OBJECT
    if standing is not Standing.SUBJECT:
        return standing
    if naming.kind == "short" and naming.last in starts and cues.language in ("en", "de"):
        return Standing.OWNER
    if not naming.is_subjective:
        # "the refusal of Poland": the genitive holds what the noun before it says; elsewhere it is object.
        return Standing.OWNER if naming.first in nouns else Standing.OBJECT
    return Standing.OBJECT if _follows_noun(tokens, naming, cues) else standing


def _is_dative(tokens: Sequence[Token], naming: Naming, cues: Cues) -> bool:
    before = tokens[naming.first - 1].low if naming.first else ""
    return cues.language == "de" and before in _DATIVES


def _follows_noun(tokens: Sequence[Token], naming: Naming, cues: Cues) -> bool:
    """Whether a bare name hangs on the word before it: "forze NATO", "spingere Mosca"."""
    if naming.first == 0 or not _SENTENCE_MARKS.isdisjoint(tokens[naming.first].gap):
        return False
    before = tokens[naming.first - 1].low
    if before in cues.grammar["article"]:
        before = tokens[naming.first - 2].low if naming.first > 1 else ""
        return before.endswith(_INFINITIVES.get(cues.language, "\0"))
    if before.endswith(_INFINITIVES.get(cues.language, "\0")):
        return True
    bare = naming.kind == "short" and cues.language in _BARE_AFTER_NOUN
    known = cues.grammar["opens"] | cues.grammar["link"] | cues.grammar["that"]
    return bare and before not in known


def _find_title(
    tokens: Sequence[Token], naming: Naming, titles: Sequence[Hit], cues: Cues
) -> Hit | None:
    """The title that belongs to a name: beside an adjective, before a genitive, beside a person."""
    titles = [hit for hit in titles if hit.label != "crowd"]
    after = [
        hit
        for hit in titles
        if naming.last <= hit.first <= naming.last + _REACH_AFTER
        and _is_close(tokens, naming.last, hit.first)
    ]
    before = [
        hit
        for hit in titles
        if naming.first - _REACH_BEFORE <= hit.last <= naming.first
        and _is_close(tokens, hit.last, naming.first)
    ]
    if naming.kind == "adjective":
        after = [hit for hit in after if _is_title(hit, naming, hit.first - naming.last)]
        before = [hit for hit in before if _is_title(hit, naming, naming.first - hit.last)]
        pool = after if cues.language in _ADJECTIVE_FIRST else [*reversed(before), *after[:1]]
        return pool[0] if pool else None
    if naming.kind in ("person", "group"):
        touching = [hit for hit in before if hit.last == naming.first]
        return touching[-1] if touching else None
    adjoins = after and after[0].first == naming.last and cues.language in ("en", "de")
    if adjoins and (naming.kind in ("short", "metonym") or tokens[naming.last].is_joined):
        # "US officials", "EU-Kommissar": the name is the first part of a title.
        return after[0]
    if after and naming.last < len(tokens) and tokens[naming.last].low == "'s":
        return after[0]
    for hit in reversed(before):
        between = [token.low for token in tokens[hit.last : naming.first]]
        if not _is_tie(tokens[hit.last : naming.first], cues):
            continue
        tied = any(low in cues.grammar["of"] for low in between)
        if tied or (not naming.is_subjective and len(between) <= 2):
            return hit
    return None


def _settle_kind(tokens: Sequence[Token], naming: Naming, cues: Cues) -> Naming:
    """Tells people from adjectives where one form is both: "i francesi", "the Dutch would"."""
    before = tokens[naming.first - 1].low if naming.first else ""
    if naming.kind == "demonym" and cues.language in _SAME_FORM:
        token = tokens[naming.first]
        if not token.is_capital and before not in _PLURAL_ARTICLES:
            return replace(naming, kind="adjective")
    if naming.kind == "demonym" and cues.language == "en" and tokens[naming.first].low[-1] != "s":
        naming = replace(naming, kind="adjective")
    if naming.kind == "adjective" and cues.language == "en" and before == "the":
        following = tokens[naming.last].low if naming.last < len(tokens) else ""
        if following in _ENGLISH_VERBS:
            return replace(naming, kind="demonym")
    return naming


def _extend_left(tokens: Sequence[Token], title: Hit, titles: Sequence[Hit], cues: Cues) -> int:
    """Where the chain of titles starts that `title` ends: "minister of" foreign affairs."""
    first = title.first
    bound = cues.grammar["of"] | cues.grammar["article"]
    for hit in reversed(titles):
        between = [token.low for token in tokens[hit.last : first]]
        bound_by = hit.last <= first and len(between) <= 2 and all(low in bound for low in between)
        if bound_by and _is_close(tokens, hit.last, first):
            first = hit.first
    return first


def _is_title(hit: Hit, naming: Naming, distance: int) -> bool:
    """Whether a title may take an adjective from so far; Ukraine's things are more often objects."""
    if hit.label == "government":
        return distance == 0 and "UA" not in naming.codes
    return distance <= 1 or hit.label != "generic"


def _is_tie(between: Sequence[Token], cues: Cues) -> bool:
    """Whether words between a title and a name only bind them: one word of another kind at most."""
    known = cues.grammar["of"] | cues.grammar["article"]
    strange = [token for token in between if token.low not in known]
    return len(strange) <= 1 and not any(
        token.is_capital or token.low in cues.grammar["that"] for token in strange
    )


def _is_close(tokens: Sequence[Token], left: int, right: int) -> bool:
    return all(
        _SENTENCE_MARKS.isdisjoint(tokens[at].gap)
        for at in range(left, right + 1)
        if at < len(tokens)
    )


def _read_titles(
    tokens: Sequence[Token], titles: Sequence[Hit], used: set[int], cues: Cues
) -> list[Mention]:
    found: list[Mention] = []
    for hit in titles:
        if hit.label == "government" or not used.isdisjoint(range(hit.first, hit.last)):
            continue
        voice = Voice.OTHER if hit.label == "other" else Voice.GOVERNMENT
        kind = {"other": "outsider", "generic": "source", "crowd": "crowd"}.get(hit.label, "office")
        used.update(range(hit.first, hit.last))
        standing = _find_standing(tokens, hit.first, cues)
        found.append(Mention(hit.first, hit.last, (), kind, standing, voice))
    return found


def _find_standing(tokens: Sequence[Token], first: int, cues: Cues) -> Standing:
    """The standing that the words before a mention give it: bare is subject, after a preposition not."""
    at = first - 1
    for _ in range(4):
        if at < 0 or not _SENTENCE_MARKS.isdisjoint(tokens[at + 1].gap):
            return Standing.SUBJECT
        low = tokens[at].low
        if low in cues.grammar["judge"]:
            return Standing.JUDGE
        if low in cues.grammar["place"]:
            return Standing.PLACE
        if low in cues.grammar["object"]:
            return Standing.OBJECT
        if low not in cues.grammar["article"]:
            return Standing.SUBJECT
        at -= 1
    return Standing.SUBJECT


def _share_standing(tokens: Sequence[Token], mentions: list[Mention], cues: Cues) -> list[Mention]:
    """Gives each member of a list ("A, B and C") the standing of its first one."""
    shared: list[Mention] = []
    for mention in mentions:
        previous = shared[-1] if shared else None
        if (
            previous is not None
            and mention.kind != "office"
            and is_coordinated(tokens, previous, mention, cues)
        ):
            standing = (
                min(previous.standing, Standing.OWNER)
                if previous.standing is not Standing.OBJECT
                else Standing.OBJECT
            )
            mention = replace(mention, standing=standing)  # noqa: PLW2901
        shared.append(mention)
    return shared


def is_coordinated(tokens: Sequence[Token], left: Mention, right: Mention, cues: Cues) -> bool:
    """Whether nothing but commas, links and articles parts two mentions."""
    between = tokens[left.last : right.first]
    gaps = "".join(token.gap for token in tokens[left.last : right.first + 1])
    if len(between) > 4 or not set(gaps) <= set(", \u00a0'\u2019\u00ab\u00bb\""):
        return False
    if right.first <= left.last and "," not in gaps:
        return False
    lows = [token.low for token in between]
    has_link = "," in gaps or any(low in cues.grammar["link"] for low in lows)
    known = cues.grammar["link"] | cues.grammar["article"] | cues.grammar["of"]
    return has_link and all(low in known for low in lows)


def is_bare_ukraine(mention: Mention) -> bool:
    """Whether a mention is Ukraine by name: more often what is talked of than who talks."""
    return mention.codes == ("UA",) and mention.kind in ("name", "capital", "short")
