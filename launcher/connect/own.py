"""A target of one's own: any S3, DNS by signed updates, Caddy as the edge; the name by a registrar, or by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from launcher.config import Settings, Target
from launcher.connect.connected import Connected
from launcher.connect.pings import pings_of
from launcher.connect.registrars import SETTLE, Around, seller_of
from launcher.errors import ProviderFailed, SpareWheelError
from launcher.model import Check, Server
from launcher.providers.acme import caa as acme_caa
from launcher.providers.acme.authority import Authority
from launcher.providers.acme.certifier import AcmeCertifier
from launcher.providers.caddy.certificates import Issuing
from launcher.providers.caddy.edge import CaddyEdge, reading_policy
from launcher.providers.caddy.routes import Shown
from launcher.providers.dns import resolvers
from launcher.providers.dns.rfc2136 import Rfc2136Dns
from launcher.providers.dns.signed import key_of
from launcher.providers.network import NetworkProbe
from launcher.providers.references import s3_credentials, secret
from launcher.providers.registries import registries
from launcher.providers.s3.storage import S3Storage
from launcher.providers.system import SystemClock
from launcher.services import Clock, World
from launcher.workspace import Workspace

USUAL = {"upload": 5.0, "records": 5.0, "delegation": 900.0, "certificate": 60.0, "serve": 2.0, "prove": 10.0}
"""Seconds that are expected of each kind of step; how long a registry takes is its own (not measured)."""


def connected(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
    """Only the edge is asked, for what it lacks, and that is said."""
    options, limits, clock = target.options, settings.limits, SystemClock()
    dns, authority = _rfc2136(options["dns"]), _authority(options.get("ca", {}))
    certifier = AcmeCertifier(
        authority,
        workspace.state(target.name) / "certificates",
        clock,
        caa=acme_caa.of_our_zones(dns, NetworkProbe()),
        max_wait=limits.max_wait.total_seconds(),
    )
    edge = _caddy(options, authority, certifier)
    _say_what_is_lacking(edge, say)
    probe = NetworkProbe(trust=_trust(options, authority, edge), readers=resolvers.of_this_machine())
    registry = registries.public(workspace.state("cache"), clock)
    named = {"kind": "by-hand", **options.get("registrar", {})}
    seller = seller_of(named, Around(settings, registry, dns, probe, clock, lambda _: options["dns"]["nameservers"]))
    storage = _s3(options["storage"], options["edge"]["addresses"], clock, workspace.state("cache") / "storage")
    world = World(
        target=target.name,
        storage=storage,
        shared=storage,
        pings=pings_of(settings, clock),
        registrar=seller.registrar,
        dns=dns,
        edge=edge,
        probe=probe,
        clock=clock,
        registry=registry,
        delegator=seller.delegator,
        certifier=None if options["edge"]["certificates"] == "internal" else certifier,
        by_hand=named["kind"] == "by-hand",
        standby=options.get("standby", ""),
        stand_by=edge.refresh,
        signs=options["dns"].get("dnssec", False),
        preflight=lambda: (*storage.preflight(), _primary(dns, options), *_edge(edge), *seller.preflight()),
        usual={**USUAL, **seller.usual},
        max_wait=limits.max_wait.total_seconds(),
        settle=SETTLE,
        say=say,
    )
    return Connected(world)


def _s3(options: Mapping[str, Any], readers: Sequence[str], clock: Clock, learnt: Path) -> S3Storage:
    keys, bucket = s3_credentials(options["credentials"]), options["bucket"]
    return S3Storage(
        bucket,
        region=options.get("region", "us-east-1"),
        endpoint=options["endpoint"],
        credentials=keys,
        policy=reading_policy(bucket, readers),
        clock=clock,
        learnt=learnt,
    )


def _rfc2136(options: Mapping[str, Any]) -> Rfc2136Dns:
    server = Server(options["server"], options.get("port", 53))
    key = key_of(secret(options["key"]), options["key"])
    return Rfc2136Dns(server, key, options["nameservers"], catalog=options.get("catalog", ""))


def _authority(options: Mapping[str, Any]) -> Authority:
    return Authority(**{**options, **({"root": Path(options["root"])} if "root" in options else {})})


def _caddy(options: Mapping[str, Any], authority: Authority, certifier: AcmeCertifier) -> CaddyEdge:
    """Caddy's own choice of public CAs stands where the settings name none."""
    storage, edge = options["storage"], options["edge"]
    issuing = Issuing(
        internal=edge["certificates"] == "internal",
        given=edge["certificates"] == "dns-01",
        authority=authority if "ca" in options else None,
    )
    shown = Shown(storage["endpoint"], storage["bucket"], issuing)
    pems = None if issuing.internal else certifier.pem  # a rehearsal's proof trusts Caddy's own root alone
    return CaddyEdge(edge["admin"], edge["addresses"], shown, pems)


def _primary(dns: Rfc2136Dns, options: Mapping[str, Any]) -> Check:
    """Whether our name servers can be asked with our key; the catalog's rights show only when it is changed."""
    catalog = options["dns"].get("catalog", "")
    try:
        found = dns.zone(catalog or options.get("standby", "") or options["dns"]["nameservers"][0])
    except SpareWheelError as told:
        return Check(told.reason_code, False, f"{told.message}: {told.hint}")
    if catalog and found is None:
        return Check("dns-catalog", False, f"the primary does not serve the catalog {catalog}: it can make no zone")
    return Check("dns", True, "the primary knows our key")


def _edge(edge: CaddyEdge) -> Sequence[Check]:
    """Whether it can be told what to show, and what it lacks."""
    try:
        lacking = edge.lacks()
    except ProviderFailed as told:
        return [Check(told.reason_code, False, f"{told.message}: {told.hint}")]
    less = [Check(one.code, False, f"{one.message}. {one.hint}", needed=False) for one in lacking]
    return less or [Check("edge", True, "the edge's Caddy answers, and keeps what it is told")]


def _say_what_is_lacking(edge: CaddyEdge, say: Callable[[str], None]) -> None:
    with contextlib.suppress(ProviderFailed):  # an edge that is down is told by the step that needs it
        for problem in edge.lacks():
            say(f"{problem.message}. {problem.hint}")


def _trust(options: Mapping[str, Any], authority: Authority, edge: CaddyEdge) -> Callable[[], str] | None:
    """Where a rehearsal's or a private CA's roots are; None: what this machine trusts."""
    if options["edge"]["certificates"] == "internal":
        return edge.root
    root = authority.root
    return (lambda: root.read_text("utf-8")) if root else None
