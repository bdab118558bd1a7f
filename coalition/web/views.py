"""The pages. A view reads published records, lays them out and names its template: no rules here."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coalition import published
from coalition.errors import BadInput
from coalition.estimation import METHOD, VERSION
from coalition.estimation.explanation import name_constants
from coalition.published import CountryRecord, ProposalRecord
from coalition.vocabulary import Position, Tier
from coalition.web.charts import share_chart
from coalition.web.dates import say_day, say_known_part
from coalition.web.evidence import Move, describe_evidence, describe_move
from coalition.web.excerpts import lay_out
from coalition.web.labels import (
    ATTRIBUTIONS,
    POSITION_MARKS,
    PROPOSAL_GROUPS,
    STATE_MARKS,
    TIERS,
    VOICES,
    definition_of,
    language_name,
    name_of,
)
from coalition.web.matrix import make_matrix
from coalition.web.panels import list_band, list_panels
from coalition.web.params import FIRST_DAY, read_choice, read_day, today
from coalition.web.posters import draw_shares
from coalition.web.ranking import count_months, find_causes, join_lines, list_keys, rank_countries

View = Callable[..., HttpResponse]
NEWEST_CHANGES = 8  # below each page: four rows of two; /changes/ has the rest
MOST_CHANGES = 200


def page(view: View) -> View:
    """A page: GET and HEAD only, and what an address asks for wrongly is answered in words, with 400."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadInput as error:
            return render(request, "web/bad_request.html", {"sentence": str(error)}, status=400)

    return answer


def name_all(*records: Iterable[CountryRecord] | Iterable[ProposalRecord]) -> dict[str, str]:
    """The names of countries by code and of proposals by slug; the two never collide."""
    return {
        one.code if isinstance(one, CountryRecord) else one.slug: name_of(one)
        for group in records
        for one in group
    }


def list_moves(names: dict[str, str], **wanted: Any) -> list[Move]:
    """Changes ready to be shown."""
    return [describe_move(change, names) for change in published.list_changes(**wanted)]


def day_context(at: date) -> dict[str, Any]:
    """What the form of days needs: the day, its neighbours, and the newest day with evidence."""
    newest = published.find_newest_day(today())
    return {
        "at": at,
        "at_words": say_day(at),
        "is_today": at == today(),
        "first_day": FIRST_DAY,
        "last_day": today() + timedelta(days=1),
        "earlier": max(FIRST_DAY, at - timedelta(days=30)),
        "later": min(today(), at + timedelta(days=30)) if at < today() else None,
        "newest": newest if newest != at else None,
        "newest_words": say_day(newest) if newest else "",
    }


@page
def overview(request: HttpRequest) -> HttpResponse:
    """Countries by proposals on a day, the counts, and what changed last up to that day."""
    at = read_day(request) or today()
    groups = published.list_groups()
    group = read_choice(request, "group", groups)
    every_country = sorted(published.list_countries(), key=name_of)
    every_proposal = published.list_proposals()
    countries = every_country
    if group:
        members = set(published.list_members(group, at))
        countries = [one for one in every_country if one.code in members]
    matrix = make_matrix(
        countries, every_proposal, published.list_positions(at), published.list_last_held(at)
    )
    names = name_all(every_country, every_proposal)
    moves = list_moves(names, until=at, limit=NEWEST_CHANGES, spoken=True)
    context = {
        "matrix": matrix,
        "silent_countries": [(one.code, name_of(one)) for one in matrix.silent_countries],
        "silent_proposals": [(one.slug, name_of(one)) for one in matrix.silent_proposals],
        "moves": moves,
        "groups": groups,
        "group": group,
        "marks": list(POSITION_MARKS.values()),
        "states": list(STATE_MARKS.values()),
        **day_context(at),
    }
    return render(request, "web/overview.html", {"nav": "overview", **context})


