"""The countries: all of them, one, and one line of one with its reasons."""

from collections import Counter

from django.http import HttpRequest, HttpResponse

from coalition import analysis
from coalition.published import CountryRecord, ProposalRecord
from coalition.web.band import draw_band, list_offices
from coalition.web.drawn import LINE_ROOM, PAGE_ROOM, read_sheet
from coalition.web.evidence import describe_neighbours
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, name_of
from coalition.web.maps import MARKS
from coalition.web.moment import Moment
from coalition.web.panels import Panel
from coalition.web.params import read_moment
from coalition.web.posters import draw_ticks
from coalition.web.reasons import explain
from coalition.web.standings import read_standings
from coalition.web.views.page import (
    NEWEST_CHANGES,
    find_country,
    find_proposal,
    list_known_countries,
    list_known_proposals,
    list_moves,
    name_all,
    page,
    show,
)

NEIGHBOURS = 5


@page
def countries(request: HttpRequest) -> HttpResponse:
    """All countries, those with evidence first, with what each holds on the day."""
    moment = read_moment(request)
    standings = read_standings(moment)
    spoken = {code for code, _slug in standings.last_held}
    counts = Counter((one.country, one.position or one.state) for one in standings.positions)
    ordered = list_known_countries(moment)
    return show(
        request,
        "countries",
        moment,
        nav="countries",
        heard=[
            (
                one.code,
                name_of(one),
                [
                    (mark, counts[one.code, mark.key])
                    for mark in MARKS[:-1]
                    if counts[one.code, mark.key]
                ],
            )
            for one in ordered
            if one.code in spoken
        ],
        silent=[(one.code, name_of(one)) for one in ordered if one.code not in spoken],
        marks=MARKS[:-1],
        revised=standings.count_revised(),
    )


@page
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: a panel a proposal, who speaks for it, what changed, and who is like it."""
    moment = read_moment(request)
    found = find_country(code, moment)
    proposals = list_known_proposals(moment)
    sheet = read_sheet(code, moment, PAGE_ROOM)
    panels = sheet.draw_panels(proposals)
    shown = {panel.slug for panel in panels}
    held, past = list_offices(sheet.offices, moment.at)
    near = analysis.list_neighbours(code, moment.at, as_of=moment.as_of)[:NEIGHBOURS]
    names = name_all(list_known_countries(moment), proposals)
    likenesses = describe_neighbours(near, names)
    standings = read_standings(moment, country=code) if moment.as_of else None
    return show(
        request,
        "country",
        moment,
        nav="countries",
        country=found,
        name=name_of(found),
        panels=panels,
        axis_first=sheet.axis.first.isoformat(),
        silent=[(one.slug, name_of(one)) for one in proposals if one.slug not in shown],
        offices=held,
        band=draw_band(sheet.offices, sheet.axis),
        events=sheet.events,
        ticks=draw_ticks(sheet.axis),
        past_offices=past,
        moves=list_moves(
            names, country=code, until=moment.at, limit=NEWEST_CHANGES, as_of=moment.as_of
        ),
        near=[one for one in likenesses if one.similarity],
        far=[one for one in likenesses if not one.similarity],
        compare_codes=",".join([code, *(one.country for one in near)]),
        marks=list(POSITION_MARKS.values()),
        states=list(STATE_MARKS.values())[:2],
        revised=standings.count_revised() if standings else 0,
    )


@page
def line(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """One line, and why it says what it says on the day: the statements, the rule, the numbers."""
    moment = read_moment(request)
    found, proposal = find_country(code, moment), find_proposal(slug, moment)
    return show(request, "line", moment, nav="countries", **describe_line(found, proposal, moment))


def describe_line(
    country: CountryRecord, proposal: ProposalRecord, moment: Moment
) -> dict[str, object]:
    """What the page of a line shows, and the worked example of the method."""
    why = analysis.explain_line(country.code, proposal.slug, moment.at, as_of=moment.as_of)
    standings = read_standings(moment, country.code, proposal.slug) if moment.as_of else None
    return {
        "country": country,
        "name": name_of(country),
        "proposal": proposal,
        "proposal_name": name_of(proposal),
        "panel": draw_panel(country, proposal, moment),
        "why": explain(why),
        "marks": list(POSITION_MARKS.values()),
        "states": list(STATE_MARKS.values())[:2],
        "revised": standings.count_revised() if standings else 0,
    }


def draw_panel(country: CountryRecord, proposal: ProposalRecord, moment: Moment) -> Panel | None:
    """One line with its newest statements; None where nothing is known."""
    sheet = read_sheet(country.code, moment, LINE_ROOM, proposal.slug)
    panels = sheet.draw_panels([proposal])
    return panels[0] if panels else None
