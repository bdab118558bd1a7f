"""Whose report a story is: the rule, and what it promises whatever the copies are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.estimation.origins import Copy, Origin, choose_origin
from coalition.vocabulary import QUARANTINED_TIERS, OriginReason, Tier

DAY = date(2026, 3, 2)
WIRES = {"reuters.com": Tier.AGENCY, "tass.com": Tier.STATE_ALIGNED}
FIRST, WIRE = OriginReason.FIRST_OUTLET, OriginReason.NAMED_WIRE


def copy(number: int, tier: Tier, days: int | None = 0, wire: str = "") -> Copy:
    """A copy by a source of its own, so many days after DAY."""
    day = None if days is None else DAY + timedelta(days)
    return Copy(number, f"{number}.example", tier, day, wire)


def counts(origin: Origin, copies: list[Copy]) -> bool:
    """Whether a story may be evidence: its origin counts."""
    tiers = WIRES | {one.source: one.tier for one in copies}
    return tiers[origin.source].counts


@pytest.mark.parametrize(
    ("copies", "origin"),
    [
        ([copy(1, Tier.QUALITY, 1), copy(2, Tier.REGIONAL)], Origin("2.example", FIRST, DAY)),
        # What a mirror had a day before the newspaper is not the newspaper's finding.
        (
            [copy(1, Tier.QUALITY, 1), copy(2, Tier.MIRROR)],
            Origin("2.example", FIRST, DAY + timedelta(1)),
        ),
        # On one day the newspaper comes first.
        ([copy(2, Tier.QUALITY), copy(1, Tier.MIRROR)], Origin("2.example", FIRST, DAY)),
        # A newspaper that names its agency vouches for it, whoever was earlier.
        (
            [copy(1, Tier.QUALITY, 1, "reuters.com"), copy(2, Tier.UNKNOWN)],
            Origin("reuters.com", WIRE, DAY + timedelta(1)),
        ),
        (
            [copy(1, Tier.QUALITY, 0, "tass.com"), copy(2, Tier.QUALITY, 1)],
            Origin("tass.com", WIRE, DAY),
        ),
        # A mirror that names an agency vouches for nothing.
        (
            [copy(1, Tier.MIRROR, 0, "reuters.com"), copy(2, Tier.QUALITY, 1)],
            Origin("1.example", FIRST, DAY + timedelta(1)),
        ),
        # Who has no date was not first; who has no name is nobody.
        ([copy(1, Tier.UNKNOWN, None), copy(2, Tier.QUALITY)], Origin("2.example", FIRST, DAY)),
        (
            [
                Copy(1, "unknown.invalid", Tier.UNKNOWN, DAY - timedelta(9), nameless=True),
                copy(2, Tier.QUALITY),
            ],
            Origin("2.example", FIRST, DAY),
        ),
        ([copy(1, Tier.MIRROR, None)], Origin("1.example", FIRST, None)),
    ],
)
def test_the_origin_of_a_story(copies: list[Copy], origin: Origin) -> None:
    assert choose_origin(copies) == origin
    assert choose_origin(reversed(copies)) == origin


def test_a_story_without_articles_has_none() -> None:
    with pytest.raises(ValueError, match="without articles"):
        choose_origin([])


quarantined = st.sampled_from(sorted(QUARANTINED_TIERS))
days = st.one_of(st.none(), st.integers(0, 4))
wires = st.sampled_from(["", "", "reuters.com", "tass.com"])


def copies_of(tiers: st.SearchStrategy[Tier], least: int = 1) -> st.SearchStrategy[list[Copy]]:
    """Stories of up to six copies."""
    return st.lists(st.tuples(tiers, days, wires), min_size=least, max_size=6).map(
        lambda rows: [copy(number, *row) for number, row in enumerate(rows)]
    )


stories = copies_of(st.sampled_from(Tier))


@given(stories, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(copies: list[Copy], chance: object) -> None:
    shuffled = list(copies)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose_origin(shuffled) == choose_origin(copies)


@given(copies_of(quarantined))
def test_copies_on_quarantined_hosts_alone_never_count(copies: list[Copy]) -> None:
    assert not counts(choose_origin(copies), copies)


@given(stories, quarantined, days, wires)
def test_a_copy_on_a_quarantined_host_never_makes_a_story_count(
    copies: list[Copy], tier: Tier, day: int | None, wire: str
) -> None:
    more = [*copies, copy(99, tier, day, wire)]
    assert counts(choose_origin(copies), copies) or not counts(choose_origin(more), more)


@given(stories, quarantined, st.integers(0, 4), wires)
def test_a_later_copy_on_a_quarantined_host_changes_nothing(
    copies: list[Copy], tier: Tier, after: int, wire: str
) -> None:
    good = [one.day for one in copies if one.tier.counts and one.day is not None]
    if good:
        late = copy(99, tier, (min(good) - DAY).days + after, wire)
        assert choose_origin([*copies, late]) == choose_origin(copies)


@given(stories)
def test_what_a_quarantined_host_had_first_counts_only_under_the_name_of_a_good_agency(
    copies: list[Copy],
) -> None:
    dated = [one for one in copies if one.day is not None]
    first = min((one.day for one in dated if one.day is not None), default=None)
    alone = first is not None and all(not one.tier.counts for one in dated if one.day == first)
    if alone and counts(choose_origin(copies), copies):
        assert choose_origin(copies)[:2] == ("reuters.com", WIRE)