@page
def countries(request: HttpRequest) -> HttpResponse:
    """All countries, those with evidence first, with what each holds on the day."""
    at = read_day(request) or today()
    last_held = published.list_last_held(at)
    counts: dict[str, int] = {}
    for code, _slug in last_held:
        counts[code] = counts.get(code, 0) + 1
    ordered = sorted(published.list_countries(), key=name_of)
    context = {
        "heard": [
            (one.code, name_of(one), counts[one.code]) for one in ordered if one.code in counts
        ],
        "silent": [(one.code, name_of(one)) for one in ordered if one.code not in counts],
        **day_context(at),
    }
    return render(request, "web/countries.html", {"nav": "countries", **context})


@page
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: a panel a proposal, who speaks for it, and what changed."""
    # A name of letters and digits only: the database refuses to be asked for a zero byte.
    found = published.get_country(code.upper()) if code.isalnum() else None
    if found is None:
        raise Http404(_("We follow no country with the code “%(code)s”.") % {"code": code[:20]})
    if code != found.code:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("web:country", args=[found.code])
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    at = read_day(request) or today()
    every_proposal = published.list_proposals()
    panels = list_panels(
        published.list_lines(country=found.code),
        published.list_evidence(found.code),
        every_proposal,
        at,
        max(at, today()),
    )
    shown = {panel.slug for panel in panels}
    held, past = list_band(published.list_offices(found.code), at)
    names = name_all([found], every_proposal)
    context = {
        "country": found,
        "name": name_of(found),
        "panels": panels,
        "silent": [(one.slug, name_of(one)) for one in every_proposal if one.slug not in shown],
        "offices": held,
        "past_offices": past,
        "moves": list_moves(names, country=found.code, until=at, limit=NEWEST_CHANGES),
        "marks": list(POSITION_MARKS.values()),
        "states": list(STATE_MARKS.values())[:2],
        **day_context(at),
    }
    return render(request, "web/country.html", {"nav": "countries", **context})


@page
def proposals(request: HttpRequest) -> HttpResponse:
    """All proposals by group, with their definitions."""
    groups: dict[str, list[dict[str, str]]] = {}
    for one in published.list_proposals():
        groups.setdefault(one.group, []).append(
            {"slug": one.slug, "name": name_of(one), "definition": definition_of(one)}
        )
    context = {"groups": [(PROPOSAL_GROUPS.get(key, key), group) for key, group in groups.items()]}
    return render(request, "web/proposals.html", {"nav": "proposals", **context})


@page
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """One proposal: what it means, who stands where on the day, and how that shifted."""
    every_proposal = published.list_proposals()
    found = next((one for one in every_proposal if one.slug == slug), None)
    if found is None:
        raise Http404(_("We follow no proposal called “%(slug)s”.") % {"slug": slug[:40]})
    at = read_day(request) or today()
    every_country = sorted(published.list_countries(), key=name_of)
    lines = join_lines(published.list_lines(proposal=slug))
    causes = published.list_causes(find_causes(lines, at))
    ranks = rank_countries(lines, every_country, causes, at)
    months = count_months(lines, at)
    keys = list(reversed(list_keys()[:6])) + list_keys()[6:]
    names = name_all(every_country, every_proposal)
    context = {
        "proposal": found,
        "name": name_of(found),
        "definition": definition_of(found),
        "ranks": [(rank, describe_causes(rank.standings)) for rank in ranks],
        "months": months,
        "keys": keys,
        "month_rows": [
            (month.name, [month.counts.get(key.key, 0) for key in keys])
            for month in reversed(months)
        ],
        "first_raised": say_known_part(found.first_raised),
        "chart": share_chart(months),
        "poster": draw_shares(months),
        "related": [
            (one.slug, name_of(one)) for one in every_proposal if one.slug in found.related
        ],
        "moves": list_moves(names, proposal=slug, until=at, limit=NEWEST_CHANGES),
        "marks": list(POSITION_MARKS.values()),
        **day_context(at),
    }
    return render(request, "web/proposal.html", {"nav": "proposals", **context})


@page
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """An article's words with every quote marked; the whole text only where it may be shown."""
    found = published.get_article(article_id, whole=request.user.is_staff)
    if found is None:
        raise Http404(_("There is no article with the number %(number)s.") % {"number": article_id})
    record = found.article
    names = name_all(published.list_countries(), published.list_proposals())
    evidence = [describe_evidence(one, names) for one in found.stances]
    context = {
        "article": record,
        "untitled": _("An article without a title"),
        "day": say_day(record.published, record.precision) if record.published else "",
        "tier": TIERS[Tier(record.tier)],
        "language": language_name(record.language),
        "excerpts": lay_out(found.segments, evidence),
        "whole": found.whole,
        "evidence": evidence,
        "copies": found.copies,
    }
    return render(request, "web/article.html", context)


