"""From patterns and words to labels: `{incident}-{word}` → `rappel-laitinfantile`, and its hyphenations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from launcher.errors import Malformed

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "fr": (
        "{incident}-{word}",
        "{word}-{incident}",
        "{incident}-{brand}",
        "{brand}-{incident}",
        "{brand}-{word}",
        "{word}-{brand}",
        "{answer}-{word}",
        "{word}-{answer}",
        "{answer}-{brand}",
        "{brand}-{answer}",
        "{answer}-{incident}",
        "{incident}-{answer}",
        "{incident}-{word}-{brand}",
        "{brand}-{incident}-{word}",
        "{answer}-{word}-{brand}",
        "{answer}-{incident}-{word}",
        "{answer}-{incident}-{brand}",
        "{word}",
    ),
    "en": (
        "{word}-{incident}",
        "{brand}-{incident}",
        "{brand}-{word}",
        "{word}-{brand}",
        "{word}-{answer}",
        "{brand}-{answer}",
        "{incident}-{answer}",
        "{incident}-{word}",
        "{incident}-{brand}",
        "{brand}-{word}-{answer}",
        "{brand}-{word}-{incident}",
        "{word}-{incident}-{answer}",
        "{brand}-{incident}-{answer}",
        "{word}-{incident}-{brand}",
        "{word}",
    ),
}
"""What every language can say, best first, after the playbook's own: a noun before its head in English, after it in
French. Crisis sites that were: brand+word+answer (vwdieselinfo), brand+answer (anthemfacts), brand+word+incident
(mcneilproductrecall), word+answer (deepwaterhorizonresponse); knowledge/doctrine §3.4."""
_PIECE = re.compile(r"\{(?P<slot>brand|incident|word|answer)\}|(?P<literal>[a-z0-9]+)|(?P<hyphen>-)")


@dataclass(frozen=True, slots=True)
class Part:
    """A slot's filling, or an answer word: its kind (`brand`, `incident`, `word`, `answer`; `other` in a name that
    somebody else made) and its ASCII words."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A name without its TLD: the parts, and the pieces that hyphens keep apart."""

    parts: tuple[Part, ...]
    pieces: tuple[tuple[str, ...], ...]
    lang: str

    @property
    def text(self) -> str:
        """The label as typed."""
        return "-".join("".join(piece) for piece in self.pieces)

    @property
    def words(self) -> tuple[str, ...]:
        """All words in order."""
        return tuple(word for part in self.parts for word in part.words)


Pattern = tuple[Part, ...]


def parsed(pattern: str) -> tuple[Pattern, tuple[bool, ...]]:
    """A pattern's parts (slots without words) and, between each two, whether a hyphen stands.

    Raises Malformed for anything but the four slots, lower-case words, digits and hyphens.
    """
    parts: list[Part] = []
    hyphens: list[bool] = []
    place = 0
    hyphen = False
    for match in _PIECE.finditer(pattern):
        if match.start() != place:
            break
        place = match.end()
        if match["hyphen"]:
            hyphen = True
            continue
        hyphens.append(hyphen)
        hyphen = False
        parts.append(Part(match["slot"], ()) if match["slot"] else Part("answer", (match["literal"],)))
    if place != len(pattern) or not parts or hyphen or hyphens[0]:
        hint = "Write {brand}, {incident}, {word}, {answer} and lower-case words, with - or nothing between."
        raise Malformed(f"the name pattern “{pattern}” cannot be read", hint=hint, code="name-pattern")
    return tuple(parts), tuple(hyphens[1:])


def labels(pattern: str, fillings: Mapping[str, Sequence[tuple[str, ...]]], lang: str) -> Iterator[Label]:
    """Every filling of a pattern in its hyphenations: as written, all words apart, all in one."""
    slots, hyphens = parsed(pattern)
    choices: Iterable[Sequence[tuple[str, ...]]] = [
        [slot.words] if slot.words else fillings.get(slot.kind, []) for slot in slots
    ]
    for words in itertools.product(*choices):
        parts = tuple(Part(slot.kind, filling) for slot, filling in zip(slots, words, strict=True))
        yield from hyphenations(parts, hyphens, lang)


def hyphenations(parts: tuple[Part, ...], hyphens: Sequence[bool], lang: str) -> Iterator[Label]:
    """The parts joined as `hyphens` says, with one hyphen at each joint in turn, between all words, and with none."""
    pieces: list[tuple[str, ...]] = [parts[0].words]
    for hyphen, part in zip(hyphens, parts[1:], strict=True):
        pieces = [*pieces, part.words] if hyphen else [*pieces[:-1], pieces[-1] + part.words]
    every = tuple(word for part in parts for word in part.words)
    apart = tuple((word,) for word in every)
    cuts = list(itertools.accumulate(len(part.words) for part in parts))[:-1]
    single = [(every[:cut], every[cut:]) for cut in cuts]
    for shape in dict.fromkeys((tuple(pieces), *single, apart, (every,))):
        yield Label(parts, shape, lang)
