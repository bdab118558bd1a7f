"""The child process: what goes over, what its limits do, what a death costs (T01)."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalition.errors import BadInput, Unreadable
from coalition.extraction.articles import HTML, PLAIN, ArticleDraft, read_article
from coalition.extraction.feeds import parse_feed, parse_feed_safely
from coalition.extraction.feeds_records import DateQuality
from coalition.extraction.sandbox import Child, run_limited
from coalition.extraction.stories import bands
from coalition.extraction.wire import pack_value, unpack_value

RSS = (
    b"<rss><channel><title>F</title><item><title>T</title><link>https://e.example/1</link>"
    b"<pubDate>4 Mar 2025</pubDate></item></channel></rss>"
)
TABLE = (
    b"<html><body><table>"
    + (b"<tr>" + b"<td>a word</td>" * 20) * 20_000
    + b"</table></body></html>"
)
SENTENCE = "The harbour council met on Tuesday and spoke about the new quay."


def test_a_call_in_the_child_gives_what_a_call_here_gives() -> None:
    assert parse_feed_safely(RSS, "https://e.example/") == parse_feed(RSS, "https://e.example/")


def test_an_error_of_ours_comes_back_as_itself() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_feed_safely(b"")
    assert str(refused.value) == "The feed is empty."
    with pytest.raises(BadInput, match="'soon' is no date"):
        read_limited(SENTENCE.encode(), PLAIN, date="soon")


def test_a_bug_in_the_child_is_an_error_here_with_its_traceback() -> None:
    with pytest.raises(
        RuntimeError, match=r"(?s)bands failed in its child process.*Traceback.*TypeError"
    ):
        run_limited(bands, 7, cpu_seconds=5, memory_bytes=10**8, wall_seconds=600)
    assert read_limited(SENTENCE.encode(), PLAIN).text == SENTENCE


def test_the_child_runs_nothing_but_functions_of_ours() -> None:
    with pytest.raises(RuntimeError, match=r"TypeError: posix is not of coalition\.extraction\."):
        run_limited(os.getpid, cpu_seconds=5, memory_bytes=10**8, wall_seconds=600)


def test_t01_a_page_that_computes_too_long_is_unreadable_and_the_next_one_is_read() -> None:
    with pytest.raises(Unreadable, match="took too long, more than 1 s of computing"):
        read_limited(TABLE, HTML, cpu_seconds=1)
    assert read_limited(SENTENCE.encode(), PLAIN).text == SENTENCE


def test_t01_a_page_that_takes_too_long_by_the_clock_is_unreadable() -> None:
    with pytest.raises(Unreadable, match=r"took too long, more than 0\.1 s"):
        read_limited(TABLE, HTML, wall_seconds=0.1)
    assert read_limited(SENTENCE.encode(), PLAIN).text == SENTENCE


def test_t01_a_page_that_takes_too_much_memory_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="took too much memory, more than 20 MB"):
        read_limited(TABLE, HTML, memory_bytes=20_000_000)
    assert read_limited(SENTENCE.encode(), PLAIN).text == SENTENCE


def test_a_dead_child_is_not_asked_again() -> None:
    child = Child()
    assert child.is_usable
    child.process.kill()
    child.process.wait()
    assert not child.is_usable
    assert child.ask(pack_value({}), wall_seconds=5) is None
    assert child.close() == -9


def test_the_child_holds_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://someone:word@db/x")
    child = Child()
    try:
        held = Path(f"/proc/{child.process.pid}/environ").read_bytes()
    finally:
        child.close()
    assert b"DATABASE_URL" not in held


def test_threads_may_share_the_child() -> None:
    feeds = [RSS.replace(b"/1", b"/%d" % n) for n in range(20)]
    with ThreadPoolExecutor(4) as threads:
        links = [feed.entries[0].link for feed in threads.map(parse_feed_safely, feeds)]
    assert links == [f"https://e.example/{n}" for n in range(20)]


FORKS = """
import multiprocessing, os
from coalition.extraction.feeds import parse_feed_safely

def read():
    print(parse_feed_safely(RAW).title, flush=True)

RAW = b"<rss><channel><title>F</title></channel></rss>"
read()
worker = multiprocessing.get_context("fork").Process(target=read, daemon=True)
worker.start()
worker.join(600)
read()
os._exit(worker.exitcode)
"""


def test_a_daemonic_fork_as_celery_makes_gets_a_child_of_its_own() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FORKS],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert (done.stdout.split(), done.returncode) == ([b"F", b"F", b"F"], 0)


@dataclass(frozen=True)
class Sample:
    """One field of each type that may go over."""

    words: tuple[str, ...]
    raw: bytes
    quality: DateQuality
    moment: datetime | None
    day: date
    share: float
    counts: dict[str, int]
    pair: tuple[str, int]
    flags: list[bool]


SAMPLE = Sample(
    ("a\ud800", "б"),
    b"\x00\xff",
    DateQuality.GIVEN,
    datetime(2025, 3, 4, tzinfo=UTC),
    date(2025, 3, 4),
    0.5,
    {"x": 1},
    ("y", 2),
    [True],
)


def test_values_go_over_and_back_unchanged() -> None:
    import json  # noqa: PLC0415

    packed = json.loads(pack_value(SAMPLE).decode("utf-8", "surrogatepass"))
    assert unpack_value(packed, Sample) == SAMPLE


@pytest.mark.parametrize(
    ("value", "hint"), [(1, str), ("x", int), ("x", DateQuality), ([1], tuple[str, ...])]
)
def test_an_answer_of_the_wrong_shape_is_refused(value: object, hint: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        unpack_value(value, hint)


def test_what_has_no_plain_form_does_not_go_over() -> None:
    with pytest.raises(TypeError, match="cannot go over"):
        pack_value({"x": object()})


def read_limited(
    raw: bytes,
    content_type: str,
    *,
    date: str = "",
    cpu_seconds: int = 20,
    memory_bytes: int = 500_000_000,
    wall_seconds: float = 600,
) -> ArticleDraft:
    """`read_article` in the child, within the limits of a test."""
    return run_limited(
        read_article,
        raw,
        content_type,
        date=date,
        cpu_seconds=cpu_seconds,
        memory_bytes=memory_bytes,
        wall_seconds=wall_seconds,
    )
