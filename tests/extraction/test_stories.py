"""Copies of one report (F17)."""

import random

import pytest

from coalition.extraction.stories import (
    RELATED,
    SAME,
    are_copies,
    bands,
    fingerprint,
    quotations,
    similarity,
)

WIRE = " ".join(
    f"Paragraph {n}: the council of harbour {n * 7} decided on a quay of {n * 11} metres, and work begins in year {n}."
    for n in range(1, 25)
)


GOLDEN_BANDS = (32, 9020157058797946597, -795297663722691885)


def edited(text: str, changes: int, seed: int = 1) -> str:
    """`text` with so many words replaced."""
    words = text.split()
    for at in random.Random(seed).sample(range(len(words)), changes):
        words[at] = f"new{at}"
    return " ".join(words)


def meet(one: str, other: str) -> bool:
    return any(ours == theirs for ours, theirs in zip(bands(one), bands(other), strict=True))


def test_f17_texts_that_differ_in_type_alone_have_one_fingerprint() -> None:
    assert fingerprint("The “quay”,\u00a0new!") == fingerprint("the QUAY - new")
    assert fingerprint("the quay") != fingerprint("the key")


def test_f17_a_wire_story_on_thirty_sites_slightly_edited_is_one() -> None:
    copies = [edited(WIRE, 6, seed) + f" Site {seed}." for seed in range(30)]
    assert min(similarity(WIRE, copy) for copy in copies) >= SAME
    assert all(are_copies(WIRE, copy) and meet(WIRE, copy) for copy in copies)


def test_f17_a_report_of_its_own_is_not_merged() -> None:
    other = " ".join(
        f"Another reporter counted {n} ships of {n * 3} lines near pier {n}." for n in range(40)
    )
    assert similarity(WIRE, other) < 0.01
    assert not are_copies(WIRE, other)
    assert not meet(WIRE, other)


def test_f17_a_rewritten_report_is_related_but_no_copy() -> None:
    rewritten = edited(WIRE, 25)
    assert RELATED <= similarity(WIRE, rewritten) < SAME
    assert not are_copies(WIRE, rewritten)
    assert meet(WIRE, rewritten)


def test_f17_two_reports_from_one_template_with_other_quotes_are_two() -> None:
    one = WIRE + " “We will send no ships this year,” the mayor said."
    other = WIRE + " “We will send all our ships this year,” the mayor said."
    assert similarity(one, other) >= SAME
    assert not are_copies(one, other)
    assert are_copies(one, WIRE)  # a copy may leave the quote out


@pytest.mark.parametrize(("before", "after"), ['""', "“”", "„“", "«»", "»«"])
def test_quotations_of_all_kinds_are_found(before: str, after: str) -> None:
    assert quotations(f"He said: {before}we send no ships now{after}.") == {"we send no ships now"}
    assert quotations(f"The {before}Quay of the north{after} grows.") == frozenset()


def test_bands_are_stored_so_they_never_change() -> None:
    found = bands("The council of the harbour decided on a new quay.")
    assert (len(found), found[0], found[31]) == GOLDEN_BANDS
    assert all(-(2**63) <= band < 2**63 for band in found)
    assert len(set(found)) == 32


def test_bands_do_not_depend_on_case_and_typography() -> None:
    assert bands("Ein  „Kai“ für alle Schiffe im Hafen") == bands(
        "ein kai für ALLE schiffe im hafen"
    )


def test_a_text_without_words_has_no_bands_and_is_like_nothing() -> None:
    assert bands(" …!") == ()
    assert similarity("", "") == 0.0


def test_a_text_of_a_million_words_is_banded_within_the_cap() -> None:
    assert len(bands("quay " * 1_000_000)) == 32
