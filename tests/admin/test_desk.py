"""Jobs, keys, pins, sources and pages in the admin."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client

from coalition.admin.tables import MOST_COUNTED
from coalition.models import ApiKey, Job, Page, Pin, Position, Source, WorldEvent
from coalition.positions import redraw_line
from coalition.vocabulary import JobKind, JobState, KeyScope
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn, read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def senior(log_in: LogIn) -> Client:
    return log_in("senior-editor")


@pytest.fixture
def administrator(log_in: LogIn) -> Client:
    return log_in("administrator")


def test_a_quarantined_job_is_made_due_again_and_the_others_stay(senior: Client) -> None:
    poison = Job.objects.create(
        kind=JobKind.STORE_ARTICLE, target=1, state=JobState.QUARANTINED, attempts=6, error="Down."
    )
    done = Job.objects.create(kind=JobKind.READ_STANCES, target=2, state=JobState.DONE)
    sent = {"action": "retry", "_selected_action": [poison.pk, done.pk]}
    page = senior.post(f"{ADMIN}/coalition/job/", sent, follow=True).content.decode()
    assert "1 job is due again." in page
    assert set(Job.objects.values_list("target", "state", "attempts")) == {
        (1, "waiting", 0),
        (2, "done", 0),
    }


def test_a_job_names_what_it_is_about_and_its_error_in_full(senior: Client) -> None:
    job = Job.objects.create(
        kind=JobKind.READ_STANCES, target=7, state=JobState.QUARANTINED, error="x" * 300
    )
    page = senior.get(f"{ADMIN}/coalition/job/{job.pk}/change/").content.decode()
    assert f"{ADMIN}/coalition/article/7/change/" in page
    assert "x" * 300 in page


def test_a_page_shows_its_state_and_failure_but_not_its_bytes(senior: Client) -> None:
    article = factories.make_article("A secret text that is long enough.")
    Page.objects.update(state="unreadable", failure="Too little text.")
    page = senior.get(f"{ADMIN}/coalition/page/{article.page_id}/change/").content.decode()
    assert "Too little text." in page
    assert "34" in page
    assert "secret" not in page


def test_a_key_is_shown_once_and_its_digest_never(administrator: Client) -> None:
    issued = administrator.post(
        f"{ADMIN}/coalition/apikey/add/", {"name": "press", "scope": "read"}, follow=True
    ).content.decode()
    row = ApiKey.objects.get()
    text = issued.split("shown only now: ")[1].split("<")[0].strip()
    assert ApiKey.objects.find(text, datetime.now(UTC)) == row
    for address in ("", f"{row.pk}/change/"):
        page = administrator.get(f"{ADMIN}/coalition/apikey/{address}").content.decode()
        assert text not in page
        assert row.digest not in page


def test_a_revoked_key_opens_nothing(administrator: Client) -> None:
    row, text = ApiKey.objects.issue("press", KeyScope.READ)
    sent = {"action": "revoke", "_selected_action": row.pk}
    administrator.post(f"{ADMIN}/coalition/apikey/", sent)
    assert ApiKey.objects.find(text, datetime.now(UTC)) is None


def test_a_pin_moves_the_line_until_it_is_taken_away(senior: Client) -> None:
    stance = factories.make_stance()
    redraw_line(stance.country_id, stance.proposal_id)
    new = {
        "country": "NO",
        "proposal": "troops-on-ground",
        "state": "held",
        "position": "opposed",
        "first": "2026-03-01",
        "last": "",
        "reason": "The vote of March.",
    }
    refused = senior.post(f"{ADMIN}/coalition/pin/add/", new | {"last": "2026-02-01"})
    assert b"A pin ends on the day it begins, or later." in refused.content
    senior.post(f"{ADMIN}/coalition/pin/add/", new)
    pin = Pin.objects.get()
    assert pin.editor == User.objects.get(username="senior-editor")
    assert Position.objects.get(first="2026-03-01").position == "opposed"
    end = f"{ADMIN}/coalition/pin/{pin.pk}/end/"
    assert end in senior.get(f"{ADMIN}/coalition/pin/{pin.pk}/change/").content.decode()
    assert senior.post(end, {"reason": " "}).status_code == 200
    assert senior.post(end, {"reason": "The vote was void."}).status_code == 302
    assert Position.objects.get(first="2026-03-01").position == "committed"
    again = senior.post(end, {"reason": "Twice."})
    assert b"taken away before" in again.content
    history = senior.get(f"{ADMIN}/coalition/pin/{pin.pk}/history/").content.decode()
    assert "The vote was void." in history

    silent = new | {"state": "declined", "position": ""}
    told = silent | {"words": "“No comment.”", "url": "https://paper.example/7"}
    for sent, refusal in (
        (silent, "A refusal to say needs its words, their address and an end."),
        (told | {"last": "2030-01-01"}, "A refusal to say holds for"),
        (told | {"last": "2026-04-01", "position": "opposed"}, "holds no position: leave this"),
        (new | {"position": ""}, "Choose the position that holds."),
    ):
        assert refusal in senior.post("/admin/coalition/pin/add/", sent).content.decode()
    senior.post("/admin/coalition/pin/add/", told | {"last": "2026-04-01"})
    assert Position.objects.get(first="2026-03-01").state == "declined"


def test_a_new_tier_needs_its_reason_and_moves_the_lines(senior: Client) -> None:
    stance = factories.make_stance()
    redraw_line(stance.country_id, stance.proposal_id)
    source = factories.make_source()
    page = f"{ADMIN}/coalition/source/{source.pk}/change/"
    sent = read_form(senior.get(page)) | {"tier": "mirror"}
    assert b"Say why the tier changes." in senior.post(page, sent).content
    assert Position.objects.count() > 0
    assert senior.post(page, sent | {"tier_reason": "It copies."}).status_code == 302
    assert Source.objects.get(pk=source.pk).tier == "mirror"
    assert Position.objects.count() == 0


def test_a_list_is_counted_up_to_a_limit_only(senior: Client) -> None:
    WorldEvent.objects.bulk_create(
        WorldEvent(day="2026-01-01", title_en=f"Event {number}", title_it="", kind="summit")
        for number in range(MOST_COUNTED + 1)
    )
    page = senior.get(f"{ADMIN}/coalition/worldevent/?kind=summit").content.decode()
    assert "2000 world events or more" in page
    assert "2000 results or more" in page


def test_the_admin_says_whose_it_is(client: Client) -> None:
    page = client.get(f"{ADMIN}/login/").content.decode()
    assert "<title>Log in | Coalition of the Willing</title>" in page
