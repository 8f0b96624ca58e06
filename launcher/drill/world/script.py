"""What shall go wrong, and when: rules matched to calls, so that a drill's bad luck can be repeated."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from launcher.drill.world.prices import money
from launcher.errors import Malformed
from launcher.model import Money

REGISTRAR_CALLS = frozenset({"quote", "register", "operation", "operations", "holding"})
DELEGATOR_CALLS = frozenset({"delegate", "sign"})
DNS_CALLS = frozenset({"dns.zone", "dns.create", "dns.records", "dns.change", "dns.delete"})
EDGE_CALLS = frozenset({"edge.serving", "edge.point", "edge.withdraw", "edge.front", "edge.window"})
OPERATIONS = REGISTRAR_CALLS | DELEGATOR_CALLS | DNS_CALLS | EDGE_CALLS | {"rdap"}
"""The calls that a rule may be `on`."""

EFFECTS = {
    "lost-before": "the connection drops before anything is done",
    "lost-after": "it is done, then the connection drops",
    "rate-limit": "429",
    "error": "503",
    "slow": "`seconds` late",
    "price-changed": "from now on it costs `price`",
    "taken-meanwhile": "someone else registers it first",
    "refused": "the registrar says no",
    "pending": "the operation ends, the registry shows it, after `polls` looks",
    "customer-action": "it waits for a person; an operation with `polls`, for that many polls",
    "failed": "the operation ends failed (after `polls` polls)",
}
"""What a rule may `do`."""

_PURCHASES = frozenset({"quote", "register"})
_STRIKES = {
    **dict.fromkeys(("pending", "customer-action", "refused"), _PURCHASES | DELEGATOR_CALLS),
    **dict.fromkeys(("failed", "taken-meanwhile", "price-changed"), _PURCHASES),
}
"""What can strike some calls only."""
_FIELDS = frozenset({"on", "do", "nth", "name", "polls", "price", "seconds"})


@dataclass(slots=True)
class Rule:
    """One piece of bad luck: the `nth` matching call (0: every one) to `on`, for `name` (empty: any), does `do`."""

    on: str
    do: str
    nth: int = 0
    name: str = ""
    polls: int = 0
    price: Money | None = None
    seconds: float = 0.0
    calls: int = field(default=0, compare=False)

    def strikes(self, operation: str, names: Collection[str]) -> bool:
        """Count this call if it matches; is it the one?"""
        if operation != self.on or (self.name and self.name not in names):
            return False
        self.calls += 1
        return self.nth in (0, self.calls)


@dataclass(frozen=True, slots=True)
class Luck:
    """The rules that strike one call."""

    rules: tuple[Rule, ...] = ()

    def __contains__(self, do: str) -> bool:
        return any(rule.do == do for rule in self.rules)

    def first(self, *does: str) -> Rule | None:
        """The first rule that does one of these."""
        return next((rule for rule in self.rules if rule.do in does), None)


class Script:
    """The rules of this life, counted under one lock."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._lock = threading.Lock()
        self._rules = tuple(rules)

    def replace(self, rules: Sequence[Rule]) -> None:
        """Other rules from now on; counting starts again."""
        with self._lock:
            self._rules = tuple(rules)

    def luck(self, operation: str, names: Collection[str]) -> Luck:
        """Count this call and tell what strikes it."""
        with self._lock:
            return Luck(tuple([rule for rule in self._rules if rule.strikes(operation, names)]))


def read_rules(found: Iterable[Any]) -> tuple[Rule, ...]:
    """Rules from JSON or YAML shapes. Malformed names the first that is wrong."""
    return tuple(_rule(number, shape) for number, shape in enumerate(found, 1))


def _rule(number: int, shape: Any) -> Rule:
    if not isinstance(shape, Mapping) or not {"on", "do"} <= shape.keys() <= _FIELDS:
        raise _wrong(number, f"fields are {', '.join(sorted(_FIELDS))}; `on` and `do` are needed")
    shape = {name: value for name, value in shape.items() if value is not None}
    try:
        rule = Rule(
            on=str(shape["on"]),
            do=str(shape["do"]),
            nth=int(shape.get("nth", 0)),
            name=str(shape.get("name", "")).lower(),
            polls=int(shape.get("polls", 0)),
            price=money(shape["price"]) if "price" in shape else None,
            seconds=float(shape.get("seconds", 0)),
        )
    except (TypeError, ValueError) as broken:
        raise _wrong(number, str(broken)) from broken
    _check(number, rule)
    return rule


def _check(number: int, rule: Rule) -> None:
    if rule.on not in OPERATIONS:
        raise _wrong(number, f"`on` is one of {', '.join(sorted(OPERATIONS))}")
    if rule.do not in EFFECTS:
        raise _wrong(number, f"`do` is one of {', '.join(EFFECTS)}")
    if rule.on not in (only := _STRIKES.get(rule.do, OPERATIONS)):
        raise _wrong(number, f"`{rule.do}` can strike {', '.join(sorted(only))} only")
    if rule.do == "price-changed" and rule.price is None:
        raise _wrong(number, "`price-changed` needs a `price`")


def _wrong(number: int, why: str) -> Malformed:
    return Malformed(
        f"sandbox script, rule {number}: {why}", hint='like {"on": "register", "do": "lost-after", "nth": 1}'
    )
