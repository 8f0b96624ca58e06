"""`rank`: signals to keywords. A score is the sum of its reasons' weights: up to 70 points from what the press
wrote, 5 from the playbook's seeds, 10 from how much it is searched, 25 from growth."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from launcher.crisis.keywords.absorb import absorbed
from launcher.crisis.keywords.choices import chosen, pins
from launcher.crisis.keywords.extract import Term, key_of, terms
from launcher.crisis.keywords.growth import BASELINE, growth
from launcher.crisis.keywords.heat import NEWS_POINTS, Evidence, per_day, strongest
from launcher.crisis.keywords.merging import merged
from launcher.crisis.keywords.searched import searched
from launcher.crisis.keywords.twins import without_twins
from launcher.crisis.keywords.weight import Weight, weights
from launcher.crisis.lexicon import LANGUAGES, fold, guess_language, lexicon
from launcher.model import Choices, Keyword, Point, Reason, Series, Signals, Volume

SEED_POINTS = 5.0
NO_CHOICES = Choices()


def rank(
    signals: Signals,
    languages: Sequence[str],
    *,
    seeds: Mapping[str, Sequence[str]] | None = None,
    top: int = 20,
    choices: Choices = NO_CHOICES,
) -> tuple[Keyword, ...]:
    """The best `top` words of the signals, best first; same signals, same ranking.

    `languages`: codes, the main audience's first; articles in others are left out. `seeds`: the playbook's words per
    language, which weigh more when they occur. Terms that were only searched count as words of the language whose texts
    have their words. `choices`: the lead's, which stand above all scores.
    """
    languages = tuple(dict.fromkeys(languages)) or LANGUAGES
    signals = merged(signals, choices, languages)
    spoken = [_Words(lang, signals, (seeds or {}).get(lang, ()), pins(choices, lang)) for lang in languages]
    ranked = [word for words in spoken for word in words.keywords(top + len(choices.dropped))]
    ranked += _only_searched(signals, spoken)
    names = {name for words in spoken for name in words.names()}
    ordered = sorted(ranked, key=lambda k: (-k.score, k.term, k.lang))
    return tuple(chosen(ordered, choices, languages, names)[: max(top, 0)])


class _Words:
    """One language's words while they are ranked."""

    def __init__(self, lang: str, signals: Signals, seeds: Iterable[str], pinned: frozenset[str]) -> None:
        self.lang = lang
        self.articles = without_twins([article for article in signals.articles if article.lang == lang])
        self.seeds = frozenset(key_of(seed, lang) for seed in seeds)
        self.measured = _by_key(signals.series, lang)
        self.searched = searched(signals, lang)
        self.wanted = frozenset(self.measured) | frozenset(self.searched) | self.seeds | pinned
        self.found = terms(self.articles, lang, self.wanted)

    def keywords(self, top: int) -> list[Keyword]:
        """The words that stand, with score and state, but for those that no growth can lift among the best `top`."""
        standing = absorbed(self.found, self.wanted)
        text = weights(standing, len(self.articles), self.lang)
        return [self.keyword(term.key, term, text[term.key].reasons) for term in self._hopeful(standing, text, top)]

    def keyword(self, key: str, term: Term | None, text: Iterable[Reason]) -> Keyword:
        """One word: what the press's use of it tells (`text`, with its term), and what was searched and counted."""
        asked = self.searched.get(key)
        evidence = _evidence(self.measured.get(key, ()), per_day(self.articles, term.docs) if term else ())
        reasons = list(text)
        if key in self.seeds:
            reasons.append(Reason("seed", "a word that the playbook foresaw", SEED_POINTS))
        reasons += [*(asked.reasons if asked else ()), *evidence.reasons, *_named(self._names_in(key))]
        written = term.shown if term else min((series.term for series in self.measured.get(key, ())), default="")
        shown = _spelt(written, asked.spelling if asked else "")
        score = min(100.0, max(0.0, sum(reason.weight for reason in reasons)))
        found = (evidence.state, tuple(reasons), evidence.search, evidence.news)
        return Keyword(shown, self.lang, round(score, 1), *found)

    def _hopeful(self, standing: list[Term], text: Mapping[str, Weight], top: int) -> list[Term]:
        """A word that nobody measured can gain what the articles' dates prove, and no more but rounding."""
        best = heapq.nlargest(max(top, 1), (weight.points for weight in text.values()))
        least = best[-1] - NEWS_POINTS - 0.5 if best else 0.0
        return [term for term in standing if term.key in self.wanted or text[term.key].points >= least]

    def names(self) -> set[str]:
        """The keys of all single words that are names."""
        return {key for key, term in self.found.items() if term.size == 1 and self._is_name(term)}

    def _names_in(self, key: str) -> list[str]:
        term = self.found.get(key)
        parts = [term] if term and term.proper else [self.found[w] for w in key.split() if w in self.found]
        return [part.shown for part in parts if self._is_name(part)]

    def _is_name(self, term: Term) -> bool:
        """Substances and places are written with a capital too, but are no one's."""
        return term.proper and not term.place and term.key not in lexicon(self.lang).substance


