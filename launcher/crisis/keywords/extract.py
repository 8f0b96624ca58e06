"""Terms of one to four words with their counts, from the articles of one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise

from launcher.crisis.keywords.tokens import Role, Token, runs
from launcher.model import Article

LONGEST = 4
"""Words in a term, linkers counted: `Peanut Corporation of America`."""

_ARTICLES = frozenset(["la", "le", "les", "l", "the"])
_NAMES_ONLY = frozenset(["and", "et", "the", "for", "on", "in"])
_BEFORE_NUMBER = frozenset(
    ["loi", "law", "bill", "article", "projet", "reglement", "act", "lot", "decret", "vol", "flight"]
)


@dataclass
class Term:
    """A term's evidence. `docs`: times in each document; `first`: its first place there, 0 (start) to 1 (end)."""

    key: str
    size: int
    docs: Counter[int] = field(default_factory=Counter)
    first: dict[int, float] = field(default_factory=dict)
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
    def shown(self) -> str:
        """The best spelling, in the case in which it was seen most."""
        best = self._best
        return min(
            (s for s in self.spellings if s.casefold() == best), key=lambda s: (-self.spellings[s], s.isupper(), s)
        )

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


Seen = tuple[Text, Sequence[Token]]
"""One occurrence of a term: the document, and the term's words in it."""


def terms(articles: Sequence[Article], lang: str, wanted: frozenset[str] = frozenset()) -> dict[str, Term]:
    """The terms of these articles by key; titles count as text too.

    Left out at once are phrases that occur once and are no name, unless their key is in `wanted`: there are many.
    """
    seen: dict[str, list[Seen]] = {}
    for number, article in enumerate(articles):
        text = Text(number, f"{article.title}\n{article.body}", len(article.title))
        for run in runs(text.text, lang):
            for window in _windows(run):
                seen.setdefault(" ".join([token.key for token in window]), []).append((text, window))
    return {key: _term(key, cases) for key, cases in seen.items() if key in wanted or _counts(cases)}


def _counts(cases: Sequence[Seen]) -> bool:
    words = cases[0][1]
    return len(words) == 1 or len(cases) > 1 or all(token.capital or token.role is Role.LINKER for token in words)


def key_of(phrase: str, lang: str) -> str:
    """The key under which a phrase given from outside (a seed, a searched term) would be counted."""
    return " ".join(token.key for run in runs(phrase, lang) for token in run)


def _windows(run: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The stretches of a run that can be terms."""
    for start, token in enumerate(run):
        if token.role not in (Role.CONTENT, Role.GENERIC):
            continue
        for end in range(start, min(start + LONGEST, len(run))):
            if run[end].role is Role.BREAK:
                break
            window = run[start : end + 1]
            if _is_term(window):
                yield window


def _is_term(window: Sequence[Token]) -> bool:
    first, last = window[0], window[-1]
    if len(window) == 1:
        return first.role is Role.CONTENT
    named = all(token.capital is not False for token in window if token.role is not Role.LINKER)
    sure = named and any(token.capital for token in window)
    if not (_edge(first, sure) and (_edge(last, sure) or _closes_with_number(window))):
        return False
    return all(_links(a, b, sure) for a, b in pairwise(window))


def _edge(token: Token, named: bool) -> bool:
    return token.role is Role.CONTENT or (token.role is Role.GENERIC and named and bool(token.capital))


def _closes_with_number(window: Sequence[Token]) -> bool:
    """`loi 25`, `Falcon 9`: a short number after a law's word or a name; years are dates."""
    before, last = window[-2], window[-1]
    if last.role is not Role.NUMBER or len(last.folded) > 3:
        return False
    return before.folded in _BEFORE_NUMBER or (bool(before.capital) and before.role is Role.CONTENT)


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
    for text, window in cases:
        first, last = window[0], window[-1]
        term.docs[text.number] += 1
        term.first.setdefault(text.number, first.start / len(text.text))
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
    """As written, but for a capital that only the place in the sentence explains."""
    words = " ".join(spelt.replace("’", "'").split())
    plain = capital is None and words[1:].lower() == words[1:]
    return words[:1].lower() + words[1:] if plain else words
