"""Which run a thread works for: one name that a chain of work carries from its cause to its last effect.

A run begins with a request, or with the clock's wish to read a feed. The jobs that it causes bear its
name on their rows, those that they cause too, and every line of the log tells it: so what became of an
article can be followed from the poll of its feed to the lines that it moved, through all processes.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST = 64  # characters of a run's name; a client may give one to its request
RUN: ContextVar[str] = ContextVar("run", default="")


def name_run() -> str:
    """A name for a new run, which no other has."""
    return uuid.uuid4().hex


def current_run() -> str:
    """The run that we work for; empty outside of any."""
    return RUN.get()


@contextmanager
def working_for(run: str) -> Iterator[None]:
    """Works for a run until the block ends; then for the one before, if any."""
    token = RUN.set(run)
    try:
        yield
    finally:
        RUN.reset(token)
