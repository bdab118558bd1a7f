"""Two editors on one row of a plain form: the second save is stopped, and nothing of either is lost."""

from threading import Thread
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from lxml import html

from coalition.admin.history import find_snapshots
from coalition.admin.meanwhile import VERSION, find_version
from coalition.admin.tables import OwnPageAdmin, TableAdmin
from coalition.models import Office, Source
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn, read_form
from tests.at_once import run_at_once, wait_for_a_waiting_lock

pytestmark = pytest.mark.django_db

STOPPED = "Nothing was saved: somebody changed this row while you had it open."
UNSAID = "Nothing was saved: this form did not say what stood here when you opened it."


def read_errors(page: Any) -> list[str]:
    """The errors of the form as a whole."""
    found = html.fromstring(page.content.decode()).xpath("//ul[contains(@class, 'nonfield')]/li")
    return [one.text_content() for one in found]


def read_table(page: Any) -> list[list[str]]:
    """What changed meanwhile: field, what both saw, theirs (and whose), what is in the form."""
    rows = html.fromstring(page.content.decode()).xpath(
        "//section[@class='desk-conflict']//tbody/tr"
    )
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


@pytest.fixture
def page(db: None) -> str:
    """The form of a source."""
    source = factories.make_source("paper.example", name="The Paper", note="As it was.")
    return f"{ADMIN}/coalition/source/{source.pk}/change/"


def read_source() -> tuple[str, str, str, str, bool]:
    """What stands of it."""
    source = Source.objects.get()
    return source.name, source.note, source.tier, source.licence, source.open_text


def test_the_second_save_is_stopped_shows_both_and_saves_when_sent_again(
    log_in: LogIn, page: str
) -> None:
    ours, theirs = log_in("senior-editor"), log_in("administrator")
    mine, other = read_form(ours.get(page)), read_form(theirs.get(page))
    changed = {"note": "Theirs.", "tier": "mirror", "tier_reason": "Copies.", "open_text": "on"}
    assert theirs.post(page, other | changed).status_code == 302
    stands = ("The Paper", "Theirs.", "mirror", "", True)
    assert read_source() == stands

    stopped = ours.post(page, mine | {"note": "<b>Mine.", "licence": "CC BY"})
    assert read_source() == stands
    assert [one[: len(STOPPED)] for one in read_errors(stopped)] == [STOPPED]
    assert b"Say why the tier changes" not in stopped.content
    table = read_table(stopped)
    assert {row[0]: (row[1], row[2].partition(" administrator, ")[0], row[3]) for row in table} == {
        "Note": ("As it was.", "Theirs.", "<b>Mine."),
        "Tier": ("newspaper or magazine of record", "mirror of another site", "mirror of another site"),
        "Open text": ("No", "Yes", "Yes"),
    }  # fmt: skip
    assert all(" administrator, 2" in row[2] for row in table)

    again = read_form(stopped)
    assert (again["note"], again["licence"], again["tier"]) == ("<b>Mine.", "CC BY", "mirror")
    assert ours.post(page, again).status_code == 302
    assert read_source() == ("The Paper", "<b>Mine.", "mirror", "CC BY", True)

    # A third one in between stops the decision as well; the same form is no decision twice.
    assert [one[: len(STOPPED)] for one in read_errors(ours.post(page, again))] == [STOPPED]


def test_a_form_that_does_not_say_what_its_editor_saw_is_refused_in_a_sentence(
    log_in: LogIn, page: str
) -> None:
    senior = log_in("senior-editor")
    sent = read_form(senior.get(page)) | {"note": "Mine."}
    other = factories.make_source("other.example")
    of_another = find_version(other)
    for version in ("", "x", "\0", "-1", "²", "9" * 18, "9" * 400, f"{of_another}"):
        refused = senior.post(page, sent | {VERSION: version})
        assert [one[: len(UNSAID)] for one in read_errors(refused)] == [UNSAID]
        assert read_table(refused) == [["Note", "not known", "As it was.", "Mine."]]
    sent.pop(VERSION)
    refused = senior.post(page, sent)
    assert [one[: len(UNSAID)] for one in read_errors(refused)] == [UNSAID]
    assert Source.objects.get(pk="paper.example").note == "As it was."
    assert senior.post(page, read_form(refused)).status_code == 302
    assert Source.objects.get(pk="paper.example").note == "Mine."


@pytest.mark.django_db(transaction=True)
def test_a_save_waits_for_the_one_under_way_and_what_is_wrong_in_its_form_is_said_beside_it(
    log_in: LogIn,
) -> None:
    senior = log_in("senior-editor")
    norway, sweden = factories.make_country("NO", "Norway"), factories.make_country("SE", "Sweden")
    office = Office.objects.create(country=norway, person="A. Person", role="head-of-state")
    page = f"{ADMIN}/coalition/office/{office.pk}/change/"
    sent = read_form(senior.get(page)) | {"person": "", "title": "\0"}
    answers: list[Any] = []
    save = Thread(target=run_at_once, args=(lambda: answers.append(senior.post(page, sent)),))
    with transaction.atomic():
        Office.objects.filter(pk=office.pk).update(country=sweden, aliases=["A. P."])
        save.start()
        wait_for_a_waiting_lock()
    save.join()
    (stopped,) = answers
    assert [one[: len(STOPPED)] for one in read_errors(stopped)] == [STOPPED]
    assert b"This field is required." in stopped.content
    table = read_table(stopped)
    assert {row[0]: (row[1], row[2].partition(" system, ")[0], row[3]) for row in table} == {
        "Country": ("Norway", "Sweden", "Sweden"),
        "Aliases": ("[]", "['A. P.']", "['A. P.']"),
    }
    again = read_form(stopped) | {"person": "B. Person", "title": ""}
    assert senior.post(page, again).status_code == 302
    office.refresh_from_db()
    assert (office.country, office.person, office.aliases) == (sweden, "B. Person", ["A. P."])


def test_who_only_looks_carries_no_version_and_each_form_that_saves_does(
    log_in: LogIn, page: str, client: Client
) -> None:
    assert VERSION not in log_in("viewer").get(page).content.decode()
    for model, table in admin.site._registry.items():
        if (
            isinstance(table, TableAdmin)
            and table.may_change
            and not isinstance(table, OwnPageAdmin)
        ):
            assert find_snapshots(model) is not None, model
            # What is saved beside the form of a row would go past its version.
            assert not table.list_editable, model
            assert not table.inlines, model
