"""What a line rests on: drawn again from less evidence, and where it then differs."""

from django.http import HttpRequest, HttpResponse

from coalition import analysis, published
from coalition.estimation.sensitivity import Only
from coalition.estimation.stands import Stand
from coalition.web.dates import say_day
from coalition.web.drawn import draw_once_written
from coalition.web.labels import ONLY, Mark, mark_of
from coalition.web.moment import Moment
from coalition.web.params import read_choice, read_choices, read_moment, read_number
from coalition.web.views.page import (
    list_known_countries,
    list_known_proposals,
    name_all,
    page,
    show,
)

MOST_DAYS = 3660  # ten years: further back there is no line
MOST_DIFFERENCES = 6  # told of each line; the data have all


@page
def sensitivity(request: HttpRequest) -> HttpResponse:
    """The lines of a country or on a proposal from less evidence, with the differences named."""
    moment = read_moment(request)
    countries, proposals = list_known_countries(moment), list_known_proposals(moment)
    names = name_all(countries, proposals)
    country = read_choice(request, "country", {one.code for one in countries})
    proposal = read_choice(request, "proposal", {one.slug for one in proposals})
    only = [Only(one) for one in read_choices(request, "only", [kind.value for kind in Only])]
    outlets = {one.domain: one.name for one in published.list_sources(moment.as_of)}
    without = read_choice(request, "without", outlets)
    days = read_number(request, "days", MOST_DAYS)
    asked = bool(country or proposal)

    def weaken() -> tuple[set[str], list[dict[str, object]]]:
        found = analysis.weaken_lines(
            moment.at,
            country=country,
            proposal=proposal,
            only=only,
            without=without,
            last_days=days,
            as_of=moment.as_of,
        )
        lines = [describe(one, names) for one in found if one.given]
        return list_carriers(country, proposal, moment), lines

    question = (country, proposal, only, without, days, moment.at, moment.as_of)
    carried, lines = set[str](), list[dict[str, object]]()
    if asked:
        carried, lines = draw_once_written(question, weaken, past=moment.as_of is not None)
    return show(
        request,
        "sensitivity",
        moment,
        countries=[(one.code, names[one.code]) for one in countries],
        proposals=[(one.slug, names[one.slug]) for one in proposals],
        kinds=[(one.value, ONLY[one], one in only) for one in Only],
        sources=sorted((outlets[one], one) for one in carried | {without or ""} if one in outlets),
        country=country,
        proposal=proposal,
        without=without,
        days=days,
        asked=asked,
        weakened=bool(only or without or days),
        lines=lines,
        differing=sum(1 for one in lines if one["differs"]),
        question={
            "country": country or "",
            "proposal": proposal or "",
            "only": ",".join(only),
            "without": without or "",
            "days": str(days or ""),
        },
    )


def list_carriers(country: str | None, proposal: str | None, moment: Moment) -> set[str]:
    """The domains of the sources that carry the newest statements of these lines."""
    stances = published.list_stances(
        country=country, proposal=proposal, as_of=moment.as_of, limit=published.MOST_ROWS
    )
    return {one.source for one in stances if one.source}


def describe(one: analysis.Sensitivity, names: dict[str, str]) -> dict[str, object]:
    """A line from less, ready to be shown."""
    return {
        "country": one.country,
        "country_name": names[one.country],
        "proposal": one.proposal,
        "proposal_name": names[one.proposal],
        "kept": one.kept,
        "given": one.given,
        "before": mark_stand(one.before),
        "after": mark_stand(one.after),
        "differs": one.before != one.after,
        "differences": [
            {
                "first": say_day(found.first),
                "until": say_day(found.until) if found.until else "",
                "before": mark_stand(found.before),
                "after": mark_stand(found.after),
            }
            for found in one.differences[:MOST_DIFFERENCES]
        ],
        "more": len(one.differences) > MOST_DIFFERENCES,
    }


def mark_stand(stand: Stand) -> Mark:
    """What a line says on a day, as a mark."""
    return mark_of(stand.state, stand.position)
