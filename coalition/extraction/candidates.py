"""Finds who may hold a position on what in an article, and asks how: one question per holder and topic."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from coalition.extraction.claims import ArticleText
from coalition.extraction.cues import ELSEWHERE, Cues, read_cues
from coalition.extraction.judgement import Question
from coalition.extraction.lexicon import Lexicon
from coalition.extraction.mentions import Mention, Standing, find_mentions, is_coordinated
from coalition.extraction.names import NameIndex
from coalition.extraction.patterns import Hit
from coalition.extraction.segments import Segment, ends_quoted, split_segments
from coalition.extraction.sentences import Sentence, split_sentences
from coalition.extraction.tokens import Token, split_tokens
from coalition.extraction.topics import (
    CONDITION_LIKE,
    TROOPS,
    UN,
    Topic,
    choose_topics,
    find_dominant,
    find_topics,
)
from coalition.vocabulary import Time, Voice

# What is read of one article: beyond it no news article goes, and time stays bounded.
LONGEST_READ = 200_000
# How surely the rules tie a holder to a clause, by its standing; and a topic, by where it was found.
_STANDING_LINK = {
    Standing.SUBJECT: 1.0,
    Standing.JUDGE: 0.9,
    Standing.PLACE: 0.7,
    Standing.OWNER: 0.65,
}
_CARRIED, _SPOKEN, _RECALLED = 0.9, 0.9, 0.55
_STRONG, _WEAK, _SAME_SENTENCE, _LAST_SENTENCE, _DOMINANT = 1.0, 0.85, 0.85, 0.7, 0.6
# The war's own parties are what sentences are about: they hold a position where they open the clause.
# How far a speaker may stand from the verb of saying.
_SPEAKER_REACH = 9
# How far a place may stand from the office that sits there.
_PLACE_REACH = 12
# Where offices sit: "in Warsaw" says whose minister speaks, "in Germany" does not.
_SEATS = frozenset({"capital", "metonym", "adjective"})
# What may follow the question mark of a question.
_CLOSING = " \u00a0\"\u00bb\u201c\u201d\u2019')"
# Pronouns that open a clause about somebody named before.
_PRONOUNS = frozenset(
    [
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
    ]
)
# A sentence that opens with its predicate, or has so few words, leaves its subject out.
_EARLY, _SHORT = 2, 8
_IMPERSONAL = frozenset({"si", "se", "man", "es", "il", "there"})
_FRONTED, _FRONT = frozenset({"UA", "RU"}), 3


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may hold a position: one country, or who speaks for it."""

    code: str
    words: str
    voice: Voice
    link: float
    person: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks in a sentence: codes (empty where unknown), voice, words; the segment that says so."""

    codes: tuple[str, ...]
    voice: Voice
    words: str
    person: str | None
    kind: str
    segment: int
    first: int = -1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and where it comes from: the clause is `text[start:end]` of the article."""

    question: Question
    holder: Holder
    start: int
    end: int
    sentence: Sentence
    speech: Speech | None


@dataclass(slots=True)
class _Parsed:
    """One sentence with everything that was found in it."""

    sentence: Sentence
    tokens: list[Token]
    mentions: list[Mention]
    who: list[Hit]
    how: list[Hit]
    topics: list[Topic]
    segments: list[Segment]
    times: list[Hit]
    is_quoted: bool
    is_elsewhere: bool = False
    speech: Speech | None = None


@dataclass(slots=True)
class _State:
    """What the text before a sentence leaves to it."""

    paragraph: int = -1
    holders: tuple[Holder, ...] = ()
    speech: Speech | None = None
    topics: tuple[str, ...] = ()
    before: str = ""


@dataclass(slots=True)
class _Clause:
    """A run of segments with the same holders."""

    holders: tuple[Holder, ...]
    segments: list[Segment] = field(default_factory=list)


@lru_cache(maxsize=16)
def _name_index(language: str, key: int) -> NameIndex:
    return NameIndex(language, _LEXICONS[key])


_LEXICONS: dict[int, Lexicon] = {}


def find_candidates(article: ArticleText, language: str, lexicon: Lexicon) -> list[Candidate]:
    """The candidates of an article in the order of its text. Reads its first `LONGEST_READ` characters."""
    _LEXICONS[id(lexicon)] = lexicon
    finder = _Finder(article, language, lexicon)
    return finder.find()


