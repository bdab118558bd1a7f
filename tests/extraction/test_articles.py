"""Articles out of pages (F06, F21, H10, H17, H18, T01, T02, T03)."""

import unicodedata
from datetime import date

import pytest

from coalition.errors import BadInput, Unreadable
from coalition.extraction.articles import (
    HTML,
    PARTIAL,
    PLAIN,
    ArticleDraft,
    read_article,
    read_article_safely,
)
from coalition.extraction.claims import Day
from coalition.vocabulary import Precision

BODY = [
    "The harbour council met on Tuesday evening and spoke for three hours about the new quay for the ferries.",
    "The mayor said that the work would begin in May, and that no ship would have to wait longer than an hour.",
    "Two members of the council voted against the plan because the cost of the stones had doubled since winter.",
    "The council will meet again in April, when the engineers have measured how deep the water is near the pier.",
    "Fishermen asked for a smaller gate, and the engineers promised to look at their drawings before the summer.",
    "The union of the dockers welcomed the vote, and asked for a school where young people can learn the trade.",
    "An earlier plan failed nine years ago, when a storm took away the first stones before the wall was closed.",
    "A second vote is planned for the autumn, and the council wants to hear the neighbours before it takes place.",
    "Letters can be sent to the town hall until the end of June, and each of them will be answered in writing.",
    "The quay would be the longest of the coast, and ferries from four islands could moor there at the same time.",
]
TEXT = "\n".join(["New quay", *BODY])


def page(body: str, head: str = "<title>New quay</title>") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def article(paragraphs: list[str], around: str = "") -> str:
    return f"<article><h1>New quay</h1>{''.join(f'<p>{one}</p>' for one in paragraphs)}</article>{around}"


def test_an_article_is_read_with_all_that_its_page_states() -> None:
    head = """<title>New quay – Gazette</title><meta property="og:title" content="New quay">
        <meta name="author" content="Ann Quill"><link rel="canonical" href="/news/quay">
        <meta property="article:published_time" content="2025-03-04T23:30:00-05:00">"""
    draft = read_article(
        page(article(BODY), head), HTML, url="https://gazette.example/news/quay?utm_id=1"
    )
    assert draft == ArticleDraft(
        text=TEXT,
        title="New quay",
        author="Ann Quill",
        language="en",
        day=Day(date(2025, 3, 4)),
        canonical="https://gazette.example/news/quay",
    )


def test_what_its_giver_says_goes_before_what_a_page_says() -> None:
    raw = page(article(BODY), '<meta property="article:published_time" content="2025-03-04">')
    draft = read_article(raw, HTML, language="uk", date="2024-01", title="Given")
    assert (draft.language, draft.day, draft.title) == (
        "uk",
        Day(date(2024, 1, 1), Precision.MONTH),
        "Given",
    )
    with pytest.raises(BadInput, match="'soon' is no date"):
        read_article(raw, HTML, date="soon")


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        (
            '<meta itemprop="datePublished" content="2025-03">',
            Day(date(2025, 3, 1), Precision.MONTH),
        ),
        ('<meta itemprop="datePublished" content="2025">', Day(date(2025, 1, 1), Precision.YEAR)),
        (
            '<script type="application/ld+json">{"datePublished": "2025-03-04T01:00:00Z"}</script>',
            Day(date(2025, 3, 4)),
        ),
        ('<meta itemprop="datePublished" content="2025-13-45">', None),
        ("", None),
    ],
)
def test_a_date_is_kept_as_exactly_as_it_is_stated(stated: str, day: Day | None) -> None:
    assert read_article(page(article(BODY), stated), HTML).day == day


def test_a_plain_text_is_kept_character_for_character() -> None:
    text = "  “Ні”,  сказав міністр.\r\n\tМи не надішлемо війська цього року."
    assert read_article(text.encode(), PLAIN) == ArticleDraft(text=text, language="uk")


def test_a_language_that_no_reader_reads_is_stored_by_its_code() -> None:
    danish = "Statsministeren siger, at regeringen ikke vil sende soldater, før Folketinget har stemt om det i aften."
    assert read_article(danish.encode(), PLAIN).language == "da"


def test_f06_the_encoding_is_guessed_where_it_is_declared_wrongly() -> None:
    raw = page(article([*BODY, "Größe"]), '<meta charset="utf-8">').replace("ö".encode(), b"\xf6")
    raw = raw.replace("ß".encode(), b"\xdf")
    draft = read_article(raw, HTML)
    assert draft.text.endswith("Größe")
    assert draft.warnings == ("The encoding was guessed: cp1252.",)


