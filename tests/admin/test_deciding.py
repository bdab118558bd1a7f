"""What asks for an editor's word in the admin, and who may give it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from coalition import review
from coalition.desk import requests, samples
from coalition.desk.verdicts import give_verdict
from coalition.models import (
    Article,
    Batch,
    CorrectionRequest,
    Difference,
    Job,
    Page,
    Review,
    SecondCoding,
    Stance,
    Suggestion,
    Waiting,
)
from coalition.vocabulary import Reason, Verdict
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn
from tests.admin.test_judging import fill_in, screen

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def chief(db: None) -> User:
    return factories.make_editor("chief")


def make_rows(chief: User) -> dict[str, int]:
    """One row of each table that waits for a word, by the name of the table."""
    stance = factories.make_stance(speaker=HOSTILE)
    review.accept_stance(stance.pk, by=chief)
    samples.draw_sample(samples.find_week(timezone.localdate()) + samples.WEEK)
    found = {"country": "NO", "proposal": "troops-on-ground", "position": "opposed"}
    rows: dict[str, Any] = {
        "suggestion": Suggestion.objects.create(
            stance=stance, editor=chief, verdict="reject", reason="irony", edition=2, note=HOSTILE
        ),
        "difference": Difference.objects.create(
            stance=stance, reader="rules", version="2", found=found | {"voice": HOSTILE}
        ),
        "secondcoding": SecondCoding.objects.get(),
    }
    number = requests.file_request(
        stance.pk, f"Said of another plan {HOSTILE}", contact="me@x.example", address="a"
    )
    return {name: row.pk for name, row in rows.items()} | {"correctionrequest": number}


DEEDS = {
    "suggestion": {"deed": "decline", "answer": "No."},
    "difference": {"deed": "keep"},
    "secondcoding": {"deed": "code", "label": "committed"},
    "correctionrequest": {"deed": "declined", "answer": "It stands."},
}


@pytest.mark.parametrize("role", ["viewer", "editor", "senior-editor", "administrator"])
def test_every_role_sees_them_and_editors_decide(log_in: LogIn, chief: User, role: str) -> None:
    client, rows = log_in(role), make_rows(chief)
    for name, key in rows.items():
        address = f"{ADMIN}/coalition/{name}/{key}/change/"
        page = client.get(address)
        assert page.status_code == 200
        assert HOSTILE not in page.content.decode()
        decided = client.post(address, DEEDS[name]).status_code
        assert (name, decided) == (name, 403 if role == "viewer" else 302)
    requested = f"{ADMIN}/coalition/correctionrequest/{rows['correctionrequest']}/change/"
    assert (b"me@x.example" in client.get(requested).content) == (role != "viewer")


@pytest.mark.parametrize(
    ("address", "viewer"),
    [("my-day", 403), ("errors", 200), ("paste", 403)],
)
def test_the_pages_of_the_desk_open_for_those_who_work_there(
    log_in: LogIn, address: str, viewer: int
) -> None:
    statuses = {
        role: log_in(role).get(f"{ADMIN}/coalition/waiting/{address}/").status_code
        for role in ("viewer", "editor", "senior-editor", "administrator")
    }
    assert statuses == {
        "viewer": viewer,
        "editor": 200,
        "senior-editor": 200,
        "administrator": 200,
    }
    answer = Client().get(f"{ADMIN}/coalition/waiting/{address}/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, f"{ADMIN}/login/")


def test_a_viewer_adds_takes_undoes_and_exports_nothing(log_in: LogIn, chief: User) -> None:
    client, stance = log_in("viewer"), factories.make_stance()
    review.accept_stance(stance.pk, by=chief)
    statuses = [
        client.get(f"{ADMIN}/coalition/stance/missed/{stance.article_id}/").status_code,
        client.post(screen(stance), {"deed": "take"}).status_code,
        client.get(f"{ADMIN}/coalition/stance/{stance.pk}/gold/").status_code,
        client.get(f"{ADMIN}/coalition/stance/{stance.pk}/clause/").status_code,
        client.post(f"{ADMIN}/coalition/waiting/paste/", {"text": "x"}).status_code,
    ]
    assert statuses == [403] * 5


def test_the_second_coder_does_not_see_what_the_first_one_said(editor: Client, chief: User) -> None:
    stance = factories.make_stance()
    review.correct_stance(stance.pk, {"position": "opposed"}, reason=Reason.IRONY, by=chief)
    samples.draw_sample(samples.find_week(timezone.localdate()) + samples.WEEK)
    row = SecondCoding.objects.get()
    base = f"{ADMIN}/coalition/secondcoding/{row.pk}"
    listed = editor.get(f"{ADMIN}/coalition/secondcoding/").content.decode()
    shown = editor.get(f"{base}/change/").content.decode()
    history = editor.get(f"{base}/history/").content.decode()
    assert stance.quote in shown
    for page in (listed, history, shown):
        assert "opposed" not in page.split('<form method="post" class="module">')[0]
    assert f"/stance/{stance.pk}/" not in shown
    editor.post(f"{base}/change/", {"deed": "code", "label": "sceptical"})
    row.refresh_from_db()
    assert (row.label, row.editor) == ("sceptical", User.objects.get(username="editor"))
    assert "opposed" in editor.get(f"{base}/change/").content.decode()


def test_a_flip_is_suggested_on_the_screen_and_confirmed_by_another(
    editor: Client, log_in: LogIn, settings: Settings
) -> None:
    settings.SECOND_EDITOR = True
    stance = factories.make_stance()
    sent = fill_in(stance, deed="reject", reason="irony")
    page = editor.post(screen(stance), sent, follow=True).content.decode()
    assert "another editor has to confirm it" in page
    row = Suggestion.objects.get()
    address = f"{ADMIN}/coalition/suggestion/{row.pk}/change/"
    assert address in editor.get(screen(stance)).content.decode()
    assert "Confirm" not in editor.get(address).content.decode()
    editor.post(address, {"deed": "confirm"})
    assert Review.objects.count() == 0
    log_in("senior-editor").post(address, {"deed": "confirm"})
    verdict = Review.objects.get()
    assert (verdict.editor.username, str(verdict.seconded_by)) == ("editor", "senior-editor")


def test_a_batch_is_taken_back_from_its_page(editor: Client) -> None:
    stance = factories.make_stance()
    sent = {
        "action": "accept_selected",
        "confirmed": "yes",
        "_selected_action": [stance.pk],
        f"edition_{stance.pk}": 1,
    }
    told = editor.post(f"{ADMIN}/coalition/stance/", sent, follow=True).content.decode()
    batch = Batch.objects.get()
    assert f"{ADMIN}/coalition/batch/{batch.pk}/change/" in told
    editor.post(f"{ADMIN}/coalition/batch/{batch.pk}/change/", {"deed": "undo"})
    stance.refresh_from_db()
    assert stance.review_state == "waiting"
    assert (
        "Take this batch back"
        not in editor.get(f"{ADMIN}/coalition/batch/{batch.pk}/change/").content.decode()
    )


def test_what_a_correction_would_flip_is_foreseen_and_nothing_saved(editor: Client) -> None:
    stance = factories.make_stance()
    sent = fill_in(stance, deed="preview", position="opposed")
    page = editor.post(screen(stance), sent).content.decode()
    assert "Norway · Troops on ground: committed → opposed, from 2026-03-01" in page
    assert "This correction:" in page
    assert Review.objects.count() == 0


def test_the_screen_shows_what_each_verdict_makes_of_the_line_and_the_rule(
    editor: Client,
) -> None:
    page = editor.get(screen(factories.make_stance())).content.decode()
    assert "<td>committed → no evidence, from 2026-03-01" in page
    assert "<td>committed → sceptical, from 2026-03-01" in page
    assert '<details data-step="committed" open>' in page
    assert "Committed needs an act" in page


def test_the_copies_of_a_report_stand_beside_it(editor: Client) -> None:
    stance = factories.make_stance()
    assert stance.article is not None
    copy = factories.make_article("Elsewhere.", story=stance.article.story, title="The same again")
    page = editor.get(screen(stance)).content.decode()
    assert f"{ADMIN}/coalition/article/{copy.pk}/change/" in page
    assert "The same again" in page


def test_a_missed_stance_is_added_as_right_with_its_words_held_to_the_text(
    editor: Client,
) -> None:
    article = factories.make_article()
    factories.make_country()
    factories.make_proposal()
    page = f"{ADMIN}/coalition/stance/missed/{article.pk}/"
    assert "Add a stance that was missed" in editor.get(page).content.decode()
    sent = {
        "country": "NO",
        "proposal": "troops-on-ground",
        "position": "supportive",
        "voice": "government",
        "time": "current",
        "attribution": "on-record",
        "day": "2026-03-01",
        "quote": "Norway will never send",
    }
    refused = editor.post(page, sent)
    assert b"does not stand in the text" in refused.content
    answer = editor.post(page, sent | {"quote": factories.QUOTE})
    stance = Stance.objects.get()
    assert answer["Location"] == screen(stance)
    assert (stance.review_state, stance.reader, stance.position, stance.quote_start) == (
        "accepted",
        "editor",
        "supportive",
        article.text.index(factories.QUOTE),
    )
    again = editor.post(page, sent | {"quote": factories.QUOTE})
    assert b"this very stance already" in again.content
    assert [one.verdict for one in Review.objects.all()] == ["accept"]


def test_conditions_are_corrected_with_the_stance_and_come_back_with_its_undoing(
    editor: Client, chief: User
) -> None:
    stance = factories.make_stance()
    conditions = {
        "conditions-TOTAL_FORMS": 1,
        "conditions-INITIAL_FORMS": 0,
        "conditions-0-kind": "ceasefire",
        "conditions-0-words": "nowhere said",
    }
    sent = fill_in(stance, deed="correct", reason="wrong-quote", **conditions)
    assert b"stand in the text nowhere" in editor.post(screen(stance), sent).content
    editor.post(screen(stance), sent | {"conditions-0-words": "Last"})
    assert list(stance.conditions.values_list("kind", "words", "start")) == [
        ("ceasefire", "Last", stance.article.text.index("Last"))  # type: ignore[union-attr]
    ]
    [verdict] = Review.objects.all()
    assert verdict.before["conditions"] == []
    review.undo_review(stance.pk, by=chief)
    assert stance.conditions.count() == 0


def test_a_pasted_text_goes_through_the_same_checks_and_a_copy_is_told(editor: Client) -> None:
    factories.make_source("unknown.invalid", tier="unknown")
    page = f"{ADMIN}/coalition/waiting/paste/"
    text = "Norway will send soldiers to the force, the prime minister said on Monday. " * 5
    bad = editor.post(page, {"text": text, "date": "2026-13"})
    assert (bad.status_code, Article.objects.count()) == (200, 0)
    assert b"no known source" in editor.post(page, {"text": text, "source": "x.example"}).content
    assert b"the file is empty" in editor.post(page, {"text": " \n "}).content
    sent = {"text": text, "title": "By hand", "date": "2026-03-01", "language": "en"}
    answer = editor.post(page, sent)
    article = Article.objects.get()
    assert answer["Location"] == f"{ADMIN}/coalition/article/{article.pk}/change/"
    assert (article.title, str(article.published), article.language) == (
        "By hand",
        "2026-03-01",
        "en",
    )
    assert Job.objects.filter(kind="read-stances", target=article.pk).count() == 1
    editor.post(page, sent)
    assert Article.objects.count() == 1
    told = editor.post(page, sent | {"text": text + "\n"}, follow=True).content.decode()
    assert "1 other articles are copies of this report." in told


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Give an address or a text."),
        ({"url": "http://127.0.0.1/"}, "The address is refused: it is not a public address"),
        ({"url": "file:///etc/passwd"}, "The address is refused: "),
        ({"url": "https://user:secret@paper.example/"}, "The address is refused: "),
        ({"url": "https://paper.example/1", "title": "Mine"}, "An address stands alone"),
        ({"url": "https://paper.example/1", "text": "Words."}, "An address stands alone"),
    ],
)
def test_an_address_that_cannot_be_is_refused_on_the_desk(
    editor: Client, sent: dict[str, str], words: str
) -> None:
    page = editor.post(f"{ADMIN}/coalition/waiting/paste/", sent)
    assert words in page.content.decode()
    assert Page.objects.count() == 0


def test_an_address_alone_is_left_to_the_workers(editor: Client) -> None:
    factories.make_source("unknown.invalid", tier="unknown")
    sent = {"url": "HTTPS://paper.example/1?utm_source=desk#top"}
    answers = [editor.post(f"{ADMIN}/coalition/waiting/paste/", sent) for _ in range(2)]
    page = Page.objects.get()
    assert {answer["Location"] for answer in answers} == {
        f"{ADMIN}/coalition/page/{page.pk}/change/"
    }
    assert (page.url, page.state) == ("https://paper.example/1", "found")
    assert list(Job.objects.values_list("kind", "target")) == [("fetch-page", page.pk)]


def test_a_corrected_case_is_exported_as_gold_and_as_clause(editor: Client, chief: User) -> None:
    stance = factories.make_stance()
    gold = f"{ADMIN}/coalition/stance/{stance.pk}/gold/"
    assert b"judge them first" in editor.get(gold, follow=True).content
    review.correct_stance(stance.pk, {"position": "opposed"}, reason=Reason.IRONY, by=chief)
    line = json.loads(editor.get(gold).content)
    clause = json.loads(editor.get(gold.replace("gold", "clause")).content)
    assert line["stances"][0]["position"] == clause["stances"][0]["position"] == "opposed"
    assert line["text"][line["stances"][0]["start"] :].startswith(stance.quote)


def test_my_day_tells_what_i_took_on_and_what_others_reversed(editor: Client, chief: User) -> None:
    me = User.objects.get(username="editor")
    taken, judged, kept, old = (factories.make_stance() for _ in range(4))
    Waiting.objects.filter(pk=old.pk).update(since=timezone.now() - timedelta(days=40))
    editor.post(screen(taken), {"deed": "take"})
    review.accept_stance(judged.pk, by=me)
    review.reject_stance(judged.pk, reason=Reason.DUPLICATE, by=chief, note="twins")
    review.accept_stance(kept.pk, by=me)
    review.accept_stance(kept.pk, by=chief)
    samples.draw_sample(samples.find_week(timezone.localdate()) + samples.WEEK)
    for row in SecondCoding.objects.filter(first_editor=chief):
        samples.code_again(row.pk, "committed", by=me)
    context = editor.get(f"{ADMIN}/coalition/waiting/my-day/").context
    assert [stance.pk for stance, _ in context["assigned"]] == [taken.pk]
    assert [(one.stance_id, one.note) for one in context["reversals"]] == [(judged.pk, "twins")]
    assert context["throughput"][0][1:] == (2, 4)
    assert [one.count for one in context["backlog"]] == [1, 0, 0, 1, 0]
    # Of two stances coded twice, one was no stance to the first editor.
    assert (context["agreement"].pairs, context["agreement"].equal) == (2, 0.5)


def test_the_error_report_counts_what_stands_by_reader_language_and_week(
    editor: Client, chief: User
) -> None:
    first, second, third, fourth = (factories.make_stance(language="it") for _ in range(4))
    other = factories.make_stance(language="de", reader="offline", reader_version="9")
    for stance in (first, second, third, other):
        give_verdict(stance.pk, Verdict.REJECT, reason=Reason.IRONY, by=chief)
    give_verdict(fourth.pk, Verdict.ACCEPT, by=chief)
    review.undo_review(third.pk, by=chief)
    address = f"{ADMIN}/coalition/waiting/errors/"
    shown = editor.get(address).context
    assert [(str(name), row.reader, row.language, row.count) for name, row in shown["rows"]] == [
        ("irony", "rules", "it", 2),
        ("irony", "offline", "de", 1),
    ]
    weeks = shown["weeks"]
    assert [(one.judged, one.wrong, one.share) for one in weeks] == [(0, 0, None)] * 11 + [
        (4, 3, 0.75)
    ]
    assert {one.first.weekday() for one in weeks} == {0}
    [(reason, counts)] = shown["trend"]
    assert (str(reason), counts) == ("irony", [0] * 11 + [3])
    narrowed = editor.get(address, {"reader": "offline 9", "language": "de"}).context
    assert [(one.judged, one.wrong) for one in narrowed["weeks"][-2:]] == [(0, 0), (1, 1)]
    assert [row.count for _name, row in narrowed["rows"]] == [1]
    everything = editor.get(address, {"reader": "nobody 1", "language": "'"}).context
    assert len(everything["rows"]) == 2


def test_a_decided_request_is_answered_once(editor: Client, chief: User) -> None:
    key = make_rows(chief)["correctionrequest"]
    address = f"{ADMIN}/coalition/correctionrequest/{key}/change/"
    assert b"it stands in public" in editor.post(address, {"deed": "declined"}).content
    editor.post(address, {"deed": "accepted", "answer": "Right, thank you."})
    editor.post(address, {"deed": "declined", "answer": "No."})
    row = CorrectionRequest.objects.get()
    assert (row.state, row.answer) == ("accepted", "Right, thank you.")
