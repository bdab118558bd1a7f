"""Letters and dates of feeds: encodings (F06) and days (F07) of the fault catalogue."""

from datetime import UTC, datetime

import pytest

from coalition.extraction.feeds import parse_feed
from coalition.extraction.feeds_dates import read_moment
from coalition.extraction.feeds_records import DateQuality
from tests.feeds import item, nothing_opened, rss, titles

LATEST = datetime(2025, 3, 6, tzinfo=UTC)
WORDS = "Präsident – „Größe“"
ENCODED = {
    "declared utf-8, is windows-1252": (b"utf-8", WORDS.encode("cp1252"), True),
    "declared iso-8859-1, is utf-8": (b"iso-8859-1", WORDS.encode(), True),
    "declared utf-16, is utf-8": (b"utf-16", WORDS.encode(), True),
    "declared utf-7": (b"utf-7", WORDS.encode(), True),
    "unknown": (b"klingon-1", WORDS.encode(), True),
    "a codec that is no character set": (b"unicode_escape", WORDS.encode(), True),
    "as declared": (b"windows-1252", WORDS.encode("cp1252"), False),
}


@pytest.mark.parametrize(("declared", "words", "guessed"), ENCODED.values(), ids=ENCODED)
def test_f06_wrong_encodings_are_read_and_marked(
    declared: bytes, words: bytes, guessed: bool
) -> None:
    head = b'<?xml version="1.0" encoding="%b"?>' % declared
    raw = head + b"<rss><channel><item><title>%b</title></item></channel></rss>" % words
    with nothing_opened():
        feed = parse_feed(raw)
    assert titles(feed) == [WORDS]
    assert any("encoding was guessed" in warning for warning in feed.warnings) == guessed


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_f06_byte_order_marks_and_wide_letters_are_read(codec: str) -> None:
    raw = rss(f"<item><title>{WORDS}</title></item>").decode().encode(codec)
    assert titles(parse_feed(raw)) == [WORDS]


def test_f06_mixed_bytes_spoil_only_themselves() -> None:
    raw = rss(f"<item><title>{WORDS} X</title></item>").replace(b"X", b"\x93caf\xe9\x94")
    assert titles(parse_feed(raw)) == [f"{WORDS} “café”"]


def test_f06_the_charset_of_http_goes_before_that_of_the_document() -> None:
    raw = b'<?xml version="1.0" encoding="iso-8859-1"?>' + rss("<item><title>X</title></item>")
    raw = raw.replace(b"X", "Київ".encode("cp1251"))
    assert titles(parse_feed(raw, content_type="text/xml; charset=windows-1251")) == ["Київ"]


def test_f06_nul_control_characters_and_surrogates_are_removed() -> None:
    raw = rss("<item><title>a\0b\x08c&#0;d&#xD800;e&#x1F;f</title></item>")
    assert titles(parse_feed(raw)) == ["abcdef"]
    assert titles(parse_feed(b'{"items":[{"url":"/1","title":"a\\u0000b\\ud800c"}]}')) == ["abc"]


NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
DATES = {
    "Tue, 04 Mar 2025 12:00:00 GMT": NOON,
    "Tue, 04 Mar 2025 12:00:00": NOON,
    "04 Mar 25 07:00 EST": NOON,
    "mar., 04 mars 2025 13:00:00 +0100": NOON,
    "Вт, 04 бер 2025 14:00:00 +0200": NOON,
    "March 4, 2025 12:00 PM": NOON,
    "Tue Mar  4 12:00:00 2025": NOON,
    "2025-03-04T12:00:00Z": NOON,
    "2025-03-04T12:00:00.123+00:00": NOON,
    "2025-03-04 14:00:00+02": NOON,
    "20250304T120000Z": NOON,
    "04.03.2025 12:00": NOON,
    "1741089600": NOON,
    "2025-03-03T24:00:00Z": datetime(2025, 3, 4, tzinfo=UTC),
    "2025-03-03T23:59:60Z": datetime(2025, 3, 3, 23, 59, 59, tzinfo=UTC),
    "2025-03-30T02:30:00+01:00": datetime(2025, 3, 30, 1, 30, tzinfo=UTC),  # in the DST gap
    "2025-03-04": datetime(2025, 3, 4, tzinfo=UTC),
}
NO_DATES = """2124-03-04T00:00:00Z|0001-01-01T00:00:00Z|-0001-11-30T00:00:00Z|2025-13-45T99:99:99Z
2025-02-30|2025-03-04T12:00:00+99:00|06/07/2025|1970-01-01T00:00:00Z|2025|2025-03|yesterday|0
Tue, 04 Foo 2025 12:00:00 GMT|99999999999999999999|2025-03-04T25:00:00Z""".replace("\n", "|").split(
    "|"
)


@pytest.mark.parametrize("written", DATES)
def test_f07_dates_of_many_forms_are_moments_in_utc(written: str) -> None:
    assert read_moment(written) == (DATES[written], DateQuality.GIVEN)


@pytest.mark.parametrize("written", NO_DATES)
def test_f07_what_cannot_be_a_date_gives_no_moment(written: str) -> None:
    assert read_moment(written) == (None, DateQuality.IMPLAUSIBLE)


def test_f07_a_date_after_the_hour_of_the_fetch_and_a_day_is_implausible_and_kept_as_written() -> (
    None
):
    written = "Fri, 07 Mar 2025 12:00:00 GMT"
    (entry,) = parse_feed(rss(item(1, written)), latest=LATEST).entries
    assert (entry.published, entry.date_quality, entry.given_date) == (
        None,
        DateQuality.IMPLAUSIBLE,
        written,
    )


def test_f07_of_two_dates_the_one_that_can_be_counts() -> None:
    raw = rss("<item><pubDate>soon</pubDate><updated>2025-03-04T12:00:00Z</updated></item>")
    assert parse_feed(raw).entries[0].published == NOON
