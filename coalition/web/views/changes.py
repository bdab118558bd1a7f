"""What changed between two days, and what was revised since an instant."""

from django.http import HttpRequest, HttpResponse

from coalition import published
from coalition.web.dates import say_day
from coalition.web.moves import list_net_moves, list_revised
from coalition.web.params import read_choice, read_day, read_moment
from coalition.web.standings import read_standings
from coalition.web.views.page import list_moves, name_all, name_known, page, show

MOST_CHANGES = 100  # of one page: who wants more asks for fewer days


@page
def changes(request: HttpRequest) -> HttpResponse:
    """What changed between two days, newest first, for all or for one country or proposal.

    With a first day, also what all the steps since then come to, line by line.
    """
    moment = read_moment(request)
    names = name_known(moment)
    since = read_day(request, "since")
    until = read_day(request, "until") or moment.at
    wanted = {
        "country": read_choice(request, "country", published.list_codes(moment.as_of)),
        "proposal": read_choice(request, "proposal", published.list_slugs(moment.as_of)),
    }
    moves = list_moves(
        names, **wanted, since=since, until=until, limit=MOST_CHANGES, as_of=moment.as_of
    )
    return show(
        request,
        "changes",
        moment,
        nav="changes",
        moves=moves,
        net=list_net_moves(names, since, until, moment, wanted) if since else [],
        since=since,
        since_words=say_day(since) if since else "",
        until=until if until != moment.at else None,
        until_words=say_day(until),
        filtered=" · ".join(names[key] for key in wanted.values() if key),
        cut=len(moves) == MOST_CHANGES,
        **wanted,
    )


@page
def revisions(request: HttpRequest) -> HttpResponse:
    """Which positions of a day we told differently at an instant, and tell differently now."""
    moment = read_moment(request)
    names = name_all(published.list_countries(), published.list_proposals())
    wanted = {
        "country": read_choice(request, "country", published.list_codes()),
        "proposal": read_choice(request, "proposal", published.list_slugs()),
    }
    found = read_standings(moment, **wanted).revisions
    return show(
        request,
        "revisions",
        moment,
        nav="changes",
        revised_lines=list_revised(found, names),
        filtered=" · ".join(names[key] for key in wanted.values() if key),
        **wanted,
    )
