"""`manage.py demo` as a person runs it: real processes, ended in every way, and plain refusals."""

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.processes import reserve_port, wait_until

Demo = subprocess.Popen[str]
ASK_SITE = """
import os, urllib.request as web
given = os.environ
directly = web.build_opener(web.ProxyHandler({}))
answer = directly.open(given["BASE_URL"] + "/healthz")
print(given["EDITOR_USERNAME"], len(given["EDITOR_PASSWORD"]) > 12, given["API_KEY"][:4], answer.status)
"""
COUNT_ROWS = """
from coalition.models import Article, Country, Stance
print("rows", *(model.objects.count() for model in (Country, Article, Stance)))
"""
MANAGE = str(settings.BASE_DIR / "manage.py")
ASK = shlex.join([sys.executable, "-c", ASK_SITE])
COUNT = shlex.join([sys.executable, MANAGE, "shell", "-v", "0", "-c", COUNT_ROWS])


@pytest.fixture
def var_dir(tmp_path: Path) -> Iterator[Path]:
    """A var/ folder of its own; whoever works in it when the test ends is killed."""
    folder = tmp_path / "var"
    yield folder
    for pid in find_processes(folder):
        os.kill(pid, signal.SIGKILL)


def make_environment(var_dir: Path, **more: str) -> dict[str, str]:
    """Our environment, with the local database and broker of this folder."""
    without = ("DATABASE_URL", "CELERY_BROKER_URL", "PRODUCTION")
    ours = {name: value for name, value in os.environ.items() if name not in without}
    return ours | {"VAR_DIR": str(var_dir), "READER": "rules"} | more


def start_demo(var_dir: Path, *options: str, **environment: str) -> Demo:
    """`manage.py demo` with these options and variables, its words in a pipe."""
    return subprocess.Popen(
        [sys.executable, MANAGE, "demo", *options],
        env=make_environment(var_dir, **environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # A shell that runs the tests in the background has them, and so us, deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def read_refusal(demo: Demo) -> str:
    """The last line of a demo that does not start."""
    said, _ = demo.communicate()
    assert demo.returncode == 1, said
    return said.splitlines()[-1]


def find_processes(var_dir: Path) -> list[int]:
    """All processes that were given this var/ folder, by their environment or their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if bytes(var_dir) in words:
            found.append(int(process.name))
    return found


def wait_for_all_to_end(var_dir: Path) -> None:
    """Waits until no process works in this folder."""
    wait_until(lambda: not find_processes(var_dir))


def wait_for_line(demo: Demo, beginning: str) -> str:
    """The line of the demo's words that begins so, without its blanks."""
    assert demo.stdout is not None
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if line.strip().startswith(beginning):
            return line.strip()
    raise AssertionError("".join(lines))


# --- refusals -----------------------------------------------------------------------------------


def test_a_taken_port_is_refused_before_anything_is_started(var_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert read_refusal(start_demo(var_dir, "--port", str(port))) == (
            f"Nothing can listen on 127.0.0.1, port {port}: Address already in use. "
            "End the other program, or choose another port with --port."
        )
    assert not (var_dir / "postgres").exists()


def test_a_database_that_cannot_be_reached_is_refused_without_its_password(var_dir: Path) -> None:
    url = "postgres://somebody:secret@127.0.0.1:1/coalition"
    sentence = read_refusal(start_demo(var_dir, "--check", DATABASE_URL=url))
    assert sentence == (
        "The database of DATABASE_URL cannot be reached: connection failed: connection to server at "
        '"127.0.0.1", port 1 failed: Connection refused. Correct it, or unset it to use the local one.'
    )


def test_a_database_that_is_silent_is_refused(var_dir: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgres://somebody@127.0.0.1:{silent.getsockname()[1]}/coalition"
        sentence = read_refusal(start_demo(var_dir, "--check", DATABASE_URL=url))
    assert sentence.startswith("The database of DATABASE_URL cannot be reached: ")
    assert "timeout" in sentence


def test_another_kind_of_database_is_refused(var_dir: Path) -> None:
    url = f"sqlite:///{var_dir}/lite"
    assert read_refusal(start_demo(var_dir, "--check", DATABASE_URL=url)) == (
        "DATABASE_URL must name a PostgreSQL server, as in postgres://user:password@host/name."
    )


# --- a whole life -------------------------------------------------------------------------------


def test_it_runs_a_command_once_all_is_up_and_passes_its_exit_code_on(tmp_path: Path) -> None:
    demo = start_demo(tmp_path / "unused", "--fresh", "--run", f"{ASK}; echo $VAR_DIR; exit 7")
    said, _ = demo.communicate()
    lines = said.splitlines()
    assert demo.returncode == 7, said
    folder = Path(lines[lines.index("editor True cow_ 200") + 1])
    assert folder.name.startswith("coalition-demo-")
    assert not folder.exists()
    wait_for_all_to_end(folder)


def test_C05_C06_interrupted_or_killed_it_leaves_no_process_and_loses_and_doubles_nothing(
    var_dir: Path,
) -> None:
    interrupted = start_demo(var_dir, "--run", f"{COUNT}; kill -INT $PPID; sleep 600")
    rows = wait_for_line(interrupted, "rows")
    interrupted.communicate()
    assert interrupted.returncode == 130
    wait_for_all_to_end(var_dir)

    killed = start_demo(var_dir, "--port", str(reserve_port()))
    site = wait_for_line(killed, "The site").split()[-1].rstrip("/")
    assert read_refusal(start_demo(var_dir, "--check")) == (
        f"The demo is already running at {site} (process {killed.pid})."
    )
    killed.kill()
    killed.communicate()
    wait_for_all_to_end(var_dir)

    counted = subprocess.run(
        COUNT, shell=True, env=make_environment(var_dir), capture_output=True, text=True, check=True
    )
    assert counted.stdout.strip() == rows
