"""Share cards: one for each country, proposal and line, drawn once for as long as it says the same."""

from collections import Counter

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from coalition import published
from coalition.web import cards
from coalition.web.drawn import draw_once, name_shown
from coalition.web.labels import definition_of, mark_of, name_of
from coalition.web.maps import MARKS
from coalition.web.moment import Moment
from coalition.web.params import read_choice, read_moment
from coalition.web.posters import draw_bars
from coalition.web.timeline import join_spans, span_axis
from coalition.web.views.countries import draw_panel
from coalition.web.views.files import answer
from coalition.web.views.page import find_country, find_proposal, list_known_proposals, page


def read_card(request: HttpRequest) -> tuple[Moment, str]:
    """The moment and the language that a card is asked for: those who fetch cards send no cookie."""
    languages = [code for code, _name in settings.LANGUAGES]
    return read_moment(request), read_choice(request, "lang", languages) or languages[0]


def say_moment(moment: Moment) -> str:
    """The line above the title of a card."""
    return _("Positions on %(day)s") % {"day": moment.words}


@page
def country_card(request: HttpRequest, code: str) -> HttpResponseBase:
    """What a country holds, as a picture."""
    moment, language = read_card(request)
    with translation.override(language):
        found = find_country(code, moment)
        spans = published.list_positions(moment.at, code, as_of=moment.as_of)
        marks = {one.proposal: mark_of(one.state, one.position) for one in spans}
        order = {mark.key: n for n, mark in enumerate(MARKS)}
        held = [
            (marks[one.slug], name_of(one))
            for one in list_known_proposals(moment)
            if one.slug in marks and marks[one.slug] != MARKS[-1]
        ]
        held.sort(key=lambda one: order[one[0].key])
        rest = _("and %(n)s more") % {"n": len(held) - 2 * cards.ROWS}
        shown = (name_of(found), say_moment(moment), held, rest)
        key = name_shown("country card", shown[:2], [(mark.key, name) for mark, name in held])
        return answer(request, draw_once(key, lambda: cards.draw_country(*shown)), "png", code)


@page
def proposal_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """How many countries hold which step on a proposal, as a picture."""
    moment, language = read_card(request)
    with translation.override(language):
        found = find_proposal(slug, moment)
        spans = published.list_positions(moment.at, proposal=slug, as_of=moment.as_of)
        said = Counter(one.position or one.state for one in spans)
        counts = {mark: said[mark.key] for mark in MARKS[:-1] if said[mark.key]}
        shown = (name_of(found), say_moment(moment), counts, definition_of(found))
        key = name_shown("proposal card", shown[:2], shown[3], sorted(said.items()))
        return answer(request, draw_once(key, lambda: cards.draw_proposal(*shown)), "png", slug)


@page
def line_card(request: HttpRequest, code: str, slug: str) -> HttpResponseBase:
    """What a country holds on a proposal, as a picture."""
    moment, language = read_card(request)
    with translation.override(language):
        country, proposal = find_country(code, moment), find_proposal(slug, moment)
        panel = draw_panel(country, proposal, moment)
        mark = panel.mark if panel else MARKS[-1]
        sentence = panel.sentence if panel else _("Nothing is known for this day.")
        title = f"{name_of(country)}: {name_of(proposal)}"

        def draw() -> bytes:
            lines = published.list_lines(code, slug, as_of=moment.as_of)
            spells = join_spans(span for line in lines.values() for span in line)
            axis = span_axis([one.first for one in spells], max(moment.at, moment.last))
            bars = list(draw_bars(spells, axis))
            return cards.draw_line(title, say_moment(moment), mark, sentence, bars)

        key = name_shown("line card", title, moment.at, panel.version if panel else "")
        return answer(request, draw_once(key, draw), "png", f"{code}-{slug}")
