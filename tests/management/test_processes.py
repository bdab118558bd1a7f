"""Processes that end with us: real ones, asked, killed, and watched."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.errors import SetupError
from coalition.management.processes import Children
from tests.processes import PATIENCE, is_running, wait_until

STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
PARENT = """
import os, sys
from pathlib import Path
from coalition.management.processes import Children
child = Children(Path(sys.argv[1])).start("child", ["sleep", "600"], os.environ)
print(child.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    """Nobody yet; whoever was started is ended with the test. They are given all the time they need."""
    children = Children(tmp_path, patience=PATIENCE)
    yield children
    children.patience = 0.0
    children.stop()


def wait_for_end(pid: int) -> None:
    """Waits until a process has ended: a kill takes its moment."""
    wait_until(lambda: not is_running(pid))


def wait_for_log(children: Children, words: str) -> None:
    """Waits until the last child has said so."""
    log = children.running[-1].log
    assert log is not None
    wait_until(lambda: words in log.read_text(), log)


def test_a_child_that_listens_ends_in_good_order(children: Children, tmp_path: Path) -> None:
    children.start(
        "polite",
        ["sh", "-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"],
        os.environ,
    )
    wait_for_log(children, "ready")
    children.stop()
    assert (tmp_path / "polite.log").read_text() == "ready\nbye\n"


def test_a_child_that_does_not_listen_is_killed_with_its_own_children(children: Children) -> None:
    script = f"sleep 600 & echo $!; {STUBBORN}"
    child = children.start("stubborn", ["sh", "-c", script], os.environ)
    wait_for_log(children, "ready")
    assert child.log is not None
    grandchild = int(child.log.read_text().split()[0])
    assert is_running(grandchild)
    children.patience = 0.5
    children.stop()
    wait_for_end(child.process.pid)
    wait_for_end(grandchild)


def test_what_a_child_left_running_ends_too(children: Children) -> None:
    child = children.start("leaver", ["sh", "-c", "sleep 600 & echo $!; echo ready"], os.environ)
    wait_for_log(children, "ready")
    assert child.log is not None
    orphan = int(child.log.read_text().split()[0])
    wait_until(lambda: child.find_exit_code() is not None)
    assert is_running(orphan)
    children.stop()
    wait_for_end(orphan)


def test_nobody_else_is_ended(children: Children) -> None:
    with subprocess.Popen(["sleep", "600"]) as stranger:
        children.start("child", ["sleep", "600"], os.environ)
        children.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
    wait_for_end(child)


def test_a_child_that_ends_is_reported_with_its_last_words(
    children: Children, tmp_path: Path
) -> None:
    children.start("worker", ["sh", "-c", "echo one; echo 'no memory'; echo; exit 3"], os.environ)
    waiter = children.start("waiter", ["sleep", "600"], os.environ)
    with pytest.raises(SetupError) as caught:
        children.wait(waiter)
    assert str(caught.value) == (
        f"The worker ended with code 3: no memory (more in {tmp_path}/worker.log)."
    )


@pytest.mark.parametrize(
    ("script", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 128 + signal.SIGKILL)]
)
def test_the_exit_code_of_a_child_is_passed_on(children: Children, script: str, code: int) -> None:
    child = children.start("command", ["sh", "-c", script], os.environ, logged=False)
    assert children.wait(child) == code