class _Finder:
    def __init__(self, article: ArticleText, language: str, lexicon: Lexicon) -> None:
        self._article = article
        self._text = article.text[:LONGEST_READ]
        self._language = language
        self._cues: Cues = read_cues(language, lexicon)
        self._index = _name_index(language, id(lexicon))
        self._known: set[str] = set()

    def find(self) -> list[Candidate]:
        parsed = self._parse()
        title = split_tokens(self._article.title or "", self._language)
        topics = [topic for one in parsed for topic in one.topics]
        dominant = find_dominant([*find_topics(self._cues.what.find(title)), *topics])
        self._lend_speakers(parsed)
        candidates: list[Candidate] = []
        state = _State()
        for one in parsed:
            candidates.extend(self._read_sentence(one, state, dominant))
        return candidates

    # -- parsing ----------------------------------------------------------------------------------

    def _parse(self) -> list[_Parsed]:
        parsed: list[_Parsed] = []
        quoted, paragraph = False, -1
        for sentence in split_sentences(self._text):
            if sentence.paragraph != paragraph:
                quoted, paragraph = False, sentence.paragraph
            one = self._parse_sentence(sentence, in_quote=quoted)
            quoted = ends_quoted(self._text[sentence.start : sentence.end], quoted)
            parsed.append(one)
        return parsed

    def _parse_sentence(self, sentence: Sentence, *, in_quote: bool) -> _Parsed:
        tokens = split_tokens(self._text, self._language, sentence.start, sentence.end)
        who = self._cues.who.find(tokens)
        how = self._cues.how.find(tokens)
        namings = self._index.find(tokens, self._article.day, self._known)
        what = self._cues.what.find(tokens)
        topics = find_topics(what)
        mentions = find_mentions(tokens, namings, who, topics, how, self._cues)
        say = [hit for hit in who if hit.label == "say"]
        strong = [hit for hit in how if hit.label not in ("act", "future", "modal", "temporary")]
        segments = split_segments(tokens, mentions, strong, say, self._cues, in_quote=in_quote)
        one = _Parsed(
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

    def _find_speech(self, one: _Parsed) -> Speech | None:
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

    def _find_speaker(self, one: _Parsed, segment: Segment, hit: Hit) -> Mention | None:
        """The mention nearest to a verb of saying, in its own segment."""
        near = [
            m
            for m in one.mentions
            if m.standing in (Standing.SUBJECT, Standing.PLACE)
            and m.kind != "crowd"
            and not _is_bare_ukraine(m)
            and hit.first - _SPEAKER_REACH <= m.first <= hit.last + _SPEAKER_REACH
            and segment.first <= m.first < segment.last
        ]
        near.sort(
            key=lambda m: (
                m.standing is Standing.PLACE,
                m.kind == "source",
                abs(m.first - hit.first),
            )
        )
        return near[0] if near else None

    def _speech(self, one: _Parsed, mention: Mention, at: int) -> Speech:
        words = self._words(one, mention.first, mention.last)
        codes = list(mention.codes)
        last = mention
        for other in one.mentions:
            if (
                other.first >= last.last
                and other.codes
                and is_coordinated(one.tokens, last, other, self._cues)
            ):
                codes.extend(code for code in other.codes if code not in codes)
                last = other
        return Speech(
            tuple(codes), mention.voice, words, mention.person, mention.kind, at, mention.first
        )

    def _lend_speakers(self, parsed: Sequence[_Parsed]) -> None:
        """A sentence wholly in quote marks is spoken by whom the next or the last sentence names."""
        for at, one in enumerate(parsed):
            if one.speech is None and one.is_quoted:
                for other in (*parsed[at + 1 : at + 3], *parsed[max(0, at - 1) : at][::-1]):
                    if (
                        other.sentence.paragraph == one.sentence.paragraph
                        and other.speech is not None
                    ):
                        one.speech = Speech(
                            other.speech.codes,
                            other.speech.voice,
                            other.speech.words,
                            other.speech.person,
                            other.speech.kind,
                            -1,
                        )
                        break

    def _words(self, one: _Parsed, first: int, last: int) -> str:
        return self._text[one.tokens[first].start : one.tokens[last - 1].end]

    # -- holders ----------------------------------------------------------------------------------

    def _read_sentence(self, one: _Parsed, state: _State, dominant: str | None) -> list[Candidate]:
        if one.sentence.paragraph != state.paragraph:
            state.paragraph = one.sentence.paragraph
            state.holders, state.speech = (), None
        one.speech = self._resolve_speech(one, state)
        clauses = self._group_clauses(one, state)
        candidates: list[Candidate] = []
        last_topics: tuple[str, ...] = ()
        for clause in clauses:
            found, last_topics = self._ask(one, clause, clauses, state, last_topics, dominant)
            candidates.extend(found)
        if not last_topics:
            named = choose_topics(one.topics, dominant, gated=False)
            last_topics = tuple(topic.slug for topic in named if topic.strong)
        self._remember(one, clauses, state, last_topics)
        return candidates

    def _resolve_speech(self, one: _Parsed, state: _State) -> Speech | None:
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

    def _group_clauses(self, one: _Parsed, state: _State) -> list[_Clause]:
        clauses: list[_Clause] = []
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
            clauses.append(_Clause(holders, [*waiting, segment]))
            waiting = []
        if waiting:
            clauses.append(_Clause(self._recall(one, state), waiting))
        return [clause for clause in clauses if clause.holders]

    def _find_holders(
        self, one: _Parsed, at: int, segment: Segment, state: _State
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
        speaks = any(h.label == "we" and segment.first <= h.first < segment.last for h in one.who)
        if speech is not None and speech.codes and not is_speaking:
            if segment.quoted and (speaks or not subjects):
                return self._spoken(speech)
            if not subjects and self._is_first(one, at, speech):
                return self._spoken(speech)
        if not subjects:
            return self._take_up(segment, state) if at else None
        if all(_is_bare_ukraine(m) for m in subjects) and self._has_holder_before(one, segment):
            return None
        other = speech is not None and speech.codes and "UA" not in speech.codes
        if other and not is_speaking and all(_is_bare_ukraine(m) for m in subjects):
            # What others say of Ukraine's own steps ("Kyiv must join") is their view, not Kyiv's.
            return self._spoken(speech) if speech is not None else None
        return self._resolve(one, subjects, speech, state)

    def _take_up(self, segment: Segment, state: _State) -> tuple[Holder, ...] | None:
        """Who a clause opened by a pronoun is about: "the Commission pushes; he is against"."""
        if segment.opener in _PRONOUNS and state.holders:
            return tuple(replace(h, words="", link=_RECALLED) for h in state.holders)
        return None

    def _has_holder_before(self, one: _Parsed, segment: Segment) -> bool:
        return any(
            m.codes and m.standing is Standing.SUBJECT and not _is_bare_ukraine(m)
            for m in one.mentions
            if m.first < segment.first
        )

    def _is_first(self, one: _Parsed, at: int, speech: Speech) -> bool:
        """Whether no other holder stands between a subjectless segment and its speaker."""
        if speech.segment <= at:
            return True
        before = [
            m
            for m in one.mentions
            if m.codes and m.standing is Standing.SUBJECT and m.first < one.segments[at].first
        ]
        return not before

    def _spoken(self, speech: Speech) -> tuple[Holder, ...]:
        return tuple(
            Holder(code, speech.words, speech.voice, _SPOKEN, speech.person, "speaker")
            for code in speech.codes
        )

    def _pick_subjects(self, one: _Parsed, inside: Sequence[Mention], start: int) -> list[Mention]:
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
        named = [m for m in named if not _is_bare_ukraine(m)] or named
        best = min(named, key=lambda m: (m.standing, m.first))
        picked = [best]
        for mention in inside[inside.index(best) + 1 :]:
            if mention.codes and is_coordinated(one.tokens, picked[-1], mention, self._cues):
                picked.append(mention)
        return picked

    def _resolve(
        self, one: _Parsed, subjects: Sequence[Mention], speech: Speech | None, state: _State
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
            link = _STANDING_LINK[mention.standing] * (1.0 if mention.codes else 0.8)
            words = self._words(one, mention.first, mention.last)
            holders.extend(
                Holder(code, words, voice, link, mention.person, mention.kind) for code in codes
            )
        # A crowd ("several countries") holds nothing: its clause is nobody's.
        return tuple(holders)

    def _resolve_office(
        self, one: _Parsed, mention: Mention, speech: Speech | None, state: _State
    ) -> tuple[str, ...]:
        """The country of "the prime minister": whose it is, a place beside it, else the last holder."""
        before = [
            m
            for m in one.mentions
            if m.codes
            and m.last <= mention.first
            and m.standing is Standing.SUBJECT
            and not self._is_gated(one, m)
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

    def _is_gated(self, one: _Parsed, mention: Mention) -> bool:
        """Whether a mention stands in a condition: "if the Kremlin refuses"."""
        segment = next(s for s in one.segments if s.first <= mention.first < s.last)
        return any(h.label in ("if", "gate") and h.first == segment.first for h in one.how)

    def _is_possessed(self, one: _Parsed, mention: Mention) -> bool:
        """Whether a possessive stands before it: "its embassy", "su portavoz"."""
        words = [token.low for token in one.tokens[max(0, mention.first - 2) : mention.first]]
        return any(
            hit.label == "they" and hit.last in (mention.first, mention.first - 1)
            for hit in one.who
        ) and bool(words)

    def _recall(self, one: _Parsed, state: _State) -> tuple[Holder, ...]:
        """Who a sentence without any holder is about: its speaker, or the holder before it."""
        speech = one.speech or (state.speech if one.is_quoted else None)
        if speech is not None and speech.codes:
            return self._spoken(speech)
        if speech is not None or not self._refers_back(one):
            return ()
        return tuple(
            Holder(h.code, "", h.voice, _RECALLED, h.person, "recalled") for h in state.holders
        )

    def _refers_back(self, one: _Parsed) -> bool:
        """Whether a sentence without a holder goes on about the last one: by a pronoun, or by leaving it out."""
        first = one.tokens[0].low
        if first in _IMPERSONAL or first in self._cues.grammar["article"]:
            return len(one.tokens) <= _SHORT
        pronoun = any(hit.label in ("they", "we") and hit.first <= _SHORT for hit in one.who)
        return pronoun or any(h.first <= _EARLY for h in one.how) or len(one.tokens) <= _SHORT

    # -- questions --------------------------------------------------------------------------------

    def _ask(
        self,
        one: _Parsed,
        clause: _Clause,
        clauses: Sequence[_Clause],
        state: _State,
        last_topics: tuple[str, ...],
        dominant: str | None,
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        found: list[Candidate] = []
        if one.is_elsewhere or self._text[: one.sentence.end].rstrip(_CLOSING).endswith("?"):
            # Another theatre, or a question, which is no stance; its topic still leads on.
            named = choose_topics(one.topics, dominant, gated=False)
            return found, tuple(topic.slug for topic in named) or last_topics
        for run, topics in self._split_by_topic(one, clause, dominant):
            has_cue = any(run[0].first <= h.first < run[-1].last for h in one.how)
            inherited = self._inherit(last_topics, state, dominant)
            gated = any(
                h.label == "gate" and run[0].first <= h.first < run[-1].last for h in one.how
            )
            if gated and topics and inherited and self._is_condition(topics, inherited, clause):
                topics = []
            if inherited and topics and all(t.slug == TROOPS and not t.strong for t in topics):
                # "In Kyiv" and the like name the force only where nothing else is being talked of.
                topics = [] if has_cue and (last_topics or state.topics) else topics
            if topics:
                linked = [
                    (t.slug, _STRONG if t.strong else _WEAK, self._words(one, t.first, t.last))
                    for t in topics
                ]
            elif has_cue:
                linked = inherited
            else:
                linked = []
            for slug, topic_link, words in linked:
                found.extend(
                    self._candidate(one, run, holder, slug, words, topic_link, state)
                    for holder in clause.holders
                )
            if topics:
                last_topics = tuple(topic.slug for topic in topics)
        return found, last_topics

    def _is_condition(
        self,
        topics: Sequence[Topic],
        inherited: Sequence[tuple[str, float, str]],
        clause: _Clause,
    ) -> bool:
        """Whether what a gated clause names is what is asked for, and the proposal stands before it."""
        if any(holder.code == "US" for holder in clause.holders):
            return False
        missions = any(t.slug == UN and not t.is_mandate for t in topics)
        asked = _slugs(topics) <= CONDITION_LIKE and not missions
        return asked and inherited[0][0] not in CONDITION_LIKE

    def _inherit(
        self, last_topics: tuple[str, ...], state: _State, dominant: str | None
    ) -> list[tuple[str, float, str]]:
        if last_topics:
            return [(slug, _SAME_SENTENCE, "") for slug in last_topics[:2]]
        if state.topics:
            return [(slug, _LAST_SENTENCE, "") for slug in state.topics[:1]]
        return [(dominant, _DOMINANT, "")] if dominant else []

    def _split_by_topic(
        self, one: _Parsed, clause: _Clause, dominant: str | None
    ) -> list[tuple[list[Segment], list[Topic]]]:
        """Runs of a clause's segments, each with its topics; a segment without any joins its neighbour."""
        runs: list[tuple[list[Segment], list[Topic]]] = []
        for segment in clause.segments:
            inside = [t for t in one.topics if segment.first <= t.first < segment.last]
            gated = any(
                h.label == "gate" and segment.first <= h.first < segment.last for h in one.how
            )
            topics = choose_topics(inside, dominant, gated=gated)
            turns = self._turns_time(one, runs[-1][0] if runs else [], segment)
            if turns and not topics:
                topics = runs[-1][1]
            elif runs and (not topics or not runs[-1][1] or _slugs(topics) <= _slugs(runs[-1][1])):
                merged = runs[-1][1] or topics
                runs[-1] = ([*runs[-1][0], segment], merged)
            else:
                runs.append(([segment], topics))
        return runs

    def _turns_time(self, one: _Parsed, run: Sequence[Segment], segment: Segment) -> bool:
        """Whether a segment leaves the time of the run before it: "refused then", "now is ready"."""
        before = [h.label for h in one.times if run and run[0].first <= h.first < run[-1].last]
        here = [h.label for h in one.times if segment.first <= h.first < segment.last]
        return bool(before and here) and (before[-1] == "now") != (here[0] == "now")

    def _candidate(
        self,
        one: _Parsed,
        run: Sequence[Segment],
        holder: Holder,
        slug: str,
        topic: str,
        topic_link: float,
        state: _State,
    ) -> Candidate:
        tokens = one.tokens
        first, last = run[0].first, run[-1].last
        start, end = tokens[first].start, tokens[last - 1].end
        others = tuple(
            self._words(one, m.first, m.last)
            for m in one.mentions
            if first <= m.first < last and m.codes and holder.code not in m.codes
        )
        question = Question(
            language=self._language,
            sentence=self._text[one.sentence.start : one.sentence.end],
            clause=self._text[start:end],
            context=state.before,
            country=holder.code,
            holder=holder.words if start <= self._text.find(holder.words, start, end) else "",
            others=others,
            proposal=slug,
            topic=topic,
            link=round(holder.link * topic_link, 3),
            voice=holder.voice if holder.voice is not Voice.GOVERNMENT else None,
            time=self._find_time(one, first, last),
        )
        return Candidate(question, holder, start, end, one.sentence, one.speech)

    def _find_time(self, one: _Parsed, first: int, last: int) -> Time | None:
        first = self._widen(one, first)
        inside = [h.label for h in one.times if first <= h.first < last]
        if not inside:
            # A time at the head of the sentence ("At first ...") holds for what follows.
            head = one.segments[0].last
            inside = [h.label for h in one.times if h.first < head]
        if not inside or inside[0] == "now":
            return None
        if inside[0] == "before" and not self._is_over(one, first, last):
            return None
        return Time.PAST

    def _is_over(self, one: _Parsed, first: int, last: int) -> bool:
        """Whether a time before the day of publication ("a year ago") is set against now, by word or tense."""
        turned = any(hit.label == "now" for hit in one.times)
        lows = (token.low for token in one.tokens[first:last])
        return turned or any(low in self._cues.grammar["pluperfect"] for low in lows)

    def _widen(self, one: _Parsed, first: int) -> int:
        """Where the time of a clause starts: "while" puts it at the time of the clause before."""
        for before, segment in pairwise(one.segments):
            if segment.first == first and segment.opener in self._cues.grammar["while"]:
                return before.first
        return first

    def _remember(
        self, one: _Parsed, clauses: Sequence[_Clause], state: _State, topics: tuple[str, ...]
    ) -> None:
        state.before = self._text[one.sentence.start : one.sentence.end]
        named = [clause for clause in clauses if clause.holders[0].kind != "recalled"]
        if named:
            state.holders = named[-1].holders
        if one.speech is not None and one.speech.codes:
            state.speech = one.speech
        if topics:
            state.topics = topics


def _is_beside(pronoun: Hit, verb: Hit) -> bool:
    """Whether a pronoun is the subject of a verb of saying: "he said", "ironisé-t-il"."""
    return (
        verb.first - 1 <= pronoun.last <= verb.first or verb.last <= pronoun.first <= verb.last + 1
    )


def _is_bare_ukraine(mention: Mention) -> bool:
    return mention.codes == ("UA",) and mention.kind in ("name", "capital", "short")


def _codes(holders: Sequence[Holder]) -> tuple[tuple[str, Voice], ...]:
    return tuple((holder.code, holder.voice) for holder in holders)


def _slugs(topics: Sequence[Topic]) -> set[str]:
    return {topic.slug for topic in topics}
