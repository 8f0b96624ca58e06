"""What the registry is told of a name that we hold: who serves it, and which keys it vouches for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import dns.exception

from launcher.drill.world.script import Luck
from launcher.drill.world.zones import parse
from launcher.errors import ProviderFailed, Refused
from launcher.providers.registries.parents import spelled

NAMESERVER = "ns1.sandbox.test"
"""The name that the world's name server goes by."""

MOST = 13
"""Name servers, or DS records, of one name: what registries take."""

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Delegation:
    """Sorted name servers, at least one, and DS records as `Registry.digests` tells them. A name that is bought here
    starts with the world's own server, unsigned."""

    nameservers: tuple[str, ...] = (NAMESERVER,)
    digests: tuple[str, ...] = ()


@dataclass(slots=True)
class Late:
    """What the registry's servers still tell, and how many questions more."""

    earlier: Delegation
    questions: int


def nameservers(given: Collection[Any]) -> tuple[str, ...]:
    """As the ledger keeps them. Refused when they are none, or too many."""
    hosts = sorted({str(host).lower().rstrip(".") for host in given})
    wrong = next((host for host in hosts if not _HOST.fullmatch(host)), None)
    if wrong is not None or not 1 <= len(hosts) <= MOST:
        what = f"{wrong!r} is no name server" if wrong is not None else f"a name has 1 to {MOST} name servers"
        raise Refused(what, hint="like ns1.example.org", code="nameserver")
    return tuple(hosts)


def digests(given: Collection[Any]) -> tuple[str, ...]:
    """As the ledger keeps them. Refused when one is no DS record, or they are too many."""
    if len(given) > MOST:
        raise Refused(f"a name has at most {MOST} DS records", code="ds-invalid")
    return tuple(sorted({_digest(str(one)) for one in given}))


def _digest(given: str) -> str:
    try:
        return spelled(parse("DS", given))  # type: ignore[arg-type]  # what `parse` makes of a DS is one
    except (dns.exception.DNSException, ValueError) as wrong:
        raise Refused(f"{given!r} is no DS record", hint="12345 13 2 ABCD…", code="ds-invalid") from wrong


def suffer(name: str, luck: Luck) -> None:
    """What the script has against a change of this name. Raises Refused or ProviderFailed."""
    if "refused" in luck:
        raise Refused(f"the registry refused what it was told of {name}", code="delegation-refused")
    if "customer-action" in luck:
        raise ProviderFailed(
            f"the registrar wants a person to confirm the change of {name}",
            hint="Confirm it in the registrar's account, then `sparewheel resume`.",
            code="customer-action",
        )


def to_delegations(found: Mapping[str, Any]) -> dict[str, Delegation]:
    """What the ledger holds, by name."""
    return {
        str(name): Delegation(tuple(one["nameservers"]), tuple(one.get("digests", ()))) for name, one in found.items()
    }
