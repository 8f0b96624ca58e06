"""A target of one's own, against real name servers: a name that a person buys, a zone by signed updates."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import dns.update
import pytest

from launcher.errors import OutcomeUnknown, ProviderFailed, Refused
from launcher.launch import engine, journal, plan
from launcher.launch.observe import observe
from launcher.model import Availability, Front, Mode, OperationState, Plan, Record, Release, Server
from launcher.providers.by_hand import YOURSELF, ByHand
from launcher.providers.dns.signed import Wire, key_of
from launcher.providers.network import NetworkProbe
from launcher.providers.registries.registries import Registries
from launcher.providers.registries.zones import Walk
from launcher.providers.sandbox.ports import SandboxEdge
from launcher.providers.sandbox.process import World as SandboxWorld
from launcher.providers.system import SystemClock
from launcher.services import World
from tests.real.primary import NAMESERVERS, Knot, new_key, primary, registry
from tests.worlds import BUCKET, fresh_name, order, storage, world

__all__ = ["world"]
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def own(knot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knot]:
    with primary(tmp_path_factory.mktemp("own") / "primary") as there:
        yield there


@pytest.fixture(scope="module")
def ca(knot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knot]:
    with registry(tmp_path_factory.mktemp("own") / "registry") as there:
        yield there


@pytest.fixture
def registries(ca: Knot, tmp_path: Path) -> Registries:
    walk = Walk(tmp_path / "zones.json", time.time, roots=[ca.server], port=ca.server.port)
    return Registries(walk.find, lambda _: None)


@pytest.fixture
def by_hand(registries: Registries) -> ByHand:
    return ByHand(registries, SystemClock(), lambda _: NAMESERVERS, "CAD")


# ── the registrar ────────────────────────────────────────────────────────────────────────────────


def test_a_free_name_costs_nothing_here_and_a_delegated_one_is_taken(by_hand: ByHand, ca: Knot) -> None:
    taken, free = fresh_name(), fresh_name()
    ca.delegate(taken, ["ns1.elsewhere.test"])
    quotes = by_hand.quote([taken, free, "any.no-such-tld"])
    assert [str(one.availability) for one in quotes] == ["taken", "available", "unknown"]
    assert (str(quotes[1].price), quotes[1].why) == ("0.00 CAD", YOURSELF)


def test_a_name_is_waited_for_until_the_registry_delegates_it_to_us(by_hand: ByHand, ca: Knot) -> None:
    name = fresh_name()
    for _ in range(2):
        asked = by_hand.register(order(name))
        assert (asked.id, asked.state, asked.charge) == (name, OperationState.CUSTOMER_ACTION, None)
        assert f"buy {name}" in asked.message
        assert all(server in asked.message for server in NAMESERVERS)
    assert by_hand.holding(name) is None
    ca.delegate(name, ["ns1.parking.test"])  # what registrars set until they are told otherwise
    assert "its registry has ns1.parking.test" in by_hand.operation(name).message
    ca.delegate(name, NAMESERVERS[:1])
    assert by_hand.operation(name).state is OperationState.CUSTOMER_ACTION
    ca.delegate(name, NAMESERVERS)
    assert by_hand.operation(name).state is OperationState.SUCCEEDED
    assert (holding := by_hand.holding(name)) is not None
    assert holding.nameservers == NAMESERVERS
    assert by_hand.quote([name])[0].availability is Availability.TAKEN


def test_a_silent_registry_is_no_answer_and_what_is_no_name_is_a_no(ca: Knot, tmp_path: Path, by_hand: ByHand) -> None:
    walk = Walk(tmp_path / "none.json", time.time, roots=[])
    cut_off = ByHand(Registries(walk.find, lambda _: None), SystemClock(), lambda _: NAMESERVERS, "CAD")
    with pytest.raises(ProviderFailed, match="tells who serves"):
        cut_off.holding(fresh_name())
    with pytest.raises(Refused):
        by_hand.operation("www.below.a-name.ca")
    assert by_hand.holding("ca") is None
    assert by_hand.operations(dt.datetime.now(dt.UTC)) == ()


def test_a_name_is_not_ours_while_nobody_knows_who_will_serve_it(registries: Registries, ca: Knot) -> None:
    unserved, name = ByHand(registries, SystemClock(), lambda _: (), "CAD"), fresh_name()
    for servers in ((), NAMESERVERS):
        ca.delegate(name, servers)
        assert unserved.holding(name) is None
        told = unserved.operation(name)
        assert told.state is OperationState.CUSTOMER_ACTION
        assert told.message.startswith(f"buy {name} at any registrar, its name servers come next;")


def test_what_the_registry_is_told_is_a_persons_to_do_until_it_is_so(by_hand: ByHand, ca: Knot) -> None:
    name, digest = fresh_name(), f"12345 13 2 {'AB' * 32}"
    with pytest.raises(ProviderFailed, match=f"name servers of {name} to {', '.join(NAMESERVERS)}; .* none") as yours:
        by_hand.delegate(name, NAMESERVERS)
    assert yours.value.reason_code == "customer-action"
    assert "resume" in yours.value.hint
    ca.delegate(name, NAMESERVERS)
    by_hand.delegate(name, [f"{server.upper()}." for server in reversed(NAMESERVERS)])
    by_hand.sign(name, ())
    with pytest.raises(ProviderFailed, match=f"set the DS records of {name} to {digest}; its registry has none"):
        by_hand.sign(name, [digest])
    ca.sign(name, [digest])
    by_hand.sign(name, [digest.lower()])
    with pytest.raises(ProviderFailed, match=f"remove the DS records of {name}; its registry has {digest}"):
        by_hand.sign(name, ())


# ── a launch: stop, buy, resume ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Case:
    """A launch's plan without what is not DNS, and where it runs."""

    plan: Plan
    stage: engine.Stage

    def run(self) -> None:
        engine.run(self.plan, self.stage)

    def undo(self) -> dict[str, bool]:
        """Take it back: which kinds of steps could be."""
        return {one.step.partition(":")[0]: one.ok for one in engine.undo(self.stage)}


