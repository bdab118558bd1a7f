"""What each role may do with single rows; tests/test_permissions.py has each address."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse

from coalition.models import (
    ApiKey,
    CorrectionRequest,
    Job,
    Pin,
    Review,
    SecondCoding,
    Stance,
    Webhook,
)
from coalition.vocabulary import JobKind, JobState
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import PASSWORD, LogIn

pytestmark = pytest.mark.django_db
OURS: list[type[models.Model]] = [
    model
    for model in apps.get_app_config("coalition").get_models()
    if not hasattr(model, "pgh_tracked_model")
]


def address(model: type[models.Model], page: str, *keys: Any) -> str:
    """The address of a page of a table."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


def test_every_table_is_in_the_admin() -> None:
    assert {model.__name__ for model in OURS if model not in admin.site._registry} == set()


@pytest.mark.parametrize(
    ("role", "judges"), [("viewer", 0), ("editor", 1), ("senior-editor", 1), ("administrator", 1)]
)
def test_only_editors_judge(log_in: LogIn, role: str, judges: int) -> None:
    client, stance = log_in(role), factories.make_stance()
    page = client.get(address(Stance, "change", stance.pk))
    client.post(
        address(Stance, "changelist"),
        {
            "action": "accept_selected",
            "_selected_action": stance.pk,
            f"edition_{stance.pk}": 1,
            "confirmed": "yes",
        },
    )
    assert (b'value="accept"' in page.content, Review.objects.count()) == (bool(judges), judges)


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (ApiKey, "digest"),
        (Webhook, "secret"),
        (CorrectionRequest, "contact"),
        (SecondCoding, "first_label"),
        (SecondCoding, "stance__position"),
    ],
)
def test_no_filter_tells_letter_by_letter_what_a_page_does_not_show(
    log_in: LogIn, model: type[models.Model], column: str
) -> None:
    client = log_in("administrator")
    for lookup in (column, f"{column}__startswith"):
        assert client.get(address(model, "changelist"), {lookup: "a"}).status_code == 400


@pytest.mark.parametrize(
    ("role", "state"),
    [("viewer", "quarantined"), ("editor", "quarantined"), ("senior-editor", "waiting")],
)
def test_only_senior_editors_retry_jobs(log_in: LogIn, role: str, state: str) -> None:
    job = Job.objects.create(
        kind=JobKind.STORE_ARTICLE, target=1, state=JobState.QUARANTINED, error="ReaderFailed: down"
    )
    log_in(role).post(address(Job, "changelist"), {"action": "retry", "_selected_action": job.pk})
    job.refresh_from_db()
    assert job.state == state


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_a_pin_is_out_of_reach_of_viewers_and_editors(log_in: LogIn, role: str) -> None:
    client, stance = log_in(role), factories.make_stance()
    pin = Pin.objects.create(
        country=stance.country,
        proposal=stance.proposal,
        position="opposed",
        first="2026-03-01",
        reason="A vote.",
        editor=User.objects.get(username=role),
    )
    answer = client.post(address(Pin, "end", pin.pk), {"reason": "because"})
    pin.refresh_from_db()
    assert (answer.status_code, pin.active) == (403, True)


def test_an_administrator_makes_nobody_a_superuser_and_gives_no_single_permission(
    log_in: LogIn,
) -> None:
    client = log_in("administrator")
    me = User.objects.get(username="administrator")
    answer = client.post(
        address(User, "change", me.pk),
        {
            "username": "administrator",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "user_permissions": [1, 2],
            "groups": [group.pk for group in me.groups.all()],
        },
    )
    me.refresh_from_db()
    assert answer.status_code == 302
    assert (me.is_superuser, me.user_permissions.count()) == (False, 0)


def test_an_administrator_cannot_touch_a_superuser(log_in: LogIn) -> None:
    client, chief = log_in("administrator"), factories.make_editor("chief")
    statuses = [
        client.post(address(User, "change", chief.pk), {"username": "mine"}).status_code,
        client.post(
            reverse("admin:auth_user_password_change", args=[chief.pk]),
            {"password1": "another long password", "password2": "another long password"},
        ).status_code,
        client.post(address(User, "delete", chief.pk), {"post": "yes"}).status_code,
    ]
    chief.refresh_from_db()
    assert statuses == [403, 403, 403]
    assert (chief.username, chief.check_password(PASSWORD)) == ("chief", True)


def test_people_without_a_role_are_sent_to_the_login() -> None:
    stance = factories.make_stance()
    for page in (address(Stance, "changelist"), address(Stance, "change", stance.pk)):
        answer = Client().get(page)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, f"{ADMIN}/login/")


def test_A11_a_verdict_without_its_token_is_refused(roles: None) -> None:
    factories.make_person("editor")
    client = Client(enforce_csrf_checks=True)
    client.login(username="editor", password=PASSWORD)
    stance = factories.make_stance()
    answer = client.post(address(Stance, "change", stance.pk), {"deed": "undo", "edition": 1})
    assert (answer.status_code, Review.objects.count()) == (403, 0)
