"""Bulk files: the same rows in each format, whole or not at all, and the same as the feed's."""

import csv
import hashlib
import io
import json
import os
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from arro3.io import read_parquet
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from coalition import exports
from coalition.errors import Conflict, ExportRefused
from coalition.exports import building
from coalition.models import Stance
from coalition.positions import redraw_lines
from coalition.published.changefeed import START, read_changes
from coalition.published.dictionary import BY_NAME, TABLES
from coalition.tasks import export
from coalition.vintages import Instant
from coalition.vocabulary import Condition, Position
from tests import factories
from tests.clock import set_instant

pytestmark = pytest.mark.django_db

TABLE = BY_NAME["countries"]
LARGE = 300_000_000  # bytes of a file that takes no room
PUBLISHED = datetime(2026, 5, 1, 12, tzinfo=UTC).timestamp()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, db: None) -> Path:
    """Where the files go; what is written was written on a day that has settled."""
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.API_PER_MINUTE = 1_000_000
    set_instant(datetime(2026, 5, 1, tzinfo=UTC))
    return tmp_path / "exports"


@pytest.fixture
def world(folder: Path) -> Stance:
    """Words that break careless tables, and the lines that they draw."""
    made = factories.make_stance()
    made.conditions.create(kind=Condition.CEASEFIRE, words='once, "the guns"\nare silent')
    factories.make_coded_stance(
        summary="=HYPERLINK(1)", speaker="Łukasz, «a minister»", position=Position.OPPOSED
    )
    redraw_lines([("NO", "troops-on-ground")])
    return made


def read_file(folder: Path, manifest: dict[str, Any], name: str) -> bytes:
    """A file of an edition."""
    return folder.joinpath(str(manifest["edition"]), name).read_bytes()


def test_every_file_is_there_with_its_size_its_rows_and_its_hash(
    world: Stance, folder: Path
) -> None:
    manifest = exports.build_export()
    assert exports.read_manifest() == manifest
    assert [table["name"] for table in manifest["tables"]] == [one.name for one in TABLES]
    for table in manifest["tables"]:
        for file in table["files"]:
            raw = read_file(folder, manifest, file["name"])
            assert (len(raw), hashlib.sha256(raw).hexdigest()) == (file["bytes"], file["sha256"])
        lines = read_file(folder, manifest, f"{table['name']}.jsonl").splitlines()
        assert len(lines) == table["rows"]
        for line in lines:
            assert list(json.loads(line)) == [column["name"] for column in table["columns"]]


def test_replaying_the_feed_from_zero_gives_the_files_byte_for_byte(
    world: Stance, folder: Path
) -> None:
    manifest = exports.build_export()
    instant = Instant(datetime.fromisoformat(manifest["as_of"]))
    mirror: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    token, more = START, True
    while more:
        page = read_changes(token, 2, to=instant)
        for item in page.items:
            assert item.row is not None
            mirror[item.table].append(item.row)
        token, more = page.token, page.more
    assert token == manifest["token"]
    for table in TABLES:
        rows = sorted(mirror[table.name], key=table.find_key)
        written = b"".join(exports.write_line(row) for row in rows)
        assert written == read_file(folder, manifest, f"{table.name}.jsonl")


def test_a_table_of_cells_holds_what_the_lines_hold(world: Stance, folder: Path) -> None:
    manifest = exports.build_export()
    for table in TABLES:
        lines = [
            json.loads(x) for x in read_file(folder, manifest, f"{table.name}.jsonl").splitlines()
        ]
        text = read_file(folder, manifest, f"{table.name}.csv").decode()
        cells = list(csv.DictReader(io.StringIO(text, newline="")))
        for line, row in zip(lines, cells, strict=True):
            for name, value in line.items():
                plain = (
                    {None: "", True: "true", False: "false"}.get(value, str(value))
                    if not isinstance(value, int | float | str) or isinstance(value, bool)
                    else str(value)
                )
                assert row[name].removeprefix("'") == plain.removeprefix("'")
    assert "'=HYPERLINK(1)" in read_file(folder, manifest, "stances.csv").decode()


