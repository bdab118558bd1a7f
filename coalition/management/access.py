"""The editor and the API key of a local demonstration, made once and kept in var/."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.utils import timezone

from coalition.errors import SetupError
from coalition.models import ApiKey
from coalition.vocabulary import KeyScope

USERNAME = "editor"


@dataclass(frozen=True)
class Access:
    """What somebody needs to work in a local demonstration."""

    username: str
    password: str
    api_key: str


def prepare_access(file: Path) -> Access:
    """The access kept in `file`, readable by its owner only; what the database lacks of it is made.

    A password that the editor has changed since stays as it is, and "" is returned for it.
    """
    kept = read_access(file) or Access(USERNAME, secrets.token_urlsafe(12), "")
    editor, is_new = User.objects.get_or_create(
        username=kept.username, defaults={"is_staff": True, "is_superuser": True}
    )
    if is_new:
        editor.set_password(kept.password)
        editor.save()
    key = kept.api_key
    if ApiKey.objects.find(key, timezone.now()) is None:
        _, key = ApiKey.objects.issue("demo", KeyScope.ADMIN)
    access = Access(kept.username, kept.password, key)
    if access != read_access(file):
        write_access(file, access)
    if not editor.check_password(kept.password):
        return Access(kept.username, "", key)
    return access


def read_access(file: Path) -> Access | None:
    """What is kept, or None where nothing is. Raises SetupError where it cannot be understood."""
    try:
        return Access(**json.loads(file.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise SetupError(
            f"{file} should hold username, password and api_key as JSON: remove it, and delete the "
            f"user {USERNAME!r} to get a new password."
        ) from error


def write_access(file: Path, access: Access) -> None:
    """Keeps it, for its owner's eyes only; the file is whole or not there."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(asdict(access), stream)
    fresh.replace(file)
