"""How many requests a second does the API answer, beside Datasette, Django REST framework and a ceiling?

    python -m benchmarks.api [--rounds 3] [--seconds 4] [--keep NAME]

The same rows with the same fields from the database of the settings, which is seen to before anything is
measured: a page of fifty stances, the positions of all countries on one proposal, and a reply that did
not change. Nobody packs. One worker each, one at a time, in turns; the median of the rounds. "The same"
asks for one page again and again, which this API keeps until something is written and the others read
anew; "another" asks for another page, or day, each time, so that nobody has it. The ceiling is psycopg and
orjson in a bare ASGI application (benchmarks/api_peers/raw.py); Datasette reads a copy in SQLite
(api_peers/datasette.sql).

Requests a second say something on a quiet machine only. What the server and the database compute for a
request, in milliseconds of processor, says something on a busy one too.

The peers are no dependencies of ours: `make bench` installs them into an environment of their own
(api_peers/requirements.txt), and PEERS names the Python of another one; wrk must be on the path. Where the peers are
missing they are left out, and said to be.

With --keep this API alone answers from the database of a million invented statements of that name
(benchmarks/redrawing.py), which is filled and drawn where it is not there yet.
"""

import argparse
import json
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
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import connection
from tqdm import tqdm

from benchmarks import choose
from benchmarks.redrawing import STATEMENTS, draw_all, use_statements
from coalition.models import Position, Stance
from tests.processes import read_database_url, reserve_port

HERE = Path(__file__).parent
INSTALLED = HERE.parent / ".venv-bench" / "installed"
PEERS = os.environ.get("PEERS") or (
    str(INSTALLED.with_name("bin") / "python") if INSTALLED.exists() else ""
)
PORT = reserve_port()
KILLED = ("--workers-kill-timeout", "5")  # told to end while it loads, it never ends by itself
RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
P99 = re.compile(r"99%\s+([0-9.]+)(us|ms|s)")
COUNT = re.compile(r"(\d+) requests in")
BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")
SITE = f"http://127.0.0.1:{PORT}"
UNCHANGED = "stances, unchanged (304)"
SLUG = "troops-on-ground"
IDS = (1_000, 13_000)  # between which a page of stances begins
MILLION_SLUG = "proposal-1"
PLACES = {"id": "9000", "day": "2025-10-05"}  # where all are compared
# What Datasette's queries read, and what SQLite finds it by.
TABLES = {
    "coalition_stance": "*",
    "coalition_stancecondition": "id, stance_id, kind, words",
    "coalition_position": "*",
    "coalition_source": "domain, name, tier",
    "coalition_article": "id, page_id, story_id, published",
    "coalition_page": "id, url",
    "coalition_story": "id, origin_id",
    "coalition_country": "code",
    "coalition_proposal": 'slug, "order"',
}
INDEXES = {
    "coalition_stancecondition": "stance_id",
    "coalition_position": "country_id, proposal_id, first",
    "coalition_source": "domain",
    "coalition_country": "code",
    "coalition_proposal": "slug",
}
COUNTING = "('official', 'agency', 'public-broadcaster', 'quality', 'regional', 'aggregator')"
NESTED = {
    "conditions",
    "quantity",
    "cause",
    "counts",
    "reviewed",
}  # as SQLite has them: texts of JSON


@dataclass
class Server:
    """One way to serve the rows: how it is started, and where each question is answered."""

    name: str
    command: list[str]
    addresses: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)
    pid: int = 0


def copy_to_sqlite(target: Path) -> None:
    """The tables as Datasette reads them."""
    with sqlite3.connect(target) as copy, connection.cursor() as cursor:
        for table, wanted in TABLES.items():
            cursor.execute(f"SELECT {wanted} FROM {table}")
            columns = [column.name for column in cursor.description or ()]
            marks = ", ".join("?" for _ in columns)
            named = ", ".join(
                f'"{column}"{" INTEGER PRIMARY KEY" if column == "id" else ""}'
                for column in columns
            )
            copy.execute(f"CREATE TABLE {table} ({named})")
            rows = ([as_sqlite(value) for value in row] for row in cursor)
            copy.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            if table in INDEXES:
                copy.execute(f"CREATE INDEX by_{table} ON {table} ({INDEXES[table]})")
        copy.execute(read_queries()["view"])
        copy.execute("ANALYZE")


