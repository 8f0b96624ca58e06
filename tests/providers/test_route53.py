"""Route 53 beyond the contract, on moto: what AWS has and other DNS hosts have not."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.model import Record
from launcher.providers.aws.calls import client
from launcher.providers.aws.route53 import Route53Dns
from tests.online import StillClock
from tests.real.aws import aws, aws_keys, aws_server

if TYPE_CHECKING:
    from mypy_boto3_route53.client import Route53Client

__all__ = ["aws", "aws_keys", "aws_server"]

PAGE = Path(__file__).parents[2] / "docs" / "dns-route53.md"
ZONE = "rappel-fromage.ca"
CDN = Record(ZONE, "ALIAS", 60, ("d111111abcdef8.cloudfront.net",))
WEBSITE = Record(ZONE, "ALIAS", 60, ("s3-website.ca-central-1.amazonaws.com",))
Make = Callable[..., Route53Dns]


@pytest.fixture
def make(aws: str) -> Make:
    def made(delegated: Callable[[str], Collection[str]] = lambda _: ()) -> Route53Dns:
        return Route53Dns(StillClock(), endpoint=aws, delegated=delegated, look_up=lambda _: ["192.0.2.53"])

    return made


@pytest.fixture
def dns(make: Make) -> Route53Dns:
    return make()


@pytest.fixture
def account(aws: str) -> Route53Client:
    """What else happens in the account."""
    made: Route53Client = client("route53", endpoint=aws)
    return made


def in_the_console(account: Route53Client, reference: str, name: str = ZONE) -> str:
    """Somebody makes a zone."""
    return account.create_hosted_zone(Name=name, CallerReference=reference)["HostedZone"]["Id"]


def sets(account: Route53Client, zone: str) -> dict[tuple[str, str], dict[str, object]]:
    told = account.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return {(one["Name"], one["Type"]): dict(one) for one in told}


# ── zones ────────────────────────────────────────────────────────────────────────────────────────


def test_a_zone_of_ours_says_so_and_lets_new_names_appear_quickly(dns: Route53Dns, account: Route53Client) -> None:
    servers = dns.create(ZONE)
    assert [(one.address, one.port) for one in servers] == [("192.0.2.53", 53)] * 4
    assert servers[0].name == "ns-2048.awsdns-64.com"
    (made,) = account.list_hosted_zones()["HostedZones"]
    assert made["CallerReference"].startswith("sparewheel/")
    soa = sets(account, made["Id"])[f"{ZONE}.", "SOA"]
    assert soa["TTL"] == 60
    assert str(soa["ResourceRecords"]).rstrip("'}]\"").endswith(" 60")
    dns.create(ZONE)
    assert sets(account, made["Id"])[f"{ZONE}.", "SOA"] == soa


def test_a_zone_of_somebody_else_is_used_as_it_is_and_never_removed(dns: Route53Dns, account: Route53Client) -> None:
    theirs = in_the_console(account, "RISWorkflow-RD:1")
    before = sets(account, theirs)
    dns.create(ZONE)
    assert sets(account, theirs) == before
    assert len(account.list_hosted_zones()["HostedZones"]) == 1
    with pytest.raises(Refused) as told:
        dns.delete(ZONE)
    assert told.value.reason_code == "zone-not-ours"
    assert sets(account, theirs) == before


def test_records_of_others_stay_as_they_are(dns: Route53Dns, account: Route53Client) -> None:
    theirs = in_the_console(account, "1")
    weighted: dict[str, object] = {"Name": f"www.{ZONE}.", "Type": "A", "TTL": 300, "SetIdentifier": "a", "Weight": 1}
    weighted["ResourceRecords"] = [{"Value": "192.0.2.9"}]
    account.change_resource_record_sets(
        HostedZoneId=theirs,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": weighted}]},  # type: ignore[typeddict-item]
    )
    dns.change(ZONE, [], [CDN])
    (other,) = [one for one in dns.records(ZONE) if one != CDN]
    assert other == Record(f"www.{ZONE}", "A", 300, ("192.0.2.9",))
    for add in ([], [dataclasses.replace(other, values=("192.0.2.1",))]):
        with pytest.raises(Refused, match=r"192\.0\.2\.9") as told:
            dns.change(ZONE, [other], add)
        assert told.value.reason_code == "record-conflict"
    assert sets(account, theirs)[f"www.{ZONE}.", "A"]["Weight"] == 1


def test_of_two_zones_ours_is_meant(make: Make, account: Route53Client) -> None:
    dns = make(delegated=lambda _: pytest.fail("nobody needs to be asked"))
    ours = dns.create(ZONE)
    in_the_console(account, "1")
    dns.change(ZONE, [], [CDN])
    assert dns.zone(ZONE) == ours
    assert dns.records(ZONE) == (CDN,)


def test_of_two_zones_of_others_the_one_that_readers_are_sent_to(make: Make, account: Route53Client) -> None:
    there = account.create_reusable_delegation_set(CallerReference="1")["DelegationSet"]
    for reference in ("1", "2"):
        in_the_console(account, reference)
    with pytest.raises(Refused) as told:  # moto gives both the same servers: the delegation cannot tell
        make(delegated=lambda _: there["NameServers"]).zone(ZONE)
    assert told.value.reason_code == "zone-ambiguous"
    assert told.value.hint
    for zone in account.list_hosted_zones()["HostedZones"]:
        assert zone["Id"].rpartition("/")[2] in told.value.message
    with pytest.raises(Refused):
        make().records(ZONE)


def test_a_private_zone_and_one_of_a_longer_name_are_not_meant(dns: Route53Dns, account: Route53Client) -> None:
    account.create_hosted_zone(
        Name=ZONE,
        CallerReference="1",
        HostedZoneConfig={"PrivateZone": True},
        VPC={"VPCRegion": "us-east-1", "VPCId": "vpc-1"},
    )
    in_the_console(account, "2", f"www.{ZONE}")
    assert dns.zone(ZONE) is None
    assert dns.records(ZONE) == ()


def test_a_name_server_without_an_address_is_told(aws: str) -> None:
    blind = Route53Dns(StillClock(), endpoint=aws, look_up=lambda _: [])
    with pytest.raises(ProviderFailed, match=r"ns-2048\.awsdns-64\.com") as told:
        blind.create(ZONE)
    assert told.value.reason_code == "nameserver-unknown"


# ── records ──────────────────────────────────────────────────────────────────────────────────────


def test_more_records_than_a_page_holds(dns: Route53Dns, account: Route53Client) -> None:
    dns.create(ZONE)
    many = [Record(f"h{number:03}.{ZONE}", "A", 60, ("192.0.2.1",)) for number in range(310)]
    dns.change(ZONE, [], many)
    assert dns.records(ZONE) == tuple(many)
    dns.delete(ZONE)
    assert account.list_hosted_zones()["HostedZones"] == []


@pytest.mark.parametrize(("alias", "families"), [(CDN, {"A", "AAAA"}), (WEBSITE, {"A"})])
def test_an_alias_is_one_record_and_a_set_of_each_family(
    dns: Route53Dns, account: Route53Client, alias: Record, families: set[str]
) -> None:
    dns.create(ZONE)
    dns.change(ZONE, [], [alias])
    dns.change(ZONE, [], [alias])
    assert dns.records(ZONE) == (alias,)
    (zone,) = account.list_hosted_zones()["HostedZones"]
    there = {kind: one for (_, kind), one in sets(account, zone["Id"]).items() if kind not in ("SOA", "NS")}
    assert set(there) == families
    assert {str(one["AliasTarget"]) for one in there.values()} == {str(there["A"]["AliasTarget"])}
    address = Record(ZONE, "A", 60, ("192.0.2.1",))
    dns.change(ZONE, [alias], [address])
    assert dns.records(ZONE) == (address,)


def test_an_alias_stands_where_no_address_stands(dns: Route53Dns) -> None:
    dns.create(ZONE)
    address = Record(ZONE, "AAAA", 60, ("2001:db8::1",))
    dns.change(ZONE, [], [address])
    for other in (CDN, Record(f"www.{ZONE}", "CNAME", 60, (ZONE,))):
        with pytest.raises(Refused) as told:
            dns.change(ZONE, [], [other, dataclasses.replace(CDN, name=f"www.{ZONE}"), CDN])
        assert told.value.reason_code == "record-conflict"
    assert dns.records(ZONE) == (address,)


@pytest.mark.parametrize(
    "alias",
    [
        Record(ZONE, "ALIAS", 60, ("edge.example.org",)),
        Record(ZONE, "ALIAS", 60, ("crisis.s3-website.ca-central-1.amazonaws.com",)),
        Record(ZONE, "ALIAS", 60, ("s3-website.no-such-1.amazonaws.com",)),
        Record(ZONE, "ALIAS", 60, (*CDN.values, *WEBSITE.values)),
        Record(ZONE, "ALIAS", 60, ()),
        Record(ZONE, "ALIAS", 3600, CDN.values),
        Record("elsewhere.ca", "ALIAS", 60, CDN.values),
    ],
)
def test_an_alias_of_what_we_do_not_know_is_refused(dns: Route53Dns, alias: Record) -> None:
    dns.create(ZONE)
    with pytest.raises(Refused):
        dns.change(ZONE, [], [alias])
    assert dns.records(ZONE) == ()


def test_half_an_alias_is_somebody_elses(dns: Route53Dns, account: Route53Client) -> None:
    dns.create(ZONE)
    dns.change(ZONE, [], [CDN])
    (zone,) = account.list_hosted_zones()["HostedZones"]
    half = sets(account, zone["Id"])[f"{ZONE}.", "AAAA"]
    account.change_resource_record_sets(
        HostedZoneId=zone["Id"],
        ChangeBatch={"Changes": [{"Action": "DELETE", "ResourceRecordSet": half}]},  # type: ignore[typeddict-item]
    )
    assert dns.records(ZONE) == (Record(ZONE, "A", 60, CDN.values),)
    with pytest.raises(Refused, match="has another A"):
        dns.change(ZONE, [], [CDN])


@pytest.mark.parametrize("text", ['"caf\\195\\169"', '"a \\"word\\""', '"a\\\\052"', '"one" "two"', '"a;b,c"'])
def test_texts_come_back_as_they_were_written(dns: Route53Dns, text: str) -> None:
    dns.create(ZONE)
    wanted = Record(f"*.{ZONE}", "TXT", 60, (text,))
    dns.change(ZONE, [], [wanted])
    assert dns.records(ZONE) == (wanted,)


# ── rights ───────────────────────────────────────────────────────────────────────────────────────


def test_the_documented_rights_are_those_that_are_used(dns: Route53Dns) -> None:
    used = {"GetChange"}  # moto is never late
    written: set[str] = set()

    def note(model: Any, params: Any, **_: Any) -> None:
        used.add(model.name)
        if model.name == "ChangeResourceRecordSets":
            written.update(re.findall(r"<(?:Type|Action)>(\w+)<", params["body"].decode()))

    dns.client().meta.events.register("before-call.route53", note)
    dns.create(ZONE)
    apex = [Record(ZONE, "CAA", 60, ('0 issue "amazon.com"',)), Record(ZONE, "MX", 60, ("0 .",))]
    dns.change(ZONE, [], [CDN, *apex, Record(ZONE, "TXT", 60, ('"v=spf1 -all"',))])
    dns.change(ZONE, apex, [Record(f"_a1.{ZONE}", "CNAME", 60, ("b2.acm-validations.aws",))])
    dns.records(ZONE)
    dns.delete(ZONE)
    found = re.search(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    statements = json.loads(found[1])["Statement"]
    actions = [action for one in statements for action in _listed(one["Action"])]
    assert {action.removeprefix("route53:") for action in actions} == used
    conditions = [one["Condition"]["ForAllValues:StringEquals"] for one in statements if "Condition" in one]
    assert {value for one in conditions for values in one.values() for value in values} == written


def _listed(one: str | list[str]) -> list[str]:
    return [one] if isinstance(one, str) else one
