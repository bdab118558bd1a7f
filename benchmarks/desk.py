"""How long do the editors' pages take with 200,000 stances waiting?

    python -m benchmarks.desk [--stances 200000]

makes a database of its own on the server of the settings, fills it with invented quoted stances (60
countries, 22 proposals, 8 languages, 300 sources, of which some count), weighs every line, asks each
page many times through Django itself as a logged-in editor, prints a Markdown table, and drops the
database again. Times of the clock. Seeded: the same code gives the same stances.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count
from tqdm import tqdm

from benchmarks import choose
from benchmarks.scratch import scratch_database
from coalition.config import wsgi

assert wsgi.application  # begun as the web server begins

from django.contrib.auth.models import User  # noqa: E402 - the models need what stands above
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from coalition import positions  # noqa: E402
from coalition.admin.judging import open_form  # noqa: E402
from coalition.models import (  # noqa: E402
    Article,
    Country,
    Page,
    Proposal,
    Source,
    Stance,
    Story,
    Waiting,
)

COUNTRIES, PROPOSALS = choose((60, 22), (6, 4))
SOURCES, DAYS = 300, 3 * 365
PER_ARTICLE = 8
PIECE = 2_000  # rows at once: a statement may not take longer than a minute
FIRST = date(2023, 11, 1)
STEPS = ("opposed", "sceptical", "undecided", "conditional", "supportive", "committed")
LANGUAGES = ("en", "it", "fr", "de", "es", "pl", "uk", "ru")
WORDS = [
    "".join(random.Random(number).choices("abcdefghiklmnoprstuv", k=7)) for number in range(4000)
]
COLUMNS = (
    *("kind", "article_id", "country_id", "proposal_id", "position", "voice", "time"),
    *("attribution", "speaker", "reported_by", "first_day", "precision", "quote", "quote_start"),
    *("quote_end", "quantity_unit", "quantity_raw", "summary", "outlet", "url", "language"),
    *("source_id", "confidence", "reader", "reader_version", "claim_key", "extracted"),
    *("withdrawn", "review_state", "edition"),
)
SENTENCE = 14  # words
ROUNDS = choose(40, 2)
WEIGH_SECONDS = 600.0  # then the pages are measured, whatever is left
QUEUE = "/admin/coalition/stance/"


def make_tables() -> None:
    """Countries, proposals and sources."""
    Country.objects.bulk_create(
        Country(code=f"X{number:02}", kind="state", name_en=f"Country {number}")
        for number in range(COUNTRIES)
    )
    Proposal.objects.bulk_create(
        Proposal(
            slug=f"proposal-{n}", name_en=f"Proposal {n}", group="force", order=n, horizon_days=270
        )
        for n in range(PROPOSALS)
    )
    Source.objects.bulk_create(
        Source(
            domain=f"source{number}.example",
            name=f"Paper {number}",
            tier="quality" if number % 3 else "mirror",
            language=LANGUAGES[number % len(LANGUAGES)],
        )
        for number in range(SOURCES)
    )


def invent_articles(number: int) -> list[list[tuple[int, str]]]:
    """Stores articles of eight sentences each; gives the sentences with their offsets."""
    chance = random.Random(7)
    texts, pages, articles = [], [], []
    for key in range(number):
        sentences, at = [], 0
        for _ in range(PER_ARTICLE):
            sentence = " ".join(chance.choices(WORDS, k=SENTENCE))
            sentences.append((at, sentence))
            at += len(sentence) + 2
        text = ". ".join(sentence for _, sentence in sentences) + "."
        source = f"source{key % SOURCES}.example"
        texts.append(sentences)
        pages.append(
            Page(
                pk=key + 1,
                url=f"https://paper.example/{key}",
                source_id=source,
                state="stored",
                raw=b"A page.",
                sha256=str(key),
                content_type="text/plain",
                fetched_at=timezone.now(),
            )
        )
        articles.append(
            Article(
                pk=key + 1,
                page_id=key + 1,
                story_id=key + 1,
                source_id=source,
                title=text[:60],
                language=LANGUAGES[key % 8],
                text=text,
                sha256=str(key),
                published=FIRST + timedelta(days=key % DAYS),
                precision="day",
            )
        )
    Story.objects.bulk_create(
        (Story(pk=key + 1, fingerprint=str(key)) for key in range(number)), batch_size=5000
    )
    Page.objects.bulk_create(pages, batch_size=5000)
    Article.objects.bulk_create(articles, batch_size=2000)
    return texts


def invent_stances(texts: list[list[tuple[int, str]]]) -> Iterator[tuple[Any, ...]]:
    """A stance a sentence, all waiting."""
    chance = random.Random(11)
    for key, sentences in enumerate(texts):
        for place, (start, quote) in enumerate(sentences):
            yield (
                *("quoted", key + 1, f"X{int(COUNTRIES * chance.random() ** 2):02}"),
                *(f"proposal-{int(PROPOSALS * chance.random() ** 2)}", chance.choice(STEPS)),
                *(chance.choices(("government", "claim", "other"), (8, 1, 1))[0], "current"),
                *(chance.choices(("on-record", "anonymous", "narrative"), (5, 2, 3))[0], ""),
                *("", FIRST + timedelta(days=key % DAYS), "day", quote, start, start + len(quote)),
                *("", "", "", "", "", LANGUAGES[key % 8], f"source{key % SOURCES}.example"),
                *(round(chance.uniform(0.3, 1), 2), chance.choice(("offline", "rules", "llm"))),
                *(
                    "1",
                    f"{key} {place}",
                    json.dumps({"position": "committed"}),
                    False,
                    "waiting",
                    1,
                ),
            )


def fill(stances: int) -> None:
    """Stores everything; the triggers write history and the queue."""
    make_tables()
    texts = invent_articles(stances // PER_ARTICLE)
    command = f"COPY coalition_stance ({', '.join(COLUMNS)}) FROM STDIN"
    rows = invent_stances(texts)
    with tqdm(total=stances, desc="filling", disable=None) as bar, connection.cursor() as cursor:
        while piece := list(islice(rows, PIECE)):
            with cursor.copy(command) as copy:
                for row in piece:
                    copy.write_row(row)
            bar.update(len(piece))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(deed: Callable[[int], object], rounds: int = ROUNDS) -> str:
    """Median and 95th percentile of several runs, the first of which is not counted, and what our
    process itself computed: the clock of a busy machine counts the waiting for others too."""
    deed(rounds)
    taken, computed = [], []
    for number in range(rounds):
        start, begun = time.perf_counter(), time.process_time()
        deed(number)
        taken.append((time.perf_counter() - start) * 1000)
        computed.append((time.process_time() - begun) * 1000)
    edge = statistics.quantiles(taken, n=20)[-1]
    own = statistics.median(computed)
    return f"{statistics.median(taken):.0f} ms, p95 {edge:.0f} ms ({own:.0f} of our process)"


def open_page(client: Client, address: str) -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content)


def report(stances: int) -> Iterator[tuple[str, str]]:
    """What is measured, and its figure."""
    start = time.perf_counter()
    fill(stances)
    yield (
        f"storing {Stance.objects.count()} waiting stances",
        f"{time.perf_counter() - start:.0f} s",
    )
    yield from report_workers()
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    yield from report_lists(client)
    yield from report_screen(client)


def report_workers() -> Iterator[tuple[str, str]]:
    """Drawing every line, and weighing what that leaves to the workers."""
    start = time.perf_counter()
    lines = positions.list_lines()
    for line in tqdm(lines, desc="drawing", disable=None):
        positions.redraw_line(*line)
    yield f"drawing {len(lines)} lines", f"{time.perf_counter() - start:.0f} s"
    start = time.perf_counter()
    turns = positions.weigh_lines(WEIGH_SECONDS)
    left = Waiting.objects.filter(weighed=False).count()
    yield (
        f"weighing what was left to the workers, {turns} turns ({left} left after that time)",
        f"{time.perf_counter() - start:.0f} s",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield (
        "stances of which a verdict flips something",
        str(Waiting.objects.exclude(deed=None).count()),
    )


def report_lists(client: Client) -> Iterator[tuple[str, str]]:
    """The queue with its filters, and an editor's day."""
    words = random.Random(3).sample(WORDS, ROUNDS + 1)
    pages: dict[str, Callable[[int], str]] = {
        "the queue": lambda _n: QUEUE,
        "its page 40": lambda _n: f"{QUEUE}?p=40",
        "of one country": lambda n: f"{QUEUE}?country__code__exact=X{n % COUNTRIES:02}",
        "of one proposal": lambda n: f"{QUEUE}?proposal__slug__exact=proposal-{n % PROPOSALS}",
        "of one language": lambda n: f"{QUEUE}?language={LANGUAGES[n % 8]}",
        "of one source": lambda n: f"{QUEUE}?source__domain__exact=source{n}.example",
        "of one reader": lambda n: f"{QUEUE}?reader={('offline', 'rules', 'llm')[n % 3]}",
        "of one country, proposal and language": lambda n: (
            f"{QUEUE}?country__code__exact=X{n % COUNTRIES:02}&proposal__slug__exact=proposal-{n % 4}"
            f"&language={LANGUAGES[n % 8]}"
        ),
        "that flip nothing, of one voice": lambda _n: f"{QUEUE}?flips=nothing&voice__exact=other",
        "taken on by me": lambda _n: f"{QUEUE}?taken=me",
        "with a word": lambda n: f"{QUEUE}?q={words[n]}",
        "with a word that nobody said": lambda n: f"{QUEUE}?q=zzz{n}",
        "my day": lambda _n: "/admin/coalition/waiting/my-day/",
    }
    for name, address in pages.items():
        yield name, measure(lambda n, address=address: open_page(client, address(n)))  # type: ignore[misc]


