"""A local database of its own for each test: real processes, nothing shared, nothing left."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from coalition.config.local_database.server import LocalServer, find_installation
from tests.config.local_database.processes import RUN_AS

MEMORY = Path("/dev/shm")
ROOM_BYTES = 1_000_000_000  # many times what these tests write


class MakeServer(Protocol):
    """Makes a user of a folder."""

    def __call__(
        self, folder: Path, installation: Path | None = None, run_as: str = RUN_AS
    ) -> LocalServer: ...


@pytest.fixture(scope="session")
def rooms() -> Iterator[Path]:
    """A folder in memory where there is room, since each cluster is written to the disk and back."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    with tempfile.TemporaryDirectory(dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


@pytest.fixture
def room(rooms: Path) -> Iterator[Path]:
    """An empty folder for one test; as mkdtemp makes it, closed to everybody else."""
    with tempfile.TemporaryDirectory(dir=rooms) as folder:
        yield Path(folder)


@pytest.fixture
def make_server(room: Path) -> Iterator[MakeServer]:
    """Makes servers, each object a user of its folder; all of them are ended with the test."""
    made: list[LocalServer] = []

    def make(folder: Path, installation: Path | None = None, run_as: str = RUN_AS) -> LocalServer:
        made.append(LocalServer(folder, run_as, installation or find_installation()))
        return made[-1]

    yield make
    for server in made:
        server.stop_if_unused()


@pytest.fixture(scope="session")
def pristine_folder(rooms: Path) -> Path:
    """A cluster made once and stopped, to be copied."""
    folder = rooms / "pristine"
    server = LocalServer(folder, RUN_AS, find_installation())
    server.ensure_running()
    assert server.stop_if_unused()
    return folder


@pytest.fixture
def folder(pristine_folder: Path, room: Path) -> Path:
    """A folder with a whole cluster that does not run."""
    subprocess.run(["cp", "-a", pristine_folder, room / "postgres"], check=True)
    return room / "postgres"
