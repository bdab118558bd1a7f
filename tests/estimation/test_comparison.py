"""What a verdict would move, held against both lines drawn whole."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from coalition.estimation import Pin, Statement, estimate_line
from coalition.estimation.comparison import Rehearsal, find_effects
from coalition.estimation.stands import compare_lines
from coalition.vocabulary import Attribution, Position, ReviewState, Tier, Voice

BEGIN = date(2026, 1, 1)


def state(number: int, day: int, step: int) -> Statement:
    first = BEGIN + timedelta(days=day)
    return Statement(
        id=number,
        first=first,
        last=first,
        position=Position.from_step(step),
        voice=Voice.GOVERNMENT,
        attribution=Attribution.ON_RECORD,
        tier=Tier.QUALITY,
        review=ReviewState.WAITING,
        origin=f"story-{number}",
    )


def test_the_flip_of_today_is_told_before_that_of_the_past() -> None:
    line = [state(1, 0, 5), state(2, 10, 0)]
    effects = find_effects(line, 40, [], {1, 2}, BEGIN + timedelta(days=12))
    assert {key: (one.deed, one.today, one.stretch.after.word) for key, one in effects.items()} == {
        1: ("reject", False, "no-evidence"),
        2: ("reject", True, "committed"),
    }


def test_what_never_counts_has_no_effect() -> None:
    other = Statement(
        **{name: getattr(state(1, 0, 5), name) for name in Statement.__slots__}
        | {"voice": Voice.OTHER}
    )
    assert find_effects([other], 40, [], {1}, BEGIN) == {}


def invent_statement(chance: Random, number: int) -> Statement:
    first = BEGIN + timedelta(days=chance.randrange(160))
    return Statement(
        id=number,
        first=first,
        last=first + timedelta(days=chance.choice([0, 0, 0, 0, 4, 30, 300])),
        position=chance.choice(list(Position)),
        voice=chance.choice([Voice.GOVERNMENT] * 6 + list(Voice)),
        attribution=chance.choice([Attribution.ON_RECORD, *Attribution]),
        tier=chance.choice([Tier.QUALITY] * 6 + list(Tier)),
        review=chance.choice([ReviewState.WAITING] * 4 + list(ReviewState)),
        origin=f"story-{chance.randrange(40)}",
        confidence=chance.choice([0.2, 0.6, 1.0]),
        speaker=chance.choice([None, "president", "premier"]),
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_line_rehearsed_in_part_differs_as_the_whole_lines_do(seed: int) -> None:
    chance = Random(seed)
    for _ in range(25):
        statements = [invent_statement(chance, number) for number in range(chance.randrange(1, 60))]
        pins = [Pin(Position.OPPOSED, BEGIN + timedelta(days=90), BEGIN + timedelta(days=110))]
        parts = (chance.choice([10, 40, 200]), chance.choice([[], [], pins]))
        going = {one.id for one in chance.choices(statements, k=chance.choice([0, 1, 1, 2]))}
        coming = [
            replace(
                invent_statement(chance, key), first=(old := statements[key]).first, last=old.last
            )
            for key in going
            if chance.random() < 0.8
        ]
        coming += [invent_statement(chance, 99)] if chance.random() < 0.3 else []
        after = [*(one for one in statements if one.id not in going), *coming]
        told = Rehearsal(statements, *parts).compare(going, coming)
        assert told == compare_lines(
            estimate_line(statements, *parts), estimate_line(after, *parts)
        )
        assert Rehearsal(statements, *parts).compare(set(), []) == []
