"""Starts everything on this machine: database, worker, beat and web server, with the seeds read."""

import os
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.db.utils import OperationalError

from coalition.errors import SetupError
from coalition.management.access import Access, prepare_access
from coalition.management.preparation import (
    call_quietly,
    check_database,
    explain_failure,
    find_port,
    hold_lock,
    migrate,
    pack_static,
)
from coalition.management.processes import Children
from coalition.management.visits import visit_page, visit_pages
from coalition.models import Job
from coalition.vocabulary import JobState

PORT = 8000
WORKERS = 2  # of Celery that read, and of the web server
FETCHERS = 1  # of Celery: no feed is read before an editor says so
CLOCKS = 2  # of Celery for all else: one may build files or wait for a receiver
QUEUES = {"worker": "read", "fetcher": "fetch", "clock": "clock,weigh,export,tell"}
KILL_SECONDS = "5"  # a web process that was told to end before it could hear never ends by itself
START_SECONDS = 120.0  # how long the web server may take to answer; here it takes 2 s
READ_SECONDS = 600.0  # how long the worker may take over the seeds; here it takes seconds
LOOK_SECONDS = 0.1
FRESH = "COALITION_DEMO_FRESH"  # the folder that --fresh made, for the process that it became


class Command(BaseCommand):
    """`manage.py demo`"""

    help = (
        "Starts database, worker, beat and web server on this machine, with the reference tables "
        "and the founding documents read. Ctrl-C ends all of it; the data stay."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and what to do once all is up."""
        parser.add_argument("--host", default="127.0.0.1", help="other names need ALLOWED_HOSTS")
        parser.add_argument("--port", type=int, help=f"{PORT}, or a free one with --check or --run")
        parser.add_argument("--check", action="store_true", help="visit the pages, then end")
        parser.add_argument(
            "--fresh", action="store_true", help="use an empty folder, then remove it"
        )
        parser.add_argument(
            "--packed", action="store_true", help="serve css and js packed, as production does"
        )
        parser.add_argument("--run", metavar="COMMAND", help="run it through the shell, then end")

    def handle(self, *_args: Any, fresh: bool, **options: Any) -> None:
        """Refuses what cannot work, starts all, stays or does what was asked, ends all."""
        if settings.PRODUCTION:
            raise SetupError("The demo is for trying things out: unset PRODUCTION to run it.")
        if fresh and os.environ.get(FRESH) != str(settings.VAR_DIR):
            become_fresh()
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays in force
                signal.signal(number, signal.default_int_handler)
        self.attended = not (options["check"] or options["run"])
        code = 0 if self.attended else 130  # Ctrl-C is how an attended demo ends
        self.logs = settings.VAR_DIR / "logs"
        self.children = Children(self.logs)
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            with hold_lock(settings.VAR_DIR / "demo.lock") as lock:
                try:
                    code = self.run(lock, **options)
                finally:
                    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                        signal.signal(number, signal.SIG_IGN)
                    self.end(remove=fresh)
        except KeyboardInterrupt:
            pass
        except SetupError:
            raise
        except (OSError, OperationalError) as error:
            raise explain_failure(error, settings.VAR_DIR) from error
        sys.exit(code)

    def run(
        self,
        lock: int,
        host: str,
        port: int | None,
        check: bool,
        run: str | None,
        packed: bool,
        **_: Any,
    ) -> int:
        """Everything between the lock and the end: the exit code."""
        port = find_port(host, port if port is not None else PORT if self.attended else 0)
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        os.pwrite(lock, f"{os.getpid()} {address}\n".encode(), 0)
        with self.step("database"):
            check_database()
        with self.step("tables"):
            migrate(self.logs / "migrate.log")
        with self.step("reference data"):
            call_quietly(self.logs / "seed.log", "seed")
        with self.step("editor and key"):
            access = prepare_access(settings.VAR_DIR / "demo-access.json")
        if packed:
            with self.step("css and js, packed"):
                pack_static(self.logs / "static.log")
        with self.step("web server, workers and beat"):
            self.start_children(host, port)
            self.wait_for_web(address)
        with self.step("founding documents, read by the worker"):
            last = Job.objects.order_by("id").last() if self.attended else None
            documents = str(settings.SEEDS_DIR / "articles")
            call_quietly(self.logs / "ingest.log", "ingest", documents, "--queue")
            self.wait_for_jobs(last.pk if last else 0)
        passed = self.report_failed_jobs()
        if check:
            passed = self.visit(address) and passed
        if run:
            code = self.run_command(run, address, access)
            return code if passed or not check else code or 1
        if self.attended:
            self.greet(address, access)
            self.stay()
        return 0 if passed else 1

    # --- steps ----------------------------------------------------------------------------------

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Shows what is being done, and then that it is done and how long it took."""
        begun = time.monotonic()
        shown = self.stdout.isatty()
        if shown:
            self.stdout.write(f"  … {name}\r", ending="")
            self.stdout.flush()
        mark = self.style.ERROR("✗")
        try:
            yield
            mark = self.style.SUCCESS("✓")
        finally:
            self.say(mark, f"{name:<40} {time.monotonic() - begun:6.1f} s")

    def say(self, mark: str, words: str) -> None:
        """One line, at once, also where the output is a pipe."""
        self.stdout.write(f"  {mark} {words}")
        self.stdout.flush()

    def start_children(self, host: str, port: int) -> None:
        """Starts worker, beat and web server; empties the broker first: its bells are not work."""
        if settings.CELERY_BROKER_URL.startswith("filesystem:"):
            shutil.rmtree(settings.BROKER_DIR, ignore_errors=True)
            for name in ("queue", "processed", "control"):
                (settings.BROKER_DIR / name).mkdir(mode=0o700, parents=True)
        celery = [sys.executable, "-m", "celery", "-A", "coalition.config"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        worker = [*celery, "worker", "--loglevel=INFO", *quiet]
        workers = ["--workers", str(WORKERS), "--blocking-threads", "4"]
        listen = ["--host", host, "--port", str(port)]
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR), "PYTHONUNBUFFERED": "1"}
        processes = {"worker": WORKERS, "fetcher": FETCHERS, "clock": CLOCKS}
        named = {
            name: [
                *worker,
                "--concurrency",
                str(count),
                "--queues",
                QUEUES[name],
                "-n",
                f"{name}@%h",
            ]
            for name, count in processes.items()
        }
        for name, command in {
            **named,
            "beat": [*celery, "beat", "--loglevel=INFO", "--pidfile="],
            "web": [
                *(*granian, *listen, *workers),
                *("--respawn-failed-workers", "--workers-kill-timeout", KILL_SECONDS),
                "coalition.config.wsgi:application",
            ],
        }.items():
            self.children.start(name, command, environment)

    def wait_for_web(self, address: str) -> None:
        """Returns when the web server answers; raises SetupError if it or another child ends."""
        deadline = time.monotonic() + START_SECONDS
        while visit_page(address, "/healthz").status != 200:
            self.children.check()
            if time.monotonic() > deadline:
                raise SetupError(f"The web server does not answer: see {self.logs}/web.log.")
            time.sleep(LOOK_SECONDS)

    def wait_for_jobs(self, last: int) -> None:
        """Returns when no job after the one with the number `last` is due or being done."""
        begun = time.monotonic()
        open_ = Q(state=JobState.RUNNING) | Q(state=JobState.WAITING, due_at__lte=Now())
        while left := Job.objects.filter(open_, pk__gt=last).count():
            self.children.check()
            if time.monotonic() - begun > READ_SECONDS:
                raise SetupError(
                    f"The worker still has {left} jobs to do: see {self.logs}/worker.log."
                )
            time.sleep(LOOK_SECONDS)

    def report_failed_jobs(self) -> bool:
        """Says which jobs failed, now or before; whether none did."""
        failed = list(Job.objects.exclude(state=JobState.DONE).exclude(error=""))
        for job in failed:
            self.say(self.style.ERROR("✗"), f"{job}: {job.error}")
        return not failed

    def visit(self, address: str) -> bool:
        """Visits the main pages, a line each; whether all is well."""
        passed = True
        for visit in visit_pages(address):
            passed = passed and not visit.fault
            mark = self.style.ERROR("✗") if visit.fault else self.style.SUCCESS("✓")
            status = f"{visit.status:3} {visit.seconds:6.2f} s"
            self.say(mark, f"{status}  {visit.path}  {visit.fault}".rstrip())
        return passed

    def run_command(self, command: str, address: str, access: Access) -> int:
        """Runs a command with what it needs to use the site: its exit code."""
        environment = {
            **os.environ,
            "BASE_URL": address,
            "EDITOR_USERNAME": access.username,
            "EDITOR_PASSWORD": access.password,
            "API_KEY": access.api_key,
        }
        shell = ["/bin/sh", "-c", command]
        return self.children.wait(self.children.start("command", shell, environment, logged=False))

    def greet(self, address: str, access: Access) -> None:
        """Says where the site is, who may edit it, and what to look at first."""
        password = access.password or "(the one that you chose)"
        self.stdout.write(f"""
  The site   {self.style.SUCCESS(address + "/")}
  Editing    {address}/{settings.ADMIN_PATH}/   user {access.username}, password {password}
  API        {address}/api/docs   key {access.api_key}

  Look first at Italy's lines: {address}/countries/IT/
  and from there at the words of the founding document behind each of its points.

  Logs in {self.logs}. Ctrl-C ends everything; the data stay.
""")
        self.stdout.flush()

    def stay(self) -> NoReturn:
        """Stays until Ctrl-C, or until a child ends, which is a SetupError."""
        while True:
            self.children.check()
            time.sleep(LOOK_SECONDS)

    def end(self, *, remove: bool) -> None:
        """Ends every process that we started, the database's server too unless others use it."""
        if self.children.running:
            self.stdout.write("  Ending …")
        self.children.stop()
        connection.close()
        server = getattr(connection, "server", None)  # only the local database has one
        is_free = server is None or server.users is None or server.stop_if_unused()
        if not is_free:
            self.stdout.write("  The database goes on: another process uses it.")
        elif remove:
            shutil.rmtree(settings.VAR_DIR)


def become_fresh() -> NoReturn:
    """Runs this very command again in this process, on an empty folder instead of any database."""
    folder = Path(tempfile.mkdtemp(prefix="coalition-demo-")).resolve()
    environment = {**os.environ, "VAR_DIR": str(folder), FRESH: str(folder)}
    for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
        environment.pop(name, None)
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606
