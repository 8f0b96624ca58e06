"""Endings of names (TLDs): who may hold one, whom it speaks to, what it costs, what it needs. Rules are data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from launcher.model import Reason

BANDS: Mapping[str, float] = {"low": 0.0, "medium": -1.0, "high": -4.0}
"""Points for a price band: a dear ending loses to a cheap one that is as good."""
DEFENSIVE = ("com", "ca", "org")
"""Where a stranger would look first for a twin of ours (knowledge/doctrine §3.4)."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The rules of one TLD. `holder` is empty where anyone may hold a name; `price` is a band, never an amount."""

    audience: str = "world"
    price: str = "low"
    holder: str = ""
    preloaded: bool = False
    accents: bool = False


@cache
def endings() -> Mapping[str, Ending]:
    """Every TLD that has a rule we know of, without its dot."""
    raw = tomllib.loads((resources.files(__package__) / "endings.toml").read_text("utf-8"))
    return {tld: Ending(**rule) for tld, rule in raw.items()}


def ending(tld: str) -> Ending | None:
    """A TLD's rules, of the last label alone (`qc.ca` → `ca`); None when it has none here."""
    return endings().get(tld.rpartition(".")[2])


def holder(name: str) -> tuple[str, ...]:
    """Who may hold a name with its ending, told; nothing where anyone may."""
    rule = ending(name)
    return (f".{name.rpartition('.')[2]} asks for {rule.holder}",) if rule and rule.holder else ()


@cache
def reasons(tld: str) -> tuple[Reason, ...]:
    """What holds for every name with this ending."""
    rule = ending(tld)
    if rule is None:
        return ()
    found = [Reason("audience", f".{tld} speaks to {_AUDIENCES[rule.audience]}")]
    found += [Reason("holder", text) for text in holder(tld)]
    if rule.preloaded:
        found.append(Reason("certificate", f".{tld} opens with a certificate only: it is in the plan"))
    return (*found, Reason("price-band", f".{tld} costs {_COSTS[rule.price]}", BANDS[rule.price]))


def refusals(tld: str, certificate: bool) -> tuple[Reason, ...]:
    """Why a name with this ending cannot be used; `certificate`: the plan gets one."""
    rule = ending(tld)
    if rule is None or not rule.preloaded or certificate:
        return ()
    text = f"browsers open .{tld} with a certificate only, and this target's plan gets none"
    return (Reason("certificate", text),)


_AUDIENCES = {
    "quebec": "Québec",
    "canada": "Canada",
    "france": "France",
    "europe": "Europe",
    "world": "everyone",
}
_COSTS = {"low": "little", "medium": "more than most", "high": "a lot"}
