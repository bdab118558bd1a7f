"""Who holds what a clause says: the subject, the speaker, or whom the text before was about."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coalition.extraction.cues import Cues
from coalition.extraction.mentions import Mention, Standing, is_bare_ukraine, is_coordinated
from coalition.extraction.parsing import Parsed, Speech, words_of
from coalition.extraction.segments import Segment
from coalition.vocabulary import Voice

# How surely the rules tie a holder to a clause, by its standing, as speaker, or recalled from before.
_STANDING_LINK = {
    Standing.SUBJECT: 1.0,
    Standing.JUDGE: 0.9,
    Standing.PLACE: 0.7,
    Standing.OWNER: 0.65,
}
_SPOKEN, _RECALLED, _OFFICE = 0.9, 0.55, 0.8
# The war's own parties are what sentences are about: they hold a position where they open the clause.
_FRONTED, _FRONT = frozenset({"UA", "RU"}), 3
# How far a place may stand from the office that sits there.
_PLACE_REACH = 12
# Where offices sit: "in Warsaw" says whose minister speaks, "in Germany" does not.
_SEATS = frozenset({"capital", "metonym", "adjective"})
# Pronouns that open a clause about somebody named before.
_PRONOUNS = frozenset(
    (
        "lui",
        "egli",
        "il",
        "elle",
        "er",
        "sie",
        "he",
        "she",
        "él",
        "ella",
        "він",
        "вона",
        "он",
        "она",
    )
)
# A sentence that opens with its predicate, or has so few words, leaves its subject out.
_EARLY, _SHORT = 2, 8
_IMPERSONAL = frozenset({"si", "se", "man", "es", "il", "there"})


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may hold a position: one country, or who speaks for it.

    `words` is how it stands in the clause, "" where it is taken over; `link` is between 0 and 1.
    """

    code: str
    words: str
    voice: Voice
    link: float
    person: str | None = None
    kind: str = ""


@dataclass(slots=True)
class State:
    """What the text before a sentence leaves to it."""

    paragraph: int = -1
    holders: tuple[Holder, ...] = ()
    speech: Speech | None = None
    topics: tuple[str, ...] = ()


@dataclass(slots=True)
class Clause:
    """A run of segments with the same holders."""

    holders: tuple[Holder, ...]
    segments: list[Segment] = field(default_factory=list)


