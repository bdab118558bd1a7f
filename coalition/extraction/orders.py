"""Finds words in a text that speak to a language model rather than to people.

The article stays as it is: it is marked, and what a model claims from such words is refused.
"""

import re

from coalition.extraction.parts import LONGEST

# What is ordered, then what is to be dropped, at most a few words apart, in the eight languages and
# the neighbours that news about Ukraine comes in. Bounded repeats: linear on any input.
_GAP = r"(?:[^\n.!?]{0,40}?)\b"
_DROP = (
    r"(?:ignor[ae]?\b|ignorate\b|disregard\b|forget\b|override\b|dimentica(?:te)?\b|ignorez\b|oublie[zr]?\b"
    r"|ignorier(?:e|t|en)?\b|vergiss\b|vergesst\b|ignoren?\b|olvid[ae]n?\b|zignoruj(?:cie)?\b|pomiń(?:cie)?\b"
    r"|zapomnij\b|(?:про)?ігноруй(?:те)?\b|забудь(?:те)?\b|(?:про)?игнорируй(?:те)?\b|negeer\b|ignore(?:ra|er)\b)"
)
_RULES = (
    r"(?:instruc|instruk|istruzion|anweisung|anleitung|prompt|polece|zasad[yę]?\b|rules\b|regole\b|règles\b"
    r"|regeln\b|reglas\b|guidelines\b|інструкц|вказівк|правил|инструкц|указани)"
)
_MODEL = (
    r"(?:(?:large )?language models?\b|AI (?:systems?|assistants?|models?|agents?|readers?)\b|chat ?bots?\b|ChatGPT\b|LLMs?\b"
    r"|modell[oi] linguistic[oi]\b|modèles? de langage\b|Sprachmodelle?\b|modelos? de lenguaje\b"
    r"|model\w* językow\w*|мовн\w{2,3} модел\w{1,3}\b|языков\w{2,3} модел\w{1,3}\b)"
)
_PATTERNS = (
    rf"\b{_DROP}{_GAP}{_RULES}",
    # "You are now a language model", "Note to AI systems:", "As a chatbot, you must"
    rf"\b(?:you are|you're|act as|pretend to be|sei|siete|du bist|vous êtes|tu es|eres|jesteś|ти|ты)\b[^\n.!?]{{0,20}}?{_MODEL}",
    rf"\b(?:note|notice|message|instructions?|attention|nota|hinweis|uwaga|увага|внимание)\b[^\n.!?]{{0,12}}?{_MODEL}",
    rf"\b(?:an|dear|to all|to any|for) {_MODEL} ?[:,]",
    r"\b(?:system|developer) (?:prompt|message)\b",
    # Marks of chat templates, and answers of our own form put into the text.
    r"<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|article|assistant)>|^#{2,3} ?(?:system|instruction)",
    r"[\"“”]stances[\"“”]\s{0,3}:\s{0,3}\[",
    # Letters of the invisible tag block, with which text is hidden from people.
    r"[\U000e0020-\U000e007e]{4}",
)
_ORDER = re.compile(
    "|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE | re.MULTILINE
)


def find_orders(text: str) -> list[tuple[int, int]]:
    """The stretches [start, end) of `text` that hold orders to a model, in order, without overlap.

    Each begins with the line's sentence that gives the order and lasts to the end of its line: what
    is ordered mostly follows at once. Words that merely tell of models or of rules are no order.
    What lies beyond the length that a model is given is not looked at.
    """
    found: list[tuple[int, int]] = []
    for match in _ORDER.finditer(text, 0, LONGEST):
        if found and match.start() < found[-1][1]:
            continue
        line_end = text.find("\n", match.end())
        found.append((find_start(text, match.start()), len(text) if line_end < 0 else line_end))
    return found


def find_start(text: str, at: int) -> int:
    """Where the sentence around `at` begins: after the last mark on its line that ends one."""
    line = text.rfind("\n", 0, at) + 1
    ends = (text.rfind(mark, line, at) for mark in (". ", "! ", "? "))
    return max([line, *(end + 2 for end in ends if end >= 0)])
