"""Head of state and government side by side, where what they say differs."""

from datetime import date

import pytest
from django.test import Client

from coalition.models import Office
from coalition.positions import redraw_lines
from coalition.published import OfficeRecord
from coalition.vocabulary import Position
from coalition.web.voices import find_office
from tests.factories import make_coded_stance
from tests.web.conftest import World

OFFICES = [
    OfficeRecord("Kari Nordmann", "head-of-state", "", "2020", "2025-06"),
    OfficeRecord("Ola Nordmann", "head-of-government", "", "2025-06", ""),
    OfficeRecord("Per Hansen", "opposition", "", "2020", ""),
]


def test_a_speaker_is_known_by_the_last_name_while_in_office() -> None:
    found = [
        find_office(speaker, OFFICES, day)
        for speaker, day in (
            ("President Nordmann", date(2024, 1, 1)),
            ("Ola Nordmann (via his office)", date(2026, 1, 1)),
            ("Per Hansen", date(2026, 1, 1)),
            ("", date(2026, 1, 1)),
            ("Nordmannsen", date(2026, 1, 1)),
        )
    ]
    assert [one.person if one else None for one in found] == [
        "Kari Nordmann", "Ola Nordmann", None, None, None,
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_country_page_sets_both_side_by_side_only_where_they_differ(
    client: Client, world: World
) -> None:
    Office.objects.create(
        person="Harald Kongsen", country_id="NO", role="head-of-state", since="1991"
    )
    said = {"proposal": world.stance.proposal, "first_day": date(2026, 2, 20)}
    make_coded_stance(speaker="Ola Nordmann", **said)
    make_coded_stance(speaker="King Kongsen", **said)
    address = "/countries/NO/?at=2026-03-10"
    redraw_lines([("NO", "troops-on-ground")])
    assert "Head of state and government differ" not in client.get(address).content.decode()
    make_coded_stance(
        speaker="Kongsen", **said | {"position": Position.OPPOSED, "first_day": date(2026, 2, 25)}
    )
    redraw_lines([("NO", "troops-on-ground")])
    text = client.get(address).content.decode()
    differ = text.split("Head of state and government differ")[1].split("</div>")[0]
    assert differ.index("Harald Kongsen") < differ.index("Ola Nordmann")
    assert "Head of state, 25 February 2026" in differ
    assert "Opposed" in differ
    assert "Supportive" in differ
    early = client.get("/countries/NO/?at=2026-02-22").content.decode()
    assert "Head of state and government differ" not in early
