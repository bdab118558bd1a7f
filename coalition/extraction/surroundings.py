"""What an article as a whole says of its parts: which countries and proposals it is about, and where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coalition.extraction.parsing import Parsed
from coalition.extraction.topics import find_dominant

# Whose government a paper of a language means where it says "the government" alone, most often.
HOMES = {
    "de": "DE",
    "en": "GB",
    "es": "ES",
    "fr": "FR",
    "it": "IT",
    "pl": "PL",
    "ru": "RU",
    "uk": "UA",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One article at a glance.

    `topics` and `countries` are shares of the most named one, between 0 and 1; `paragraphs` holds the
    countries of each paragraph in the order of the text, with repetitions.
    """

    home: str
    dominant: str | None
    topics: Mapping[str, float]
    countries: Mapping[str, float]
    title_topics: frozenset[str]
    title_countries: frozenset[str]
    paragraphs: Mapping[int, Sequence[str]]


def survey(language: str, parsed: Sequence[Parsed], title: Sequence[Parsed]) -> Surroundings:
    """The surroundings of an article, from its sentences and those of its title."""
    title_topics = [topic for one in title for topic in one.topics]
    topics = [*title_topics, *(topic for one in parsed for topic in one.topics)]
    named: Counter[str] = Counter()
    for topic in topics:
        named[topic.slug] += 1 + topic.strong
    paragraphs: dict[int, list[str]] = {}
    for one in parsed:
        paragraphs.setdefault(one.sentence.paragraph, []).extend(list_codes(one))
    return Surroundings(
        home=HOMES[language],
        dominant=find_dominant(topics),
        topics=_share(named),
        countries=_share(Counter(code for codes in paragraphs.values() for code in codes)),
        title_topics=frozenset(topic.slug for topic in title_topics),
        title_countries=frozenset(code for one in title for code in list_codes(one)),
        paragraphs=paragraphs,
    )


def list_codes(one: Parsed) -> list[str]:
    """The countries that a sentence mentions, in its order, with repetitions."""
    return [code for mention in one.mentions for code in mention.codes]


def _share(counts: Mapping[str, int]) -> Mapping[str, float]:
    most = max(counts.values(), default=1)
    return {name: count / most for name, count in counts.items()}
