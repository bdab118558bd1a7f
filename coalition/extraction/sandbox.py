"""Runs a pure function of ours on bytes of others in a child process, with limits.

One warm child is kept for each process and thread of callers in turn: starting one takes a second,
asking a warm one about a millisecond. The child gets no environment but what Python needs, so that it
holds no secret, and answers in JSON, which cannot run anything here. It is a process of its own, not a
fork and not of `multiprocessing`, whose children Celery's daemonic workers may not have.
"""

import atexit
import inspect
import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints

import coalition
from coalition import errors
from coalition.extraction.wire import pack_value, unpack_value

Given = ParamSpec("Given")
Result = TypeVar("Result")

ROOT = Path(coalition.__file__).resolve().parent.parent
LENGTH = struct.Struct("!Q")
LONGEST_ANSWER = 100_000_000  # bytes; a broken child must not fill our memory
# Memory that parsers have once taken is not given back: a new child after so many calls.
MOST_CALLS = 500
OUT_OF_MEMORY = b'{"error":"MemoryError","message":""}'
SIGNAL_OF_CPU_LIMIT = -24  # SIGXCPU
EXIT_OF_BUG = 70  # the child raised what is none of our errors (sysexits: EX_SOFTWARE)
LONGEST_COMPLAINT = 20_000  # bytes of the end of its stderr; a traceback has some thousand
END_SECONDS = 5.0  # a child whose pipes are closed ends at once; one that does not is killed


@dataclass(frozen=True, slots=True)
class Death:
    """How a child ended that gave no answer: its exit code, below 0 the signal that killed it, and
    the end of what it wrote to stderr."""

    code: int
    complaint: str


class Child:
    """One warm child and the calls that it has answered. Used by one caller at a time."""

    def __init__(self) -> None:
        # Not a pipe: one that nobody empties would stop the child. Closed with this object.
        self.stderr = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(  # our own module, no shell
            [sys.executable, "-m", "coalition.extraction.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.stderr,
            env={"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C is for the parent, which then closes the pipe
        )
        self.owner = os.getpid()
        self.calls = 0

    @property
    def is_usable(self) -> bool:
        """Whether it may be asked again: alive, ours (not inherited by a fork) and not worn out."""
        return self.owner == os.getpid() and self.process.poll() is None and self.calls < MOST_CALLS

    def ask(self, question: bytes, wall_seconds: float) -> bytes | None:
        """The answer; None where the child died or was killed at the wall clock."""
        self.calls += 1
        watchdog = threading.Timer(wall_seconds, self.process.kill)
        watchdog.start()
        try:
            return self._exchange(question)
        except (BrokenPipeError, EOFError):
            return None
        finally:
            watchdog.cancel()
            watchdog.join()

    def _exchange(self, question: bytes) -> bytes:
        writer, reader = self.process.stdin, self.process.stdout
        assert writer is not None
        assert reader is not None
        writer.write(LENGTH.pack(len(question)) + question)
        writer.flush()
        head = reader.read(LENGTH.size)
        length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else LONGEST_ANSWER + 1
        answer = reader.read(length) if length <= LONGEST_ANSWER else b""
        if len(answer) != length:
            raise EOFError
        return answer

    def close(self) -> int:
        """Ends the child and returns its exit code; below 0 the signal that killed it."""
        if self.owner != os.getpid():
            return 0
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except BrokenPipeError:
                continue  # it died with our question half read
        try:
            return self.process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def read_complaint(self) -> str:
        """The end of what it wrote to stderr."""
        file = self.stderr.fileno()  # its place is the child's too, and stays where that left it
        begin = max(0, os.fstat(file).st_size - LONGEST_COMPLAINT)
        return os.pread(file, LONGEST_COMPLAINT, begin).decode("utf-8", "replace")


class Pool:
    """The warm child of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: Child | None = None

    def run(self, question: bytes, wall_seconds: float) -> bytes | Death:
        """The answer, or how the child died that gave none."""
        with self.lock:
            if self.child is None or not self.child.is_usable:
                self._drop()
                self.child = Child()
            child = self.child
            answer = child.ask(question, wall_seconds)
            if answer is None:
                return Death(self._drop(), child.read_complaint())
            if answer == OUT_OF_MEMORY:
                self._drop()  # what it holds is spread all over; a new one has room
            return answer

    def close(self) -> None:
        """Ends the child, if there is one."""
        with self.lock:
            self._drop()

    def _drop(self) -> int:
        child, self.child = self.child, None
        return child.close() if child is not None else 0


_pool = Pool()
atexit.register(_pool.close)


def _renew_after_fork() -> None:
    # A lock that another thread of the parent held would stay locked here for ever.
    _pool.lock = threading.Lock()


os.register_at_fork(after_in_child=_renew_after_fork)


def run_limited(
    function: Callable[..., Result],
    *args: object,
    cpu_seconds: int,
    memory_bytes: int,
    wall_seconds: float,
    **kwargs: object,
) -> Result:
    """What `function(*args, **kwargs)` returns, worked out in a child process within limits.

    `function` stands at the top of a module of `coalition.extraction` and has type hints; what goes in
    and out is made of str, bytes, numbers, dates, enumerations, tuples, lists, dicts and our dataclasses.
    `memory_bytes` is what it may take beyond what the warm child holds already.
    Raises what `function` raises from coalition.errors; Unreadable where it took too long or too much
    memory, or the child crashed on what it was given; RuntimeError with the child's traceback for a bug.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    limits = {"cpu_seconds": cpu_seconds, "memory_bytes": memory_bytes}
    question = pack_value({"function": name, "args": list(args), "kwargs": kwargs, **limits})
    answer = _pool.run(question, wall_seconds)
    subject = inspect.unwrap(function).__name__.replace("_", " ")
    if isinstance(answer, Death) and answer.code == EXIT_OF_BUG:
        raise RuntimeError(f"{subject} failed in its child process:\n{answer.complaint}")
    if isinstance(answer, Death):
        raise errors.Unreadable(_explain_death(subject, answer.code, wall_seconds, cpu_seconds))
    return cast(
        Result, _open_answer(answer, get_type_hints(function)["return"], subject, memory_bytes)
    )


def _open_answer(answer: bytes, hint: object, subject: str, memory_bytes: int) -> object:
    found = json.loads(answer)
    if "result" in found:
        return unpack_value(found["result"], hint)
    kind, message = str(found.get("error")), str(found.get("message"))
    if kind == "MemoryError":
        raise errors.Unreadable(
            f"Set aside: to {subject} took too much memory, more than {memory_bytes // 1_000_000} MB."
        )
    ours: Any = getattr(errors, kind, None)
    if isinstance(ours, type) and issubclass(ours, errors.CoalitionError):
        raise ours(message)
    raise RuntimeError(f"{subject} got no answer of ours from its child process: {kind}, {message}")


def _explain_death(subject: str, code: int, wall_seconds: float, cpu_seconds: int) -> str:
    if code == -9:  # our watchdog, or the kernel's when memory ran out
        return (
            f"Set aside: to {subject} took too long, more than {wall_seconds:g} s, or was killed."
        )
    if code == SIGNAL_OF_CPU_LIMIT:
        return f"Set aside: to {subject} took too long, more than {cpu_seconds} s of computing."
    return f"Set aside: the parser crashed on it (exit {code})."
