"""The palette: readable in both themes, and told apart by every kind of eye, also without colour."""

import re
from itertools import combinations

import pytest
from django.conf import settings

STYLE = (settings.BASE_DIR / "static" / "css" / "site.css").read_text()
POSITIONS = ("committed", "supportive", "conditional", "undecided", "sceptical", "opposed")
Rgb = tuple[float, float, float]

# How eyes that lack one kind of cone see linear light: Machado, Oliveira and Fernandes (2009), table 1
# at severity 1.0; and grey as a printer makes it.
EYES: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
# The distance in OKLab below which two fills could be taken for each other; a glyph and an outline
# stand with every fill all the same.
LEAST_DISTANCE = 0.07


def read_tokens(theme: str) -> dict[str, str]:
    """The colours of a theme by the name of their token."""
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)", 1)
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", light))
    if theme == "dark":
        tokens |= dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6})", dark.split("\n}\n", 1)[0]))
    return tokens


def linear(colour: str) -> Rgb:
    """A colour as linear light."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2 has it."""
    lights = sorted(
        sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def oklab(light: Rgb) -> Rgb:
    """Linear light in OKLab (Ottosson, 2020), where distances are about as large as they look."""
    red, green, blue = (min(1.0, max(0.0, part)) for part in light)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def see(colour: str, eye: str) -> Rgb:
    """How an eye sees a colour."""
    light = linear(colour)
    first, second, third = (
        sum(weight * part for weight, part in zip(row, light, strict=True)) for row in EYES[eye]
    )
    return oklab((first, second, third))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_readable_on_what_they_stand_on(theme: str) -> None:
    tokens = read_tokens(theme)
    pairs = [(f"{one}-ink", one) for one in POSITIONS]
    pairs += [(f"{one}-text", "paper") for one in POSITIONS]
    pairs += [("ink", ground) for ground in ("paper", "panel", "band")]
    pairs += [("muted", ground) for ground in ("paper", "panel")] + [("link", "paper")]
    poor = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(tokens[pair[0]], tokens[pair[1]])) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_outlines_and_the_focus_can_be_seen(theme: str) -> None:
    tokens = read_tokens(theme)
    assert contrast(tokens["outline"], tokens["paper"]) >= 3
    assert contrast(tokens["focus"], tokens["paper"]) >= 3


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_two_positions_are_told_apart(theme: str, eye: str) -> None:
    tokens = read_tokens(theme)
    close = {}
    for one, other in combinations(POSITIONS, 2):
        seen = zip(see(tokens[one], eye), see(tokens[other], eye), strict=True)
        distance = sum((a - b) ** 2 for a, b in seen) ** 0.5
        if distance < LEAST_DISTANCE:
            close[one, other] = round(distance, 3)
    assert close == {}
