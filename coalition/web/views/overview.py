"""The first page: countries by proposals on a day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse

from coalition import published
from coalition.published import CountryRecord, PositionRecord, ProposalRecord
from coalition.web.dates import say_day
from coalition.web.drawn import draw_once, name_shown
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, name_of
from coalition.web.maps import Map, make_map
from coalition.web.matrix import Matrix, make_matrix
from coalition.web.moment import Moment
from coalition.web.params import read_choice, read_moment
from coalition.web.ranking import join_lines
from coalition.web.standings import read_standings
from coalition.web.views.page import (
    NEWEST_CHANGES,
    list_known_countries,
    list_known_proposals,
    list_moves,
    name_all,
    page,
    show,
)

MAP_MOVES = 3


@page
def overview(request: HttpRequest) -> HttpResponse:
    """Countries by proposals on a day, the counts, and what changed last up to that day."""
    moment = read_moment(request)
    groups = published.list_groups(moment.as_of)
    group = read_choice(request, "group", groups)
    every_country = list_known_countries(moment)
    every_proposal = list_known_proposals(moment)
    countries = every_country
    if group:
        members = set(published.list_members(group, moment.at, as_of=moment.as_of))
        countries = [one for one in every_country if one.code in members]
    standings = read_standings(moment)
    matrix = make_matrix(countries, every_proposal, standings.positions, standings.last_held)
    chosen = choose_proposal(request, every_proposal, standings.last_held)
    newest = find_newest(matrix, moment)
    names = name_all(every_country, every_proposal)
    return show(
        request,
        "overview",
        moment,
        nav="overview",
        matrix=matrix,
        silent_countries=[(one.code, name_of(one)) for one in matrix.silent_countries],
        silent_proposals=[(one.slug, name_of(one)) for one in matrix.silent_proposals],
        moves=list_moves(
            names, until=moment.at, limit=NEWEST_CHANGES, spoken=True, as_of=moment.as_of
        ),
        groups=groups,
        group=group,
        marks=list(POSITION_MARKS.values()),
        states=list(STATE_MARKS.values()),
        newest=newest,
        newest_words=say_day(newest) if newest else "",
        revised=standings.count_revised(),
        asked_proposal=request.GET.get("proposal", ""),
        choices=[(one.slug, one.name) for one in matrix.columns],
        **(show_map(chosen, countries, names, moment) if chosen else {}),
    )


def find_newest(matrix: Matrix, moment: Moment) -> date | None:
    """The day of the newest words, where most of what is shown is stale on the day; else None."""
    if moment.as_of or matrix.stale <= matrix.held:
        return None
    newest = published.find_newest_day(moment.last)
    return newest if newest != moment.at else None


def choose_proposal(
    request: HttpRequest,
    proposals: Sequence[ProposalRecord],
    last_held: Mapping[tuple[str, str], PositionRecord],
) -> ProposalRecord | None:
    """The proposal of the map: the one asked for, else the one on which most is known; None where
    nothing is known at all. Raises BadInput."""
    slug = read_choice(request, "proposal", {one.slug for one in proposals})
    counts = Counter(slug for _code, slug in last_held)
    if slug is None and counts:
        slug = counts.most_common(1)[0][0]
    return next((one for one in proposals if one.slug == slug), None)


def show_map(
    chosen: ProposalRecord,
    countries: Sequence[CountryRecord],
    names: dict[str, str],
    moment: Moment,
) -> dict[str, object]:
    """The map of a proposal, with what changed on it last."""
    return {
        "chosen": chosen,
        "chosen_name": name_of(chosen),
        "map": draw_map(chosen.slug, countries, moment),
        "map_moves": list_moves(
            names,
            proposal=chosen.slug,
            until=moment.at,
            limit=MAP_MOVES,
            spoken=True,
            as_of=moment.as_of,
        ),
    }


def draw_map(slug: str, countries: Sequence[CountryRecord], moment: Moment) -> Map:
    """The map of a proposal at a moment."""
    codes = {one.code for one in countries}
    newest = published.list_newest_days(slug, moment.at, as_of=moment.as_of)

    def draw() -> Map:
        every_line = join_lines(published.list_lines(proposal=slug, as_of=moment.as_of))
        lines = {code: line for code, line in every_line.items() if code in codes}
        return make_map(slug, lines, countries, moment, newest)

    if moment.as_of:
        return draw()
    versions = published.list_versions(proposal=slug)
    lines = sorted((code, one.name) for (code, _slug), one in versions.items())
    shown = name_shown("map", slug, lines, list(countries), newest, moment.at, moment.last)
    return draw_once(shown, draw)
