"""Shapes: what a Node must look like, and the typed value it becomes.

A shape turns a Node into a value and puts every problem it meets on a list, so that a person sees all of them at
once; after a problem it gives a harmless value and goes on. Small shapes make bigger ones.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from launcher.documents import Node, Problems, shorten
from launcher.model import Money

T = TypeVar("T")
Shape: TypeAlias = Callable[[Node, Problems], T]

# ── scalars ──────────────────────────────────────────────────────────────────────────────


def _scalar(expected: str, example: str, convert: Callable[[str], T], fallback: T) -> Shape[T]:
    def shape(node: Node, problems: Problems) -> T:
        if not isinstance(node.value, str) or not node.value.strip():
            problems.add("wrong-type", f"expected {expected}, found {node.kind}", node.where, f"Example: {example}")
            return fallback
        try:
            return convert(node.value.strip())
        except ValueError:
            problems.add("wrong-type", f"`{shorten(node.value)}` is not {expected}", node.where, f"Example: {example}")
            return fallback

    return shape


_YEARS = range(1900, 2200)
"""Other years are slips, and too near the ends of the calendar to count with."""


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError(text)
    return moment


def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    if day.year not in _YEARS:
        raise ValueError(text)
    return day


def _number(text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?", text):  # `1e99`, `NaN`, `1_000` are not for readers
        raise ValueError(text)
    return Decimal(text)


def _money(text: str) -> Money:
    amount, currency = text.split()
    if not re.fullmatch(r"[A-Za-z]{3}", currency) or (value := _number(amount)) < 0:
        raise ValueError(text)
    return Money(value.quantize(Decimal("0.01")), currency.upper())


def _duration(text: str) -> dt.timedelta:
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    return dt.timedelta(**{units[text[-1:].lower()]: _natural(text[:-1])})


def _natural(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)


def _switch(text: str) -> bool:
    return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]


def _guard(convert: Callable[[str], T]) -> Callable[[str], T]:
    """Whatever a converter trips over is a ValueError to the shape."""

    def guarded(text: str) -> T:
        try:
            return convert(text)
        except (KeyError, TypeError, OverflowError, ArithmeticError) as error:
            raise ValueError(text) from error

    return guarded


text: Shape[str] = _scalar("text", "Some words", str, "")
natural: Shape[int] = _scalar("a whole number", "3", _natural, 0)
number: Shape[Decimal] = _scalar("a number", "12.5", _number, Decimal(0))
money: Shape[Money] = _scalar("an amount with its currency", "60.00 CAD", _guard(_money), Money(Decimal(0)))
switch: Shape[bool] = _scalar("true or false", "true", _guard(_switch), False)
day: Shape[dt.date] = _scalar("a date", "2026-03-10", _day, dt.date(1900, 1, 1))
moment: Shape[dt.datetime] = _scalar(
    "a date and time with its offset", "2026-03-10T06:30-04:00", _moment, dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
)
duration: Shape[dt.timedelta] = _scalar("a duration", "15m, 4h or 180d", _guard(_duration), dt.timedelta(0))


def anything(node: Node, problems: Problems) -> Node:  # noqa: ARG001 - the signature of a shape
    """The node itself, to be read later by someone who knows its type."""
    return node


def choice(options: Iterable[str]) -> Shape[str]:
    """One of these words."""
    known = sorted(options)

    def shape(node: Node, problems: Problems) -> str:
        if isinstance(node.value, str) and node.value.strip() in known:
            return node.value.strip()
        said = node.value if isinstance(node.value, str) else ""
        shown = f"`{shorten(said)}` is not one of" if said else f"found {node.kind} instead of one of"
        hint = nearest(said, known) or "Write one of these words."
        problems.add("wrong-choice", f"{shown}: {', '.join(known)}", node.where, hint)
        return known[0] if known else ""

    return shape


# ── groups ───────────────────────────────────────────────────────────────────────────────


def listing(item: Shape[T], *, at_least: int = 0) -> Shape[tuple[T, ...]]:
    """A list of one shape."""

    def shape(node: Node, problems: Problems) -> tuple[T, ...]:
        if not isinstance(node.value, tuple):
            problems.add(
                "wrong-type", f"expected a list, found {node.kind}", node.where, "Start each item with a dash."
            )
            return ()
        if len(node.value) < at_least:
            problems.add("too-few", f"expected at least {at_least} in this list", node.where, "Add what is missing.")
        return tuple(item(child, problems) for child in node.value)

    return shape


def mapping(item: Shape[T], *, keys: Iterable[str] | None = None) -> Shape[dict[str, T]]:
    """A group of any keys (or of some of `keys`), one shape behind each."""
    known = None if keys is None else sorted(keys)

    def shape(node: Node, problems: Problems) -> dict[str, T]:
        children = _children(node, problems)
        if known is not None:
            _unknown(children, known, problems)
        return {key: item(child, problems) for key, child in children.items() if known is None or key in known}

    return shape


def words(languages: Sequence[str]) -> Shape[dict[str, str]]:
    """One text in each of the languages, none missing; other languages are refused."""

    def shape(node: Node, problems: Problems) -> dict[str, str]:
        found = mapping(text, keys=languages)(node, problems)
        if isinstance(node.value, Mapping):
            _missing(node, [lang for lang in languages if lang not in node.value], problems)
        return found

    return shape


def record(
    required: Mapping[str, Shape[Any]], optional: Mapping[str, Shape[Any]] | None = None
) -> Shape[dict[str, Any]]:
    """A group of named keys. Unknown ones are refused, with the nearest known name; absent ones are left out."""
    shapes = {**required, **(optional or {})}

    def shape(node: Node, problems: Problems) -> dict[str, Any]:
        children = _children(node, problems)
        _unknown(children, sorted(shapes), problems)
        if isinstance(node.value, Mapping):
            _missing(node, [key for key in required if key not in children], problems)
        present = {key: child for key, child in children.items() if key in shapes}
        return {
            key: shapes[key](child, problems)
            for key, child in present.items()
            if key in required or child.value is not None
        }

    return shape


def _children(node: Node, problems: Problems) -> Mapping[str, Node]:
    if isinstance(node.value, Mapping):
        return node.value
    problems.add("wrong-type", f"expected a group of keys, found {node.kind}", node.where, "Write `key: value` lines.")
    return {}


def _unknown(children: Mapping[str, Node], known: Sequence[str], problems: Problems) -> None:
    for key, child in children.items():
        if key not in known:
            hint = nearest(key, known) or (f"Known here: {', '.join(known)}." if known else "Nothing stands here.")
            problems.add("unknown-key", f"`{shorten(key)}` is not known here", child.named, hint)


def _missing(node: Node, keys: Sequence[str], problems: Problems) -> None:
    for key in keys:
        problems.add("missing-key", f"`{key}` is missing", node.named, f"Add a line `{key}: …` here.")


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean …?` for a word that is close to a known one; empty otherwise."""
    close = difflib.get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return f"Did you mean `{close[0]}`?" if close else ""


__all__ = [
    "Shape",
    "anything",
    "choice",
    "day",
    "duration",
    "listing",
    "mapping",
    "moment",
    "money",
    "natural",
    "nearest",
    "number",
    "record",
    "shorten",
    "switch",
    "text",
    "words",
]
