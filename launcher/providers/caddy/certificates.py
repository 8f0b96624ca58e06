"""Who certifies the hosts that Caddy shows, and the certificates it is given: the `tls` part of its configuration,
edited as values.

Ours are the policies and the loaded certificates whose `@id` begins with `sparewheel-`. Of the loaded ones, each host
of ours keeps the one that lasts longest; what no host needs is taken out. All the rest is carried over as it was read.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from launcher.providers.acme import pem
from launcher.providers.acme.authority import Authority
from launcher.providers.acme.pem import Pem

Json = dict[str, Any]

OURS = "sparewheel"
_LOADED = f"{OURS}-pem-"
_CADDYS = ("letsencrypt.org", "sectigo.com")
"""The CAs that Caddy orders from by itself: Let's Encrypt, and ZeroSSL."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who certifies: a CA inside Caddy (`internal`, for rehearsals); we ourselves (`given`: Caddy orders nothing); or
    Caddy, from this authority, by default from the public ones that it knows."""

    internal: bool = False
    given: bool = False
    authority: Authority | None = None

    @property
    def issuers(self) -> tuple[str, ...]:
        """The CAs, as CAA names them; empty: not told."""
        if self.internal:
            return ()
        if self.authority or self.given:
            return (self.authority or Authority()).issuers
        return _CADDYS

    @property
    def modules(self) -> list[Json]:
        """As Caddy is told; empty: its own default."""
        if self.internal:
            return [{"module": "internal", "ca": OURS}]
        if self.given or not self.authority:
            return []
        roots = {"trusted_roots_pem_files": [str(self.authority.root)]} if self.authority.root else {}
        contact = {"email": self.authority.contact} if self.authority.contact else {}
        return [{"module": "acme", "ca": self.authority.directory, **contact, **roots}]


# ── what Caddy orders by itself ──────────────────────────────────────────────────────────────────


def order(config: Json, host: str, issuing: Issuing) -> None:
    """Let Caddy see to the host's certificate."""
    if issuing.internal:
        # An authority of our own: Caddy's `local` one would be put among the roots that the edge's machine trusts.
        known = config["apps"].setdefault("pki", {}).setdefault("certificate_authorities", {})
        known[OURS] = {"name": "Spare wheel, rehearsals", "install_trust": False}
    if issuing.modules:
        put(_policies(config), {"@id": _policy(host), "subjects": [host], "issuers": issuing.modules})
    else:
        drop(_policies(config), _policy(host))


def order_none(config: Json, host: str) -> None:
    """Take away what we told it of the host."""
    if config.get("apps", {}).get("tls"):
        drop(_policies(config), _policy(host))


def _policies(config: Json) -> list[Json]:
    automation = config.setdefault("apps", {}).setdefault("tls", {}).setdefault("automation", {})
    automation["policies"] = automation.get("policies") or []
    found: list[Json] = automation["policies"]
    return found


def _policy(host: str) -> str:
    return f"{OURS}-certificate-of-{host}"


# ── what it is given ─────────────────────────────────────────────────────────────────────────────


def load(config: Json, hosts: Collection[str], new: Pem | None = None) -> None:
    """Let the configuration have what these hosts, all that are ours, need of what it has and of what is new."""
    had = _loaded(config)
    candidates = [*had, *(item for item in ([_item(new)] if new else []) if item not in had)]
    if not candidates:
        return
    read = [(_read(item), item) for item in candidates]
    kept = []
    for host in hosts:
        fitting = [(one.until, item) for one, item in reversed(read) if one and one.covers([host])]
        kept += [max(fitting, key=lambda pair: pair[0])[1]] if fitting else []  # of equals, the new one
    tls = config.setdefault("apps", {}).setdefault("tls", {})
    certificates = tls.setdefault("certificates", {})
    others = [item for item in certificates.get("load_pem") or () if item not in had]
    certificates["load_pem"] = [*others, *(item for item in candidates if item in kept)]
    if not certificates["load_pem"]:
        del certificates["load_pem"]
    if not certificates:
        del tls["certificates"]


def covered(config: Json, host: str) -> bool:
    """Whether one of ours that is loaded is good for the host."""
    return any(one and one.covers([host]) for one in map(_read, _loaded(config)))


def _loaded(config: Json) -> list[Json]:
    there = config.get("apps", {}).get("tls", {}).get("certificates", {}).get("load_pem")
    return [item for item in there or () if str(item.get("@id", "")).startswith(_LOADED)]


def _item(new: Pem) -> Json:
    digest = hashlib.sha256(new.chain.encode()).hexdigest()[:16]
    return {"@id": f"{_LOADED}{digest}", "certificate": new.chain, "key": new.key, "tags": [OURS]}


def _read(item: Json) -> Pem | None:
    """None: somebody made it something else."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        return pem.read(item["certificate"], item["key"])
    return None


# ── lists of what bears an id ────────────────────────────────────────────────────────────────────


def at(items: Sequence[Json] | None, id: str) -> int | None:
    """Where the one with this id is; None when it is not."""
    return next((place for place, item in enumerate(items or ()) if item.get("@id") == id), None)


def put(items: list[Json], item: Json) -> None:
    """In its old place; at first, before what others put there."""
    place = at(items, item["@id"])
    if place is None:
        items.insert(0, item)
    else:
        items[place] = item


def drop(items: list[Json] | None, id: str) -> None:
    """Take out the one with this id, if it is there."""
    if items and (place := at(items, id)) is not None:
        del items[place]
