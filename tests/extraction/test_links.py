"""Addresses of pages (F12, F15, F16, S05, S14, S16)."""

import pytest

from coalition.extraction.links import choose_canonical, clean_link, is_same_site, resolve_link

CLEANED = {
    "https://E.example:443/a?utm_source=x&id=7&fbclid=y#top": "https://e.example/a?id=7",
    "HTTP://E.example": "http://e.example/",
    "http://e.example:80/": "http://e.example/",
    "http://e.example:8080/": "http://e.example:8080/",
    "https://e.example/a;jsessionid=9F?b=2&PHPSESSID=1": "https://e.example/a?b=2",
    "https://e.example/a?b=2&a=1&b=3&": "https://e.example/a?b=2&a=1&b=3",
    "https://e.example/a?utm_source=x": "https://e.example/a",
    "https://e.example/#!/news/1": "https://e.example/#!/news/1",
    "  https://e.example/a\n b ": "https://e.example/a%20b",
    "https://e.example/Größe?q=ł": "https://e.example/Gr%C3%B6%C3%9Fe?q=%C5%82",
    "https://e.example/a%20b": "https://e.example/a%20b",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "https://e.example./a": "https://e.example/a",
    "https://e.example/A/": "https://e.example/A/",
    "http://[2606:4700:4700::1111]/": "http://[2606:4700:4700::1111]/",
    "//e.example/x": "https://e.example/x",
    "../b?c": "https://base.example/b?c",
    "?page=2": "https://base.example/a/?page=2",
}
REFUSED = (
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://e.example/",
    "mailto:a@e.example",
    "http:e.example",
    "http://user:word@e.example/",
    "http://a.example\\@127.0.0.1/",
    "http://e.example/\x00",
    "http://e.example:99999/",
    "http://e.example:0/",
    "http://e.example:x/",
    "http://",
    "http:///a",
    "http://[::1",
    "http://a b.example/",
    f"http://{'a' * 64}.example/",
    f"http://{'é' * 1_000}.example/",
    f"http://e.example/{'a' * 2_000}",
    "http://e.example/\ud800",
    "",
)


@pytest.mark.parametrize("link", CLEANED)
def test_f15_an_address_is_kept_in_one_form(link: str) -> None:
    cleaned = clean_link(link, "https://base.example/a/")
    assert cleaned == CLEANED[link]
    assert clean_link(cleaned) == cleaned


@pytest.mark.parametrize("link", REFUSED, ids=ascii)
def test_f12_s05_s14_what_is_no_safe_web_address_is_dropped(link: str) -> None:
    assert clean_link(link, "" if not link else "https://base.example/") == ""


def test_f15_the_given_address_keeps_its_parameters() -> None:
    assert resolve_link("/a?utm_id=1#b", "https://e.example/x") == "https://e.example/a?utm_id=1#b"


PAGE = "https://www.e.example.co.uk/news/1?utm_source=x"


@pytest.mark.parametrize(
    ("declared", "chosen"),
    [
        ("https://e.example.co.uk/news/1", "https://e.example.co.uk/news/1"),
        ("/news/1-long-title", "https://www.e.example.co.uk/news/1-long-title"),
        ("https://www.e.example.co.uk/", "https://www.e.example.co.uk/news/1"),
        ("https://other.co.uk/news/1", "https://www.e.example.co.uk/news/1"),
        ("javascript:x", "https://www.e.example.co.uk/news/1"),
        ("", "https://www.e.example.co.uk/news/1"),
    ],
)
def test_f16_a_canonical_address_counts_on_the_same_site_and_never_as_home_page(
    declared: str, chosen: str
) -> None:
    assert choose_canonical(PAGE, declared) == chosen


def test_f15_sites_are_told_apart_by_their_registered_domain() -> None:
    assert is_same_site("https://amp.quay.co.uk/1", "https://www.quay.co.uk/1")
    assert not is_same_site("https://quay.co.uk/1", "https://pier.co.uk/1")
    assert not is_same_site("http://127.0.0.1/", "http://127.0.0.2/")
