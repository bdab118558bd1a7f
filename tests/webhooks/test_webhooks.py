"""Webhooks: told once, signed, again where it was not taken, stopped where nothing is; never inside."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from coalition import review
from coalition.models import ApiKey, Delivery, Stance, Webhook
from coalition.positions import redraw_lines
from coalition.vintages import Instant
from coalition.vocabulary import KeyScope, Reason
from coalition.webhooks import make_webhook, open_sender, replay_delivery, send_due, write_news
from coalition.webhooks.sending import FAILURES, WAITS, claim_delivery, send
from tests import factories
from tests.api.conftest import read_problem
from tests.clock import pass_an_hour, set_instant

pytestmark = pytest.mark.django_db


@dataclass
class Receiver:
    """A receiver on loopback: what it answers next, and what it was sent."""

    port: int = 0
    status: int = 204
    location: str = ""
    seconds: float = 0.0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver that runs while the test does; nothing but loopback can be reached."""
    settings.FETCH_ALLOW_NETS = ["127.0.0.0/8"]
    played = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            played.got.append(({name.lower(): v for name, v in self.headers.items()}, body))
            time.sleep(played.seconds)
            self.send_response(played.status)
            if played.location:
                self.send_header("Location", played.location)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def long_ago(db: None, settings: Settings) -> None:
    """What is written was written on a day that has settled."""
    settings.API_PER_MINUTE = settings.API_PER_MINUTE_WITH_KEY = 1_000_000
    set_instant(datetime(2026, 5, 1, tzinfo=UTC))


def subscribe(receiver: Receiver, **wanted: Any) -> tuple[Webhook, str]:
    """A webhook that was told of nothing yet."""
    key, _ = ApiKey.objects.issue("a desk", KeyScope.WEBHOOK)
    given = {"kind": None, "country": None, "proposal": None} | wanted
    record, secret = make_webhook(key.pk, receiver.url, **given)
    Webhook.objects.filter(pk=record.id).update(told_until=datetime(2026, 4, 1, tzinfo=UTC))
    return Webhook.objects.get(pk=record.id), secret


def send_all(now: Instant) -> int:
    """One tick of the clock that tells."""
    write_news(now)
    return send_due(open_sender())


def list_told(receiver: Receiver) -> list[dict[str, Any]]:
    """What a receiver was sent."""
    return [json.loads(body) for _, body in receiver.got]


def test_new_evidence_and_the_move_that_it_causes_are_told_once_and_signed(
    receiver: Receiver,
) -> None:
    _, secret = subscribe(receiver)
    stance = factories.make_stance()
    redraw_lines([("NO", "troops-on-ground")])
    now = pass_an_hour()
    assert send_all(now) == 2
    assert send_all(now) == 0
    evidence, move = sorted(list_told(receiver), key=lambda one: one["type"])
    assert evidence["stance"]["quote"] == stance.quote
    assert move == {
        "type": "position-change",
        "as_of": "2026-05-01T00:00:00Z",
        "country": "NO",
        "proposal": "troops-on-ground",
        "before": {"state": "no-evidence", "position": None, "cause": None},
        "after": {"state": "held", "position": "committed", "cause": stance.pk},
    }
    for headers, body in receiver.got:
        stamp, number = headers["webhook-timestamp"], headers["webhook-id"]
        key = base64.b64decode(secret.removeprefix("whsec_"))
        digest = hmac.new(key, f"{number}.{stamp}.".encode() + body, hashlib.sha256).digest()
        assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
        assert abs(int(stamp) - time.time()) < 60


def test_a_receiver_hears_only_of_what_it_asked_for(receiver: Receiver) -> None:
    subscribe(receiver, kind="position-change")
    factories.make_country("IT", "Italy")
    subscribe(receiver, country="IT")
    factories.make_stance()
    redraw_lines([("NO", "troops-on-ground")])
    assert send_all(pass_an_hour()) == 1
    assert [one["type"] for one in list_told(receiver)] == ["position-change"]


def test_a_line_that_goes_stale_is_a_change_that_nobody_caused(receiver: Receiver) -> None:
    subscribe(receiver, kind="position-change")
    factories.make_stance()  # of 1 March 2026, which holds for 270 days
    redraw_lines([("NO", "troops-on-ground")])
    send_all(pass_an_hour())
    last = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert send_all(Instant(last)) == 0
    assert send_all(Instant(last + timedelta(days=3))) == 1
    assert [told["after"]["state"] for told in list_told(receiver)] == ["held", "stale"]


