"""Everything that is measured, one after the other: `make bench`.

    python -m benchmarks.all [--quick] [--only NAME]

Each benchmark is a process of its own that shows its progress and prints Markdown; together they take
hours. Their tables are written at the end of benchmarks/README.md with machine, load, date and commit, in place
of those of the run before; what was learned from them stands above. --quick takes small sizes, leaves out
what has none, and only prints: its figures say that the benchmarks work, and little more. Those that need a site
that runs get one of their own from `manage.py demo --fresh`.
"""

import argparse
import os
import platform
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

ROOT = Path(__file__).parents[1]
FIGURES = Path(__file__).with_name("README.md")
MARK = "<!-- What follows is written by `make bench`. -->\n"


class Plan(NamedTuple):
    """A benchmark: its arguments, those of a quick run (None: it has none), whether it needs a site."""

    name: str
    full: tuple[str, ...] = ()
    quick: tuple[str, ...] | None = None
    on_a_site: bool = False

    def command(self, quick: bool) -> list[str]:
        """What is run."""
        arguments = (self.quick or ()) if quick else self.full
        program = ["-m", f"benchmarks.{self.name}", *arguments]
        if self.on_a_site:
            return [
                sys.executable,
                "manage.py",
                "demo",
                "--fresh",
                "--run",
                shlex.join([sys.executable, *program]),
            ]
        return [sys.executable, *program]


PLANS = (
    Plan("redrawing", ("--statements", "1000000"), ("--statements", "10000")),
    Plan("desk", quick=("--stances", "2000")),
    Plan("stories", quick=("--stories", "1000")),
    Plan("estimation"),
    Plan("ingesting", quick=()),
    Plan("reading"),
    Plan("folds"),
    Plan("sizes", ("--articles", "400"), ("--articles", "20")),
    Plan("load", quick=()),
    Plan("api", on_a_site=True),
    Plan("pages", on_a_site=True),
)


class Outcome(NamedTuple):
    """What a benchmark printed, how it ended, how long it took by the clock, what it and its processes
    computed (the database's server left out), and the load when it began."""

    plan: Plan
    printed: str
    code: int
    seconds: float
    computed: float
    load: float

    def write(self) -> str:
        """Its section."""
        said = self.printed.strip() or "It printed nothing."
        if self.code:
            said = f"**Not measured: it ended with {self.code}.**\n\n{said}"
        return f"### {self.plan.name}\n\n{self.seconds:.0f} s, {self.computed:.0f} of them computing, from a load of {self.load:.1f}.\n\n{said}\n"


def run(plan: Plan, quick: bool) -> Outcome:
    """Runs a benchmark to its end."""
    load, start, before = os.getloadavg()[0], time.monotonic(), read_computed()
    environment = os.environ | ({"QUICK": "1"} if quick else {})
    done = subprocess.run(
        plan.command(quick),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    took, computed = time.monotonic() - start, read_computed() - before
    return Outcome(plan, done.stdout, done.returncode, took, computed, load)


def read_computed() -> float:
    """Seconds that our children which have ended computed, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def describe_run() -> str:
    """Machine, date and commit."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit or 'unknown'}, Python"
        f" {platform.python_version()}, {os.cpu_count()} processors ({platform.machine()}), {memory} GiB."
    )


def write_report(outcomes: Sequence[Outcome]) -> str:
    """All sections under one heading."""
    return "\n".join(
        [
            "## The last run of `make bench`\n",
            f"{describe_run()}\n",
            *[one.write() for one in outcomes],
        ]
    )


def put_in(text: str, report: str) -> str:
    """The text with the report behind the mark, in place of the one before."""
    above, mark, _ = text.partition(MARK)
    if not mark:
        raise SystemExit(f"{FIGURES.name} has no line that says {MARK.strip()!r}.")
    return f"{above}{mark}\n{report}"


def main() -> None:
    """Runs them; ends with 1 where one could not measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=[plan.name for plan in PLANS])
    arguments = parser.parse_args()
    wanted = [
        plan
        for plan in PLANS
        if arguments.only in (None, plan.name) and not (arguments.quick and plan.quick is None)
    ]
    outcomes = []
    for plan in (shown := tqdm(wanted, unit="benchmark", disable=None)):
        shown.set_description(plan.name)
        outcomes.append(run(plan, arguments.quick))
    report = write_report(outcomes)
    if arguments.quick or arguments.only:
        print(report)
    else:
        FIGURES.write_text(put_in(FIGURES.read_text(), report))
    sys.exit(any(one.code for one in outcomes))


if __name__ == "__main__":
    main()
