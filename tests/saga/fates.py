"""What can become of a purchase, and how it must end however often we die on the way."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from launcher.drill.world.prices import money
from launcher.drill.world.script import Rule


class End(enum.Enum):
    """Where a crisis may come to rest."""

    HELD = "ours, and paid for once"
    REJECTED = "a recorded no, and nothing paid"
    WAITING = "a person is waited for, and was told"


@dataclass(frozen=True)
class Fate:
    """`rules` are the registrar's own, prices without their currency. `late`: the purchase arrives so many calls after
    its sender gave up; `spoiled`: it is done, and answered 500; `unlisted`: so many times the account does not show
    what it has. `shown`: what the registry shows of a name that a person buys, look by look."""

    rules: Sequence[tuple[str, Mapping[str, Any]]] = ()
    end: End = End.HELD
    late: int = 0
    spoiled: bool = False
    unlisted: int = 0
    shown: Sequence[str] = ()

    def script(self, currency: str) -> list[Rule]:
        """The rules, made anew, for they count."""
        return [Rule("register", do, **_priced(more, currency)) for do, more in self.rules]


def _priced(more: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {key: money(f"{value} {currency}") if key == "price" else value for key, value in more.items()}


_ONCE = {"nth": 1}
FATES: Mapping[str, Fate] = {
    "ok": Fate(),
    "slow": Fate([("slow", {"seconds": 0.02})]),
    "lost before": Fate([("lost-before", _ONCE)]),
    "lost after": Fate([("lost-after", _ONCE)]),
    "5xx before": Fate([("error", _ONCE)]),
    "5xx after": Fate(spoiled=True),
    "rate limited": Fate([("rate-limit", _ONCE)]),
    "pending, then ok": Fate([("pending", {"polls": 3})]),
    "pending without an answer, then ok": Fate([("pending", {"polls": 3}), ("lost-after", _ONCE)]),
    "pending, then failed": Fate([("failed", {"polls": 2, "nth": 1})]),
    "pending, then failed, each time": Fate([("failed", {"polls": 1})], End.REJECTED),
    "customer action, then ok": Fate([("customer-action", {"polls": 4})]),
    "customer action, and nobody does it": Fate([("customer-action", {})], End.WAITING),
    "taken by us: listed late": Fate([("lost-after", _ONCE)], unlisted=5),
    "taken by us: listed in a later run": Fate([("lost-after", _ONCE)], unlisted=28),  # one run waits for 26 looks
    "taken by us: it arrives while we look": Fate(late=2),
    "taken by us: it arrives before we ask again": Fate(late=31),
    "taken by us: it arrives after we asked again": Fate(late=40),
    "taken by others": Fate([("taken-meanwhile", _ONCE)], End.REJECTED),
    "lost, then taken by others": Fate([("lost-before", _ONCE), ("taken-meanwhile", {"nth": 2})], End.REJECTED),
    "dearer than the yes": Fate([("price-changed", {"nth": 1, "price": "25.00"})], End.REJECTED),
    "cheaper than the yes": Fate([("price-changed", {"nth": 1, "price": "12.00"})]),
    "refused": Fate([("refused", {})], End.REJECTED),
}
BY_HAND: Mapping[str, Fate] = {
    "ok": Fate(shown=("", "", "", "ours")),
    "bought before we ask": Fate(shown=("", "ours")),
    "held since quiet times": Fate(shown=("ours",)),
    "nobody buys it": Fate(shown=("",), end=End.WAITING),
    "parked first": Fate(shown=("", "", "", "parked", "parked", "parked", "parked", "ours")),
    "taken by others": Fate(shown=("", "", "others"), end=End.WAITING),
    "the registry is silent": Fate(shown=("", "", "silent", "", "", "silent", "ours")),
}
