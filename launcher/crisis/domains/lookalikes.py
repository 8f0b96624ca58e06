"""The names to register along with the chosen one: what a reader, or our own staff, may type instead.

In 2017 a company's staff sent people to `securityequifax2017.com`, the words of `equifaxsecurity2017.com` swapped
(`knowledge/doctrine` §3.4): word order comes right after the TLDs and the hyphen. What is swapped is a unit, a word or
a phrase that people use by itself: nobody tears `car seat` apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from launcher.crisis.domains.endings import DEFENSIVE, ending
from launcher.crisis.domains.grammar import Label, Part, hyphenations
from launcher.crisis.domains.ground import Ground
from launcher.crisis.domains.reading import is_everyday
from launcher.crisis.domains.refusals import CONTENT, Whose, refusals
from launcher.crisis.domains.spelling import encoded, is_valid, other_number
from launcher.crisis.lexicon import LANGUAGES, lexicon, stem
from launcher.model import Reason

MOST = 15
CROSSED = 2
"""Other endings in which a slip is worth a name too."""
_SHARES = (
    (3, "tld"), (2, "hyphen"), (3, "order"), (1, "said"), (2, "brand"), (1, "accents"), (1, "shorter"), (2, "number"),
)  # fmt: skip


def lookalikes(label: Label, tld: str, tlds: Sequence[str], ground: Ground | None = None) -> tuple[str, ...]:
    """At most fifteen names, most likely mistakes first; never the name itself, never one that we would refuse for
    what it says (an awkward form is just what a reader mistypes); none for a name that says such a thing itself.

    `tlds` are those we would take ourselves; `ground` is the crisis that the name was made or read in. The accented
    twin stands there where the registry keeps it for us, in the form that DNS writes.
    """
    whose = ground.whose if ground else Whose()
    if not _may_stand(label, whose):
        return ()
    units = _units(label, ground)
    others = _endings(tld, tlds)
    twin = accented_twin(label, tld, ground.accents if ground else {})
    labels = {
        "hyphen": hyphenations(units, _hyphens(units, label), label.lang),
        "order": (_shaped(order, units, label) for order in _turned(units)),
        "said": _as_said(label, ground),
        "brand": _with_brand(label, ground),
        "shorter": _shorter(units, label),
        "number": _numbers(units, label, ground),
    }
    texts = {kind: [one.text for one in made if _may_stand(one, whose)] for kind, made in labels.items()}
    here = {kind: [f"{text}.{tld}" for text in found] for kind, found in texts.items()}
    here |= {"tld": [f"{label.text}.{other}" for other in others], "accents": [encoded(twin)] if twin else []}
    first = [name for share, kind in _SHARES for name in here[kind][:share]]
    rest = [name for _, kind in _SHARES for name in here[kind]]
    rest += [
        f"{text}.{other}"
        for kind in ("hyphen", "order", "number")
        for text in texts[kind]
        for other in others[:CROSSED]
    ]
    wanted = (name for name in dict.fromkeys(first + rest) if name != f"{label.text}.{tld}")
    return tuple(itertools.islice(filter(is_valid, wanted), MOST))


def _may_stand(label: Label, whose: Whose) -> bool:
    return not any(reason.code in CONTENT for reason in refusals(label, whose))


def _endings(tld: str, tlds: Sequence[str]) -> list[str]:
    """The other endings: our first choice, where a stranger would look, then those that not everybody may hold."""
    every = dict.fromkeys((*tlds[:1], *(DEFENSIVE if ending(tld) else ()), *tlds))
    return [other for other in every if other != tld]


# ── accents ──────────────────────────────────────────────────────────────────────────────────────


def accented_twin(label: Label, tld: str, accents: Mapping[str, str]) -> str:
    """The name with the accents of its words, where the registry takes them; empty where there is none."""
    rule = ending(tld)
    if rule is None or not rule.accents or not any(word in accents for word in label.words):
        return ""
    return "-".join("".join(accents.get(word, word) for word in piece) for piece in label.pieces) + f".{tld}"


def accented(label: Label, tld: str, accents: Mapping[str, str]) -> Iterator[Reason]:
    """The note that goes with a name that has an accented twin (CIRA's bundles; knowledge/domains §1)."""
    twin = accented_twin(label, tld, accents)
    if twin:
        yield Reason("accents", f"{twin} is kept by the registry for whoever holds this name; buy it later, if at all")


# ── units and shapes ─────────────────────────────────────────────────────────────────────────────


Units = tuple[Part, ...]


def _units(label: Label, ground: Ground | None) -> Units:
    """What people say by itself: the parts, and in a phrase the words for what happened (`product` + `recall`)."""
    incidents = ground.incidents if ground else frozenset()
    return tuple(
        Part(part.kind, tuple(words))
        for part in label.parts
        for _, words in itertools.groupby(part.words, lambda word: stem(word, label.lang) in incidents)
    )


def _hyphens(units: Units, label: Label) -> list[bool]:
    """Whether a hyphen stands after each unit but the last."""
    cuts = set(itertools.accumulate(map(len, label.pieces)))
    return [place in cuts for place in itertools.accumulate(len(unit.words) for unit in units)][:-1]


def _shaped(units: Units, like: Units, label: Label) -> Label:
    """Other units, as many, with the hyphens where the label has them between its own."""
    return next(hyphenations(units, _hyphens(like, label), label.lang))


def _turned(units: Units) -> list[Units]:
    swaps = [(*units[:n], units[n + 1], units[n], *units[n + 2 :]) for n in range(len(units) - 1)]
    around = [(*units[1:], units[0]), (units[-1], *units[:-1]), units[::-1]]
    return [order for order in dict.fromkeys([*swaps, *around]) if order != units]


def _shorter(units: Units, label: Label) -> Iterator[Label]:
    """Without a number, which nobody remembers."""
    kept = tuple(unit for unit in units if not all(word.isdigit() for word in unit.words))
    if 0 < len(kept) < len(units):
        yield next(hyphenations(kept, [len(label.pieces) > 1] * (len(kept) - 1), label.lang))


# ── other words ──────────────────────────────────────────────────────────────────────────────────


def _as_said(label: Label, ground: Ground | None) -> Iterator[Label]:
    """A phrase with the small words that people say: `maisonrepos` → `maisonderepos`."""
    said = ground.said if ground else {}
    parts = tuple(replace(part, words=said.get(part.words, part.words)) for part in label.parts)
    if parts != label.parts:
        yield _shaped(parts, label.parts, label)


def _with_brand(label: Label, ground: Ground | None) -> Iterator[Label]:
    """Where the brand is not in the name, many will look for the brand and what happened."""
    if ground is None or not ground.incidents or any(part.kind == "brand" for part in label.parts):
        return
    for brand, incident in itertools.product(ground.fillings["brand"][:1], ground.fillings["incident"][:1]):
        pair = Part("brand", brand), Part("incident", incident)
        for parts in (pair, pair[::-1]) if label.lang == "en" else (pair[::-1], pair):
            yield next(hyphenations(parts, [len(label.pieces) > 1], label.lang))


def _numbers(units: Units, label: Label, ground: Ground | None) -> Iterator[Label]:
    """Each unit in its other number, as a person would say it: never a brand, nor a word that nobody knows."""
    said = ground.said if ground else {}
    for at, unit in enumerate(units):
        for words in _other_numbers(unit, label.lang, linked=unit.words in said):
            changed = (*units[:at], replace(unit, words=words), *units[at + 1 :])
            yield _shaped(changed, units, label)


def _other_numbers(unit: Part, lang: str, *, linked: bool) -> Iterable[tuple[str, ...]]:
    """In French a phrase agrees as a whole, but for what follows a small word (`maisons de repos`); in English its last
    word does; a substance has one number. The language of a word that somebody else chose is not known."""
    words = unit.words
    if unit.kind == "brand" or (unit.kind == "other" and not is_everyday(words[0])):
        return []
    if stem(words[-1], lang) in lexicon(lang).substance:
        return []
    if unit.kind == "other":
        found = [(other_number(words[0], one), *words[1:]) for one in LANGUAGES]
    elif lang == "en":
        found = [(*words[:-1], other_number(words[-1], lang))]
    elif linked:
        found = [(other_number(words[0], lang), *words[1:])]
    else:
        found = [tuple(other_number(word, lang) for word in words)]
    return [words for words in dict.fromkeys(found) if words != unit.words]
