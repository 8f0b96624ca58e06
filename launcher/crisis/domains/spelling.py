"""How words are written in a name: letters a–z and digits only; their other number, and their accented twins."""

from __future__ import annotations

import re
import unicodedata

import idna

from launcher.crisis.lexicon import fold, lexicon, stem

LABEL_LIMIT = 63
"""Octets in one label (RFC 1035 §2.3.4)."""
NAME_LIMIT = 253
"""Characters in a whole name as typed (RFC 1035 §2.3.4: 255 octets on the wire)."""
ACCENTED = "àâæçéèêëîïôœùûüÿ"
"""The sixteen letters beyond ASCII that .ca and .quebec take (CIRA's IDN table; knowledge/domains §1)."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def words_of(term: str, lang: str) -> tuple[str, ...]:
    """The words of a term as a name writes them: `l'eau de Québec` → `eau`, `quebec`. Empty for another script."""
    kept = tuple(map(fold, spelt(term, lang)))
    return kept if all(re.fullmatch(r"[a-z0-9]+", part) for part in kept) else ()


def spelt(term: str, lang: str) -> tuple[str, ...]:
    """The same words with their accents, composed and in lower case."""
    linkers = lexicon(lang).linker | {"s", "d", "l"}
    return tuple(part for part in _pieces(term) if fold(part) not in linkers)


def said_of(term: str) -> tuple[str, ...]:
    """A term with the small words that people say in it, folded: `maison de repos` → `maison`, `de`, `repos`."""
    return tuple(map(fold, _pieces(term)))


def _pieces(term: str) -> list[str]:
    composed = unicodedata.normalize("NFC", term).lower()
    return [part for part in re.split(r"[\s'’&./‑-]+", composed) if part]


def is_valid(name: str) -> bool:
    """Whether a name with its TLD is a hostname that can be registered, in its ASCII form (RFC 1035, STD 3; what
    begins with `xn--` by IDNA 2008)."""
    label = name.partition(".")[0]
    if not 2 <= len(label) <= LABEL_LIMIT or len(name) > NAME_LIMIT or not _HOST.fullmatch(name):
        return False
    if label[2:4] != "--":
        return True
    try:
        return label.startswith("xn--") and idna.encode(idna.decode(label)).decode() == label
    except idna.IDNAError:
        return False


def encoded(name: str) -> str:
    """A name with letters beyond ASCII as DNS writes it (`xn--…`); empty when IDNA 2008 has no form for it."""
    try:
        return idna.encode(name, std3_rules=True).decode("ascii")
    except idna.IDNAError:
        return ""


def shown(name: str) -> str:
    """A name as people write it, with its accents: `xn--pinay-9ra.ca` → `épinay.ca`; an ASCII one as it is."""
    try:
        return ".".join(idna.decode(label) if label.startswith("xn--") else label for label in name.split("."))
    except idna.IDNAError:
        return name


def plain(label: str) -> str:
    """A label without its accents: `xn--pinay-9ra` → `epinay`; an ASCII one as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        return fold(idna.decode(label))
    except idna.IDNAError:
        return label


def stems_of(words: tuple[str, ...], lang: str) -> frozenset[str]:
    """What two spellings of the same words share."""
    return frozenset(stem(word, lang) for word in words)


def other_number(word: str, lang: str) -> str:
    """The plural of a singular and the other way round, by the most common rule; the word itself for a code."""
    if len(word) < 3 or not word.isalpha():
        return word
    if lang == "fr":
        return _french_number(word)
    if word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(?:ch|sh|x|z|ss)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:ch|sh|x|z|ss)$", word) else "s")


def _french_number(word: str) -> str:
    if word.endswith("eaux") or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    if word.endswith("aux"):
        return word[:-3] + "al"
    if word.endswith(("eau", "eu")):
        return word + "x"
    return word if word.endswith(("x", "z", "ss")) else word[:-2] + "aux" if word.endswith("al") else word + "s"
