"""Figures to take along: as SVG with source, day and version printed in, as CSV, as Plotly's JSON; and
pages to embed."""

import csv
import io
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import orjson
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from coalition import published
from coalition.estimation import METHOD, VERSION
from coalition.published import PositionRecord
from coalition.web.charts_map import map_chart
from coalition.web.cite import PRODUCT
from coalition.web.drawn import LINE_ROOM, read_sheet
from coalition.web.labels import name_of
from coalition.web.maps import MARKS
from coalition.web.moment import Moment
from coalition.web.params import read_day, read_moment
from coalition.web.strip_sheets import lay_out_strips
from coalition.web.views.compare import choose_countries, compare_lines
from coalition.web.views.countries import draw_panel
from coalition.web.views.overview import draw_map
from coalition.web.views.page import (
    find_country,
    find_proposal,
    list_known_countries,
    list_known_proposals,
    name_all,
    page,
    show,
)
from coalition.web.views.proposals import draw_months, read_sketches, show_strips

STAMPS = ("at", "as_of", "method_version", "source")
TYPES = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
}
COLUMNS = (
    "country", "proposal", "first", "until", "state", "position", "low", "high", "statements",
    "origins", "reviewed", "cause",
)  # fmt: skip


@page
def line_file(request: HttpRequest, code: str, slug: str, kind: str) -> HttpResponseBase:
    """The line of a country on a proposal as a file; its chart from the day `first` on, where that is
    before the line begins, so that the charts of a page share their axis."""
    moment = read_moment(request)
    country, proposal = find_country(code, moment), find_proposal(slug, moment)
    name = f"{code}-{slug}"
    if kind == "csv":
        lines = published.list_lines(code, slug, as_of=moment.as_of)
        return answer(request, write_lines(request, lines, moment), kind, name)
    sheet = read_sheet(code, moment, LINE_ROOM, slug)
    if first := read_day(request, "first"):
        sheet = sheet.begin(first)
    figure = sheet.write_figure(proposal)
    if figure is None:
        raise Http404(_("Nothing is known that could be drawn."))
    if kind == "json":
        return answer(request, figure, kind, name)
    (panel,) = sheet.draw_panels([proposal])
    title = f"{name_of(country)}: {name_of(proposal)}"
    return answer_svg(request, "line", name, moment, title, {"panel": panel})


@page
def months_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """How many countries held each position on a proposal at the end of each month, as a file."""
    moment = read_moment(request)
    proposal = find_proposal(slug, moment)
    drawn = draw_months(slug, moment)
    if kind == "json":
        return answer(request, orjson.dumps(drawn["chart"]), kind, f"{slug}-months")
    if kind == "csv":
        header = ["month", *(mark.key for mark in drawn["keys"]), *STAMPS]
        rows = [[name, *counts, *stamp(request, moment)] for name, counts in drawn["month_rows"]]
        return answer(request, write_csv(header, rows), kind, f"{slug}-months")
    return answer_svg(request, "months", f"{slug}-months", moment, name_of(proposal), drawn)


@page
def map_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The map of a proposal as a file."""
    moment = read_moment(request)
    proposal = find_proposal(slug, moment)
    if kind == "csv":
        rows = published.list_positions(moment.at, proposal=slug, as_of=moment.as_of)
        return answer(request, write_spans(request, rows, moment), kind, f"{slug}-{moment.at}")
    drawn = draw_map(slug, list_known_countries(moment), moment)
    if kind == "json":
        return answer(request, orjson.dumps(map_chart(drawn)), kind, f"{slug}-map")
    return answer_svg(request, "map", f"{slug}-map", moment, name_of(proposal), {"map": drawn})


@page
def strips_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The lines of all countries on a proposal as a file."""
    moment = read_moment(request)
    proposal = find_proposal(slug, moment)
    if kind == "csv":
        lines = published.list_lines(proposal=slug, as_of=moment.as_of)
        return answer(request, write_lines(request, lines, moment), kind, f"{slug}-lines")
    names = name_all(list_known_countries(moment))
    bundle, sketches = read_sketches(slug, moment, names)
    shown = show_strips(slug, sketches, bundle.axis, moment)
    drawn = {**shown, "keys": MARKS[:-1], "sheet": lay_out_strips([("", shown["strips"])])}
    return answer_svg(request, "strips", f"{slug}-lines", moment, name_of(proposal), drawn)


