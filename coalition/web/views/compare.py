"""Up to six countries side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coalition.errors import BadInput
from coalition.estimation.agreement import measure_agreement
from coalition.published import CountryRecord, ProposalRecord
from coalition.vocabulary import Position
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, name_of
from coalition.web.moment import Moment
from coalition.web.params import read_choices, read_moment
from coalition.web.posters import draw_ticks
from coalition.web.sketches import Line, read_countries
from coalition.web.strips import Strip
from coalition.web.views.page import (
    list_known_countries,
    list_known_proposals,
    name_all,
    page,
    show,
)

MOST_COUNTRIES = 6  # rows that can still be told apart below each other on a phone
SIDE = Position.CONDITIONAL.step  # from here on a country is in favour, with or without conditions


@dataclass(frozen=True, slots=True)
class Compared:
    """A proposal with a strip for each country that has a line on it, and the names of the others.

    `spread` is how many steps lie between the highest and the lowest, None where fewer than two hold a
    position.
    """

    slug: str
    name: str
    strips: tuple[Strip, ...]
    silent: tuple[str, ...]
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
    chosen = choose_countries(request, every_country)
    codes = [one.code for one in chosen]
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
        **compare_lines(chosen, moment),
        marks=list(POSITION_MARKS.values()),
        states=list(STATE_MARKS.values())[:2],
    )


def choose_countries(request: HttpRequest, known: Sequence[CountryRecord]) -> list[CountryRecord]:
    """Those of the known countries that an address names. Raises BadInput where they are too many."""
    by_code = {one.code: one for one in known}
    codes = read_choices(request, "c", by_code)
    if len(codes) > MOST_COUNTRIES:
        raise BadInput(_("Up to %(n)s countries can be compared.") % {"n": MOST_COUNTRIES})
    return [by_code[code] for code in codes]


def compare_lines(chosen: Sequence[CountryRecord], moment: Moment) -> dict[str, Any]:
    """The lines of these countries on one axis, and who agrees with whom."""
    bundle = read_countries([one.code for one in chosen], moment)
    sketches = bundle.sketch(name_all(chosen))
    strips = {line: one.strip for line, one in sketches.items()}
    rows = compare_proposals(list_known_proposals(moment), chosen, strips)
    pairs = compare_pairs(chosen, strips)
    axis = bundle.axis
    return {
        "rows": rows,
        "ticks": draw_ticks(axis),
        "day": f"{axis.place(moment.at):.4g}%" if axis.marks(moment.at) else "",
        "pairs": pairs,
        "alike": [one for one in pairs if one.similarity],
        "unlike": [one for one in pairs if not one.similarity],
        "apart": sum(1 for row in rows if row.apart),
    }


def compare_proposals(
    proposals: Sequence[ProposalRecord],
    countries: Sequence[CountryRecord],
    strips: Mapping[Line, Strip],
) -> list[Compared]:
    """The proposals on which any of the countries has a line; those furthest apart come first."""
    rows = []
    for proposal in proposals:
        shown = [found for one in countries if (found := strips.get((one.code, proposal.slug)))]
        if not shown:
            continue
        heard = {strip.code for strip in shown}
        held = [strip.step for strip in shown if strip.step is not None]
        rows.append(
            Compared(
                slug=proposal.slug,
                name=name_of(proposal),
                strips=tuple(shown),
                silent=tuple(name_of(one) for one in countries if one.code not in heard),
                spread=max(held) - min(held) if len(held) > 1 else None,
                apart=len(held) > 1 and max(held) >= SIDE > min(held),
            )
        )
    return sorted(rows, key=lambda one: -1 if one.spread is None else one.spread, reverse=True)


def compare_pairs(countries: Sequence[CountryRecord], strips: Mapping[Line, Strip]) -> list[Pair]:
    """Each two of the countries, the most alike first."""
    held: dict[str, dict[str, Position]] = {one.code: {} for one in countries}
    for (code, slug), strip in strips.items():
        if strip.step is not None:
            held[code][slug] = Position.from_step(strip.step)
    found = []
    for one, other in combinations(countries, 2):
        agreement = measure_agreement(held[one.code], held[other.code])
        found.append((agreement.similarity, name_of(one), name_of(other), len(agreement.common)))
    found.sort(key=lambda pair: (pair[0] is None, -(pair[0] or 0)))
    return [
        Pair(one, other, "" if alike is None else f"{alike:.0%}", common)
        for alike, one, other, common in found
    ]
