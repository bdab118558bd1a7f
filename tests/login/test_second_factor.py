"""The second factor: without it the desk stays shut, with it one comes in, once a code."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import PASSWORD, LogIn

pytestmark = pytest.mark.django_db
FACTOR = f"{ADMIN}/second-factor/"
QUEUE = f"{ADMIN}/coalition/stance/"
REFUSED = "This code is wrong, or came too soon after another."


@pytest.fixture(autouse=True)
def required(settings: Settings) -> None:
    """As in production."""
    settings.REQUIRE_SECOND_FACTOR = True


def give_password(username: str) -> Client:
    """A browser in which somebody gave name and password."""
    client = Client()
    sent = client.post(f"{ADMIN}/login/", {"username": username, "password": PASSWORD})
    assert sent.status_code == 302
    return client


def read_code(device: TOTPDevice, later: int = 0) -> str:
    """What the device shows, or will show so many half minutes later."""
    return f"{totp(device.bin_key, drift=later):06}"


def find_device(username: str) -> TOTPDevice:
    """The device of somebody."""
    return TOTPDevice.objects.get(user__username=username, confirmed=True)


def pass_time() -> None:
    """Lets the pause end that follows a wrong code, and the half minute of the code used last."""
    TOTPDevice.objects.update(throttling_failure_timestamp=None, last_t=F("last_t") - 5)
    StaticDevice.objects.update(throttling_failure_timestamp=None)


def set_up(client: Client, username: str) -> list[str]:
    """Sets a device up and returns the recovery codes."""
    client.get(FACTOR)
    device = TOTPDevice.objects.get(user__username=username, confirmed=False)
    page = client.post(FACTOR, {"code": read_code(device)}).content.decode()
    return re.findall(r"<li><code>([a-z2-7-]{19})</code></li>", page)


def test_A14_the_desk_stays_shut_until_a_device_is_set_up(log_in: LogIn) -> None:
    client = log_in("editor")
    text = f"{factories.QUOTE}. {'Nothing else was new. ' * 200}The very end."
    stance = factories.make_stance(article=factories.make_article(text))
    article = f"/articles/{stance.article_id}/"
    session = client.session.session_key
    shut = client.get(QUEUE, follow=True)
    page = shut.content.decode()
    assert [address.split("?")[0] for address, _ in shut.redirect_chain] == [
        f"{ADMIN}/login/",
        FACTOR,
    ]
    assert "Scan this" in page
    assert '<path class="qrline"' in page
    assert not re.search(r"style=|https?://(?!www.w3.org)", page.partition("<main")[2])
    assert "The very end." not in client.get(article).content.decode()
    assert client.post(FACTOR, {"code": "not it"}).context["form"].errors == {"code": [REFUSED]}
    pass_time()
    key = TOTPDevice.objects.get().key
    codes = re.findall(
        r"<li><code>([a-z2-7-]{19})</code></li>",
        client.post(FACTOR, {"code": read_code(TOTPDevice.objects.get())}).content.decode(),
    )
    assert (len(set(codes)), find_device("editor").key) == (10, key)
    assert client.session.session_key != session
    assert client.get(QUEUE).status_code == 200
    assert "The very end." in client.get(article).content.decode()
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert kept.isdisjoint({code.replace("-", "")[:16] for code in codes})


def test_A14_a_code_lets_in_once_and_a_recovery_code_too(log_in: LogIn) -> None:
    codes = set_up(log_in("editor"), "editor")
    used = read_code(find_device("editor"))
    client = give_password("editor")
    assert REFUSED in html.unescape(client.post(FACTOR, {"code": used}).content.decode())
    pass_time()
    told = client.post(FACTOR, {"code": read_code(find_device("editor")), "next": QUEUE})
    assert (told.status_code, told["Location"]) == (302, QUEUE)
    assert client.get(QUEUE).status_code == 200
    statuses = []
    for code in (codes[3], codes[3], codes[4].upper()):
        pass_time()
        other = give_password("editor")
        statuses.append(other.post(FACTOR, {"code": code, "next": "//evil.example/"}).status_code)
        place = other.get(QUEUE).status_code
        assert place == {302: 200, 200: 302}[statuses[-1]]
    assert statuses == [302, 200, 302]
    assert StaticToken.objects.count() == 8
    pass_time()
    page = other.post(FACTOR, {"code": codes[5], "deed": "codes"}).content.decode()
    assert (page.count("<li><code>"), other.get(QUEUE).status_code) == (10, 200)


def test_many_wrong_codes_are_not_looked_at(log_in: LogIn) -> None:
    set_up(log_in("editor"), "editor")
    client = give_password("editor")
    for _ in range(3):
        client.post(FACTOR, {"code": "000000"})
    device = find_device("editor")
    assert device.throttling_failure_count == 1  # the other two came within its pause
    pages = client.post(FACTOR, {"code": read_code(device, later=1)})
    assert pages.context["form"].errors == {"code": [REFUSED]}
    assert client.get(QUEUE).status_code == 302


def test_new_recovery_codes_and_another_device_want_a_code_again(log_in: LogIn) -> None:
    client = log_in("editor")
    old = set_up(client, "editor")
    first = find_device("editor")
    client.post(FACTOR, {"code": "000000", "deed": "replace"})
    assert list(TOTPDevice.objects.all()) == [first]
    pass_time()
    page = client.post(FACTOR, {"code": read_code(first), "deed": "codes"}).content.decode()
    assert len(re.findall(r"<li><code>", page)) == 10
    assert old[0] not in page
    pass_time()
    client.post(FACTOR, {"code": read_code(find_device("editor")), "deed": "replace"})
    second = TOTPDevice.objects.get(confirmed=False)
    # Somebody who only knows the password sees neither key, and cannot confirm it.
    stranger = give_password("editor")
    assert second.key not in stranger.get(FACTOR).content.decode()
    stranger.post(FACTOR, {"code": read_code(second)})
    assert find_device("editor") == first
    # Nor does who comes to the page with the session: the change is begun anew, with a code.
    assert "Scan this" not in client.get(FACTOR).content.decode()
    pass_time()
    client.post(FACTOR, {"code": read_code(first), "deed": "replace"})
    second = TOTPDevice.objects.filter(confirmed=False).latest("pk")
    page = client.post(FACTOR, {"code": read_code(second)}).content.decode()
    assert "Your second factor is set up." in page
    assert list(TOTPDevice.objects.values_list("pk", "confirmed")) == [(second.pk, True)]
    assert client.get(QUEUE).status_code == 200


def test_a_device_that_only_a_thief_of_the_password_saw_is_not_taken_over(log_in: LogIn) -> None:
    log_in("editor").get(FACTOR)  # he saw a key, and waits
    [seen] = TOTPDevice.objects.all()
    set_codes = give_password("editor")
    assert set_codes.get(FACTOR).status_code == 200
    mine = TOTPDevice.objects.exclude(pk=seen.pk).get()
    set_codes.post(FACTOR, {"code": read_code(mine)})
    assert list(TOTPDevice.objects.all()) == [mine]


def test_who_gave_his_password_only_may_leave_and_nobody_else_sees_the_page(
    log_in: LogIn, client: Client
) -> None:
    half = log_in("viewer")
    left = half.post(FACTOR, {"deed": "leave"})
    assert (left["Location"], "_auth_user_id" in half.session) == (f"{ADMIN}/login/", False)
    assert client.get(FACTOR)["Location"] == f"{ADMIN}/login/"
    reader = User.objects.create_user("reader", password=PASSWORD)
    client.force_login(reader)
    assert client.get(FACTOR)["Location"] == f"{ADMIN}/login/"


def test_an_administrator_removes_a_second_factor_and_its_sessions_end(log_in: LogIn) -> None:
    administrator, editor = log_in("administrator"), log_in("editor")
    set_up(administrator, "administrator")
    set_up(editor, "editor")
    chief = factories.make_editor("chief")
    TOTPDevice.objects.create(user=chief, name="device")
    people = f"{ADMIN}/auth/user/"
    sent = {
        "action": "forget_factor",
        "_selected_action": list(
            User.objects.exclude(username="administrator").values_list("pk", flat=True)
        ),
    }
    page = administrator.post(people, sent, follow=True).content.decode()
    assert "The second factor of 1 person is removed." in page
    assert set(TOTPDevice.objects.values_list("user__username", flat=True)) == {
        "administrator",
        "chief",
    }
    assert StaticDevice.objects.filter(user__username="editor").count() == 0
    assert editor.get(QUEUE)["Location"].startswith(f"{ADMIN}/login/")
    assert "_auth_user_id" not in editor.session
    assert administrator.get(QUEUE).status_code == 200


def test_a_command_removes_it_where_no_administrator_is_left(log_in: LogIn) -> None:
    client = log_in("administrator")
    set_up(client, "administrator")
    call_command("forget_second_factor", "administrator")
    assert client.get(QUEUE).status_code == 302
    assert TOTPDevice.objects.count() == 0
    with pytest.raises(CommandError, match="Nobody logs in with the name 'nobody'"):
        call_command("forget_second_factor", "nobody")


def test_where_it_is_not_required_only_those_who_set_it_up_are_asked(
    log_in: LogIn, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client = log_in("editor")
    assert client.get(QUEUE).status_code == 200
    settings.REQUIRE_SECOND_FACTOR = True
    set_up(client, "editor")
    settings.REQUIRE_SECOND_FACTOR = False
    assert give_password("editor").get(QUEUE).status_code == 302


@pytest.mark.parametrize("address", ["otp_totp/totpdevice/", "otp_static/staticdevice/"])
def test_no_page_of_the_desk_shows_the_keys_of_devices(
    admin_client: Client, settings: Settings, address: str
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    assert admin_client.get(f"{ADMIN}/{address}").status_code == 404