@page
def compare_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Countries side by side as a file."""
    moment = read_moment(request)
    chosen = choose_countries(request, list_known_countries(moment))
    if not chosen:
        raise Http404(_("Nothing is known that could be drawn."))
    codes = [one.code for one in chosen]
    name = "-".join(["compare", *codes])
    if kind == "csv":
        found = [published.list_lines(country=code, as_of=moment.as_of) for code in codes]
        lines = {line: spans for one in found for line, spans in one.items()}
        return answer(request, write_lines(request, lines, moment), kind, name)
    shown = compare_lines(chosen, moment)
    groups = [(row.name, row.strips) for row in shown["rows"]]
    drawn = {**shown, "keys": MARKS[:-1], "sheet": lay_out_strips(groups)}
    title = ", ".join(name_of(one) for one in chosen)
    return answer_svg(request, "strips", name, moment, title, drawn)


@page
def matrix_file(request: HttpRequest) -> HttpResponseBase:
    """All positions of the day as a table, a row a country and a column a proposal."""
    moment = read_moment(request)
    slugs = [one.slug for one in list_known_proposals(moment)]
    held: dict[str, dict[str, str]] = {}
    for one in published.list_positions(moment.at, as_of=moment.as_of):
        held.setdefault(one.country, {})[one.proposal] = one.position or one.state
    rows = [
        [code, *(line.get(slug, "") for slug in slugs), *stamp(request, moment)]
        for code, line in sorted(held.items())
    ]
    content = write_csv(["country", *slugs, *STAMPS], rows)
    return answer(request, content, "csv", f"positions-{moment.at}")


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[untyped-decorator, unused-ignore]
@page
def embed_line(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A line for the pages of others: no script, no form, nothing but the drawing and its source."""
    moment = read_moment(request)
    country, proposal = find_country(code, moment), find_proposal(slug, moment)
    return show(
        request,
        "embed",
        moment,
        country=country,
        name=name_of(country),
        proposal=proposal,
        proposal_name=name_of(proposal),
        panel=draw_panel(country, proposal, moment),
    )


def stamp(request: HttpRequest, moment: Moment) -> tuple[str, str, str, str]:
    """The day, the instant (empty for what is known now), the version of the method, and where it is
    from."""
    return moment.at.isoformat(), moment.stamp, VERSION, find_site(request)


def find_site(request: HttpRequest) -> str:
    """Where this site is."""
    return request.build_absolute_uri("/").rstrip("/")


def write_lines(
    request: HttpRequest, lines: Mapping[Any, Iterable[PositionRecord]], moment: Moment
) -> bytes:
    """Lines as CSV, a row a span."""
    return write_spans(request, (span for line in lines.values() for span in line), moment)


def write_spans(request: HttpRequest, spans: Iterable[PositionRecord], moment: Moment) -> bytes:
    """Spans as CSV."""
    marks = stamp(request, moment)
    rows = [[*(getattr(span, name) for name in COLUMNS), *marks] for span in spans]
    return write_csv([*COLUMNS, *STAMPS], rows)


def write_csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A table as RFC 4180 has it. Its values are our own codes, words and numbers: no formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()


def answer_svg(
    request: HttpRequest,
    template: str,
    name: str,
    moment: Moment,
    title: str,
    drawn: Mapping[str, Any],
) -> HttpResponseBase:
    """A figure as a drawing of its own, with its title above and its source below."""
    context = {
        **drawn,
        "moment": moment,
        "title": title,
        "product": PRODUCT,
        "method": f"{METHOD} {VERSION}",
        "stamp": moment.stamp,
        "source": find_site(request),
    }
    content = render_to_string(f"web/figures/{template}.svg", context, request)
    return answer(request, content.encode(), "svg", name)


def answer(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponseBase:
    """A file with its own tag, so that who has it already is not sent it again. Any site may show it."""
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=TYPES[kind], headers={"ETag": tag})
    if kind == "csv":
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    found = get_conditional_response(request, etag=tag, response=response)
    sent = response if found is None else found
    sent["Cross-Origin-Resource-Policy"] = "cross-origin"
    return sent
