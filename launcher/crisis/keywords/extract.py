"""Terms of one to four words with their counts, from the articles of one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise

from launcher.crisis.keywords.tokens import Role, Token, runs, words
from launcher.crisis.lexicon import lexicon
from launcher.model import Article

LONGEST = 4
"""Words in a term, linkers counted: `Peanut Corporation of America`."""
LONGEST_NAME = 7
"""The same in a term that opens with a capital: `Commission d'accès à l'information`."""
MANY = 50
"""Articles among which a word that only one of them has is no word of the crisis."""

IN_PLACE = 0.5
"""A name with this share of its occurrences after a preposition of place is a place's."""
_ARTICLES = frozenset(["la", "le", "les", "l", "the"])
_NAMES_ONLY = frozenset(["and", "et", "the", "for", "on", "in"])


@dataclass
class Term:
    """A term's evidence. `docs`: times in each document; `first`: its first place there, 0 (start) to 1 (end);
    `beside`: times beside a capital, as a part of a longer name; `placed`: times after a preposition of place."""

    key: str
    size: int
    docs: Counter[int] = field(default_factory=Counter)
    first: dict[int, float] = field(default_factory=dict)
    beside: int = 0
    placed: int = 0
    titles: set[int] = field(default_factory=set)
    spellings: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    upper: Counter[str] = field(default_factory=Counter)
    lower: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Times in all documents."""
        return self.docs.total()

    @property
    def noun(self) -> bool:
        """Whether an article or a determiner ever stands before it."""
        return bool(self.marked)

    @cached_property
    def proper(self) -> bool:
        """A name: its best spelling has a capital wherever the case tells, and so at least once."""
        spelling = self._best
        return self.upper[spelling] > 0 and self.lower[spelling] * 10 <= self.upper[spelling]

    @cached_property
    def place(self) -> bool:
        """A name that mostly follows `in`, `near`, `à`, `en`: of a place, and so no one's own."""
        return self.proper and self.placed >= max(2, IN_PLACE * self.count)

    @cached_property
    def shown(self) -> str:
        """The best spelling, in the case in which it was seen most; a name has a capital."""
        best = self._best
        cases = [s for s in self.spellings if s.casefold() == best]
        cases = [s for s in cases if self.proper and s != s.lower()] or cases
        return min(cases, key=lambda s: (-self.spellings[s], s.isupper(), s))

    @cached_property
    def _best(self) -> str:
        """Without its case: the spelling of a noun before a participle's, then the most frequent, then the shortest."""
        groups = Counter[str]()
        for spelling, times in chain(self.spellings.items(), self.marked.items()):
            groups[spelling.casefold()] += times
        usable = {spelling.casefold() for spelling in self.marked} or set(groups)
        return min(usable, key=lambda s: (-groups[s], len(s), s))


@dataclass(frozen=True, slots=True)
class Text:
    """A document that is being read: its number, its text, and where its title ends."""

    number: int
    text: str
    title_end: int


Seen = tuple[Text, Sequence[Token], bool]
"""One occurrence of a term: the document, the term's words in it, and whether a capital stands beside it."""


def terms(articles: Sequence[Article], lang: str, wanted: frozenset[str] = frozenset()) -> dict[str, Term]:
    """The terms of these articles by key; titles count as text too.

    Left out at once, unless they are `wanted` or a word of what is, are those that no ranking can lift, for there are
    many: phrases that occur once and are no name and, where `MANY` articles were read, what only one of them has.
    """
    many, numbered = len(articles) >= MANY, lexicon(lang).numbered
    seen: dict[str, list[Seen]] = {}
    for number, article in enumerate(articles):
        text = Text(number, f"{article.title}\n{article.body}", len(article.title))
        for run in runs(text.text, lang):
            for window, beside in _windows(run, numbered):
                seen.setdefault(" ".join([token.key for token in window]), []).append((text, window, beside))
    _join_variants(seen, wanted, lang)
    kept = wanted.union(*(key.split() for key in wanted))
    return {key: _term(key, cases) for key, cases in seen.items() if key in kept or _counts(cases, many)}


def _counts(cases: Sequence[Seen], many: bool) -> bool:
    (first, words, _), (last, _, _) = cases[0], cases[-1]
    if many:
        return first.number != last.number
    if len(words) == 1 or len(cases) > 1:
        return True
    return all(token.capital or token.role is Role.LINKER for token in words)


