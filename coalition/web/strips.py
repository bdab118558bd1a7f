"""Lines as strips: one thin bar a country, in the colours and hatches of what it held, on a shared axis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.vocabulary import LineState, Position
from coalition.web.dates import say_day
from coalition.web.labels import Mark, mark_of
from coalition.web.timeline import Axis, Spell, find_spell


@dataclass(frozen=True, slots=True)
class Stretch:
    """A spell as a part of a strip; `word` is left out where it would not fit."""

    x: str
    width: str
    mark: Mark
    dashed: bool
    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Weave:
    """All spells of one mark of a crowded strip, as one path in units of WIDTH across."""

    mark: Mark
    path: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A country's line as a strip, with what it says on the day and how old its newest words are.

    It has stretches, or where they would be too many a weave a mark: no word of a stretch could
    be read, and a page of such lines would be as long as their evidence.
    """

    code: str
    name: str
    slug: str
    mark: Mark
    stretches: tuple[Stretch, ...]
    weaves: tuple[Weave, ...]
    sentence: str
    age: str
    certainty: str

    @property
    def step(self) -> int | None:
        """The step that is held on the day; None where none is."""
        return Position(self.mark.key).step if self.mark.is_position else None


WIDE_ENOUGH = 11  # percent of the axis in which a position's word fits
MOST_STRETCHES = 40  # of a strip: more are narrower than their outlines on a phone
MOST_TOLD = 24  # spells in the sentence for who cannot see a strip
WIDTH = 1000  # units across a weave, about the pixels of the widest strip
NEVER = LineState.NO_EVIDENCE


def draw_strip(
    code: str,
    name: str,
    slug: str,
    spells: Sequence[Spell],
    axis: Axis,
    at: date,
    newest: date | None = None,
) -> Strip:
    """The strip of a line; `newest` is the day of its newest words up to the day."""
    spell = find_spell(spells, at)
    mark = mark_of(spell.state, spell.position) if spell else mark_of(NEVER, None)
    shown = [one for one in spells if one.first < axis.last]
    crowded = len(shown) > MOST_STRETCHES
    return Strip(
        code=code,
        name=name,
        slug=slug,
        mark=mark,
        stretches=() if crowded else tuple(draw_stretch(one, axis) for one in shown),
        weaves=tuple(weave(shown, axis)) if crowded else (),
        sentence=say_spells(name, shown),
        age=say_age(newest, at),
        certainty=say_certainty(spell),
    )


def say_spells(name: str, spells: Sequence[Spell]) -> str:
    """A strip in one sentence: its newest spells."""
    parts = [say_spell(one) for one in spells[-MOST_TOLD:]]
    if len(spells) > MOST_TOLD:
        parts.insert(0, "…")
    return f"{name}. {'; '.join(parts)}." if parts else f"{name}. {_('No position yet.')}"


def say_spell(spell: Spell) -> str:
    """Since when, and what."""
    return f"{say_day(spell.first)}: {mark_of(spell.state, spell.position).word}"


def weave(spells: Sequence[Spell], axis: Axis) -> Iterable[Weave]:
    """The spells of a crowded strip by their marks; what is narrower than a pixel is left out."""
    paths: dict[Mark, list[str]] = {}
    for spell in spells:
        left = round(axis.place(spell.first) * WIDTH / 100)
        width = round(axis.place(spell.until) * WIDTH / 100) - left
        if width:
            path = paths.setdefault(mark_of(spell.state, spell.position), [])
            path.append(f"M{left} 2h{width}v22h-{width}z")
    return [Weave(mark, "".join(path)) for mark, path in paths.items()]


def draw_stretch(spell: Spell, axis: Axis) -> Stretch:
    """A spell on the axis."""
    left = axis.place(spell.first)
    width = axis.place(spell.until) - left
    mark = mark_of(spell.state, spell.position)
    return Stretch(
        x=f"{left:.4g}%",
        width=f"{max(width, 0.2):.4g}%",
        mark=mark,
        dashed=spell.position is not None and not any(span.reviewed for span in spell.spans),
        word=str(mark.word) if width >= WIDE_ENOUGH else "",
        label=say_spell(spell),
    )


def say_age(newest: date | None, at: date) -> str:
    """How old the newest words are; empty where there are none."""
    if newest is None:
        return ""
    days = (at - newest).days
    if days == 0:
        return _("words of that day")
    return ngettext("words %(n)s day old", "words %(n)s days old", days) % {"n": days}


def say_certainty(spell: Spell | None) -> str:
    """How wide the range around a position is; empty where none is held."""
    if spell is None or spell.position is None or not (spell.newest.low and spell.newest.high):
        return ""
    width = Position(spell.newest.high).step - Position(spell.newest.low).step
    if width == 0:
        return _("no other step is plausible")
    text = ngettext("range of %(n)s step", "range of %(n)s steps", width + 1)
    return text % {"n": width + 1}


def rank_strips(strips: Sequence[Strip], order: Mapping[str, int]) -> list[Strip]:
    """Strips by what they say on the day, in the order of the marks, then by name."""
    return sorted(strips, key=lambda one: (order[one.mark.key], one.name))