class HolderFinder:
    """Finds the clauses of a sentence and their holders."""

    def __init__(self, text: str, cues: Cues) -> None:
        self._text = text
        self._cues = cues

    def resolve_speech(self, one: Parsed, state: State) -> Speech | None:
        """The speech of a sentence with its country, where the text before tells it."""
        speech = one.speech
        if speech is None or speech.codes:
            return speech
        codes: tuple[str, ...] = ()
        if speech.kind == "office":
            mention = next((m for m in one.mentions if m.first == speech.first), None)
            if mention is not None and speech.segment >= 0:
                codes = self._resolve_office(one, mention, None, state)
            else:
                codes = tuple(dict.fromkeys(holder.code for holder in state.holders[:1]))
        elif speech.kind == "pronoun":
            source = state.speech.codes if state.speech is not None else ()
            codes = source or tuple(dict.fromkeys(h.code for h in state.holders))
        elif speech.kind == "source" and state.speech is not None:
            codes = state.speech.codes
        return replace(speech, codes=codes)

    def group_clauses(self, one: Parsed, state: State) -> list[Clause]:
        """The clauses of a sentence; a segment without a holder joins its neighbour.

        The last clause may have no holder at all, and that of a crowd has none either.
        """
        clauses: list[Clause] = []
        waiting: list[Segment] = []
        for at, segment in enumerate(one.segments):
            holders = self._find_holders(one, at, segment, state)
            if holders is None:
                if clauses:
                    clauses[-1].segments.append(segment)
                else:
                    waiting.append(segment)
                continue
            if clauses and _codes(clauses[-1].holders) == _codes(holders):
                clauses[-1].segments.append(segment)
                continue
            clauses.append(Clause(holders, [*waiting, segment]))
            waiting = []
        if waiting:
            clauses.append(Clause(self._recall(one, state), waiting))
        return clauses

    def _find_holders(
        self, one: Parsed, at: int, segment: Segment, state: State
    ) -> tuple[Holder, ...] | None:
        """The holders that a segment names itself; None where it names none."""
        speech = one.speech
        inside = [m for m in one.mentions if segment.first <= m.first < segment.last]
        gates = [h for h in one.how if h.label in ("if", "gate") and h.first == segment.first]
        subjects = [] if gates else self._pick_subjects(one, inside, segment.first)
        is_speaking = speech is not None and speech.segment == at
        has_own = any(segment.first <= t.first < segment.last for t in one.topics) or any(
            segment.first <= h.first < segment.last and h.label != "committed" for h in one.how
        )
        if is_speaking and not has_own and len(one.segments) > 1:
            return None
        return self._choose(one, at, subjects, state)

    def _choose(
        self, one: Parsed, at: int, subjects: Sequence[Mention], state: State
    ) -> tuple[Holder, ...] | None:
        """The holders of a segment: its subjects, or its speaker where these are words of theirs."""
        speech, segment = one.speech, one.segments[at]
        is_speaking = speech is not None and speech.segment == at
        speaks = any(h.label == "we" and segment.first <= h.first < segment.last for h in one.who)
        if speech is not None and speech.codes and not is_speaking:
            in_quote = segment.quoted and (speaks or not subjects)
            if in_quote or (not subjects and self._is_first(one, at, speech)):
                return hold_speech(speech)
        if not subjects:
            return self._take_up(segment, state) if at else None
        if all(is_bare_ukraine(mention) for mention in subjects):
            if _has_holder_before(one, segment):
                return None
            if speech is not None and speech.codes and "UA" not in speech.codes and not is_speaking:
                # What others say of Ukraine's own steps ("Kyiv must join") is their view, not Kyiv's.
                return hold_speech(speech)
        return self._resolve(one, subjects, speech, state)

    def _take_up(self, segment: Segment, state: State) -> tuple[Holder, ...] | None:
        """Who a clause opened by a pronoun is about: "the Commission pushes; he is against"."""
        if segment.opener in _PRONOUNS and state.holders:
            return tuple(replace(h, words="", link=_RECALLED) for h in state.holders)
        return None

    def _is_first(self, one: Parsed, at: int, speech: Speech) -> bool:
        """Whether no other holder stands between a subjectless segment and its speaker."""
        if speech.segment <= at:
            return True
        before = [
            m
            for m in one.mentions
            if m.codes and m.standing is Standing.SUBJECT and m.first < one.segments[at].first
        ]
        return not before

    def _pick_subjects(self, one: Parsed, inside: Sequence[Mention], start: int) -> list[Mention]:
        """The first mention of the best standing in a segment, with those coordinated to it."""
        able = [
            m
            for m in inside
            if m.standing is not Standing.OBJECT
            and m.kind != "source"
            and (
                _FRONTED.isdisjoint(m.codes)
                or m.person
                or m.standing is Standing.JUDGE
                or m.first - start <= _FRONT
            )
        ]
        if not able:
            return []
        named = [m for m in able if m.codes or m.is_outsider] or able
        named = [m for m in named if not is_bare_ukraine(m)] or named
        best = min(named, key=lambda m: (m.standing, m.first))
        picked = [best]
        for mention in inside[inside.index(best) + 1 :]:
            if mention.codes and is_coordinated(one.tokens, picked[-1], mention, self._cues):
                picked.append(mention)
        return picked

    def _resolve(
        self, one: Parsed, subjects: Sequence[Mention], speech: Speech | None, state: State
    ) -> tuple[Holder, ...]:
        holders: list[Holder] = []
        for mention in subjects:
            if mention.kind == "crowd":
                continue
            codes = mention.codes or self._resolve_office(one, mention, speech, state)
            voice = mention.voice
            spoken = speech is not None and mention.first != speech.first
            if speech is not None and spoken and not mention.is_outsider and codes:
                if speech.codes and not set(codes) & set(speech.codes):
                    voice = Voice.CLAIM
                elif speech.voice is Voice.OTHER:
                    voice = Voice.OTHER
            link = _STANDING_LINK[mention.standing] * (1.0 if mention.codes else _OFFICE)
            words = words_of(self._text, one.tokens, mention.first, mention.last)
            holders.extend(
                Holder(code, words, voice, link, mention.person, mention.kind) for code in codes
            )
        # A crowd ("several countries") holds nothing: its clause is nobody's.
        return tuple(holders)

    def _resolve_office(
        self, one: Parsed, mention: Mention, speech: Speech | None, state: State
    ) -> tuple[str, ...]:
        """The country of "the prime minister": whose it is, a place beside it, else the last holder."""
        before = [
            m
            for m in one.mentions
            if m.codes
            and m.last <= mention.first
            and m.standing is Standing.SUBJECT
            and not _is_gated(one, m)
        ]
        if self._is_possessed(one, mention):
            held = tuple(dict.fromkeys(holder.code for holder in state.holders))
            return before[-1].codes if before else held
        near = [
            m
            for m in one.mentions
            if m.codes
            and (
                m.standing is Standing.OWNER or (m.standing is Standing.PLACE and m.kind in _SEATS)
            )
            and abs(m.first - mention.first) <= _PLACE_REACH
        ]
        if near:
            return min(near, key=lambda m: abs(m.first - mention.first)).codes[:1]
        if speech is not None and speech.codes:
            return speech.codes
        held = tuple(dict.fromkeys(holder.code for holder in state.holders[:1]))
        return held or (before[-1].codes if before else ())

    def _is_possessed(self, one: Parsed, mention: Mention) -> bool:
        """Whether a possessive stands before it: "its embassy", "su portavoz"."""
        words = [token.low for token in one.tokens[max(0, mention.first - 2) : mention.first]]
        return any(
            hit.label == "they" and hit.last in (mention.first, mention.first - 1)
            for hit in one.who
        ) and bool(words)

    def _recall(self, one: Parsed, state: State) -> tuple[Holder, ...]:
        """Who a sentence without any holder is about: its speaker, or the holder before it."""
        speech = one.speech or (state.speech if one.is_quoted else None)
        if speech is not None and speech.codes:
            return hold_speech(speech)
        if speech is not None or not self._refers_back(one):
            return ()
        return tuple(
            Holder(h.code, "", h.voice, _RECALLED, h.person, "recalled") for h in state.holders
        )

    def _refers_back(self, one: Parsed) -> bool:
        """Whether a sentence without a holder goes on about the last one: by a pronoun, or by leaving it out."""
        first = one.tokens[0].low
        if first in _IMPERSONAL or first in self._cues.grammar["article"]:
            return len(one.tokens) <= _SHORT
        pronoun = any(hit.label in ("they", "we") and hit.first <= _SHORT for hit in one.who)
        return pronoun or any(h.first <= _EARLY for h in one.how) or len(one.tokens) <= _SHORT


def hold_speech(speech: Speech) -> tuple[Holder, ...]:
    """Those for whom a speaker speaks."""
    return tuple(
        Holder(code, speech.words, speech.voice, _SPOKEN, speech.person, "speaker")
        for code in speech.codes
    )


def _has_holder_before(one: Parsed, segment: Segment) -> bool:
    """Whether somebody else than Ukraine is the subject of an earlier segment."""
    return any(
        m.codes and m.standing is Standing.SUBJECT and not is_bare_ukraine(m)
        for m in one.mentions
        if m.first < segment.first
    )


def _is_gated(one: Parsed, mention: Mention) -> bool:
    """Whether a mention stands in a condition: "if the Kremlin refuses"."""
    segment = next(s for s in one.segments if s.first <= mention.first < s.last)
    return any(h.label in ("if", "gate") and h.first == segment.first for h in one.how)


def _codes(holders: Sequence[Holder]) -> tuple[tuple[str, Voice], ...]:
    return tuple((holder.code, holder.voice) for holder in holders)
