"""Everything that is measured, one after the other: `make bench`.

    python -m benchmarks.all [--quick] [--only NAME] [--keep]

Each benchmark is a process of its own that shows its progress and prints Markdown. Their tables are written at the
end of benchmarks/README.md with machine, load, date and commit, in place of those of the run before, each
as soon as it is there: a run that is cut short keeps what it had, and one that fails says so and holds up no other.
--quick takes so little of each, two at a time, that all of them end in three minutes, and only prints, as --only does.

They share a folder, var/bench, with a database server of its own, so that tables are made once; a site of
`manage.py demo`, for those that need one; and a database of a million statements, filled by whoever
needs it first. All of it is removed at the end, except with --keep: then the next run finds the million as it was left.
"""

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from typing import NamedTuple

from tqdm import tqdm

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "bench"
FIGURES = Path(__file__).with_name("README.md")
MARK = "<!-- What follows is written by `make bench`. -->\n"
MOST_SECONDS = 4 * 3600.0  # of one benchmark: then it hangs, and is killed
CUT_SHORT = 130  # as a shell tells it
LOOK_SECONDS = 0.2
# The site stays until its standard input is closed, and tells where it is.
STAY = "env -0 > {file}.new && mv {file}.new {file} && cat > /dev/null"


class Plan(NamedTuple):
    """A benchmark: its section's name, its module where that differs, arguments, whether it needs a site."""

    name: str
    module: str = ""
    arguments: tuple[str, ...] = ()
    on_a_site: bool = False

    def command(self) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", f"benchmarks.{self.module or self.name}", *self.arguments]


MILLION = ("--keep", "million")
# Those that need a site, and those that need the million, stand together; the longest come last.
PLANS = (
    Plan("estimation"),
    Plan("ingesting"),
    Plan("stories"),
    Plan("reading"),
    Plan("sizes"),
    Plan("api", on_a_site=True),
    Plan("pages", on_a_site=True),
    Plan("load"),
    Plan("desk"),
    Plan("redrawing", arguments=MILLION),
    Plan("pages_kept", arguments=MILLION),
    Plan("api_million", module="api", arguments=MILLION),
    Plan("folds"),
)


class Outcome(NamedTuple):
    """What a benchmark printed, how it ended, how long it took by the clock, what it, its processes and the
    database's server computed, and the load when it began."""

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
            why = "it was cut short" if self.code == CUT_SHORT else f"it ended with {self.code}"
            said = f"**Not measured to its end: {why}.**\n\n{said}"
        return f"### {self.plan.name}\n\n{self.seconds:.0f} s, {self.computed:.0f} of them computing, from a load of {self.load:.1f}.\n\n{said}\n"


def run(plan: Plan, environment: Mapping[str, str]) -> Outcome:
    """Runs a benchmark to its end. The database's share is counted to all that run meanwhile."""
    load, start, before = os.getloadavg()[0], time.monotonic(), read_server()
    with tempfile.TemporaryFile() as printed:
        child = subprocess.Popen(plan.command(), cwd=ROOT, env=environment, stdout=printed)
        limit = threading.Timer(MOST_SECONDS, child.kill)
        limit.start()
        _, status, used = os.wait4(child.pid, 0)
        limit.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said = printed.read().decode(errors="replace")
    computed = used.ru_utime + used.ru_stime + read_server() - before
    return Outcome(plan, said, child.returncode, time.monotonic() - start, computed, load)


