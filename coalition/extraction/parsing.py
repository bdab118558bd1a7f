"""Reads the sentences of an article: their words, mentions, cues, topics, segments and speaker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from coalition.extraction.cues import ELSEWHERE, read_cues
from coalition.extraction.lexicon import Lexicon
from coalition.extraction.mentions import (
    Mention,
    Standing,
    find_mentions,
    is_bare_ukraine,
    is_coordinated,
)
from coalition.extraction.names import open_index
from coalition.extraction.patterns import Hit
from coalition.extraction.segments import Segment, ends_quoted, split_segments
from coalition.extraction.sentences import Sentence, split_sentences
from coalition.extraction.tokens import Token, split_tokens
from coalition.extraction.topics import Topic, find_topics
from coalition.vocabulary import Voice

# No sentence of a news text is longer; what is longer is a table or a list, and is not read.
LONGEST_SENTENCE = 2_000
# No article has more sentences; what has is a table or an attack, and is read so far.
MOST_SENTENCES = 3_000
# How far a speaker may stand from the verb of saying.
_SPEAKER_REACH = 9
# Cues that make no predicate of their own.
_HELPERS = frozenset({"act", "future", "modal", "temporary"})


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks in a sentence: codes (empty where unknown), voice, words; the segment that says so.

    `segment` is -1 where another sentence names the speaker; `first` is the token of the mention.
    """

    codes: tuple[str, ...]
    voice: Voice
    words: str
    person: str | None
    kind: str
    segment: int
    first: int = -1


@dataclass(slots=True)
class Parsed:
    """One sentence with everything that was found in it.

    `is_quoted`: it stands in quote marks as a whole. `is_elsewhere`: it is about another theatre, not
    Ukraine.
    """

    sentence: Sentence
    tokens: list[Token]
    mentions: list[Mention]
    who: list[Hit]
    how: list[Hit]
    topics: list[Topic]
    segments: list[Segment]
    times: list[Hit]
    is_quoted: bool
    is_elsewhere: bool
    speech: Speech | None = None


