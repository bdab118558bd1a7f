"""Up to six countries side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coalition import published
from coalition.errors import BadInput
from coalition.estimation.agreement import measure_agreement
from coalition.published import CountryRecord, ProposalRecord
from coalition.vocabulary import Position
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, name_of
from coalition.web.moment import Moment
from coalition.web.params import read_choices, read_moment
from coalition.web.posters import draw_ticks
from coalition.web.strips import Strip, draw_strip
from coalition.web.timeline import Axis, Spell, find_axis, find_spell, join_spans
from coalition.web.views.page import list_known_countries, list_known_proposals, page, show

MOST_COUNTRIES = 6  # rows that can still be told apart below each other on a phone
SIDE = Position.CONDITIONAL.step  # from here on a country is in favour, with or without conditions


@dataclass(frozen=True, slots=True)
class Compared:
    """A proposal with a strip for each country. `spread` is how many steps lie between the highest
    and the lowest, None where fewer than two hold a position."""

    slug: str
    name: str
    strips: tuple[Strip, ...]
    spread: int | None
    apart: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two countries and how alike they are; `similarity` is empty where too few proposals tell."""

    one: str
    other: str
    similarity: str
    common: int


@page
def compare(request: HttpRequest) -> HttpResponse:
    """The lines of up to six countries on a shared axis, what they say on the day, and who agrees."""
    moment = read_moment(request)
    every_country = list_known_countries(moment)
    by_code = {one.code: one for one in every_country}
    codes = read_choices(request, "c", by_code)
    if len(codes) > MOST_COUNTRIES:
        raise BadInput(_("Up to %(n)s countries can be compared.") % {"n": MOST_COUNTRIES})
    chosen = [by_code[code] for code in codes]
    lines = {
        code: {slug: line for (_code, slug), line in found.items()}
        for code, found in (
            (code, published.list_lines(country=code, as_of=moment.as_of)) for code in codes
        )
    }
    axis = find_axis(
        (line for found in lines.values() for line in found.values()),
        (),
        max(moment.at, moment.last),
    )
    spells = {
        code: {slug: join_spans(line) for slug, line in found.items()}
        for code, found in lines.items()
    }
    rows = list(compare_proposals(list_known_proposals(moment), chosen, spells, axis, moment))
    return show(
        request,
        "compare",
        moment,
        nav="compare",
        chosen=[
            (one.code, name_of(one), ",".join(code for code in codes if code != one.code))
            for one in chosen
        ],
        codes=",".join(codes),
        others=[(one.code, name_of(one)) for one in every_country if one.code not in codes],
        full=len(codes) == MOST_COUNTRIES,
        rows=rows,
        ticks=draw_ticks(axis),
        day=f"{axis.place(moment.at):.4g}%" if axis.marks(moment.at) else "",
        pairs=list(compare_pairs(chosen, spells, moment)),
        apart=sum(1 for row in rows if row.apart),
        marks=list(POSITION_MARKS.values()),
        states=list(STATE_MARKS.values())[:2],
    )


def compare_proposals(
    proposals: Sequence[ProposalRecord],
    countries: Sequence[CountryRecord],
    spells: Mapping[str, Mapping[str, Sequence[Spell]]],
    axis: Axis,
    moment: Moment,
) -> list[Compared]:
    """The proposals on which any of the countries has a line; those furthest apart come first."""
    found = []
    for proposal in proposals:
        lines = {one.code: spells[one.code].get(proposal.slug, ()) for one in countries}
        if not any(lines.values()):
            continue
        held = [step for line in lines.values() if (step := find_step(line, moment)) is not None]
        found.append(
            Compared(
                slug=proposal.slug,
                name=name_of(proposal),
                strips=tuple(
                    draw_strip(
                        one.code, name_of(one), proposal.slug, lines[one.code], axis, moment.at
                    )
                    for one in countries
                ),
                spread=max(held) - min(held) if len(held) > 1 else None,
                apart=len(held) > 1 and max(held) >= SIDE > min(held),
            )
        )
    return sorted(found, key=lambda one: -1 if one.spread is None else one.spread, reverse=True)


def find_step(line: Sequence[Spell], moment: Moment) -> int | None:
    """The step that a line holds on the day; None where it holds none."""
    spell = find_spell(line, moment.at)
    return Position(spell.position).step if spell and spell.position else None


def compare_pairs(
    countries: Sequence[CountryRecord],
    spells: Mapping[str, Mapping[str, Sequence[Spell]]],
    moment: Moment,
) -> list[Pair]:
    """Each two of the countries, the most alike first."""
    held = {
        code: {
            slug: Position.from_step(step)
            for slug, line in found.items()
            if (step := find_step(line, moment)) is not None
        }
        for code, found in spells.items()
    }
    found = []
    for one, other in combinations(countries, 2):
        agreement = measure_agreement(held[one.code], held[other.code])
        found.append((agreement.similarity, name_of(one), name_of(other), len(agreement.common)))
    found.sort(key=lambda pair: (pair[0] is None, -(pair[0] or 0)))
    return [
        Pair(one, other, "" if alike is None else f"{alike:.0%}", common)
        for alike, one, other, common in found
    ]
