"""How large does it become? Bytes of an article, a statement, a snapshot, as PostgreSQL keeps them.

    python -m benchmarks.sizes [--articles 400]

makes a database of its own on the server of the settings, takes in so many of our annotated articles as
pages of HTML of about 60 kB (benchmarks/ingesting.py makes what stands around them), by the jobs that the
workers do, has a third of the stances accepted, prints a Markdown table of bytes a row, indexes and TOAST
included, and drops the database. Sizes do not hang on how busy the machine is.
"""

import argparse
import io
import json
import random
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from tqdm import tqdm

from benchmarks import choose
from benchmarks.ingesting import make_page
from benchmarks.redrawing import SIZES
from benchmarks.scratch import scratch_database
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.models import Stance
from coalition.review import accept_stance

JUDGED = 3  # of so many stances one
WORTH_TELLING = 100  # bytes an article
DAYS, ARTICLES_A_DAY = 365, 1_000
OF_STANCES = (
    "coalition_stance",
    "coalition_waiting",
    "coalition_review",
    "coalition_position",
    "coalition_change",
)


def read_texts(most: int) -> list[dict[str, str]]:
    """So many of our articles, of all languages alike."""
    folder = settings.BASE_DIR / "seeds" / "training" / "articles"
    rows = [json.loads(line) for file in sorted(folder.glob("??.jsonl")) for line in file.open()]
    random.Random(9).shuffle(rows)
    return rows[:most]


def wrap(number: int, row: dict[str, str]) -> bytes:
    """A page of HTML that holds a text."""
    head, _, rest = make_page(number).decode().partition("<article>")
    foot = rest.partition("</article>")[2]
    paragraphs = "".join(f"<p>{one}</p>" for one in row["text"].split("\n\n"))
    title = f"<h1>{row['title']}</h1>"
    return f"{head}<article>{title}{paragraphs}</article>{foot}".encode()


def fill(articles: int) -> tuple[int, int]:
    """Takes the articles in and judges some; returns how many bytes the pages and the texts had."""
    raw = text = 0
    for number, row in enumerate(read_texts(articles)):
        page = wrap(number, row)
        given = Given(language=row["lang"], date=row["date"])
        store_page(page, given, url=f"https://p.example/{number}", content_type="text/html")
        raw += len(page)
        text += len(row["text"].encode())
    for _ in tqdm(do_jobs(), total=2 * articles, desc="reading", unit="job", disable=None):
        pass
    editor = get_user_model().objects.create_user("editor", is_staff=True)
    waiting = Stance.objects.filter(kind="quoted").order_by("pk").values_list("pk", flat=True)
    for key in list(waiting)[::JUDGED]:
        accept_stance(key, by=editor)
    return raw, text


def report(articles: int, sizes: dict[str, int], before: dict[str, int]) -> Iterator[str]:
    """Lines of the table: what each table grew by, for an article and for a row."""
    with connection.cursor() as cursor:
        for name, size in sizes.items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            rows = cursor.fetchone()[0]
            grown = size - before.get(name, 0)
            if grown // articles >= WORTH_TELLING:
                yield f"| {name} | {rows:,} | {size // max(rows, 1):,} | {grown // articles:,} |"


def report_cost(
    articles: int, stances: int, sizes: dict[str, int], before: dict[str, int]
) -> Iterator[str]:
    """Lines of the cost table: bytes of an article, of a stance, and of a year of news."""
    grown = {name: size - before.get(name, 0) for name, size in sizes.items()}
    of_stances = sum(size for name, size in grown.items() if name.startswith(OF_STANCES))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_column_size(raw)) FROM coalition_page")
        raw = int(cursor.fetchone()[0] or 0)
    article = (sum(grown.values()) - of_stances - raw) // articles
    stance, page = of_stances // max(1, stances), raw // articles
    a_year = DAYS * ARTICLES_A_DAY
    yield "\n| what it costs | bytes |\n|---|---|"
    yield f"| an article, without raw bytes and stances | {article:,} |"
    yield f"| the raw bytes of its page | {page:,} |"
    yield f"| a stance, with history and queue | {stance:,} |"
    for each in (1, round(stances / articles, 1)):
        gigabytes = a_year * (article + page + each * stance) / 1e9
        yield (
            f"| a year of {ARTICLES_A_DAY:,} articles a day, {each} stances each | {gigabytes:.1f} GB |"
        )


def read_sizes() -> dict[str, int]:
    """Bytes of each table with its indexes and TOAST, written anew without gaps, largest first."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL")
        cursor.execute(SIZES)
        return dict(cursor.fetchall())


def main() -> None:
    """Fills a database of its own, measures, and drops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=choose(400, 5))
    articles = parser.parse_args().articles
    with scratch_database():
        call_command("seed", stdout=io.StringIO())
        before = read_sizes()
        raw, text = fill(articles)
        quoted = Stance.objects.filter(kind="quoted").count()
        print(f"{articles} articles, {quoted} stances; a page {raw // articles:,} bytes of HTML, a text "
              f"{text // articles:,} bytes\n")  # fmt: skip
        print("| table | rows | bytes a row | bytes an article |\n|---|---|---|---|")
        sizes = read_sizes()
        print("\n".join(report(articles, sizes, before)))
        print("\n".join(report_cost(articles, quoted, sizes, before)))


if __name__ == "__main__":
    main()
