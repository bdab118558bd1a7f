"""What is seen of a clause, of a country near it and of a proposal near it: numbers for the linker.

Each function returns traits by name, most of them 0 or 1; what is not named is 0. The rules that tie a
holder and a topic to a clause are traits among others here: right where they speak, silent elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coalition.extraction.cues import Cues
from coalition.extraction.fitting import Floats
from coalition.extraction.guessing import NOTHING, Shares
from coalition.extraction.holders import Clause, Holder, State, hold_speech
from coalition.extraction.mentions import Mention
from coalition.extraction.parsing import Parsed, words_of
from coalition.extraction.patterns import Hit
from coalition.extraction.segments import Segment
from coalition.extraction.surroundings import Surroundings, list_codes
from coalition.extraction.topics import Topic
from coalition.vocabulary import Voice

Traits = dict[str, float]

# Cues that make no predicate of their own.
_HELPERS = frozenset({"act", "future", "modal", "temporary"})
# The war's parties and the large ones are spoken of in other ways than the rest.
_LARGE = frozenset({"UA", "RU", "US", "EU", "NATO"})
# How sure a holder is who stands near, and is not chosen by the rules.
_NEARBY, _FAR = 0.5, 0.4
# Counts and distances end here; beyond it they say no more.
_WORDS, _CUES, _CODES, _SENTENCES, _REACH, _TOPIC_REACH = 40, 4, 6, 10, 12, 15
_FRONT = 2


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence that the rules give to one holder and one topic; tokens[first:last].

    `rules` are the proposals that the rules tie to it, with how surely; `before` those of the sentence so
    far; `shares` how likely its wording speaks of each; `roles` as what the sentence's mentions, by their
    first token, stand there.
    """

    one: Parsed
    segments: Sequence[Segment]
    clause: Clause
    text: str
    rules: Mapping[str, float]
    chosen: Sequence[Topic]
    before: Sequence[str]
    shares: Shares
    roles: Mapping[int, Floats]

    @property
    def first(self) -> int:
        return self.segments[0].first

    @property
    def last(self) -> int:
        return self.segments[-1].last

    def within(self, hits: Iterable[Hit]) -> list[Hit]:
        """Those of some hits that begin in it."""
        return [hit for hit in hits if self.first <= hit.first < self.last]

    def holds(self, thing: Mention | Topic) -> bool:
        """Whether a mention or a topic begins in it."""
        return self.first <= thing.first < self.last


@dataclass(frozen=True, slots=True)
class Recent:
    """What the last sentences named, the newest first."""

    topics: tuple[tuple[str, ...], ...] = ()
    countries: tuple[tuple[str, ...], ...] = ()

    def add(self, one: Parsed) -> "Recent":
        """With one more sentence, and without those that lie too far back."""
        topics = (tuple(topic.slug for topic in one.topics), *self.topics[:2])
        codes = tuple(list_codes(one))
        return Recent(topics, (codes, *self.countries[:1]) if codes else self.countries)


def describe_run(run: Run, cues: Cues, silence: float) -> Traits:
    """Of the clause itself: its cues, its length, who speaks. `silence`: that no cue decides it."""
    one, tokens = run.one, run.one.tokens[run.first : run.last]
    who = {hit.label for hit in run.within(one.who)}
    hits = run.within(one.how)
    codes = {code for m in one.mentions if run.holds(m) for code in m.codes}
    traits = {f"cue {hit.label}": 1.0 for hit in hits}
    traits |= {f"who {label}": 1.0 for label in who & {"we", "they", "say", "according"}}
    return traits | {
        "who crowd": float("crowd" in who),
        "who outside": float("other" in who),
        "office": float(
            any(run.holds(m) and not m.codes and m.kind == "office" for m in one.mentions)
        ),
        "denied": float(any(token.low in cues.grammar["negation"] for token in tokens)),
        "cues": _cap(sum(hit.label not in _HELPERS for hit in hits), _CUES),
        "silence": silence,
        "words": _cap(len(tokens), _WORDS),
        "part": len(tokens) / len(one.tokens),
        "quoted": sum(segment.quoted for segment in run.segments) / len(run.segments),
        "dated": float(any(hit.label != "now" for hit in run.within(one.times))),
        "countries": _cap(len(codes), _CODES),
        "number": float(any(char.isdigit() for char in run.text)),
        "orphan": float(not run.clause.holders),
        "elsewhere": float(one.is_elsewhere),
    }


