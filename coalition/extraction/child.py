"""The child process of the sandbox: `python -m coalition.extraction.child`, questions in, answers out.

Reads a length and a question in JSON, runs the function that it names under limits on computing and
memory, writes a length and the answer, and waits for the next. Ends when its input does, and at a bug
of ours: with its traceback on stderr, which the parent reads.
"""

import inspect
import json
import logging
import os
import resource
import sys
import traceback
from functools import lru_cache
from importlib import import_module
from types import TracebackType
from typing import Any, BinaryIO, get_type_hints

from coalition.errors import CoalitionError
from coalition.extraction.sandbox import EXIT_OF_BUG, LENGTH, OUT_OF_MEMORY
from coalition.extraction.wire import pack_value, unpack_value

HOME = "coalition.extraction."
IN_USE = "/proc/self/statm"
LONGEST_FILE = 200_000_000  # bytes; py3langid unpacks its model into a temporary file


def main() -> None:
    """Answers until there is no more question."""
    sys.excepthook = end_at_bug
    # What a library prints must not get between the answers.
    reader, writer = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable(logging.CRITICAL)
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST_FILE, LONGEST_FILE))
    while (question := _read_question(reader)) is not None:
        answer = answer_question(json.loads(question))
        try:
            writer.write(LENGTH.pack(len(answer)) + answer)
            writer.flush()
        except BrokenPipeError:
            return  # the parent is gone


def end_at_bug(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Says what was raised and ends at once: what a bug leaves behind is not asked again."""
    traceback.print_exception(kind, error, trace)
    sys.stderr.flush()
    os._exit(EXIT_OF_BUG)


def answer_question(question: dict[str, Any]) -> bytes:
    """The result of a call, or the error of ours that it raised, as JSON."""
    module, _, name = question["function"].partition(":")
    if not module.startswith(HOME):
        raise TypeError(f"{module} is not of {HOME}")
    try:
        function = _open_function(module, name)
        args, kwargs = _unpack_arguments(function, question)
        _limit(question["cpu_seconds"], question["memory_bytes"])
        result = pack_value({"result": function(*args, **kwargs)})
    except CoalitionError as error:
        result = pack_value({"error": type(error).__name__, "message": str(error)})
    except MemoryError:
        result = OUT_OF_MEMORY
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return result


@lru_cache(maxsize=100)
def _open_function(module: str, name: str) -> Any:
    """The function, its module imported and, where it has a `warm_up`, warmed up: what that takes
    counts against no limit."""
    opened = import_module(module)
    warm_up = getattr(opened, "warm_up", None)
    if warm_up is not None:
        warm_up()
    return getattr(opened, name)


def _unpack_arguments(
    function: Any, question: dict[str, Any]
) -> tuple[list[object], dict[str, object]]:
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)
    args = [
        unpack_value(value, hints[name])
        for name, value in zip(names, question["args"], strict=False)
    ]
    return args, {
        name: unpack_value(value, hints[name]) for name, value in question["kwargs"].items()
    }


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Limits from here on: the kernel counts computing since the start, memory as addresses in use."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + cpu_seconds, resource.RLIM_INFINITY))
    if not os.path.exists(IN_USE):  # only Linux says how much is in use
        return
    with open(IN_USE, encoding="ascii") as stat:
        held = int(stat.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + memory_bytes, resource.RLIM_INFINITY))


def _read_question(reader: BinaryIO) -> bytes | None:
    head = reader.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return reader.read(LENGTH.unpack(head)[0])


if __name__ == "__main__":
    main()
