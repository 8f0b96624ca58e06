"""A whole launch on AWS by the command, every service of it played on this machine: `aws_world.py` says by whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from launcher.model import digest
from tests.launch.test_kill import full
from tests.real.aws_play import OTHER
from tests.real.aws_world import FIRST, NAME, STANDBY
from tests.real.played import played
from tests.wire.route53_domains import SECRETS
from tests.wire.route53_domains_case import REGISTRANT

pytestmark = pytest.mark.real
Told = dict[str, Any]
Tell = Callable[[str], Told]


@pytest.fixture
def tell(tmp_path_factory: pytest.TempPathFactory) -> Tell:
    """What a scenario tells; no secret and nobody's data is in it, nor in its workspace."""

    def of(scenario: str) -> Told:
        found = played(f"aws_play {scenario}", tmp_path_factory, "node")
        assert found["leaked"] == []
        whole = json.dumps(found, ensure_ascii=False)
        assert [one for one in (*SECRETS, *SECRETS.values(), *REGISTRANT.private) if one in whole] == []
        return found

    return of


def ended(told: Told) -> tuple[int, str]:
    """How a command ended: its exit code, and the code of what stopped it."""
    if told["error"]:
        assert "\n" not in told["error"]["message"]
        assert told["error"]["hint"]
    return told["exit_code"], told["error"]["code"] if told["error"] else ""


def said(told: Told) -> list[str]:
    """Every problem that a failed command tells."""
    return [message["message"] for message in told["messages"]]


def records(domain: str) -> set[tuple[str, str]]:
    """What stands in the zone of a launched name."""
    own = {(domain, kind) for kind in ("A", "AAAA", "CAA", "MX", "TXT")}
    return {*own, (f"www.{domain}", "A"), (f"www.{domain}", "AAAA"), (f"_dmarc.{domain}", "TXT")}


def launched(picture: Told, domain: str, *first: str) -> None:
    """All that a launch leaves, once and for all: one zone, one certificate, one distribution, one charge."""
    assert [name for name, _ in picture["zones"]].count(f"{domain}.") == 1
    there = {(name.rstrip("."), kind) for name, kind, _ in picture["records"]}
    shown = {one for one in there if not (one[1] == "CNAME" and one[0].startswith("_"))}
    assert shown == {*records(domain), *((host, kind) for host in first for kind in ("A", "AAAA"))}
    assert len(there - shown) == 2 + len(first), "what ACM looks at again for each renewal"
    assert [[domain, f"www.{domain}"], True] in picture["distributions"]
    assert len(picture["distributions"]) == len(picture["certificates"]) == 1 + len(first)
    assert picture["hosts"].keys() == {domain, f"www.{domain}", *first}
    assert picture["charges"] == [domain]


def test_a_launch_on_two_tracks_and_all_that_comes_after(tell: Tell) -> None:
    told = tell("two_tracks")
    _ready(told["standby"])
    done = told["launch"]
    assert ended(done) == (0, "")
    assert [one["host"] for one in done["data"]["lived"]] == [FIRST, NAME]
    assert [check for check in done["data"]["checks"] if not check["ok"]] == []
    assert done["data"]["charges"] == [{"step": f"register:{NAME}", "amount": "18.00", "currency": "USD"}]
    assert done["data"]["simulated"] == []
    launched(told["launched"], NAME, FIRST)
    assert [NAME + ".", f"RISWorkflow-RD:{NAME}"] in told["launched"]["zones"], "the one that its registrar made"
    _as_readers_get_it(told["readers"])
    before, after, back = (told[when][0]["body"] for when in ("readers", "published", "rolled back"))
    assert ended(told["publish"]) == ended(told["rollback"]) == (0, "")
    assert "Une deuxième vérification" in after
    assert digest(back) == digest(before)
    _taken_back(told["undo"], told["undone"])


def _ready(standby: Told) -> None:
    """The wildcard's certificate and distribution are there, and everything that a launch needs was asked for."""
    assert ended(standby) == (0, "")
    checks = {check["code"]: check for check in standby["data"]["checks"]}
    wanted = {"stored", "private", "certificates", "edge", "registrar-key", "registrar-price", "registrant"}
    assert wanted <= checks.keys()
    assert [check["code"] for check in checks.values() if not check["ok"] and check["needed"]] == []
    assert f"the distribution for *.{STANDBY} is ready" in [check["text"] for check in standby["data"]["checks"]]


def _as_readers_get_it(readers: list[Told]) -> None:
    home, french, lost, www, first = readers
    assert (home["status"], french["status"], lost["status"]) == (200, 200, 404)
    assert f'rel="canonical" href="https://{NAME}/"' in home["body"]
    assert "no-cache" in lost["headers"]["cache-control"]
    for page in (home, lost, www):
        assert page["headers"]["strict-transport-security"].startswith("max-age=")
        assert "default-src" in page["headers"]["content-security-policy"]
    assert "last-modified" not in home["headers"], "after a rollback it would keep the newer page alive"
    assert (www["status"], www["headers"]["location"]) == (308, f"https://{NAME}/")
    assert (first["status"], first["headers"]["location"]) == (308, f"https://{NAME}/en/")


def _taken_back(undo: Told, picture: Told) -> None:
    """The name stays paid, and its zone stays, empty, while the registry sends readers to it."""
    kept = {step["step"]: step["text"] for step in undo["data"]["steps"] if not step["ok"]}
    assert kept.keys() <= {f"register:{NAME}", f"zone:{NAME}"}
    assert "not refunded" in kept[f"register:{NAME}"]
    assert [name for name, _ in picture["zones"]] == [f"{STANDBY}.", f"{NAME}."]
    assert [(name, kind) for name, kind, _ in picture["records"] if not name.endswith(f".{STANDBY}.")] == []
    assert picture["hosts"] == {}
    assert [[NAME, f"www.{NAME}"], False] in picture["distributions"]
    assert not any(key.endswith("products-and-lots/index.html") for key in picture["stored"])


