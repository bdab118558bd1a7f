"""One verdict on many stances: asked for once, given one by one."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from coalition import review
from coalition.admin.bulk import MOST_AT_ONCE
from coalition.models import Review, Stance
from tests import factories
from tests.addresses import ADMIN

pytestmark = pytest.mark.django_db
QUEUE = f"{ADMIN}/coalition/stance/"


def states() -> list[str]:
    """The review states of all stances, oldest first."""
    return list(Stance.objects.order_by("id").values_list("review_state", flat=True))


def confirm(action: str, stances: list[Stance], **values: str) -> dict[str, object]:
    """What the page in between sends."""
    editions = {f"edition_{one.pk}": one.edition for one in stances}
    keys = {"_selected_action": [one.pk for one in stances]}
    return {"action": action, "confirmed": "yes", **keys, **editions, **values}


def test_many_are_rejected_for_one_reason_after_a_look_at_them(editor: Client) -> None:
    stances = [factories.make_stance() for _ in range(3)]
    chosen = {"action": "reject_selected", "_selected_action": [one.pk for one in stances[:2]]}
    page = editor.post(QUEUE, chosen).content.decode()
    assert [f'name="edition_{one.pk}" value="1"' in page for one in stances] == [True, True, False]
    assert states() == ["waiting"] * 3
    refused = editor.post(QUEUE, confirm("reject_selected", stances[:2])).content.decode()
    assert "This field is required" in refused
    assert states() == ["waiting"] * 3
    editor.post(QUEUE, confirm("reject_selected", stances[:2], reason="duplicate", note="twins"))
    assert states() == ["rejected", "rejected", "waiting"]
    assert set(Review.objects.values_list("reason", "note")) == {("duplicate", "twins")}


def test_one_that_changed_meanwhile_is_left_alone_and_named(editor: Client) -> None:
    stances = [factories.make_stance() for _ in range(2)]
    sent = confirm("accept_selected", stances)
    review.undo_review(
        review.accept_stance(stances[0].pk, by=User.objects.get(username="editor")).stance_id,
        by=User.objects.get(username="editor"),
    )
    page = editor.post(QUEUE, sent, follow=True).content.decode()
    assert "1 stance is judged." in page
    assert f"Stance {stances[0].pk} was changed meanwhile" in page
    assert states() == ["waiting", "accepted"]


def test_only_what_stood_on_the_page_is_judged(editor: Client) -> None:
    seen, unseen = factories.make_stance(), factories.make_stance()
    sent = confirm("accept_selected", [seen]) | {"_selected_action": [seen.pk, unseen.pk]}
    page = editor.post(QUEUE, sent, follow=True).content.decode()
    assert f"Stance {unseen.pk} was not on the page." in page
    assert states() == ["accepted", "waiting"]


def test_A18_more_than_an_editor_can_look_through_are_refused(editor: Client) -> None:
    stance = factories.make_stance()
    for number in range(MOST_AT_ONCE):
        stance.pk, stance.claim_key = None, f"copy {number}"
        stance.save(force_insert=True)
    sent = {"action": "accept_selected", "_selected_action": stance.pk, "select_across": 1}
    page = editor.post(QUEUE, sent | {"index": 0}, follow=True).content.decode()
    assert "Choose at most 200 stances" in page
    assert Review.objects.count() == 0
