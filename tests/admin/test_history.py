"""What happened to a row, as the pages tell it."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from coalition import review
from coalition.admin.history import Entry, read_history
from coalition.models import Country, Position, Review, Source, Stance, StanceCondition
from coalition.positions import redraw_line
from coalition.vocabulary import Reason, Tier
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn

pytestmark = pytest.mark.django_db


def tell(entry: Entry) -> tuple[str, str, dict[str, tuple[object, object]]]:
    """Who did what, and what it changed."""
    return entry.who, entry.what, {one.name: (one.before, one.after) for one in entry.changes}


def test_a_change_by_raw_sql_is_told_field_by_field() -> None:
    factories.make_country("NO", "Norway")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE coalition_country SET name_en = 'Norge' WHERE code = 'NO'")
    newest, first = read_history(Country, "NO", {})
    assert tell(newest) == ("system", "country: update", {"name_en": ("Norway", "Norge")})
    assert tell(first)[2]["name_en"] == (None, "Norway")
    assert "notes" not in tell(first)[2]


def test_a_stance_tells_its_verdicts_with_reason_and_its_conditions(editor: Client) -> None:
    stance = factories.make_stance()
    StanceCondition.objects.create(stance=stance, kind="ceasefire", words="after it")
    by = User.objects.get(username="editor")
    review.correct_stance(
        stance.pk,
        {"position": "opposed", "conditions": []},
        reason=Reason.NEGATION,
        by=by,
        note="a denial",
    )
    entries = read_history(Stance, stance.pk, {StanceCondition: "stance_id"})
    verdict = next(one for one in entries if one.what == "review")
    change = next(one for one in entries if one.what == "stance: update")
    assert (verdict.who, verdict.deed, verdict.reason, verdict.note) == (
        "editor",
        "correct",
        "negation",
        "a denial",
    )
    assert tell(change)[0] == "editor"
    assert tell(change)[2]["position"] == ("committed", "opposed")
    assert {one.what for one in entries} == {
        "review",
        "stance: insert",
        "stance: update",
        "stance condition: insert",
        "stance condition: delete",
    }
    page = editor.get(f"{ADMIN}/coalition/stance/{stance.pk}/history/").content.decode()
    assert "a denial" in page
    assert "ceasefire" in page


def test_a_new_tier_is_told_with_its_reason(editor: Client) -> None:
    factories.make_source("paper.example")
    by = User.objects.get(username="editor")
    review.grade_source("paper.example", Tier.MIRROR, reason="Copies others.", by=by)
    newest = read_history(Source, "paper.example", {})[0]
    assert (newest.deed, newest.note) == ("grade", "Copies others.")
    assert tell(newest) == ("editor", "source: update", {"tier": ("quality", "mirror")})


def test_a_removed_row_still_has_its_history(editor: Client) -> None:
    factories.make_country("NO", "Norway")
    Country.objects.filter(code="NO").delete()
    answer = editor.get(f"{ADMIN}/coalition/country/NO/history/")
    assert answer.status_code == 200
    assert b"country: delete" in answer.content


def test_rows_that_never_change_say_why_they_have_none(editor: Client) -> None:
    stance = factories.make_stance()
    verdict = review.accept_stance(stance.pk, by=User.objects.get(username="editor"))
    answer = editor.get(f"{ADMIN}/coalition/review/{verdict.pk}/history/")
    assert b"This table keeps no snapshots" in answer.content


def test_a_row_that_never_was_has_no_history(editor: Client) -> None:
    assert editor.get(f"{ADMIN}/coalition/country/QQ/history/").status_code == 404


def test_any_two_versions_are_compared_and_an_earlier_one_comes_back_as_a_new_one(
    editor: Client, log_in: LogIn
) -> None:
    by = User.objects.get(username="editor")
    stance = factories.make_stance(speaker="A minister")
    redraw_line(stance.country_id, stance.proposal_id)
    conditions = [{"kind": "resources", "words": "soldiers", "start": None}]
    changes = {"position": "opposed", "quote": "will send soldiers", "conditions": conditions}
    review.correct_stance(stance.pk, changes, reason=Reason.NEGATION, by=by)
    review.correct_stance(stance.pk, {"speaker": "Nobody"}, reason=Reason.WRONG_SPEAKER, by=by)
    page = f"{ADMIN}/coalition/stance/{stance.pk}/versions/"
    rows = {row[0]: row[1:] for row in editor.get(f"{page}?before=1&after=3").context["rows"]}
    assert rows["position"] == ("committed", "opposed", True)
    assert rows["speaker"] == ("A minister", "Nobody", True)
    assert rows["voice"] == ("government", "government", False)
    assert rows["conditions"] == ("", "resources: soldiers", True)
    sent = {"back_to": 1, "edition": 3, "reason": "wrong-position"}
    assert log_in("viewer").post(page, sent).status_code == 403
    editor.post(page, sent | {"edition": 2})
    editor.post(page, {"back_to": 1, "edition": 3})
    stance.refresh_from_db()
    assert (stance.position, stance.edition) == ("opposed", 3)
    editor.post(page, sent)
    stance.refresh_from_db()
    assert (stance.position, stance.speaker, stance.quote, stance.edition) == (
        "committed",
        "A minister",
        factories.QUOTE,
        4,
    )
    assert not stance.conditions.exists()
    rows = {row[0]: row[1:] for row in editor.get(f"{page}?before=2&after=4").context["rows"]}
    assert rows["conditions"] == ("resources: soldiers", "", True)
    assert Review.objects.filter(stance=stance)[0].note == "back to version 1"
    assert Position.objects.order_by("first")[0].position == "committed"
