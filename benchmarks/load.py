"""Readers, editors and workers at once, while workers die: `python -m benchmarks.load` (QUICK=1: 10 s).

A site of its own on loopback, with the seeds: the web server as the image starts it, four workers, beat.
50 readers open a page each 2 to 8 s, five editors look through the queue and accept what they see, a
client of the API gives two articles a second, and every 30 s one worker is killed and another started.
Workers step back as by default (WORKER_NICE). What counts: answers of 500 and more, articles that were taken in and are not there once, p95 a page.
MINUTES says for how long (5), WEB with how many processes of four threads the web server runs (2). No proxy stands in front. Last figures: benchmarks/README.md.
"""

import json
import os
import random
import statistics
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models import Count
from lxml import html
from tqdm import tqdm

from benchmarks import choose
from benchmarks.scratch import dump_template
from coalition.models import ApiKey, Article, Job, Page, Stance
from coalition.vocabulary import KeyScope
from tests.site import (
    Answer,
    ScratchBroker,
    ScratchDatabase,
    Site,
    use_database,
)

SECONDS = choose(60.0 * float(os.environ.get("MINUTES", "5")), 10.0)
READERS, EDITORS, WORKERS = 50, 5, 4
# While four workers load, and each web process reads its templates and draws for the first time.
COLD_SECONDS = choose(15.0, 5.0)
COLD = f"all that began in the first {COLD_SECONDS:.0f} s"
KILL_EVERY = choose(30.0, 6.0)
ARTICLES_A_SECOND = 2.0
LEASE_SECONDS = choose("20", "8")  # a killed worker's job goes on so much later
SETTLE_SECONDS = 300.0
PASSWORD = "only for this benchmark"
COUNTRIES = {"NO": "Norway", "SE": "Sweden", "DK": "Denmark", "FI": "Finland", "EE": "Estonia"}
PATHS = {
    "overview": "/",
    "country": "/countries/{code}/",
    "line": "/countries/{code}/troops-on-ground/",
    "proposal": "/proposals/troops-on-ground/",
    "changes": "/changes/",
    "search": "/search/?q=soldiers",
    "API, stances": "/api/v1/stances?country={code}",
    "API, positions": "/api/v1/positions?proposal=troops-on-ground",
}
WEB = int(os.environ.get("WEB", "2"))
QUEUE = "/admin/coalition/stance/"


class Tally:
    """What all of them saw."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[int] = Counter()
        self.faults: Counter[str] = Counter()
        self.taken: list[str] = []
        self.ending = threading.Event()
        self.began = time.monotonic()

    def ask(self, name: str, question: Callable[[], Answer]) -> Answer | None:
        """Asks and notes how it went; None where there was no answer at all."""
        try:
            answer = question()
        except (OSError, HTTPException) as error:
            with self.lock:
                self.faults[f"{name}: {type(error).__name__}"] += 1
            return None
        if time.monotonic() - answer.seconds - self.began < COLD_SECONDS:
            name = COLD
        with self.lock:
            self.seconds[name].append(answer.seconds)
            self.statuses[answer.status] += 1
            if answer.status >= 500:
                self.faults[f"{name}: {answer.status}"] += 1
        return answer

    def pause(self, chance: random.Random, shortest: float, longest: float) -> bool:
        """Thinks for a while; False once all is to end."""
        return not self.ending.wait(chance.uniform(shortest, longest))


def read_pages(site: Site, tally: Tally, seed: int) -> None:
    """A reader."""
    chance = random.Random(seed)
    while tally.pause(chance, 2, 8):
        name = chance.choice(list(PATHS))
        path = PATHS[name].format(code=chance.choice(list(COUNTRIES)))
        tally.ask(name, partial(site.visit, path))


def edit(site: Site, tally: Tally, seed: int) -> None:
    """An editor, who logs in, then opens one stance after another and accepts it."""
    chance = random.Random(seed)
    cookies: dict[str, str] = {}

    def ask(name: str, path: str, form: dict[str, str] | None = None) -> Answer | None:
        headers = {"cookie": "; ".join(f"{key}={value}" for key, value in cookies.items())}
        if form is not None:
            headers |= {"content_type": "application/x-www-form-urlencoded"}
        body = None if form is None else urlencode(form)
        method = "GET" if form is None else "POST"
        answer = tally.ask(name, partial(site.visit, path, method, body, **headers))
        for line in answer.cookies if answer else ():
            key, _, value = line.partition(";")[0].partition("=")
            cookies[key] = value
        return answer

    if not tally.pause(chance, 0, 8):  # as readers: nobody comes in step with the workers' start
        return
    page = ask("login page", "/admin/login/")
    form = read_form(page, "login-form") | {"username": f"editor{seed}", "password": PASSWORD}
    ask("login", "/admin/login/?next=/admin/", form)
    while tally.pause(chance, 4, 10):
        queue = ask("queue", QUEUE)
        found = html.fromstring(queue.text).xpath("//th/a/@href") if queue else []
        if not found:
            continue
        address = str(chance.choice(found))
        screen = ask("screen", address)
        if tally.pause(chance, 1, 3) and screen and screen.status == 200:
            ask("verdict", address, read_form(screen, "desk-form") | {"deed": "accept"})


def read_form(page: Answer | None, name: str) -> dict[str, str]:
    """What a browser would send of an untouched form."""
    forms = (
        [one for one in html.fromstring(page.text).forms if one.get("id") == name] if page else []
    )
    return {key: value or "" for one in forms for key, value in one.form_values()}


def give_articles(site: Site, tally: Tally) -> None:
    """A client of the API that gives articles, each with one stance."""
    chance = random.Random(1)
    wait = 1 / ARTICLES_A_SECOND
    number = 0
    while tally.pause(chance, wait, wait):
        number += 1
        name = chance.choice(list(COUNTRIES.values()))
        text = (
            f"Report number {number}. {name} will send {number + 100} soldiers to the multinational "
            f"force in Ukraine, the prime minister of {name} said on Monday."
        )
        url = f"https://paper.example/{number}"
        body = json.dumps({"text": text, "url": url, "date": "2026-03-02", "language": "en"})
        headers = {"authorization": f"Bearer {site.key}", "content_type": "application/json"}
        answer = tally.ask(
            "giving",
            partial(site.visit, "/api/v1/articles", "POST", body, **headers),
        )
        if answer and answer.status in {200, 202}:
            tally.taken.append(url)


def kill_workers(site: Site, tally: Tally) -> int:
    """Kills the oldest worker and starts another, again and again; returns how often."""
    running = [site.processes.start_worker(f"worker{n}", children=1) for n in range(WORKERS)]
    killed, end = 0, time.monotonic() + SECONDS
    with tqdm(total=round(SECONDS), unit="s", desc="load") as bar:
        due = time.monotonic() + KILL_EVERY
        while time.monotonic() < end:
            time.sleep(1)
            bar.update(1)
            if time.monotonic() > due:
                site.processes.kill(running.pop(0))
                running.append(site.processes.start_worker(f"next{killed}", children=1))
                killed, due = killed + 1, due + KILL_EVERY
    tally.ending.set()
    return killed


def read_computing(pid: int) -> float:
    """Seconds that the processes of the web server have computed."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    stats = [
        Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in children
    ]
    return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")


