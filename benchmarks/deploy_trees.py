"""Two trees to upload: a blog with pictures, and thousands of small pages. Seeded: the same bytes everywhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

WORDS = (
    *("recall", "lot", "water", "plant", "team", "answer", "today", "region", "family", "shop", "result", "page"),
    *("produit", "eau", "usine", "équipe", "réponse", "région", "magasin", "personnes", "travail", "avis", "ligne"),
)


def blog(folder: Path) -> None:
    """300 files, 15 MB: 200 pages, 80 pictures, 12 feeds and 8 of the theme."""
    chance = random.Random(1)
    for number in range(200):
        lang = chance.choice(("fr", "en"))
        _write(folder / f"{lang}/post-{number:03}/index.html", _page(chance, _of(chance, 20_000)))
    for number in range(80):
        _write(folder / f"images/picture-{number:02}.jpg", chance.randbytes(_of(chance, 135_000)))
    for number in range(12):
        _write(folder / f"feeds/tag-{number:02}.atom", _page(chance, _of(chance, 20_000)))
    for number in range(8):
        _write(folder / f"theme/part-{number}.css", _page(chance, _of(chance, 6_000)))


def pages(folder: Path) -> None:
    """5,000 pages of 8 KB in 50 folders."""
    chance = random.Random(2)
    for number in range(5000):
        _write(folder / f"section-{number % 50:02}/page-{number:04}.html", _page(chance, 8_000))


TREES: dict[str, Callable[[Path], None]] = {"blog": blog, "pages": pages}


def change(tree: Path, number: int) -> None:
    """One page is another one now, and a little longer: who looks at sizes and dates sees it too."""
    page = sorted(tree.rglob("*.html"))[number % 97]
    page.write_bytes(page.read_bytes() + b"<!-- %d -->\n" % number)


def rebuild(tree: Path) -> None:
    """Every file is written again, with the bytes that it had."""
    for file in tree.rglob("*.*"):
        file.write_bytes(file.read_bytes())


def _of(chance: random.Random, usual: int) -> int:
    """A size from half to one and a half of the usual one."""
    return int(usual * (0.5 + chance.random()))


def _page(chance: random.Random, size: int) -> bytes:
    text = f"<!doctype html>\n<title>{chance.randrange(10**9)}</title>\n"
    while len(text) < size:
        text += f"<p>{' '.join(chance.choices(WORDS, k=60))}.</p>\n"
    return text.encode()[:size]


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
