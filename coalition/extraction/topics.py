"""Which proposals a stretch of text speaks of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coalition.extraction.cues import ELSEWHERE, VOID, WEAK
from coalition.extraction.patterns import Hit

TROOPS, UN, BACKSTOP = "troops-on-ground", "un-peacekeeping", "us-backstop"
CEASEFIRE, FINANCING = "ceasefire-30-days", "financing"
# What a stance on something else is made to depend on.
CONDITION_LIKE = frozenset(
    {BACKSTOP, UN, CEASEFIRE, "article5-like-guarantee", "ceasefire-monitoring", FINANCING}
)
# Words for a mission of the UN, as against its mandate.
_MISSIONS = ("blue", "blu", "bleu", "blau", "azul", "błękit", "блакит", "голуб", "peacekeep")
# Where both are named, the left one says more exactly what the right one says at large.
_NARROWER = (
    ("pre-ceasefire-deployment", TROOPS),
    ("troops-neighbouring", TROOPS),
    ("un-peacekeeping", TROOPS),
    ("training", TROOPS),
    ("logistics-hub", TROOPS),
    ("us-backstop", TROOPS),
    ("ceasefire-monitoring", TROOPS),
    ("long-range-strikes", TROOPS),
    ("no-fly-zone", TROOPS),
    ("long-range-strikes", "weapons-delivery"),
    ("no-fly-zone", "air-policing"),
    ("no-fly-zone", "weapons-delivery"),
    ("frozen-assets-loan", "financing"),
    ("frozen-assets-loan", "sanctions"),
    ("weapons-delivery", "financing"),
    ("black-sea-maritime", "demining"),
    (TROOPS, "financing"),
    ("demining", "financing"),
    ("sanctions", "weapons-delivery"),
    ("us-backstop", "article5-like-guarantee"),
    ("ceasefire-monitoring", "ceasefire-30-days"),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """tokens[first:last] name `slug`; a weak one needs the text around it."""

    slug: str
    first: int
    last: int
    strong: bool
    is_mandate: bool = True


def find_topics(hits: Iterable[Hit]) -> list[Topic]:
    """The topics among the hits of a `what` pattern set; words marked as no topic are dropped."""
    found = list(hits)
    voids = [hit for hit in found if hit.label in (VOID, ELSEWHERE)]
    return [
        Topic(
            hit.label.removesuffix(WEAK),
            hit.first,
            hit.last,
            strong=not hit.label.endswith(WEAK),
            is_mandate=not any(stem in hit.words for stem in _MISSIONS),
        )
        for hit in found
        if hit.label not in (VOID, ELSEWHERE)
        and not any(void.first <= hit.first and hit.last <= void.last for void in voids)
    ]


def choose_topics(topics: Sequence[Topic], dominant: str | None, *, gated: bool) -> list[Topic]:
    """The proposals that a clause is about, one topic each, in the order of the text.

    A weak topic counts where no strong one stands beside it. `gated` says that the clause sets a condition:
    a mandate or a backstop is then the condition of a troops stance and no proposal of its own.
    """
    strong = [topic for topic in topics if topic.strong]
    pool = strong or [
        t for t in topics if t.slug in (TROOPS, CEASEFIRE, dominant) or len(topics) > 1
    ]
    if dominant == "frozen-assets-loan":
        # Where Russian assets are the matter, "the loan" is the one on them.
        pool = [replace(t, slug=dominant) if t.slug == FINANCING else t for t in pool]
    slugs = {topic.slug for topic in pool}
    dropped = {right for left, right in _NARROWER if left in slugs and right in slugs}
    if not strong and TROOPS in slugs:
        # "Peacekeepers" without a named mandate are the coalition's force (codebook, rule 7).
        dropped = (dropped - {TROOPS}) | {UN}
    has_troops = any(topic.slug == TROOPS for topic in topics)
    if gated and has_troops:
        missions = any(t.slug == UN and not t.is_mandate for t in topics)
        dropped = (dropped | {BACKSTOP} | (set() if missions else {UN})) - {TROOPS}
    if CEASEFIRE in slugs and len(slugs) > 1:
        dropped.add(CEASEFIRE)
    chosen: dict[str, Topic] = {}
    for topic in [*pool, *(t for t in topics if gated and has_troops and t.slug == TROOPS)]:
        if topic.slug not in dropped:
            chosen.setdefault(topic.slug, topic)
    return sorted(chosen.values(), key=lambda topic: topic.first)


def find_dominant(topics: Iterable[Topic]) -> str | None:
    """The proposal that a document names most; strong words count double. None where it names none."""
    weights: dict[str, int] = {}
    for topic in topics:
        weights[topic.slug] = weights.get(topic.slug, 0) + 1 + topic.strong
    return max(weights, key=lambda slug: weights[slug]) if weights else None
