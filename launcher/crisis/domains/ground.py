"""What names are made of and judged by, gathered once from the crisis's words and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from launcher.crisis.domains.grammar import PATTERNS, Label
from launcher.crisis.domains.refusals import Whose
from launcher.crisis.domains.spelling import ACCENTED, LABEL_LIMIT, said_of, spelt, stems_of, words_of
from launcher.crisis.domains.words import lists
from launcher.crisis.keywords.choices import is_pinned
from launcher.crisis.lexicon import lexicon, stem
from launcher.model import Heat, Keyword, Reason

WORDS = 12
"""Ranked words per language that may name the site."""
UNHEARD = -10.0
"""Points for a brand that nobody writes or searches in this crisis, and for a playbook's word for what happened where
the crisis has words of its own."""
UNTOLD = 8.0
"""Points for a playbook's word for what happened that no text says yet, where nothing else says it: half of what a
word earns that people use."""
HEARD = 6.0
"""Points for a brand that is itself a word of the crisis, at a full score: the brand comes after what happened."""
CUT = 5
"""Words that a brand written as one may be made of."""
EVENTS = 3
"""Words of the crisis's own for what happened that are tried."""
BESIDE_HOT = -20.0
"""Points for a word that is not hot where another one is (seed row S13); for when the hot ones are taken."""
PREFERENCES: Mapping[str, str] = {
    "language": "in {value}, your {place} language",
    "tld": ".{value} is your {place} choice of ending",
}
LANGUAGE_NAMES: Mapping[str, str] = {"fr": "French", "en": "English"}
STRANGERS = 4
"""Names of third parties that are tried too, so that the lead sees why they are refused."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """What names are made with: our own brands, the playbook's incident words and patterns per language, TLDs and
    languages in order of preference (the first is the main audience's); `certificate`: the plan gets one."""

    brands: tuple[str, ...]
    incidents: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    tlds: tuple[str, ...]
    languages: tuple[str, ...]
    certificate: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One language's material. `fillings` per slot but `word`; `subjects` fill that one, best first; `incidents` are
    the stems of what happened, in words that somebody uses; `unheard` are brands and incidents that nobody writes or
    searches, `heard` brands that are; `accents` maps a folded word to its spelling with accents, `said` the words of a
    phrase to the phrase as people say it."""

    lang: str
    patterns: tuple[str, ...]
    fillings: Mapping[str, Sequence[tuple[str, ...]]]
    subjects: Mapping[tuple[str, ...], Keyword]
    incidents: frozenset[str]
    unheard: frozenset[tuple[str, ...]]
    heard: Mapping[tuple[str, ...], Keyword]
    whose: Whose
    audience: tuple[Reason, ...]
    accents: Mapping[str, str]
    said: Mapping[tuple[str, ...], tuple[str, ...]]
    hot: bool = False
    """Whether a word that may name the site is hot, in any language."""

    def about(self, label: Label, keyword: Keyword | None) -> Iterator[Reason]:
        """What the crisis as a whole says of a label, and of the word that fills it."""
        if self.hot and keyword and keyword.state is not Heat.HOT and not is_pinned(keyword):
            yield Reason("not-hot", "hot words name the site, and there are some", BESIDE_HOT)
        for part in label.parts:
            if part.kind == "brand":
                yield from self._of_brand(part.words)
            elif part.kind == "incident":
                yield from self._of_incident(part.words)

    def _of_brand(self, words: tuple[str, ...]) -> Iterator[Reason]:
        if heard := self.heard.get(words):
            yield Reason("heard", f"“{heard.term}” is on people's lips", round(HEARD * heard.score / 100, 1))
        if words in self.unheard:
            yield Reason("unheard", f"“{' '.join(words)}” is not a word of this crisis", UNHEARD)

    def _of_incident(self, words: tuple[str, ...]) -> Iterator[Reason]:
        """A word that nobody says does not say what happened."""
        told = " ".join(words)
        if words in self.unheard and self.incidents:
            yield Reason("unheard", f"nobody says “{told}” in this crisis", UNHEARD)
        elif words in self.unheard:
            yield Reason("untold", f"“{told}” is the playbook's word for what happened: no text says it yet", UNTOLD)
        if place := [*self.fillings["incident"], words].index(words):
            yield Reason("later", f"“{told}” is not the first word for what happened", -1.5 * place)


def preference(code: str, value: str, ordered: Sequence[str], most: float) -> tuple[Reason, ...]:
    """Points for the place in an order of preference. `code` is one of `PREFERENCES`."""
    if value not in ordered:
        return ()
    told = PREFERENCES[code].format(value=LANGUAGE_NAMES.get(value, value), place=_ordinal(ordered.index(value) + 1))
    return (Reason(code, told, points(value, ordered, most)),)


def points(value: str, ordered: Sequence[str], most: float) -> float:
    """All for the first, none for the last."""
    return round(most * (1 - ordered.index(value) / max(1, len(ordered) - 1)), 1)


def _ordinal(place: int) -> str:
    return ("first", "second", "third", "fourth", "fifth")[place - 1] if place <= 5 else f"{place}th"


def tlds_of(rules: NameRules) -> tuple[str, ...]:
    """The endings without dots, each once."""
    return tuple(dict.fromkeys(tld.strip(". ").lower() for tld in rules.tlds))


def grounds(keywords: Sequence[Keyword], rules: NameRules) -> list[Ground]:
    """One ground for each language that the crisis is talked about in; all of them when nothing is known of it."""
    spoken = [lang for lang in rules.languages if any(keyword.lang == lang for keyword in keywords)]
    made = [_ground(keywords, rules, lang, spoken or rules.languages) for lang in spoken or rules.languages]
    usable = (keyword for ground in made for keyword in ground.subjects.values() if not is_name(keyword))
    hot = any(keyword.state is Heat.HOT for keyword in usable)
    return [replace(ground, hot=hot) for ground in made]


def _ground(keywords: Sequence[Keyword], rules: NameRules, lang: str, spoken: Sequence[str]) -> Ground:
    brands = _filling(rules.brands, lang)
    happened, unsaid = _happened(keywords, rules, lang)
    incidents = frozenset().union(*(stems_of(words, lang) for words in happened if words not in unsaid))
    heard = _heard(keywords, brands, lang)
    quiet = [words for words in brands if keywords and not _occurs(words, keywords, lang)]
    terms = [keyword.term for keyword in keywords if keyword.lang == lang]
    return Ground(
        lang=lang,
        patterns=tuple(dict.fromkeys((*rules.patterns.get(lang, ()), *PATTERNS.get(lang, ())))),
        fillings={
            "brand": brands,
            "incident": happened,
            "answer": [(word,) for word in lists().answers.get(lang, ())],
        },
        subjects=_subjects(keywords, brands, incidents, lang),
        incidents=incidents,
        unheard=frozenset((*quiet, *unsaid)),
        heard=heard,
        whose=_whose(keywords, rules, lang),
        audience=preference("language", lang, spoken, 10.0),
        accents=_accents(terms, rules, lang),
        said=_said([*rules.brands, *terms], lang),
    )


# ── what is said of it ───────────────────────────────────────────────────────────────────────────


def _happened(
    keywords: Sequence[Keyword], rules: NameRules, lang: str
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The words for what happened, those that people use first, and those among them that nobody uses. Where nobody
    uses the playbook's, the crisis's own are taken. Nothing is known of a crisis without words."""
    told = _filling(rules.incidents.get(lang, ()), lang)
    unsaid = [words for words in told if keywords and not _occurs(words, keywords, lang)]
    said = [words for words in told if words not in unsaid]
    return [*(said or _events(keywords, lang)), *unsaid], unsaid


def _events(keywords: Sequence[Keyword], lang: str) -> list[tuple[str, ...]]:
    """What happens, in the ranked words: `panne informatique` → `panne`."""
    events = {stem(word, lang) for word in lists().events.get(lang, ())}
    terms = [words_of(keyword.term, lang) for keyword in keywords if keyword.lang == lang and not is_name(keyword)]
    found: dict[str, tuple[str, ...]] = {}
    for word in (word for words in terms for word in words if stem(word, lang) in events):
        found.setdefault(stem(word, lang), (word,))
    return list(found.values())[:EVENTS]


def _occurs(words: tuple[str, ...], keywords: Sequence[Keyword], lang: str) -> bool:
    """Whether the words stand in a ranked term, in any order and number, or written as one (`AirCanada`)."""
    stems = stems_of(words, lang)
    return any(stems <= stems_of(own, lang) or run_of(words, own) for k in keywords if (own := words_of(k.term, lang)))


def run_of(words: tuple[str, ...], among: tuple[str, ...]) -> tuple[str, ...]:
    """The words in a row of `among` that spell `words`, however either is cut into words; empty where none do."""
    whole = "".join(words)
    runs = (among[start : start + size] for size in range(1, CUT + 1) for start in range(len(among) - size + 1))
    return next((run for run in runs if "".join(run) == whole), ())


def _heard(keywords: Sequence[Keyword], brands: Sequence[tuple[str, ...]], lang: str) -> dict[tuple[str, ...], Keyword]:
    """Our brands that are themselves words of the crisis, however they are cut into words."""
    joined = {"".join(words): words for words in brands}
    whole = [("".join(words_of(keyword.term, lang)), keyword) for keyword in reversed(keywords)]
    return {joined[word]: keyword for word, keyword in whole if word in joined}


def _said(terms: Sequence[str], lang: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Phrases with small words in them, as people say them."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for term in terms:
        words, whole = words_of(term, lang), said_of(term)
        if words and len(whole) > len(words) > 1:
            found.setdefault(words, whole)
    return found


# ── what names are made of ───────────────────────────────────────────────────────────────────────


def _filling(terms: Sequence[str], lang: str) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(words for term in terms if (words := _fitting(term, lang))))


def _fitting(term: str, lang: str) -> tuple[str, ...]:
    """The words of a term; none when they can be no label, however they are joined."""
    words = words_of(term, lang)
    return words if sum(map(len, words)) <= LABEL_LIMIT else ()


def _subjects(
    keywords: Sequence[Keyword], brands: Sequence[tuple[str, ...]], incidents: frozenset[str], lang: str
) -> dict[tuple[str, ...], Keyword]:
    """The words that may fill `{word}`, best first: not a brand alone, nor what happened alone, nor an answer or a
    number alone; a few strangers' names last."""
    ours = [(words, stems_of(words, lang)) for words in brands]
    found: dict[bool, dict[tuple[str, ...], Keyword]] = {False: {}, True: {}}
    for keyword in keywords:
        words = _fitting(keyword.term, lang) if keyword.lang == lang else ()
        stems = stems_of(words, lang)
        means = not all(word.isdigit() or word in lists().answers.get(lang, ()) for word in words)
        named = any(brand_stems <= stems or run_of(brand, words) for brand, brand_stems in ours)
        if means and not stems <= incidents and not named:
            found[is_name(keyword)].setdefault(words, keyword)
    return dict([*list(found[False].items())[:WORDS], *list(found[True].items())[:STRANGERS]])


def is_name(keyword: Keyword) -> bool:
    """Whether the ranking says that a word is a proper name."""
    return any(reason.code == "proper-name" for reason in keyword.reasons)


# ── whose words ──────────────────────────────────────────────────────────────────────────────────


def _whose(keywords: Sequence[Keyword], rules: NameRules, lang: str) -> Whose:
    """A stranger's name is the phrase that the press writes, and the words in it that are no everyday words."""
    brands = _filling(rules.brands, lang)
    terms = [(words_of(keyword.term, lang), is_name(keyword)) for keyword in keywords]
    as_written = [run_of(brand, words) for brand in brands for words, _ in terms]
    ours = frozenset(word for words in (*brands, *as_written) for word in (*words, "".join(words)))
    common = {word for words, name in terms if not name for word in words} | ours
    incidents = {word for words in _filling(rules.incidents.get(lang, ()), lang) for word in words}
    strangers: set[tuple[str, ...]] = set()
    for words, name in terms:
        if name and not ours.issuperset(words):
            rest = tuple(word for word in words if word not in incidents)
            strangers |= {(word,) for word in rest if word not in common and not _everyday(word, lang)}
            strangers |= {words, rest} if ours.isdisjoint(words) else set()
    return Whose(ours, frozenset(strangers - {()}))


def _everyday(word: str, lang: str) -> bool:
    known = lexicon(lang)
    root = stem(word, lang)
    return word in lists().reading or root in known.vague or root in known.generic or root in known.harm


def _accents(terms: Sequence[str], rules: NameRules, lang: str) -> dict[str, str]:
    """Only letters that the registries of .ca and .quebec take."""
    found: dict[str, str] = {}
    for term in (*rules.brands, *rules.incidents.get(lang, ()), *terms):
        for plain, word in zip(words_of(term, lang), spelt(term, lang), strict=False):
            if plain != word and all(letter.isascii() or letter in ACCENTED for letter in word):
                found.setdefault(plain, word)
    return found
