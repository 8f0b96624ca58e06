"""Merging: the signals as if the press and the public had used the word that the lead chose.

It is done before anything is counted, so that whatever is measured then counts documents, titles, phrases and curves
under that word, in the spelling that the lead typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from launcher.crisis.keywords.extract import key_of
from launcher.crisis.keywords.tokens import runs
from launcher.crisis.lexicon import stem
from launcher.model import Article, Choices, Series, Signals, Volume


def merged(signals: Signals, choices: Choices, languages: Sequence[str]) -> Signals:
    """The signals in which each merged spelling is written as the word that it is counted under."""
    if not choices.merged:
        return signals
    into = {lang: _targets(choices, lang) for lang in languages}
    articles = tuple(_article(one, into[one.lang]) if one.lang in into else one for one in signals.articles)
    series = [replace(one, term=_renamed(one.term, into)) for one in signals.series]
    volumes = tuple(replace(one, term=_renamed(one.term, into)) for one in signals.volumes)
    return replace(signals, articles=articles, series=_added(series, choices.merged.values()), volumes=_summed(volumes))


def _targets(choices: Choices, lang: str) -> dict[str, str]:
    """Each merged spelling's key, with the word at the end of its chain."""
    steps = {key_of(one, lang): (key_of(word, lang), word) for one, word in choices.merged.items()}
    ends = {key: chain_end(key, steps) for key, (into, _) in steps.items() if into != key}
    return {key: word for key, word in ends.items() if word}


def _renamed(term: str, into: Mapping[str, Mapping[str, str]]) -> str:
    return next((word for lang, words in into.items() if (word := words.get(key_of(term, lang)))), term)


def _article(article: Article, into: Mapping[str, str]) -> Article:
    title, body = (_rewritten(text, article.lang, into) for text in (article.title, article.body))
    return replace(article, title=title, body=body)


def _rewritten(text: str, lang: str, into: Mapping[str, str]) -> str:
    """The text with every occurrence of a merged spelling replaced; longer terms first, and where the word stands
    already it stays (`lait` merged into `lait infantile` does not make `lait infantile infantile`)."""
    if not _may_hold(text, lang, into):
        return text
    stays = {key_of(word, lang) for word in into.values()} - set(into)
    known = {**dict.fromkeys(stays, ""), **into}
    longest = max(len(key.split()) for key in known)
    pieces, at = [], 0
    for run in runs(text, lang):
        start = 0
        while start < len(run):
            size, word = _longest_at([token.key for token in run[start : start + longest]], known)
            if word:
                pieces += [text[at : run[start].start], word]
                at = run[start + size - 1].end
            start += size
    return "".join([*pieces, text[at:]])


def _may_hold(text: str, lang: str, keys: Iterable[str]) -> bool:
    """Whether all the letters-only words of one of the keys are there: most texts need not be read word by word."""
    there = {stem(word, lang) for word in set(re.findall(r"[^\W_]+", text.lower()))}
    return any(all(word in there for word in key.split() if word.isalpha()) for key in keys)


def _longest_at(keys: Sequence[str], known: Mapping[str, str]) -> tuple[int, str]:
    """How many words the longest known term here has, and what is written for it (empty: as it is)."""
    for size in range(len(keys), 0, -1):
        if (key := " ".join(keys[:size])) in known:
            return size, known[key]
    return 1, ""


def _added(series: Iterable[Series], words: Collection[str]) -> tuple[Series, ...]:
    """Curves that now tell of one word are one, where their levels compare and their moments are the same."""
    found: dict[tuple[object, ...], Series] = {}
    for number, one in enumerate(series):
        moments = tuple(moment for moment, _ in one.points)
        joins = one.scale and one.term in words
        alike = (one.term, one.kind, one.scale, moments) if joins else (number,)
        if before := found.get(alike):
            levels = zip(before.points, one.points, strict=True)
            one = replace(before, points=tuple((moment, a + b) for (moment, a), (_, b) in levels))
        found[alike] = one
    return tuple(found.values())


def _summed(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    found: dict[tuple[str, str], Volume] = {}
    for one in volumes:
        before = found.get((one.term, one.scale))
        searches = one.searches + (before.searches if before else 0.0)
        found[one.term, one.scale] = replace(before or one, searches=searches)
    return tuple(found.values())


def chain_end(key: str, steps: Mapping[str, tuple[str, str]]) -> str | None:
    """The word at which a chain of merges ends; None when it goes round."""
    seen, word = {key}, ""
    while key in steps:
        key, word = steps[key]
        if key in seen:
            return None
        seen.add(key)
    return word
