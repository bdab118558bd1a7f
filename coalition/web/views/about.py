"""What it all rests on: the sources, and the method."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coalition import published
from coalition.estimation import METHOD, VERSION
from coalition.estimation.arithmetic import share_of
from coalition.estimation.explanation import name_constants
from coalition.published.quality import Scores, find_scores, measure_quality
from coalition.vocabulary import Position, Reason, ReviewState, Tier, Verdict
from coalition.web.coverage import sum_coverage
from coalition.web.dates import say_day
from coalition.web.drawn import draw_once_written
from coalition.web.labels import (
    ATTRIBUTIONS,
    CONSTANTS,
    FATES,
    POSITION_MARKS,
    REASONS,
    REVIEW_STATES,
    RULES,
    STATE_MARKS,
    TIER_GROUPS,
    TIERS,
    VERDICTS,
    VOICES,
    language_name,
    sort_name,
)
from coalition.web.moment import Moment, today
from coalition.web.params import read_moment
from coalition.web.sums import say_share
from coalition.web.views.countries import describe_line
from coalition.web.views.page import page, show

# The worked example: what a founding document says of Italy and a force, on a day after it.
EXAMPLE = ("IT", "troops-on-ground", date(2025, 5, 1))


@page
def sources(request: HttpRequest) -> HttpResponse:
    """How well we look, by language; the sources by tier, with how many of their articles we hold."""
    found = published.list_sources()
    tiers = [(tier, [one for one in found if one.tier == tier]) for tier in Tier]
    shown = [
        (
            TIER_GROUPS[tier],
            tier.counts,
            sorted(group, key=lambda one: (-one.articles, sort_name(one.name))),
        )
        for tier, group in tiers
        if group
    ]
    day = today()
    monday = day - timedelta(days=day.weekday())
    coverage, unheard = sum_coverage(published.list_coverage(day), monday)
    return show(
        request,
        "sources",
        Moment(day),
        nav="sources",
        tiers=shown,
        total=len(found),
        coverage=coverage,
        unheard=unheard,
    )


@page
def quality(request: HttpRequest) -> HttpResponse:
    """What is not reviewed, what editors changed and why, how well they agree, and what the reader was
    measured at."""
    day = today()
    found = draw_once_written(("quality", day), lambda: measure_quality(day))
    scores = find_scores()
    agreement = published.measure_second_coding()
    answering = published.measure_answering()
    quoted = sum(found.states.values())
    judged = quoted - found.states[ReviewState.WAITING]
    return show(
        request,
        "quality",
        Moment(today()),
        nav="quality",
        quality=found,
        quoted=quoted,
        judged=judged,
        waiting=found.states[ReviewState.WAITING],
        waiting_share=say_share(share_of(found.states[ReviewState.WAITING], quoted)),
        accepted_share=say_share(share_of(found.states[ReviewState.ACCEPTED], judged)),
        unreviewed_share=say_share(share_of(found.unreviewed_lines, found.lines)),
        oldest=say_day(found.oldest.date()) if found.oldest else "",
        states=[(REVIEW_STATES[ReviewState(key)], n) for key, n in found.states.items()],
        reasons=[
            (VERDICTS[Verdict(verdict)], REASONS[Reason(reason)] if reason else "", n)
            for (verdict, reason), n in sorted(
                found.reasons.items(), key=lambda one: one[1], reverse=True
            )
        ],
        agreement=agreement,
        agreed_share=say_share(agreement.equal),
        kappa=say_score(agreement.kappa),
        weighted_kappa=say_score(agreement.weighted_kappa),
        answered_days=ceil(answering / timedelta(days=1)) if answering else 0,
        scores=scores,
        scores_day=say_day(scores.day) if scores else "",
        languages=list_scores(scores),
    )


def list_scores(scores: Scores | None) -> list[tuple[str, str, str, str, str]]:
    """The scores by language: articles, F1 of country, proposal and position together, share of exact
    positions, share within one step. All languages together come first."""
    if scores is None:
        return []
    rows = [(_("all languages"), scores.overall)]
    rows += [(language_name(code), one) for code, one in scores.by_language.items()]
    return [
        (
            name,
            str(one["articles"]),
            say_score(one["strict"]["f1"]),
            say_score(one["exact"]),
            say_score(one["within_one"]),
        )
        for name, one in rows
    ]


def say_score(score: float | None) -> str:
    """A score with two digits; a dash where nothing stands behind it."""
    return "–" if score is None else f"{score:.2f}"


@page
def methodology(request: HttpRequest) -> HttpResponse:
    """How a position comes about, from the vocabulary and the numbers of the estimation itself."""
    moment = read_moment(request)
    return show(
        request,
        "methodology",
        moment,
        nav="methodology",
        marks=list(POSITION_MARKS.values()),
        states=list(STATE_MARKS.values()),
        voices=[(voice.value, VOICES[voice]) for voice in VOICES],
        attributions=[(one.value, ATTRIBUTIONS[one]) for one in ATTRIBUTIONS],
        fates=list(FATES.values()),
        rules=list(RULES.values()),
        tiers=[(TIERS[tier], tier.counts) for tier in Tier],
        constants=list(list_numbers(name_constants())),
        method=METHOD,
        version=VERSION,
        steps=len(Position),
        example=find_example(moment),
    )


def list_numbers(constants: Mapping[str, object]) -> Iterable[tuple[str, object, object]]:
    """The numbers of the estimation by name, one a row, each with its reason."""
    for name, value in constants.items():
        reason = CONSTANTS[name]
        if isinstance(value, dict):
            yield from ((f"{name}: {key}", number, reason) for key, number in value.items())
        else:
            yield name, value, reason


def find_example(moment: Moment) -> dict[str, object] | None:
    """The worked example, computed as any line's page; None where its line is not in our tables."""
    code, slug, day = EXAMPLE
    country = published.get_country(code, moment.as_of)
    proposal = published.get_proposal(slug, moment.as_of)
    if country is None or proposal is None:
        return None
    found = describe_line(country, proposal, Moment(day, moment.as_of, moment.asked))
    return {**found, "moment": Moment(day, moment.as_of, moment.asked)} if found["panel"] else None
