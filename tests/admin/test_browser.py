"""The desk in a real browser: three stances judged by keyboard alone, and nothing that the policy forbids."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from coalition import review
from coalition.desk import requests
from coalition.models import CorrectionRequest, Position, Review, Stance
from coalition.positions import redraw_line
from coalition.vocabulary import Reason
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import PASSWORD
from tests.browser import CHROMIUM, close_windows, open_window, run_chromium
from tests.copies import arrive, edit, make_text

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with run_chromium() as running:
        yield running


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of."""
    return []


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, roles: None, complaints: list[str]
) -> Iterator[Page]:
    """A page of an editor who logged in by keyboard."""
    factories.make_person("editor")
    tab = open_window(browser, base_url=live_server.url).new_page()

    def note(message: ConsoleMessage) -> None:
        # Pages of the admin name no icon: browsers ask for one on their own account.
        if message.type == "error" and "favicon" not in message.location.get("url", ""):
            complaints.append(message.text)

    tab.on("console", note)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{ADMIN}/")
    # The browser gives a field its focus after the page has loaded: letters before that are lost.
    expect(tab.get_by_label("Username")).to_be_focused()
    tab.keyboard.type("editor")
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Where to begin")).to_be_visible()
    yield tab
    close_windows(browser)


def judge_by_keys(page: Page, stance: Stance, *keys: str) -> None:
    """Waits until this stance is on the screen, and presses keys."""
    page.wait_for_url(f"**/stance/{stance.pk}/change/**")
    expect(page.locator("#desk-reason kbd")).to_have_count(11)
    for key in keys:
        page.keyboard.press(key)


def drag(page: Page, words: str) -> None:
    """Selects words of the stored text with the mouse."""
    begin, end = page.locator("#desk-text").evaluate(
        """(box, words) => [0, words.length].map((offset) => {
            for (const piece of box.querySelectorAll("[data-at]")) {
                const at = piece.textContent.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(piece.firstChild, at + offset);
                range.setEnd(piece.firstChild, at + offset);
                const { x, y, height } = range.getBoundingClientRect();
                return [x, y + height / 2];
            }
        })""",
        words,
    )
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end)
    page.mouse.up()


def test_stances_are_judged_corrected_and_undone_by_keyboard_alone_in_their_filter(
    page: Page, complaints: list[str]
) -> None:
    sweden = factories.make_country("SE", "Sweden")
    first, second, third, last = (factories.make_stance(country=sweden) for _ in range(4))
    other = factories.make_stance()
    page.goto(f"{ADMIN}/coalition/stance/?country__code__exact=SE")
    page.get_by_role("link", name="Judge these one by one").focus()
    page.keyboard.press("Enter")
    judge_by_keys(page, first, "a")
    judge_by_keys(page, second, "r", "k")
    judge_by_keys(page, third, "0", "c")
    judge_by_keys(page, last, "u")
    judge_by_keys(page, third, "1", "c")
    judge_by_keys(page, last, "n")
    page.wait_for_url(f"**{ADMIN}/coalition/stance/?country__code__exact=SE")
    expect(page.get_by_text("Nothing is left in this queue.")).to_be_visible()
    verdicts = list(Review.objects.order_by("id").values_list("stance_id", "verdict", "reason"))
    assert verdicts == [
        (first.pk, "accept", None),
        (second.pk, "reject", "not-a-stance"),
        (third.pk, "correct", "wrong-position"),
        (third.pk, "undo", None),
        (third.pk, "correct", "wrong-position"),
    ]
    third.refresh_from_db()
    other.refresh_from_db()
    assert (third.position, other.review_state) == ("sceptical", "waiting")
    assert complaints == []


