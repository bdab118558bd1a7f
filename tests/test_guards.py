"""Nothing outside of a review writes a verdict or what an editor puts right: the database refuses it,
whoever asks, with `save`, `update` or SQL of his own.
"""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client

from coalition import review
from coalition.models import Batch, Review, Stance, StanceCondition
from coalition.models.guards import REVIEW_SETTING
from coalition.models.stances import CORRECTABLE, get_column
from tests import factories
from tests.addresses import ADMIN

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


@pytest.fixture
def editor() -> User:
    return factories.make_editor()


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
    refuse(lambda: Stance.objects.bulk_create([stance]))


def test_writing_many_at_once_is_no_way_around() -> None:
    stance = factories.make_stance()
    before = Stance.objects.values().get()
    stance.position, stance.review_state = "opposed", "corrected"
    refuse(lambda: Stance.objects.bulk_update([stance], ["position"]))
    refuse(lambda: Stance.objects.bulk_update([stance], ["review_state"]))
    refuse(
        lambda: Stance.objects.bulk_create(
            [stance], update_conflicts=True, update_fields=["position"], unique_fields=["id"]
        )
    )
    refuse(lambda: Review.objects.bulk_create([Review(stance=stance, verdict="accept")]))
    assert Stance.objects.values().get() == before


def test_the_admin_of_no_other_table_is_a_way_around(client: Client, editor: User) -> None:
    stance = factories.make_stance()
    condition = StanceCondition.objects.create(stance=stance, kind="ceasefire", words="x")
    review.accept_stance(stance.pk, by=editor)
    before = Stance.objects.values().get()
    client.force_login(editor)  # who may do whatever anybody may
    fields = {"stance": stance.pk, "kind": "mandate", "position": "opposed", "verdict": "reject"}
    fields |= {"editor": editor.pk, "review_state": "rejected", "reason": "irony", "_save": "Save"}
    base = f"{ADMIN}/coalition"
    refused = [
        client.post(f"{base}/{page}/", fields).status_code
        for page in (
            *("review/add", "batch/add", "stance/add", "stancecondition/add", "waiting/add"),
            f"stancecondition/{condition.pk}/change",
            f"stancecondition/{condition.pk}/delete",
            f"review/{Review.objects.get().pk}/change",
            f"stance/{stance.pk}/delete",
            f"waiting/{stance.pk}/change",
        )
    ]
    assert refused[:-1] == [403] * 9
    client.post(f"{base}/article/{stance.article_id}/change/", fields)
    assert Stance.objects.values().get() == before
    assert list(StanceCondition.objects.values_list("kind", "words")) == [("ceasefire", "x")]
    assert Review.objects.count() == 1


def test_only_review_opens_the_door() -> None:
    code = settings.BASE_DIR / "coalition"
    named = re.compile(rf"REVIEW_SETTING|['\"]{REVIEW_SETTING}['\"]")
    told = [
        str(path.relative_to(code))
        for path in sorted(code.rglob("*.py"))
        if "migrations" not in path.parts and named.search(path.read_text())
    ]
    assert told == ["models/guards.py", "review.py"]


def test_the_conditions_of_a_judged_stance_are_out_of_reach() -> None:
    stance = factories.make_stance()
    condition = StanceCondition.objects.create(stance=stance, kind="ceasefire", words="x")
    review.accept_stance(stance.pk, by=factories.make_editor())
    refuse(condition.delete)
    refuse(lambda: run("DELETE FROM coalition_stancecondition"))
    refuse(lambda: StanceCondition.objects.update(kind="mandate"))
    refuse(lambda: StanceCondition.objects.create(stance=stance, kind="mandate"))
    assert list(StanceCondition.objects.values_list("kind", "words")) == [("ceasefire", "x")]


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
