"""Nothing outside of a review writes a verdict or what an editor puts right: the database refuses it,
whoever asks, with `save`, `update` or SQL of his own.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from coalition import review
from coalition.models import Batch, Review, Stance, StanceCondition
from coalition.models.stances import CORRECTABLE, get_column
from tests import factories

pytestmark = pytest.mark.django_db
ANOTHER = {
    "country": "'SE'",
    "proposal": "'demining'",
    "position": "'opposed'",
    "voice": "'claim'",
    "time": "'past'",
    "attribution": "'narrative'",
    "speaker": "'Somebody'",
    "reported_by": "'Another paper'",
    "first_day": "'2020-01-01'",
    "precision": "'month'",
    "quote": "'will send soldiers'",
    "quote_start": "14",
    "quote_end": "32",
    "quantity_low": "1",
    "quantity_high": "2",
    "quantity_unit": "'troops'",
    "quantity_scope": "'own'",
    "quantity_raw": "'two'",
    "quantity_flag": "'implausible'",
    "review_state": "'accepted'",
}


def run(command: str) -> None:
    """A command of somebody who has the database's own shell."""
    with connection.cursor() as cursor:
        cursor.execute(command)


def refuse(deed: Callable[[], object]) -> None:
    """Holds that the database refuses a deed."""
    with pytest.raises(DatabaseError), transaction.atomic():
        deed()


def test_every_field_that_can_be_put_right_is_tried_here() -> None:
    assert ANOTHER.keys() == {*CORRECTABLE, "review_state"}


@pytest.mark.parametrize("name", ANOTHER)
def test_what_stands_of_a_stance_is_out_of_reach(name: str) -> None:
    factories.make_country("SE", "Sweden")
    factories.make_proposal("demining")
    stance = factories.make_stance()
    column = get_column(name).column
    before = Stance.objects.values().get()
    refuse(lambda: run(f"UPDATE coalition_stance SET {column} = {ANOTHER[name]}"))
    refuse(lambda: Stance.objects.filter(pk=stance.pk).update(**{name: ANOTHER[name].strip("'")}))
    assert Stance.objects.values().get() == before


def test_a_stance_cannot_be_added_as_judged() -> None:
    stance = factories.make_stance()
    stance.pk, stance.claim_key, stance.review_state = None, "another", "accepted"
    refuse(lambda: stance.save(force_insert=True))


def test_the_conditions_of_a_judged_stance_are_out_of_reach() -> None:
    stance = factories.make_stance()
    condition = StanceCondition.objects.create(stance=stance, kind="ceasefire", words="x")
    review.accept_stance(stance.pk, by=factories.make_editor())
    refuse(condition.delete)
    refuse(lambda: run("DELETE FROM coalition_stancecondition"))
    refuse(lambda: StanceCondition.objects.update(kind="mandate"))
    refuse(lambda: StanceCondition.objects.create(stance=stance, kind="mandate"))
    assert list(StanceCondition.objects.values_list("kind", "words")) == [("ceasefire", "x")]


@pytest.fixture
def editor() -> User:
    return factories.make_editor()


def test_verdicts_and_batches_are_added_in_a_review_only_and_never_changed(editor: User) -> None:
    stance = factories.make_stance()
    refuse(lambda: Review.objects.create(stance=stance, editor=editor, verdict="accept"))
    refuse(lambda: Batch.objects.create(editor=editor, verdict="accept"))
    review.accept_stance(stance.pk, by=editor)
    refuse(lambda: Review.objects.update(note="changed"))
    refuse(lambda: run("UPDATE coalition_review SET verdict = 'reject'"))
    refuse(lambda: run("DELETE FROM coalition_review"))


def test_the_door_is_shut_again_after_each_deed_in_the_same_transaction(editor: User) -> None:
    stance = factories.make_stance()
    review.accept_stance(stance.pk, by=editor)
    refuse(lambda: run("UPDATE coalition_stance SET position = 'opposed'"))


def test_what_the_machine_said_is_out_of_reach_even_in_a_review(editor: User) -> None:
    factories.make_stance()
    with review.reviewing(editor, "test"):
        refuse(lambda: run("UPDATE coalition_stance SET extracted = '{}'"))
        refuse(lambda: run("UPDATE coalition_stance SET reader = 'me'"))
