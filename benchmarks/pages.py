"""How quick and how heavy the pages are: `manage.py demo --packed --run "python -m benchmarks.pages"`.

Any other site that runs is measured with BASE_URL=http://127.0.0.1:8000 python -m benchmarks.pages. By the
clock, from outside: the answers of the server when it is warm, what a page weighs, and in a headless
Chromium what a phone (processor slowed four times, 1.6 Mbit/s, 150 ms away) and a desk see. A budget that
is missed is marked. Last figures: benchmarks/README.md.
"""

import gzip
import os
import shutil
import statistics
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tqdm import tqdm

from benchmarks import choose

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
STATIC = Path(__file__).parents[1] / "static"
REQUESTS = choose(40, 5)
STEPS = choose(12, 3)  # of the slider
DAY = "2026-01-20"
PAGES = {
    "overview": f"/?at={DAY}",
    "country": f"/countries/GB/?at={DAY}",
    "line": f"/countries/IT/troops-on-ground/?at={DAY}",
    "proposal": f"/proposals/troops-on-ground/?at={DAY}",
    "coalition": f"/proposals/troops-on-ground/coalition/?at={DAY}&ceasefire=met",
    "compare": f"/compare/?c=IT,FR,DE,GB,PL,ES&at={DAY}",
    "search": "/search/?q=soldiers",
    "article": "/articles/1/",
}
SERVER_MS, HTML_KB, FIRST_LOAD_KB, PLOTLY_KB = 150, 100, 110, 335
PLOTLY = "vendor/plotly/plotly-basic.min.js"
LCP_PHONE_MS, LCP_DESK_MS, SLIDER_MS = 1800, 500, 100
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
WATCH = """
window.seen = {lcp: 0, shift: 0};
new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.lcp = one.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => { for (const one of list.getEntries())
  if (!one.hadRecentInput) seen.shift += one.value; }).observe({type: "layout-shift", buffered: true});
"""
SLIDE = """
async () => {
  const slider = document.querySelector("[data-slider] input");
  const begun = performance.now();
  slider.value = Number(slider.value) ? Number(slider.value) - 1 : slider.max;
  slider.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}
"""


@dataclass(frozen=True)
class Seen:
    """What a browser saw of a page: milliseconds, the shift of its layout, and bytes over the wire."""

    lcp: float
    shift: float
    bytes: int
    plotly: bool


def main() -> None:
    """Measures all of it and prints tables."""
    print(f"Load {os.getloadavg()[0]:.1f}.")
    print("\n| page | median ms | p95 ms | HTML kB | gzip kB |\n|---|---|---|---|---|")
    for name, path in tqdm(PAGES.items(), unit="page", disable=None):
        print_server(name, path)
    print("\n| file | kB | gzip kB | Brotli kB |\n|---|---|---|---|")
    for path in ("css/site.css", "js/site.js", PLOTLY):
        raw = (STATIC / path).read_bytes()
        packed, least = kb(len(gzip.compress(raw, 9))), kb(len(brotli.compress(raw)))
        told = mark(least, PLOTLY_KB) if path == PLOTLY else f"{least:.1f}"
        print(f"| {path} | {kb(len(raw)):.1f} | {packed:.1f} | {told} |")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print("\n| page | phone LCP ms | shift | first load kB | desk LCP ms | shift |")
        print("|---|---|---|---|---|---|")
        for name in ("overview", "country", "article"):
            phone = see(browser, PAGES[name], PHONE, slow=True)
            desk = see(browser, PAGES[name], DESK, slow=False)
            print(
                f"| {name}{': Plotly came unasked' if phone.plotly else ''} | {mark(phone.lcp, LCP_PHONE_MS)}"
                f" | {phone.shift:.3f} | {mark(kb(phone.bytes), FIRST_LOAD_KB)}"
                f" | {mark(desk.lcp, LCP_DESK_MS)} | {desk.shift:.3f} |",
                flush=True,
            )
        print("\n| a step of the slider | the page's tasks, ms | slowest | by the clock |")
        print("|---|---|---|---|")
        for live in (False, True):
            clock, tasks = zip(*slide(browser, live=live), strict=True)
            kind = "where Plotly drew" if live else "as the server drew it"
            slow = max(tasks)
            print(
                f"| {kind} | {statistics.median(tasks):.0f} | {mark(slow, SLIDER_MS)} |"
                f" {statistics.median(clock):.0f} |"
            )
        browser.close()


def kb(size: float) -> float:
    """Bytes as kilobytes."""
    return size / 1000


def mark(figure: float, budget: float) -> str:
    """A figure, with an exclamation mark where it misses its budget."""
    return f"{figure:.0f}{'!' if figure > budget else ''}"


def print_server(name: str, path: str) -> None:
    """Asks for a page many times, one after the other, and prints what it took."""
    times, body = [], b""
    for n in range(REQUESTS + 3):
        begun = time.perf_counter()
        with urllib.request.urlopen(BASE_URL + path) as answer:
            body = answer.read()
        if n >= 3:
            times.append((time.perf_counter() - begun) * 1000)
    p95 = sorted(times)[max(0, int(len(times) * 0.95) - 1)]
    packed = kb(len(gzip.compress(body, 6)))
    print(
        f"| {name} | {statistics.median(times):.0f} | {mark(p95, SERVER_MS)} | {kb(len(body)):.0f}"
        f" | {mark(packed, HTML_KB)} |",
        flush=True,
    )


def see(browser: Browser, path: str, device: dict[str, Any], *, slow: bool) -> Seen:
    """Opens a page with an empty cache, and waits until nothing more comes."""
    context = browser.new_context(**device)
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    received = count_bytes(session)
    if slow:
        throttle(session)
    page.goto(BASE_URL + path, wait_until="networkidle")
    page.wait_for_timeout(500)
    seen = page.evaluate("seen")
    plotly = bool(
        page.evaluate(
            "performance.getEntriesByType('resource').some(r => /plotly-basic/.test(r.name))"
        )
    )
    found = Seen(seen["lcp"], seen["shift"], sum(received), plotly)
    context.close()
    return found


def count_bytes(session: CDPSession) -> list[int]:
    """What comes over the wire, as it comes. The demo sends nothing packed: see the column gzip."""
    received: list[int] = []
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"]))
    )
    return received


def throttle(session: CDPSession) -> None:
    """A phone of the middle price on a middling line."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1.6e6 / 8,
            "uploadThroughput": 0.75e6 / 8,
        },
    )


def slide(browser: Browser, *, live: bool) -> list[tuple[float, float]]:
    """Of each step of the slider until it is painted: milliseconds by the clock, and those of the page's
    own tasks, which other programs do not lengthen as much."""
    context = browser.new_context(**(DESK if live else PHONE))
    page: Page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(BASE_URL + PAGES["overview"])
    if live:
        page.wait_for_selector(".figure.map[data-live]", timeout=30_000)
    page.evaluate(SLIDE)
    steps = []
    for _ in range(STEPS):
        before = read_tasks(session)
        clock = float(page.evaluate(SLIDE))
        steps.append((clock, (read_tasks(session) - before) * 1000))
    context.close()
    return steps


def read_tasks(session: CDPSession) -> float:
    """Seconds that the tasks of the page took until now."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
