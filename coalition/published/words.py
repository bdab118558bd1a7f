"""Words in what is published: quotes, summaries, speakers, headlines, each by the stems of its language.

What an index of PostgreSQL finds (migrations 0010 and 0011) is what is shown. The whole text of an article is
searched nowhere, since it may not be shown. A name in any script finds the person or country that it names.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib import import_module
from operator import or_
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value

from coalition.extraction.lexicon import read_lexicon
from coalition.models import Article

# The letters and languages of the index itself, which its migration holds for ever.
migration = import_module("coalition.migrations.0011_search")
CONFIGURATIONS: Mapping[str, str] = migration.CONFIGURATIONS
FOLDING = str.maketrans(migration.MARKED, migration.PLAIN)


@dataclass(frozen=True, slots=True)
class Meant:
    """The countries, people and proposals that a query names, in whatever script or language."""

    countries: tuple[str, ...]
    people: tuple[str, ...]
    proposals: tuple[str, ...]


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


def find_headlines(rows: QuerySet[Article], query: str) -> QuerySet[Article]:
    """Those articles whose headline holds the words of a query, by the stems of any language.

    A query without a word finds nothing.
    """
    held = Func(F("language"), F("title"), function="coalition_words")
    return rows.filter(Matches(held, Func(Value(query), function="coalition_query")))


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