def test_the_registry_wants_its_agreement_and_readers_have_the_site_meanwhile(tell: Tell) -> None:
    told = tell("customer_action")
    for stopped in ("launch", "too early"):
        assert ended(told[stopped]) == (4, "customer-action")
        assert "accept the registrant agreement within 7 days" in told[stopped]["error"]["message"]
        assert "sparewheel resume" in told[stopped]["error"]["hint"]
    assert f"https://{FIRST}/ is live meanwhile" in said(told["launch"])
    assert (told["status"]["data"]["state"], told["status"]["data"]["live"]) == ("live at its first address", FIRST)
    assert told["early"][0]["status"] == 200
    assert ended(told["publish"]) == (0, "")
    assert "Nos entrepôts sont vérifiés." in told["published"][0]["body"]
    assert ended(told["resume"]) == (0, "")
    at_name, at_first = told["late"]
    assert (at_name["status"], at_first["headers"]["location"]) == (200, f"https://{NAME}/")
    assert "Nos entrepôts sont vérifiés." in at_name["body"]
    assert told["charges"] == [NAME]


@full
def test_a_purchase_that_fails_or_is_not_heard_of_is_never_made_twice(tell: Tell) -> None:
    told = tell("never_twice")
    assert ended(told["failed"]) == (4, "registration-failed")
    assert "a charge on the bill comes back" in told["failed"]["error"]["hint"]
    assert "--domain" in told["failed"]["error"]["hint"]
    assert ended(told["unheard"]) == (4, "registration-unknown")
    assert "Nothing else was bought" in told["unheard"]["error"]["hint"]
    assert told["charged so far"] == []
    assert ended(told["adopted"]) == (0, "")
    assert told["sent"] == 3
    assert told["charges"] == [NAME]


@full
def test_another_name_needs_a_recorded_no_and_another_yes(tell: Tell) -> None:
    told = tell("refused")
    assert ended(told["dearer"]) == (3, "price-above-cap")
    assert f"{NAME} costs 25.00 USD, above the order's 18.00 USD" in told["dearer"]["error"]["message"]
    assert "was not bought" in told["dearer"]["error"]["hint"]
    assert ended(told["taken"]) == ended(told["same name"]) == (3, "name-taken")
    assert "--domain" in told["taken"]["error"]["hint"]
    assert told["charged so far"] == []
    assert ended(told["other"]) == (0, "")
    assert told["readers"][0]["status"] == 200
    launched(told["picture"], OTHER)


@full
def test_a_launch_that_was_killed_again_and_again_ends_in_the_same_world(tell: Tell) -> None:
    told = tell("killed")
    assert told["codes"] == [-9] * 6
    assert ended(told["resume"]) == (0, "")
    assert [check for check in told["resume"]["data"]["checks"] if not check["ok"]] == []
    launched(told["picture"], NAME, FIRST)
    at_name, at_first = told["readers"]
    assert (at_name["status"], at_first["headers"]["location"]) == (200, f"https://{NAME}/")


def test_every_bad_weather_is_told_and_resume_ends_well(tell: Tell) -> None:
    told = tell("weather")
    for command, reason in (("unknown key", "not known there"), ("wrong secret", "does not fit the access key")):
        assert ended(told[command]) == (3, "aws-refused")
        assert reason in told[command]["error"]["message"]
    assert ended(told["denied"])[0] == 3
    denied = " ".join(message["hint"] for message in told["denied"]["messages"])
    for action in ("route53:ChangeResourceRecordSets", "s3:PutObject"):
        assert f"allow {action}" in denied
    assert ended(told["skewed"]) == (3, "clock-skew")
    assert "clock" in told["skewed"]["error"]["message"]  # S3 takes the time of the storage; the others want it set
    assert "set the clock" in told["skewed"]["error"]["hint"]
    assert ended(told["expired"]) == (3, "session-expired")
    assert ended(told["strangers"])[0] == 3
    assert "unless the bucket is someone else's" in told["strangers"]["error"]["hint"]
    assert ended(told["throttled"]) == (4, "throttled")
    assert ended(told["busy for a moment"]) == (0, "")
    assert told["charges"] == [NAME]
    assert told["readers"][0]["status"] == 200


@full
def test_what_others_have_at_the_name_stays(tell: Tell) -> None:
    told = tell("others")
    assert ended(told["elsewhere"]) == (3, "edge-name-taken")
    assert ended(told["mail"]) == (3, "name-in-use")
    assert "10 mail.example.org" in told["mail"]["error"]["message"]
    assert ended(told["free"]) == (0, "")
    assert [NAME + ".", "the marketing department"] in told["zones"]


def test_who_buys_by_hand_is_told_the_name_servers_of_a_zone_that_is_there(tell: Tell) -> None:
    told = tell("by_hand")
    assert ended(told["launch"]) == (4, "customer-action")
    assert f"set its name servers to {', '.join(told['nameservers'])}" in told["launch"]["error"]["message"]
    assert ended(told["resume"]) == (0, "")
    assert told["resume"]["data"]["charges"] == []
    assert told["readers"][0]["status"] == 200
    kept = {step["step"]: step["text"] for step in told["undo"]["data"]["steps"] if not step["ok"]}
    assert kept.keys() == {f"register:{NAME}", f"zone:{NAME}"}
    assert "readers are still sent to its servers" in kept[f"zone:{NAME}"]
    assert told["zones"] == [[f"{NAME}.", 2]], "its SOA and NS, and nothing else"
