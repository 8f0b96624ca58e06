"""A target on Amazon Web Services: S3, Route 53, CloudFront with ACM (or plain website hosting), and a registrar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from launcher.config import Settings, Target
from launcher.connect.connected import Connected
from launcher.connect.pings import pings_of
from launcher.connect.registrars import SETTLE, Around, seller_of
from launcher.model import Check
from launcher.providers.aws.acm import Acm
from launcher.providers.aws.cloudfront import CloudFrontEdge
from launcher.providers.aws.route53 import Route53Dns
from launcher.providers.dns import resolvers
from launcher.providers.network import NetworkProbe
from launcher.providers.registries import registries
from launcher.providers.s3.client import Access
from launcher.providers.s3.storage import S3Storage
from launcher.providers.s3.website import WebsiteEdge
from launcher.providers.system import SystemClock
from launcher.services import Clock, Edge, World
from launcher.workspace import Workspace

USUAL = {
    "upload": 5.0,
    "zone": 2.0,
    "delegation": 60.0,
    "certificate": 300.0,
    "serve": 10.0,
    "records": 60.0,
    "prove": 300.0,
    "prove at first": 10.0,
}
"""Seconds that are expected of each kind of step: estimates from AWS's documents, for nothing was measured there. The
proof waits until a new distribution is deployed; the standby's is."""


def connected(workspace: Workspace, target: Target, settings: Settings, say: Callable[[str], None]) -> Connected:
    """Nothing is asked of AWS yet. A warning is said where readers would get less than HTTPS."""
    options, clock, profile = target.options, SystemClock(), target.options.get("profile")
    max_wait = settings.limits.max_wait.total_seconds()
    registry = registries.public(workspace.state("cache"), clock)
    dns = Route53Dns(clock, profile=profile, delegated=registry.servers)
    probe = NetworkProbe(readers=resolvers.of_this_machine())
    learnt = workspace.state("cache") / "storage"
    storage = S3Storage(options["bucket"], region=options["region"], profile=profile, clock=clock, learnt=learnt)
    certifier = Acm(clock, patience=max_wait, profile=profile)
    edge, checks, stand_by = _edge(options, certifier, clock, say)
    named = {"kind": "route53", **options.get("registrar", {})}
    around = Around(settings, registry, dns, probe, clock, lambda name: _names(dns, name), profile)
    seller = seller_of(named, around)
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
        certifier=certifier if isinstance(edge, CloudFrontEdge) else None,
        by_hand=named["kind"] == "by-hand",
        standby=options.get("standby", ""),
        zone_with_name=named["kind"] == "route53",
        stand_by=stand_by,
        preflight=lambda: (*storage.preflight(), *checks(), *seller.preflight()),
        usual={**USUAL, **seller.usual},
        max_wait=max_wait,
        settle=SETTLE,
        say=say,
    )
    return Connected(world)


def _names(dns: Route53Dns, zone: str) -> list[str]:
    """The name servers of the zone; none while it is not there."""
    return [server.name for server in dns.zone(zone) or ()]


def _edge(
    options: Mapping[str, Any], certifier: Acm, clock: Clock, say: Callable[[str], None]
) -> tuple[Edge, Callable[[], tuple[Check, ...]], Callable[[], None]]:
    """The edge; what can be asked of it, and what makes it ready, in quiet times."""
    bucket, region, profile = options["bucket"], options["region"], options.get("profile")
    if options.get("edge") == "website":
        website = WebsiteEdge(Access(region, profile=profile), bucket, public=True, clock=clock)
        for problem in website.lacks():
            say(f"WARNING: {problem.message}. {problem.hint}")
        return website, tuple, lambda: None
    front = CloudFrontEdge(
        bucket, certifier.arn, clock, region=region, standby=options.get("standby", ""), profile=profile, say=say
    )
    return front, lambda: (*certifier.preflight(), *front.preflight()), front.stand_by
