"""Figures are plain dicts that Plotly itself accepts."""

from datetime import date

import plotly.graph_objects as go
import pytest
from django.utils import translation

from coalition import published
from coalition.published import PositionRecord, StanceRecord
from coalition.vocabulary import LineState
from coalition.web.charts import COLOURS, describe_point, line_chart, share_chart
from coalition.web.ranking import count_months
from coalition.web.timeline import Axis, join_spans
from tests.web.conftest import HOSTILE, World

AXIS = Axis(date(2026, 1, 1), date(2026, 7, 1))


def span(
    first: date, until: date | None, position: str | None, *, reviewed: bool = True, **rest: object
) -> PositionRecord:
    """A span of a line, held where it has a position."""
    values = {
        "country": "NO",
        "proposal": "troops-on-ground",
        "first": first,
        "until": until,
        "state": LineState.HELD if position else LineState.STALE,
        "position": position,
        "low": position,
        "high": position,
        "statements": 1,
        "origins": 1,
        "reviewed": reviewed,
        "cause": None,
        **rest,
    }
    return PositionRecord(**values)  # type: ignore[arg-type]


LINE = [
    span(date(2026, 1, 10), date(2026, 2, 1), "opposed", reviewed=False, high="sceptical"),
    span(date(2026, 2, 1), date(2026, 3, 1), "conditional"),
    span(
        date(2026, 3, 1),
        date(2026, 4, 1),
        None,
        state=LineState.CONTESTED,
        low="opposed",
        high="supportive",
    ),
    span(date(2026, 4, 1), date(2026, 5, 1), "committed"),
    span(date(2026, 5, 1), None, None, low=None, high=None),
]


def named(figure: dict[str, object], name: str) -> list[dict[str, object]]:
    """The traces of a name."""
    return [trace for trace in figure["data"] if trace["name"] == name]  # type: ignore[attr-defined]


def test_plotly_accepts_a_line_with_every_state() -> None:
    go.Figure(line_chart(join_spans(LINE), [], AXIS, date(2026, 3, 15)))


def test_plotly_accepts_the_line_of_nothing() -> None:
    go.Figure(line_chart([], [], AXIS, AXIS.last))


def test_a_step_is_horizontal_first_and_a_gap_stays_a_gap() -> None:
    figure = line_chart(join_spans(LINE), [], AXIS, AXIS.last)
    (steps,) = named(figure, "Position")
    assert steps["line"] == {"shape": "hv", "color": "#16202B", "width": 1.5}
    assert steps["connectgaps"] is False
    assert steps["x"] == [
        "2026-01-10", "2026-02-01", "2026-02-01", "2026-03-01", None, "2026-04-01", "2026-05-01",
    ]  # fmt: skip
    assert steps["y"] == [0, 0, 3, 3, None, 5, 5]


def test_what_nobody_reviewed_is_dashed() -> None:
    figure = line_chart(join_spans(LINE), [], AXIS, AXIS.last)
    assert [trace["line"]["dash"] for trace in named(figure, "Opposed")] == ["6px,4px"] * 2  # type: ignore[index]
    assert [trace["line"]["dash"] for trace in named(figure, "Committed")] == ["solid"] * 2  # type: ignore[index]


def test_stale_and_contested_are_hatched_and_have_no_colour_of_the_scale() -> None:
    figure = line_chart(join_spans(LINE), [], AXIS, AXIS.last)
    for name in ("Stale", "Contested"):
        (trace,) = named(figure, name)
        assert trace["fillcolor"] == "rgba(0,0,0,0)"
        assert trace["fillpattern"]["fgcolor"] not in COLOURS.values()  # type: ignore[index]


def test_the_axis_names_the_six_levels_in_the_language_of_the_page() -> None:
    with translation.override("it"):
        levels = line_chart([], [], AXIS, AXIS.last)["layout"]["yaxis"]
    assert levels["tickvals"] == [0, 1, 2, 3, 4, 5]
    assert levels["ticktext"][0] == "Contraria ▼"
    assert levels["ticktext"][5] == "Impegnata ★"


@pytest.mark.django_db
def test_points_carry_the_address_of_their_evidence_and_no_tag_of_anybody(world: World) -> None:
    stances = published.list_evidence("NO", "troops-on-ground")
    figure = line_chart([], stances, AXIS, AXIS.last)
    go.Figure(figure)
    (record,) = named(figure, "on record")
    assert [world.stance.pk, f"#stance-{world.stance.pk}"] in record["customdata"]  # type: ignore[operator]
    (aside,) = named(figure, "set aside")
    assert aside["customdata"] == [[world.inner.pk, f"#stance-{world.inner.pk}"]]
    for trace in (record, aside):
        for text in trace["text"]:  # type: ignore[attr-defined]
            assert "<" not in text.replace("<br>", "")
            assert HOSTILE not in text


@pytest.mark.django_db
def test_a_long_quote_is_cut_at_a_word(world: World) -> None:
    stance = published.get_stance(world.coded.pk)
    assert stance is not None
    values = {name: getattr(stance, name) for name in StanceRecord.__slots__}
    text = describe_point(StanceRecord(**{**values, "summary": "word " * 100}))
    assert "word …<br>The Paper" in text


def test_shares_count_every_country_once_a_month() -> None:
    lines = {"NO": join_spans(LINE), "DK": join_spans([span(date(2026, 2, 3), None, "opposed")])}
    months = count_months(lines, date(2026, 5, 20))
    assert [dict(month.counts) for month in months] == [
        {"opposed": 1},
        {"conditional": 1, "opposed": 1},
        {"contested": 1, "opposed": 1},
        {"committed": 1, "opposed": 1},
        {"stale": 1, "opposed": 1},
    ]
    figure = share_chart(months)
    go.Figure(figure)
    assert named(figure, "▼ Opposed")[0]["y"] == [1, 1, 1, 1, 1]
    assert named(figure, "… Stale")[0]["y"] == [0, 0, 0, 0, 1]


def test_shares_of_nothing_are_no_months() -> None:
    assert count_months({}, date(2026, 5, 20)) == []
    go.Figure(share_chart([]))
