"""Two editors, and a line with three stances of which each says otherwise."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from coalition.models import Stance
from coalition.positions import redraw_line
from tests import factories


@pytest.fixture
def editor(db: None) -> User:
    return factories.make_editor("first")


@pytest.fixture
def other(db: None) -> User:
    return factories.make_editor("second")


@pytest.fixture
def line(db: None) -> list[Stance]:
    """Committed in January, opposed in February, supportive in March 2026; drawn."""
    stances = [
        factories.make_stance(position="committed", first_day=date(2026, 1, 10)),
        factories.make_stance(position="opposed", first_day=date(2026, 2, 10)),
        factories.make_stance(position="supportive", first_day=date(2026, 3, 10)),
    ]
    redraw_line("NO", "troops-on-ground")
    return stances