def key_of(phrase: str, lang: str) -> str:
    """The key under which a phrase given from outside (a seed, a searched term) would be counted.

    Every word counts, so that a question (`is it safe`) is not its only telling word; articles at its edges do not.
    """
    found = list(words(phrase, lang))
    while len(found) > 1 and found[0][1] is Role.LINKER:
        del found[0]
    while len(found) > 1 and found[-1][1] is Role.LINKER:
        del found[-1]
    return " ".join(key for key, _ in found)


def _windows(run: Sequence[Token], numbered: frozenset[str]) -> Iterator[tuple[Sequence[Token], bool]]:
    """The stretches of a run that can be terms, and of single words whether they look like a part of a longer name."""
    for start, first in enumerate(run):
        if first.role is Role.CONTENT:
            yield run[start : start + 1], bool(first.capital) and _beside_a_capital(run, start)
        elif first.role is not Role.GENERIC:
            continue
        longest = LONGEST_NAME if first.capital else LONGEST
        for end in range(start + 2, min(start + longest, len(run)) + 1):
            if run[end - 1].role is not Role.LINKER and _is_phrase(run[start:end], numbered):
                yield run[start:end], False


def _beside_a_capital(run: Sequence[Token], place: int) -> bool:
    before = run[place - 1] if place else None
    after = run[place + 1] if place + 1 < len(run) else None
    return bool((before and before.capital) or (after and after.capital))


def _join_variants(seen: dict[str, list[Seen]], wanted: frozenset[str], lang: str) -> None:
    """One entry for a long name and its initials, and for words that some write as one: lock-out, lockout."""
    for key in [key for key in seen if " " in key]:
        initials = _initials(key, seen[key], lang)
        if not all(word.capital for _, (word, *_), _ in seen.get(initials, ())):
            initials = ""
        for other in (initials, key.replace(" ", "")):
            if other in seen and other not in wanted:
                seen[key] = seen[key] + seen.pop(other)


def _initials(key: str, cases: Sequence[Seen], lang: str) -> str:
    """CAI for the key of `Commission d'accès à l'information`; empty for what is no name of three words or more."""
    words = [word for word in key.split() if word not in lexicon(lang).linker]
    return "".join(word[0] for word in words) if len(words) > 2 and cases[0][1][0].capital else ""


def _is_phrase(window: Sequence[Token], numbered: frozenset[str]) -> bool:
    first, last = window[0], window[-1]
    capitals = [token.capital for token in window if token.role is not Role.LINKER]
    sure = False not in capitals and True in capitals
    if not (_edge(first, sure) and (_edge(last, sure) or _closes_with_number(window, numbered))):
        return False
    return all(_links(a, b, sure) for a, b in pairwise(window))


def _edge(token: Token, named: bool) -> bool:
    return token.role is Role.CONTENT or (token.role is Role.GENERIC and named and token.capital is not False)


def _closes_with_number(window: Sequence[Token], numbered: frozenset[str]) -> bool:
    """`loi 25`, `Falcon 9`: a short number after a law's word or a name; years are dates."""
    before, last = window[-2], window[-1]
    if last.role is not Role.NUMBER or len(last.folded) > 3:
        return False
    return before.folded in numbered or (bool(before.capital) and before.role is Role.CONTENT)


def _links(a: Token, b: Token, named: bool) -> bool:
    """Whether the second word may follow the first inside a term."""
    if a.role is Role.NUMBER:
        return False
    if b.role is not Role.LINKER:
        return True
    if b.folded in _ARTICLES:
        return a.role is Role.LINKER
    return a.role is not Role.LINKER and (named or b.folded not in _NAMES_ONLY)


def _term(key: str, cases: Sequence[Seen]) -> Term:
    term = Term(key, len(cases[0][1]))
    for text, window, beside in cases:
        first, last = window[0], window[-1]
        term.docs[text.number] += 1
        term.beside += beside
        term.placed += first.after_place_marker
        term.first[text.number] = min(first.start / len(text.text), term.first.get(text.number, 1.0))
        if last.end <= text.title_end:
            term.titles.add(text.number)
        capitals = [token.capital for token in window if token.role is not Role.LINKER]
        spelling = _spelling(text.text[first.start : last.end], capitals[0])
        term.spellings[spelling] += 1
        term.upper[spelling.casefold()] += all(capitals)
        term.lower[spelling.casefold()] += False in capitals
        if first.after_noun_marker:
            term.marked[spelling] += 1
    return term


def _spelling(spelt: str, capital: bool | None) -> str:
    """As written, but for capitals that only the place in the sentence, or a title in capitals, explains."""
    words = " ".join(spelt.replace("’", "'").split())
    if capital is None and words.isupper():
        return words.lower()
    plain = capital is None and words[1:].lower() == words[1:]
    return words[:1].lower() + words[1:] if plain else words