def measure(site: Site) -> None:
    """Runs all of it and prints what was seen."""
    tally = Tally()
    people = [
        *(threading.Thread(target=read_pages, args=(site, tally, n)) for n in range(READERS)),
        *(threading.Thread(target=edit, args=(site, tally, n)) for n in range(EDITORS)),
        threading.Thread(target=give_articles, args=(site, tally)),
    ]
    computed = read_computing(site.web.pid)
    for one in people:
        one.start()
    killed = kill_workers(site, tally)
    load = os.getloadavg()[0]
    for one in people:
        one.join()
    computed = read_computing(site.web.pid) - computed
    began = time.monotonic()
    undone = Job.objects.exclude(state="done")
    while undone.exists() and time.monotonic() - began < SETTLE_SECONDS:
        time.sleep(1)
    said = f"{WEB} web processes, WORKER_NICE={settings.WORKER_NICE}"
    print(f"{SECONDS:.0f} s, {killed} workers killed, load {load:.1f}, {said}")
    print(f"answers by status {dict(sorted(tally.statuses.items()))}; faults {dict(tally.faults)}")
    print(
        f"the web server computed {1000 * computed / max(1, tally.statuses.total()):.0f} ms an answer"
    )
    print(f"{count_losses(tally.taken)}; all done {time.monotonic() - began:.0f} s after the end")
    print("\n| what | asked | median ms | p95 ms |\n|---|---|---|---|")
    for name, seconds in sorted(tally.seconds.items()):
        late = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
        median = statistics.median(seconds)
        print(f"| {name} | {len(seconds)} | {1000 * median:.0f} | {1000 * late:.0f} |")


def count_losses(taken: list[str]) -> str:
    """How many of the articles that were taken in are lost or there more than once."""
    pages = Page.objects.filter(url__in=taken).annotate(times=Count("articles"))
    there = Counter(pages.values_list("times", flat=True))
    twice = Stance.objects.values("article", "claim_key").annotate(n=Count("id")).filter(n__gt=1)
    doubled = sum(count for times, count in there.items() if times > 1) + twice.count()
    open_ = Job.objects.exclude(state="done").count()
    return (
        f"{len(taken)} articles taken in, {len(taken) - there[1]} lost, {doubled} doubled, "
        f"{open_} jobs not done, {Article.objects.count()} articles in all"
    )


def main() -> None:
    """Makes a site in a temporary folder, measures it, and removes it."""
    template = dump_template()
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        database, broker = ScratchDatabase(folder / "postgres"), ScratchBroker(folder)
        database.start()
        ending.callback(database.end)
        broker.start()
        ending.callback(broker.end)
        ending.enter_context(use_database(database.url))
        if template:
            database.load(template)
        call_command("migrate", verbosity=0)
        call_command("seed", stdout=(folder / "seed.log").open("w"))
        for number in range(EDITORS):
            get_user_model().objects.create_superuser(f"editor{number}", password=PASSWORD)
        key = ApiKey.objects.issue("load", KeyScope.INGEST)[1]
        site = Site(folder, database, broker, key, JOB_LEASE_SECONDS=LEASE_SECONDS)
        ending.callback(site.processes.stop)
        site.web = site.start_web(WEB, STATEMENT_TIMEOUT_MS="15000")
        site.beat = site.processes.start_beat(folder)
        measure(site)


if __name__ == "__main__":
    main()
