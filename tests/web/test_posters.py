"""The drawings of the server say the same as the figures."""

from datetime import date

from coalition.web.posters import draw_line, draw_shares
from coalition.web.ranking import count_months
from coalition.web.timeline import join_spans
from tests.web.test_charts import AXIS, LINE


def test_a_line_is_drawn_span_by_span() -> None:
    poster = draw_line(join_spans(LINE), [], AXIS, date(2026, 3, 15))
    assert [(box.kind, box.right) for box in poster.hatches] == [
        ("contested", "49.72%"),
        ("stale", "100%"),
    ]
    assert poster.day == "40.33%"
    assert poster.riser_path == "M171.3 70V154"
    assert [(one.kind, one.dashed, one.path) for one in poster.strokes] == [
        ("opposed", True, "M49.7 154h121.6"),
        ("conditional", False, "M171.3 70h154.7"),
        ("committed", False, "M497.2 14h165.8"),
    ]


def test_a_chart_that_ends_on_the_day_draws_no_line_at_it() -> None:
    assert draw_line([], [], AXIS, AXIS.last).day is None


def test_columns_reach_as_high_as_the_count_of_the_fullest_month() -> None:
    poster = draw_shares(count_months({"NO": join_spans(LINE)}, date(2026, 5, 20)))
    assert poster.top == 1
    assert [box.kind for box in poster.boxes] == [
        "opposed", "conditional", "contested", "committed", "stale",
    ]  # fmt: skip
