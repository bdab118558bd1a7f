"""Feeds: golden pairs, then each case of the catalogue (F01 to F14, S11, S14, H10, H11) by its id."""

import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.errors import CoalitionError, Unreadable
from coalition.extraction.feeds import MOST_ENTRIES, parse_feed, parse_feed_safely
from coalition.extraction.feeds_dates import read_moment
from coalition.extraction.feeds_records import DateQuality, FeedKind, ParsedFeed
from coalition.extraction.wire import pack_value

GOLDEN = Path(__file__).parent / "golden" / "feeds"
FEEDS = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".expected.json"))
URL = "https://gazette.example/feed"
LATEST = datetime(2025, 3, 6, tzinfo=UTC)

_watched: list[str] = []
_is_watching = False


def _watch(event: str, _args: tuple[object, ...]) -> None:
    if _is_watching and event in {"open", "socket.connect", "socket.getaddrinfo", "os.listdir"}:
        _watched.append(event)


sys.addaudithook(_watch)


@contextmanager
def nothing_opened() -> Iterator[None]:
    """Fails where a file or a connection was opened meanwhile."""
    global _is_watching  # noqa: PLW0603 - an audit hook can never be removed
    _watched.clear()
    _is_watching = True
    try:
        yield
    finally:
        _is_watching = False
    assert _watched == []


def rss(items: str, head: str = "") -> bytes:
    return f"{head}<rss><channel><title>F</title>{items}</channel></rss>".encode()


def item(number: int, date: str = "") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>T{number}</title><link>https://e.example/{number}</link>{dated}</item>"


def titles(feed: ParsedFeed) -> list[str]:
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_f11_a_feed_of_each_kind_gives_its_golden_entries(path: Path) -> None:
    with nothing_opened():
        feed = parse_feed(GOLDEN_BYTES[path], URL)
    expected = path.with_name(f"{path.stem}.expected.json").read_bytes()
    assert json.loads(pack_value(feed)) == json.loads(expected)


GOLDEN_BYTES = {path: path.read_bytes() for path in FEEDS}
LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE_HEADS = {
    "billion laughs": f"{LAUGHS}]>",
    "quadratic": f"<!DOCTYPE rss [<!ENTITY a '{'x' * 5_000}'>]>",
    "external file": "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "external address": "<!DOCTYPE rss [<!ENTITY a PUBLIC 'x' 'http://127.0.0.1:9/x'>]>",
    "parameter entity": "<!DOCTYPE rss [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x.dtd'> %a;]>",
    "file as document type": "<!DOCTYPE rss SYSTEM 'file:///etc/passwd'>",
    "unfinished": "<!DOCTYPE rss [<!ENTITY a 'x'",
}


@pytest.mark.parametrize("head", HOSTILE_HEADS.values(), ids=HOSTILE_HEADS)
def test_f01_unsafe_xml_is_refused_and_nothing_is_read(head: str) -> None:
    with nothing_opened(), pytest.raises(Unreadable, match="Unsafe XML"):
        parse_feed(rss("<item><title>&a;</title></item>" * 100, head))