@page
def stance(request: HttpRequest, stance_id: int) -> HttpResponse:
    """One stance as a card with an address of its own."""
    found = published.get_stance(stance_id)
    if found is None:
        raise Http404(
            _("There is no published stance with the number %(number)s.") % {"number": stance_id}
        )
    names = name_all(published.list_countries(), published.list_proposals())
    return render(request, "web/stance.html", {"shown": describe_evidence(found, names)})


@page
def changes(request: HttpRequest) -> HttpResponse:
    """What changed between two days, newest first, for all or for one country or proposal."""
    names = name_all(published.list_countries(), published.list_proposals())
    codes = sorted(names)
    since, until = read_day(request, "since"), read_day(request, "until")
    country = read_choice(request, "country", codes)
    proposal = read_choice(request, "proposal", codes)
    moves = list_moves(
        names, country=country, proposal=proposal, since=since, until=until, limit=MOST_CHANGES
    )
    context = {
        "moves": moves,
        "since": since,
        "until": until,
        "country": country,
        "proposal": proposal,
        "filtered": " · ".join(names[key] for key in (country, proposal) if key),
        "first_day": FIRST_DAY,
        "last_day": today(),
        "cut": len(moves) == MOST_CHANGES,
    }
    return render(request, "web/changes.html", {"nav": "changes", **context})


@page
def sources(request: HttpRequest) -> HttpResponse:
    """The sources by tier, with how many of their articles we hold."""
    found = published.list_sources()
    tiers = [(tier, [one for one in found if one.tier == tier]) for tier in Tier]
    context = {
        "tiers": [
            (TIERS[tier], tier.counts, sorted(group, key=lambda one: (-one.articles, one.name)))
            for tier, group in tiers
            if group
        ],
        "total": len(found),
    }
    return render(request, "web/sources.html", {"nav": "sources", **context})


@page
def methodology(request: HttpRequest) -> HttpResponse:
    """How a position comes about, from the vocabulary and the numbers of the estimation itself."""
    constants = name_constants()
    context = {
        "marks": list(POSITION_MARKS.values()),
        "states": list(STATE_MARKS.values()),
        "voices": [(voice.value, VOICES[voice]) for voice in VOICES],
        "attributions": [(one.value, ATTRIBUTIONS[one]) for one in ATTRIBUTIONS],
        "tiers": [(TIERS[tier], tier.counts) for tier in Tier],
        "constants": list(list_numbers(constants)),
        "method": METHOD,
        "version": VERSION,
        "steps": len(Position),
    }
    return render(request, "web/methodology.html", {"nav": "methodology", **context})


def list_numbers(constants: dict[str, object]) -> Iterable[tuple[str, object]]:
    """The numbers of the estimation by name, one a row."""
    for name, value in constants.items():
        if isinstance(value, dict):
            yield from ((f"{name}: {key}", number) for key, number in value.items())
        else:
            yield name, value


def describe_causes(standings: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each standing with the words behind it, ready to be shown."""
    return [(one, describe_evidence(one.cause) if one.cause else None) for one in standings]