@contextmanager
def launched(name: str, own_world: World, folder: Path) -> Iterator[Case]:
    seen = observe(own_world, name, own_world.registrar.quote([name])[0].price)
    seen = replace(seen, front=Front(("192.0.2.80", "2001:db8::80"), 443, "https", ("letsencrypt.org",)))
    whole = plan.to_launch("one", "mine", Release("a" * 16, f"https://{name}", Mode.LIVE, ()), seen)
    steps = tuple(step for step in whole.steps if step.kind in ("register", "zone", "records"))
    with journal.opened(folder, lambda: dt.datetime.now(dt.UTC)) as lines:
        yield Case(replace(whole, steps=steps), engine.Stage(own_world, folder, lines))


@pytest.fixture
def own_world(own: Knot, registries: Registries, by_hand: ByHand, world: SandboxWorld) -> World:
    edge, dns_host, clock = SandboxEdge(world, BUCKET), own.dns(), SystemClock()
    there = storage(world)
    made = World("mine", there, there, by_hand, dns_host, edge, NetworkProbe(), clock, registries, by_hand)
    return replace(made, by_hand=True)


def test_a_launch_stops_for_the_purchase_and_goes_on_after_the_delegation(
    own_world: World, own: Knot, ca: Knot, tmp_path: Path
) -> None:
    name = fresh_name()
    with launched(name, own_world, tmp_path) as case:
        assert f"buy {name} yourself; nothing is charged here" in [step.reason for step in case.plan.steps]
        for _ in range(2):
            with pytest.raises(ProviderFailed, match=f"waits for you: buy {name}") as stopped:
                case.run()
            assert stopped.value.reason_code == "customer-action"
            assert "\n" not in stopped.value.message
        assert own_world.dns.zone(name)  # some registries delegate only to servers that answer for it
        ca.delegate(name, NAMESERVERS)
        case.run()
        lines = len(case.stage.journal.entries)
        case.run()
        assert len(case.stage.journal.entries) == lines  # all of it is so already
        found = {(one.name.removesuffix(name), one.type): one.values for one in own_world.dns.records(name)}
        assert found == {
            ("", "A"): ("192.0.2.80",),
            ("", "AAAA"): ("2001:db8::80",),
            ("", "CAA"): ('0 issue "letsencrypt.org"',),
            ("", "MX"): ("0 .",),
            ("", "TXT"): ('"v=spf1 -all"',),
            ("_dmarc.", "TXT"): ('"v=DMARC1; p=reject;"',),
            ("www.", "A"): ("192.0.2.80",),
            ("www.", "AAAA"): ("2001:db8::80",),
        }
        assert case.undo() == {"records": True, "register": False, "zone": False}  # nobody else may claim it
        assert own_world.dns.records(name) == ()
        ca.delegate(name, ())
        assert case.undo() == {"register": False, "zone": True}  # the purchase stays
        assert own_world.dns.zone(name) is None


def test_a_zone_that_only_a_person_can_make_stops_the_launch_and_is_left_alone_by_undo(
    own_world: World, own: Knot, ca: Knot, tmp_path: Path
) -> None:
    name = fresh_name()
    ca.delegate(name, NAMESERVERS)
    by_hand_zones = replace(own_world, dns=own.dns(catalog=""))
    with launched(name, by_hand_zones, tmp_path) as case:
        with pytest.raises(ProviderFailed, match="updates cannot make one") as stopped:
            case.run()
        assert stopped.value.reason_code == "zone-missing"
        assert f"rndc addzone {name} " in stopped.value.hint
        assert f"zone[{name}]" in stopped.value.hint
        own.dns().create(name)
        case.run()
        assert len(own_world.dns.records(name)) == 8
        ca.delegate(name, ())
        told = engine.undo(case.stage)
    assert [one.ok for one in told] == [True, False]
    assert "by hand" in told[1].text
    assert own_world.dns.zone(name) == own_world.dns.create(name)


