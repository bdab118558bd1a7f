"""How fast does the offline reader read, and in how much memory?

    python -m benchmarks.reading [FILE of articles in the codebook's format]

Without a file it reads the founding documents, and then the development articles of the codebook. Each measurement runs in a process of its own with one thread, in alternating order, so that whatever
else the machine does hits all of them alike; the table shows medians. "splitting" finds the language
and the sentences only: what no reader can do without.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import choose

ROOT = Path(__file__).parent.parent
FOUNDING = ROOT / "tests" / "gold" / "seeds.jsonl"
ARTICLES = ROOT / "seeds" / "training" / "articles"
RUNS = choose(5, 1)
MOST = choose(1000, 3)  # development articles
WORDS = 600  # the length of a usual news article, which figures are scaled to
TASKS = ("splitting", "rules", "offline")


def measure(task: str, paths: list[Path]) -> None:
    """Prints seconds until ready, seconds for an article of WORDS words, and megabytes, for one task."""
    started = time.perf_counter()
    from coalition.extraction.claims import ArticleText  # noqa: PLC0415 - the start is measured too
    from coalition.extraction.goldfiles import read_gold  # noqa: PLC0415

    read = open_task(task)
    articles = [gold.article for path in paths for gold in read_gold(path)]
    # Tables of names and cues are read with the first article of a language: part of the start.
    for language in sorted({article.language or "" for article in articles}):
        read(ArticleText("Nothing was said.", language=language or None))
    ready = time.perf_counter() - started
    started = time.process_time()
    for article in articles:
        read(article)
    words = sum(len(article.text.split()) for article in articles)
    seconds = (time.process_time() - started) / words * WORDS
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(ready, seconds, megabytes)


def open_task(task: str) -> "Callable[..., object]":
    """The function that does a task on one article."""
    from coalition.extraction.languages import detect_language  # noqa: PLC0415
    from coalition.extraction.readers import open_reader  # noqa: PLC0415
    from coalition.extraction.sentences import split_sentences  # noqa: PLC0415
    from coalition.extraction.stances import find_stances  # noqa: PLC0415

    if task == "splitting":
        return lambda article: (detect_language(article.text), split_sentences(article.text))
    reader = open_reader(task)
    return lambda article: find_stances(article, reader)


def main(given: list[Path]) -> None:
    """Measures the given articles, or the two sets that are ours."""
    if given:
        report(given)
        return
    print("The founding documents:\n")
    report([FOUNDING])
    print("\nThe development articles, which hold a stance in every 25 words:\n")
    lines = [line for path in sorted(ARTICLES.glob("??.jsonl")) for line in path.open()]
    wanted = [line for line in lines if json.loads(line)["id"].startswith("dev-")]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(wanted[:: max(1, len(wanted) // MOST)])
        file.flush()
        report([Path(file.name)])


def report(paths: list[Path]) -> None:
    """Prints a table of these articles."""
    from tqdm import trange  # noqa: PLC0415 - not in the memory that is measured

    figures: dict[str, list[list[float]]] = {task: [] for task in TASKS}
    for _ in trange(RUNS, desc="reading", disable=None):
        for task in TASKS:
            command = [
                sys.executable,
                "-m",
                "benchmarks.reading",
                "--measure",
                task,
                *map(str, paths),
            ]
            one_thread = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            done = subprocess.run(
                command, env=one_thread, capture_output=True, text=True, check=True
            )
            figures[task].append([float(value) for value in done.stdout.split()])
    print(f"| task | ready after s | s for {WORDS} words | articles a minute | MB |")
    print("|---|---|---|---|---|")
    for task, runs in figures.items():
        ready, seconds, megabytes = (
            statistics.median(column) for column in zip(*runs, strict=True)
        )
        print(f"| {task} | {ready:.2f} | {seconds:.3f} | {60 / seconds:.0f} | {megabytes:.0f} |")


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--measure"]:
        measure(given[1], [Path(path) for path in given[2:]])
    else:
        main([Path(path) for path in given])
