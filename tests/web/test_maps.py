"""The map: whose land is drawn as whose, what stands on it, and the days of its slider."""

from datetime import date

import plotly.graph_objects as go
import pytest

from coalition.published import CountryRecord
from coalition.web.charts_map import map_chart
from coalition.web.maps import make_map, spell_states
from coalition.web.moment import Moment
from coalition.web.outlines import read_outlines
from coalition.web.timeline import join_spans
from tests.web.test_charts import LINE

# Places in units of the drawing: EPSG:3035 of their longitude and latitude, scaled as make.py does.
PLACES = {
    "Simferopol": (798, 570, "UA"),
    "Sevastopol": (792, 581, "UA"),
    "Donetsk": (830, 482, "UA"),
    "Kyiv": (708, 463, "UA"),
    "Rostov-on-Don": (864, 487, "RU"),
    "Krasnodar": (873, 539, "RU"),
    "Kaliningrad": (548, 396, "RU"),
    "Kyrenia": (848, 790, "CY"),
    "Pristina": (599, 673, "XK"),
    "Tiraspol": (716, 549, "MD"),
    "Rome": (451, 704, "IT"),
}
NORWAY = CountryRecord("NO", "NOR", "578", "Q20", "state", "Norway", "Norvegia", "", "member")
CANADA = CountryRecord("CA", "CAN", "124", "Q16", "state", "Canada", "Canada", "", "member")


@pytest.mark.parametrize("place", PLACES)
def test_places_belong_to_whom_the_united_nations_say(place: str) -> None:
    x, y, code = PLACES[place]
    assert read_outlines().find(x, y) == [code]


def test_the_point_of_a_country_lies_in_it() -> None:
    outlines = read_outlines()
    tiny = {"AD", "LI", "MC", "SM", "VA", "MT", "LU"}
    for code, (x, y) in outlines.points.items():
        assert code in tiny or outlines.holds(code, x, y), code


def test_plotly_accepts_the_map_in_every_state() -> None:
    lines = {"NO": join_spans(LINE)}
    for day in ("2026-01-05", "2026-01-20", "2026-03-15", "2026-05-20"):
        drawn = make_map("force", lines, [NORWAY, CANADA], Moment(date.fromisoformat(day)))
        go.Figure(map_chart(drawn))


def test_the_counts_of_marks_and_of_ages_sum_to_all_countries() -> None:
    moment = Moment(date(2026, 2, 10))
    newest = {"NO": date(2026, 2, 1)}
    drawn = make_map("force", {"NO": join_spans(LINE)}, [NORWAY, CANADA], moment, newest)
    assert [(one.mark.key, len(one.regions)) for one in drawn.tallies] == [
        ("conditional", 1),
        ("no-evidence", 1),
    ]
    assert drawn.ages == (
        ("up to 30 days", 1),
        ("up to 90 days", 0),
        ("up to 180 days", 0),
        ("older", 0),
        ("nothing said", 1),
    )
    assert drawn.elsewhere == ()


def test_a_country_beyond_the_frame_is_named_where_something_is_known_of_it() -> None:
    lines = {"NO": join_spans(LINE), "CA": join_spans(LINE)}
    drawn = make_map("force", lines, [NORWAY, CANADA], Moment(date(2026, 2, 10)))
    assert [one.code for one in drawn.elsewhere] == ["CA"]


def test_a_line_is_a_letter_for_each_day_of_the_slider() -> None:
    days = [date(2026, month, 15) for month in range(1, 7)]
    assert spell_states(join_spans(LINE), days) == "OTXCZZ"