def read_computed() -> float:
    """Seconds that we, our children which have ended, theirs included, and the database computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime + read_server()


def read_server() -> float:
    """Seconds that the server of the folder computed, with its processes, those that ended included."""
    listed = FOLDER / "postgres" / "cluster" / "data" / "postmaster.pid"
    if not listed.exists():
        return 0.0
    leader = listed.read_text().split()[0]
    stats = [read_stat(leader), *map(read_stat, list_children(leader))]
    ticks = sum(int(value) for value in stats[0][13:15])  # of its children that have ended
    return (ticks + sum(int(v) for one in stats for v in one[11:13])) / os.sysconf("SC_CLK_TCK")


def list_children(pid: str) -> list[str]:
    """The processes that a process started."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def read_stat(pid: str) -> list[str]:
    """What the kernel counts of a process, from its state on; zeros where it has just ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 15


@contextmanager
def prepare(quick: bool, keep: bool) -> Iterator[dict[str, str]]:
    """The folder with its server and a database to copy; gives the environment of the benchmarks."""
    for name in ("DATABASE_URL", "READ_DATABASE_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)
    os.environ |= {"VAR_DIR": str(FOLDER), "QUICK": "1" if quick else ""}
    from django.core.management import call_command  # noqa: PLC0415 - the settings read VAR_DIR
    from django.db import connection  # noqa: PLC0415

    from benchmarks.scratch import TEMPLATE, make_anew  # noqa: PLC0415

    try:
        make_anew(connection.settings_dict["NAME"])
        call_command("migrate", verbosity=0)
        connection.close()
        make_anew("migrated", connection.settings_dict["NAME"])
        bars = {"TQDM_DISABLE": "1"} if quick else {}  # of two lanes nobody could read them
        yield os.environ | bars | {TEMPLATE: "migrated"}
    finally:
        connection.close()
        if connection.server.stop_if_unused() and not keep:  # type: ignore[attr-defined]
            shutil.rmtree(FOLDER)


@contextmanager
def site(environment: Mapping[str, str], quick: bool) -> Iterator[dict[str, str]]:
    """A site with the seeds on the folder's server; gives the environment that it tells of."""
    file, log = FOLDER / "site", FOLDER / "site.log"
    file.unlink(missing_ok=True)
    packed = [] if quick else ["--packed"]  # as production has it; packing takes 12 s
    command = [sys.executable, "manage.py", "demo", *packed, "--run", STAY.format(file=file)]
    with log.open("wb") as stream:
        demo = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=stream, stderr=stream
        )
        assert demo.stdin is not None
        try:
            while not file.exists():
                if demo.poll() is not None:
                    raise OSError(f"The site did not start:\n{log.read_text()}")
                time.sleep(LOOK_SECONDS)
            told = file.read_bytes().decode().split("\0")
            yield dict(one.split("=", 1) for one in told if "=" in one)
        finally:
            demo.stdin.close()
            demo.wait()


def measure(plans: Sequence[Plan], quick: bool, keep: bool) -> Iterator[Outcome]:
    """Runs them, one after the other, or in two lanes where their figures say nothing anyway. After Ctrl-C,
    which they hear too, nothing more begins."""
    done: Queue[Outcome | None] = Queue()
    stopping = threading.Event()
    apart = [plan for plan in plans if plan.on_a_site or plan.arguments == MILLION]
    lanes = [apart, [plan for plan in plans if plan not in apart]] if quick else [list(plans)]
    with prepare(quick, keep) as environment:
        for lane in lanes:
            work = (lane, environment, quick, done, stopping)
            threading.Thread(target=run_lane, args=work).start()
        going = len(lanes)
        shown = tqdm(total=len(plans), unit="benchmark", disable=None)
        while going:
            try:
                outcome = done.get()
            except KeyboardInterrupt:
                stopping.set()
                continue
            if outcome is None:
                going -= 1
                continue
            shown.update()
            yield outcome._replace(code=CUT_SHORT) if stopping.is_set() else outcome
        shown.close()


def run_lane(
    plans: Sequence[Plan],
    environment: Mapping[str, str],
    quick: bool,
    done: "Queue[Outcome | None]",
    stopping: threading.Event,
) -> None:
    """Runs them one after the other, those on a site while one is up; None says that all are done."""
    here = environment
    try:
        with ExitStack() as up:
            for plan in plans:
                if stopping.is_set():
                    return
                if plan.on_a_site and here is environment:
                    try:
                        here = up.enter_context(site(environment, quick))
                    except OSError as error:
                        done.put(Outcome(plan, str(error), 1, 0, 0, os.getloadavg()[0]))
                        continue
                if not plan.on_a_site:
                    up.close()
                    here = environment
                done.put(run(plan, here))
    finally:
        done.put(None)


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


def write_report(
    about_run: str, outcomes: Sequence[Outcome], seconds: float, computed: float
) -> str:
    """All sections under one heading."""
    return "\n".join(
        [
            "## The last run of `make bench`\n",
            f"{about_run} {len(outcomes)} benchmarks in {seconds:.0f} s, {computed:.0f} of them computing.\n",
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
    parser.add_argument("--keep", action="store_true", help="leave var/bench to the next run")
    arguments = parser.parse_args()
    wanted = [plan for plan in PLANS if arguments.only in (None, plan.name)]
    about_run, start = describe_run(), time.monotonic()
    prints = arguments.quick or arguments.only
    outcomes: list[Outcome] = []
    computed = 0.0
    for outcome in measure(wanted, arguments.quick, arguments.keep):
        outcomes.append(outcome)
        took, computed = time.monotonic() - start, read_computed()
        if prints:
            print(outcome.write(), flush=True)
        else:
            report = write_report(about_run, outcomes, took, computed)
            FIGURES.write_text(put_in(FIGURES.read_text(), report))
    if prints:
        print(f"{about_run} {time.monotonic() - start:.0f} s, {computed:.0f} of them computing.")
    sys.exit(len(outcomes) < len(wanted) or any(one.code for one in outcomes))


if __name__ == "__main__":
    main()