def report_screen(client: Client) -> Iterator[tuple[str, str]]:
    """The screen of a stance, and the answer to a key, on any line and on the longest one."""
    lines = Stance.objects.values_list("country", "proposal").annotate(said=Count("pk"))
    *longest, said = lines.order_by("-said")[0]
    keys = list(Waiting.objects.order_by("place", "stance_id").values_list("pk", flat=True)[:400])
    some = random.Random(5).sample(keys, ROUNDS + 1)
    yield "one screen", measure(lambda n: open_page(client, f"{QUEUE}{some[n]}/change/"))
    of_longest = Waiting.objects.filter(country=longest[0], proposal=longest[1]).order_by("place")
    rows = list(of_longest.values_list("pk", flat=True)[: 2 * ROUNDS + 2])
    yield (
        f"the same on the longest line, of {said} stances",
        measure(lambda n: open_page(client, f"{QUEUE}{rows[n]}/change/")),
    )

    forms = {key: read_form(key) for key in [*some, *rows]}

    def accept(keys: list[int]) -> Callable[[int], None]:
        def deed(number: int) -> None:
            key = keys[number]
            answer = client.post(f"{QUEUE}{key}/change/", forms[key] | {"deed": "accept"})
            assert answer.status_code == 302, answer.status_code

        return deed

    yield "accept, and the address of the next one", measure(accept(some))
    yield "the same on the longest line", measure(accept(rows[ROUNDS + 1 :]))


def read_form(key: int) -> dict[str, Any]:
    """What a browser would send of an untouched screen."""
    form = open_form(Stance.objects.get(pk=key))
    sent = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in sent.items()}


def main() -> None:
    """Fills a database of its own, measures, and drops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stances", type=int, default=choose(200_000, 2_000))
    arguments = parser.parse_args()
    with scratch_database():
        print("| what | figure |\n|---|---|")
        for what, figure in report(arguments.stances):
            print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
