"""The proposals: all of them, one, and who would be in for one once conditions are met or fail."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coalition import analysis, published
from coalition.errors import BadInput
from coalition.published import ProposalRecord
from coalition.published.definitions import list_definitions
from coalition.vocabulary import Condition, Position
from coalition.web.charts import share_chart
from coalition.web.dates import say_day, say_known_part
from coalition.web.evidence import Evidence, describe_evidence
from coalition.web.labels import POSITION_MARKS, PROPOSAL_GROUPS, Mark, definition_of, name_of
from coalition.web.maps import MARKS
from coalition.web.moment import Moment
from coalition.web.params import read_choice, read_choices, read_moment
from coalition.web.posters import draw_shares, draw_ticks
from coalition.web.ranking import (
    Rank,
    count_months,
    find_causes,
    list_keys,
    list_month_ends,
    rank_countries,
)
from coalition.web.sketches import Bundle, Sketch, read_proposal
from coalition.web.standings import read_standings
from coalition.web.strips import rank_strips
from coalition.web.sums import describe_coalition
from coalition.web.timeline import Axis, Spell
from coalition.web.views.page import (
    NEWEST_CHANGES,
    find_proposal,
    list_known_countries,
    list_known_proposals,
    list_moves,
    name_all,
    page,
    show,
)


@page
def proposals(request: HttpRequest) -> HttpResponse:
    """All proposals by group, with their definitions."""
    moment = read_moment(request)
    groups: dict[str, list[dict[str, str]]] = {}
    for one in list_known_proposals(moment):
        groups.setdefault(one.group, []).append(
            {"slug": one.slug, "name": name_of(one), "definition": definition_of(one)}
        )
    named = [(PROPOSAL_GROUPS.get(key, key), group) for key, group in groups.items()]
    return show(request, "proposals", moment, nav="proposals", groups=named)


@page
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """One proposal: what it means, who stands where on the day, and how that shifted."""
    moment = read_moment(request)
    found = find_proposal(slug, moment)
    every_country = list_known_countries(moment)
    names = name_all(every_country, list_known_proposals(moment))
    bundle, sketches = read_sketches(slug, moment, names)
    lines = {code: one.spells for code, one in sketches.items()}
    causes = published.list_causes(find_causes(lines, moment.at), as_of=moment.as_of)
    ranks = rank_countries(lines, every_country, causes, moment.at)
    standings = read_standings(moment, proposal=slug) if moment.as_of else None
    return show(
        request,
        "proposal",
        moment,
        nav="proposals",
        proposal=found,
        name=name_of(found),
        definition=definition_of(found),
        ranks=[
            (
                rank,
                [
                    (one, describe_evidence(one.cause) if one.cause else None)
                    for one in rank.standings
                ],
            )
            for rank in ranks
        ],
        first_raised=say_known_part(found.first_raised),
        split_from=(found.split_from, names.get(found.split_from, ""))
        if found.split_from
        else None,
        superseded_by=(
            (found.superseded_by, names.get(found.superseded_by, ""))
            if found.superseded_by
            else None
        ),
        definitions=[
            (one.version, say_day(one.since) if one.since else "", definition_of(one), one.note)
            for one in list_definitions(slug, moment.as_of)
        ],
        examples=find_examples(ranks, names),
        related=[(other, names[other]) for other in found.related if other in names],
        moves=list_moves(
            names, proposal=slug, until=moment.at, limit=NEWEST_CHANGES, as_of=moment.as_of
        ),
        coalition=describe_coalition(
            analysis.play_coalition(slug, moment.at, as_of=moment.as_of), names
        ),
        revised=standings.count_revised() if standings else 0,
        **show_months(lines, moment),
        **show_strips(slug, sketches, bundle.axis, moment),
        silent=[(one.code, name_of(one)) for one in every_country if one.code not in lines],
    )


def read_sketches(
    slug: str, moment: Moment, names: Mapping[str, str]
) -> tuple[Bundle, dict[str, Sketch]]:
    """The lines of a proposal, and a sketch of each by its country, with what it said at the end of each
    month that is counted."""
    bundle = read_proposal(slug, moment)
    found = bundle.sketch(names, list_month_ends(bundle.firsts, moment.at))
    return bundle, {code: one for (code, _slug), one in found.items()}


def draw_months(slug: str, moment: Moment) -> dict[str, Any]:
    """How the countries of a proposal shifted, for a file."""
    _bundle, sketches = read_sketches(slug, moment, name_all(list_known_countries(moment)))
    return show_months({code: one.spells for code, one in sketches.items()}, moment)


def show_strips(
    slug: str, sketches: Mapping[str, Sketch], axis: Axis, moment: Moment
) -> dict[str, Any]:
    """Each country's line as a strip, ranked by what it says on the day."""
    newest = published.list_newest_days(slug, moment.at, as_of=moment.as_of)
    strips = [one.tell_age(newest.get(code), moment.at) for code, one in sketches.items()]
    order = {mark.key: n for n, mark in enumerate(MARKS)}
    return {
        "strips": rank_strips(strips, order),
        "ticks": draw_ticks(axis),
        "day": f"{axis.place(moment.at):.4g}%" if axis.marks(moment.at) else "",
    }


