"""What headers say about time."""

from datetime import UTC, datetime, timedelta

import pytest

from coalition.ingestion.fetcher.freshness import (
    is_hard,
    plan_retry,
    read_rest,
    read_ttl,
    read_validator,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("120", 2 * MINUTE),
        ("Sun, 01 Mar 2026 13:00:00 GMT", 60 * MINUTE),
        ("Sun, 01 Mar 2026 13:00:00", 60 * MINUTE),
        ("Sun, 01 Mar 2020 13:00:00 GMT", MINUTE),
        ("-5", MINUTE),
        ("1000000000", DAY),
        ("9" * 400, MINUTE),
        ("soon", MINUTE),
        ("", MINUTE),
        ("Sun, 99 Mar 99999 25:00:00 +9999", MINUTE),
    ],
)
def test_H13_a_wish_to_rest_is_kept_from_a_minute_to_a_day(said: str, rest: timedelta) -> None:
    assert read_rest(429, {"retry-after": said}, NOW, 0.0) == rest
    assert read_rest(503, {"retry-after": said}, NOW, 0.0) == rest


def test_H13_those_who_rest_do_not_all_come_back_at_once() -> None:
    rests = [read_rest(429, {"retry-after": "600"}, NOW, chance) for chance in (0.0, 0.5, 1.0)]
    assert rests == [10 * MINUTE, 10.5 * MINUTE, 11 * MINUTE]


def test_H13_without_a_wish_there_is_no_rest() -> None:
    assert read_rest(429, {}, NOW, 1.0) == timedelta(0)
    assert read_rest(404, {"retry-after": "600"}, NOW, 1.0) == timedelta(0)


def test_H14_a_failing_feed_is_asked_less_and_less_but_never_forgotten() -> None:
    hour = timedelta(hours=1)
    waits = [plan_retry(failures, hour) for failures in (0, 1, 2, 3, 4, 5, 30, 31, 10_000)]
    assert waits == [hour, hour, 2 * hour, 3 * hour, 4 * hour, 4 * hour, 4 * hour, 3 * DAY, 3 * DAY]
    assert plan_retry(4, timedelta(hours=12)) == DAY


def test_H12_a_status_says_whether_to_ask_again() -> None:
    hard = [s for s in (400, 401, 403, 404, 408, 410, 425, 429, 451, 500, 502, 503) if is_hard(s)]
    assert hard == [400, 401, 403, 404, 410, 451]


@pytest.mark.parametrize(
    ("headers", "ttl"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 10 * MINUTE),
        ({"cache-control": "max-age=99999999999"}, 7 * DAY),
        ({"cache-control": "no-cache, max-age=600"}, timedelta(0)),
        ({"cache-control": "max-age=-1"}, None),
        (
            {
                "date": "Sun, 01 Mar 2026 13:00:00 GMT",
                "expires": "Sun, 01 Mar 2026 13:05:00 GMT",
            },
            5 * MINUTE,
        ),
        ({"date": "Sun, 01 Mar 2026 13:00:00 GMT", "expires": "0"}, None),
    ],
)
def test_how_long_an_answer_stays_good(headers: dict[str, str], ttl: timedelta | None) -> None:
    assert read_ttl(headers) == ttl


def test_only_what_can_be_sent_back_is_kept_of_an_etag() -> None:
    kept = [read_validator(text) for text in ('W/"a b"', "a", "a\nb", "ü", "", " a", "a ")]
    assert kept == ['W/"a b"', "a", "", "", "", "", ""]
    assert [len(read_validator("a" * length)) for length in (300, 301)] == [300, 0]
