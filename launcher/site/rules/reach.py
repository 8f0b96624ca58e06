"""Telephones and addresses that people will use in the worst hour: one wrong digit sends them to a stranger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from launcher.errors import Where
from launcher.model import Finding
from launcher.site import known, quantities, reading
from launcher.site.frontmatter import Document
from launcher.site.quantities import Quantity, is_same
from launcher.site.quantities.reached import bare, digits
from launcher.site.rules import Content, error
from launcher.site.slips import is_one_slip

_KINDS = {"tel": "phone", "mailto": "email"}
_NAMED = {"phone": "telephone", "email": "e-mail address", "url": "web address"}
_HINT = "Correct it; if it is another one, give it in the facts or the contacts."
_MIN_HOST = 8
"""Shorter hosts are close to each other by chance."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A telephone or an address in a text or behind a link."""

    quantity: Quantity
    shown: str
    where: Where


def check(content: Content) -> Iterator[Finding]:
    """Those that are nearly one that is known (errors), and those that nobody knows (warnings)."""
    for document in content.going_out:
        yield from _otherwise_behind(document)
        lang = document.meta.get("lang", "")
        if lang not in content.languages:
            continue
        there = [one for _, one in content.derived(known.figures, lang) if one.kind in _NAMED]
        if there:
            told: set[tuple[str, str, int]] = set()
            for one in _reached(document, lang):
                key = (one.quantity.kind, one.quantity.value, one.where.line)
                if key not in told:
                    told.add(key)
                    yield from _judged(one, there)


def _reached(document: Document, lang: str) -> Iterator[Reached]:
    for passage in reading.passages(document):
        for one in quantities.find(passage.text, lang):
            if one.kind in _NAMED:
                yield Reached(one, passage.text[one.start : one.end], passage.where(one.start))
    for link in reading.links(document):
        yield from _behind(link)


def _behind(link: reading.Link) -> Iterator[Reached]:
    scheme, colon, rest = link.target.partition(":")
    if scheme.lower() in ("http", "https"):
        yield Reached(Quantity("url", bare(link.target), 0, 0), link.target, link.where)
    elif colon and scheme.lower() in _KINDS:
        kind, rest = _KINDS[scheme.lower()], rest.partition("?")[0]
        yield Reached(Quantity(kind, digits(rest) if kind == "phone" else rest.lower(), 0, 0), rest, link.where)


def _otherwise_behind(document: Document) -> Iterator[Finding]:
    """A link that dials or writes to another one than it shows."""
    for link in reading.links(document):
        for behind in _behind(link):
            kind = behind.quantity.kind
            read = [one for one in quantities.find(link.text, "en") if one.kind == kind]
            if kind != "url" and len(read) == 1 and not is_same(read[0], behind.quantity):
                message = f"shows {link.text} and leads to {behind.shown}"
                yield error(f"wrong-{kind}", message, "Make the two the same.", link.where)


def _judged(one: Reached, there: Sequence[Quantity]) -> Iterator[Finding]:
    kind = one.quantity.kind
    same_kind = [other for other in there if other.kind == kind]
    if any(_fits(one.quantity, other) for other in same_kind):
        return
    near = next((other for other in same_kind if _NEAR[kind](one.quantity.value, other.value)), None)
    if near is not None:
        code = "wrong-link" if kind == "url" else f"wrong-{kind}"
        message = f"{one.shown} is nearly the {_NAMED[kind]} {near.value}, which is known"
        yield error(code, message, _HINT, one.where)
    elif kind != "url":
        message = f"neither facts nor contacts know the {_NAMED[kind]} {one.shown}"
        yield Finding(f"unknown-{kind}", "warning", message, _HINT, one.where)


def _fits(one: Quantity, other: Quantity) -> bool:
    return is_same(one, other) or (one.kind == "url" and _host(one.value) == _host(other.value))


def _host(url: str) -> str:
    return re.split(r"[/?#:]", url, maxsplit=1)[0].lower()


# ── nearly the same ──────────────────────────────────────────────────────────────────────────────


def _near_phone(one: str, other: str) -> bool:
    (number, _, extension), (number2, _, extension2) = one.partition("x"), other.partition("x")
    if number == number2:
        return extension != extension2
    if number[-7:] == number2[-7:] and len(number) == len(number2) and len(number) > 7:
        return True  # another area
    return is_one_slip(number, number2)


def _near_email(one: str, other: str) -> bool:
    (local, _, domain), (local2, _, domain2) = one.partition("@"), other.partition("@")
    if local == local2:
        return _distance(domain, domain2) <= 2 or domain.split(".")[0] == domain2.split(".")[0]
    return domain == domain2 and len(local) > 2 and is_one_slip(local, local2)


def _near_url(one: str, other: str) -> bool:
    host, host2 = _host(one), _host(other)
    return min(len(host), len(host2)) >= _MIN_HOST and is_one_slip(host, host2)


_NEAR: dict[str, Callable[[str, str], bool]] = {"phone": _near_phone, "email": _near_email, "url": _near_url}


def _distance(one: str, other: str) -> int:
    """The edit distance (Levenshtein) of two short texts."""
    before = list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        now = [row]
        for column, b in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (a != b)))
        before = now
    return before[-1]
