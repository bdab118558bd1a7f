"""From a stored page to a stored article, and finding near copies among many stories.

    python -m benchmarks.stories [--stories 100000]

makes a database of its own on the server of the settings, fills it with invented texts of about 150
words (the same on every run), prints Markdown tables and drops the database again. Pages are 60 kB of
HTML, as in benchmarks/ingesting.py; trafilatura alone reads the same pages in the same run, in turns
with us, so that a busy machine slows both alike. One core: one process does one thing at a time.
"""

import argparse
import hashlib
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator

import trafilatura
from django.db import connection, transaction
from tqdm import tqdm

from benchmarks import choose
from benchmarks.ingesting import WORDS, make_page, story_text
from benchmarks.scratch import scratch_database
from coalition.extraction.articles import HTML, warm_up
from coalition.extraction.stories import are_copies, bands, fingerprint
from coalition.ingestion.jobs import claim_job
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import do_job
from coalition.ingestion.stories import find_leads, find_place
from coalition.models import Article, Page, Source

SIZES = (1_000, 10_000, 100_000)
PAGES, LOOKUPS = choose((200, 200), (20, 20))
MOST_AT_ONCE = 5_000  # stories; a statement may last a minute, on a busy machine too
SOURCE = "paper.example"
FIRST_KEY = 1_000_000_000  # beyond the keys that the database itself gives meanwhile


def edit(text: str, seed: int) -> str:
    """A copy of a text as another outlet prints it: two words changed, a sentence added."""
    chance, words = random.Random(seed), text.split()
    for at in chance.sample(range(len(words)), 2):
        words[at] = chance.choice(WORDS)
    return f"{' '.join(words)} One more sentence of our own."


def copy_rows(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Stores rows; triggers and constraints work as ever."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def fill(first: int, until: int) -> None:
    """Stories by their numbers, each with its page, its article and the bands of that."""
    numbers = range(first, until)
    texts = {number: story_text(number) for number in numbers}
    hashes = {n: hashlib.sha256(text.encode()).hexdigest() for n, text in texts.items()}
    none = ("", "{}", "", "", "", 0, 0, 0)
    copy_rows(
        "coalition_page",
        "id, url, source_id, state, failure, raw, sha256, content_type, file_name, given, canonical, etag,"
        " last_modified, checks, tries, missing_times",
        (
            (n, f"urn:{n}", SOURCE, "stored", "", b"x", hashes[n], "text/plain", *none)
            for n in numbers
        ),
    )
    copy_rows("coalition_story", "id, fingerprint", ((n, fingerprint(texts[n])) for n in numbers))
    copy_rows(
        "coalition_article",
        "id, page_id, version, story_id, source_id, title, author, language, text, sha256,"
        " removal_notice",
        ((n, n, 1, n, SOURCE, "", "", "en", texts[n], hashes[n], "") for n in numbers),
    )
    found = tqdm(numbers, desc="filling", unit="story", disable=None)
    copy_rows(
        "coalition_band", "article_id, value", ((n, one) for n in found for one in bands(texts[n]))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(deed: Callable[[int], object], times: int) -> float:
    """The median of several runs in milliseconds, by the clock; a first one is not counted."""
    runs = []
    for number in range(times + 1):
        start = time.perf_counter()
        deed(number)
        runs.append((time.perf_counter() - start) * 1_000)
    return statistics.median(runs[1:])


def report_lookups(most: int) -> Iterator[tuple[int, float, float, float, int, int]]:
    """For each number of stories: milliseconds for the query, for placing a near copy and for
    placing a new report, how many found their story, and how many are copies by every word."""
    page = Page(pk=0)
    stored = 0
    for size in (size for size in SIZES if size <= most):
        for first in range(stored, size, MOST_AT_ONCE):
            fill(FIRST_KEY + first, FIRST_KEY + min(size, first + MOST_AT_ONCE))
        stored = size
        chance = random.Random(size)
        asked = [FIRST_KEY + chance.randrange(size) for _ in range(LOOKUPS + 1)]
        texts = [edit(story_text(number), number) for number in asked]
        values = [bands(text) for text in texts]
        new = [story_text(number) for number in range(LOOKUPS + 1)]
        copies = [are_copies(story_text(n), text) for n, text in zip(asked, texts, strict=True)]
        found: list[int] = []

        def place(text: str) -> int:
            with transaction.atomic():
                key = find_place(text, "en", page).story.pk
                transaction.set_rollback(True)
            return key

        yield (
            size,
            measure(lambda n: list(find_leads(values[n])), LOOKUPS),  # noqa: B023
            measure(lambda n: found.append(place(texts[n])), LOOKUPS),  # noqa: B023
            measure(lambda n: place(new[n]), LOOKUPS),  # noqa: B023
            sum(one == wanted for one, wanted in zip(found, asked, strict=True)),
            sum(copies),
        )


def report_pages() -> Iterator[tuple[str, float]]:
    """Pages a second, by trafilatura alone and by us from the stored page to the stored article."""
    raws = [make_page(seed) for seed in range(PAGES)]
    given = Given(source=SOURCE)
    for number, raw in enumerate(raws):
        store_page(raw, given, url=f"https://{SOURCE}/{number}", content_type=HTML)
    warm_up()
    alone = ours = 0.0
    for number, raw in enumerate(raws):
        start = time.perf_counter()
        trafilatura.bare_extraction(raw, with_metadata=True)
        between = time.perf_counter()
        job = claim_job()
        assert job is not None
        do_job(job)
        if number:  # the first of each makes what the others use
            alone += between - start
            ours += time.perf_counter() - between
    assert Article.objects.count() == PAGES
    yield "trafilatura alone", (PAGES - 1) / alone
    yield "from the stored page to the stored article, in its story", (PAGES - 1) / ours


def main() -> None:
    """Fills a database of its own, measures, and drops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=choose(SIZES[-1], SIZES[0]))
    arguments = parser.parse_args()
    with scratch_database():
        report(arguments.stories)


def report(stories: int) -> None:
    """Prints the tables."""
    Source.objects.create(domain=SOURCE, name="The Paper", tier="quality")
    print("| one core | pages of 60 kB a second |\n|---|---|")
    for what, rate in report_pages():
        print(f"| {what} | {rate:.1f} |", flush=True)
    print(
        "\n| stories stored | query, ms | placing a copy, ms | placing a new report, ms | copies found |"
    )
    print("|---|---|---|---|---|", flush=True)
    for size, query, near, new, found, copies in report_lookups(stories):
        print(
            f"| {size:,} | {query:.2f} | {near:.2f} | {new:.2f} | {found} of {copies} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
