"""The pages that answer why, what if, and what without."""

from datetime import date

import pytest
from django.test import Client

from coalition import review
from coalition.models import Country, Membership, StanceCondition
from coalition.positions import redraw_lines
from coalition.vocabulary import Condition, Position, Reason
from tests.factories import (
    make_coded_stance,
    make_country,
    make_editor,
    make_proposal,
    make_source,
)
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
LINE = "/countries/NO/troops-on-ground/?at=2026-03-10"
COALITION = "/proposals/troops-on-ground/coalition/?at=2026-03-10&group=NB8"


def read(client: Client, address: str) -> str:
    """The text of a page that answers."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_line_is_explained_statement_by_statement(client: Client, world: World) -> None:
    text = read(client, LINE)
    assert "Why it says so on 10 March 2026" in text
    assert "A word on record sets the position, at once." in text
    assert "used: a word on record" in text
    assert "not used: not the government&#x27;s own word" in text
    assert f'id="stance-{world.stance.pk}"' in text
    assert f'id="stance-{world.inner.pk}"' in text
    assert "/api/v1/explain/NO/troops-on-ground?at=2026-03-10" in text
    assert "/static/clients/recompute.py" in text


def test_the_script_that_recomputes_is_served(client: Client, world: World) -> None:
    response = client.get("/static/clients/recompute.py")
    assert response.status_code == 200
    assert b"import json" in b"".join(response)


def test_a_statement_of_a_later_day_is_counted_and_not_shown(client: Client, world: World) -> None:
    text = read(client, "/countries/NO/troops-on-ground/?at=2026-02-10")
    assert f'id="stance-{world.coded.pk}"' in text
    assert f'id="stance-{world.stance.pk}"' not in text
    assert "2 statements were made after 10 February 2026 and say nothing of it." in text


def test_a_line_of_nothing_says_so(client: Client, world: World) -> None:
    text = read(client, "/countries/DK/demining/")
    assert "Nothing was found that could draw a line." in text
    assert "there is nothing to weigh" in text


def test_a_line_in_small_letters_leads_to_the_one_address(client: Client, world: World) -> None:
    response = client.get("/countries/no/demining/?at=2026-03-10")
    assert (response.status_code, response["Location"]) == (
        301,
        "/countries/NO/demining/?at=2026-03-10",
    )


@pytest.fixture
def conditional(world: World) -> World:
    """Denmark would join after a ceasefire; it is a member of the group asked, and so is Norway."""
    denmark = make_country("DK", "Denmark")
    Membership.objects.create(group="NB8", country=denmark)
    said = make_coded_stance(
        country=denmark,
        proposal=make_proposal(),
        position=Position.CONDITIONAL,
        first_day=date(2026, 3, 2),
    )
    StanceCondition.objects.create(stance=said, kind=Condition.CEASEFIRE, words="after a truce")
    redraw_lines([("DK", "troops-on-ground")])
    return world


def test_a_switch_takes_a_country_in_and_another_takes_it_out(
    client: Client, conditional: World
) -> None:
    assert "1 country is in" in read(client, COALITION)
    assert "2 countries are in" in read(client, f"{COALITION}&ceasefire=met")
    assert "2 countries are in" in read(client, f"{COALITION}&met=ceasefire")
    out = read(client, f"{COALITION}&ceasefire=failed")
    assert "1 country is in" in out
    assert "drops out" in out
    assert "after a truce" in out


def test_a_condition_cannot_be_met_and_failed(client: Client, conditional: World) -> None:
    response = client.get(f"{COALITION}&met=ceasefire&failed=ceasefire")
    assert response.status_code == 400
    assert "“ceasefire” cannot be both met and failed." in response.content.decode()


def test_the_pivot_names_what_holds_it_back_also_on_the_pages_of_proposal_and_country(
    client: Client, conditional: World
) -> None:
    text = read(client, "/countries/DK/?at=2026-03-10")
    assert 'title="after a truce">a ceasefire</a>' in text
    assert "One step away" in read(client, "/proposals/troops-on-ground/?at=2026-03-10")


def test_less_evidence_draws_another_line_and_the_difference_is_named(
    client: Client, world: World
) -> None:
    text = read(client, "/sensitivity/?country=NO&at=2026-03-10&only=reviewed")
    assert "1 line says something else on 10 March 2026" in text
    assert "1 March 2026 – " in text
    assert "Committed → Supportive" in text
    unchanged = read(client, "/sensitivity/?country=NO&at=2026-03-10")
    assert "Nothing is left out yet" in unchanged

    # What was kept of the first answer is not told once something is written: here, a verdict.
    review.accept_stance(world.stance.pk, by=make_editor())
    again = read(client, "/sensitivity/?country=NO&at=2026-03-10&only=reviewed")
    assert "No line says anything else on 10 March 2026" in again


def test_a_source_can_be_left_out_only_by_its_name(client: Client, world: World) -> None:
    text = read(client, "/sensitivity/?country=NO&at=2026-03-10&without=paper.example")
    assert '<option value="paper.example" selected>' in text
    assert client.get("/sensitivity/?country=NO&without=nowhere.example").status_code == 400
    for days in ("0", "-1", "x", "99999", "١"):
        assert client.get(f"/sensitivity/?country=NO&days={days}").status_code == 400


def test_what_changed_since_a_day_is_summed_up_line_by_line(client: Client, world: World) -> None:
    text = read(client, "/changes/?since=2026-02-15&until=2026-03-10")
    assert "1 line says something else at the end than before the beginning." in text
    assert "↑ 1" in text
    assert "No line says anything else" in read(
        client, "/changes/?since=2026-03-05&until=2026-03-10"
    )


def test_the_most_similar_countries_come_with_the_number_in_common(
    client: Client, world: World
) -> None:
    for code in ("SE", "FI"):
        for slug in ("troops-on-ground", "demining", "air-policing")[: 3 if code == "SE" else 2]:
            make_coded_stance(
                country=make_country(code, code),
                proposal=make_proposal(slug),
                first_day=date(2026, 3, 1),
                source=make_source(),
            )
            redraw_lines([(code, slug)])
    for slug in ("demining", "air-policing"):
        make_coded_stance(proposal=make_proposal(slug), first_day=date(2026, 3, 1))
        redraw_lines([("NO", slug)])
    text = read(client, "/countries/NO/?at=2026-03-10")
    assert "<span>93%</span>" in text
    assert "on 3 proposals" in text
    assert (
        'Too few proposals in common to tell: <a href="/countries/FI/?at=2026-03-10">FI</a> 2'
        in text
    )


def test_the_method_computes_its_example_and_gives_every_number_a_reason(
    client: Client, world: World
) -> None:
    assert 'id="example"' not in read(client, "/methodology/")
    make_coded_stance(
        country=make_country("IT", "Italy"),
        position=Position.OPPOSED,
        first_day=date(2025, 3, 26),
        summary="No soldiers.",
    )
    redraw_lines([("IT", "troops-on-ground")])
    text = read(client, "/methodology/")
    assert "An example: Italy on “Troops on ground”, 1 May 2025" in text
    assert "No soldiers." in text
    assert "<code>CONTEST_DAYS</code></th><td>60</td><td>Days after which" in text


def test_voices_that_differ_stand_side_by_side(client: Client, world: World) -> None:
    for position, speaker, day in (
        (Position.COMMITTED, "The president", 1),
        (Position.OPPOSED, "The prime minister", 2),
    ):
        make_coded_stance(
            country=make_country("HR", "Croatia"),
            position=position,
            speaker=speaker,
            first_day=date(2026, 3, day),
        )
    redraw_lines([("HR", "troops-on-ground")])
    text = read(client, "/countries/HR/troops-on-ground/?at=2026-03-05")
    sides = text[text.index("Side by side") : text.index("Every statement considered")]
    assert sides.index("The president") < sides.index("The prime minister")
    assert "Side by side" not in read(client, LINE)


def test_a_stance_shows_what_editors_said_of_it_and_never_who(client: Client, world: World) -> None:
    editor = make_editor("someone-of-ours")
    changes = {"position": "conditional"}
    review.correct_stance(world.stance.pk, changes, reason=Reason.WRONG_POSITION, by=editor)
    text = read(client, f"/stances/{world.stance.pk}/")
    said = text[text.index("What editors said of it") :]
    assert "Corrected: another position" in said
    assert said.index("Committed") < said.index("Conditional")
    assert "someone-of-ours" not in text


@pytest.mark.parametrize("name", ["NOR", "nor", "norway", "Norvegia", "no"])
def test_other_names_of_a_country_lead_to_its_one_address(
    client: Client, world: World, name: str
) -> None:
    Country.objects.filter(code="NO").update(alpha3="NOR")
    response = client.get(f"/countries/{name}/?at=2026-03-10")
    assert (response.status_code, response["Location"]) == (301, "/countries/NO/?at=2026-03-10")
