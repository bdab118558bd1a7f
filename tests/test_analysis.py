"""Why, what if, what without: on the founding documents, and on a small world."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from coalition import analysis, review
from coalition.estimation.agreement import Agreement
from coalition.estimation.arithmetic import Outcome, Sum
from coalition.estimation.sensitivity import Only
from coalition.estimation.stands import Stand
from coalition.models import Membership, Stance
from coalition.positions import redraw_lines
from coalition.vocabulary import Condition, LineState, Position, Reason
from tests import factories
from tests.clients.test_recompute import run_script

pytestmark = pytest.mark.django_db
AT = date(2026, 3, 10)
BACKSTOP, CEASEFIRE = Condition.US_BACKSTOP, Condition.CEASEFIRE


def test_the_italian_line_is_explained_down_to_the_founding_words_and_drawn_again_from_that(
    client: Client, tmp_path: Path
) -> None:
    call_command("seed", verbosity=0)
    [file] = settings.SEEDS_DIR.glob("articles/000*.txt")
    call_command("ingest", str(file))
    reply = client.get("/api/v1/explain/IT/troops-on-ground?at=2025-05-01")
    assert reply.status_code == 200
    explained = reply.json()

    [quoted] = [one for one in explained["statements"] if one["kind"] == "quoted"]
    words = quoted["stance"]["quote"]
    assert "Italia e Finlandia, hanno espresso scetticismo" in words
    assert words in file.read_text()
    assert (quoted["position"], quoted["points"] > 0) == ("sceptical", True)
    assert {one["fate"] for one in explained["statements"]} <= {
        "word-on-record",
        "weak-report",
        "copy-of-a-better-one",
        "not-the-voice-of-the-government",
        "source-does-not-count",
    }

    # What is explained is what is shown.
    [shown] = client.get(
        "/api/v1/positions?country=IT&proposal=troops-on-ground&at=2025-05-01"
    ).json()["items"]
    result = explained["result"]
    names = ("first", "until", "state", "position", "low", "high", "statements", "origins")
    assert [result[name] for name in names] == [shown[name] for name in names]
    assert result["cause"] == shown["cause"]["id"]

    done = run_script(tmp_path, json.loads(reply.content))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.startswith(f"IT, troops-on-ground, 2025-05-01: {result['position']} (band ")


def make_word(country: str, position: Position, day: int, **values: object) -> Stance:
    """A reviewed word on record of a day in March 2026."""
    source = values.pop("source", "paper.example")
    return factories.make_coded_stance(
        country=factories.make_country(country, country, coalition_status="member"),
        position=position,
        first_day=date(2026, 3, day),
        source=factories.make_source(str(source)),
        **values,
    )


@pytest.fixture
def world() -> dict[str, Stance]:
    """Four members of a coalition and what they say of the force in March 2026."""
    said = {
        "GB": make_word("GB", Position.COMMITTED, 1),
        "IT": make_word("IT", Position.OPPOSED, 2),
        "NL": make_word("NL", Position.CONDITIONAL, 3),
        "PL": make_word("PL", Position.SUPPORTIVE, 4),
    }
    said["GB"].conditions.create(kind=BACKSTOP, words="a backstop there must be")
    said["NL"].conditions.create(kind=BACKSTOP, words="only with the Americans")
    said["NL"].conditions.create(kind=CEASEFIRE, words="once the guns are silent")
    for code, people, forces in (("GB", 69, 2), ("IT", 59, 3), ("NL", 18, 1)):
        country = said[code].country
        country.population, country.forces = people, forces
        country.save()
    redraw_lines([(code, "troops-on-ground") for code in said])
    return said


def play(**switches: object) -> dict[str, tuple[Position | None, bool, bool]]:
    """Where each country would be, whether it is counted, and whether it is a pivot."""
    found = analysis.play_coalition("troops-on-ground", AT, **switches)  # type: ignore[arg-type]
    outcomes = [ally.outcome for ally in found.allies]
    return {one.country: (one.position, one.counted, one.pivot) for one in outcomes}


def test_conditions_that_stand_are_named_with_their_words_and_block_their_country(
    world: dict[str, Stance],
) -> None:
    found = analysis.play_coalition("troops-on-ground", AT)
    assert found.counted == Sum(2, 69, 2, ("PL",))
    assert found.asked == Sum(4, 146, 6, ("PL",))
    netherlands = found.allies[2]
    assert [(c.kind, c.words, c.stance.id) for c in netherlands.conditions] == [
        (BACKSTOP, "only with the Americans", world["NL"].pk),
        (CEASEFIRE, "once the guns are silent", world["NL"].pk),
    ]
    assert netherlands.outcome == Outcome(
        "NL", Position.CONDITIONAL, counted=False, pivot=True, blocked_by=(BACKSTOP, CEASEFIRE)
    )


def test_the_switches_move_exactly_those_who_name_them(world: dict[str, Stance]) -> None:
    assert play(failed={BACKSTOP}) == {
        "GB": (None, False, False),
        "IT": (Position.OPPOSED, False, False),
        "NL": (None, False, False),
        "PL": (Position.SUPPORTIVE, True, False),
    }
    assert play(met={BACKSTOP, CEASEFIRE})["NL"] == (Position.SUPPORTIVE, True, False)


def test_a_group_is_asked_as_it_is_on_the_day(world: dict[str, Stance]) -> None:
    Membership.objects.create(group="E2", country=world["IT"].country, until=date(2026, 3, 1))
    Membership.objects.create(group="E2", country=world["PL"].country)
    assert set(play(group="E2")) == {"PL"}


def test_a_condition_falls_with_the_statement_that_named_it(world: dict[str, Stance]) -> None:
    make_word("NL", Position.COMMITTED, 5)
    redraw_lines([("NL", "troops-on-ground")])
    found = analysis.play_coalition("troops-on-ground", AT)
    assert found.allies[2].conditions == ()


def test_a_line_without_one_source_falls_back_on_the_others(world: dict[str, Stance]) -> None:
    make_word("PL", Position.OPPOSED, 8, source="other.example")
    [weak] = analysis.weaken_lines(AT, country="PL", without="other.example")
    assert (weak.kept, weak.given) == (1, 2)
    assert weak.before == Stand(LineState.HELD, Position.OPPOSED)
    assert weak.after == Stand(LineState.HELD, Position.SUPPORTIVE)
    assert weak.differences[0].first == date(2026, 3, 8)


def test_official_recent_and_reviewed_evidence_can_be_asked_for_alone(
    world: dict[str, Stance],
) -> None:
    def stands(**less: object) -> dict[str, LineState]:
        found = analysis.weaken_lines(AT, proposal="troops-on-ground", **less)  # type: ignore[arg-type]
        return {one.country: one.after.state for one in found}

    held, none = LineState.HELD, LineState.NO_EVIDENCE
    assert set(stands(only=[Only.OFFICIAL]).values()) == {none}
    assert stands(last_days=7) == {"GB": none, "IT": none, "NL": held, "PL": held}
    assert set(stands(only=[Only.REVIEWED]).values()) == {held}


def test_neighbours_are_ranked_and_unranked_under_three_in_common(world: dict[str, Stance]) -> None:
    for slug in ("demining", "training"):
        for code, position in (("GB", "committed"), ("PL", "committed"), ("NL", "opposed")):
            make_word(code, Position(position), 6, proposal=factories.make_proposal(slug))
            redraw_lines([(code, slug)])
    common = ("demining", "training", "troops-on-ground")
    assert [(one.country, one.agreement) for one in analysis.list_neighbours("GB", AT)] == [
        ("PL", Agreement(common, 0.9333)),
        ("NL", Agreement(common, 0.2)),
        ("IT", Agreement(("troops-on-ground",), None)),
    ]


def test_a_rejected_statement_is_in_the_explanation_without_its_words(
    world: dict[str, Stance],
) -> None:
    review.reject_stance(world["PL"].pk, reason=Reason.NOT_A_STANCE, by=factories.make_editor())
    found = analysis.explain_line("PL", "troops-on-ground", AT)
    [statement] = found.line["statements"]
    assert (statement["id"], statement["fate"]) == (world["PL"].pk, "rejected-by-an-editor")
    assert (found.words, found.result) == ({}, None)


def test_a_stance_without_a_day_is_set_aside(world: dict[str, Stance]) -> None:
    make_word("PL", Position.OPPOSED, 8, time="past")
    undated = factories.make_coded_stance(
        country=world["PL"].country, first_day=None, precision=None
    )
    found = analysis.explain_line("PL", "troops-on-ground", AT)
    assert [one.why_not for one in found.set_aside] == ["earlier", "undated"]
    assert undated.pk in {one.id for one in found.set_aside}
    assert len(found.line["statements"]) == 1
