"""What an address of the web is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.errors import FetchRefused
from coalition.ingestion.fetcher.urls import Url, join_url, parse_url


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://News.Example/a?b=1#part", "https://news.example/a?b=1"),
        ("HTTP://news.example", "http://news.example/"),
        ("https://news.example:443/", "https://news.example/"),
        ("http://news.example:8080?q", "http://news.example:8080/?q"),
        ("https://news.example/a b/ї?ш=«", "https://news.example/a%20b/%D1%97?%D1%88=%C2%AB"),
        ("https://news.example/%7Ea/%2e%2E/b/./c/..", "https://news.example/b/"),
        ("https://news.example/../../a//b", "https://news.example/a//b"),
        ("https://news.example/a@b:c;d", "https://news.example/a@b:c;d"),
        ("http://[2606:4700:0::1111]/", "http://[2606:4700::1111]/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
    ],
)
def test_an_address_has_one_form(text: str, plain: str) -> None:
    assert str(parse_url(text)) == plain
    assert parse_url(plain) == parse_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example\\@127.0.0.1/",
        "http://127.0.0.1\\.example/",
        "http://example.com:80@127.0.0.1/",
        "http://user:pw@news.example/",
        "http://[::1%25lo]/",
        "http://127.0.0.1:6379\r\nX: y/",
        "http://news.example/\r\nX: y",
        "http://ex\tample.com/",
        "http:/\\127.0.0.1/",
        "http:127.0.0.1/",
        "http:///127.0.0.1/",
        "//127.0.0.1/",
        "http://[127.0.0.1/",
        "http://[::1]x/",
        "http://news.example:80:80/",
        "http://news.example:/",
        "http://",
        "",
    ],
)
def test_S05_a_malformed_address_is_refused(text: str) -> None:
    with pytest.raises(FetchRefused):
        parse_url(text, any_port=True)


def test_S05_a_host_after_the_fragment_is_never_asked() -> None:
    assert parse_url("http://example.com#@127.0.0.1/").host == "example.com"


def test_S05_the_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(FetchRefused) as caught:
        parse_url("http://reader:secret@news.example/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "file:///etc/passwd",
            "/etc/passwd",
            "\\\\host\\share",
            "gopher://news.example/",
            "urn:a",
        ),
        *(
            "ftp://news.example/",
            "data:text/html,x",
            "javascript:alert(1)",
            "view-source:http://a.b/",
        ),
    ],
)
def test_S11_a_file_or_another_scheme_is_refused(text: str) -> None:
    with pytest.raises(FetchRefused, match=r"no address of the web"):
        parse_url(text)


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 11211, 65536, 99999])
def test_S12_a_port_that_is_not_the_web_s_is_refused(port: int) -> None:
    with pytest.raises(FetchRefused, match=f"Port {port} is not one"):
        parse_url(f"http://news.example:{port}/")


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_S12_the_web_s_ports_are_taken(port: int) -> None:
    assert parse_url(f"https://news.example:{port}/").port == port


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost.", "intranet", "printer.local", "db.internal", "x.onion"),
        *("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "1.2.3.4.5", "a.example.1"),
        *("a.localhost", "ⓛocalhost", "router.lan"),
    ],
)
def test_S16_a_name_that_is_not_of_the_public_web_is_refused(host: str) -> None:
    with pytest.raises(FetchRefused):
        parse_url(f"http://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        *("a" * 300, "a" * 64 + ".example", "-a.example", "a..example", ".example", "a.example.."),
        *(
            "xn--a.example\x00",
            "a_b.exa mple",
            "ü" * 70 + ".example",
            "a%2e.example",
            "\ud800.example",
        ),
    ],
)
def test_S16_what_is_no_name_is_refused(host: str) -> None:
    with pytest.raises(FetchRefused):
        parse_url(f"http://{host}/")


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("News.Example.", "news.example"),
        ("новини.example", "xn--b1amarcd.example"),
        ("аpple.example", "xn--pple-43d.example"),  # the first letter is Cyrillic
        ("１２７.0.0.1", "127.0.0.1"),
        ("127。0。0。1", "127.0.0.1"),
        ("a_b.example", "a_b.example"),
    ],
)
def test_S16_a_name_has_one_form_in_which_look_alikes_differ(host: str, plain: str) -> None:
    assert parse_url(f"http://{host}/").host == plain


@pytest.mark.parametrize(
    ("location", "plain"),
    [
        ("/b", "https://news.example/b"),
        ("../c?d", "https://news.example/c?d"),
        ("//other.example/", "https://other.example/"),
        ("http://other.example/ü", "http://other.example/%C3%BC"),
        ("", "https://news.example/a/"),
    ],
)
def test_a_redirect_is_read_from_where_it_stands(location: str, plain: str) -> None:
    assert str(join_url(parse_url("https://news.example/a/"), location)) == plain


@pytest.mark.parametrize(
    "location", ["http:/\\127.0.0.1/", "//[::1", "file:///etc", "\x00", "a" * 2001]
)
def test_S08_a_redirect_that_leads_nowhere_is_refused(location: str) -> None:
    with pytest.raises(FetchRefused):
        join_url(parse_url("https://news.example/a/"), location)


@given(
    st.text(alphabet=st.characters(), max_size=60), st.sampled_from(["", "http://", "https://a.b"])
)
def test_any_text_is_an_address_in_one_plain_form_or_refused(text: str, start: str) -> None:
    try:
        url = parse_url(start + text)
    except FetchRefused:
        return
    assert isinstance(url, Url)
    assert str(url).isascii()
    assert parse_url(str(url)) == url
