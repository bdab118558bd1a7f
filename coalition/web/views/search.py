"""Search: words, names, conditions and steps; and silence."""

from collections.abc import Callable, Mapping
from datetime import date

from babel import Locale
from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from coalition import published
from coalition.published.search import LONGEST_QUERY, find_silence, search_stances
from coalition.published.words import find_meant
from coalition.vocabulary import Condition, Position
from coalition.web.dates import locale, say_day
from coalition.web.evidence import describe_evidence
from coalition.web.labels import CONDITIONS, POSITION_MARKS, language_name, sort_name
from coalition.web.params import read_choice, read_moment, read_number
from coalition.web.views.page import (
    list_known_countries,
    list_known_proposals,
    name_all,
    page,
    show,
)

USUAL_SILENCE = 90  # days
MOST_DAYS = 3660
SHOWN_VALUES = 12  # of a facet


@page
def search(request: HttpRequest) -> HttpResponse:
    """What was found, with counts by country, proposal, step, condition and language."""
    moment = read_moment(request)
    countries, proposals = list_known_countries(moment), list_known_proposals(moment)
    names = name_all(countries, proposals)
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    wanted = {
        "country": read_choice(request, "country", {one.code for one in countries}),
        "proposal": read_choice(request, "proposal", {one.slug for one in proposals}),
        "position": read_choice(request, "position", {one.value for one in Position}),
        "condition": read_choice(request, "condition", {one.value for one in Condition}),
        "language": read_choice(request, "language", Locale("en").languages),
    }
    asked = bool(query or any(wanted.values()))
    found = search_stances(query, moment.as_of, **wanted) if asked else None
    meant = find_meant(query) if query else None
    return show(
        request,
        "search",
        moment,
        nav="search",
        query=query,
        wanted={name: value or "" for name, value in wanted.items()},
        asked=asked,
        marks=list(POSITION_MARKS.values()),
        conditions=[(one.value, CONDITIONS[one]) for one in Condition],
        all_proposals=[(one.slug, names[one.slug]) for one in proposals],
        total=found.total if found else 0,
        more=format_decimal(found.total, locale=locale()) if found and found.more else "",
        found=[describe_evidence(one, names) for one in found.stances] if found else [],
        facets=list_facets(found.counts, wanted, names) if found else [],
        countries=[(code, names[code]) for code in meant.countries if code in names]
        if meant
        else [],
        meant_proposals=[(slug, names[slug]) for slug in meant.proposals if slug in names]
        if meant
        else [],
    )


def list_facets(
    counts: Mapping[str, Mapping[str, int]],
    wanted: Mapping[str, str | None],
    names: Mapping[str, str],
) -> list[dict[str, object]]:
    """The facets with their values, each with the other filters of its link."""
    name_value: dict[str, Callable[[str], str | Promise]] = {
        "country": lambda value: names.get(value, value),
        "proposal": lambda value: names.get(value, value),
        "position": lambda value: POSITION_MARKS[Position(value)].word,
        "condition": lambda value: CONDITIONS[Condition(value)],
        "language": language_name,
    }
    return [
        {
            "key": key,
            "chosen": wanted[key] or "",
            "values": [
                (value, name_value[key](value), number)
                for value, number in list(counts[key].items())[:SHOWN_VALUES]
                if value
            ],
        }
        for key in ("country", "proposal", "position", "condition", "language")
    ]


@page
def silence(request: HttpRequest) -> HttpResponse:
    """Who said nothing on a proposal for some days, and how much was read in that time."""
    moment = read_moment(request)
    countries, proposals = list_known_countries(moment), list_known_proposals(moment)
    names = name_all(countries, proposals)
    groups = published.list_groups(moment.as_of)
    group = read_choice(request, "group", groups)
    slug = read_choice(request, "proposal", {one.slug for one in proposals})
    days = read_number(request, "days", MOST_DAYS) or USUAL_SILENCE
    codes = [one.code for one in countries]
    if group:
        codes = published.list_members(group, moment.at, as_of=moment.as_of)
    silent, read = (
        find_silence(slug, moment.at, days, codes, as_of=moment.as_of) if slug else ([], 0)
    )
    shown = sorted(
        (one for one in silent if one.country in names),
        key=lambda one: (one.newest or date.max, sort_name(names[one.country])),
    )
    return show(
        request,
        "silence",
        moment,
        nav="search",
        proposals=[(one.slug, names[one.slug]) for one in proposals],
        proposal=slug or "",
        name=names.get(slug or "", ""),
        groups=groups,
        group=group,
        days=days,
        read=read,
        count=len(shown),
        silent=[
            (
                one.country,
                names[one.country],
                say_day(one.newest) if one.newest else "",
                one.articles,
            )
            for one in shown
            if one.newest or one.articles
        ],
        unheard=[
            (one.country, names[one.country]) for one in shown if not (one.newest or one.articles)
        ],
    )
