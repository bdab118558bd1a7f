"""The first page: countries by proposals on a day."""

from django.http import HttpRequest, HttpResponse

from coalition import published
from coalition.web.dates import say_day
from coalition.web.labels import POSITION_MARKS, STATE_MARKS, name_of
from coalition.web.matrix import make_matrix
from coalition.web.params import read_choice, read_moment
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


@page
def overview(request: HttpRequest) -> HttpResponse:
    """Countries by proposals on a day, the counts, and what changed last up to that day."""
    moment = read_moment(request)
    groups = published.list_groups()
    group = read_choice(request, "group", groups)
    every_country = list_known_countries(moment)
    every_proposal = list_known_proposals(moment)
    countries = every_country
    if group:
        members = set(published.list_members(group, moment.at, as_of=moment.as_of))
        countries = [one for one in every_country if one.code in members]
    standings = read_standings(moment)
    matrix = make_matrix(countries, every_proposal, standings.positions, standings.last_held)
    newest = None if moment.as_of else published.find_newest_day(moment.last)
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
        newest=newest if newest != moment.at else None,
        newest_words=say_day(newest) if newest else "",
        revised=standings.count_revised(),
    )
