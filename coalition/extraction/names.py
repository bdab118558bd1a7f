"""Where countries, people and groups are named in a row of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coalition.extraction.cues import Cues, read_cues
from coalition.extraction.lexicon import Lexicon, Person, is_within
from coalition.extraction.tokens import Token, split_tokens
from coalition.extraction.words import read_words
from coalition.vocabulary import Role, Voice

# Forms of the EU and NATO that are mostly something else ("European", "the alliance") hold no position.
_SHARED_CODES = frozenset({"EU", "NATO"})
_SHARED_KEPT = frozenset({"commission", "commissione", "commissie", "unia", "unii", "unią", "unię"})
_OUTSIDE_GOVERNMENT = frozenset({Role.OPPOSITION, Role.MILITARY, Role.FORMER})
# Aliases that are everyday words or other people's names: they count after the full name only.
_COMMON = read_words("surnames")
GROUPS = {
    "baltics": ("EE", "LV", "LT"),
    "nordics": ("DK", "FI", "IS", "NO", "SE"),
    "benelux": ("BE", "NL", "LU"),
}
_LISTED_GROUPS = {"visegrad": "V4", "weimar": "Weimar"}


@dataclass(frozen=True, slots=True)
class Naming:
    """tokens[first:last] name `codes`; `kind` is a kind of names.csv, or `person` or `group`."""

    first: int
    last: int
    codes: tuple[str, ...]
    kind: str
    voice: Voice = Voice.GOVERNMENT
    person: str | None = None
    is_subjective: bool = True


@dataclass(frozen=True, slots=True)
class _Form:
    lows: tuple[str, ...]
    capitals: tuple[bool, ...]
    upper: bool
    codes: tuple[str, ...]
    kind: str
    is_subjective: bool = True
    rows: tuple[Person, ...] = ()


class NameIndex:
    """All names of one language, ready to be found. Built once for a lexicon and a language."""

    def __init__(self, language: str, lexicon: Lexicon) -> None:
        self._language = language
        self._lexicon = lexicon
        self._cues: Cues = read_cues(language, lexicon)
        self._forms: dict[str, list[_Form]] = {}
        self._add_names()
        self._add_people()
        for forms in self._forms.values():
            forms.sort(
                key=lambda form: (-len(form.lows), -sum(form.capitals), form.kind != "person")
            )

    def find(self, tokens: Sequence[Token], day: date | None, known: set[str]) -> list[Naming]:
        """The names in `tokens`, longest first match, in order.

        `known` are the people and codes named so far: it is added to. It lets common surnames count, and tells
        whose capital Brussels is.
        """
        found = self._find_groups(tokens, day)
        taken = {at for naming in found for at in range(naming.first, naming.last)}
        at = 0
        while at < len(tokens):
            naming = None if at in taken else self._match(tokens, at, day, known)
            if naming is None:
                at += 1
                continue
            found.append(naming)
            at = naming.last
        return sorted(found, key=lambda naming: naming.first)

    def _match(
        self, tokens: Sequence[Token], at: int, day: date | None, known: set[str]
    ) -> Naming | None:
        for form in self._forms.get(tokens[at].low, ()):
            last = at + len(form.lows)
            if not _fits(tokens, at, form):
                continue
            if form.kind != "person":
                codes = _pick_code(form.codes, known)
                return Naming(at, last, codes, form.kind, is_subjective=form.is_subjective)
            person = form.rows[0].name
            if len(form.lows) == 1 and form.lows[0] in _COMMON and person not in known:
                continue
            known.add(person)
            known.add(form.rows[0].code)
            code, voice = _find_office(form.rows, day)
            return Naming(at, last, (code,), "person", voice, person)
        return None

    def _find_groups(self, tokens: Sequence[Token], day: date | None) -> list[Naming]:
        return [
            Naming(hit.first, hit.last, self._expand(hit.label, day), "group")
            for hit in self._cues.groups.find(tokens)
        ]

    def _expand(self, label: str, day: date | None) -> tuple[str, ...]:
        if label in GROUPS:
            return GROUPS[label]
        return self._lexicon.members(_LISTED_GROUPS[label], day)

    def _add_names(self) -> None:
        shared: dict[str, list[tuple[str, str]]] = {}
        for name in self._lexicon.names:
            if name.language != self._language or _is_left_out(
                name.code, name.kind, name.form, name.ambiguous
            ):
                continue
            shared.setdefault(name.form, []).append((name.code, name.kind))
        nominatives = _find_nominatives(self._language, self._lexicon)
        for form, rows in shared.items():
            codes = tuple(dict.fromkeys(code for code, _ in rows))
            kind = rows[0][1]
            if len({row[1] for row in rows}) > 1:
                kind = min((row[1] for row in rows), key=_KIND_ORDER.index)
            self._add(form, codes, kind, is_subjective=nominatives is None or form in nominatives)

    def _add_people(self) -> None:
        by_form: dict[str, list[Person]] = {}
        for person in self._lexicon.people:
            for form in dict.fromkeys((person.name, *person.aliases)):
                by_form.setdefault(form, []).append(person)
        for form, rows in by_form.items():
            self._add(form, (rows[0].code,), "person", rows=tuple(rows))

    def _add(
        self,
        form: str,
        codes: tuple[str, ...],
        kind: str,
        *,
        is_subjective: bool = True,
        rows: tuple[Person, ...] = (),
    ) -> None:
        tokens = split_tokens(form, self._language)
        if not tokens:
            return
        entry = _Form(
            lows=tuple(token.low for token in tokens),
            capitals=tuple(token.is_capital for token in tokens),
            upper=form.isupper(),
            codes=codes,
            kind=kind,
            is_subjective=is_subjective,
            rows=rows,
        )
        self._forms.setdefault(entry.lows[0], []).append(entry)


# A lexicon cannot be hashed: it is told apart by identity, and kept alive here.
_INDEXES: dict[tuple[str, int], tuple[Lexicon, NameIndex]] = {}


def open_index(language: str, lexicon: Lexicon) -> NameIndex:
    """The index of a language, built once a lexicon."""
    key = (language, id(lexicon))
    if key not in _INDEXES:
        _INDEXES[key] = (lexicon, NameIndex(language, lexicon))
    return _INDEXES[key][1]


_KIND_ORDER = ("name", "short", "capital", "metonym", "demonym", "adjective")


def _is_left_out(code: str, kind: str, form: str, ambiguous: bool) -> bool:
    if not ambiguous or code not in _SHARED_CODES:
        return False
    return (
        kind not in ("short", "name")
        and form.lower() not in _SHARED_KEPT
        and form[:3] not in ("Bru", "Brü", "Брю")
    )


def _fits(tokens: Sequence[Token], at: int, form: _Form) -> bool:
    if at + len(form.lows) > len(tokens):
        return False
    for offset, (low, capital) in enumerate(zip(form.lows, form.capitals, strict=True)):
        token = tokens[at + offset]
        if token.low != low or (capital and not token.is_capital):
            return False
        if offset and not set(token.gap) <= set(" -'\u2019.\u00a0\u2010\u2011"):
            return False
    # An acronym ("US", "UE") is written in capitals; in a line of capitals it cannot be told apart.
    return not form.upper or len(form.lows[0]) > 3 or tokens[at].text.isupper()


def _pick_code(codes: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    """One code for a name that several share: Brussels is Belgium where Belgians were named, else the EU."""
    if len(codes) == 1:
        known.update(codes)
        return codes
    if "EU" in codes:
        return ("BE",) if "BE" in known and "EU" not in known else ("EU",)
    return codes[:1]


def _find_office(rows: Sequence[Person], day: date | None) -> tuple[str, Voice]:
    """The code and voice of a person on `day`: an office of government then held, else another voice."""
    held = [row for row in rows if is_within(day, row.first, row.last)]
    for row in held:
        if row.office not in _OUTSIDE_GOVERNMENT:
            return row.code, Voice.GOVERNMENT
    return (held or list(rows))[0].code, Voice.OTHER


def _find_nominatives(language: str, lexicon: Lexicon) -> frozenset[str] | None:
    """Of the inflected forms of a Slavic language, those that can be a subject; None elsewhere."""
    if language not in ("pl", "uk", "ru"):
        return None
    groups: dict[tuple[str, str, int], list[str]] = {}
    for name in lexicon.names:
        if name.language == language and name.kind in ("name", "capital", "metonym"):
            words = len(name.form.split())
            groups.setdefault((name.code, name.kind + name.form[:3], words), []).append(name.form)
    kept: set[str] = set()
    for forms in groups.values():
        kept.update(_pick_nominatives(forms))
    # Demonyms and short forms are not told apart: "Polacy" and "Polaków" need more than their ending.
    others = (
        n.form
        for n in lexicon.names
        if n.language == language and n.kind not in ("name", "capital", "metonym")
    )
    return frozenset(kept).union(others)


def _pick_nominatives(forms: Sequence[str]) -> list[str]:
    """The nominatives among the inflected forms of one name, told by their endings alone."""
    stems = {form[:-2] for form in forms if form.endswith(("om", "ам", "ям"))}
    picked = [form for form in forms if form[:-1] in stems and form[-1] in "yiыиії"]
    if picked:
        return picked
    shortest = min(len(form) for form in forms)
    soft = [
        form for form in forms if len(form) <= shortest + (form[-1] in "ьń") and form[-1] in "ьйń"
    ]
    if soft:
        return soft
    # "Франция" beside "Францию": the form in -a of the shortest length is the nominative.
    bases = [form for form in forms if form[-1] in "aаяoо" and len(form) == shortest]
    others = [form for form in forms if form[-1] in "uęуюіїиyiеe" and len(form) == shortest]
    return bases if bases and others else [form for form in forms if len(form) == shortest]