def find_examples(
    ranks: Sequence[Rank], names: Mapping[str, str]
) -> list[tuple[Mark, Evidence | None]]:
    """Each step of the scale with the newest words that stand for it on the day, where there are any."""
    newest = {
        rank.mark.key: describe_evidence(cause, names)
        for rank in ranks
        for cause in [one.cause for one in rank.standings if one.cause][:1]
    }
    return [(mark, newest.get(mark.key)) for mark in POSITION_MARKS.values()]


def show_months(lines: Mapping[str, Sequence[Spell]], moment: Moment) -> dict[str, Any]:
    """How the countries of a proposal shifted, month by month: chart, drawing and table."""
    months = count_months(lines, moment.at)
    keys = list(reversed(list_keys()[:6])) + list_keys()[6:]
    rows = [(one.name, [one.counts.get(key.key, 0) for key in keys]) for one in reversed(months)]
    return {
        "months": months,
        "keys": keys,
        "month_rows": rows,
        "chart": share_chart(months),
        "poster": draw_shares(months),
    }


@page
def coalition(request: HttpRequest, slug: str) -> HttpResponse:
    """Who would be in for a proposal, with a switch for each condition."""
    moment = read_moment(request)
    found = find_proposal(slug, moment)
    groups = published.list_groups(moment.as_of)
    group = read_choice(request, "group", groups)
    threshold = read_choice(request, "threshold", [one.value for one in Position])
    switches = read_switches(request)
    met = [one for one, state in switches.items() if state == "met"]
    failed = [one for one, state in switches.items() if state == "failed"]
    played = analysis.play_coalition(
        slug,
        moment.at,
        met=met,
        failed=failed,
        threshold=Position(threshold) if threshold else analysis.THRESHOLD,
        group=group,
        as_of=moment.as_of,
    )
    names = name_all(list_known_countries(moment))
    return show(
        request,
        "coalition",
        moment,
        nav="proposals",
        proposal=found,
        name=name_of(found),
        groups=groups,
        group=group,
        threshold=threshold or analysis.THRESHOLD.value,
        thresholds=[POSITION_MARKS[one] for one in Position if one.step >= Position.UNDECIDED.step],
        coalition=describe_coalition(played, names, switches),
        played=bool(met or failed),
        question=write_question(found, group, threshold, met, failed),
    )


def read_switches(request: HttpRequest) -> dict[Condition, str]:
    """The switch of each condition: "met", "failed", or "" for as it stands. Raises BadInput.

    An address may name a condition as a parameter of its own (as the form does: ceasefire=met), or
    in the lists `met` and `failed`, as the API has them.
    """
    words = [one.value for one in Condition]
    switches = {one: read_choice(request, one.value, ("met", "failed")) or "" for one in Condition}
    for state in ("met", "failed"):
        for word in read_choices(request, state, words):
            if switches[Condition(word)] not in ("", state):
                sentence = _("“%(word)s” cannot be both met and failed.")
                raise BadInput(sentence % {"word": word})
            switches[Condition(word)] = state
    return switches


def write_question(
    found: ProposalRecord,
    group: str | None,
    threshold: str | None,
    met: list[Condition],
    failed: list[Condition],
) -> dict[str, str]:
    """The switches as the parameters that the API has for the same question."""
    return {
        "slug": found.slug,
        "group": group or "",
        "threshold": threshold or "",
        "met": ",".join(met),
        "failed": ",".join(failed),
    }
