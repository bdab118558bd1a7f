"""A local database of its own for each test: real processes, nothing shared, nothing left."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from coalition.config.local_database.server import LocalServer, find_installation

RUN_AS = "nobody"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")


class MakeServer(Protocol):
    """Makes a user of a folder."""

    def __call__(
        self, folder: Path, installation: Path | None = None, run_as: str = RUN_AS
    ) -> LocalServer: ...


@pytest.fixture
def make_server() -> Iterator[MakeServer]:
    """Makes servers, each object a user of its folder; all of them are ended with the test."""
    made: list[LocalServer] = []

    def make(folder: Path, installation: Path | None = None, run_as: str = RUN_AS) -> LocalServer:
        made.append(LocalServer(folder, run_as, installation or find_installation()))
        return made[-1]

    yield make
    for server in made:
        server.stop_if_unused()


@pytest.fixture(scope="session")
def pristine_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster made once and stopped, to be copied."""
    folder = tmp_path_factory.mktemp("pristine") / "postgres"
    server = LocalServer(folder, RUN_AS, find_installation())
    server.ensure_running()
    assert server.stop_if_unused()
    return folder


@pytest.fixture
def folder(pristine_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with a whole cluster that does not run."""
    folder = tmp_path / "postgres"
    subprocess.run(["cp", "-a", pristine_folder, folder], check=True)
    yield folder
    shutil.rmtree(folder)