def test_keys_are_letters_while_somebody_types(page: Page, complaints: list[str]) -> None:
    stance = factories.make_stance()
    page.goto(f"{ADMIN}/coalition/stance/{stance.pk}/change/")
    page.get_by_label("Speaker", exact=True).fill("")
    page.keyboard.type("car 5?")
    expect(page.get_by_label("Speaker", exact=True)).to_have_value("car 5?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_text("show these keys")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_text("You changed fields")).to_be_visible()
    assert (Review.objects.count(), complaints) == (0, [])


def test_a_correction_is_foreseen_and_a_reader_answered_by_keys(
    page: Page, complaints: list[str]
) -> None:
    stance = factories.make_stance()
    redraw_line("NO", "troops-on-ground")
    requests.file_request(stance.pk, "He spoke of another plan altogether.", address="a")
    page.goto(f"{ADMIN}/coalition/stance/")
    expect(page.get_by_text("a reader asks: “He spoke of another plan")).to_be_visible()
    page.get_by_role("link", name="Judge these one by one").click()
    judge_by_keys(page, stance, "m")
    expect(page.get_by_text("you took it on")).to_be_visible()
    for step, name in enumerate(("opposed", "sceptical", "undecided", "conditional")):
        judge_by_keys(page, stance, str(step))
        expect(page.get_by_label(f"{step} {name}")).to_be_checked()
    page.keyboard.press("p")
    expect(page.get_by_text("This correction:")).to_be_visible()
    expect(page.locator(".desk-preview")).to_contain_text("committed → conditional")
    judge_by_keys(page, stance, "w", "ArrowDown", "Tab")
    page.keyboard.type("It was another plan, and a condition.")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_text("Nothing is left in this queue.")).to_be_visible()
    stance.refresh_from_db()
    asked = CorrectionRequest.objects.get()
    assert (stance.position, asked.state) == ("conditional", "accepted")
    assert asked.answer == "It was another plan, and a condition."
    assert complaints == []


def test_no_page_breaks_the_policy_or_scrolls_sideways(page: Page, complaints: list[str]) -> None:
    stance = factories.make_stance(reader_version="2/linked-and-weighed-and-trained-" + "0" * 40)
    assert stance.article is not None
    misread = factories.make_stance(reader_version=stance.reader_version)
    review.reject_stance(misread.pk, reason=Reason.IRONY, by=factories.make_editor("judge"))
    desk = [
        f"stance/{stance.pk}/change/",
        f"stance/{stance.pk}/history/",
        f"stance/{misread.pk}/versions/",
        f"article/{stance.article_id}/change/",
        f"story/{stance.article.story_id}/change/",
        f"stance/missed/{stance.article_id}/",
        "waiting/my-day/",
        "waiting/errors/",
        "waiting/paste/",
        "stance/",
    ]
    wide = []
    for address in (*desk, "country/", "country/NO/change/", "job/"):
        page.goto(f"{ADMIN}/coalition/{address}")
        for width in (390, 1440) if address in desk else ():
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
    assert wide == []
    assert complaints == []


def test_an_article_is_split_off_its_story_by_keyboard_alone(
    page: Page, complaints: list[str]
) -> None:
    first = arrive(make_text(1), "one.example")
    second = arrive(edit(make_text(1), 0.02), "two.example", tier="mirror")
    arrive(edit(make_text(1), 0.06), "three.example")
    page.goto(f"{ADMIN}/coalition/story/{first.story_id}/change/")
    page.get_by_label(f"Split article {first.pk} off").focus()
    page.keyboard.press("ArrowDown")  # the arrows move inside a group of choices
    expect(page.get_by_label(f"Split article {second.pk} off")).to_be_checked()
    page.get_by_label("Reason").focus()
    page.keyboard.type("another report")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Done; the lines concerned are redrawn.")).to_be_visible()
    second.refresh_from_db()
    assert second.story_id != first.story_id
    assert complaints == []


def test_twenty_stances_of_one_country_by_keyboard_alone_in_the_order_of_the_queue(
    page: Page, complaints: list[str]
) -> None:
    sweden = factories.make_country("SE", "Sweden")
    rows = [
        factories.make_stance(country=sweden, confidence=0.3 + number / 50) for number in range(20)
    ]
    others = [factories.make_stance(confidence=0.1) for _ in range(2)]
    letters = "abcdefghijk"  # one for each reason
    page.goto(f"{ADMIN}/coalition/stance/?country__code__exact=SE")
    page.get_by_role("link", name="Judge these one by one").focus()
    page.keyboard.press("Enter")
    for number, stance in enumerate(rows):
        page.wait_for_url(
            f"**/stance/{stance.pk}/change/?_changelist_filters=country__code__exact%3DSE*"
        )
        judge_by_keys(page, stance, *(("r", letters[number]) if letters[number:] else ("a",)))
    page.wait_for_url(f"**{ADMIN}/coalition/stance/?country__code__exact=SE")
    expect(page.get_by_text("Nothing is left in this queue.")).to_be_visible()
    verdicts = list(Review.objects.order_by("id").values_list("stance_id", "verdict", "reason"))
    said = [("reject", reason.value) for reason in Reason] + [("accept", None)] * 9
    assert verdicts == [(stance.pk, *one) for stance, one in zip(rows, said, strict=True)]
    assert [str(one.review_state) for one in others] == ["waiting", "waiting"]
    assert complaints == []


