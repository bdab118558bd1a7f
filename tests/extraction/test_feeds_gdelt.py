"""The article list of GDELT: where to look, and nothing else."""

import json

import pytest

from coalition.errors import Unreadable
from coalition.extraction.feeds_gdelt import MOST_BYTES, parse_article_list
from coalition.extraction.feeds_records import FeedEntry


def write(*articles: object) -> bytes:
    """A list of articles as GDELT writes it."""
    return json.dumps({"articles": articles}).encode()


def test_pages_are_named_once_and_nothing_else_is_taken() -> None:
    one = {
        "url": "https://a.example/1?utm_source=x",
        "title": "Retold",
        "seendate": "20260302T1000Z",
    }
    found = parse_article_list(write(one, one, {"url": "https://b.example/2"}))
    assert found.entries == (
        FeedEntry(
            id="https://a.example/1?utm_source=x",
            link="https://a.example/1",
            given_link="https://a.example/1?utm_source=x",
        ),
        FeedEntry(
            id="https://b.example/2", link="https://b.example/2", given_link="https://b.example/2"
        ),
    )


@pytest.mark.parametrize(
    "odd",
    [
        7,
        None,
        "x",
        {},
        {"url": None},
        {"url": ["x"]},
        {"url": "file:///etc/passwd"},
        {"url": "\ud800"},
    ],
)
def test_what_is_no_address_is_left_out(odd: object) -> None:
    found = parse_article_list(write(odd, {"url": "https://b.example/2"}))
    assert [entry.link for entry in found.entries] == ["https://b.example/2"]


def test_nothing_seen_is_an_answer() -> None:
    assert parse_article_list(b"{}").entries == ()
    assert parse_article_list(write()).entries == ()


def test_a_long_list_is_cut_with_words() -> None:
    found = parse_article_list(write(*({"url": f"https://a.example/{n}"} for n in range(300))))
    assert len(found.entries) == 250
    assert found.warnings == ("The list has 300 entries; the first 250 were taken.",)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"Timespan is too short.", "Not an article list: “Timespan is too short.”"),
        (b"[1]", "Not an article list: it has no “articles”."),
        (b'{"articles": 7}', "Not an article list: it has no “articles”."),
        (b"[" * 100_000, "Not an article list"),
        (b" " * (MOST_BYTES + 1), "Too large: more than 10 MB."),
    ],
)
def test_anything_else_is_unreadable_in_words(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        parse_article_list(raw)