def _named(names: Sequence[str]) -> list[Reason]:
    """The mark by which names are kept out of the address, unless they are our own."""
    return [Reason("proper-name", f"a name: {', '.join(names)}")] if names else []


def _spelt(written: str, asked: str) -> str:
    """The spelling searched most; as the press writes it where only case, accents or an article differ."""
    other = asked and fold(written) != fold(asked) and len(written.split()) in (0, len(asked.split()))
    return asked if other else written


def _evidence(series: Sequence[Series], counted: Sequence[Point]) -> Evidence:
    """News counts that were given go before those counted in the articles, which prove growth but seldom calm:
    articles of less than a baseline may all have been collected once the crisis had begun."""
    search = strongest(s for s in series if s.kind == "search")
    news = strongest(s for s in series if s.kind == "news")
    own = growth(counted)
    told = own and (own.onset or len(own.points) > BASELINE)
    return Evidence(search, news or (own if told else None))


def _by_key(series: Iterable[Series], lang: str) -> dict[str, list[Series]]:
    found: dict[str, list[Series]] = {}
    for one in series:
        if one.points:
            found.setdefault(key_of(one.term, lang), []).append(one)
    return found


def _only_searched(signals: Signals, spoken: Sequence[_Words]) -> list[Keyword]:
    """Terms that no text has: what was searched is all that is known of them."""
    asked = {series.term for series in signals.series if series.points} | {volume.term for volume in signals.volumes}
    hints = _hints((*signals.series, *signals.volumes))
    left = {_home(term, spoken, hints.get(term, "")) for term in sorted(asked)}
    text = (Reason("only-searched", "in no text that was read"),)
    return [words.keyword(key, None, text) for words, key in left if words and key]


def _hints(counted: Iterable[Series | Volume]) -> dict[str, str]:
    """Terms whose exports all come from one language's interface."""
    found: dict[str, set[str]] = {}
    for one in counted:
        found.setdefault(one.term, set()).add(one.lang)
    return {term: next(iter(langs)) for term, langs in found.items() if len(langs) == 1}


def _home(term: str, spoken: Sequence[_Words], hint: str) -> tuple[_Words | None, str]:
    """The language whose texts have most of a term's words, else the one that it looks like, else its export's, else
    the first; none when a text has the term itself."""
    keys = {words: key_of(term, words.lang) for words in spoken}
    if any(key in words.found for words, key in keys.items()):
        return None, ""
    guess = guess_language(term)

    def likeness(words: _Words) -> tuple[int, bool, bool]:
        return sum(word in words.found for word in keys[words].split()), words.lang == guess, words.lang == hint

    home = max(spoken, key=likeness)
    return home, keys[home]
