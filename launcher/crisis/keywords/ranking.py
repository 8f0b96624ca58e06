"""`rank`: signals to keywords. A score is the sum of its reasons' weights: up to 70 points from what the press
wrote, 5 from the playbook's seeds, 25 from growth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from launcher.crisis.keywords.absorb import absorbed
from launcher.crisis.keywords.extract import Term, key_of, terms
from launcher.crisis.keywords.growth import BASELINE, growth
from launcher.crisis.keywords.heat import NEWS_POINTS, Evidence, per_day, strongest
from launcher.crisis.keywords.twins import without_twins
from launcher.crisis.keywords.weight import weights
from launcher.crisis.lexicon import LANGUAGES, guess_language, lexicon
from launcher.model import Article, Keyword, Point, Reason, Series, Signals

SEED_POINTS = 5.0


def rank(
    signals: Signals,
    languages: Sequence[str],
    *,
    seeds: Mapping[str, Sequence[str]] | None = None,
    top: int = 20,
) -> tuple[Keyword, ...]:
    """The best `top` words of the signals, best first; same signals, same ranking.

    `languages`: codes, the main audience's first; articles in others are left out. `seeds`: the playbook's words per
    language, which weigh more when they occur. Terms that occur in a series only count as words of the first language
    unless their own words tell another.
    """
    ranked: list[Keyword] = []
    names: set[str] = set()
    left = [series for series in signals.series if series.points]
    languages = tuple(dict.fromkeys(languages)) or LANGUAGES
    for lang in languages:
        articles = without_twins([article for article in signals.articles if article.lang == lang])
        foreseen = frozenset(key_of(seed, lang) for seed in (seeds or {}).get(lang, ()))
        words = _Words(lang, articles, foreseen, _by_key(signals.series, lang))
        ranked += words.keywords(top)
        names |= words.names()
        left = [series for series in left if key_of(series.term, lang) not in words.found]
    ranked += _only_searched(left, languages, names)
    return tuple(sorted(ranked, key=lambda k: (-k.score, k.term, k.lang))[: max(top, 0)])


class _Words:
    """One language's words while they are ranked."""

    def __init__(
        self, lang: str, articles: Sequence[Article], seeds: frozenset[str], measured: Mapping[str, Sequence[Series]]
    ) -> None:
        self.lang, self.articles, self.seeds, self.measured = lang, articles, seeds, measured
        self.wanted = frozenset(measured) | seeds
        self.found = terms(articles, lang, self.wanted)

    def keywords(self, top: int) -> list[Keyword]:
        """The words that stand, with score and state, but for those that no growth can lift among the best `top`."""
        standing = absorbed(self.found, self.wanted)
        text = weights(standing, len(self.articles), self.lang)
        return [
            self._keyword(term, text[term.key], self.measured.get(term.key, ()))
            for term in self._hopeful(standing, text, top)
        ]

    def _hopeful(self, standing: list[Term], text: Mapping[str, tuple[Reason, ...]], top: int) -> list[Term]:
        """A word without a series of its own can gain what the articles' dates prove, and no more."""
        scores = {term.key: sum(reason.weight for reason in text[term.key]) for term in standing}
        best = sorted(scores.values(), reverse=True)[: max(top, 1)]
        least = best[-1] - NEWS_POINTS - 0.1 if best else 0.0
        return [term for term in standing if term.key in self.wanted or scores[term.key] >= least]

    def _keyword(self, term: Term, text: tuple[Reason, ...], series: Sequence[Series]) -> Keyword:
        evidence = _evidence(series, per_day(self.articles, term.docs))
        reasons = list(text)
        if term.key in self.seeds:
            reasons.append(Reason("seed", "a word that the playbook foresaw", SEED_POINTS))
        reasons += evidence.reasons
        reasons += _named(self._names_in(term))
        return keyword(term.shown, self.lang, evidence, reasons)

    def names(self) -> set[str]:
        """The keys of all single words that are names."""
        return {key for key, term in self.found.items() if term.size == 1 and self._is_name(term)}

    def _names_in(self, term: Term) -> list[str]:
        parts = [term] if term.proper else [self.found[w] for w in term.key.split() if w in self.found]
        return [part.shown for part in parts if self._is_name(part)]

    def _is_name(self, term: Term) -> bool:
        """Substances are written with a capital too, but are no one's."""
        return term.proper and term.key not in lexicon(self.lang).substance


def _named(names: Sequence[str]) -> list[Reason]:
    """The mark by which names are kept out of the address, unless they are our own."""
    return [Reason("proper-name", f"a name: {', '.join(names)}")] if names else []


def keyword(term: str, lang: str, evidence: Evidence, reasons: Sequence[Reason]) -> Keyword:
    """A word whose score is the sum of its reasons, kept within 0–100."""
    score = min(100.0, max(0.0, sum(reason.weight for reason in reasons)))
    return Keyword(term, lang, round(score, 1), evidence.state, tuple(reasons), evidence.search, evidence.news)


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


def _only_searched(series: Iterable[Series], languages: Sequence[str], names: Set[str]) -> list[Keyword]:
    """Terms that no text has: their growth is all that is known, and which of their words the texts show as names."""
    found: dict[tuple[str, str], list[Series]] = {}
    for one in series:
        lang = guess_language(one.term)
        lang = lang if lang in languages else languages[0]
        found.setdefault((lang, key_of(one.term, lang)), []).append(one)
    made = []
    for (lang, key), same in found.items():
        evidence = _evidence(same, ())
        if key:
            shown = min(one.term for one in same)
            reasons = [Reason("only-searched", "in no text that was read"), *evidence.reasons]
            reasons += _named([word for word in key.split() if word in names])
            made.append(keyword(shown, lang, evidence, reasons))
    return made
