"""What the clock rings for the desk."""

from django.conf import settings
from django.contrib.auth.models import User

from coalition import review, tasks, waiting
from coalition.config.celery import app
from coalition.models import SecondCoding, Waiting
from coalition.positions import redraw_line
from tests import factories


def test_every_bell_of_the_clock_has_its_task() -> None:
    app.loader.import_default_modules()
    rung = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert rung <= app.tasks.keys()


def test_what_was_left_to_the_workers_is_weighed(db: None) -> None:
    newest = factories.make_long_line()
    redraw_line("NO", "troops-on-ground")
    assert (tasks.weigh(), tasks.weigh()) == (1, 0)
    assert Waiting.objects.get(pk=newest.pk).deed == "reject"


def test_what_a_new_day_may_change_of_the_order_is_weighed_again_and_nothing_else(
    db: None,
) -> None:
    flips = factories.make_stance()
    idle = factories.make_stance(country=factories.make_country("SE", "Sweden"), voice="claim")
    for country in ("NO", "SE"):
        redraw_line(country, "troops-on-ground")
    [today, never] = Waiting.objects.order_by("pk").values()
    assert (today["deed"], today["today"], never["deed"]) == ("reject", True, None)
    # As it was weighed on a day on which it did not matter yet.
    yesterday = {"today": False, "place": waiting.make_place(waiting.PAST, flips.confidence)}
    Waiting.objects.filter(pk=flips.pk).update(**yesterday)
    assert (tasks.weigh_again(), tasks.weigh_again()) == (1, 0)
    assert Waiting.objects.get(pk=idle.pk).weighed
    assert (tasks.weigh(), tasks.weigh()) == (1, 0)
    assert list(Waiting.objects.order_by("pk").values()) == [today, never]


def test_the_sample_is_that_of_the_week_that_has_ended(editor: User) -> None:
    review.accept_stance(factories.make_stance().pk, by=editor)
    assert (tasks.sample(), SecondCoding.objects.count()) == (0, 0)
