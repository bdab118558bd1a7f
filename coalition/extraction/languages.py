"""Which languages the offline reader reads, and which one a text is in."""

from functools import lru_cache
from typing import Any

LANGUAGES = ("it", "en", "fr", "de", "es", "pl", "uk", "ru")

# Neighbours that would be taken for one of the eight if they were not among the choices.
_NEIGHBOURS = (
    "be",
    "bg",
    "ca",
    "cs",
    "da",
    "hr",
    "hu",
    "mk",
    "nl",
    "no",
    "pt",
    "ro",
    "sk",
    "sl",
    "sr",
    "sv",
    "tr",
    "fi",
    "et",
    "lv",
    "lt",
    "el",
    "ar",
    "he",
    "zh",
    "ja",
    "ko",
    "fa",
)
# Enough to be sure, and a bound on time.
_SAMPLE = 4_000


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of one of `LANGUAGES`, or None where `text` is in another one or says too little."""
    sample = text[:_SAMPLE]
    if sum(char.isalpha() for char in sample) < 12:
        return None
    code, _ = _identifier().classify(sample)
    return code if code in LANGUAGES else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported on first use: its model takes about a second, and texts with a known language need none.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([*LANGUAGES, *_NEIGHBOURS])
    return identifier