def describe_place(number: int, clauses: int, *, asks: bool, opens: bool) -> Traits:
    """Of where a sentence stands: its number in the article, and whether it opens a paragraph or asks."""
    return {
        "asks": float(asks),
        "opens": float(opens),
        "lead": float(number < 2),
        "depth": _cap(number, _SENTENCES),
        "clauses": _cap(clauses, _CODES),
    }


class HolderTraits:
    """The countries that may hold what a run says, each with a holder and its traits."""

    def __init__(self, run: Run, text: str, roles: Sequence[str]) -> None:
        """`roles` are the labels of the run's."""
        self._roles = roles
        self._run = run
        self._text = text
        self.found: dict[str, tuple[Holder, Traits]] = {}

    def describe(
        self, state: State, recent: Recent, around: Surroundings
    ) -> dict[str, tuple[Holder, Traits]]:
        """All of them: chosen by the rules, named here or near, speaking, recalled, or at home."""
        run = self._run
        for holder in run.clause.holders:
            self._add(
                holder,
                {
                    "chosen": 1.0,
                    f"chosen {holder.kind}": 1.0,
                    f"voice {holder.voice}": 1.0,
                    "link": holder.link,
                    "chosen number": _cap(len(run.clause.holders), _CODES),
                    "chosen named": float(bool(holder.words)),
                },
            )
        for mention in run.one.mentions:
            self._add_mention(mention)
        self._add_speakers(state)
        for holder in state.holders:
            alone = float(len(state.holders) == 1)
            self._add(_recall(holder), {"before": 1.0, "before alone": alone})
        for back, codes in enumerate(recent.countries):
            for code in codes:
                self._add(_imagine(code), {f"near {back}": 1.0})
        office = any(run.holds(m) and not m.codes and m.kind == "office" for m in run.one.mentions)
        if office or any(hit.label == "we" for hit in run.within(run.one.who)):
            self._add(_imagine(around.home), {"home meant": 1.0})
        self._compare(around)
        return self.found

    def _add(self, holder: Holder, traits: Mapping[str, float]) -> None:
        kept = self.found.setdefault(holder.code, (holder, {}))[1]
        for name, value in traits.items():
            kept[name] = max(kept.get(name, 0.0), value)

    def _add_mention(self, mention: Mention) -> None:
        inside = self._run.holds(mention)
        place = "in" if inside else "out"
        traits = {
            f"{place} {mention.standing.name.lower()}": 1.0,
            f"{place} {mention.kind}": 1.0,
            f"{place} outsider": float(mention.is_outsider),
            place: 1.0,
        }
        if inside:
            traits |= self._measure(mention)
        if mention.codes:
            shares = zip(self._roles, self._run.roles[mention.first], strict=True)
            traits |= {
                f"role {role} {place}": float(share) for role, share in shares if role != NOTHING
            }
        words = words_of(self._text, self._run.one.tokens, mention.first, mention.last)
        for code in mention.codes:
            self._add(
                Holder(code, words, mention.voice, _NEARBY, mention.person, mention.kind), traits
            )

    def _measure(self, mention: Mention) -> Traits:
        """How near a mention stands to the beginning, to a cue and to a topic."""
        run = self._run
        ahead = mention.first - run.first
        traits = {
            "at": 1 - ahead / (run.last - run.first),
            "front": float(ahead <= _FRONT),
        }
        cues = [hit for hit in run.within(run.one.how) if hit.label not in _HELPERS]
        if cues:
            traits["cue near"] = 1 - _cap(min(_distance(mention, hit) for hit in cues), _REACH)
            traits["cue after"] = float(any(hit.first >= mention.last for hit in cues))
        topics = [topic for topic in run.one.topics if run.holds(topic)]
        if topics:
            gap = min(abs(topic.first - mention.first) for topic in topics)
            traits["topic near"] = 1 - _cap(gap, _TOPIC_REACH)
        return traits

    def _add_speakers(self, state: State) -> None:
        speech = self._run.one.speech
        if speech is not None:
            for holder in hold_speech(speech):
                traits = {"speaks": 1.0, f"speaks {speech.kind}": 1.0}
                self._add(holder, traits | {f"speaks {speech.voice}": 1.0})
        if state.speech is not None:
            for holder in hold_speech(state.speech):
                self._add(_recall(holder), {"spoke": 1.0})

    def _compare(self, around: Surroundings) -> None:
        """What tells a country from the others: how often it is named, and whether alone."""
        one = self._run.one
        paragraph = around.paragraphs.get(one.sentence.paragraph, ())
        sentence = set(list_codes(one))
        inside = sum("in" in traits for _, traits in self.found.values())
        for code, (_, traits) in self.found.items():
            traits |= {
                code if code in _LARGE else "state": 1.0,
                "home": float(code == around.home),
                "article": around.countries.get(code, 0.0),
                "title": float(code in around.title_countries),
                "paragraph": paragraph.count(code) / len(paragraph) if paragraph else 0.0,
                "paragraph first": float(bool(paragraph) and paragraph[0] == code),
                "paragraph countries": _cap(len(set(paragraph)), _CODES),
                "alone": float(sentence == {code}),
                "sentence countries": _cap(len(sentence), _CODES),
                "rivals": _cap(inside - ("in" in traits), _CUES),
                "other chosen": float(bool(self._run.clause.holders) and "chosen" not in traits),
            }


