"""The overview: countries by proposals on one day."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.functional import Promise

from coalition.published import CountryRecord, PositionRecord, ProposalRecord
from coalition.vocabulary import LineState
from coalition.web.dates import say_short_day
from coalition.web.labels import (
    POSITION_MARKS,
    PROPOSAL_GROUPS,
    STATE_MARKS,
    Mark,
    mark_of,
    name_of,
)

Pair = tuple[str, str]
MOST_WORDS = 15  # columns beside which a cell still has room for its word at 1440 px


@dataclass(frozen=True, slots=True)
class Cell:
    """One country on one proposal. `before` is what it held last, where nothing is held now."""

    slug: str
    mark: Mark
    before: Mark | None
    note: str

    @property
    def is_known(self) -> bool:
        """Whether anything is known at all."""
        return self.mark.key != LineState.NO_EVIDENCE

    @property
    def held_key(self) -> str:
        """The key of what was held last; empty where that is not told."""
        return self.before.key if self.before else ""

    @property
    def stale(self) -> Mark | None:
        """What a stale cell shows: what was held last."""
        return self.before if self.mark.key == LineState.STALE else None


@dataclass(frozen=True, slots=True)
class Row:
    """A country with its cells, in the order of the columns."""

    code: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A proposal with its counts by the key of the mark, and the parts of its balance in percent."""

    slug: str
    name: str
    counts: Mapping[str, int]
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A group of neighbouring columns."""

    name: str | Promise
    width: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A row of counts below the matrix."""

    mark: Mark
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table: what is known, and beside it the names of what nothing is known about."""

    headings: tuple[Heading, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    tallies: tuple[Tally, ...]
    silent_countries: tuple[CountryRecord, ...]
    silent_proposals: tuple[ProposalRecord, ...]
    spacious: bool
    held: int
    stale: int

    @property
    def version(self) -> str:
        """A name of all that the table shows, but for its language and the day of its links: as long
        as it is the same, so is the table."""
        rows = [
            (row.code, row.name, [(cell.mark.key, cell.held_key, cell.note) for cell in row.cells])
            for row in self.rows
        ]
        columns = [(one.slug, one.name, one.counts) for one in self.columns]
        return sha256(repr((rows, columns)).encode()).hexdigest()


def make_matrix(
    countries: Sequence[CountryRecord],
    proposals: Sequence[ProposalRecord],
    positions: Sequence[PositionRecord],
    last_held: Mapping[Pair, PositionRecord],
) -> Matrix:
    """The matrix of these countries. Rows and columns without any evidence are named apart.

    Countries come in the order given; proposals in that of their groups, then their own.
    """
    known = {
        (span.country, span.proposal): span
        for span in positions
        if span.state != LineState.NO_EVIDENCE
    }
    codes = {country.code for country in countries}
    pairs = {pair for pair in known if pair[0] in codes}
    heard = {code for code, _slug in pairs}
    shown = sort_proposals(proposals, {slug for _code, slug in pairs})
    rows = tuple(
        make_row(country, shown, known, last_held) for country in countries if country.code in heard
    )
    columns = tuple(
        make_column(one, [row.cells[n].mark for row in rows], len(countries) - len(rows))
        for n, one in enumerate(shown)
    )
    states = Counter(known[pair].state for pair in pairs)
    return Matrix(
        headings=tuple(list_headings(shown)),
        columns=columns,
        rows=rows,
        tallies=tuple(list_tallies(columns)),
        silent_countries=tuple(one for one in countries if one.code not in heard),
        silent_proposals=tuple(one for one in proposals if one not in shown),
        spacious=len(shown) <= MOST_WORDS,
        held=states[LineState.HELD],
        stale=states[LineState.STALE],
    )


def sort_proposals(
    proposals: Sequence[ProposalRecord], slugs: Container[str]
) -> list[ProposalRecord]:
    """The proposals with these slugs: group by group, in their own order within each."""
    order = list(dict.fromkeys([*PROPOSAL_GROUPS, *(one.group for one in proposals)]))
    shown = [one for one in proposals if one.slug in slugs]
    return sorted(shown, key=lambda one: (order.index(one.group), one.order))


def make_row(
    country: CountryRecord,
    shown: Sequence[ProposalRecord],
    known: Mapping[Pair, PositionRecord],
    last_held: Mapping[Pair, PositionRecord],
) -> Row:
    """One country with a cell for each proposal shown."""
    cells = (make_cell(country.code, one.slug, known, last_held) for one in shown)
    return Row(country.code, name_of(country), tuple(cells))


def make_cell(
    code: str,
    slug: str,
    known: Mapping[Pair, PositionRecord],
    last_held: Mapping[Pair, PositionRecord],
) -> Cell:
    """One cell: where nothing is held now, with what was held last, and until when."""
    span = known.get((code, slug))
    if span is None:
        return Cell(slug, STATE_MARKS[LineState.NO_EVIDENCE], None, "")
    mark = mark_of(span.state, span.position)
    held = last_held.get((code, slug)) if span.position is None else None
    before = mark_of(held.state, held.position) if held else None
    note = say_short_day(held.until) if held and held.until else ""
    return Cell(slug, mark, before, note)


def make_column(proposal: ProposalRecord, marks: Sequence[Mark], silent: int) -> Column:
    """A proposal with how many countries hold what, the silent ones included; the balance is of
    those that hold a position."""
    counts = Counter(mark.key for mark in marks)
    counts[STATE_MARKS[LineState.NO_EVIDENCE].key] += silent
    keys = [mark.key for mark in POSITION_MARKS.values()]
    total = sum(counts[key] for key in keys)
    parts = []
    place = 0.0
    for key in keys:
        if counts[key]:
            width = counts[key] / total * 100
            parts.append((key, f"{place:.4g}%", f"{width:.4g}%"))
            place += width
    return Column(proposal.slug, name_of(proposal), counts, tuple(parts))


def list_headings(shown: Sequence[ProposalRecord]) -> list[Heading]:
    """The groups above the columns, each as wide as its columns."""
    widths = Counter(one.group for one in shown)
    return [Heading(PROPOSAL_GROUPS.get(key, key), width) for key, width in widths.items()]


def list_tallies(columns: Sequence[Column]) -> list[Tally]:
    """Counts a mark, in the order of support, then of the states; a mark that no cell has is left out."""
    marks = [*POSITION_MARKS.values(), *STATE_MARKS.values()]
    return [
        Tally(mark, tuple(column.counts.get(mark.key, 0) for column in columns))
        for mark in marks
        if any(column.counts.get(mark.key) for column in columns)
    ]
