"""What names are made of and judged by, gathered once from the crisis's words and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from launcher.crisis.domains.grammar import PATTERNS, Label
from launcher.crisis.domains.refusals import Whose
from launcher.crisis.domains.spelling import ACCENTED, LABEL_LIMIT, spelt, stems_of, words_of
from launcher.crisis.domains.words import lists
from launcher.crisis.keywords.choices import is_pinned
from launcher.crisis.lexicon import lexicon, stem
from launcher.model import Heat, Keyword, Reason

WORDS = 12
"""Ranked words per language that may name the site."""
UNHEARD: Mapping[str, float] = {"brand": -10.0, "incident": -4.0}
"""Points for a word that nobody writes or searches in this crisis, by the kind of part it fills."""
HEARD = 6.0
"""Points for a brand that is itself a word of the crisis, at a full score: the brand comes after what happened."""
BESIDE_HOT = -20.0
"""Points for a word that is not hot where another one is (seed row S13); for when the hot ones are taken."""
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
    the stems of what happened; `unheard` are brands and incidents that nobody writes or searches,
    `heard` brands that are; `accents` maps a folded word to its spelling with accents."""

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
    hot: bool = False
    """Whether a word that may name the site is hot, in any language."""

    def about(self, label: Label, keyword: Keyword | None) -> Iterator[Reason]:
        """What the crisis as a whole says of a label, and of the word that fills it."""
        if self.hot and keyword and keyword.state is not Heat.HOT and not is_pinned(keyword):
            yield Reason("not-hot", "hot words name the site, and there are some", BESIDE_HOT)
        for part in label.parts:
            if heard := self.heard.get(part.words if part.kind == "brand" else ()):
                yield Reason("heard", f"“{heard.term}” is on people's lips", round(HEARD * heard.score / 100, 1))
            if part.kind in UNHEARD and part.words in self.unheard:
                weight = UNHEARD[part.kind]
                yield Reason("unheard", f"“{' '.join(part.words)}” is not a word of this crisis", weight)
            if part.kind == "incident" and part.words in self.fillings["incident"][1:]:
                place = self.fillings["incident"].index(part.words)
                yield Reason("playbook", f"“{' '.join(part.words)}” is the playbook's choice {place + 1}", -1.5 * place)


def preference(code: str, value: str, ordered: Sequence[str], most: float) -> tuple[Reason, ...]:
    """Points for the place in an order of preference: all for the first, none for the last."""
    if value not in ordered:
        return ()
    share = 1 - ordered.index(value) / max(1, len(ordered) - 1)
    return (Reason(code, f"{value}: choice {ordered.index(value) + 1} of {len(ordered)}", round(most * share, 1)),)


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
    fillings: dict[str, Sequence[tuple[str, ...]]] = {
        "brand": _filling(rules.brands, lang),
        "incident": _filling(rules.incidents.get(lang, ()), lang),
        "answer": [(word,) for word in lists().answers.get(lang, ())],
    }
    heard = [stems_of(words_of(keyword.term, lang), lang) for keyword in keywords]
    named = (*fillings["brand"], *fillings["incident"])
    unheard = [words for words in named if not any(stems_of(words, lang) <= stems for stems in heard)]
    incidents = frozenset().union(*(stems_of(words, lang) for words in fillings["incident"]))
    return Ground(
        lang=lang,
        patterns=tuple(dict.fromkeys((*rules.patterns.get(lang, ()), *PATTERNS.get(lang, ())))),
        fillings=fillings,
        subjects=_subjects(keywords, fillings["brand"], incidents, lang),
        incidents=incidents,
        unheard=frozenset(unheard) if keywords else frozenset(),
        heard={words: k for k in reversed(keywords) if (words := words_of(k.term, lang)) in fillings["brand"]},
        whose=_whose(keywords, rules, lang),
        audience=preference("language", lang, spoken, 10.0),
        accents=_accents([k.term for k in keywords if k.lang == lang], rules, lang),
    )


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
    ours = [stems_of(words, lang) for words in brands]
    found: dict[bool, dict[tuple[str, ...], Keyword]] = {False: {}, True: {}}
    for keyword in keywords:
        words = _fitting(keyword.term, lang) if keyword.lang == lang else ()
        stems = stems_of(words, lang)
        means = not all(word.isdigit() or word in lists().answers.get(lang, ()) for word in words)
        if means and not stems <= incidents and not any(brand <= stems for brand in ours):
            found[is_name(keyword)].setdefault(words, keyword)
    return dict([*list(found[False].items())[:WORDS], *list(found[True].items())[:STRANGERS]])


def is_name(keyword: Keyword) -> bool:
    """Whether the ranking says that a word is a proper name."""
    return any(reason.code == "proper-name" for reason in keyword.reasons)


# ── whose words ──────────────────────────────────────────────────────────────────────────────────


def _whose(keywords: Sequence[Keyword], rules: NameRules, lang: str) -> Whose:
    """A stranger's name is the phrase that the press writes, and the words in it that are no everyday words."""
    brands = _filling(rules.brands, lang)
    ours = frozenset(word for words in brands for word in (*words, "".join(words)))
    terms = [(words_of(keyword.term, lang), is_name(keyword)) for keyword in keywords]
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
