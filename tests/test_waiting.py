"""The queue: who is in it, what a verdict on each would flip, and the order that follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from coalition import review, waiting
from coalition.models import Stance, Waiting
from coalition.models.guards import LAST_PLACES
from coalition.positions import redraw_line, weigh_lines
from coalition.vocabulary import Reason
from tests import factories

pytestmark = pytest.mark.django_db


def order() -> list[int]:
    return list(Waiting.objects.order_by("place", "stance_id").values_list("pk", flat=True))


def test_who_waits_is_in_the_queue_whoever_wrote_it() -> None:
    stance = factories.make_stance()
    assert order() == [stance.pk]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE coalition_stance SET withdrawn = true")
    assert order() == []
    Stance.objects.update(withdrawn=False)
    assert order() == [stance.pk]
    by = factories.make_editor()
    review.accept_stance(stance.pk, by=by)
    assert order() == []
    review.undo_review(stance.pk, by=by)
    assert order() == [stance.pk]


def test_a_corrected_country_and_its_undoing_move_the_row() -> None:
    factories.make_country("SE", "Sweden")
    stance, by = factories.make_stance(), factories.make_editor()
    review.correct_stance(stance.pk, {"country": "SE"}, reason=Reason.WRONG_COUNTRY, by=by)
    assert order() == []
    review.undo_review(stance.pk, by=by)
    assert Waiting.objects.get().country_id == "NO"


def test_what_flips_today_comes_first_then_the_past_then_the_unsure_then_the_old() -> None:
    today = timezone.localdate()
    far = factories.make_source("mirror.example", tier="mirror")
    idle = [factories.make_stance(source=far, confidence=share) for share in (0.9, 0.9, 0.4)]
    past = factories.make_stance(position="opposed", first_day=today - timedelta(days=30))
    now = factories.make_stance(position="supportive", first_day=today - timedelta(days=3))
    redraw_line("NO", "troops-on-ground")
    assert order() == [now.pk, past.pk, idle[2].pk, idle[0].pk, idle[1].pk]
    row = Waiting.objects.get(pk=now.pk)
    assert (row.deed, row.today, row.before, row.after) == (
        "reject",
        True,
        "supportive",
        "opposed",
    )
    row = Waiting.objects.get(pk=past.pk)
    assert (row.today, row.day, row.before, row.after) == (
        False,
        today - timedelta(days=30),
        "opposed",
        "no-evidence",
    )


def test_a_verdict_weighs_the_others_of_its_line_anew() -> None:
    first, second = factories.make_stance(), factories.make_stance()
    redraw_line("NO", "troops-on-ground")
    assert set(Waiting.objects.values_list("deed", flat=True)) == {None}
    review.reject_stance(first.pk, reason=Reason.IRONY, by=factories.make_editor())
    assert Waiting.objects.get(pk=second.pk).deed == "reject"


@pytest.mark.django_db(transaction=True)
def test_a_verdict_never_waits_for_who_judges_another_stance_of_its_line() -> None:
    """He holds the row of his stance and waits for the line: to wait for him would never end."""
    today = timezone.localdate()
    mine = factories.make_stance(first_day=today - timedelta(days=30))
    his = factories.make_stance(position="opposed", first_day=today - timedelta(days=3))
    redraw_line("NO", "troops-on-ground")
    by = factories.make_editor()

    def reject_mine() -> None:
        # What rejecting his would flip is another position now.
        review.reject_stance(mine.pk, reason=Reason.IRONY, by=by)
        connection.close()

    with transaction.atomic(), review.reviewing(by, "test"):
        Stance.objects.filter(pk=his.pk).update(review_state="accepted")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(reject_mine).result()
    assert order() == []


def test_a_long_line_is_left_to_the_workers() -> None:
    newest = factories.make_long_line()
    older = factories.make_stance(position="sceptical", first_day=date(2026, 2, 1))
    moving = Waiting.objects.filter(pk__in=[older.pk, newest.pk]).order_by("-pk")
    redraw_line("NO", "troops-on-ground")
    assert set(Waiting.objects.values_list("weighed", flat=True)) == {False}
    assert (weigh_lines(20), weigh_lines(20)) == (1, 0)
    assert list(moving.values_list("weighed", "deed")) == [(True, "reject"), (True, "reject")]

    # Others say the same on both days. The redrawing marks one stance alone, and keeps all places; the
    # workers find that both move nothing any more.
    for one in (older, newest):
        factories.make_coded_stance(
            position=one.position, first_day=one.first_day, review_state="accepted"
        )
    for _ in range(2):
        redraw_line("NO", "troops-on-ground")
        assert Waiting.objects.filter(weighed=False, redrawn=True).count() == 1
        assert Waiting.objects.filter(weighed=False).count() == 1
    assert list(moving.values_list("deed", flat=True)) == ["reject", "reject"]
    assert (weigh_lines(20), weigh_lines(20)) == (1, 0)
    assert list(moving.values_list("weighed", "deed")) == [(True, None), (True, None)]
    assert not Waiting.objects.filter(redrawn=True).exists()


def test_redrawing_twice_changes_nothing() -> None:
    factories.make_stance()
    redraw_line("NO", "troops-on-ground")
    before = list(Waiting.objects.values())
    redraw_line("NO", "troops-on-ground")
    assert list(Waiting.objects.values()) == before


def test_an_undated_stance_waits_and_moves_nothing() -> None:
    factories.make_stance(first_day=None, precision=None)
    factories.make_stance(first_day=date(2026, 1, 1), voice="claim")
    redraw_line("NO", "troops-on-ground")
    assert set(Waiting.objects.values_list("weighed", "deed")) == {(True, None)}


def test_the_trigger_and_the_code_agree_on_the_last_places() -> None:
    assert waiting.make_place(waiting.NOTHING, 0.0) == LAST_PLACES
