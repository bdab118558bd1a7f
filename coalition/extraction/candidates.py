"""Finds who may hold a position on what in an article: every country near a clause, with every proposal.

Far more candidates than stances: about two hundred in an article of two hundred words, and of the stances of our
annotated articles 99 in 100 are among them. Which of them hold is for the linker (`linking.py`) to say; what
the rules think of each stands in its traits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coalition.extraction.claims import ArticleText
from coalition.extraction.cues import Cues, read_cues
from coalition.extraction.fitting import Floats
from coalition.extraction.guessing import Guess, Shares, Wording, read_guess, read_wordings
from coalition.extraction.holders import Clause, Holder, HolderFinder, State
from coalition.extraction.judgement import Question
from coalition.extraction.lexicon import Lexicon
from coalition.extraction.parsing import Parsed, Parser, Speech, words_of
from coalition.extraction.roles import list_context
from coalition.extraction.rules import judge_clause
from coalition.extraction.segments import Segment
from coalition.extraction.sentences import Sentence
from coalition.extraction.surroundings import Surroundings, survey
from coalition.extraction.topics import (
    CONDITION_LIKE,
    TROOPS,
    UN,
    Topic,
    choose_topics,
)
from coalition.extraction.traits import (
    HolderTraits,
    Recent,
    Run,
    Traits,
    describe_place,
    describe_run,
    describe_topics,
)
from coalition.vocabulary import Time, Voice

# What is read of one article: beyond it no news article goes, and time stays bounded.
LONGEST_READ = 200_000
# How surely a topic belongs to a clause, by where it was named.
_STRONG, _WEAK, _SAME_SENTENCE, _LAST_SENTENCE, _DOMINANT = 1.0, 0.85, 0.85, 0.7, 0.6
_GUESSED = 0.7
# A text with more is a table, a list or an attack: what is beyond is not read. A dense article of 600 words
# has some 1,500.
MOST_CANDIDATES = 20_000
# What may follow the question mark of a question.
_CLOSING = " \u00a0\"\u00bb\u201c\u201d\u2019')"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and where it comes from: the clause is `text[start:end]` of the article."""

    question: Question
    holder: Holder
    start: int
    end: int
    sentence: Sentence
    speech: Speech | None


def find_candidates(
    article: ArticleText, language: str, lexicon: Lexicon, guess: Guess | None = None
) -> list[Candidate]:
    """The candidates of an article in the order of its text. Reads its first `LONGEST_READ` characters.

    `guess` stands in for the shipped guess, which has seen the articles that it was trained on.
    """
    text = article.text[:LONGEST_READ]
    title = (article.title or "")[:LONGEST_READ]
    cues = read_cues(language, lexicon)
    parsed = Parser(text, language, article.day, lexicon).parse()
    headline = Parser(title, language, article.day, lexicon).parse()
    around = survey(language, parsed, headline)
    guess = guess or read_guess()
    asker = _Asker(text, language, cues, around, guess)
    wordings = read_wordings([one.sentence for one in parsed], text, title, guess)
    for one, wording in zip(parsed, wordings, strict=True):
        if len(asker.candidates) >= MOST_CANDIDATES:
            break
        asker.read_sentence(one, wording)
    return asker.candidates[:MOST_CANDIDATES]