def test_a_rejection_moves_the_line_back_and_is_no_evidence(receiver: Receiver) -> None:
    stance = factories.make_stance()
    redraw_lines([("NO", "troops-on-ground")])
    webhook, _ = subscribe(receiver)
    Webhook.objects.filter(pk=webhook.pk).update(told_until=pass_an_hour())
    review.reject_stance(stance.pk, by=factories.make_editor(), reason=Reason.IRONY)
    send_all(pass_an_hour())
    (told,) = list_told(receiver)
    assert (told["before"]["position"], told["after"]["state"]) == ("committed", "no-evidence")


def test_what_was_not_taken_comes_again_later_with_the_same_id(receiver: Receiver) -> None:
    subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    receiver.status = 500
    now = pass_an_hour()
    assert send_all(now) == 0
    row = Delivery.objects.get()
    assert (row.state, row.status, row.error) == ("waiting", 500, "It answered 500.")
    assert row.due_at > timezone.now() + WAITS[0] / 2
    assert send_due(open_sender()) == 0  # it is not due yet
    receiver.status = 204
    Delivery.objects.update(due_at=timezone.now())
    assert send_due(open_sender()) == 1
    first, second = receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    row.refresh_from_db()
    assert (row.state, row.status, row.error, row.attempts) == ("delivered", 204, "", 2)


def test_a_redirect_is_not_followed_wherever_it_leads(receiver: Receiver) -> None:
    subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    receiver.status, receiver.location = 307, "http://169.254.169.254/latest/meta-data/"
    assert send_all(pass_an_hour()) == 0
    row = Delivery.objects.get()
    assert (row.status, row.error) == (307, "It answered 307. Redirects are not followed.")
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://a.internal/"]
)
def test_an_address_inside_is_never_connected_to(receiver: Receiver, url: str) -> None:
    webhook, _ = subscribe(receiver, kind="new-evidence")
    Webhook.objects.filter(pk=webhook.pk).update(url=url)
    factories.make_stance()
    assert send_all(pass_an_hour()) == 0
    row = Delivery.objects.get()
    assert row.status is None
    assert "public" in row.error
    assert receiver.got == []


def test_a_receiver_that_is_gone_or_takes_nothing_is_stopped_with_a_reason_and_starts_again(
    receiver: Receiver,
) -> None:
    webhook, _ = subscribe(receiver, kind="new-evidence")
    for number in range(FAILURES + 3):
        factories.make_stance(f"Norway will send soldiers, part {number}")
    receiver.status = 503
    send_all(pass_an_hour())
    webhook.refresh_from_db()
    assert webhook.failures == FAILURES
    assert len(receiver.got) == FAILURES
    assert webhook.stopped_because == (
        "10 attempts in a row were not taken; the last: It answered 503."
    )
    assert write_news(pass_an_hour()) == 0  # a stopped one hears nothing
    receiver.status = 200
    client, key = Client(), issue_key(webhook)
    again = post(client, "/replay", {"webhook": webhook.pk}, key)
    assert (again.status_code, again.json()) == (202, {"due": FAILURES + 3})
    assert send_due(open_sender()) == FAILURES + 3


def test_a_delivery_is_given_up_after_its_last_attempt(receiver: Receiver) -> None:
    subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    write_news(pass_an_hour())
    receiver.status = 500
    for _ in range(len(WAITS) + 1):
        Delivery.objects.update(due_at=timezone.now())
        send_due(open_sender())
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", len(WAITS) + 1)
    assert row.ended_at is not None


def test_what_a_dead_worker_had_claimed_comes_back(receiver: Receiver) -> None:
    subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    write_news(pass_an_hour())
    assert claim_delivery() is not None
    assert claim_delivery() is None
    Delivery.objects.update(due_at=F("due_at") - timedelta(minutes=2))
    assert send_due(open_sender()) == 1


def test_a_webhook_that_is_ended_while_it_is_told_holds_up_nobody(receiver: Receiver) -> None:
    ended, _ = subscribe(receiver, kind="new-evidence")
    other, _ = subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    assert write_news(pass_an_hour()) == 2
    post = open_sender()

    def end_and_post(url: str, headers: dict[str, str], body: bytes) -> int:
        Webhook.objects.filter(pk=ended.pk).delete()
        return post(url, headers, body)

    Delivery.objects.filter(webhook=ended).update(due_at=F("due_at") - timedelta(minutes=1))
    assert send_due(end_and_post) == 2
    assert [row.webhook_id for row in Delivery.objects.all()] == [other.pk]


def test_what_is_asked_for_again_while_it_is_sent_comes_again_soon(receiver: Receiver) -> None:
    webhook, _ = subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    write_news(pass_an_hour())

    def replay_and_fail(url: str, headers: dict[str, str], body: bytes) -> int:
        replay_delivery(webhook.pk)
        return 500

    claimed = claim_delivery()
    assert claimed
    assert not send(claimed, replay_and_fail)
    assert Delivery.objects.get().due_at < timezone.now() + 2 * WAITS[0]


