"""How large does it become? Bytes of an article, a statement, a snapshot, as PostgreSQL keeps them.

    python -m benchmarks.sizes [--articles 200]

makes a database of its own on the server of the settings, takes in so many of our annotated articles as
pages of HTML of about 60 kB (benchmarks/ingesting.py makes what stands around them), by the jobs that the
workers do, has a third of the stances accepted, prints a Markdown table of bytes a row, indexes and TOAST
included, and drops the database. Sizes do not hang on how busy the machine is.
"""

import argparse
import json
import os
import random
from collections.abc import Iterator

import django
from django.db import connection
from tqdm import tqdm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the models need what stands above
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks.ingesting import make_page  # noqa: E402
from benchmarks.redrawing import SIZES  # noqa: E402
from coalition.ingestion.pages import Given, store_page  # noqa: E402
from coalition.ingestion.pipeline import do_jobs  # noqa: E402
from coalition.models import Stance  # noqa: E402
from coalition.review import accept_stance  # noqa: E402

JUDGED = 3  # of so many stances one
WORTH_TELLING = 100  # bytes an article


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
    editor = User.objects.create_user("editor", is_staff=True)
    waiting = Stance.objects.filter(kind="quoted").order_by("pk").values_list("pk", flat=True)
    for key in list(waiting)[::JUDGED]:
        accept_stance(key, by=editor)
    return raw, text


def report(articles: int, before: dict[str, int]) -> Iterator[str]:
    """Lines of the table: what each table grew by, for an article and for a row."""
    with connection.cursor() as cursor:
        for name, size in read_sizes().items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            rows = cursor.fetchone()[0]
            grown = size - before.get(name, 0)
            if grown // articles >= WORTH_TELLING:
                yield f"| {name} | {rows:,} | {size // max(rows, 1):,} | {grown // articles:,} |"


def read_sizes() -> dict[str, int]:
    """Bytes of each table with its indexes and TOAST, written anew without gaps, largest first."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL")
        cursor.execute(SIZES)
        return dict(cursor.fetchall())


def main() -> None:
    """Fills a database of its own, measures, and drops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    articles = parser.parse_args().articles
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"benchmark_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        call_command("seed", verbosity=0)
        before = read_sizes()
        raw, text = fill(articles)
        quoted = Stance.objects.filter(kind="quoted").count()
        print(f"{articles} articles, {quoted} stances; a page {raw // articles:,} bytes of HTML, a text "
              f"{text // articles:,} bytes\n")  # fmt: skip
        print("| table | rows | bytes a row | bytes an article |\n|---|---|---|---|")
        print("\n".join(report(articles, before)))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
