"""The Python client and the examples, against the running server."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.db import transaction
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from coalition import exports
from coalition.models import ApiKey, Page, Stance
from coalition.positions import redraw_lines
from coalition.vocabulary import KeyScope, Position
from tests import factories
from tests.clock import hold_windows, set_instant

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS: Path = site_settings.BASE_DIR / "clients"
README = (CLIENTS / "README.md").read_text()


@pytest.fixture
def package() -> Iterator[Any]:
    """The package as it would be installed."""
    sys.path.insert(0, str(CLIENTS / "python"))
    yield importlib.import_module("coalition_client")
    sys.path.remove(str(CLIENTS / "python"))


@pytest.fixture
def site(live_server: LiveServer, settings: Settings, tmp_path: Path) -> str:
    """A running server with Italy and Norway on one proposal, and bulk files of them."""
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.API_PER_MINUTE = settings.API_PER_MINUTE_WITH_KEY = 1_000_000
    with transaction.atomic():
        set_instant(datetime(2026, 5, 1, tzinfo=UTC))
        factories.make_stance()
        factories.make_source("unknown.invalid", tier="unknown")
        italy = factories.make_country("IT", "Italy")
        for number in range(5):
            factories.make_coded_stance(
                country=italy, position=Position.OPPOSED, claim_key=f"one of {number}"
            )
        redraw_lines([("NO", "troops-on-ground"), ("IT", "troops-on-ground")])
    exports.build_export()
    return str(live_server.url)


def read_examples(language: str) -> list[str]:
    """The examples of a language in the README."""
    return [part.partition("```")[0] for part in README.split(f"```{language}\n")[1:]]


def test_lookups_lists_and_pages(package: Any, site: str) -> None:
    client = package.Client(site)
    assert [row["code"] for row in client.countries()] == ["IT", "NO"]
    assert [row["slug"] for row in client.proposals()] == ["troops-on-ground"]
    (held,) = client.positions(country="NO", at="2026-03-05")
    assert (held["position"], held["step"], held["state"]) == ("committed", 5, "held")
    ids = [row["id"] for row in client.stances(limit=2)]
    assert ids == list(Stance.objects.order_by("-pk").values_list("pk", flat=True))
    assert [row["country"] for row in client.lines(proposal="troops-on-ground")] == ["IT", "NO"]
    assert {row["country"] for row in client.changes(spoken=True)} == {"IT", "NO"}
    assert len(list(client.articles())) == 1


def test_what_did_not_change_is_not_sent_again(package: Any, site: str) -> None:
    client = package.Client(site)
    first = client.get("/countries")
    assert client.get("/countries") is first


def test_a_refusal_says_what_would_do(package: Any, site: str) -> None:
    with pytest.raises(package.Refused, match=r"422: .*did you mean IT") as caught:
        package.Client(site).positions(country="Itly")
    assert caught.value.problem["errors"][0]["near"] == ["IT"]


def test_a_rate_that_is_used_up_is_waited_for(package: Any, site: str, settings: Settings) -> None:
    settings.API_PER_MINUTE = 1
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        settings.API_PER_MINUTE = 1_000_000

    client = package.Client(site, sleep=wait)
    client.get("/sources")
    hold_windows()
    client.get("/events")
    assert len(waited) == 1
    assert 1 <= waited[0] <= 2 * 60  # a minute, and the one for which it is held


def test_a_mirror_holds_what_the_bulk_files_hold(package: Any, site: str, tmp_path: Path) -> None:
    client = package.Client(site)
    mirror = package.Mirror(client)
    taken = mirror.follow()
    assert taken == sum(len(rows) for rows in mirror.tables.values())
    for table in client.get("/bulk")["tables"]:
        path = client.download(f"{table['name']}.jsonl", tmp_path)
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
        held = list(mirror.tables.get(table["name"], {}).values())
        assert sorted(map(json.dumps, held)) == sorted(map(json.dumps, lines))
    assert mirror.follow() == 0


def test_a_file_that_was_cut_off_is_not_kept(package: Any, site: str, tmp_path: Path) -> None:
    edition = exports.read_manifest()
    assert edition is not None
    stored = Path(site_settings.EXPORT_DIR) / edition["edition"] / "stances.csv"
    stored.write_bytes(stored.read_bytes()[:-20])
    with pytest.raises(ValueError, match="did not come whole"):
        package.Client(site).download("stances.csv", tmp_path)
    assert not list(tmp_path.glob("stances*"))


def test_the_shapes_are_those_of_the_description(tmp_path: Path) -> None:
    written = subprocess.run(
        [
            sys.executable,
            CLIENTS / "python" / "write_shapes.py",
            site_settings.BASE_DIR / "tests" / "api" / "openapi.json",
        ],
        capture_output=True,
        check=True,
    ).stdout
    formatted = subprocess.run(
        ["ruff", "format", "--line-length", "100", "-"],
        input=written,
        capture_output=True,
        check=True,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    ).stdout
    checked_in = (CLIENTS / "python" / "coalition_client" / "shapes.py").read_bytes()
    assert formatted == checked_in


def test_the_notebook_draws_a_line_in_fifteen_lines(
    package: Any, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE", site)
    notebook = json.loads((CLIENTS / "python" / "one_line.ipynb").read_text())
    (code,) = ["".join(one["source"]) for one in notebook["cells"] if one["cell_type"] == "code"]
    assert len([line for line in code.splitlines() if line.strip()]) <= 15
    space: dict[str, Any] = {}
    exec(code, space)
    (trace,) = space["figure"].data
    assert 0 in trace.y
    assert [note.text for note in space["figure"].layout.annotations] == ["opposed"]


def test_the_python_example_runs(
    package: Any, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = read_examples("python")
    exec(example, {"SITE": site})
    assert capsys.readouterr().out == "6\n"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_examples_run(site: str, tmp_path: Path) -> None:
    _, key = ApiKey.objects.issue("a desk", KeyScope.INGEST)
    for example in read_examples("sh"):
        subprocess.run(
            ["sh", "-euc", example],
            env=os.environ | {"SITE": site, "KEY": key},
            check=True,
            cwd=tmp_path,
        )
    assert Page.objects.count() == 2


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_r_example_runs(site: str, tmp_path: Path) -> None:
    (example,) = read_examples("r")
    subprocess.run(
        ["Rscript", "-e", example], env=os.environ | {"SITE": site}, check=True, cwd=tmp_path
    )


def test_the_duckdb_example_runs(package: Any, site: str, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed: pip install duckdb")
    (example,) = read_examples("sql")
    for kind in ("parquet", "csv"):
        path = package.Client(site).download(f"positions.{kind}", tmp_path)
        asked = example.replace("read_parquet", f"read_{kind}")
        rows = duckdb.sql(asked.replace("positions.parquet", str(path))).fetchall()
        assert sorted(country for country, _ in rows) == ["IT", "NO"]