def test_who_holds_no_live_key_any_more_is_told_nothing(receiver: Receiver) -> None:
    webhook, _ = subscribe(receiver, kind="new-evidence")
    factories.make_stance()
    now = pass_an_hour()
    assert write_news(now) == 1
    ApiKey.objects.filter(pk=webhook.key_id).update(revoked_at=timezone.now())
    assert send_due(open_sender()) == 0
    ApiKey.objects.filter(pk=webhook.key_id).update(
        revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1)
    )
    factories.make_stance("Norway will send more soldiers")
    assert write_news(pass_an_hour()) == send_due(open_sender()) == 0
    assert receiver.got == []


def issue_key(webhook: Webhook, scope: KeyScope = KeyScope.WEBHOOK) -> str:
    """A new key that owns a webhook."""
    row, text = ApiKey.objects.issue("a desk", scope)
    Webhook.objects.filter(pk=webhook.pk).update(key=row)
    return text


def post(client: Client, path: str, body: Any, key: str) -> Any:
    """Posts a body with a key."""
    return client.post(
        f"/api/v1/webhooks{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


def read(client: Client, path: str, key: str) -> Any:
    """Reads with a key."""
    return client.get(f"/api/v1/webhooks{path}", headers={"Authorization": f"Bearer {key}"})


def test_a_client_makes_sees_and_ends_its_own_webhooks_only(client: Client) -> None:
    factories.make_country("IT", "Italy")
    _, mine = ApiKey.objects.issue("mine", KeyScope.WEBHOOK)
    _, other = ApiKey.objects.issue("other", KeyScope.WEBHOOK)
    made = post(client, "", {"url": "https://receiver.example/hook", "country": "IT"}, mine)
    assert (made.status_code, made["Cache-Control"]) == (201, "private, no-store")
    body = made.json()
    secret = body.pop("secret")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert read(client, "", mine).json() == {"items": [body]}
    assert read(client, f"/{body['id']}", mine).json() == body | {"deliveries": []}
    assert read(client, "", other).json() == {"items": []}
    for answer in (
        read(client, f"/{body['id']}", other),
        post(client, "/end", {"webhook": body["id"]}, other),
        post(client, "/replay", {"webhook": body["id"]}, other),
    ):
        read_problem(answer, 404)
    # 1.0 is a whole number to JSON.
    ended = post(client, "/end", {"webhook": float(body["id"])}, mine)
    assert ended.json() == {"ended": body["id"]}
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "url"),
        ({"url": "http://receiver.example/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "https://user:secret@receiver.example/"}, "url"),
        ({"url": "https://receiver.example/", "kind": "gossip"}, "kind"),
        ({"url": "https://receiver.example/", "country": "ZZ"}, "country"),
        ({"url": "https://receiver.example/", "secret": "mine"}, "secret"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(
    client: Client, body: dict[str, Any], parameter: str
) -> None:
    _, key = ApiKey.objects.issue("mine", KeyScope.WEBHOOK)
    problem = read_problem(post(client, "", body, key), 422)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


def test_other_scopes_see_nothing_and_a_key_has_a_bounded_number(client: Client) -> None:
    for scope in (KeyScope.READ, KeyScope.INGEST):
        _, key = ApiKey.objects.issue("other", scope)
        read_problem(read(client, "", key), 403)
        read_problem(post(client, "", {"url": "https://receiver.example/"}, key), 403)
    _, key = ApiKey.objects.issue("mine", KeyScope.WEBHOOK)
    answers = [post(client, "", {"url": f"https://a.example/{n}"}, key) for n in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [409]


def test_one_delivery_is_sent_again_with_its_id(receiver: Receiver, client: Client) -> None:
    webhook, _ = subscribe(receiver, kind="new-evidence")
    key = issue_key(webhook)
    factories.make_stance()
    send_all(pass_an_hour())
    (told,) = read(client, f"/{webhook.pk}", key).json()["deliveries"]
    assert (told["state"], told["status"], told["attempts"]) == ("delivered", 204, 1)
    body = {"webhook": webhook.pk, "delivery": told["id"]}
    assert post(client, "/replay", body, key).json() == {"due": 1}
    send_due(open_sender())
    assert [headers["webhook-id"] for headers, _ in receiver.got] == [told["id"]] * 2


def test_nobody_is_told_of_a_stance_that_came_and_went(receiver: Receiver) -> None:
    subscribe(receiver)
    stance = factories.make_stance()
    review.reject_stance(stance.pk, by=factories.make_editor(), reason=Reason.IRONY)
    assert Stance.objects.count() == 1
    assert send_all(pass_an_hour()) == 0
