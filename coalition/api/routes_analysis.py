"""Why a line says what it says, who would be in, what a line rests on, and who agrees with whom."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from coalition import analysis
from coalition.api import rows, rows_analysis
from coalition.api import schemas_analysis as schemas
from coalition.api.filters_analysis import (
    CoalitionFilters,
    MomentFilters,
    WeakeningFilters,
    split_words,
)
from coalition.api.reading import read, reply_json
from coalition.api.routes_reference import (
    CountryInPath,
    ProposalInPath,
    check_country,
    check_proposal,
)
from coalition.estimation.sensitivity import Only
from coalition.vintages import Instant
from coalition.vocabulary import Condition

router = Router(tags=["analysis"])


@read(
    router,
    "/explain/{code}/{slug}",
    schemas.Explanation,
    example="/explain/IT/troops-on-ground?at=2025-05-01",
)
def explain_line(
    request: HttpRequest, code: CountryInPath, slug: ProposalInPath, filters: Query[MomentFilters]
) -> HttpResponse:
    """Why a line says what it says on a day

    All statements that were considered, used or not, with their words, what became of each and why;
    the steps of the rule; the result. clients/recompute.py draws the line again from this reply alone.
    """
    check_country(code, filters.as_of)
    check_proposal(slug, filters.as_of)
    at = choose_day(filters.at, filters.as_of)
    found = analysis.explain_line(code, slug, at, as_of=filters.as_of)
    return reply_json(rows_analysis.describe_explanation(found, filters.as_of, rows.Links(request)))


@read(
    router,
    "/coalition/{slug}",
    schemas.Coalition,
    example="/coalition/troops-on-ground?at=2025-05-01&met=us-backstop&failed=un-mandate",
)
def play_coalition(
    request: HttpRequest, slug: ProposalInPath, filters: Query[CoalitionFilters]
) -> HttpResponse:
    """Who is in for a proposal once some conditions are met and others have failed

    A condition stands while a statement behind the position names it. Who names a failed one is out;
    a conditional country becomes supportive once all that it names is met.
    """
    check_proposal(slug, filters.as_of)
    at = choose_day(filters.at, filters.as_of)
    found = analysis.play_coalition(
        slug,
        at,
        met=split_words(filters.met, Condition),
        failed=split_words(filters.failed, Condition),
        threshold=filters.threshold or analysis.THRESHOLD,
        group=filters.group,
        as_of=filters.as_of,
    )
    return reply_json(
        rows_analysis.describe_coalition(found, slug, at, filters, rows.Links(request))
    )


@read(
    router,
    "/sensitivity",
    schemas.WeakenedList,
    example="/sensitivity?country=IT&at=2025-05-01&only=reviewed",
)
def weaken_lines(request: HttpRequest, filters: Query[WeakeningFilters]) -> HttpResponse:
    """Lines drawn again from less evidence, and where they differ

    Only reviewed or official evidence, nothing of one source, nothing older than some days.
    """
    at = choose_day(filters.at, filters.as_of)
    found = analysis.weaken_lines(
        at,
        country=filters.country,
        proposal=filters.proposal,
        only=split_words(filters.only, Only),
        without=filters.without,
        last_days=filters.days,
        as_of=filters.as_of,
    )
    links = rows.Links(request)
    items = [rows_analysis.describe_weakened(one, links) for one in found]
    return reply_json({"at": at, "as_of": rows_analysis.say(filters.as_of), "items": items})


@read(router, "/agreement/{code}", schemas.NeighbourList, example="/agreement/IT?at=2025-05-01")
def list_neighbours(
    request: HttpRequest, code: CountryInPath, filters: Query[MomentFilters]
) -> HttpResponse:
    """How alike the other countries are to one, the most alike first

    Over the proposals on which both hold a position; under three of these no similarity is given.
    """
    check_country(code, filters.as_of)
    at = choose_day(filters.at, filters.as_of)
    links = rows.Links(request)
    found = analysis.list_neighbours(code, at, as_of=filters.as_of)
    items = [rows_analysis.describe_neighbour(one, links) for one in found]
    return reply_json(
        {"country": code, "at": at, "as_of": rows_analysis.say(filters.as_of), "items": items}
    )


def choose_day(at: date | None, as_of: Instant | None) -> date:
    """The day asked for; else the day of the instant, else today."""
    return at or (as_of or timezone.now()).date()
