"""What every room uses: reasons, money, texts in several languages, and one spelling of JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

JSON: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None
Words: TypeAlias = Mapping[str, str]
"""One text in several languages: language code → text."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code, one line for a person, and what it added to a score (0 when it is no score)."""

    code: str
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str = "CAD"

    def __str__(self) -> str:
        return f"{self.amount:.2f} {self.currency}"

    @classmethod
    def read(cls, raw: Mapping[str, str]) -> Money:
        """Back from JSON."""
        return cls(Decimal(raw["amount"]), raw["currency"])


def as_json(value: Any) -> JSON:
    """Any value of this module as plain JSON: enums by value, money and dates as text, tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(item) for item in value]
    return value  # type: ignore[no-any-return]


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(as_json(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()
