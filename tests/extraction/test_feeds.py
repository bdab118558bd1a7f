"""Feeds: golden pairs, then each case of the catalogue (F01 to F14, S11, S14, H10, H11) by its id."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.errors import CoalitionError, Unreadable
from coalition.extraction.feeds import MOST_ENTRIES, parse_feed, parse_feed_safely
from coalition.extraction.feeds_records import FeedKind, ParsedFeed
from coalition.extraction.wire import pack_value
from tests.feeds import item, nothing_opened, rss, titles

GOLDEN = Path(__file__).parent / "golden" / "feeds"
FEEDS = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".expected.json"))
URL = "https://gazette.example/feed"


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