class _Asker:
    """Goes through the sentences of one text in order, and remembers what the last ones were about."""

    def __init__(
        self, text: str, language: str, cues: Cues, around: Surroundings, guess: Guess
    ) -> None:
        self.candidates: list[Candidate] = []
        self._text = text
        self._language = language
        self._cues = cues
        self._around = around
        self._dominant = around.dominant
        self._finder = HolderFinder(text, cues)
        self._guess = guess
        self._state = State()
        self._recent = Recent()
        self._sentences = 0
        self._runs = 0

    def read_sentence(self, one: Parsed, wording: Wording) -> None:
        """Adds the candidates of the next sentence."""
        state = self._state
        opens = one.sentence.paragraph != state.paragraph
        if opens:
            state.paragraph = one.sentence.paragraph
            state.holders, state.speech = (), None
        one.speech = self._finder.resolve_speech(one, state)
        clauses = self._finder.group_clauses(one, state)
        place = describe_place(self._sentences, len(clauses), asks=self._asks(one), opens=opens)
        roles = self._guess_roles(one)
        topics: tuple[str, ...] = ()
        for clause in clauses:
            topics = self._ask(one, clause, topics, wording, roles, place)
        if not topics:
            named = choose_topics(one.topics, self._dominant, gated=False)
            topics = tuple(topic.slug for topic in named if topic.strong)
        self._remember(one, [clause for clause in clauses if clause.holders], topics)

    def _asks(self, one: Parsed) -> bool:
        return self._read(one.sentence).rstrip(_CLOSING).endswith("?")

    def _read(self, sentence: Sentence) -> str:
        return self._text[sentence.start : sentence.end]

    def _guess_roles(self, one: Parsed) -> dict[int, Floats]:
        """As what each mention that tells a country stands there, by its first token."""
        return {
            mention.first: self._guess.roles.share(list_context(one.tokens, mention))
            for mention in one.mentions
            if mention.codes
        }

    def _ask(
        self,
        one: Parsed,
        clause: Clause,
        before: tuple[str, ...],
        wording: Wording,
        roles: Mapping[int, Floats],
        place: Traits,
    ) -> tuple[str, ...]:
        """Adds the candidates of one clause; returns the topics that it leaves to the next one."""
        for segments, topics in self._split_by_topic(one, clause):
            text = words_of(self._text, one.tokens, segments[0].first, segments[-1].last)
            shares = Shares(self._guess.topics.labels, self._guess.share(text), wording)
            rules = self._link_topics(one, segments, topics, clause, before, shares)
            run = Run(one, segments, clause, text, rules, topics, before, shares, roles)
            self._add_run(run, place)
            if topics:
                before = tuple(topic.slug for topic in topics)
        return before

    def _add_run(self, run: Run, place: Traits) -> None:
        """Adds every country near a run with every proposal near it."""
        one = run.one
        start = one.tokens[run.first].start
        time = self._find_time(one, run.first, run.last)
        silence = judge_clause(self._language, run.text).position.get(None, 1.0)
        common = describe_run(run, self._cues, silence) | place | run.shares.describe_nothing()
        holders = HolderTraits(run, self._text, self._guess.roles.labels).describe(
            self._state, self._recent, self._around
        )
        topics = describe_topics(run, self._state, self._recent, self._around)
        for holder, held in holders.values():
            voice = holder.voice if holder.voice is not Voice.GOVERNMENT else None
            for slug, named in topics.items():
                traits = common | held | named
                if "chosen" in held and "topic rule" in named:
                    traits["rules agree"] = 1.0
                question = Question(
                    self._language,
                    self._read(one.sentence),
                    run.text,
                    holder.code,
                    slug,
                    voice,
                    time,
                    self._runs,
                    traits,
                )
                end = start + len(run.text)
                self.candidates.append(
                    Candidate(question, holder, start, end, one.sentence, one.speech)
                )
        self._runs += 1

    def _link_topics(
        self,
        one: Parsed,
        run: Sequence[Segment],
        topics: list[Topic],
        clause: Clause,
        before: tuple[str, ...],
        shares: Shares,
    ) -> dict[str, float]:
        """What a run of segments is about, and how surely: what it names, or what the text before
        was about."""
        cues = [hit for hit in one.how if run[0].first <= hit.first < run[-1].last]
        inherited = self._inherit(before)
        gated = any(hit.label == "gate" for hit in cues)
        if gated and topics and inherited and _is_condition(topics, next(iter(inherited)), clause):
            topics = []
        vague = all(topic.slug == TROOPS and not topic.strong for topic in topics)
        if vague and cues and (before or self._state.topics):
            # "In Kyiv" and the like name the force only where nothing else is being talked of.
            topics = []
        named = {topic.slug: _STRONG if topic.strong else _WEAK for topic in topics}
        if any(topic.strong for topic in topics) or not (named or (inherited and cues)):
            return named
        # What no strong word names holds unless the wording of the clause says otherwise.
        likely = shares.guess([] if named else inherited, self._dominant)
        links = named or inherited
        return links if likely in links else {likely: _GUESSED}

    def _inherit(self, before: tuple[str, ...]) -> dict[str, float]:
        if before:
            return dict.fromkeys(before[:2], _SAME_SENTENCE)
        if self._state.topics:
            return {self._state.topics[0]: _LAST_SENTENCE}
        return {self._dominant: _DOMINANT} if self._dominant else {}

    def _split_by_topic(
        self, one: Parsed, clause: Clause
    ) -> list[tuple[list[Segment], list[Topic]]]:
        """Runs of a clause's segments, each with its topics; a segment without any joins its neighbour."""
        runs: list[tuple[list[Segment], list[Topic]]] = []
        for segment in clause.segments:
            inside = [t for t in one.topics if segment.first <= t.first < segment.last]
            cues = [h for h in one.how if segment.first <= h.first < segment.last]
            gated = any(hit.label == "gate" for hit in cues)
            topics = choose_topics(inside, self._dominant, gated=gated)
            last = runs[-1] if runs else None
            if last is not None and _turns_time(one, last[0], segment):
                runs.append(([segment], topics or last[1]))
            elif last is not None and (
                not topics or not last[1] or _slugs(topics) <= _slugs(last[1])
            ):
                runs[-1] = ([*last[0], segment], last[1] or topics)
            else:
                runs.append(([segment], topics))
        return runs

    def _find_time(self, one: Parsed, first: int, last: int) -> Time | None:
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

    def _is_over(self, one: Parsed, first: int, last: int) -> bool:
        """Whether a time before the day of publication ("a year ago") is set against now, by word or tense."""
        turned = any(hit.label == "now" for hit in one.times)
        lows = (token.low for token in one.tokens[first:last])
        return turned or any(low in self._cues.grammar["pluperfect"] for low in lows)

    def _widen(self, one: Parsed, first: int) -> int:
        """Where the time of a clause starts: "while" puts it at the time of the clause before."""
        for before, segment in pairwise(one.segments):
            if segment.first == first and segment.opener in self._cues.grammar["while"]:
                return before.first
        return first

    def _remember(self, one: Parsed, clauses: Sequence[Clause], topics: tuple[str, ...]) -> None:
        state = self._state
        named = [clause for clause in clauses if clause.holders[0].kind != "recalled"]
        if named:
            state.holders = named[-1].holders
        if one.speech is not None and one.speech.codes:
            state.speech = one.speech
        if topics:
            state.topics = topics
        self._recent = self._recent.add(one)
        self._sentences += 1


def _is_condition(topics: Sequence[Topic], inherited: str, clause: Clause) -> bool:
    """Whether what a gated clause names is what is asked for, and the proposal stands before it."""
    if any(holder.code == "US" for holder in clause.holders):
        return False
    missions = any(topic.slug == UN and not topic.is_mandate for topic in topics)
    asked = _slugs(topics) <= CONDITION_LIKE and not missions
    return asked and inherited not in CONDITION_LIKE


def _turns_time(one: Parsed, run: Sequence[Segment], segment: Segment) -> bool:
    """Whether a segment leaves the time of the run before it: "refused then", "now is ready"."""
    before = [hit.label for hit in one.times if run[0].first <= hit.first < run[-1].last]
    here = [hit.label for hit in one.times if segment.first <= hit.first < segment.last]
    return bool(before and here) and (before[-1] == "now") != (here[0] == "now")


def _slugs(topics: Sequence[Topic]) -> set[str]:
    return {topic.slug for topic in topics}
