"""DNS on Amazon Route 53.

A change is ONE batch, taken as a whole or not at all: it deletes the very sets that were seen and creates only where
nothing is, so AWS itself refuses it when somebody wrote there in between. It is over when every name server of AWS has
it (INSYNC).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from launcher.errors import ProviderFailed, Refused
from launcher.model import Record, Server
from launcher.providers.aws.calls import RESUME, client
from launcher.providers.aws.route53_sets import Entry, changes, difference, entries, wanted
from launcher.providers.aws.route53_zones import HostedZone, HostedZones
from launcher.providers.dns.signed import addresses
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_route53.client import Route53Client

NEGATIVE_TTL = 60
"""Seconds for which a resolver may remember that a name is not there (RFC 2308 §5: the SOA's TTL and minimum)."""
_BATCH = 100
"""Sets that go at once when a zone is removed; AWS takes 1,000 values."""


def _not_asked(_: str) -> Collection[str]:
    """Nobody tells who the name is delegated to."""
    return ()


class Route53Dns:
    """The public zones of one account. `delegated` tells the name servers that a name has in its parent: asked only
    where the account has several zones of the name. Safe to share between threads; nothing is connected before the
    first call."""

    def __init__(
        self,
        clock: Clock,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        delegated: Callable[[str], Collection[str]] = _not_asked,
        look_up: Callable[[str], Iterable[str]] = addresses,
    ) -> None:
        self._profile = profile
        self._endpoint = endpoint
        self._look_up = look_up
        self._zones = HostedZones(self.client, clock, delegated)
        self._made: Route53Client | None = None
        self._making = threading.Lock()

    def client(self) -> Route53Client:
        """The SDK's client, made once."""
        with self._making:  # clients may be shared between threads, making them may not
            if self._made is None:
                self._made = client("route53", profile=self._profile, endpoint=self._endpoint)
            return self._made

    def zone(self, name: str) -> tuple[Server, ...] | None:
        """The name servers of the zone's delegation set; None when there is no public zone of this name.

        Refused `zone-ambiguous` when there are several, and neither our mark nor the delegation tells which.
        """
        found = self._zones.find(name)
        return self._servers(found) if found else None

    def create(self, name: str) -> tuple[Server, ...]:
        """Make the zone, with a short negative TTL; one of somebody else's is taken as it is."""
        found = self._zones.find(name) or self._zones.create(name)
        if found.ours:
            self._forget_soon(found)
        return self._servers(found)

    def records(self, zone: str) -> tuple[Record, ...]:
        """All record sets but SOA and NS of the apex, sorted; empty when there is no zone. An alias set that is none of
        ours is told under its own type, with its target as its value."""
        found = self._zones.find(zone)
        return tuple(one.record for one in self._entries(found)) if found else ()

    def change(self, zone: str, remove: Collection[Record], add: Collection[Record]) -> None:
        """Apply both sets as one batch, and wait until it is everywhere. Refused as a whole when somebody else's set
        stands in the way."""
        coming = [wanted(record, zone) for record in add]
        found = self._zones.find(zone)
        if found is None:
            raise Refused(f"there is no zone {zone}", hint="create it first", code="no-such-zone")
        gone, new = difference(self._entries(found), remove, coming)
        try:
            if gone or new:
                self._zones.apply(found, changes(gone, new))
        except Refused as no:
            # The SDK sends again when an answer is lost; a second sending is refused where the first was taken.
            if no.reason_code != "record-conflict" or any(difference(self._entries(found), remove, coming)):
                raise

    def delete(self, zone: str) -> None:
        """Remove the zone and what is in it. Refused when it is not one that we made."""
        found = self._zones.find(zone)
        if found is None:
            return
        if not found.ours:
            hint = "remove it in the AWS console, if nobody needs it"
            raise Refused(f"AWS: the zone {zone} was not made by sparewheel", hint=hint, code="zone-not-ours")
        going = changes(self._entries(found), ())
        for start in range(0, len(going), _BATCH):
            self._zones.apply(found, going[start : start + _BATCH])
        self._zones.remove(found)

    # ── inside ──

    def _entries(self, zone: HostedZone) -> tuple[Entry, ...]:
        return entries(self._zones.sets(zone), zone.name)

    def _servers(self, zone: HostedZone) -> tuple[Server, ...]:
        return tuple(self._server(name) for name in self._zones.nameservers(zone))

    def _server(self, name: str) -> Server:
        address = next(iter(self._look_up(name)), None)
        if address is None:
            hint = f"check that this machine can look names up; {RESUME}"
            raise ProviderFailed(f"the name server {name} has no address", hint=hint, code="nameserver-unknown")
        return Server(address, 53, name)

    def _forget_soon(self, zone: HostedZone) -> None:
        """A new zone tells resolvers to remember for 15 minutes that a name is not there."""
        for soa in [one for one in self._zones.sets(zone) if one["Type"] == "SOA"]:
            text = soa["ResourceRecords"][0]["Value"]
            quick = " ".join([*text.split()[:-1], str(NEGATIVE_TTL)])
            if (text, soa["TTL"]) != (quick, NEGATIVE_TTL):
                soa["TTL"], soa["ResourceRecords"] = NEGATIVE_TTL, [{"Value": quick}]
                # Not a DELETE and a CREATE: a zone has an SOA at every moment.
                self._zones.apply(zone, [{"Action": "UPSERT", "ResourceRecordSet": soa}])
