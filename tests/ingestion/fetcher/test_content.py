"""What a body is."""

import gzip

import pytest

from coalition.errors import FetchFailed
from coalition.ingestion.fetcher.content import Body, read_body
from coalition.ingestion.fetcher.records import Kind
from tests.hostile_server import PAGE

FEED = b"<?xml version='1.0'?><rss><channel/></rss>"
MOST = 10_000


def refuse(kind: Kind, content_type: str, raw: bytes) -> str:
    """The words with which a body is refused."""
    with pytest.raises(FetchFailed) as caught:
        read_body(kind, content_type, raw, MOST)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content_type", "raw", "words"),
    [
        ("application/pdf", b"%PDF-1.7", "It is a PDF, not a page."),
        ("text/html", b"%PDF-1.7", "It is a PDF, not a page."),
        ("text/html", b"\x89PNG\r\n", "It is an image, not a page."),
        (
            "application/octet-stream",
            b"PK\x03\x04",
            "It is a ZIP archive or an office file, not a page.",
        ),
        ("text/html", b"words\x00\x01\x02", "It is a binary file, not a page."),
        ("image/png", b"<html>", "It is declared as 'image/png', which is not what a page is."),
        ("text/html-x", b"<html>", "It is declared as 'text/html-x', which is not what a page is."),
    ],
)
def test_H17_what_is_no_page_is_refused_by_its_first_bytes_or_its_name(
    content_type: str, raw: bytes, words: str
) -> None:
    assert refuse(Kind.PAGE, content_type, raw) == words


@pytest.mark.parametrize(
    "content_type", ["text/html; charset=utf-8", "TEXT/HTML", "", "application/xhtml+xml"]
)
def test_H17_a_page_is_taken_as_it_came(content_type: str) -> None:
    assert read_body(Kind.PAGE, content_type, PAGE, MOST) == PAGE


@pytest.mark.parametrize(
    "content_type",
    ["application/rss+xml", "text/html", "application/octet-stream", "text/x-any", ""],
)
def test_H17_a_feed_under_a_wrong_name_is_taken(content_type: str) -> None:
    assert read_body(Kind.FEED, content_type, FEED, MOST) == FEED


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_wide_letters_is_no_binary_file(encoding: str) -> None:
    raw = "<rss>слова</rss>".encode(encoding)
    assert read_body(Kind.FEED, "", raw, MOST) == raw


@pytest.mark.parametrize("raw", [b"", b" \r\n\t"])
@pytest.mark.parametrize("kind", [Kind.PAGE, Kind.FEED, Kind.SITEMAP])
def test_H10_an_empty_answer_is_a_failure_that_may_pass(kind: Kind, raw: bytes) -> None:
    with pytest.raises(FetchFailed) as caught:
        read_body(kind, "text/xml", raw, MOST)
    assert (str(caught.value), caught.value.hard) == ("The answer is empty.", False)


def test_a_sitemap_may_be_a_gzip_file_within_bounds() -> None:
    assert read_body(Kind.SITEMAP, "application/x-gzip", gzip.compress(FEED), MOST) == FEED
    assert refuse(Kind.SITEMAP, "", gzip.compress(b"a" * (MOST + 1))).startswith("It is too large")
    assert refuse(Kind.SITEMAP, "", gzip.compress(gzip.compress(FEED))) == (
        "It is a gzip archive, not a sitemap."
    )


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "gzip, gzip", ", ".join(["gzip"] * 200), "deflate"]
)
def test_H02_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(FetchFailed, match="which was not asked for"):
        Body(encoding, MOST)


@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_a_gzip_of_several_parts_is_unpacked_however_it_arrives(step: int) -> None:
    raw = gzip.compress(b"one ") + gzip.compress(b"two") + b"\x00" * 8
    body = Body("gzip", MOST)
    for start in range(0, len(raw), step):
        body.feed(raw[start : start + step])
    assert body.end() == b"one two"


def test_H06_a_gzip_that_breaks_off_or_is_none_is_refused() -> None:
    body = Body("gzip", MOST)
    body.feed(gzip.compress(PAGE)[:-9])
    with pytest.raises(FetchFailed, match="broke off"):
        body.end()
    with pytest.raises(FetchFailed, match="not the gzip"):
        Body("gzip", MOST).feed(PAGE)


def test_a_body_of_exactly_the_bound_is_taken_and_one_byte_more_is_not() -> None:
    body = Body("", 10)
    body.feed(b"a" * 10)
    assert body.end() == b"a" * 10
    with pytest.raises(FetchFailed, match="too large"):
        body.feed(b"a")


def test_a_body_that_may_be_cut_is_cut() -> None:
    body = Body("gzip", 10, cut=True)
    body.feed(gzip.compress(b"a" * 1000))
    assert (body.full, body.end()) == (True, b"a" * 10)
