"""The local database under everything that happens to its processes."""

import os
import signal
import stat
import time
from pathlib import Path

import psycopg
import pytest
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker, Settings

from coalition.config.local_database.base import DatabaseWrapper
from coalition.config.local_database.keeper import READY
from coalition.errors import SetupError
from tests.config.local_database.conftest import MakeServer
from tests.config.local_database.processes import (
    ask,
    connect,
    find_keeper,
    find_postmaster,
    start_user,
    wait_until_ended,
)
from tests.processes import wait_until

# --- start and end ------------------------------------------------------------------------------


def test_the_first_use_makes_a_cluster_with_a_password_and_without_a_network(
    room: Path, make_server: MakeServer
) -> None:
    folder = room / "new" / "postgres"
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
        connect(server, password="guess")
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
    wait_until_ended(folder)
    assert not (folder / "cluster/data/postmaster.pid").exists()


def test_a_command_right_after_another_finds_the_server_still_there(
    folder: Path, make_server: MakeServer
) -> None:
    """The keeper waits for two seconds. A machine that stood still meanwhile is asked again."""
    found: list[tuple[int, int]] = []
    while len(found) < 5 and (not found or found[-1][0] != found[-1][1]):
        with start_user(folder) as user:
            assert user.stdout is not None
            assert user.stdout.readline() == "ready\n"
            postmaster = find_postmaster(folder)
            user.communicate()
        assert ask(make_server(folder), "SELECT 1") == [(1,)]
        found.append((postmaster, find_postmaster(folder)))
    assert found[-1][0] == found[-1][1]


def test_many_first_users_at_once_share_one_server(room: Path, make_server: MakeServer) -> None:
    folder = room / "postgres"
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
    wait_until_ended(folder)
    assert (folder / "log").read_text().rstrip().endswith("database system is shut down")


# --- killed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("victims", ["postmaster", "keeper", "both"])
def test_no_acknowledged_row_is_lost_when_it_is_killed(
    folder: Path, make_server: MakeServer, victims: str
) -> None:
    server = make_server(folder)
    ask(server, "CREATE TABLE kept (number int)")
    postmaster, keeper = find_postmaster(folder), find_keeper(folder)
    with connect(server) as link:
        for number in range(200):
            link.execute("INSERT INTO kept VALUES (%s)", [number])
        killed = {"postmaster": [postmaster], "keeper": [keeper], "both": [keeper, postmaster]}
        for victim in killed[victims]:
            os.kill(victim, signal.SIGKILL)
    wait_until_ended(folder)
    assert ask(server, "SELECT count(*), max(number) FROM kept") == [(200, 199)]


def test_a_django_connection_comes_back_after_the_server_was_killed(
    folder: Path, settings: Settings, django_db_blocker: DjangoDbBlocker
) -> None:
    settings.VAR_DIR = folder.parent
    engine = {"ENGINE": "coalition.config.local_database", "NAME": "coalition"}
    connection = ConnectionHandler({"default": engine})["default"]
    assert isinstance(connection, DatabaseWrapper)
    assert connection.vendor == "postgresql"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        os.kill(find_postmaster(folder), signal.SIGKILL)
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchall() == [(1,)]
        connection.close()
    assert connection.server.stop_if_unused()


def test_a_keeper_killed_while_it_makes_the_cluster_leaves_nothing_in_the_way(
    room: Path, make_server: MakeServer
) -> None:
    folder = room / "postgres"
    with start_user(folder) as user:
        while not (folder / "cluster/data.new").exists() and user.poll() is None:
            time.sleep(0.001)
        keeper = find_keeper(folder)
        os.kill(keeper, signal.SIGSTOP)  # before initdb ends, which takes its second
        wait_until((folder / "cluster/data.new/base").exists)
        user.kill()
        os.kill(keeper, signal.SIGKILL)
    assert not (folder / "cluster/data").exists()
    assert ask(make_server(folder), "SELECT 1") == [(1,)]


def test_words_of_a_killed_keeper_are_not_believed(folder: Path, make_server: MakeServer) -> None:
    (folder / "serving").write_text(f"{READY}\n")
    assert ask(make_server(folder), "SELECT 1") == [(1,)]


def test_a_file_in_place_of_the_folder_is_refused(room: Path, make_server: MakeServer) -> None:
    (room / "var").touch()
    with pytest.raises(SetupError) as caught:
        make_server(room / "var" / "postgres").ensure_running()
    assert str(caught.value) == (
        f"The local database in {room}/var/postgres cannot be used: Not a directory "
        f"({room}/var/postgres). Mend that, or set VAR_DIR to another folder."
    )


def test_D10_a_long_path_with_spaces_is_no_obstacle(
    folder: Path, room: Path, make_server: MakeServer
) -> None:
    long_folder = room / ("a long name " * 15) / "postgres"
    long_folder.parent.mkdir()
    folder.rename(long_folder)
    assert ask(make_server(long_folder), "SELECT 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_D10_the_way_to_the_folder_may_be_closed_to_the_servers_user(
    folder: Path, room: Path, make_server: MakeServer
) -> None:
    room.chmod(0o700)
    before = [(parent, parent.stat().st_mode) for parent in room.parents]
    assert ask(make_server(folder), "SELECT 1") == [(1,)]
    assert room.stat().st_mode == 0o40700
    assert [(parent, parent.stat().st_mode) for parent in room.parents] == before
