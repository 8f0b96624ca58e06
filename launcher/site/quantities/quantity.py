"""One figure in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """`kind`: date, time, weekday, duration, money, percent, number, phone, email, url, code; `impossible` for a day
    that no calendar has. `value` is its normal form: `2026-03-10` (`--03-10` without a year, `2026-03` without a day),
    `14:30`, minutes of a duration, digits of a phone (`x12` for an extension), plain decimals.

    `amount` is the bare figure as written, in plain decimals, for kinds that count something. `in_words`: it is
    spelled out. `weekday` is the one that stands with a date, Monday 0.
    """

    kind: str
    value: str
    start: int
    end: int
    amount: str = ""
    in_words: bool = False
    weekday: int | None = None


def is_same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities say the same, each in its language's habits."""
    if one.kind == other.kind == "date":
        return same_date(one.value, other.value)
    if one.kind == other.kind == "phone":
        return same_phone(one.value, other.value)
    if one.kind == other.kind:
        return one.value == other.value
    return bool(one.amount) and one.amount == other.amount  # « de 3 à 5 $ », “$3 to $5”


def same_date(one: str, other: str) -> bool:
    """Whether two dates are one, where either may leave out its year."""
    if one.startswith("--") or other.startswith("--"):
        return has_day(one) and has_day(other) and one[-5:] == other[-5:]
    return one == other


def has_day(date: str) -> bool:
    """Whether a date has its day: `2026-03` has none."""
    return len(date) == 10 or date.startswith("--")


def same_phone(one: str, other: str) -> bool:
    """Whether two numbers are one, where either may leave out its extension or its area."""
    (number, _, extension), (number2, _, extension2) = one.partition("x"), other.partition("x")
    if extension and extension2 and extension != extension2:
        return False
    short, long = sorted((number, number2), key=len)
    return long == short or (len(short) == 7 and len(long) == 10 and long.endswith(short))
