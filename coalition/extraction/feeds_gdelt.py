"""The article list of GDELT: addresses of pages that it saw, on sites of others.

It only tells where to look. Its titles are retold and its dates are those of its own visit, so that
neither is taken: what a page says of itself stands on the page.
"""

import json

from coalition.errors import Unreadable
from coalition.extraction.feeds_records import FeedEntry, FeedKind, ParsedFeed
from coalition.extraction.feeds_text import shorten_text
from coalition.extraction.links import clean_link, resolve_link

MOST_BYTES = 10_000_000  # what the fetcher lets through
MOST_ARTICLES = 250  # what GDELT itself gives at most for one question
SHOWN = 200  # characters of a refusal that are repeated


def parse_article_list(raw: bytes) -> ParsedFeed:
    """The pages of an article list in JSON, each once, 250 at most.

    A list without articles is an answer: nothing was seen. Raises Unreadable for anything else, such
    as the sentence in which GDELT refuses a question.
    """
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"Too large: more than {MOST_BYTES // 1_000_000} MB.")
    text = raw.decode("utf-8-sig", errors="replace").strip()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(f"Not an article list: “{shorten_text(text, SHOWN)}”") from None
    articles = document.get("articles", []) if isinstance(document, dict) else None
    if not isinstance(articles, list):
        raise Unreadable("Not an article list: it has no “articles”.")
    given = [one.get("url") for one in articles if isinstance(one, dict)]
    links = dict.fromkeys(resolve_link(url) for url in given if isinstance(url, str))
    entries = [FeedEntry(id=link, link=clean_link(link), given_link=link) for link in links if link]
    warnings = []
    if len(given) > MOST_ARTICLES:
        warnings.append(f"The list has {len(given)} entries; the first {MOST_ARTICLES} were taken.")
    return ParsedFeed(
        FeedKind.JSON, entries=tuple(entries[:MOST_ARTICLES]), warnings=tuple(warnings)
    )