def test_parquet_holds_what_the_lines_hold(world: Stance, folder: Path) -> None:
    manifest = exports.build_export()
    for table in TABLES:
        found = read_parquet(folder / manifest["edition"] / f"{table.name}.parquet").read_all()
        lines = [
            json.loads(x) for x in read_file(folder, manifest, f"{table.name}.jsonl").splitlines()
        ]
        assert found.column_names == [column.name for column in table.columns]
        for column in table.columns:
            told = found[column.name].to_pylist()
            said = [
                value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value
                for value in told
            ]
            assert said == [line[column.name] for line in lines]


def test_an_edition_that_fails_leaves_the_last_good_one(world: Stance, folder: Path) -> None:
    good = exports.build_export()
    (folder / good["edition"]).rename(folder / "20260501T000000Z")
    for number in range(30):
        factories.make_coded_stance(claim_key=f"more {number}")
    before = exports.build_export()
    Stance.objects.filter(reader="coded").update(withdrawn=True)
    with pytest.raises(ExportRefused, match="stances has 1 rows, 32 in the edition before"):
        rebuild(folder, before)
    assert [one.name for one in sorted(folder.iterdir()) if one.is_dir()] == [
        "20260501T000000Z",
        "20260502T000000Z",
    ]
    assert rebuild(folder, before, forced=True)["tables"][7]["rows"] == 1


def rebuild(folder: Path, before: dict[str, Any], *, forced: bool = False) -> dict[str, Any]:
    """Builds another edition within the same second, for which the one before must be older."""
    if (folder / before["edition"]).exists():
        (folder / before["edition"]).rename(folder / "20260502T000000Z")
    return exports.build_export(forced=forced)


def test_a_row_that_names_a_missing_one_is_refused() -> None:
    row = {column.name: None for column in BY_NAME["conditions"].columns} | {"id": 1, "stance": 9}
    checked = building.check_rows(BY_NAME["conditions"], [row], {"stances": {8}}, building.Held())
    with pytest.raises(ExportRefused, match="conditions 1: its stance 9 is not in stances"):
        list(checked)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"population": "many"}, "countries NO: population is no integer: 'many'."),
        ({"name_en": 5}, "countries NO: name_en is no text: 5."),
    ],
)
def test_a_value_of_another_kind_is_refused(values: dict[str, Any], words: str) -> None:
    row = {column.name: None for column in TABLE.columns} | {"code": "NO"} | values
    with pytest.raises(ExportRefused, match=words.replace(".", r"\.")):
        list(building.check_rows(TABLE, [row], {}, building.Held()))


def test_a_key_that_comes_twice_is_refused() -> None:
    row = {column.name: None for column in TABLE.columns} | {"code": "NO"}
    with pytest.raises(ExportRefused, match="countries NO comes twice"):
        list(building.check_rows(TABLE, [row, row], {}, building.Held()))


def test_lines_that_move_all_at_once_are_refused() -> None:
    def edition(position: str) -> dict[str, Any]:
        return {"tables": [], "held": {f"NO.proposal-{n}": position for n in range(20)}}

    building.compare(edition("opposed"), edition("opposed"))
    building.compare(None, edition("opposed"))
    with pytest.raises(ExportRefused, match="20 of 20 lines say something else"):
        building.compare(edition("opposed"), edition("committed"))


def test_two_builds_do_not_meet_and_what_a_killed_one_left_is_removed(
    world: Stance, folder: Path
) -> None:
    (folder / ".building-left").mkdir(parents=True)
    with building.hold_lock(folder), pytest.raises(Conflict, match="Another export"):
        exports.build_export()
    exports.build_export()
    assert not list(folder.glob(".building-*"))


def test_old_editions_go_but_for_a_few(world: Stance, folder: Path) -> None:
    for day in range(1, 6):
        (folder / f"2026050{day}T000000Z").mkdir(parents=True)
    now = exports.build_export(forced=True)["edition"]
    assert building.list_editions() == ["20260504T000000Z", "20260505T000000Z", now]


