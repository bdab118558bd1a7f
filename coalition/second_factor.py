"""The second factor of people at the desk: codes of their own device (TOTP, RFC 6238), and recovery
codes for the day that it is lost. django-otp keeps and checks them, a code once only, and lets ever
more time pass between wrong ones.
"""

import logging
from base64 import b32encode
from secrets import token_bytes
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

log = logging.getLogger(__name__)

RECOVERY_CODES = 10  # a sheet of them, as elsewhere
CODE_BYTES = 10  # 80 random bits: what is kept of them cannot be turned back by trying
KEPT_LENGTH = 16  # characters of the digest: as many as django-otp's column has


def may_work(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person of a request may work at the desk: a live member of the staff, who showed
    the second factor where he has one or the settings ask for one."""
    somebody: Any = user
    return bool(user.is_active and somebody.is_staff) and (
        somebody.is_verified() or not (settings.REQUIRE_SECOND_FACTOR or has_device(user))
    )


def has_device(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody set up a device."""
    return bool(TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists())


def begin_device(user: AbstractBaseUser) -> TOTPDevice:
    """A device that somebody is about to set up; it counts for nothing before `confirm_device`."""
    return TOTPDevice.objects.create(user_id=user.pk, name="device", confirmed=False)


def confirm_device(device: TOTPDevice, code: str) -> TOTPDevice | None:
    """The device set up in place of any other of its owner, if this is its code; else None."""
    user_id = device.user_id
    with transaction.atomic():
        found = verify_token(device.user, device.persistent_id, code.replace(" ", ""))
        if found is None:
            return None
        TOTPDevice.objects.filter(user_id=user_id).exclude(pk=found.pk).delete()
        found.confirmed = True
        found.save(update_fields=["confirmed"])
    log.info("user %d set up a second factor", user_id)
    return found


def check_code(user: AbstractBaseUser, code: str) -> TOTPDevice | StaticDevice | None:
    """What accepts a code of the device or an unused recovery code, which is used up; else None."""
    code = code.replace(" ", "").replace("-", "").lower()
    if code.isdecimal():
        device = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).first()
    else:
        device, code = StaticDevice.objects.filter(user_id=user.pk).first(), hide(code)
    found = verify_token(user, device.persistent_id, code) if device else None
    log.info("user %d gave a %s code", user.pk, "right" if found else "wrong")
    return found


def make_recovery_codes(user: AbstractBaseUser) -> list[str]:
    """New recovery codes in place of all before; only digests of them are kept."""
    codes = [b32encode(token_bytes(CODE_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        # The row stays: a session that came in by one of the old codes goes on.
        device, _ = StaticDevice.objects.get_or_create(user_id=user.pk, name="recovery codes")
        device.token_set.all().delete()
        for code in codes:
            device.token_set.create(token=hide(code))
    log.info("user %d made recovery codes", user.pk)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def count_recovery_codes(user: AbstractBaseUser) -> int:
    """How many recovery codes are left."""
    return sum(one.token_set.count() for one in StaticDevice.objects.filter(user_id=user.pk))


def hide(code: str) -> str:
    """What is kept of a recovery code."""
    return salted_hmac("coalition.recovery", code, algorithm="sha256").hexdigest()[:KEPT_LENGTH]


def forget_factor(user: AbstractBaseUser) -> None:
    """Removes somebody's device and recovery codes and ends all his sessions: who only took one over
    could otherwise set up a device of his own."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user_id=user.pk).delete()
        StaticDevice.objects.filter(user_id=user.pk).delete()
        for session in Session.objects.filter(expire_date__gt=Now()).iterator():
            if session.get_decoded().get(SESSION_KEY) == str(user.pk):
                session.delete()
    log.info("the second factor of user %d was removed", user.pk)
