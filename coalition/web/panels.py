"""A country's page: one panel a proposal, with a sentence, a chart, a table and the evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.analysis import find_conditions
from coalition.published import PositionRecord, ProposalRecord, StanceRecord
from coalition.vocabulary import LineState, Position
from coalition.web.band import Event
from coalition.web.dates import say_day
from coalition.web.evidence import Evidence, count_statements, describe_evidence, say_first
from coalition.web.labels import CONDITIONS, POSITION_MARKS, Mark, mark_of, name_of
from coalition.web.posters import LinePoster, draw_line
from coalition.web.timeline import (
    Axis,
    Spell,
    find_last_held,
    find_span,
    find_spell,
)
from coalition.web.voices import Speaker

MOST_SPELLS = 24  # of the sentence for who cannot see a chart


@dataclass(frozen=True, slots=True)
class SpellRow:
    """A spell as a row of the table below a chart."""

    first: str
    until: str
    mark: Mark
    low: Mark | None
    high: Mark | None
    counts: str
    reviewed: bool
    cause: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that stands: its kind, the words that state it, and the stance that says so."""

    kind: str
    words: str
    stance: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A country on one proposal: what holds on the day, the drawing of its line and the same as rows, the
    evidence; `speakers` are its head of state and its government where they differ.

    `older` counts the spells that the rows leave out; the line's CSV has all. `version` names all that
    the panel shows, in its language.
    """

    slug: str
    name: str
    mark: Mark
    sentence: str
    summary: str
    poster: LinePoster
    rows: tuple[SpellRow, ...]
    older: int
    conditions: tuple[Named, ...]
    evidence: tuple[Evidence, ...]
    speakers: tuple[Speaker, ...] = ()
    version: str = ""


def make_panel(
    proposal: ProposalRecord,
    spells: Sequence[Spell],
    stances: Sequence[StanceRecord],
    axis: Axis,
    at: date,
    events: Sequence[Event],
    told: int,
    rows: int,
) -> Panel:
    """The panel of a line on an axis, about a day: all statements are marked on the chart, the first `told`
    also told in words, and the newest `rows` spells are in its table."""
    spell = find_spell(spells, at)
    state, position = (spell.state, spell.position) if spell else (LineState.NO_EVIDENCE, None)
    name = name_of(proposal)
    return Panel(
        slug=proposal.slug,
        name=name,
        mark=mark_of(state, position),
        sentence=say_position(spells, stances, at),
        summary=say_line(name, spells),
        poster=draw_line(spells, stances, axis, at, events, told),
        rows=tuple(describe_spell(one, stances) for one in reversed(spells[-rows:])),
        older=max(0, len(spells) - rows),
        conditions=tuple(list_conditions(proposal, position, stances, at)),
        evidence=tuple(describe_evidence(stance) for stance in stances[:told]),
    )


def list_conditions(
    proposal: ProposalRecord, position: str | None, stances: Sequence[StanceRecord], at: date
) -> Iterator[Named]:
    """The conditions that stand on a day, of the statements given; none where no position is held."""
    if position is None:
        return
    for one in find_conditions(stances, proposal.horizon_days, Position(position), at):
        yield Named(str(CONDITIONS[one.kind]), one.words, one.stance.id)


def say_position(spells: Sequence[Spell], stances: Sequence[StanceRecord], at: date) -> str:
    """What holds on a day, since when, on how many statements, and how old the last one is."""
    spell = find_spell(spells, at)
    if spell is None:
        return _("Nothing is known for this day.")
    since = {"day": say_first(spell.first, find_cause(spell, stances))}
    if spell.state == LineState.STALE:
        return " ".join(
            part for part in (_("Stale since %(day)s.") % since, say_before(spells, at)) if part
        )
    if spell.state == LineState.DECLINED:
        return _("Asked, and would not say, since %(day)s.") % since
    span = find_span(spell, at)
    counted = {**since, "counts": count_statements(span.statements, span.origins)}
    if spell.state == LineState.CONTESTED:
        counted |= say_band(span)
        sentence = _("Contested since %(day)s, from %(low)s to %(high)s: %(counts)s") % counted
    else:
        mark = mark_of(spell.state, spell.position)
        sentence = _("%(word)s since %(day)s: %(counts)s") % {**counted, "word": mark.word}
    return f"{sentence}{say_age(stances, at)}."


def say_before(spells: Sequence[Spell], at: date) -> str:
    """What was held before a line went stale; empty where nothing was."""
    held = find_last_held(spells, at)
    if held is None or held.position is None:
        return ""
    word = POSITION_MARKS[Position(held.position)].word
    return _("Before that: %(word)s, from %(first)s.") % {
        "word": str(word).lower(),
        "first": say_day(held.first),
    }


def say_band(span: PositionRecord) -> dict[str, str]:
    """The lowest and the highest position of a span in words."""
    ends = {"low": span.low, "high": span.high}
    return {
        name: str(POSITION_MARKS[Position(position)].word).lower() if position else "–"
        for name, position in ends.items()
    }


def say_age(stances: Sequence[StanceRecord], at: date) -> str:
    """How long before the day the last statement that counts was made; empty where none was."""
    days = [stance.day for stance in stances if stance.counts and stance.day and stance.day <= at]
    if not days:
        return ""
    age = (at - max(days)).days
    if age == 0:
        return _(", the last on that day")
    text = ngettext(", the last %(n)s day before", ", the last %(n)s days before", age)
    return text % {"n": age}


def say_line(name: str, spells: Sequence[Spell]) -> str:
    """A line in one sentence, for who cannot see its chart: its newest spells."""
    newest = spells[-MOST_SPELLS:]
    parts = [f"{say_day(one.first)}: {mark_of(one.state, one.position).word}" for one in newest]
    if len(spells) > MOST_SPELLS:
        parts.insert(0, "…")
    return f"{name}. {'; '.join(parts)}." if parts else f"{name}. {_('No position yet.')}"


def find_cause(spell: Spell, stances: Sequence[StanceRecord]) -> StanceRecord | None:
    """The statement that began a spell; None where time or an editor did."""
    cause = spell.spans[0].cause
    return next((stance for stance in stances if stance.id == cause), None)


def describe_spell(spell: Spell, stances: Sequence[StanceRecord]) -> SpellRow:
    """A spell as a row of the table; the counts are those of its last day."""
    span = spell.newest
    return SpellRow(
        first=say_first(spell.first, find_cause(spell, stances)),
        until=say_day(spell.until) if spell.until else "",
        mark=mark_of(spell.state, spell.position),
        low=POSITION_MARKS[Position(span.low)] if span.low else None,
        high=POSITION_MARKS[Position(span.high)] if span.high else None,
        counts=count_statements(span.statements, span.origins) if span.statements else "",
        reviewed=span.reviewed,
        cause=spell.spans[0].cause,
    )
