"""Wire copy that several papers printed counts once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from launcher.crisis.lexicon import fold
from launcher.model import Article

SHINGLE = 5
"""Words in a row that are compared."""
ALIKE = 0.6
"""Share of the shorter text's shingles found in the longer one above which both are the same copy."""


def without_twins(articles: Sequence[Article]) -> list[Article]:
    """The articles without near-duplicates, in their order; of two alike the first stays."""
    kept: list[tuple[Article, frozenset[int]]] = []
    holders: dict[int, list[int]] = {}
    for article in articles:
        shingles = _shingles(article)
        if _has_twin(shingles, kept, holders):
            continue
        for shingle in shingles:
            holders.setdefault(shingle, []).append(len(kept))
        kept.append((article, shingles))
    return [article for article, _ in kept]


def _has_twin(
    shingles: frozenset[int], kept: Sequence[tuple[Article, frozenset[int]]], holders: dict[int, list[int]]
) -> bool:
    """Counts shared shingles per earlier article through the index, so that no pair is compared in vain."""
    shared: dict[int, int] = {}
    for shingle in shingles:
        for number in holders.get(shingle, ()):
            shared[number] = shared.get(number, 0) + 1
    return any(count >= ALIKE * max(1, min(len(shingles), len(kept[n][1]))) for n, count in shared.items())


def _shingles(article: Article) -> frozenset[int]:
    words = re.findall(r"\w+", fold(f"{article.title} {article.body}"))
    if len(words) < SHINGLE:
        return frozenset([hash(tuple(words))])
    return frozenset(map(hash, zip(*(words[start:] for start in range(SHINGLE)), strict=False)))
