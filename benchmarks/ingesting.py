"""How fast pages and feeds are read: `python -m benchmarks.ingesting`.

Pages are made here (the same on every run): an article of 12 to 60 paragraphs between menus, scripts and
footers. trafilatura alone is measured in the same run, beside our reading of the same pages: here, and in
the child process that the workers use. From stored page to stored article, and near copies: see
benchmarks/stories.py.
"""

import random
import time
from collections.abc import Callable, Iterable, Sequence

import trafilatura

from benchmarks import choose
from coalition.extraction.articles import HTML, read_article, read_article_safely, warm_up
from coalition.extraction.feeds import parse_feed, parse_feed_safely
from coalition.extraction.stories import bands

PAGES, FEEDS, TEXTS = choose((200, 100, 300), (20, 10, 50))
_WORDS = """the a council harbour quay ship ferry mayor vote plan water stone winter spring pier
    engineer letter town school island storm wall gate hour week month summer meeting answer
    question people work trade union said would could asked built closed opened measured wrote
    promised counted of in on for with and but because when after before near under new old long
    short deep early late many few first second third"""
WORDS = _WORDS.split()


def make_sentence(chance: random.Random) -> str:
    """A sentence of 8 to 24 words."""
    return " ".join(chance.choices(WORDS, k=chance.randint(8, 24))).capitalize() + "."


def make_text(chance: random.Random, paragraphs: int) -> list[str]:
    """Paragraphs of 2 to 5 sentences."""
    return [
        " ".join(make_sentence(chance) for _ in range(chance.randint(2, 5)))
        for _ in range(paragraphs)
    ]


def make_page(seed: int) -> bytes:
    """An article with what stands around one: about 60 kB."""
    chance = random.Random(seed)
    menu = "".join(f'<li><a href="/{n}">{make_sentence(chance)[:30]}</a></li>' for n in range(150))
    body = "".join(f"<p>{one}</p>" for one in make_text(chance, chance.randint(12, 60)))
    script = "<script>" + "var x = 1; " * 1_500 + "</script>"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Page {seed}</title>{script}"
        f"<meta property='article:published_time' content='2025-03-04'></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>Page {seed}</h1>{body}</article><footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def make_feed(entries: int) -> bytes:
    """A feed of RSS."""
    chance = random.Random(entries)
    items = "".join(
        f"<item><title>{make_sentence(chance)}</title><link>https://e.example/{n}</link>"
        f"<pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate><description>{make_sentence(chance)}</description></item>"
        for n in range(entries)
    )
    return f"<rss><channel><title>F</title>{items}</channel></rss>".encode()


def rate(deed: Callable[[bytes], object], things: Sequence[bytes]) -> float:
    """How many a second, by the clock, the first one left out."""
    deed(things[0])
    start = time.perf_counter()
    for thing in things:
        deed(thing)
    return len(things) / (time.perf_counter() - start)


def measure_pages() -> Iterable[tuple[str, float]]:
    """Pages a second, each way."""
    pages = [make_page(seed) for seed in range(PAGES)]
    warm_up()
    yield (
        "trafilatura alone",
        rate(lambda raw: trafilatura.bare_extraction(raw, with_metadata=True), pages),
    )
    yield (
        "read_article",
        rate(lambda raw: read_article(raw, HTML, url="https://e.example/1"), pages),
    )
    yield (
        "read_article_safely (in the child)",
        rate(lambda raw: read_article_safely(raw, HTML, url="https://e.example/1"), pages),
    )


def measure_feeds() -> Iterable[tuple[str, float]]:
    """Feeds of 50 entries a second, each way."""
    feeds = [make_feed(50)] * FEEDS
    yield "parse_feed", rate(parse_feed, feeds)
    yield "parse_feed_safely (in the child)", rate(parse_feed_safely, feeds)


def story_text(number: int) -> str:
    """The text of a story: about 150 words, so that 100,000 are made in minutes."""
    return " ".join(make_text(random.Random(number), 3))


def main() -> None:
    """Prints the tables."""
    print("| one core | pages of 60 kB a second |\n|---|---|")
    for name, found in measure_pages():
        print(f"| {name} | {found:.1f} |", flush=True)
    print("\n| one core | feeds of 50 entries a second |\n|---|---|")
    for name, found in measure_feeds():
        print(f"| {name} | {found:.1f} |", flush=True)
    texts = [story_text(number).encode() for number in range(TEXTS)]
    found = rate(lambda raw: bands(raw.decode()), texts)
    print(f"\nBands of texts of 150 words: {found:.0f} texts a second.")


if __name__ == "__main__":
    main()
