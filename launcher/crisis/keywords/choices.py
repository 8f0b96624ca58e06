"""The lead's choices about words, applied to a ranking; and what makes them contradict each other.

Terms are compared by their key (`extract.key_of`), as all terms are: a choice about `rappels` is one about `rappel`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from launcher.crisis.keywords.extract import key_of
from launcher.crisis.keywords.merging import chain_end
from launcher.crisis.keywords.tokens import runs
from launcher.crisis.lexicon import LANGUAGES, guess_language, lexicon
from launcher.documents import is_control, shorten
from launcher.errors import Malformed, Problem, Refused, Where
from launcher.model import Choices, Heat, Keyword, Reason, Signals

LONGEST = 100
"""Characters in a term. Nobody searches for more; what is longer is a sentence that was pasted by mistake."""
NO_TERM = "no-term"
MOST = 200
"""Choices of a kind: a lead decides about some words, not about a dictionary."""

# ── choices among themselves ─────────────────────────────────────────────────────────────────────


def edited(kept: Choices, new: Choices, forget: Collection[str] = ()) -> Choices:
    """The choices kept so far without those about the terms in `forget`, and then the new ones; each term once, and of
    two words that a spelling was merged into the later one."""
    gone = _all_keys(forget)
    pinned = [term for term in kept.pinned if not gone & _all_keys([term])]
    dropped = [term for term in kept.dropped if not gone & _all_keys([term])]
    gone |= _all_keys(new.merged)
    merged = {one: word for one, word in kept.merged.items() if not gone & _all_keys([one])}
    return Choices(_once([*pinned, *new.pinned]), _once([*dropped, *new.dropped]), {**merged, **new.merged})


def about(choices: Choices, term: str) -> bool:
    """Whether a choice was made about the term (being merged into is none)."""
    return bool(_all_keys([term]) & _all_keys([*choices.pinned, *choices.dropped, *choices.merged]))


def check(choices: Choices, places: Mapping[str, Where] | None = None) -> None:
    """Nothing, when the choices can all be done. `places`: where each term was written.

    Raises Malformed when something is no term, else Refused when choices contradict each other; all of them at once.
    """
    found: dict[tuple[str, str], Problem] = {}
    for term, problem in _wrong(choices):
        found.setdefault((problem.code, term), replace(problem, where=(places or {}).get(term)))
    if found:
        malformed = any(code == NO_TERM for code, _ in found)
        kind = Malformed if malformed else Refused
        raise kind.of(f"{len(found)} choices about words cannot stand", list(found.values()))


def _wrong(choices: Choices) -> Iterator[tuple[str, Problem]]:
    kinds = {"pinned": choices.pinned, "dropped": choices.dropped, "merged": choices.merged}
    if many := [f"{len(terms)} words are {kind}" for kind, terms in kinds.items() if len(terms) > MOST]:
        yield "", Problem("too-many", many[0], f"{MOST} of a kind are the most.")
        return
    for term in (*choices.pinned, *choices.dropped, *choices.merged, *choices.merged.values()):
        if why := _no_term(term):
            yield term, Problem(NO_TERM, f"`{shorten(term)}` {why}", "Give a word or a short phrase.")
    for lang in LANGUAGES:
        yield from _at_odds(choices, lang)
        yield from _circles(choices, lang)


def _no_term(term: str) -> str:
    if len(term) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if any(is_control(character) or character in "\n\t" for character in term):
        return "has a character that nobody sees"
    return "" if _all_keys([term]) else "has no word that is ever counted"


def _at_odds(choices: Choices, lang: str) -> Iterator[tuple[str, Problem]]:
    pinned, dropped = _by_key(choices.pinned, lang), _by_key(choices.dropped, lang)
    for key, term in dropped.items():
        if key in pinned:
            yield term, _clash(f"`{pinned[key]}` is pinned and dropped", "Decide for one of them", pinned[key])
    for one, word in choices.merged.items():
        key, into = key_of(one, lang), key_of(word, lang)
        if key in pinned and key != into:
            yield one, _clash(f"`{one}` is pinned, and merged into `{word}`", f"Pin `{word}` instead", one)
        if key in dropped:
            yield one, _clash(f"`{one}` is dropped, and merged into `{word}`", "Decide for one of them", one)
        elif into in dropped:
            yield one, _clash(f"`{one}` is merged into `{word}`, which is dropped", "Decide for one of them", word)


def _circles(choices: Choices, lang: str) -> Iterator[tuple[str, Problem]]:
    """Merges that come back to where they began, and a spelling that is merged into two words."""
    steps: dict[str, tuple[str, str]] = {}
    for one, word in choices.merged.items():
        key, into = key_of(one, lang), key_of(word, lang)
        if all(key_of(one, other) == key_of(word, other) for other in LANGUAGES):
            yield one, _clash(f"`{one}` is merged into itself: `{word}` is the same word", "Take it out", one)
        elif key in steps and steps[key][0] != into:
            yield one, _clash(f"`{one}` is merged into `{steps[key][1]}` and into `{word}`", "Decide for one", one)
        elif key != into:
            steps[key] = (into, word)
    for one in choices.merged:
        if (start := key_of(one, lang)) in steps and chain_end(start, steps) is None:
            yield one, _clash(f"`{one}` is merged in a circle, back into itself", "Leave one of these merges out", one)


def _clash(message: str, hint: str, term: str) -> Problem:
    return Problem("choices-clash", message, f'{hint}; `--forget "{term}"` takes an earlier choice back.')


# ── pinning and dropping ─────────────────────────────────────────────────────────────────────────


def pins(choices: Choices, lang: str) -> frozenset[str]:
    """The keys of pinned terms: they stand whatever their counts."""
    return frozenset(_by_key(choices.pinned, lang))


def chosen(
    ranked: Sequence[Keyword], choices: Choices, languages: Sequence[str], names: Set[str] = frozenset()
) -> list[Keyword]:
    """The ranking without dropped words, pinned ones first, in the order given; one that nothing measured is unproven.

    `names`: keys of words that the texts show as names. Pinning does not make a third party's name ours: a word
    keeps the mark by which it stays out of the address, and an unmeasured one with a capital gets it.
    """
    if not (choices.pinned or choices.dropped):
        return list(ranked)
    dropped = {lang: _by_key(choices.dropped, lang) for lang in languages}
    left = [one for one in ranked if key_of(one.term, one.lang) not in dropped.get(one.lang, {})]
    first: list[Keyword] = []
    for term in choices.pinned:
        same = [one for one in left if _is(one, term)]
        left = [one for one in left if not _is(one, term)]
        if same or not any(_is(one, term) for one in first):
            first += [_pinned(one) for one in same] or [_unmeasured(term, languages, names)]
    return [*first, *left]


def is_pinned(one: Keyword) -> bool:
    """Whether the lead put it first."""
    return any(reason.code == "pinned" for reason in one.reasons)


def _is(one: Keyword, term: str) -> bool:
    return key_of(one.term, one.lang) == key_of(term, one.lang)


def _pinned(one: Keyword) -> Keyword:
    return replace(one, reasons=(Reason("pinned", "pinned by the lead"), *one.reasons))


def _unmeasured(term: str, languages: Sequence[str], names: Set[str]) -> Keyword:
    lang = guess_language(term)
    lang = lang if lang in languages else languages[0]
    reasons = [
        Reason("pinned", "pinned by the lead"),
        Reason("absent", "in no text and no series that was read: nothing proves it"),
    ]
    if named := _names_in(term, lang, names):
        text = f"a name: {', '.join(named)} (pin it in small letters if it is none)"
        reasons.append(Reason("proper-name", text))
    return Keyword(term, lang, 0.0, Heat.UNPROVEN, tuple(reasons))


def _names_in(term: str, lang: str, names: Set[str]) -> list[str]:
    tokens = [token for run in runs(term, lang) for token in run if token.key not in lexicon(lang).substance]
    written = [(term[token.start : token.end], token.key) for token in tokens]
    return [word for word, key in written if key in names or word != word.lower()]


def absent(signals: Signals, choices: Choices, languages: Sequence[str]) -> tuple[str, ...]:
    """The terms to drop or to merge that occur nowhere in the signals: a slip, most likely."""
    wanted = [*choices.dropped, *choices.merged]
    if not wanted:
        return ()
    there = {lang: "\n".join(_key_lines(signals, lang)) for lang in languages}
    return tuple(t for t in wanted if not any(f" {key_of(t, lang)} " in text for lang, text in there.items()))


def _key_lines(signals: Signals, lang: str) -> Iterator[str]:
    texts = [text for one in signals.articles if one.lang == lang for text in (one.title, one.body)]
    terms = [*(one.term for one in signals.series), *(one.term for one in signals.volumes)]
    for text in (*texts, *terms):
        for run in runs(text, lang):
            yield f" {' '.join(token.key for token in run)} "


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def _by_key(terms: Iterable[str], lang: str) -> dict[str, str]:
    """The first spelling of each key."""
    found: dict[str, str] = {}
    for term in terms:
        if key := key_of(term, lang):
            found.setdefault(key, term)
    return found


def _all_keys(terms: Iterable[str]) -> set[tuple[str, str]]:
    """The keys in every language; without those of terms that have no word."""
    return {(lang, key) for term in terms for lang in LANGUAGES if (key := key_of(term, lang))}


def _once(terms: Iterable[str]) -> tuple[str, ...]:
    found: dict[frozenset[tuple[str, str]], str] = {}
    for term in terms:
        found.setdefault(frozenset(_all_keys([term])), term)
    return tuple(found.values())
