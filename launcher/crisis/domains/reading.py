"""How a name reads aloud and run together: sounds, digits, and the other words that the same letters spell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from launcher.crisis.domains.words import lists

_VOWELS = "aeiouy"
_KNOWN, _OURS, _DIGITS, _UNKNOWN, _LETTER = 8.0, 4.0, 6.0, 6.0, 2.0
"""What a piece costs when text is cut into words, in nats: a known word is one of a few thousand, a word of the crisis
one of a few dozen, an unknown one is paid by the letter, and so are two letters, which chance makes too. Least cost is
the likeliest cut."""
_LOOKS = re.compile(r"[a-z][01](?!\d)|(?<!\d)[01][a-z]")
_CODE = re.compile(r"\d+[a-z]{0,2}|[a-z]{1,2}\d+")
_SOUNDS = re.compile(r"\d|[2468][a-z]*|[a-z]+[248]")


def has_year(words: Iterable[str]) -> bool:
    """1900–2099 anywhere: a year dates the site, and its neighbours are free to be taken (equifaxsecurity2017.com)."""
    return any(re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", word) for word in words)


def reads_two_ways(word: str) -> bool:
    """Digits that are heard one way and typed another: 0 or 1 beside a letter (o, l), a digit that is a word (4, 2)."""
    return bool(_LOOKS.search(word) or _SOUNDS.fullmatch(word))


def hard_to_say(word: str) -> bool:
    """No vowel in four letters or more, or five consonants in a row that neither language has (`strengths` has)."""
    if word in lists().reading or not word.isalpha():
        return False
    return (len(word) > 3 and not set(word) & set(_VOWELS)) or bool(re.search(r"[bcdfghjklmnpqrstvwxz]{5}", word))


def doubled(words: tuple[str, ...]) -> str:
    """The first letter that stands on both sides of a joint: it is typed once. Empty when there is none."""
    return next((a[-1] for a, b in pairwise(words) if a[-1] == b[0]), "")


def vowels_meet(words: tuple[str, ...]) -> int:
    """Joints at which two vowels meet: the eye does not see where a word ends."""
    return sum(a[-1] in _VOWELS and b[0] in _VOWELS for a, b in pairwise(words))


# ── other readings ───────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8192)
def rude_reading(words: tuple[str, ...]) -> str:
    """What is rude in words run together and none of them says: across a joint (`speed|of|art`), or in another cut of
    the letters into words (`the·rapist·finder`). Empty when there is nothing."""
    if len(words) < 2:
        return ""
    whole, joints = "".join(words), list(accumulate(map(len, words)))[:-1]
    for bad in lists().rude_across:
        for match in re.finditer(f"(?={bad})", whole):
            if any(match.start() < joint < match.start() + len(bad) for joint in joints):
                return bad
    return _rude_cut(whole, words)


@lru_cache(maxsize=8192)
def rude_inside(word: str) -> str:
    """What is dirty inside a word that neither language knows, so that nobody can tell its joints (`borealismerde`);
    empty when there is nothing, or the word is one of those that hold such letters in all innocence."""
    if is_everyday(word):
        return ""
    for innocent in lists().rude_spared:
        word = word.replace(innocent, " ")
    return next((bad for bad in lists().rude_inside if bad in word), "")


def is_everyday(word: str) -> bool:
    """Whether either language has the word in its everyday list, in this number or in the singular."""
    return word in lists().reading or _singular(word) in lists().reading


def _rude_cut(whole: str, words: tuple[str, ...]) -> str:
    """A word that begins where one of ours does and that ours begins with is only that word (`rape|seed`)."""
    starts = dict(zip(accumulate(map(len, words), initial=0), words, strict=False))
    for bad in lists().rude_cut:
        for match in re.finditer(f"(?={bad})", whole):
            at, end = match.start(), match.start() + len(bad)
            if not starts.get(at, "").startswith(bad) and _cuts(whole[:at], words) and _cuts(whole[end:], words):
                return bad
    return ""


def _cuts(text: str, ours: tuple[str, ...]) -> bool:
    """Whether a text is known words of three letters or more, or ours, end to end; so is the empty one."""
    known = lists().reading
    reached = [0]
    for end in range(1, len(text) + 1):
        if any(text[start:end] in ours or (end - start > 2 and text[start:end] in known) for start in reached):
            reached.append(end)
    return reached[-1] == len(text)


@lru_cache(maxsize=8192)
def other_reading(words: tuple[str, ...]) -> tuple[str, ...]:
    """Another cut into as many known words of three letters or more (`no|where` → `now here`); empty for none."""
    if not 2 <= len(words) <= 3:
        return ()
    return next((found for found in _cut_in("".join(words), len(words)) if found != words), ())


def _cut_in(text: str, count: int) -> Iterator[tuple[str, ...]]:
    known = lists().reading
    if count == 1:
        if text in known:
            yield (text,)
        return
    for end in range(3, len(text) - 2):
        if text[:end] in known:
            yield from ((text[:end], *rest) for rest in _cut_in(text[end:], count - 1))


def cut(text: str, ours: frozenset[str]) -> tuple[str, ...]:
    """A run of letters and digits as its likeliest words; `ours` are those of the crisis. The whole when none is known.

    `equifaxsecurity2017` → `equifax`, `security`, `2017`. Text is ASCII, at most a label long (63).
    """
    best: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, ())]
    for end in range(1, len(text) + 1):
        ways = []
        for start in range(end):
            cost, pieces, words = best[start]
            ways.append((cost + _cost(text[start:end], ours), pieces + 1, (*words, text[start:end])))
        best.append(min(ways))
    return best[-1][2]


def _cost(word: str, ours: frozenset[str]) -> float:
    if word in ours:
        return _OURS
    if len(word) > 2 and is_everyday(word):
        return _KNOWN
    if _CODE.fullmatch(word):
        return _DIGITS + _LETTER * sum(letter.isalpha() for letter in word)
    return _UNKNOWN + _LETTER * len(word)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
