"""Where names are bought: by a person anywhere, or by a registrar that a target names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from launcher.config import Settings, registrant
from launcher.model import Check
from launcher.providers.aws.route53_domains import Route53Domains
from launcher.providers.by_hand import ByHand
from launcher.providers.porkbun import wire as porkbun_wire
from launcher.providers.porkbun.registrar import Porkbun
from launcher.providers.references import secret
from launcher.services import Clock, Delegator, DnsHost, Probe, Registrar, Registry


def _nothing_asked() -> tuple[Check, ...]:
    return ()


SETTLE = 120.0
"""Seconds until a registrar lists what it was asked for without our hearing of it: nobody documents it."""


@dataclass(frozen=True, slots=True)
class Seller:
    """An account at a registrar, what can be asked of it in quiet times, and how long its steps should take."""

    registrar: Registrar
    delegator: Delegator
    preflight: Callable[[], tuple[Check, ...]] = _nothing_asked
    usual: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """What a seller is made with, beside its own options. `nameservers` tells what a name must be delegated to, for a
    person has to be told; `account` is the target's profile at AWS."""

    settings: Settings
    registry: Registry
    dns: DnsHost
    probe: Probe
    clock: Clock
    nameservers: Callable[[str], Collection[str]]
    account: str | None = None

    def keys(self, zone: str) -> tuple[str, ...]:
        """The DNSKEYs that every server of the zone shows."""
        return self.probe.resolve(zone, "DNSKEY", self.dns.zone(zone) or ())


def seller_of(options: Mapping[str, Any], around: Around) -> Seller:
    """By its `kind`. Raises Refused when a secret is not where the settings say, Malformed when the registrant's data
    cannot be used."""
    return _KINDS[options["kind"]](options, around)


def _by_hand(_: Mapping[str, Any], around: Around) -> Seller:
    made = ByHand(around.registry, around.clock, around.nameservers, around.settings.limits.max_price.currency)
    return Seller(made, made)


def _porkbun(options: Mapping[str, Any], around: Around) -> Seller:
    made = Porkbun(porkbun_wire.keys_of(secret(options["key"]), options["key"]), around.clock)
    return Seller(made, made, made.preflight, {"register": 30.0})


def _route53(options: Mapping[str, Any], around: Around) -> Seller:
    settings, place = around.settings, around.settings.organisation.registrant
    made = Route53Domains(
        registrant.read(secret(place), place),
        around.clock,
        profile=around.account,
        buyer=options.get("profile", around.account),
        zone_keys=around.keys,
    )
    return Seller(made, made, lambda: made.preflight(settings.tlds, settings.limits.max_price), {"register": 900.0})


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Around], Seller]] = {
    "by-hand": _by_hand,
    "porkbun": _porkbun,
    "route53": _route53,
}