def test_a_quote_and_a_condition_are_selected_by_keyboard_and_by_mouse(
    page: Page, complaints: list[str]
) -> None:
    article = factories.make_article(
        f"\U0001f3db Wohin? {factories.QUOTE} once there is a ceasefire. Last."
    )
    stance = factories.make_stance(article=article)
    page.goto(f"{ADMIN}/coalition/stance/{stance.pk}/change/")
    expect(page.locator("#desk-reason kbd")).to_have_count(11)
    # By keyboard: the quote grows by a word at its end and loses one at its beginning.
    for key in ("q", "ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    quote = page.get_by_label("Quote", exact=True)
    expect(quote).to_have_value("will send soldiers to the force once")
    # A condition by mouse, and one by keyboard.
    drag(page, "here is a ceas")
    page.keyboard.press("t")
    page.keyboard.type("ceasefire")
    page.keyboard.press("Escape")
    for key in ("t", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "t"):
        page.keyboard.press(key)
    page.keyboard.type("allies")
    page.keyboard.press("Escape")
    # By mouse: half a word is taken whole.
    drag(page, "orway will send sold")
    page.keyboard.press("q")
    expect(quote).to_have_value("Norway will send soldiers")
    page.keyboard.press("c")
    page.wait_for_url(f"**{ADMIN}/coalition/stance/")
    stance.refresh_from_db()
    assert stance.quote == "Norway will send soldiers"
    assert stance.quote_start == article.text.index("Norway")
    assert list(stance.conditions.order_by("kind").values_list("kind", "words", "start")) == [
        ("allies-join", "to the force once there is a", article.text.index("to the")),
        ("ceasefire", "there is a ceasefire", article.text.index("there is")),
    ]
    assert complaints == []


def test_the_second_of_two_editors_sees_both_and_loses_nothing(
    page: Page, complaints: list[str]
) -> None:
    stance = factories.make_stance(speaker="A minister")
    page.goto(f"{ADMIN}/coalition/stance/{stance.pk}/change/")
    page.get_by_label("Speaker", exact=True).fill("The minister of defence")
    review.correct_stance(
        stance.pk,
        {"position": "sceptical"},
        reason=Reason.WRONG_POSITION,
        by=factories.make_editor("quicker"),
    )
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_text("Somebody changed this stance")).to_be_visible()
    expect(page.get_by_label("Speaker", exact=True)).to_have_value("The minister of defence")
    expect(page.get_by_label("1 sceptical")).to_be_checked()
    judge_by_keys(page, stance, "c")
    expect(page.get_by_text("Nothing is left in this queue.")).to_be_visible()
    stance.refresh_from_db()
    assert (stance.position, stance.speaker) == ("sceptical", "The minister of defence")
    # The browser itself reports the answer 409.
    assert [words for words in complaints if "409" not in words] == []


def test_many_are_rejected_after_a_look_at_what_changes_and_taken_back(
    page: Page, complaints: list[str]
) -> None:
    stances = [factories.make_stance() for _ in range(3)]
    redraw_line("NO", "troops-on-ground")
    page.goto(f"{ADMIN}/coalition/stance/")
    page.locator("#action-toggle").check()
    page.select_option("select[name=action]", "reject_selected")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("1 line would change:")).to_be_visible()
    page.get_by_label("duplicate").check()
    page.get_by_role("button", name="Yes, reject them").click()
    expect(page.get_by_text("3 stances are judged.")).to_be_visible()
    assert not Position.objects.exists()
    page.get_by_role("link", name="See the batch, or undo it").click()
    page.get_by_role("button", name="Take this batch back").click()
    expect(page.get_by_text("3 verdicts are taken back.")).to_be_visible()
    assert Position.objects.exists()
    states = Stance.objects.filter(pk__in=[one.pk for one in stances]).values_list("review_state")
    assert set(states) == {("waiting",)}
    assert complaints == []