def as_sqlite(value: Any) -> Any:
    """A value as SQLite holds it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value if isinstance(value, int | float | None) else str(value)


def read_queries() -> dict[str, str]:
    """What Datasette is to answer, and the view that it reads."""
    text = (HERE / "api_peers" / "datasette.sql").read_text()
    text = text.replace("{counting}", COUNTING).replace("{site}", SITE)
    parts = [part.partition("\n") for part in text.split("\n-- ")[1:]]
    return {name: sql.strip() for name, _, sql in parts}


def list_servers(slug: str) -> Iterator[Server]:
    """Those that can be started here; ours alone where another proposal than SLUG is asked for."""
    url, listen = read_database_url(), ["--port", str(PORT), *KILLED]
    wsgi = ["-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"]
    stances = "/api/v1/stances?limit=50"
    yield Server(
        "this API",
        [sys.executable, *wsgi, *listen, "coalition.config.wsgi:application"],
        {
            "stances, the same": stances,
            "stances, another": f"{stances}&before={{id}}",
            "positions, the same": f"/api/v1/positions?proposal={slug}&at=2026-03-05",
            "positions, another": "/api/v1/positions?proposal={slug}&at={day}",
            UNCHANGED: stances,
        },
        {"API_PER_MINUTE": "1000000000"},
    )
    if not PEERS or slug != SLUG:
        return
    shared = {"DATABASE_URL": url, "PYTHONPATH": str(HERE / "api_peers"), "SITE": SITE}
    plain = {
        "stances, the same": "/stances",
        "stances, another": "/stances?before={id}",
        "positions, the same": "/positions",
        "positions, another": "/positions?at={day}",
    }
    yield Server("Django REST framework", [PEERS, *wsgi, *listen, "drf:application"], plain, shared)
    nested = "".join(f"&_json={name}" for name in sorted(NESTED))
    yield Server(
        "Datasette",
        [PEERS, "-m", "datasette", "serve", "rows.db", "-m", "datasette.json", "-p", str(PORT)],
        {
            "stances, the same": f"/rows/stances.json?_shape=objects{nested}&before=2147483647",
            "stances, another": f"/rows/stances.json?_shape=objects{nested}&before={{id}}",
            "positions, the same": f"/rows/positions.json?_shape=objects{nested}&at=2026-03-05",
            "positions, another": f"/rows/positions.json?_shape=objects{nested}&at={{day}}",
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
    server.pid = process.pid
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


@dataclass(frozen=True)
class Measured:
    """Requests a second, the milliseconds within which 99 % were answered, and the milliseconds of processor
    that the server and the database took for each."""

    rate: float
    slow: float
    server: float
    database: float


def ask(server: Server, question: str, seconds: int, slug: str, ids: tuple[int, int]) -> Measured:
    """What a server does under load."""
    address = server.addresses[question]
    url, more, vary = SITE, [], []
    if "{" in address:
        more, vary = (
            ["-s", str(HERE / "api_peers" / "vary.lua")],
            ["--", address, slug, *map(str, ids)],
        )
    else:
        url += address
    if question == UNCHANGED:
        more = ["-H", f"If-None-Match: {urlopen(url).headers['ETag']}"]
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", *more, url, *vary]
    before = read_processor(server.pid)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = [now - then for now, then in zip(read_processor(server.pid), before, strict=True)]
    rate, slow, count = RATE.search(said), P99.search(said), COUNT.search(said)
    if BAD.search(said) or rate is None or slow is None or count is None:
        sys.exit(f"{server.name}, {question}:\n{said}")
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    each = [1000 * one / int(count[1]) for one in spent]
    return Measured(float(rate[1]), float(slow[1]) * scale, *each)


def read_processor(pid: int) -> tuple[float, float]:
    """The seconds of processor that a server with its children, and the database's processes, took so far."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition(") ")
        except OSError:  # it ended in between
            continue
        parts = rest.split()
        seconds = (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
        parents[int(name.split()[0])] = int(parts[1]), seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        database = {found for (found,) in cursor.fetchall()}
    ours = {pid} | {one for one, (parent, _) in parents.items() if parent == pid}
    return tuple(
        sum(parents[one][1] for one in group & parents.keys()) for group in (ours, database)
    )  # type: ignore[return-value]


def read_rows(server: Server, question: str, slug: str) -> tuple[list[Any], int]:
    """The rows of a reply, and how many bytes it has."""
    address = server.addresses[question]
    for name, value in {**PLACES, "slug": slug}.items():
        address = address.replace(f"{{{name}}}", value)
    raw = urlopen(SITE + address).read()
    body = json.loads(raw)
    rows = body if isinstance(body, list) else body["items"] if "items" in body else body["rows"]
    return [dict(sorted(row.items())) for row in rows], len(raw)


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=choose(3, 1))
    parser.add_argument("--seconds", type=int, default=choose(4, 1))
    parser.add_argument("--keep", metavar="NAME", default="")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not on the path: nothing can be measured.")
    if not arguments.keep:
        if not PEERS:
            print("Datasette, Django REST framework and the ceiling are not installed: left out.\n")
        compare(arguments.rounds, arguments.seconds, SLUG, IDS)
        return
    with use_statements(STATEMENTS, arguments.keep):
        if not Position.objects.exists():
            draw_all()
        last = Stance.objects.latest("pk").pk
        print(f"This API with {Stance.objects.count()} statements.\n")
        compare(arguments.rounds, arguments.seconds, MILLION_SLUG, (last // 10, last))


def compare(rounds: int, seconds: int, slug: str, ids: tuple[int, int]) -> None:
    """Asks all servers in turns, and prints the medians."""
    found: dict[tuple[str, str], list[Measured]] = {}
    told: dict[str, list[Any]] = {}
    sizes: dict[tuple[str, str], int] = {}
    servers = list(list_servers(slug))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(servers) > 1:
            prepare_datasette(folder)
        turns = [server for _ in range(rounds) for server in servers]
        for server in tqdm(turns, unit="server", desc="api", disable=None):
            with serve(server, folder):
                for question in server.addresses:
                    rows, sizes[question, server.name] = read_rows(server, question, slug)
                    check_same(server, question, rows, told.setdefault(question, rows))
                    result = ask(server, question, seconds, slug, ids)
                    found.setdefault((question, server.name), []).append(result)
    if len(servers) > 1:
        print("All gave the same rows with the same fields.\n")
    print_table(found, sizes)


def prepare_datasette(folder: Path) -> None:
    """The copy that it reads, and its queries."""
    copy_to_sqlite(folder / "rows.db")
    queries = read_queries()
    named = {name: {"sql": queries[name]} for name in ("stances", "positions")}
    config = {"databases": {"rows": {"queries": named}}}
    (folder / "datasette.json").write_text(json.dumps(config))


def print_table(
    found: dict[tuple[str, str], list[Measured]], sizes: dict[tuple[str, str], int]
) -> None:
    """A row for each question and server."""
    print(
        "| question | server | requests a second | 99 % within, ms | processor of the server, ms | of the"
        " database, ms | bytes |\n|---|---|---|---|---|---|---|"
    )
    for (question, server_name), results in sorted(found.items()):
        rate, slow, ours, database = (
            statistics.median(getattr(one, part) for one in results)
            for part in ("rate", "slow", "server", "database")
        )
        print(
            f"| {question} | {server_name} | {rate:.0f} | {slow:.0f} | {ours:.2f} | {database:.2f} |"
            f" {sizes[question, server_name]} |"
        )


def check_same(server: Server, question: str, rows: list[Any], first: list[Any]) -> None:
    """Ends with an error where a server gives other rows than the first one did."""
    if rows == first:
        return
    differing = [
        (name, row.get(name), other.get(name))
        for row, other in zip(rows, first, strict=False)
        for name in row.keys() | other.keys()
        if row.get(name) != other.get(name)
    ]
    sys.exit(f"{server.name}, {question}: {len(rows)} and {len(first)} rows, {differing[:5]}")


if __name__ == "__main__":
    main()
