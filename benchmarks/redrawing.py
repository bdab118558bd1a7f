"""How long does it take to draw lines, all of them, and one as it was known at an instant?

    python -m benchmarks.redrawing [--statements 1000000]

makes a database of its own on the server of the settings, fills it with invented statements (60
countries, 22 proposals, 3 years; every line alike in length, and fewer countries for fewer
statements), prints a Markdown table and drops the database again. Times of the clock, and in brackets
the time that this process itself computed: the rest is the server's and the other programs'.
Seeded: the same code gives the same statements.
"""

import argparse
import json
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django
from django.db import connection
from tqdm import tqdm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
django.setup()

from coalition import positions, vintages  # noqa: E402 - the models need what stands above
from coalition.models import Change, Country, Position, Proposal, Source, Stance  # noqa: E402
from coalition.vintages import Instant  # noqa: E402

COUNTRIES, PROPOSALS, DAYS = 60, 22, 3 * 365
A_LINE = 1_000_000 // (COUNTRIES * PROPOSALS)
FIRST = date(2023, 6, 1)
STEPS = ("opposed", "sceptical", "undecided", "conditional", "supportive", "committed")
COLUMNS = (
    *("kind", "country_id", "proposal_id", "position", "voice", "time", "attribution", "speaker"),
    *("reported_by", "first_day", "precision", "quote", "quantity_unit", "quantity_raw", "summary"),
    *("outlet", "url", "language", "source_id", "confidence", "reader", "reader_version"),
    *("claim_key", "extracted", "withdrawn", "review_state", "edition"),
)


@dataclass(frozen=True)
class Taken:
    """How long something took, in seconds: by the clock, and of this process alone."""

    clock: float
    own: float

    def __str__(self) -> str:
        if self.clock < 1:
            return f"{self.clock * 1000:.1f} ms ({self.own * 1000:.1f})"
        return f"{self.clock:.1f} s ({self.own:.1f})"


def measure(deed: Callable[[], object], times: int = 1) -> Taken:
    """The median of several runs."""
    runs = []
    for _ in range(times):
        clock, own = time.perf_counter(), time.process_time()
        deed()
        runs.append((time.perf_counter() - clock, time.process_time() - own))
    return Taken(*(statistics.median(column) for column in zip(*runs, strict=True)))


def invent_line(country: str, proposal: str, length: int) -> Iterator[tuple[Any, ...]]:
    """Statements of one line: it drifts, and is reported with errors, by two speakers."""
    chance = random.Random(f"{country}/{proposal}")
    level = chance.uniform(0, 5)
    for number, day in enumerate(sorted(chance.randrange(DAYS) for _ in range(length))):
        level = min(5.0, max(0.0, level + chance.gauss(0, 0.15)))
        step = STEPS[min(5, max(0, round(level + chance.gauss(0, 0.6))))]
        attribution = chance.choices(("on-record", "anonymous", "narrative"), (5, 2, 3))[0]
        yield (
            *("coded", country, proposal, step),
            *(chance.choices(("government", "claim", "other"), (8, 1, 1))[0], "current"),
            *(attribution, chance.choice(("", "A president", "A minister")), ""),
            *(FIRST + timedelta(days=day), chance.choices(("day", "month"), (9, 1))[0]),
            *("", "", "", "Invented.", "The Paper", "https://paper.example/", "en"),
            *(f"source{chance.randrange(50)}.example", round(chance.uniform(0.3, 1), 2)),
            *("coded", "1", f"{country} {proposal} {number}", json.dumps({}), False),
            *(chance.choices(("waiting", "accepted", "rejected"), (6, 3, 1))[0], 1),
        )


def fill(lines: list[tuple[str, str]], length: int) -> None:
    """Stores the statements; the triggers write their history."""
    columns = ", ".join(COLUMNS)
    for line in tqdm(lines, desc="filling", unit="line", disable=None):
        with connection.cursor() as cursor:
            command = f"COPY coalition_stance ({columns}) FROM STDIN"
            with cursor.copy(command) as copy:
                for row in invent_line(*line, length):
                    copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_tables(countries: int) -> list[tuple[str, str]]:
    """Countries, proposals and sources; gives the lines."""
    codes = [f"X{number:02}" for number in range(countries)]
    slugs = [f"proposal-{number}" for number in range(PROPOSALS)]
    Country.objects.bulk_create(Country(code=code, kind="state", name_en=code) for code in codes)
    Proposal.objects.bulk_create(
        Proposal(slug=slug, name_en=slug, group="force", order=number, horizon_days=270)
        for number, slug in enumerate(slugs)
    )
    Source.objects.bulk_create(
        Source(domain=f"source{number}.example", name="The Paper", tier="quality")
        for number in range(50)
    )
    return [(code, slug) for code in codes for slug in slugs]


def lengthen(line: tuple[str, str]) -> Iterator[Any]:
    """What a line lacks of a thousand statements: copies of some that it has, as rows to be stored."""
    for row in Stance.objects.filter(country=line[0], proposal=line[1])[: 1000 - A_LINE]:
        row.claim_key, row.pk = f"again {row.pk}", None
        yield row


def report(statements: int) -> Iterator[tuple[str, object]]:
    """What is measured, and its figure."""
    countries = max(1, round(COUNTRIES * statements / 1_000_000))
    lines = make_tables(countries)
    taken = measure(lambda: fill(lines, A_LINE))
    yield (
        f"statements, each with its snapshot ({len(lines)} lines of {A_LINE})",
        len(lines) * A_LINE,
    )
    yield "storing them", taken

    def draw_all() -> None:
        for line in tqdm(positions.list_lines(), desc="redrawing", unit="line", disable=None):
            positions.redraw_line(*line)

    taken = measure(draw_all)
    yield "drawing all lines for the first time", taken
    yield "the same for 1,320 lines, in proportion", f"{taken.clock / len(lines) * 1320:.0f} s"
    yield "rows drawn: positions, changes", (Position.objects.count(), Change.objects.count())
    yield "drawing all lines again, nothing new", measure(draw_all)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield "most memory that this process took", f"{memory} MB"

    long = lines[0]
    Stance.objects.bulk_create(lengthen(long))
    said = Stance.objects.filter(country=long[0], proposal=long[1]).count()
    drawn = Position.objects.filter(country=long[0], proposal=long[1])

    def forget() -> None:
        drawn.delete()
        Change.objects.filter(country=long[0], proposal=long[1]).delete()

    positions.redraw_line(*long)
    yield (
        f"redrawing a line of {said} statements, nothing new",
        measure(lambda: positions.redraw_line(*long), 9),
    )
    evidence = positions.read_line(*long)
    yield "of which reading them", measure(lambda: positions.read_line(*long), 9)
    yield "of which the method itself", measure(evidence.draw, 9)
    forget()
    yield "drawing it for the first time", measure(lambda: positions.redraw_line(*long))

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        then = Instant(cursor.fetchone()[0])
    Stance.objects.filter(country=lines[1][0], proposal=lines[1][1]).update(withdrawn=True)
    yield (
        f"a line of {A_LINE} as it was known at an instant, after an edit of each",
        measure(lambda: vintages.recall_positions(then, *lines[1]), 9),
    )
    yield "another, never edited", measure(lambda: vintages.recall_positions(then, *lines[2]), 9)


def main() -> None:
    """Fills a database of its own, measures, and drops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=1_000_000)
    arguments = parser.parse_args()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"benchmark_{name}_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        print("| what | figure |\n|---|---|")
        for what, figure in report(arguments.statements):
            print(f"| {what} | {figure} |", flush=True)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
