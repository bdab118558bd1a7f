"""How many requests a second does the API answer, beside Datasette, Django REST framework and a ceiling?

    python -m benchmarks.api [--rounds 3] [--seconds 4]

The same rows of the database of the settings: a page of fifty stances, the positions on one proposal,
and a reply that did not change. One worker each, one at a time, in turns; the median of the rounds.
"The same" asks for one page again and again, which this API keeps until something is written and the
others read anew; "another" asks for another page, or day, each time, so that nobody has it.
The ceiling is psycopg and orjson in a bare ASGI application (benchmarks/api_peers/raw.py).

The peers are no dependencies of ours: PEERS names the Python of an environment that has datasette,
djangorestframework, psycopg[binary,pool], orjson and granian; wrk must be on the path. Whatever is
missing is left out, and said to be.
"""

import argparse
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the settings need what stands above
from django.db import connection  # noqa: E402

HERE = Path(__file__).parent
PEERS = os.environ.get("PEERS", "")
PORT = 8899
RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
P99 = re.compile(r"99%\s+([0-9.]+)(us|ms|s)")
BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")
# Without these it counts and suggests facets for half a second.
LEAST = "_shape=objects&_nocount=1&_nofacet=1&_nosuggest=1"
STANCES = f"/rows/stances.json?_sort_desc=id&_size=50&{LEAST}"
POSITIONS = f"/rows/positions.json?proposal_id=troops-on-ground&_size=100&{LEAST}"
UNCHANGED = "stances, unchanged (304)"
TABLES = {"stances": "coalition_stance", "positions": "coalition_position"}


@dataclass
class Server:
    """One way to serve the rows: how it is started, and where each question is answered."""

    name: str
    command: list[str]
    addresses: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)


def read_database_url() -> str:
    """The address of the database of the settings, for other programs."""
    given = connection.get_connection_params()
    host, password = (
        quote(str(given["host"]), safe=""),
        quote(str(given.get("password") or ""), safe=""),
    )
    return f"postgres://{given['user']}:{password}@{host}:{given.get('port') or 5432}/{given['dbname']}"


def copy_to_sqlite(target: Path) -> None:
    """The tables as Datasette serves them."""
    with sqlite3.connect(target) as copy, connection.cursor() as cursor:
        for name, table in TABLES.items():
            cursor.execute(f"SELECT * FROM {table}")
            columns = [column.name for column in cursor.description or ()]
            marks = ", ".join("?" for _ in columns)
            named = ", ".join(f'"{column}"' for column in columns)
            copy.execute(f"CREATE TABLE {name} ({named})")
            rows = (
                [v if isinstance(v, int | float | None) else str(v) for v in row] for row in cursor
            )
            copy.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        copy.execute("CREATE INDEX by_id ON stances (id)")
        copy.execute("CREATE INDEX by_proposal ON positions (proposal_id)")


def list_servers() -> Iterator[Server]:
    """Those that can be started here."""
    url, listen = read_database_url(), ["--port", str(PORT)]
    wsgi = ["-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"]
    stances = "/api/v1/stances?limit=50"
    yield Server(
        "this API",
        [sys.executable, *wsgi, *listen, "coalition.config.wsgi:application"],
        {
            "stances, the same": stances,
            "stances, another": f"{stances}&before={{id}}",
            "positions, the same": "/api/v1/positions?proposal=troops-on-ground&at=2026-03-05",
            "positions, another": "/api/v1/positions?proposal={slug}&at={day}",
            UNCHANGED: stances,
        },
        {"API_PER_MINUTE": "1000000000"},
    )
    if not PEERS:
        print("PEERS is not set: Datasette, Django REST framework and the ceiling are left out.")
        return
    shared = {"DATABASE_URL": url, "PYTHONPATH": str(HERE / "api_peers")}
    plain = {
        "stances, the same": "/stances",
        "stances, another": "/stances?before={id}",
        "positions, the same": "/positions",
        "positions, another": "/positions?at={day}",
    }
    yield Server("Django REST framework", [PEERS, *wsgi, *listen, "drf:application"], plain, shared)
    yield Server(
        "Datasette",
        [PEERS, "-m", "datasette", "serve", "rows.db", "-p", str(PORT)],
        {
            "stances, the same": STANCES,
            "stances, another": f"{STANCES}&id__lt={{id}}",
            "positions, the same": f"{POSITIONS}&first__lte=2026-03-05",
            "positions, another": f"{POSITIONS}&first__lte={{day}}",
        },
        {"PYTHONPATH": ""},
    )
    asgi = ["-m", "granian", "--interface", "asgi", "--workers", "1"]
    yield Server("ceiling", [PEERS, *asgi, *listen, "raw:application"], plain, shared)


@contextmanager
def serve(server: Server, folder: Path) -> Iterator[None]:
    """The server, once it answers."""
    inside = settings.BASE_DIR if server.name == "this API" else folder
    environment = os.environ | {"DATABASE_URL": read_database_url()} | server.environment
    log = (folder / f"{server.name}.log").open("wb")
    process = subprocess.Popen(server.command, cwd=inside, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(100):
            time.sleep(0.2)
            try:
                urlopen(f"http://127.0.0.1:{PORT}{next(iter(server.addresses.values()))}").read()
                break
            except URLError:
                continue
        else:
            sys.exit(f"{server.name} does not answer: see {log.name}")
        yield
    finally:
        process.terminate()
        process.wait()


def ask(server: Server, question: str, seconds: int) -> tuple[float, float]:
    """Requests a second, and milliseconds within which 99 % were answered."""
    address = server.addresses[question]
    url, more, vary = f"http://127.0.0.1:{PORT}", [], []
    if "{" in address:
        more, vary = ["-s", str(HERE / "api_peers" / "vary.lua")], ["--", address]
    else:
        url += address
    if question == UNCHANGED:
        more = ["-H", f"If-None-Match: {urlopen(url).headers['ETag']}"]
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", *more, url, *vary]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, slow = RATE.search(said), P99.search(said)
    if BAD.search(said) or rate is None or slow is None:
        sys.exit(f"{server.name}, {question}:\n{said}")
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    return float(rate[1]), float(slow[1]) * scale


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not on the path: nothing can be measured.")
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_to_sqlite(folder / "rows.db")
        for _ in range(arguments.rounds):
            for server in list_servers():
                with serve(server, folder):
                    for question in server.addresses:
                        result = ask(server, question, arguments.seconds)
                        found.setdefault((question, server.name), []).append(result)
    print("| question | server | requests a second | 99 % within, ms |\n|---|---|---|---|")
    for (question, server_name), results in sorted(found.items()):
        rates, slow = zip(*results, strict=True)
        print(
            f"| {question} | {server_name} | {statistics.median(rates):.0f} |"
            f" {statistics.median(slow):.0f} |"
        )


if __name__ == "__main__":
    main()