CONSENT = "<div><h2>We value your privacy</h2><p>We and our partners use cookies.</p><button>Accept all cookies</button></div>"
TEASER = article(
    BODY[:2], "<div class='wall'><p>Already a subscriber? Subscribe to continue reading.</p></div>"
)
MENU = (
    "<ul>"
    + "".join(f"<li><a href='/{n}'>News from the harbour {n}</a></li>" for n in range(60))
    + "</ul>"
)
NO_ARTICLES = {
    "consent wall": (page(CONSENT), "a page that asks for consent"),
    "paywall stub": (page(TEASER), "behind a paywall"),
    "German paywall stub": (
        page(article(BODY[:1], "<p>Weiterlesen mit Abo: nur für Abonnenten.</p>")),
        "behind a paywall",
    ),
    "stated as not free": (
        page(TEASER.replace("Subscribe to continue reading", "Thank you"), "")
        + b'<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
        "behind a paywall",
    ),
    "error page": (
        page(
            "<h1>404 Not Found</h1><p>The page that you asked for is gone.</p>",
            "<title>404</title>",
        ),
        "an error page",
    ),
    "Ukrainian error page": (
        page("<h1>Сторінку не знайдено</h1><p>Перевірте адресу сторінки.</p>", ""),
        "an error page",
    ),
    "robot check": (
        page(
            "<p>Verify you are human to go on to the site.</p>", "<title>Just a moment...</title>"
        ),
        "proof that a person",
    ),
    "program shell": (
        page("<noscript>Please enable JavaScript to run this app.</noscript><div id='root'></div>"),
        "filled in by a program",
    ),
    "navigation only": (page(MENU), "No article found"),
    "empty body": (page(""), "No article found"),
    "empty": (b" \n ", "The page is empty"),
    "no markup": (b"<!-- -->", "No article found"),
}


@pytest.mark.parametrize(("raw", "reason"), NO_ARTICLES.values(), ids=NO_ARTICLES)
def test_f21_h18_a_page_without_an_article_is_unreadable_with_its_reason(
    raw: bytes, reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_article(raw, HTML)


def test_f21_words_of_walls_beside_a_whole_article_are_no_wall() -> None:
    around = (
        CONSENT + "<footer><p>Subscribe to read our letters. Page not found? Tell us.</p></footer>"
    )
    assert read_article(page(article(BODY, around)), HTML).text.startswith(TEXT)


def test_f21_a_short_report_is_an_article() -> None:
    assert read_article(page(article(BODY[:2])), HTML).text == "\n".join(["New quay", *BODY[:2]])


def test_t02_text_that_is_nested_too_deeply_is_marked_as_partial() -> None:
    deep = "<div>" * 300 + "<p>Deep words of the harbour.</p>" + "</div>" * 300
    draft = read_article(page(article(BODY, deep)), HTML)
    assert draft.warnings == (PARTIAL,)
    assert "Deep words" not in draft.text
    assert read_article(page(article(BODY)), HTML).warnings == ()


def test_t03_markup_in_the_text_of_a_page_comes_out_as_text() -> None:
    poison = "Use &lt;script&gt;alert(1)&lt;/script&gt; and {{ 7 * 7 }} in the harbour office of the town."
    draft = read_article(page(article([*BODY, poison]) + "<script>alert(2)</script>"), HTML)
    assert draft.text.endswith(
        "Use <script>alert(1)</script> and {{ 7 * 7 }} in the harbour office of the town."
    )
    assert "alert(2)" not in draft.text


def test_t01_a_page_of_more_than_ten_megabytes_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="Too large: more than 10 MB"):
        read_article(b"<p>" + b"x" * 10_000_000, HTML)


def test_h17_a_binary_file_is_no_text() -> None:
    with pytest.raises(Unreadable, match="binary"):
        read_article(b"PK\x03\x04\x00\xff" * 20, PLAIN)


def test_the_child_reads_an_article_as_we_do() -> None:
    raw = page(article(BODY))
    assert read_article_safely(raw, HTML, url="https://e.example/1") == read_article(
        raw, HTML, url="https://e.example/1"
    )


@pytest.mark.parametrize("where", ["text", "title"])
def test_T05_a_letter_with_thousands_of_marks_is_no_text(where: str) -> None:
    words = "Norway will send soldiers to the force, its minister said on Tuesday in Oslo. " * 3
    given = {"text": words, "title": ""}
    given[where] += "a" + "\u0301\u0323" * 100_000
    with pytest.raises(Unreadable, match="more than 30 marks stand on one letter"):
        read_article(given["text"].encode(), PLAIN, title=given["title"])


def test_T05_marks_that_languages_set_and_rows_of_signs_are_text() -> None:
    words = "Việt Nam, किन्तु, שָׁלוֹם and Norway, which will send soldiers to the force."
    signs = "\u2014" * 200 + "a" + "\u0301" * 30 + "\u200d" + "\u0301" * 30
    text = unicodedata.normalize("NFD", words) + signs
    assert read_article(text.encode(), PLAIN).text == text
