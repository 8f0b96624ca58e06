"""Hosted zones of one account at Route 53: which one is meant, making it, what is in it, changing it.

A zone that we make says so in its caller reference, which nobody can change later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from launcher.errors import ProviderFailed, Refused
from launcher.providers.aws.calls import asking, passing_over
from launcher.providers.aws.route53_sets import plain_name
from launcher.services import Clock

if TYPE_CHECKING:
    from mypy_boto3_route53.client import Route53Client
    from mypy_boto3_route53.type_defs import ChangeInfoTypeDef, ChangeTypeDef, ResourceRecordSetOutputTypeDef

PATIENCE = 180.0
"""Seconds in which a change must be everywhere; AWS documents 60."""
_PAUSES = (0.5, 1.0, 2.0, 4.0)
_OURS = "sparewheel/"
"""How the caller reference of a zone begins that we made."""
_MOST = 50
"""As often as one name's zone can be made and removed again."""
_NOES = {
    "InvalidChangeBatch": (
        "record-conflict",
        "if somebody else wrote there in the same minute, `sparewheel resume` starts from what stands there now",
    )
}


@dataclass(frozen=True, slots=True)
class HostedZone:
    """One public zone; `ours`: we made it."""

    id: str
    name: str
    ours: bool


class HostedZones:
    """All of one account. `delegated` tells the name servers that a name has in its parent."""

    def __init__(
        self, client: Callable[[], Route53Client], clock: Clock, delegated: Callable[[str], Collection[str]]
    ) -> None:
        self._client = client
        self._clock = clock
        self._delegated = delegated

    def find(self, name: str) -> HostedZone | None:
        """The zone to use: the only one of this name, else the only one of ours, else the one that readers are sent to.
        Refused `zone-ambiguous` when none of this tells."""
        with asking(f"look for the zone {name}"):
            found = list(self._named(name))
        candidates = [one for one in found if one.ours] or found
        return self._delegated_one(candidates) if len(candidates) > 1 else next(iter(candidates), None)

    def nameservers(self, zone: HostedZone) -> list[str]:
        """Its delegation set, sorted."""
        with asking(f"ask for the name servers of {zone.name}"):
            answer = self._client().get_hosted_zone(Id=zone.id)
        return sorted(plain_name(server) for server in answer["DelegationSet"]["NameServers"])

    def create(self, name: str) -> HostedZone:
        """Make it, and wait until it is served. AWS takes a caller reference once, for ever: one that was used is of a
        zone whose answer we lost, or of one that is gone; then the next number."""
        mark = f"{_OURS}{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        for number in range(1, _MOST + 1):
            with asking(f"make the zone {name}", changes=True), passing_over("HostedZoneAlreadyExists"):
                made = self._client().create_hosted_zone(
                    Name=f"{name}.", CallerReference=f"{mark}/{number}", HostedZoneConfig={"Comment": "sparewheel"}
                )
                break
            if found := self._appearing(name):
                return found
        else:
            reason = f"AWS: the zone {name} was made and removed {_MOST} times"
            raise Refused(reason, hint="make it in the AWS console, then `sparewheel resume`", code="aws-refused")
        self._wait(made["ChangeInfo"], name)
        return HostedZone(made["HostedZone"]["Id"], name, ours=True)

    def remove(self, zone: HostedZone) -> None:
        """Remove it, empty; a no-op when it is gone. Refused by AWS when something is in it."""
        with asking(f"remove the zone {zone.name}", changes=True), passing_over("NoSuchHostedZone"):
            self._client().delete_hosted_zone(Id=zone.id)

    def sets(self, zone: HostedZone) -> Iterator[ResourceRecordSetOutputTypeDef]:
        """All that is in it, page by page; nothing when it is gone."""
        with asking(f"list the records of {zone.name}"), passing_over("NoSuchHostedZone"):
            for page in self._client().get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone.id):
                yield from page["ResourceRecordSets"]

    def apply(self, zone: HostedZone, batch: Sequence[ChangeTypeDef]) -> None:
        """Take the batch as a whole, and wait until every name server has it. Refused `record-conflict` when AWS finds
        another state than the batch tells of, or does not take a set: then nothing of it is done."""
        with asking(f"change {zone.name}", changes=True, noes=_NOES):
            answer = self._client().change_resource_record_sets(HostedZoneId=zone.id, ChangeBatch={"Changes": batch})
        self._wait(answer["ChangeInfo"], zone.name)

    # ── inside ──

    def _named(self, name: str) -> Iterator[HostedZone]:
        """All public zones of exactly this name: AWS takes several. The list begins there and goes on to others."""
        start: Any = {"DNSName": f"{name}."}
        while start:
            page = self._client().list_hosted_zones_by_name(**start)
            for one in page["HostedZones"]:
                if plain_name(one["Name"]) != name:
                    return
                if not one.get("Config", {}).get("PrivateZone"):
                    yield HostedZone(one["Id"], name, one["CallerReference"].startswith(_OURS))
            more = page.get("IsTruncated")
            start = {"DNSName": page["NextDNSName"], "HostedZoneId": page["NextHostedZoneId"]} if more else None

    def _delegated_one(self, zones: Sequence[HostedZone]) -> HostedZone:
        name = zones[0].name
        there = sorted(server.lower().removesuffix(".") for server in self._delegated(name))
        same = [one for one in zones if there and self.nameservers(one) == there]
        if len(same) == 1:
            return same[0]
        ids = ", ".join(one.id.rpartition("/")[2] for one in zones)
        hint = "remove those that nobody uses, or delegate the name to the right one; then `sparewheel resume`"
        raise Refused(f"AWS: there are several zones {name}: {ids}", hint=hint, code="zone-ambiguous")

    def _appearing(self, name: str) -> HostedZone | None:
        """A list may be behind what was made a moment ago."""
        for pause in _PAUSES:
            if found := self.find(name):
                return found
            self._clock.sleep(pause)
        return None

    def _wait(self, change: ChangeInfoTypeDef, name: str) -> None:
        end, turn = self._clock.elapsed() + PATIENCE, 0
        while change["Status"] != "INSYNC":
            if self._clock.elapsed() > end:
                reason = f"AWS: the change of {name} is not at all name servers after {PATIENCE:.0f} s"
                raise ProviderFailed(reason, hint="it is taken; `sparewheel resume` looks again", code="dns-not-there")
            self._clock.sleep(_PAUSES[min(turn, len(_PAUSES) - 1)])
            turn += 1
            with asking(f"ask how far the change of {name} is"):
                change = self._client().get_change(Id=change["Id"])["ChangeInfo"]
