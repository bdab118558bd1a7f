"""The demo's editor and key: made once, kept, and never taken back from who changed them."""

import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from coalition.errors import SetupError
from coalition.management.access import prepare_access
from coalition.models import ApiKey

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_an_editor_and_a_key_for_its_owners_eyes(tmp_path: Path) -> None:
    access = prepare_access(tmp_path / "access.json")
    editor = User.objects.get(username=access.username)
    assert (editor.is_staff, editor.check_password(access.password)) == (True, True)
    key = ApiKey.objects.find(access.api_key, timezone.now())
    assert key is not None
    assert key.scope == "admin"
    assert stat.S_IMODE((tmp_path / "access.json").stat().st_mode) == 0o600


def test_the_second_start_keeps_them(tmp_path: Path) -> None:
    first = prepare_access(tmp_path / "access.json")
    assert prepare_access(tmp_path / "access.json") == first
    assert (User.objects.count(), ApiKey.objects.count()) == (1, 1)


def test_a_new_database_gets_the_same_editor_and_a_key_that_works(tmp_path: Path) -> None:
    first = prepare_access(tmp_path / "access.json")
    User.objects.all().delete()
    ApiKey.objects.all().delete()
    second = prepare_access(tmp_path / "access.json")
    assert (second.username, second.password) == (first.username, first.password)
    assert ApiKey.objects.find(second.api_key, timezone.now()) is not None
    assert prepare_access(tmp_path / "access.json") == second


def test_a_password_that_the_editor_chose_stays(tmp_path: Path) -> None:
    first = prepare_access(tmp_path / "access.json")
    editor = User.objects.get(username=first.username)
    editor.set_password("one of my own")
    editor.save()
    assert prepare_access(tmp_path / "access.json").password == ""
    editor.refresh_from_db()
    assert editor.check_password("one of my own")


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "access.json").write_text('{"username": 1}')
    with pytest.raises(SetupError, match="should hold username, password and api_key as JSON"):
        prepare_access(tmp_path / "access.json")
