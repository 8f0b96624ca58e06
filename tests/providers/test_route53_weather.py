"""What the real Route 53 does and moto does not, played by the SDK's stub: each answer is checked against the service's
model, each question against what should be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused, SpareWheelError
from launcher.model import Record
from launcher.providers.aws.route53 import Route53Dns
from launcher.providers.aws.route53_zones import PATIENCE
from tests.online import StillClock
from tests.real.aws import aws_keys

__all__ = ["aws_keys"]

NOWHERE = "http://127.0.0.1:9"
ZONE = "rappel-fromage.ca"
APEX = f"{ZONE}."
SERVERS = ["ns-1.awsdns-1.com", "ns-2.awsdns-2.net"]
SOA = "ns-1.awsdns-1.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600"
OURS, NEW = Record(ZONE, "A", 60, ("192.0.2.1",)), Record(ZONE, "A", 60, ("192.0.2.2",))
TAKEN = f"[Tried to create resource record set [name='{APEX}', type='A'] but it already exists]"


@dataclass
class Played:
    """The account as this test tells it, call by call."""

    dns: Route53Dns
    clock: StillClock
    stub: Stubber

    def zones(self, *references: str, name: str = APEX) -> None:
        found = [{"Id": f"/hostedzone/Z{n}", "Name": name, "CallerReference": r} for n, r in enumerate(references)]
        told = {"HostedZones": found, "IsTruncated": False, "MaxItems": "100"}
        self.stub.add_response("list_hosted_zones_by_name", told, {"DNSName": APEX})

    def zone(self, id: str = "Z0", *servers: str) -> None:
        told = {"HostedZone": hosted(id), "DelegationSet": {"NameServers": list(servers or SERVERS)}}
        self.stub.add_response("get_hosted_zone", told, {"Id": f"/hostedzone/{id}"})

    def sets(self, *sets: dict[str, Any]) -> None:
        told = {"ResourceRecordSets": list(sets), "IsTruncated": False, "MaxItems": "300"}
        self.stub.add_response("list_resource_record_sets", told, {"HostedZoneId": ANY})

    def change(self, status: str, changes: Any = ANY) -> None:
        asked = {"HostedZoneId": ANY, "ChangeBatch": {"Changes": changes}}
        self.stub.add_response("change_resource_record_sets", {"ChangeInfo": info(status)}, asked)

    def far(self, *states: str) -> None:
        for status in states:
            self.stub.add_response("get_change", {"ChangeInfo": info(status)}, {"Id": "/change/C1"})


def hosted(id: str) -> dict[str, str]:
    return {"Id": f"/hostedzone/{id}", "Name": APEX, "CallerReference": "1"}


def info(status: str) -> dict[str, Any]:
    return {"Id": "/change/C1", "Status": status, "SubmittedAt": dt.datetime(2026, 3, 12, tzinfo=dt.UTC)}


def plain(type: str, *values: str, name: str = APEX, ttl: int = 60) -> dict[str, Any]:
    return {"Name": name, "Type": type, "TTL": ttl, "ResourceRecords": [{"Value": value} for value in values]}


def alias(type: str, host: str, zone: str, name: str = APEX) -> dict[str, Any]:
    target = {"DNSName": host, "HostedZoneId": zone, "EvaluateTargetHealth": False}
    return {"Name": name, "Type": type, "AliasTarget": target}


@pytest.fixture
def played(aws_keys: None) -> Iterator[Played]:
    clock = StillClock()
    dns = Route53Dns(clock, endpoint=NOWHERE, look_up=lambda _: ["192.0.2.53"])
    with Stubber(dns.client()) as stub:
        yield Played(dns, clock, stub)
        stub.assert_no_pending_responses()


# ── zones ────────────────────────────────────────────────────────────────────────────────────────


def references(stub: Stubber) -> list[str]:
    """The caller references that are sent from now on."""
    sent: list[str] = []
    stub.client.meta.events.register(
        "before-parameter-build.route53.CreateHostedZone",
        lambda params, **_: sent.append(params["CallerReference"]),
    )
    return sent


def made(played: Played, reference: str) -> None:
    """The zone is made, and its SOA shortened."""
    told = {
        "HostedZone": {"Id": "/hostedzone/Z0", "Name": APEX, "CallerReference": reference},
        "ChangeInfo": info("PENDING"),
        "DelegationSet": {"NameServers": SERVERS},
        "Location": "https://route53.amazonaws.com/2013-04-01/hostedzone/Z0",
    }
    played.stub.add_response("create_hosted_zone", told)
    played.far("INSYNC")
    played.sets(plain("SOA", f"{SOA} 86400", ttl=900))
    played.change("INSYNC", [{"Action": "UPSERT", "ResourceRecordSet": plain("SOA", f"{SOA} 60")}])
    played.zone()


def test_a_zone_is_made_served_and_forgets_soon(played: Played) -> None:
    sent = references(played.stub)
    played.zones()
    made(played, "…")
    assert [server.name for server in played.dns.create(ZONE)] == SERVERS
    assert len(sent) == 1
    assert sent[0].startswith("sparewheel/")
    assert len(sent[0]) <= 128  # what AWS takes
    assert played.clock.waits == [0.5]


def test_a_caller_reference_that_was_used_before_the_zone_was_removed(played: Played) -> None:
    sent = references(played.stub)
    played.zones()
    played.stub.add_client_error("create_hosted_zone", "HostedZoneAlreadyExists", "…", 409)
    for _ in range(4):
        played.zones()
    made(played, "…")
    played.dns.create(ZONE)
    first, second = sent
    assert first.removesuffix("/1") == second.removesuffix("/2")
    assert first != second


def test_a_zone_whose_making_was_not_heard_of_is_found(played: Played) -> None:
    sent = references(played.stub)
    played.zones()
    played.stub.add_client_error("create_hosted_zone", "HostedZoneAlreadyExists", "…", 409)
    played.zones()
    played.zones("sparewheel/1")
    played.sets(plain("SOA", f"{SOA} 60"))
    played.zone()
    played.dns.create(ZONE)
    assert len(sent) == 1


def test_a_list_that_goes_on_is_followed_and_ends_at_the_next_name(played: Played) -> None:
    here = {"Id": "/hostedzone/Z0", "Name": APEX, "CallerReference": "1", "Config": {"PrivateZone": True}}
    more = {"IsTruncated": True, "NextDNSName": APEX, "NextHostedZoneId": "Z1"}
    told = {"HostedZones": [here], "MaxItems": "1", **more}
    played.stub.add_response("list_hosted_zones_by_name", told, {"DNSName": APEX})
    there = [{**here, "Id": "/hostedzone/Z1", "Config": {"PrivateZone": False}}, {**here, "Name": f"x{APEX}"}]
    asked = {"DNSName": APEX, "HostedZoneId": "Z1"}
    played.stub.add_response("list_hosted_zones_by_name", {"HostedZones": there, "MaxItems": "2", **more}, asked)
    played.zone("Z1")
    assert [server.name for server in played.dns.zone(ZONE) or ()] == SERVERS


def test_of_two_zones_the_one_that_the_name_is_delegated_to(aws_keys: None) -> None:
    clock = StillClock()
    dns = Route53Dns(clock, endpoint=NOWHERE, delegated=lambda _: ["NS-2.b.net."], look_up=lambda _: ["192.0.2.53"])
    with Stubber(dns.client()) as stub:
        played = Played(dns, clock, stub)
        played.zones("1", "2")
        played.zone("Z0", "ns-1.a.net")
        for _ in range(2):
            played.zone("Z1", "ns-2.b.net")
        assert [server.name for server in dns.zone(ZONE) or ()] == ["ns-2.b.net"]
        stub.assert_no_pending_responses()


def test_a_zone_into_which_somebody_writes_is_not_removed(played: Played) -> None:
    played.zones("sparewheel/1")
    played.sets(plain("SOA", f"{SOA} 60"), plain("NS", *SERVERS))
    played.stub.add_client_error("delete_hosted_zone", "HostedZoneNotEmpty", "The zone contains records", 400)
    with pytest.raises(Refused, match="HostedZoneNotEmpty"):
        played.dns.delete(ZONE)


# ── changes ──────────────────────────────────────────────────────────────────────────────────────


def test_a_change_repeats_what_was_seen_and_is_over_when_it_is_everywhere(played: Played) -> None:
    seen = plain("MX", "20 Mail.example.org.", "10 mx.example.org.", name=f"MTL.{APEX}", ttl=300)
    there = Record(f"mtl.{ZONE}", "MX", 300, ("10 mx.example.org", "20 Mail.example.org"))
    played.zones("1")
    played.sets(seen)
    batch = [
        {"Action": "DELETE", "ResourceRecordSet": seen},
        {"Action": "CREATE", "ResourceRecordSet": plain("A", "192.0.2.1")},
    ]
    played.change("PENDING", batch)
    played.far("PENDING", "PENDING", "INSYNC")
    played.dns.change(ZONE, [there], [OURS])
    assert played.clock.waits == [0.5, 1.0, 2.0]


def test_a_change_that_is_never_everywhere_is_told(played: Played) -> None:
    played.zones("1")
    played.sets()
    played.change("PENDING")
    polls = 4 + int((PATIENCE - 7.5) // 4)  # after 0.5, 1, 2 and 4 s, then each 4 s
    played.far(*["PENDING"] * (polls + 1))
    with pytest.raises(ProviderFailed, match="not at all name servers") as told:
        played.dns.change(ZONE, [], [OURS])
    assert not isinstance(told.value, OutcomeUnknown)
    assert "resume" in told.value.hint
    assert PATIENCE < sum(played.clock.waits) < PATIENCE + 5


def test_what_somebody_wrote_in_between_is_not_overwritten(played: Played) -> None:
    played.zones("1")
    played.sets(plain("A", "192.0.2.1"))
    played.stub.add_client_error("change_resource_record_sets", "InvalidChangeBatch", TAKEN, 400)
    played.sets(plain("A", "192.0.2.1"), plain("TXT", '"theirs"'))
    with pytest.raises(Refused, match="already exists") as told:
        played.dns.change(ZONE, [OURS], [NEW])
    assert told.value.reason_code == "record-conflict"
    assert "resume" in told.value.hint


def test_a_change_that_was_taken_and_sent_again_is_done(played: Played) -> None:
    played.zones("1")
    played.sets(plain("A", "192.0.2.1"))
    played.stub.add_client_error("change_resource_record_sets", "InvalidChangeBatch", TAKEN, 400)
    played.sets(plain("A", "192.0.2.2"))
    played.dns.change(ZONE, [OURS], [NEW])


@pytest.mark.parametrize(
    ("code", "status", "kind", "ours"),
    [
        ("PriorRequestNotComplete", 400, ProviderFailed, "throttled"),
        ("Throttling", 400, ProviderFailed, "throttled"),
        ("InternalFailure", 500, OutcomeUnknown, "outcome-unknown"),
        ("ExpiredToken", 403, Refused, "session-expired"),
        ("NoSuchHostedZone", 404, Refused, "aws-refused"),
    ],
)
def test_bad_weather_during_a_change(
    played: Played, code: str, status: int, kind: type[SpareWheelError], ours: str
) -> None:
    played.zones("1")
    played.sets()
    played.stub.add_client_error("change_resource_record_sets", code, "…", status)
    with pytest.raises(kind) as told:
        played.dns.change(ZONE, [], [OURS])
    assert told.value.reason_code == ours


# ── what is told ─────────────────────────────────────────────────────────────────────────────────

ELB, CDN = "dualstack.lb-1.ca-central-1.elb.amazonaws.com", "d111111abcdef8.cloudfront.net"


@pytest.mark.parametrize(
    ("sets", "records"),
    [
        ([plain("A", "192.0.2.1", name=f"\\052.{APEX}")], [Record(f"*.{ZONE}", "A", 60, ("192.0.2.1",))]),
        (
            [plain("TXT", '"caf\\303\\251 \\"q\\""', '"b"', name=f"a\\057b.{APEX}")],
            [Record(f"a/b.{ZONE}", "TXT", 60, ('"b"', '"caf\\195\\169 \\"q\\""'))],
        ),
        ([plain("CAA", '0 issue "amazon.com"'), plain("SOA", SOA), plain("NS", *SERVERS)],
         [Record(ZONE, "CAA", 60, ('0 issue "amazon.com"',))]),
        ([plain("NS", "ns.example.org.", name=f"sub.{APEX}")], [Record(f"sub.{ZONE}", "NS", 60, ("ns.example.org",))]),
        ([plain("CAA", "what AWS once took")], [Record(ZONE, "CAA", 60, ("what AWS once took",))]),
        (
            [alias("A", f"{CDN}.", "Z2FDTNDATAQYW2"), alias("AAAA", f"{CDN}.", "Z2FDTNDATAQYW2")],
            [Record(ZONE, "ALIAS", 60, (CDN,))],
        ),
        ([alias("A", f"{ELB}.", "ZQSVJUPU6J1EY")], [Record(ZONE, "A", 60, (ELB,))]),
        ([alias("CNAME", APEX, "Z0", f"www.{APEX}")], [Record(f"www.{ZONE}", "CNAME", 60, (ZONE,))]),
        ([{"Name": APEX, "Type": "A", "TrafficPolicyInstanceId": "1"}], [Record(ZONE, "A", 0, ())]),
    ],
)  # fmt: skip
def test_what_stands_there_is_told(played: Played, sets: Sequence[dict[str, Any]], records: list[Record]) -> None:
    played.zones("1")
    played.sets(*sets)
    assert list(played.dns.records(ZONE)) == records


def test_an_alias_elsewhere_is_not_taken_away(played: Played) -> None:
    played.zones("1")
    played.sets(alias("A", f"{ELB}.", "ZQSVJUPU6J1EY"))
    with pytest.raises(Refused, match="has another A") as told:
        played.dns.change(ZONE, [Record(ZONE, "A", 60, (ELB,))], [OURS])
    assert told.value.reason_code == "record-conflict"
    assert ELB in told.value.message
