"""Processes that end with us: the children of `demo`, and the local database's server.

Nothing but the standard library and our errors, since the keeper of the local database runs with
nothing more.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coalition.errors import SetupError

PR_SET_PDEATHSIG = 1  # from Linux's prctl.h
STOP_SECONDS = 10.0  # how long children may take to end in good order
LOOK_SECONDS = 0.05
LAST_BYTES = 20_000  # how much of a log's end is searched for its last words


def die_with_parent(last_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before it becomes a program: the kernel sends it `last_signal` when we end.

    However we end, SIGKILL included. For Popen's preexec_fn, from the thread that lives longest.
    """
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, last_signal)
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)

    return prepare


@dataclass(frozen=True)
class Child:
    """A process of ours, leader of a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None

    def find_exit_code(self) -> int | None:
        """How it ended, as a shell would say it, or None while it runs.

        It is not reaped yet: as long as it is not, no stranger can get its number or its group's.
        """
        ended = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return None
        return ended.si_status + (0 if ended.si_code == os.CLD_EXITED else 128)

    def find_last_words(self) -> str:
        """The last line of its log that holds anything."""
        if self.log is None:
            return ""
        lines = self.log.read_bytes()[-LAST_BYTES:].decode(errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


class Children:
    """The processes that we started: they are watched together and end together."""

    def __init__(self, logs: Path, patience: float = STOP_SECONDS) -> None:
        self.logs = logs
        self.patience = patience
        self.running: list[Child] = []

    def start(
        self, name: str, command: list[str], environment: Mapping[str, str], *, logged: bool = True
    ) -> Child:
        """Starts a program; what it says goes to a log of its name, or where our own words go."""
        log = self.logs / f"{name}.log" if logged else None
        stream = log.open("wb") if log else None
        try:
            process = subprocess.Popen(  # noqa: S603 - our own programs, or what the caller asked for
                command,
                env=environment,
                stdin=subprocess.DEVNULL if logged else None,
                stdout=stream,
                stderr=stream and subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end them in good order
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no threads at this time
            )
        finally:
            if stream:
                stream.close()
        self.running.append(Child(name, process, log))
        return self.running[-1]

    def check(self) -> None:
        """Raises SetupError with its last words if a child with a log has ended."""
        for child in self.running:
            if child.log and (code := child.find_exit_code()) is not None:
                raise SetupError(
                    f"The {child.name} ended with code {code}: {child.find_last_words()} "
                    f"(more in {child.log})."
                )

    def wait(self, child: Child) -> int:
        """The exit code of one child; raises SetupError if another one ends before it."""
        while (code := child.find_exit_code()) is None:
            self.check()
            time.sleep(LOOK_SECONDS)
        return code

    def stop(self) -> None:
        """Ends them, last started first told: asks the leaders, then kills what is left of each group."""
        for child in reversed(self.running):
            os.kill(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline and any(
            child.find_exit_code() is None for child in self.running
        ):
            time.sleep(LOOK_SECONDS)
        for child in self.running:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self.running.clear()
