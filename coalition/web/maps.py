"""The map of one proposal: who stands where on a day, and on the days of its slider."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.translation import gettext as _

from coalition.published import CountryRecord
from coalition.vocabulary import LineState
from coalition.web.dates import say_day
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, Mark, mark_of, name_of
from coalition.web.moment import Moment
from coalition.web.outlines import NOBODY, read_outlines
from coalition.web.timeline import Spell, find_spell

MOST_STEPS = 36  # months of the slider
# One letter a mark, for the states of the slider.
MARKS = (*POSITION_MARKS.values(), *STATE_MARKS.values())
LETTERS = dict(zip((mark.key for mark in MARKS), "CSTUKOXZD-", strict=True))
NOTHING = STATE_MARKS[LineState.NO_EVIDENCE]
AGES = (30, 90, 180)  # days: the edges of the counts of how old the words are


@dataclass(frozen=True, slots=True)
class Region:
    """A country on the map: its mark and what is said of it; `path` is empty beyond the map's frame."""

    code: str
    name: str
    mark: Mark
    label: str
    path: str
    x: int
    y: int
    small: bool

    @property
    def href(self) -> str:
        """What it is called in the page."""
        return f"map-{self.code}"


@dataclass(frozen=True, slots=True)
class Tally:
    """The countries with one mark."""

    mark: Mark
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of the slider: how much changed in it, in percent of the most."""

    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Map:
    """The map with its counts and its slider; `elsewhere` are the countries beyond its frame of which
    something is known, `steps` is what the script of the slider reads."""

    regions: tuple[Region, ...]
    elsewhere: tuple[Region, ...]
    land: str
    view: str
    tallies: tuple[Tally, ...]
    summary: str
    steps: Mapping[str, Any]
    bars: tuple[Bar, ...]
    ages: tuple[tuple[str, int], ...]

    @property
    def version(self) -> str:
        """A name of all that the drawing shows, in its language, but for the day of its links."""
        shown = [(one.code, one.mark.key, one.label) for one in self.regions]
        return sha256(repr((shown, self.summary)).encode()).hexdigest()


NO_DAYS: Mapping[str, date] = MappingProxyType({})


def make_map(
    slug: str,
    lines: Mapping[str, Sequence[Spell]],
    countries: Iterable[CountryRecord],
    moment: Moment,
    newest: Mapping[str, date] = NO_DAYS,
) -> Map:
    """The map of a proposal's lines, by country, with all countries given.

    `newest` holds the day of the newest words of each line up to the day.
    """
    known = list(countries)
    regions = [make_region(one, lines.get(one.code, ()), moment.at) for one in known]
    outlines = read_outlines()
    covered = {region.code for region in regions}
    land = "".join(outlines.paths[key] for key in outlines.rings if key not in covered)
    tallies = [Tally(mark, tuple(one for one in regions if one.mark == mark)) for mark in MARKS]
    days = list_days(lines, moment)
    states = {one.code: spell_states(lines.get(one.code, ()), days) for one in known}
    return Map(
        regions=tuple(one for one in regions if one.path),
        elsewhere=tuple(one for one in regions if not one.path and one.mark != NOTHING),
        land=land,
        view=f"0 0 {outlines.width} {outlines.height}",
        tallies=tuple(one for one in tallies if one.regions),
        summary=summarise(tallies, moment),
        steps={
            "slug": slug,
            "days": [day.isoformat() for day in days],
            "words": [say_day(day) for day in days],
            "at": days.index(moment.at),
            "states": states,
            "marks": {
                LETTERS[mark.key]: {"key": mark.key, "word": str(mark.word), "glyph": mark.glyph}
                for mark in MARKS
            },
            "names": {one.code: one.name for one in regions},
            "lines": {one.code: reverse("web:line", args=[one.code, slug]) for one in regions},
        },
        bars=tuple(draw_bars(list(states.values()), len(days))),
        ages=tuple(count_ages(regions, newest, moment.at)),
    )


def make_region(country: CountryRecord, spells: Sequence[Spell], at: date) -> Region:
    """A country on the day."""
    spell = find_spell(spells, at)
    state, position = (spell.state, spell.position) if spell else (LineState.NO_EVIDENCE, None)
    mark, name = mark_of(state, position), name_of(country)
    since = _("%(word)s since %(day)s") % {
        "word": mark.word,
        "day": say_day(spell.first) if spell else "",
    }
    outlines = read_outlines()
    drawn = country.code in outlines.rings and country.code != NOBODY
    x, y = outlines.points.get(country.code, (0, 0))
    return Region(
        code=country.code,
        name=name,
        mark=mark,
        label=f"{name}: {since if spell else mark.word}",
        path=outlines.paths[country.code] if drawn else "",
        x=x,
        y=y,
        small=drawn and country.code in outlines.small,
    )


def summarise(tallies: Iterable[Tally], moment: Moment) -> str:
    """The map in one sentence, for who cannot see it."""
    counts = ", ".join(f"{one.mark.word} {len(one.regions)}" for one in tallies if one.regions)
    return _("Countries by position on %(day)s: %(counts)s.") % {
        "day": moment.words,
        "counts": counts,
    }


def list_days(lines: Mapping[str, Sequence[Spell]], moment: Moment) -> list[date]:
    """The days of the slider: the ends of months since the first evidence, the day, and the newest."""
    last = max(moment.last, moment.at)
    firsts = [spells[0].first for spells in lines.values() if spells]
    start = min([*firsts, last]).replace(day=1)
    start = max(start, last.replace(day=1) - relativedelta(months=MOST_STEPS - 1))
    ends = []
    month = start
    while month <= last:
        month += relativedelta(months=1)
        ends.append(min(month - timedelta(days=1), last))
    return sorted({*ends, moment.at})


def spell_states(spells: Sequence[Spell], days: Iterable[date]) -> str:
    """What a line says on each of the days, a letter a day."""
    found = (find_spell(spells, day) for day in days)
    return "".join(
        LETTERS[(mark_of(one.state, one.position) if one else NOTHING).key] for one in found
    )


def draw_bars(states: Sequence[str], steps: int) -> Iterable[Bar]:
    """How many lines changed in each step, as bars above the slider."""
    changed = [0] + [sum(1 for line in states if line[n] != line[n - 1]) for n in range(1, steps)]
    most = max([*changed, 1])
    share = 100 / max(1, steps - 1)
    for n, count in enumerate(changed):
        if count:
            height = max(2.0, 22 * count / most)
            yield Bar(f"{n * share:.4g}%", "3", f"{24 - height:.4g}", f"{height:.4g}")


def count_ages(
    regions: Iterable[Region], newest: Mapping[str, date], at: date
) -> Iterable[tuple[str, int]]:
    """How many countries' newest words are how old; the counts sum to that of all countries."""
    ages = [(at - newest[one.code]).days if one.code in newest else None for one in regions]
    below = 0
    for edge in AGES:
        count = sum(1 for age in ages if age is not None and below <= age <= edge)
        yield _("up to %(n)s days") % {"n": edge}, count
        below = edge + 1
    yield _("older"), sum(1 for age in ages if age is not None and age >= below)
    yield _("nothing said"), sum(1 for age in ages if age is None)
