"""How words are written in a name, and how a name reads: letters a–z and digits only."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

import idna

from launcher.crisis.lexicon import fold, lexicon, stem

LABEL_LIMIT = 63
"""Octets in one label (RFC 1035 §2.3.4)."""
_VOWELS = "aeiouy"
_RUDE = re.compile(
    r"anal|anus|bite|caca|con|cul|cum|cunt|fuck|nazi|penis|pipi|porn|pute|rape|sex|shit|slut|tit|viol|xxx"
)


def words_of(term: str, lang: str) -> tuple[str, ...]:
    """The words of a term as a name writes them: `l'eau de Québec` → `eau`, `quebec`. Empty for another script."""
    parts = re.split(r"[\s'’&./‑-]+", fold(term))
    linkers = lexicon(lang).linker | {"s", "d", "l"}
    kept = tuple(part for part in parts if part and part not in linkers)
    return kept if all(re.fullmatch(r"[a-z0-9]+", part) for part in kept) else ()


def is_valid(name: str) -> bool:
    """Whether a name with its TLD is a hostname that can be registered (IDNA 2008, STD 3, ASCII only)."""
    label = name.partition(".")[0]
    if not 2 <= len(label) <= LABEL_LIMIT or label[2:4] == "--" or not name.isascii():
        return False
    try:
        return bool(idna.encode(name, std3_rules=True).decode("ascii") == name)
    except idna.IDNAError:
        return False


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


def has_year(words: tuple[str, ...]) -> bool:
    """1900–2099 anywhere: a year dates the site, and its neighbours are free to be taken."""
    return any(re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", word) for word in words)


def reads_two_ways(words: tuple[str, ...]) -> bool:
    """A 0 or 1 beside letters (o, l), or a digit that is also a word (2, 4): heard one way, typed another."""
    return any(word.isdigit() or re.search(r"[a-z][01]|[01][a-z]", word) for word in words)


def hard_to_say(word: str) -> bool:
    """No vowel in four letters or more, or five consonants in a row."""
    return (len(word) > 3 and not set(word) & set(_VOWELS)) or bool(re.search(r"[bcdfghjklmnpqrstvwxz]{5}", word))


def bad_joints(pieces: tuple[str, ...]) -> int:
    """Joints without a hyphen at which the eye stumbles: the same letter twice, or two vowels."""
    pairs = pairwise(pieces)
    return sum(a[-1] == b[0] or (a[-1] in _VOWELS and b[0] in _VOWELS) for a, b in pairs)


def reads_rude(words: tuple[str, ...]) -> bool:
    """Whether words run together spell, across a joint, what none of them says."""
    joints = list(accumulate(map(len, words)))[:-1]
    whole = "".join(words)
    found = [match for start in range(len(whole)) if (match := _RUDE.match(whole, start))]
    return any(match.start() < joint < match.end() for match in found for joint in joints)
