"""The pages in a real Chromium: nothing breaks, nothing is fetched from elsewhere, nothing overflows."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTime
from pytest_django.live_server_helper import LiveServer

from coalition.web.urls import urlpatterns
from tests.browser import CHROMIUM, close_windows, open_window, run_chromium
from tests.factories import make_country
from tests.web.conftest import World

ARTEFACTS = settings.BASE_DIR / "test-artefacts" / "pages"
AXE = Path(__file__).parents[1].joinpath("vendor", "axe.min.js").read_text()
RUN_AXE = """
(rules) => axe.run(document, {resultTypes: ["violations"], ...rules}).then(
  ({violations}) => violations.map(({id, impact, nodes}) => (
    {id, impact, nodes: nodes.map(({html}) => html.slice(0, 200))})))
"""
CONTRAST = {"runOnly": ["color-contrast"]}  # all that differs between the themes
# What lies below is laid out when it comes near: here all of it is looked at.
LAY_OUT_ALL = """
document.querySelectorAll(".section").forEach((one) => { one.style.contentVisibility = "visible"; })
"""
# Words that lie on other words: what each text node shows, cut off where its boxes cut it off. Lines of
# one text may touch each other; that is its own line height.
FIND_OVERLAPS = """
() => {
  const shown = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const host = node.parentElement;
    if (!node.data.trim() || host.closest("script, style, title, option")) continue;
    if (!host.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    range.selectNodeContents(node);
    for (const found of range.getClientRects()) {
      let {left, right, top, bottom} = found;
      for (let box = host; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflow === "visible") continue;
        const edge = box.getBoundingClientRect();
        left = Math.max(left, edge.left); right = Math.min(right, edge.right);
        top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
      }
      if (right - left > 2 && bottom - top > 4) shown.push({node, left, right, top, bottom});
    }
  }
  shown.sort((one, other) => one.top - other.top);
  const wrong = [];
  shown.forEach((one, n) => {
    for (const other of shown.slice(n + 1)) {
      if (other.top >= one.bottom) break;
      if (other.node === one.node) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - other.top;
      const least = Math.min(one.bottom - one.top, other.bottom - other.top);
      if (wide > 2 && high > 0.4 * least) {
        wrong.push([one.node.data.trim().slice(0, 60), other.node.data.trim().slice(0, 60)]);
      }
    }
  });
  return wrong;
}
"""
DESK, PHONE = (1440, 900), (390, 844)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of the module."""
    with run_chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def windows_are_closed(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> Iterator[None]:
    """No page of a test asks for anything after it."""
    yield
    close_windows(browser)


class Watch:
    """A page that remembers what went wrong on it: console errors, and requests to other hosts."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.wrongs: list[str] = []
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda m: self.wrongs.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.on("request", lambda request: self.note(request.url))

    def note(self, address: str) -> None:
        """Remembers a request, as wrong where it goes to another host."""
        self.requests.append(address)
        if urlsplit(address).netloc not in {"", urlsplit(self.base).netloc}:
            self.wrongs.append(f"request to {address}")

    def open(self, path: str) -> Page:
        """Opens a page of ours."""
        self.page.goto(self.base + path)
        return self.page

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return int(width)


def watch(browser: Browser, server: LiveServer, size: tuple[int, int], **rest: object) -> Watch:
    """A window of a size, in English."""
    width, height = size
    context = open_window(
        browser,
        viewport={"width": width, "height": height},
        locale="en",
        has_touch=width < 600,
        is_mobile=width < 600,
        **rest,
    )
    return Watch(context, server.url)


# What is no page: pictures, tables and data to take along.
FILES = re.compile(r"_(file|card)$")


def addresses(world: World) -> list[str]:
    """One of each kind of page, and the ways in which some of them differ."""
    return [
        "/?at=2026-03-10",
        "/countries/",
        "/countries/NO/?at=2026-03-10",
        "/countries/NO/troops-on-ground/?at=2026-03-10",
        "/proposals/",
        "/proposals/troops-on-ground/?at=2026-03-10",
        "/proposals/troops-on-ground/coalition/?at=2026-03-10&ceasefire=met",
        f"/articles/{world.article.pk}/",
        f"/stances/{world.stance.pk}/",
        "/changes/?since=2026-02-01",
        "/compare/?c=NO,DK&at=2026-03-10",
        "/compare/",
        "/search/",
        "/search/?q=soldiers",
        "/search/?q=nowhere-to-be-found",
        "/search/silence/?proposal=troops-on-ground",
        "/sensitivity/?country=NO&at=2026-03-10&only=reviewed",
        "/revisions/",
        "/quality/",
        "/embed/NO/troops-on-ground/?at=2026-03-10",
        "/status/",
        f"/stances/{world.stance.pk}/correction/",
        "/revisions/?as_of=2026-01-01",
        "/nowhere/",
        "/?at=soon",
        "/sources/",
        "/methodology/",
    ]


def test_no_page_is_left_out(world: World) -> None:
    tried = {resolve(urlsplit(one).path).url_name for one in addresses(world) if one != "/nowhere/"}
    named = {str(one.name) for one in urlpatterns}
    assert tried == {name for name in named if not FILES.search(name)}


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("language", ["en", "it"])
def test_no_page_breaks_overflows_hides_words_or_asks_another_host(
    browser: Browser, live_server: LiveServer, world: World, size: tuple[int, int], language: str
) -> None:
    watched = watch(browser, live_server, size)
    cookie = {"name": "django_language", "value": language, "url": live_server.url}
    watched.page.context.add_cookies([cookie])  # type: ignore[list-item]
    wide, hidden = [], []
    for number, address in enumerate(addresses(world)):
        page = watched.open(address)
        page.evaluate(LAY_OUT_ALL)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if watched.overflow() > 0:
                wide.append((address, scheme))
            if (scheme, language) in {("light", "en"), ("dark", "it")}:
                hidden += [(address, scheme, *words) for words in page.evaluate(FIND_OVERLAPS)]
                page.screenshot(path=ARTEFACTS / f"{number:02}-{size[0]}-{scheme}-{language}.png")
    assert wide == []
    assert hidden == []
    # Chromium itself notes the two pages that say, with their status, that nothing is there.
    refused = [f"status of {code}" for code in (400, 404)]
    assert [wrong for wrong in watched.wrongs if not any(one in wrong for one in refused)] == []


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_axe_finds_nothing_serious_on_any_page(
    browser: Browser, live_server: LiveServer, world: World, size: tuple[int, int]
) -> None:
    # The strict policy keeps axe out too: for this test alone it is lifted.
    watched = watch(browser, live_server, size, bypass_csp=True)
    found = []
    # What a phone lays out otherwise; the rest differs in width alone.
    asked = addresses(world) if size == DESK else addresses(world)[:6]
    for address in asked:
        page = watched.open(address)
        page.evaluate(LAY_OUT_ALL)
        page.evaluate(AXE)
        for scheme, rules in (("light", {}), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [
                (address, scheme, violation["id"], violation["nodes"])
                for violation in page.evaluate(RUN_AXE, rules)
                if violation["impact"] in {"serious", "critical"}
            ]
    assert found == []


def test_the_charts_come_alive_under_the_strict_policy_and_answer_the_pointer(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    watched = watch(browser, live_server, DESK)
    page = watched.open("/countries/NO/?at=2026-03-10")
    page.wait_for_selector("#line-troops-on-ground .figure[data-live]")
    chart = page.locator("#line-troops-on-ground .figure__plot")
    hover(page, chart.locator(".scatterlayer .points path").first)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**#stance-*")
    expect(page.locator(".evidence:target")).to_have_count(1)
    assert watched.wrongs == []


def hover(page: Page, point: Locator) -> None:
    """Puts the pointer on a point until its words show: a page that still settles moves points away."""
    for _ in range(60):
        page.mouse.move(0, 0)
        point.hover(force=True)
        try:
            page.wait_for_selector(".hoverlayer .hovertext", timeout=3_000)
        except NotInTime:
            continue
        return
    raise AssertionError("The point never said anything.")


def test_a_phone_loads_the_library_of_the_charts_only_when_asked(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    watched = watch(browser, live_server, PHONE)
    page = watched.open("/countries/NO/?at=2026-03-10")
    page.wait_for_selector(".figure__ask")
    assert [address for address in watched.requests if "plotly-basic" in address] == []
    page.locator("#line-troops-on-ground .figure__ask").tap()
    page.wait_for_selector("#line-troops-on-ground .figure[data-live]")
    assert watched.overflow() <= 0
    assert watched.wrongs == []


def test_a_chart_that_cannot_be_had_says_so_and_may_be_asked_for_again(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    page = watch(browser, live_server, PHONE).open("/countries/NO/?at=2026-03-10")
    page.route("**/plotly-basic*", lambda route: route.abort())
    button = page.locator("#line-troops-on-ground .figure__ask")
    button.tap()
    page.get_by_text("It could not be loaded: the drawing says the same. Try again").wait_for()
    assert page.locator("#line-troops-on-ground svg.drawing").is_visible()
    page.unroute("**/plotly-basic*")
    button.tap()
    page.wait_for_selector("#line-troops-on-ground .figure[data-live]")
    expect(button).to_have_count(0)


def test_a_phone_shows_glyphs_and_still_says_the_words(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    page = watch(browser, live_server, PHONE).open("/?at=2026-03-10")
    cell = page.locator("tbody").get_by_role("link", name="Committed", exact=True)
    assert cell.count() == 1
    assert cell.locator(".word").evaluate("word => word.offsetWidth") == 1


def test_from_the_overview_to_the_words_by_mouse(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    watched = watch(browser, live_server, DESK)
    page = watched.open("/?at=2026-03-10")
    page.locator(".cell.committed").click()
    page.wait_for_url("**/countries/NO/?at=2026-03-10#line-troops-on-ground")
    page.locator(f"#stance-{world.stance.pk}").get_by_text("Read the words in their text").click()
    page.wait_for_url(f"**/articles/{world.article.pk}/?at=2026-03-10#stance-{world.stance.pk}")
    assert page.locator("mark:target").inner_text().startswith("Norway will")
    assert watched.wrongs == []


def test_from_the_overview_to_the_words_by_keyboard(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    watched = watch(browser, live_server, DESK)
    page = watched.open("/?at=2026-03-10")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press_until(page, "Tab", ".cell.committed")
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/NO/?at=2026-03-10#line-troops-on-ground")
    page.wait_for_selector("#line-troops-on-ground .figure[data-live]")
    press_until(page, "Tab", "#line-troops-on-ground a.point")
    press_until(page, "ArrowRight", f'a.point[href="#stance-{world.stance.pk}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#stance-{world.stance.pk}")
    press_until(page, "Tab", f"#stance-{world.stance.pk} .origin a.strong")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/articles/{world.article.pk}/?at=2026-03-10#stance-{world.stance.pk}")
    assert watched.wrongs == []


def test_arrow_keys_walk_the_matrix_and_escape_closes_what_hovers(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    watched = watch(browser, live_server, DESK)
    page = watched.open("/?at=2026-03-10")
    page.locator(".cell.committed").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.hash") == "#line-demining"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.hash") == "#line-troops-on-ground"
    page.goto(f"{live_server.url}/countries/NO/?at=2026-03-10")
    page.wait_for_selector("#line-troops-on-ground .figure[data-live]")
    hover(page, page.locator("#line-troops-on-ground .points path").first)
    page.keyboard.press("Escape")
    page.wait_for_selector(".hoverlayer .hovertext", state="detached")
    assert watched.wrongs == []


def press_until(page: Page, key: str, selector: str) -> None:
    """Presses a key until an element has the focus; fails after more than a page should ever need."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"{key} never reached {selector}")


def test_the_slider_of_the_map_recolours_countries_counts_and_the_address(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    make_country("FR", "France")
    watched = watch(browser, live_server, DESK)
    page = watched.open("/?at=2026-03-10&proposal=troops-on-ground")
    norway = page.locator('path.region[data-code="NO"]')
    page.wait_for_selector(".figure.map[data-live]")
    assert norway.get_attribute("class") == "region committed"
    assert page.locator("#map-tally li").first.inner_text().split() == [
        "★",
        "Committed",
        "1",
        "Norway",
    ]
    slider = page.get_by_role("slider")
    # Not the address: the browser tells of its changes some presses later.
    for _ in range(30):
        if slider.get_attribute("aria-valuetext") == "28 February 2026":
            break
        slider.press("ArrowLeft")
    page.wait_for_url("**at=2026-02-28**")
    assert norway.get_attribute("class") == "region supportive"
    assert page.locator("#map-tally li").first.inner_text().split() == [
        "▲",
        "Supportive",
        "1",
        "Norway",
    ]
    # Plotly follows once the hand rests; until then the drawing of the server shows the steps.
    page.wait_for_selector(".figure.map:not(.is-moving)")
    fill = (
        "document.querySelector('.map .figure__plot').data.find(one => one.name == 'NO').fillcolor"
    )
    assert page.evaluate(fill) == "#2E79BA"
    assert watched.wrongs == []


def test_everything_can_be_read_with_scripts_off(
    browser: Browser, live_server: LiveServer, world: World
) -> None:
    watched = watch(browser, live_server, PHONE, java_script_enabled=False)
    page = watched.open("/countries/NO/?at=2026-03-10")
    assert page.locator("#line-troops-on-ground svg.drawing .bar").count() > 0
    assert page.locator(f"#stance-{world.stance.pk} .words").is_visible()
    page.locator("#line-troops-on-ground summary").click()
    assert page.locator("#line-troops-on-ground table").is_visible()
    assert watched.wrongs == []