# ── the server's refusals ────────────────────────────────────────────────────────────────────────


def test_other_peoples_records_stay(own: Knot) -> None:
    zone = fresh_name()
    there = own.dns()
    there.create(zone)
    message = dns.update.UpdateMessage(zone)
    message.add("theirs", 300, "TXT", '"not yours"')
    message.add("@", 300, "A", "192.0.2.1")
    Wire(own.server, own.key).send(message, changes=True)
    others = there.records(zone)
    with pytest.raises(Refused) as refused:
        there.change(zone, [], [Record(zone, "A", 60, ("192.0.2.2",))])
    assert refused.value.reason_code == "record-conflict"
    ours = Record(f"www.{zone}", "A", 60, ("192.0.2.2",))
    there.change(zone, [], [ours])
    there.change(zone, [ours], [])
    assert there.records(zone) == others


def test_what_was_written_between_the_look_and_the_update_is_not_overwritten(
    own: Knot, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = fresh_name()
    mine, theirs = own.dns(), own.dns()
    mine.create(zone)
    looked = mine.records(zone)
    record = Record(zone, "A", 60, ("192.0.2.1",))
    theirs.change(zone, [], [record])
    monkeypatch.setattr(mine, "records", lambda _: looked)
    with pytest.raises(Refused, match="YXRRSET"):
        mine.change(zone, [], [Record(zone, "A", 60, ("192.0.2.2",))])
    assert theirs.records(zone) == (record,)


@pytest.mark.parametrize(("name", "why"), [("launch.", "has another secret"), ("other.", "does not know the key")])
def test_a_wrong_key_is_told_and_its_secret_is_not(own: Knot, name: str, why: str) -> None:
    stranger = own.dns(key=new_key(name))
    for call in (lambda: stranger.zone("by-hand.ca"), lambda: stranger.records("by-hand.ca")):
        with pytest.raises(Refused, match=why) as refused:
            call()
        assert refused.value.reason_code == "dns-refused"
        assert refused.value.hint


def test_a_wrong_clock_is_told(own: Knot, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    with pytest.raises(Refused, match="clocks") as refused:
        own.dns().zone("by-hand.ca")
    assert refused.value.reason_code == "clock-skew"


def test_a_zone_outside_the_catalog_is_not_removed(own: Knot) -> None:
    with pytest.raises(Refused):
        own.dns().delete("by-hand.ca")
    assert own.dns().zone("by-hand.ca")


def test_a_server_that_hangs_up_is_an_unknown_outcome_for_a_change_alone(own: Knot) -> None:
    with _hanging_up() as server:
        wire = Wire(server, own.key)
        with pytest.raises(OutcomeUnknown):
            wire.send(dns.update.UpdateMessage("by-hand.ca"), changes=True)
        with pytest.raises(ProviderFailed) as failed:
            Knot(server, own.key).dns().zone("by-hand.ca")
        assert not isinstance(failed.value, OutcomeUnknown)
    with pytest.raises(ProviderFailed, match="cannot be reached") as unreached:
        Wire(server, own.key).send(dns.update.UpdateMessage("by-hand.ca"), changes=True)
    assert not isinstance(unreached.value, OutcomeUnknown)


@contextmanager
def _hanging_up() -> Iterator[Server]:
    """Takes a question and closes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                connection.recv(65_535)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield Server("127.0.0.1", listener.getsockname()[1], "deaf")
    thread.join(10)
    listener.close()


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ="


@pytest.mark.parametrize(
    "text",
    [
        f"hmac-sha256:launch.:{SECRET}",
        f"launch:{SECRET}\n",
        f"# hmac-sha256:launch.:{SECRET}\nkey:\n  - id: launch.\n    algorithm: hmac-sha256\n    secret: {SECRET}\n",
        f'key "launch" {{\n\talgorithm hmac-sha256;\n\tsecret "{SECRET}";\n}};\n',
    ],
)
def test_keys_as_their_tools_write_them(text: str) -> None:
    key = key_of(text, "here")
    assert (key.name.to_text(), key.algorithm.to_text()) == ("launch.", "hmac-sha256.")
    assert key.secret == b"secret-secret-secret"


@pytest.mark.parametrize("text", ["", SECRET, f"hmac-md7:launch:{SECRET}", f"launch:{SECRET}x", "a b:c"])
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Refused) as refused:
        key_of(text, "here")
    assert SECRET not in f"{refused.value.message}{refused.value.hint}{refused.value.__cause__}"