def describe_topics(
    run: Run, state: State, recent: Recent, around: Surroundings
) -> dict[str, Traits]:
    """The proposals that a run may be about, each with its traits."""
    found: dict[str, Traits] = {}
    for slug, name, value in _list_topics(run, state, recent, around):
        found.setdefault(slug, {})[name] = value
    strong = any(run.holds(topic) and topic.strong for topic in run.one.topics)
    for slug, traits in found.items():
        traits.update(run.shares.describe(slug))
        traits["other strong"] = float(strong and "here strong" not in traits)
        traits["topic article"] = around.topics.get(slug, 0.0)
        traits[slug] = 1.0
    return found


def _list_topics(
    run: Run, state: State, recent: Recent, around: Surroundings
) -> Iterator[tuple[str, str, float]]:
    """Proposals by where they were met: the slug, the name of the trait, its value."""
    for topic in run.one.topics:
        place = "here" if run.holds(topic) else "beside"
        yield topic.slug, f"{place} {'strong' if topic.strong else 'weak'}", 1.0
    for slug, sure in run.rules.items():
        yield slug, "topic rule", sure
    met = {
        "topic chosen": [topic.slug for topic in run.chosen],
        "topic before": run.before[:2],
        "topic kept": state.topics[:2],
        "topic dominant": [around.dominant] if around.dominant else [],
        "topic title": sorted(around.title_topics),
        "topic guessed": run.shares.likeliest(),
    }
    met |= {f"topic near {back}": slugs for back, slugs in enumerate(recent.topics)}
    for name, slugs in met.items():
        for slug in slugs:
            yield slug, name, 1.0


def _recall(holder: Holder) -> Holder:
    return Holder(holder.code, "", holder.voice, _NEARBY, holder.person, "recalled")


def _imagine(code: str) -> Holder:
    return Holder(code, "", Voice.GOVERNMENT, _FAR, None, "recalled")


def _distance(mention: Mention, hit: Hit) -> int:
    """How many words stand between a mention and a cue."""
    return max(hit.first - mention.last, mention.first - hit.last, 0)


def _cap(count: int, most: int) -> float:
    return min(count, most) / most