class Parser:
    """Parses one text; keeps what it learns on the way (people named in full)."""

    def __init__(self, text: str, language: str, day: date | None, lexicon: Lexicon) -> None:
        self._text = text
        self._language = language
        self._day = day
        self._cues = read_cues(language, lexicon)
        self._index = open_index(language, lexicon)
        self._known: set[str] = set()

    def parse(self) -> list[Parsed]:
        """The sentences in their order, each with its speaker where one is named."""
        parsed: list[Parsed] = []
        quoted, paragraph = False, -1
        for sentence in split_sentences(self._text)[:MOST_SENTENCES]:
            if sentence.end - sentence.start > LONGEST_SENTENCE:
                continue
            if sentence.paragraph != paragraph:
                quoted, paragraph = False, sentence.paragraph
            parsed.append(self._parse_sentence(sentence, in_quote=quoted))
            quoted = ends_quoted(self._text[sentence.start : sentence.end], quoted)
        _lend_speakers(parsed)
        return parsed

    def _parse_sentence(self, sentence: Sentence, *, in_quote: bool) -> Parsed:
        tokens = split_tokens(self._text, self._language, sentence.start, sentence.end)
        who = self._cues.who.find(tokens)
        how = self._cues.how.find(tokens)
        namings = self._index.find(tokens, self._day, self._known)
        what = self._cues.what.find(tokens)
        topics = find_topics(what)
        mentions = find_mentions(tokens, namings, who, topics, how, self._cues)
        say = [hit for hit in who if hit.label == "say"]
        strong = [hit for hit in how if hit.label not in _HELPERS]
        segments = split_segments(tokens, mentions, strong, say, self._cues, in_quote=in_quote)
        one = Parsed(
            sentence,
            tokens,
            mentions,
            who,
            how,
            topics,
            segments,
            self._cues.when.find(tokens),
            is_quoted=bool(segments) and all(segment.quoted for segment in segments),
            is_elsewhere=any(hit.label == ELSEWHERE for hit in what)
            and not any("UA" in mention.codes for mention in mentions),
        )
        one.speech = self._find_speech(one)
        return one

    def _find_speech(self, one: Parsed) -> Speech | None:
        """Who speaks: the one beside a verb of saying, or after "according to"."""
        for at, segment in enumerate(one.segments):
            if segment.quoted:
                continue
            said = [h for h in one.who if segment.first <= h.first < segment.last]
            for hit in said:
                if hit.label == "according":
                    after = [m for m in one.mentions if hit.last <= m.first <= hit.last + 3]
                    if after:
                        return self._speech(one, after[0], at)
                if hit.label != "say":
                    continue
                if any(h.label == "they" and _is_beside(h, hit) for h in said):
                    return Speech((), Voice.GOVERNMENT, "", None, "pronoun", at)
                if speaker := self._find_speaker(one, segment, hit):
                    return self._speech(one, speaker, at)
        return None

    def _find_speaker(self, one: Parsed, segment: Segment, hit: Hit) -> Mention | None:
        """The mention nearest to a verb of saying, in its own segment."""
        near = [
            m
            for m in one.mentions
            if m.standing in (Standing.SUBJECT, Standing.PLACE)
            and m.kind != "crowd"
            and not is_bare_ukraine(m)
            and hit.first - _SPEAKER_REACH <= m.first <= hit.last + _SPEAKER_REACH
            and segment.first <= m.first < segment.last
        ]
        near.sort(
            key=lambda m: (
                m.standing is Standing.PLACE,
                m.kind == "source",
                # "Carney said Canada ...": people and offices speak before countries do.
                m.kind not in ("person", "office") and m.person is None,
                abs(m.first - hit.first),
            )
        )
        return near[0] if near else None

    def _speech(self, one: Parsed, mention: Mention, at: int) -> Speech:
        words = words_of(self._text, one.tokens, mention.first, mention.last)
        codes = self._list_codes(one, mention)
        return Speech(codes, mention.voice, words, mention.person, mention.kind, at, mention.first)

    def _list_codes(self, one: Parsed, mention: Mention) -> tuple[str, ...]:
        """The codes of a mention and of those that stand in one list with it."""
        at = one.mentions.index(mention)
        first = last = at
        while first and self._is_listed(one, first - 1):
            first -= 1
        while last + 1 < len(one.mentions) and self._is_listed(one, last):
            last += 1
        listed = one.mentions[first : last + 1]
        return tuple(dict.fromkeys(code for other in listed for code in other.codes))

    def _is_listed(self, one: Parsed, at: int) -> bool:
        left, right = one.mentions[at], one.mentions[at + 1]
        named = bool(left.codes and right.codes)
        return named and is_coordinated(one.tokens, left, right, self._cues)


def words_of(text: str, tokens: Sequence[Token], first: int, last: int) -> str:
    """The stretch of `text` from the first token to the one before the last."""
    return text[tokens[first].start : tokens[last - 1].end]


def _lend_speakers(parsed: Sequence[Parsed]) -> None:
    """A sentence wholly in quote marks is spoken by whom the next or the last sentence names."""
    for at, one in enumerate(parsed):
        if one.speech is not None or not one.is_quoted:
            continue
        for other in (*parsed[at + 1 : at + 3], *parsed[max(0, at - 1) : at]):
            same = other.sentence.paragraph == one.sentence.paragraph
            if same and other.speech is not None:
                one.speech = replace(other.speech, segment=-1, first=-1)
                break


def _is_beside(pronoun: Hit, verb: Hit) -> bool:
    """Whether a pronoun is the subject of a verb of saying: "he said", "ironisé-t-il"."""
    return (
        verb.first - 1 <= pronoun.last <= verb.first or verb.last <= pronoun.first <= verb.last + 1
    )