def test_the_command_and_the_task_build_an_edition(
    world: Stance, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export")
    assert "stances: 2 rows" in capsys.readouterr().out
    (folder / building.list_editions()[0]).rename(folder / "20260501T000000Z")
    assert building.EDITION.fullmatch(export())
    with building.hold_lock(folder), pytest.raises(CommandError, match="Another export"):
        call_command("export")


def test_the_api_serves_the_newest_edition_and_its_files(world: Stance, client: Client) -> None:
    assert client.get("/api/v1/bulk").status_code == 404
    exports.build_export()
    body = client.get("/api/v1/bulk").json()
    assert "held" not in body
    for table in body["tables"]:
        for file in table["files"]:
            response = client.get(file["url"])
            raw = b"".join(response.streaming_content)  # type: ignore[attr-defined]
            assert hashlib.sha256(raw).hexdigest() == file["sha256"]
            assert response["ETag"] == f'"{file["sha256"]}"'
            assert response["Content-Length"] == str(file["bytes"])
            assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(file["url"], headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(file["url"])
    assert (head.content, head["Content-Length"]) == (b"", str(file["bytes"]))


def test_the_newest_edition_is_told_with_the_time_since_which_it_is_there(
    world: Stance, folder: Path, client: Client
) -> None:
    exports.build_export()
    os.utime(folder, (PUBLISHED, PUBLISHED))
    first = client.get("/api/v1/bulk")
    # Within that second somebody may have been told of the edition before.
    assert first["Last-Modified"] == "Fri, 01 May 2026 12:00:01 GMT"
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get("/api/v1/bulk", headers=since).status_code == 304
    (folder / ".building-aside").mkdir()  # as the next build begins and ends
    assert client.get("/api/v1/bulk", headers=since).status_code == 200
    ahead = time.time() + 3600
    os.utime(folder, (ahead, ahead))
    assert "Last-Modified" not in client.get("/api/v1/bulk")


def list_open_files() -> list[Path]:
    """What this process holds open."""
    return [one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]


def test_T14_a_file_is_sent_in_parts_and_closed_when_its_client_goes(
    world: Stance, folder: Path, client: Client
) -> None:
    exports.build_export()
    url = client.get("/api/v1/bulk").json()["tables"][0]["files"][0]["url"]
    [path] = folder.rglob(url.rpartition("/")[2])
    os.truncate(path, LARGE)
    response: Any = client.get(url)
    parts = iter(response.streaming_content)
    tracemalloc.start()
    for _ in range(200):
        assert len(next(parts)) <= 2**16
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2**20
    assert path in list_open_files()
    response.close()
    assert path not in list_open_files()


@pytest.mark.parametrize(
    "place",
    [
        "20200101T000000Z/stances.csv",
        "../secret-key",
        "..%2f..%2fsecret-key",
        "{edition}/manifest.json",
        "{edition}/..",
        "{edition}/stances.exe",
        "{edition}/Stances.csv",
    ],
)
def test_no_other_file_is_served(world: Stance, client: Client, place: str) -> None:
    edition = exports.build_export()["edition"]
    response = client.get(f"/api/v1/bulk/{place.format(edition=edition)}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_the_feed_goes_on_from_an_edition(world: Stance, client: Client) -> None:
    exports.build_export()
    token = client.get("/api/v1/bulk").json()["token"]
    page = client.get(f"/api/v1/changes-since/{token}").json()
    assert (page["items"], page["more"]) == ([], False)
    first = client.get("/api/v1/changes-since/0").json()
    assert {item["table"] for item in first["items"]} >= {"countries", "stances", "positions"}
    assert first["more"] is False
    assert client.get("/api/v1/changes-since/nonsense").status_code == 422
    outdated = client.get("/api/v1/changes-since/WzAsIjEiLG51bGwsbnVsbCwwLG51bGxd")
    assert outdated.status_code == 410
    assert outdated.json()["detail"].endswith("begin anew with 0.")
