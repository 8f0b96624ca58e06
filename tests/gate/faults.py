"""Faults: a clean crisis with one thing wrong, in a named way. What is wrong is chosen by chance from a fixed seed.

`words.yaml` has what people write that they should not; the rest is done to files and figures. Every third fault of a
category and language is held out: it is measured, and nobody looks at it while tuning a rule.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from tests.gate.corpus import LANGUAGES, Case, crises, no_break, photo, picture
from tests.gate.mutations import MUTATIONS, Mutate
from tests.gate.places import insert

_HERE = Path(__file__).parent / "faults"
WORDS, UNSEEN = _HERE / "words.yaml", _HERE / "unseen.yaml"
TONE = frozenset(
    {"drama", "blame", "demonising", "speculation", "promise-nobody-made", "minimising", "promotion", "threat"}
    | {"admission", "jargon", "war-words"}
)
_NAMES = frozenset({"victims-name", "private-person"})
SENTENCES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(TONE, TONE),
    **dict.fromkeys(_NAMES, _NAMES),
    "placeholder": frozenset({"placeholder", "placeholder-doubt", "raw-html"}),
    "raw-markup": frozenset({"raw-html", "script-link"}),
    "dead-link": frozenset({"dead-link", "link-by-path", "dead-anchor"}),
    "image": frozenset({"no-alt", "dead-link", "picture-place"}),
    "long-sentence": frozenset({"long-sentence"}),
    "hard-to-read": frozenset({"hard-to-read"}),
    "invisible": frozenset({"control-character"}),
}
"""The codes that catch a category of sentences."""
EACH = 3
"""How many of each mutation, in each language."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a crisis. `codes` are those that count as catching it."""

    category: str
    lang: str
    held_out: bool
    clean: Case
    case: Case
    said: str
    codes: frozenset[str]


@cache
def faults() -> tuple[Fault, ...]:
    """All of them, always the same."""
    return (*_sentences(WORDS), *_mutated())


@cache
def unseen() -> tuple[Fault, ...]:
    """Sentences that no list was ever tuned on, nor will be: once looked at, they move to `words.yaml`."""
    return tuple(_sentences(UNSEEN))


def _sentences(file: Path) -> Iterator[Fault]:
    words: dict[str, dict[str, list[str]]] = yaml.safe_load(file.read_text("utf-8"))
    for category, by_lang in words.items():
        for lang in LANGUAGES:
            for number, sentence in enumerate(by_lang[lang]):
                chance = random.Random(f"{category} {lang} {number}")
                text = no_break(sentence) if lang == "fr" else sentence
                clean = _some(chance, category)
                path = chance.choice(sorted(p for p in clean.files if p.endswith(f".{lang}.md")))
                case = insert(clean, path, text, chance)
                case = case.put("images/gps.jpg", photo()) if "gps.jpg" in text else case
                clean, case = _narrowed(clean, case)
                yield Fault(category, lang, number % 3 == 2, clean, case, sentence, SENTENCES[category])


def _mutated() -> Iterator[Fault]:
    for category, (mutate, codes) in MUTATIONS.items():
        for lang in LANGUAGES:
            for number in range(EACH):
                chance = random.Random(f"{category} {lang} {number}")
                clean, case, said = _try(mutate, lang, chance)
                clean, case = _narrowed(clean, case)
                yield Fault(category, lang, number % 3 == 2, clean, case, said, codes)


def _try(mutate: Mutate, lang: str, chance: random.Random) -> tuple[Case, Case, str]:
    """The mutation on the first crisis, in an order of chance, that has what it needs."""
    for clean in chance.sample(crises(), len(crises())):
        if done := mutate(clean, lang, chance):
            return done
    raise AssertionError(f"no crisis has what {mutate.__name__} needs in {lang}")


def _some(chance: random.Random, category: str) -> Case:
    """A crisis: a recall to be promoted in, one with a picture, else any."""
    recalls = [case for case in crises() if case.name.startswith("recall")]
    case = chance.choice(recalls if category == "promotion" else crises())
    return case.put("images/clean.jpg", picture()) if category == "image" else case


def _narrowed(clean: Case, case: Case) -> tuple[Case, Case]:
    """Both with no more pages than the fault needs: what it touches, what waits, the home pages, and what they link."""
    touched = {path for path in {*clean.files, *case.files} if clean.files.get(path) != case.files.get(path)}
    if not touched or clean.yardstick.subject_share:
        return clean, case
    musts = {f"/{must.page}." for must in clean.yardstick.musts}
    files = {**clean.files, **case.files}
    names = {*touched, "pages/home.fr.md", *(path for path in files if any(must in path for must in musts))}
    names |= {path for path, data in files.items() if b"\nEmbargo:" in data}
    while more := {path for path in files if any(_links(files, one, path) for one in names)} - names:
        names |= more
    return _only(clean, names), _only(case, names)


def _links(files: Mapping[str, bytes], one: str, path: str) -> bool:
    """Whether a file leads to another: by a link, as its twin, or by an address that both take."""
    twin = one.endswith(".md") and path in (one.replace(".fr.", ".en."), one.replace(".en.", ".fr."))
    text = files.get(one, b"")
    return twin or path.encode() in text or files[path].partition(b"\nTwin")[0].rpartition(b"\n")[2] + b"\n" in text


def _only(case: Case, names: set[str]) -> Case:
    return replace(case, files={path: data for path, data in case.files.items() if path in names})