def test_f01_a_document_type_elsewhere_is_not_fetched_and_the_entries_are_read() -> None:
    with nothing_opened():
        feed = parse_feed(rss(item(1), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'))
    assert titles(feed) == ["T1"]
    assert feed.warnings == ("The feed names a document type; it was not read.",)


def test_f01_a_letter_that_a_feed_declares_is_written_out() -> None:
    head = "<!DOCTYPE rss [<!ENTITY oelig '&#339;'>]>"
    assert titles(parse_feed(rss("<item><title>&oelig;uvre</title></item>", head))) == ["œuvre"]


BOMBS = {
    "nested": b"<rss>" + b"<a>" * 100_000,
    "nested in an item": rss("<item><title>T</title><description>" + "<b>" * 100_000),
    "many attributes": b"<rss " + b"".join(b"a%d='' " % n for n in range(100_000)) + b">",
    "long attribute": rss(f"<item a='{'x' * 5_000_000}'/>"),
    "brackets": b"<rss>" + b"<" * 900_000,
    "ampersands": b"<rss>" + b"&" * 900_000,
    "quotes": b"<rss>" + b"<a '" * 900_000,
    "comments": b"<rss><a>" + b"<!--" * 900_000,
    "CDATA": b"<rss><a>" + b"<![CDATA[" * 900_000,
    "JSON lists": b"[" * 5_000_000,
    "JSON numbers": b'{"items":[' + b"1," * 2_000_000,
    "no UTF-8": b"<rss>" + b"\xff" * 5_000_000,
    "long host": rss(f"<item><link>http://{'é' * 1_900}.example/</link></item>" * 2_000),
    "packed zeros": gzip.compress(b"<rss>" + b"\0" * 100_000_000),
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
def test_f02_a_bomb_is_refused_or_read_within_ten_seconds_of_computing(raw: bytes) -> None:
    # parse_feed_safely is killed after 10 s of computing: "took too long" would be the reason.
    assert outcome_of(raw).startswith(("read", "Not a feed", "Too large", "Not XML"))


def outcome_of(raw: bytes) -> str:
    """ "read", or the reason why not."""
    try:
        feed = parse_feed_safely(raw, URL)
    except Unreadable as error:
        return str(error)
    assert len(feed.entries) <= MOST_ENTRIES
    return "read"


def test_f02_of_too_many_items_the_newest_are_taken_in_their_order() -> None:
    days = [item(n, f"{n % 28 + 1} Mar 2025 10:00:00 GMT") for n in range(2_800)]
    feed = parse_feed(rss("".join(days)))
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.entries[0].title == "T8"
    assert {entry.published.day for entry in feed.entries if entry.published} == set(range(9, 29))
    assert feed.warnings == ("The feed lists 2800 entries; the newest 2000 were taken.",)
    assert not feed.is_whole


def test_f03_a_feed_that_breaks_off_gives_what_came_whole_with_a_warning() -> None:
    whole = "".join(item(n) for n in range(1, 11))
    feed = parse_feed(rss(whole)[: -len("</channel></rss>") - 4 * len(item(1)) - 25])
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        *((f"T{n}", f"https://e.example/{n}") for n in range(1, 6)),
        ("T6", ""),  # its address was cut in the middle: half of one is none
    ]
    assert not feed.is_whole
    assert "The feed breaks off; entries may be missing." in feed.warnings


def test_f03_a_json_feed_that_breaks_off_gives_its_whole_items() -> None:
    raw = b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"https://e.example/1"},{"id":"2","u'
    feed = parse_feed(raw)
    assert [entry.link for entry in feed.list_pages()] == ["https://e.example/1"]
    assert not feed.is_whole


def test_f03_a_broken_item_does_not_take_the_next_ones_along() -> None:
    feed = parse_feed(
        rss("<item><title>T1</titel><link>https://e.example/1</link>" + item(2) + item(3))
    )
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        (f"T{n}", f"https://e.example/{n}") for n in (1, 2, 3)
    ]


def test_f04_an_id_that_all_items_share_is_no_id() -> None:
    feed = parse_feed(
        rss(
            "".join(
                f"<item><guid isPermaLink='false'>same</guid><link>https://e.example/{n}</link></item>"
                for n in range(3)
            )
        )
    )
    assert [entry.id for entry in feed.entries] == [f"https://e.example/{n}" for n in range(3)]


def test_f04_ids_stay_the_same_on_three_readings_whatever_the_session() -> None:
    def read(session: str) -> list[str]:
        items = (
            f"<item><guid>https://e.example/1;jsessionid={session}?utm_id={session}</guid></item>"
        )
        items += "<item><title>No link</title></item>" + item(3)
        return [entry.id for entry in parse_feed(rss(items)).entries]

    first = read("AAA")
    assert first == read("BBB") == read("CCC")
    assert len(set(first)) == 3


def test_f05_two_items_with_one_link_are_one_page() -> None:
    feed = parse_feed(rss(item(1) + item(2).replace("/2", "/1?utm_source=rss")))
    assert titles(feed) == ["T1", "T2"]
    assert [entry.title for entry in feed.list_pages()] == ["T1"]


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


def test_f10_an_index_of_too_many_sitemaps_is_cut_and_says_so() -> None:
    units = "".join(
        f"<sitemap><loc>https://e.example/{n}.xml</loc></sitemap>" for n in range(6_000)
    )
    feed = parse_feed(f"<sitemapindex>{units}</sitemapindex>".encode())
    assert (feed.kind, len(feed.sitemaps), feed.is_whole) == (FeedKind.SITEMAP_INDEX, 5_000, False)


def test_f10_of_a_large_sitemap_the_newest_five_thousand_are_taken() -> None:
    units = "".join(
        f"<url><loc>https://e.example/{n}</loc><lastmod>20{n // 500 + 10}-01-01</lastmod></url>"
        for n in range(6_000)
    )
    feed = parse_feed(f"<urlset>{units}</urlset>".encode())
    assert (len(feed.entries), feed.entries[0].link) == (5_000, "https://e.example/1000")


def test_f10_a_packed_sitemap_is_unpacked_once_and_within_the_cap() -> None:
    packed = gzip.compress(b"<urlset><url><loc>https://e.example/1</loc></url></urlset>")
    assert [entry.link for entry in parse_feed(packed).entries] == ["https://e.example/1"]
    with pytest.raises(Unreadable, match="more than once"):
        parse_feed(gzip.compress(packed))
    with pytest.raises(Unreadable, match="Too large"):
        parse_feed(gzip.compress(b" " * 60_000_000))
    with pytest.raises(Unreadable, match="damaged"):
        parse_feed(b"\x1f\x8b nothing packed")


def test_f10_a_plain_list_of_addresses_is_a_sitemap() -> None:
    feed = parse_feed(b"\xef\xbb\xbfhttps://e.example/1\r\n\r\nhttp://e.example/2\r\n")
    assert [entry.link for entry in feed.entries] == ["https://e.example/1", "http://e.example/2"]
    assert feed.kind is FeedKind.TEXT_SITEMAP


PAGE = """<!DOCTYPE html><html><head><title>Harbour &amp; Quay</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml?a=1&amp;b=2"></head><body><p>Hi</body></html>"""


def test_h11_f11_a_page_is_named_with_its_title_and_its_feed() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_feed(PAGE.encode(), "https://e.example/news")
    assert str(refused.value) == (
        "Not a feed: this is a page “Harbour & Quay”; its feed is https://e.example/feed.xml?a=1&b=2"
    )


NO_FEEDS = {
    b"": "The feed is empty.",
    b" \n\0 ": "The feed is empty.",
    b"<html><title>Just a moment...</title></html>": "Not a feed: this is a page “Just a moment...”.",
    b"Nothing here": "Not a feed: this is a text.",
    b"{}": "Not a feed: JSON without a list of items.",
    b'{"items":[{"price":1}]}': "Not a feed: JSON whose items are none of a feed.",
    b"<rss></rss>": "Not a feed: its <rss> has neither a channel nor entries.",
    b"<opml><body/></opml>": "Not a feed: a list of feeds (OPML); give its feeds one by one.",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>": "Not a feed: this is a page.",
}


@pytest.mark.parametrize("raw", NO_FEEDS, ids=str)
def test_h10_what_is_no_feed_is_refused_with_the_reason(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_feed(raw)
    assert str(refused.value) == NO_FEEDS[raw]


def test_h10_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss("")) == ParsedFeed(FeedKind.RSS, title="F")


def test_f12_links_of_other_schemes_are_dropped_and_titles_are_text() -> None:
    hostile = (
        "<item><title>&lt;img src=x onerror=alert(1)&gt;A &amp;lt; B</title><link>{}</link></item>"
    )
    links = (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://a.example\\@127.0.0.1/",
    )
    feed = parse_feed(rss("".join(hostile.format(link) for link in links)))
    assert [(entry.title, entry.link) for entry in feed.entries] == [("A < B", "")] * 4


def test_f14_each_entry_says_its_language() -> None:
    raw = rss(
        "<language>en-US</language>" + item(1) + "<item xml:lang='ru'><title>T</title></item>"
    )
    assert [entry.language for entry in parse_feed(raw).entries] == ["en", "ru"]


def test_s11_a_path_given_for_a_feed_is_not_opened() -> None:
    for path in (b"/etc/passwd", b"file:///etc/passwd"):
        with nothing_opened(), pytest.raises(Unreadable, match="Not a feed"):
            parse_feed(path, "file:///etc/passwd")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_bytes_crash_the_reading_of_a_feed(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(sorted(GOLDEN_BYTES.values()))))
    shreds = (
        b"<",
        b"&",
        b">",
        b"\0",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b'"',
        b"</item>",
        b"<item>",
        b"\xff",
        b"&#x1F;",
    )
    for at, shred in data.draw(
        st.lists(st.tuples(st.integers(0, len(raw)), st.sampled_from(shreds)))
    ):
        raw[at : at + 2] = shred
    try:
        feed = parse_feed(bytes(raw), URL)
    except CoalitionError:
        return
    for entry in feed.entries:
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))
        assert "\0" not in pack_value(entry).decode()
