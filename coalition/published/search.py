"""Search: the words of stances in the language of their text, names in any script, and silence.

What an index of PostgreSQL finds (migration 0011) is what a stance shows: its quote or our summary of
it, and its speaker. The whole text of an article is searched nowhere, since it may not be shown.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, reduce
from importlib import import_module
from operator import or_
from typing import Any

from django.db.models import BooleanField, Count, F, Func, Max, Q, QuerySet, TextField, Value

from coalition.extraction.lexicon import read_lexicon
from coalition.models import Article, Stance, StanceCondition
from coalition.published.evidence import describe_stances, stances
from coalition.published.records import StanceRecord
from coalition.vocabulary import ReviewState, Voice

MOST_FOUND = 50  # of one page of results: more is narrowed by a facet
LONGEST_QUERY = 200  # characters
FACETS = ("country", "proposal", "position", "language")

# The letters and languages of the index itself, which its migration holds for ever.
migration = import_module("coalition.migrations.0011_search")
CONFIGURATIONS: Mapping[str, str] = migration.CONFIGURATIONS
FOLDING = str.maketrans(migration.MARKED, migration.PLAIN)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the newest stances, how many there are, and counts of what was found.

    `counts` has a table for each of FACETS and for "condition": how many stances have each value.
    """

    stances: tuple[StanceRecord, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Meant:
    """The countries, people and proposals that a query names, in whatever script or language."""

    countries: tuple[str, ...]
    people: tuple[str, ...]
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A country of which nothing was said on a proposal for some days: the day of its newest words
    before (None: never), and in how many articles of these days it is named on anything else."""

    country: str
    newest: date | None
    articles: int


class SearchWords(Func):
    """The words of a stance's row, as the index holds them."""

    function = "coalition_search_words"
    output_field = TextField()


class AskWords(Func):
    """A query in the words of one configuration; quotes, `or` and a minus are understood."""

    function = "websearch_to_tsquery"
    template = "%(function)s(%(expressions)s)"
    output_field = TextField()


class Matches(Func):
    """Whether words hold what is asked for."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def search_stances(query: str = "", *, condition: str | None = None, **wanted: str | None) -> Found:
    """The public stances that hold a query, newest day first, with counts of all that was found.

    A name in another script or language finds what the person or country is called where it was
    said. `wanted` narrows by FACETS; a filter that is None is not applied.
    """
    rows = Stance.objects.filter(withdrawn=False).exclude(review_state=ReviewState.REJECTED)
    if query:
        rows = rows.filter(match(query))
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if condition:
        named = StanceCondition.objects.filter(kind=condition)
        rows = rows.filter(pk__in=named.values("stance"))
    ids = rows.order_by(F("first_day").desc(nulls_last=True), "-pk").values_list("pk", flat=True)
    page = list(ids[:MOST_FOUND])
    shown = {one.id: one for one in describe_stances(stances().filter(pk__in=page))}
    counts = count_facets(rows)
    return Found(
        stances=tuple(shown[key] for key in page if key in shown),
        total=sum(counts["position"].values()),
        counts=counts,
    )


def count_facets(rows: QuerySet[Stance]) -> dict[str, dict[str, int]]:
    """How many of the rows have each value of each facet, the most frequent first."""
    counts = {}
    for facet in FACETS:
        values = rows.order_by().values_list(facet).annotate(n=Count("pk"))
        counts[facet] = dict(values.order_by("-n", facet))
    conditions = StanceCondition.objects.filter(stance__in=rows.order_by().values("pk"))
    kinds = conditions.order_by().values_list("kind").annotate(n=Count("stance", distinct=True))
    counts["condition"] = dict(kinds.order_by("-n", "kind"))
    return counts


def match(query: str) -> Q:
    """The condition that a stance holds a query, in the words of its language."""
    words = SearchWords(F("language"), F("quote"), F("summary"), F("speaker"))
    asked = widen(query)
    known = [
        Q(language=code) & Q(Matches(words, ask(name, asked)))
        for code, name in CONFIGURATIONS.items()
    ]
    others = ~Q(language__in=list(CONFIGURATIONS)) & Q(Matches(words, ask("simple", asked)))
    found = reduce(or_, known, others)
    meant = find_meant(query)
    return found | Q(country__in=meant.countries) if meant.countries else found


def ask(configuration: str, query: str) -> AskWords:
    """A query for one configuration."""
    regconfig = Func(Value(configuration), template="%(expressions)s::regconfig")
    return AskWords(regconfig, Value(query), output_field=TextField())


def widen(query: str) -> str:
    """A folded query, or any of the names under which the people that it means are quoted."""
    names = [f'"{fold(name)}"' for name in find_meant(query).people]
    return " or ".join([fold(query), *names])


def fold(text: str) -> str:
    """Words in small letters without marks, as the index holds them."""
    return unicodedata.normalize("NFC", text).lower().translate(FOLDING)


@cache
def read_names() -> dict[str, tuple[set[str], set[str], set[str]]]:
    """What each folded name means: codes of countries, names of people, slugs of proposals."""
    lexicon = read_lexicon()
    names: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for one in lexicon.names:
        if not one.ambiguous and one.kind in {"name", "short"}:
            names.setdefault(fold(one.form), (set(), set(), set()))[0].add(one.code)
    for person in lexicon.people:
        for form in (person.name, *person.aliases):
            names.setdefault(fold(form), (set(), set(), set()))[1].add(person.name)
    for phrase in lexicon.phrases:
        if phrase.strong:
            names.setdefault(fold(phrase.words), (set(), set(), set()))[2].add(phrase.slug)
    return names


def find_meant(query: str) -> Meant:
    """What a query names: as a whole, or word for word where each of its parts is a name."""
    if query in read_lexicon().countries:  # in capitals only: “no” and “it” are words too
        return Meant((query,), (), ())
    names = read_names()
    folded = fold(query).strip().strip('"')
    found = names.get(folded)
    parts = [found] if found else split_names(folded.split(), names)
    return Meant(
        *(tuple(sorted({one for part in parts for one in part[place]})) for place in range(3))
    )


def split_names(words: Sequence[str], names: Mapping[str, Any]) -> list[Any]:
    """The names that words are made of, from the left; none where a word is left over."""
    if not words:
        return []
    for end in range(len(words), 0, -1):
        found = names.get(" ".join(words[:end]))
        if found:
            rest = split_names(words[end:], names)
            if rest or end == len(words):
                return [found, *rest]
    return []


def find_silence(
    proposal: str, at: date, days: int, codes: Iterable[str]
) -> tuple[list[Silence], int]:
    """Which of these countries said nothing on a proposal in so many days up to a day, those silent
    for the longest first; and how many articles of these days were read."""
    since = at - timedelta(days=days)
    spoken = stances().filter(proposal=proposal, voice=Voice.GOVERNMENT, first_day__lte=at)
    rows = spoken.order_by().values_list("country").annotate(newest=Max("first_day"))
    newest: dict[str, date] = dict(rows)
    read = Article.objects.filter(published__gt=since, published__lte=at)
    named = Counter(
        dict(
            stances()
            .filter(article__in=read.values("pk"))
            .order_by()
            .values_list("country")
            .annotate(n=Count("article", distinct=True))
        )
    )
    silent = [
        Silence(code, newest.get(code), named[code])
        for code in codes
        if code not in newest or newest[code] <= since
    ]
    silent.sort(key=lambda one: (one.newest or date.min, one.country))
    return silent, read.count()
