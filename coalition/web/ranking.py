"""A proposal's countries: who stands where on a day, and how many did at the end of each month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from coalition.published import CountryRecord, PositionRecord, StanceRecord
from coalition.vocabulary import LineState, Position, Precision
from coalition.web.dates import say_day, say_month
from coalition.web.evidence import say_first
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, Mark, mark_of, name_of
from coalition.web.timeline import Spell, find_last_held, find_spell, join_spans

# Counted beside the positions: a country in one of these states was heard of.
COUNTED_STATES = (LineState.CONTESTED, LineState.DECLINED, LineState.STALE)
MOST_MONTHS = 36  # columns that stay wider than a finger on a phone's chart, scrolled


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many countries stood where at the end of a month, by the key of the mark.

    `tick` is the word below the axis, empty for most months.
    """

    name: str
    tick: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A country in the ranking: its name, since when it stands there, and the words behind it.

    `before` is the mark of what it held last, where nothing is held now.
    """

    code: str
    name: str
    since: date
    since_words: str
    cause: StanceRecord | None
    before: Mark | None


@dataclass(frozen=True, slots=True)
class Rank:
    """The countries with one mark, the newest first."""

    mark: Mark
    standings: tuple[Standing, ...]


def rank_countries(
    lines: Mapping[str, Sequence[Spell]],
    countries: Sequence[CountryRecord],
    causes: Mapping[int, StanceRecord],
    at: date,
) -> list[Rank]:
    """The countries of a proposal on a day, by position in the order of support, then by state."""
    groups: dict[str, list[Standing]] = {}
    for country in countries:
        spells = lines.get(country.code, ())
        spell = find_spell(spells, at)
        if spell is None:
            continue
        held = find_last_held(spells, at) if spell.position is None else None
        cause = find_cause(causes, spell) or (find_cause(causes, held) if held else None)
        standing = Standing(
            code=country.code,
            name=name_of(country),
            since=spell.first,
            since_words=say_first(spell.first, cause),
            cause=cause,
            before=mark_of(held.state, held.position) if held else None,
        )
        groups.setdefault(mark_of(spell.state, spell.position).key, []).append(standing)
    marks = [*POSITION_MARKS.values(), *STATE_MARKS.values()]
    return [
        Rank(mark, tuple(sorted(groups[mark.key], key=lambda one: one.since, reverse=True)))
        for mark in marks
        if mark.key in groups
    ]


def find_cause(causes: Mapping[int, StanceRecord], spell: Spell) -> StanceRecord | None:
    """The statement that began a spell; None where time or an editor did."""
    cause = spell.spans[0].cause
    return None if cause is None else causes.get(cause)


def find_causes(lines: Mapping[str, Sequence[Spell]], at: date) -> list[int | None]:
    """The ids of the statements that began what each country holds on a day, or held last."""
    found: list[int | None] = []
    for spells in lines.values():
        spell = find_spell(spells, at)
        held = find_last_held(spells, at)
        found += [one.spans[0].cause for one in (spell, held) if one]
    return found


def join_lines(
    lines: Mapping[tuple[str, str], Iterable[PositionRecord]],
) -> dict[str, list[Spell]]:
    """The lines of one proposal as spells, by country."""
    return {country: join_spans(line) for (country, _proposal), line in lines.items()}


def count_months(lines: Mapping[str, Sequence[Spell]], last: date) -> list[MonthCount]:
    """The counts at the end of each month from the first evidence to `last`, MOST_MONTHS at most."""
    ends = list_month_ends((spells[0].first for spells in lines.values() if spells), last)
    every = 1 if len(ends) <= 8 else 3
    counted = []
    for n, end in enumerate(ends):
        first = end.replace(day=1)
        named = n == 0 or (first.month - 1) % every == 0
        counted.append(
            MonthCount(
                name=say_day(first, Precision.MONTH),
                tick=say_month(first) if named else "",
                counts=count_marks(lines, end),
            )
        )
    return counted


def list_month_ends(firsts: Iterable[date], last: date) -> list[date]:
    """The ends of the months from the first of these days to `last`, which is the end of its own;
    MOST_MONTHS at most."""
    begun = min(firsts, default=date.max)
    if begun > last:
        return []
    newest = last.replace(day=1)
    oldest = max(begun.replace(day=1), newest - relativedelta(months=MOST_MONTHS - 1))
    months = (newest.year - oldest.year) * 12 + newest.month - oldest.month + 1
    after = [oldest + relativedelta(months=n + 1) for n in range(months)]
    return [min(first - timedelta(days=1), last) for first in after]


def count_marks(lines: Mapping[str, Sequence[Spell]], at: date) -> dict[str, int]:
    """How many countries have each mark on a day, by its key."""
    spells = [find_spell(line, at) for line in lines.values()]
    return dict(Counter(mark_of(one.state, one.position).key for one in spells if one))


def list_keys() -> list[Mark]:
    """The marks that are counted, from the bottom of a bar: opposed to committed, then the states."""
    return [
        *(POSITION_MARKS[position] for position in reversed(Position)),
        *(STATE_MARKS[state] for state in COUNTED_STATES),
    ]
