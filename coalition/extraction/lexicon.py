"""The reference tables as records: who there is, what they are called, what proposals are about.

The tables lie in the folder `seeds` beside the package; its README says where their rows come from.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from coalition.errors import BadSeed
from coalition.vocabulary import Role

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@dataclass(frozen=True, slots=True)
class Country:
    """A state, or the EU or NATO, by its code."""

    code: str
    kind: str
    name_en: str
    name_it: str
    name_uk: str


@dataclass(frozen=True, slots=True)
class Name:
    """One surface form of a country in one language; `kind` is name, short, adjective, demonym, ..."""

    code: str
    language: str
    kind: str
    form: str
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One office of one person; `first` and `last` bound it, None where open or unknown."""

    name: str
    code: str
    office: Role
    title: str
    first: date | None
    last: date | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal by its slug; `related` are the slugs that it is easily mistaken for."""

    slug: str
    group: str
    related: tuple[str, ...]
    order: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that name a proposal, alone (`strong`) or together with another cue."""

    slug: str
    language: str
    words: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A country's membership of a group, and from when to when."""

    group: str
    code: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source by its domain, with the name that others cite it by."""

    domain: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables. Mappings and tuples keep the order of their files."""

    countries: Mapping[str, Country]
    names: tuple[Name, ...]
    people: tuple[Person, ...]
    proposals: Mapping[str, Proposal]
    phrases: tuple[Phrase, ...]
    memberships: tuple[Membership, ...]
    outlets: tuple[Outlet, ...]

    def members(self, group: str, day: date | None) -> tuple[str, ...]:
        """The codes in `group` on `day` (today's list where no day is known), in the file's order."""
        return tuple(
            row.code
            for row in self.memberships
            if row.group == group and is_within(day, row.first, row.last)
        )


@lru_cache(maxsize=2)
def read_lexicon(folder: Path = SEEDS) -> Lexicon:
    """The tables of `folder`, read once. Raises BadSeed naming file, line and what was expected."""
    countries = {row["code"]: _country(row) for _, row in _rows(folder, "countries.csv")}
    proposals = {row["slug"]: _proposal(row) for _, row in _rows(folder, "proposals.csv")}
    names = tuple(
        Name(
            _known(at, row, "code", countries),
            row["lang"],
            row["kind"],
            _text(at, row, "form"),
            row["ambiguous"] == "yes",
        )
        for at, row in _rows(folder, "names.csv")
    )
    phrases = tuple(
        Phrase(
            _known(at, row, "slug", proposals),
            row["lang"],
            _text(at, row, "phrase"),
            _weight(at, row),
        )
        for at, row in _rows(folder, "phrases.csv")
    )
    return Lexicon(
        countries=countries,
        names=names,
        people=tuple(_person(at, row, countries) for at, row in _rows(folder, "people.csv")),
        proposals=proposals,
        phrases=phrases,
        memberships=tuple(
            Membership(
                row["group"],
                _known(at, row, "code", countries),
                _day(at, row, "from"),
                _day(at, row, "to"),
            )
            for at, row in _rows(folder, "groups.csv")
        ),
        outlets=tuple(
            Outlet(row["domain"], row["name"], row["country"])
            for _, row in _rows(folder, "sources.csv")
        ),
    )


def is_within(day: date | None, first: date | None, last: date | None) -> bool:
    """Whether `day` lies in the span; an unknown day lies in every span that is still open."""
    if day is None:
        return last is None
    return (first is None or first <= day) and (last is None or day < last)


def _rows(folder: Path, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    path = folder / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            for row in reader:
                at = f"{name}, line {reader.line_num}"
                if None in row or None in row.values():
                    raise BadSeed(f"{at}: expected {len(reader.fieldnames or ())} fields.")
                yield at, row
    except OSError as error:
        raise BadSeed(f"{name}: cannot be read ({error.strerror}).") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadSeed(f"{name}: is not a CSV file in UTF-8 ({error}).") from error


def _text(at: str, row: Mapping[str, str], field: str) -> str:
    if not row[field].strip():
        raise BadSeed(f"{at}: {field} is empty.")
    return row[field]


def _known(at: str, row: Mapping[str, str], field: str, table: Mapping[str, object]) -> str:
    if row[field] not in table:
        raise BadSeed(f"{at}: {field} {row[field]!r} is not in its table.")
    return row[field]


def _weight(at: str, row: Mapping[str, str]) -> bool:
    if row["weight"] not in ("strong", "weak"):
        raise BadSeed(f"{at}: weight is strong or weak, not {row['weight']!r}.")
    return row["weight"] == "strong"


def _day(at: str, row: Mapping[str, str], field: str) -> date | None:
    if not row[field]:
        return None
    try:
        parts = [int(part) for part in row[field].split("-")]
        return date(*[*parts, 1, 1][:3])
    except ValueError as error:
        raise BadSeed(
            f"{at}: {field} is YYYY, YYYY-MM or YYYY-MM-DD, not {row[field]!r}."
        ) from error


def _country(row: Mapping[str, str]) -> Country:
    return Country(row["code"], row["kind"], row["name_en"], row["name_it"], row["name_uk"])


def _proposal(row: Mapping[str, str]) -> Proposal:
    related = tuple(slug for slug in row["related"].split(";") if slug)
    return Proposal(row["slug"], row["group"], related, int(row["order"]))


def _person(at: str, row: Mapping[str, str], countries: Mapping[str, object]) -> Person:
    try:
        office = Role(row["office"])
    except ValueError as error:
        raise BadSeed(f"{at}: office {row['office']!r} is not one that we know.") from error
    return Person(
        name=_text(at, row, "person"),
        code=_known(at, row, "code", countries),
        office=office,
        title=row["office_title"],
        first=_day(at, row, "from"),
        last=_day(at, row, "to"),
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
    )
