"""What the pages cost where very much is known: a million invented statements.

    python -m benchmarks.pages_kept [--statements 1000000] [--keep NAME] [--page NAME]

The database is that of benchmarks/redrawing.py, filled and drawn where `--keep` names none that is. Each
page is asked for in this process: once with nothing kept of any drawing, then again and again. Told is what our process and its server process computed, together, in milliseconds: the time on
one core of its own, whatever else the machine does. A budget that is missed is marked.
"""

import argparse
import gzip
import statistics

from django.core.cache import cache
from django.test import Client
from tqdm import tqdm

from benchmarks import choose
from benchmarks.redrawing import LONG_ON, add_arguments, draw_all, measure, use_statements
from coalition.models import Country, Position, Stance

TIMES = choose(15, 2)
DAY = "2026-05-20"  # of the last days that have invented words
SERVER_MS, HTML_KB = 150, 100
PAGES = {
    "overview": f"/?at={DAY}",
    "countries": f"/countries/?at={DAY}",
    "country": f"/countries/X00/?at={DAY}",
    "line of 1,000": f"/countries/X00/{LONG_ON}/?at={DAY}",
    "proposal": f"/proposals/proposal-1/?at={DAY}",
    "coalition": f"/proposals/proposal-1/coalition/?at={DAY}&group=",
    "compare two": f"/compare/?c={{two}}&at={DAY}",
    "compare six": f"/compare/?c={{six}}&at={DAY}",
    "changes": f"/changes/?at={DAY}&since=2026-05-01",
    "search a word": "/search/?q=invented",
    "search, one country": "/search/?q=invented&country=X00",
    "silence": f"/search/silence/?proposal=proposal-1&at={DAY}",
    "sensitivity of a country": f"/sensitivity/?country=X00&at={DAY}&only=reviewed",
    "sensitivity on a proposal": f"/sensitivity/?proposal=proposal-1&at={DAY}&only=reviewed",
    "stance": "/stances/{stance}/",
    "sources": "/sources/",
    "quality": "/quality/",
    "map as a figure": f"/figures/map/proposal-1.json?at={DAY}",
    "line as a figure": f"/figures/X00/{LONG_ON}.json?at={DAY}",
}


def main() -> None:
    """Measures each page and prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    parser.add_argument("--page", action="append", choices=PAGES, help="these alone")
    arguments = parser.parse_args()
    with use_statements(arguments.statements, arguments.keep):
        if not Position.objects.exists():
            draw_all()
        stance = Stance.objects.filter(review_state="accepted").latest("pk").pk
        codes = list(Country.objects.order_by("code").values_list("code", flat=True)[:6])
        print(f"{Stance.objects.count()} statements, {Position.objects.count()} positions\n")
        print("| page | nothing kept, ms | warm, ms | HTML gzip kB |\n|---|---|---|---|")
        for name in tqdm(arguments.page or PAGES, unit="page", disable=None):
            asked = {"stance": stance, "two": ",".join(codes[:2]), "six": ",".join(codes)}
            cold, warm, size = ask(PAGES[name].format_map(asked))
            server, html = mark(warm, SERVER_MS), mark(size, HTML_KB)
            print(f"| {name} | {cold:.0f} | {server} | {html} |", flush=True)


def ask(address: str) -> tuple[float, float, float]:
    """Milliseconds of a page with nothing kept, the median of the next, and its kilobytes packed."""
    client = Client(headers={"host": "127.0.0.1"})
    cache.clear()
    bodies: list[bytes] = []

    def visit() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}.")
        bodies.append(response.content)

    first = measure(visit)
    runs = [measure(visit) for _ in range(TIMES)]
    warm = statistics.median(one.own + one.server for one in runs)
    return (first.own + first.server) * 1000, warm * 1000, len(gzip.compress(bodies[-1], 6)) / 1000


def mark(figure: float, budget: float) -> str:
    """A figure, with an exclamation mark where it misses its budget."""
    return f"{figure:.0f}{'!' if figure > budget else ''}"


if __name__ == "__main__":
    main()
