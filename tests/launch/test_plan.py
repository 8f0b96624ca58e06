"""Plans: the same wish makes the same checksum, over what would be done and paid; every step comes after its needs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from launcher.errors import Malformed, Refused
from launcher.launch import plan as plans
from launcher.launch.acts import Placed, Said
from launcher.launch.journal import Entry
from launcher.launch.observe import First, Observed
from launcher.model import File, Front, Mode, Money, Plan, Release, Step, as_json

NAME, FIRST, STANDBY = "rappel-fromage.ca", "rappel-fromage.urgence.test", "urgence.test"


def money(amount: str, currency: str = "CAD") -> Money:
    return Money(Decimal(amount), currency)


def release(id: str = "a" * 16, host: str = NAME) -> Release:
    page = File("index.html", "0" * 64, "0" * 32, 12_345, "text/html; charset=utf-8", "max-age=60")
    return Release(id, f"https://{host}", Mode.LIVE, (page,))


def observed(name: str = NAME, *, held: bool = False, price: Money | None = None) -> Observed:
    front = Front(("192.0.2.1", "2001:db8::1"), 443, "https")
    return Observed(name, held, None if held else price or money("18.00"), front, simulated=True)


def launch(crisis: str = "one", target: str = "sandbox", id: str = "a" * 16, seen: Observed | None = None) -> Plan:
    return plans.to_launch(crisis, target, release(id), seen or observed())


def two_tracks(id: str = "a" * 16, early: str = "1" * 16, name: str = NAME) -> Plan:
    """Live at FIRST while the name is on its way."""
    front = Front(("192.0.2.1",), 443, "https", certifies=False)
    seen = replace(observed(name), first=First(FIRST, STANDBY, front))
    return plans.to_launch("one", "sandbox", release(id, name), seen, release(early, FIRST))


def published(id: str, action: str = "publish") -> Plan:
    return plans.to_publish("one", "sandbox", [Placed(NAME, NAME, release(id))], Said(action), simulated=True)


def published_at_first(early: str, id: str) -> Plan:
    sites = [Placed(FIRST, STANDBY, release(early, FIRST)), Placed(NAME, NAME, release(id))]
    return plans.to_publish("one", "sandbox", sites, Said("publish"), simulated=True)


def kinds(plan: Plan) -> list[str]:
    return [step.kind for step in plan.steps]


def step(plan: Plan, id: str) -> Step:
    return next(step for step in plan.steps if step.id == id)


def before(plan: Plan, id: str) -> set[str]:
    """All that a step waits for, and what that waits for."""
    needs = [need for need in step(plan, id).needs if need in {one.id for one in plan.steps}]
    return {*needs, *(further for need in needs for further in before(plan, need))}


def entry(kind: str, step: str = "", at: dt.datetime = dt.datetime(2026, 3, 12, tzinfo=dt.UTC), **data: Any) -> Entry:
    """A line of a journal."""
    return Entry(0, at, kind, step, data, "")


def as_json_of(plan: Plan) -> dict[str, object]:
    found: dict[str, object] = json.loads(json.dumps(as_json(plan)))
    return found


EVERY = (
    launch(),
    launch(seen=observed(held=True)),
    published("b" * 16),
    two_tracks(),
    plans.to_stand_by("standby", "sandbox", release(), "", simulated=True),
    plans.to_stand_by("standby", "sandbox", release(), STANDBY, simulated=True),
    plans.whole([launch(), published("b" * 16)]),
    plans.rebuilt([launch(), published("b" * 16, "rollback")]),
    plans.whole([two_tracks(), published_at_first("2" * 16, "b" * 16)]),
    plans.rebuilt([two_tracks(), published_at_first("2" * 16, "b" * 16)]),
)


def test_where_a_ca_looks_the_records_come_before_the_host() -> None:
    front = Front(("192.0.2.1",), 443, "https", ("letsencrypt.org",))
    asked = launch(seen=replace(observed(), front=front))
    assert kinds(asked) == ["register", "upload", "zone", "delegation", "records", "serve", "serve", "prove"]
    assert {f"records:{NAME}", f"delegation:{NAME}"} <= before(asked, f"serve:{NAME}:{'a' * 16}")
    assert kinds(launch()) == ["register", "upload", "zone", "delegation", "serve", "serve", "records", "prove"]
    assert f"serve:{NAME}:{'a' * 16}" in before(launch(), f"records:{NAME}")


def test_an_edge_that_takes_a_certificate_has_it_before_it_serves() -> None:
    front = Front((), 443, "https", alias="", certifies=False)
    taken = launch(seen=replace(observed(), front=front))
    (certificate,) = (step for step in taken.steps if step.kind == "certificate")
    assert certificate.params == {"zone": NAME, "names": [NAME, f"www.{NAME}"], "days": 7}
    assert f"delegation:{NAME}" in certificate.needs
    assert certificate.id in before(taken, f"serve:{NAME}:{'a' * 16}")
    records = step(taken, f"records:{NAME}").params["records"]
    assert [(one["name"], one["values"]) for one in records if one["type"] == "ALIAS"] == [
        (NAME, []),
        (f"www.{NAME}", []),
    ]


def test_nothing_is_proven_before_readers_can_get_there() -> None:
    for plan in (launch(), two_tracks()):
        proof = f"prove:{NAME}:{'a' * 16}"
        assert before(plan, proof) == {one.id for one in plan.steps if one.params.get("host") != FIRST} - {proof}


# ── two tracks ───────────────────────────────────────────────────────────────────────────────────


def test_the_first_track_waits_for_nothing_that_must_be_bought() -> None:
    plan = two_tracks()
    assert plan.first == FIRST
    early = before(plan, f"prove:{FIRST}:{'1' * 16}")
    assert early == {f"upload:{'1' * 16}:a", f"serve:{FIRST}:{'1' * 16}", f"records:{FIRST}"}
    assert not early & before(plan, f"prove:{NAME}:{'a' * 16}")
    (record,) = step(plan, f"records:{FIRST}").params["records"]
    assert (record["name"], record["type"]) == (FIRST, "A"), "the domain's mail and CAs are its own"
    assert step(plan, f"records:{FIRST}").params["zone"] == STANDBY


def test_the_first_address_leads_on_once_both_are_proven() -> None:
    move = step(two_tracks(), f"move:{FIRST}")
    assert set(move.needs) == {f"prove:{FIRST}:{'1' * 16}", f"prove:{NAME}:{'a' * 16}"}
    assert move.params == {"host": FIRST, "to": f"https://{NAME}"}
    assert step(two_tracks(), f"serve:{FIRST}:{'1' * 16}").params["then"] == f"https://{NAME}"


def test_the_first_address_is_part_of_what_is_agreed_on() -> None:
    assert two_tracks().checksum != launch().checksum
    assert two_tracks(early="2" * 16).checksum != two_tracks().checksum


def test_what_was_published_meanwhile_is_what_goes_to_the_name() -> None:
    plan = plans.whole([two_tracks(), published_at_first("2" * 16, "b" * 16), published_at_first("3" * 16, "c" * 16)])
    assert sorted(kinds(plan)) == sorted(kinds(two_tracks()))
    assert {step.id for step in plan.steps if step.kind in ("upload", "serve", "prove", "move")} == {
        *(f"upload:{'3' * 16}:a", f"serve:{FIRST}:{'3' * 16}", f"prove:{FIRST}:{'3' * 16}", f"move:{FIRST}"),
        *(f"upload:{'c' * 16}:a", f"serve:{NAME}:{'c' * 16}", f"serve:www.{NAME}", f"prove:{NAME}:{'c' * 16}"),
    }
    assert step(plan, f"serve:{NAME}:{'c' * 16}").params["release"] == "c" * 16
    assert step(plan, f"prove:{NAME}:{'c' * 16}").params["release"] == "c" * 16
    assert before(plan, f"move:{FIRST}") == {step.id for step in plan.steps} - {f"move:{FIRST}"}


def test_a_lost_world_is_made_again_at_the_first_address_alone_while_the_name_is_on_the_way() -> None:
    plan = plans.rebuilt([two_tracks(), published_at_first("2" * 16, "b" * 16)])
    assert {step.id for step in plan.steps} == {
        *(f"upload:{'2' * 16}:a", f"serve:{FIRST}:{'2' * 16}", f"records:{FIRST}", f"prove:{FIRST}:{'2' * 16}"),
        f"upload:{'b' * 16}:a",  # it stands ready
    }
    later = plans.whole([two_tracks(), published_at_first("2" * 16, "b" * 16), plan])
    assert f"upload:{'b' * 16}:a" in before(later, f"prove:{NAME}:{'b' * 16}")
    assert f"upload:{'a' * 16}:a" not in {step.id for step in later.steps}


def test_another_name_takes_back_what_was_made_for_the_first_one_and_keeps_the_address_that_people_have() -> None:
    gone = plans.left_behind([two_tracks()], two_tracks("b" * 16, "2" * 16, "autre.ca"))
    assert gone == {
        *(f"zone:{NAME}", f"delegation:{NAME}", f"upload:{'a' * 16}:a", f"serve:{NAME}:{'a' * 16}"),
        *(f"serve:www.{NAME}", f"records:{NAME}", f"prove:{NAME}:{'a' * 16}"),
    }
    assert plans.left_behind([two_tracks()], two_tracks("b" * 16, "2" * 16)) == frozenset()


# ── the checksum ─────────────────────────────────────────────────────────────────────────────────


def test_the_checksum_is_the_same_at_any_time_in_any_crisis() -> None:
    assert launch("one").checksum == launch("another").checksum == plans.renamed(launch(), "third").checksum


@pytest.mark.parametrize(
    "other",
    [
        launch(seen=observed(price=money("18.01"))),
        launch(seen=observed(price=money("18.00", "EUR"))),
        launch(seen=observed(held=True)),
        launch(seen=observed("autre.ca")),
        launch(seen=replace(observed(), front=Front(("192.0.2.2",), 443, "https"))),
        launch(id="b" * 16),
        launch(target="aws"),
    ],
)
def test_another_price_name_front_release_or_target_is_another_plan(other: Plan) -> None:
    assert other.checksum != launch().checksum


# ── what is in it ────────────────────────────────────────────────────────────────────────────────


def test_a_name_that_is_ours_is_not_bought() -> None:
    assert launch().cost == money("18.00")
    assert next(step.kind for step in launch().steps) == "register"
    held = launch(seen=observed(held=True))
    assert held.cost is None
    assert "register" not in [step.kind for step in held.steps]


def test_only_the_registration_cannot_be_taken_back() -> None:
    assert [step.kind for step in launch().steps if not step.undoable] == ["register"]


def test_a_name_without_a_price_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        plans.to_launch("one", "sandbox", release(), replace(observed(), price=None))
    assert refused.value.reason_code == "no-price"


def written(seen: Observed) -> list[tuple[str, str, list[str]]]:
    records = next(step for step in launch(seen=seen).steps if step.kind == "records").params["records"]
    assert {one["ttl"] for one in records} == {60}
    return [(one["name"], one["type"], one["values"]) for one in records]


def test_both_families_of_addresses_are_written_for_both_hosts() -> None:
    assert [one for one in written(observed()) if one[1] in ("A", "AAAA")] == [
        (NAME, "A", ["192.0.2.1"]),
        (NAME, "AAAA", ["2001:db8::1"]),
        (f"www.{NAME}", "A", ["192.0.2.1"]),
        (f"www.{NAME}", "AAAA", ["2001:db8::1"]),
    ]


def test_no_mail_comes_from_the_name() -> None:
    assert [one for one in written(observed()) if one[1] in ("MX", "TXT")] == [
        (NAME, "MX", ["0 ."]),
        (NAME, "TXT", ['"v=spf1 -all"']),
        (f"_dmarc.{NAME}", "TXT", ['"v=DMARC1; p=reject;"']),
    ]


def test_only_the_edges_cas_may_certify_the_name_when_it_tells_them() -> None:
    assert "CAA" not in [kind for _, kind, _ in written(observed())]
    told = replace(observed(), front=replace(observed().front, issuers=("sectigo.com", "letsencrypt.org")))
    caa = [one for one in written(told) if one[1] == "CAA"]
    assert caa == [(NAME, "CAA", ['0 issue "letsencrypt.org"', '0 issue "sectigo.com"'])]


def test_where_a_person_buys_no_money_moves_here_and_the_zone_is_there_to_be_told() -> None:
    plan = launch(seen=replace(observed(), by_hand=True))
    register = next(step for step in plan.steps if step.kind == "register")
    assert plan.cost is None
    assert register.needs == (f"zone:{NAME}",)
    assert register.reason == f"buy {NAME} yourself; nothing is charged here"


@pytest.mark.parametrize("plan", EVERY, ids=lambda plan: plan.action)
def test_needs_form_a_graph_and_the_order_respects_it(plan: Plan) -> None:
    seen: set[str] = set()
    for step in plan.steps:
        assert set(step.needs) <= seen, step.id
        assert step.id not in seen
        seen.add(step.id)


@pytest.mark.parametrize("plan", EVERY, ids=lambda plan: plan.action)
def test_a_plan_comes_back_from_json_as_it_was(plan: Plan) -> None:
    back = plans.read(as_json_of(plan))
    assert back == plan
    assert back.checksum == plan.checksum


@pytest.mark.parametrize("raw", [{}, {"action": "launch"}, {**as_json_of(launch()), "steps": [{"id": "a"}]}])
def test_what_is_no_plan_is_told(raw: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        plans.read(raw)


# ── the brakes ───────────────────────────────────────────────────────────────────────────────────


def refusal(plan: Plan, ceiling: Money, bought: int = 0, allowed: int = 1, checksum: str | None = None) -> str | None:
    try:
        plans.refuse(plan, ceiling=ceiling, bought=bought, allowed=allowed, checksum=checksum)
    except Refused as refused:
        return refused.reason_code
    return None


@pytest.mark.parametrize(
    ("ceiling", "bought", "told"),
    [
        (money("18.00"), 0, None),
        (money("17.99"), 0, "too-dear"),
        (money("100.00", "EUR"), 0, "too-dear"),
        (money("100.00"), 1, "too-many"),
    ],
)
def test_ceilings_on_price_and_count(ceiling: Money, bought: int, told: str | None) -> None:
    assert refusal(launch(), ceiling, bought) == told


def test_what_costs_nothing_is_under_every_ceiling() -> None:
    assert refusal(launch(seen=observed(held=True)), money("0.00"), bought=5) is None


def test_the_plan_that_was_agreed_on_or_none() -> None:
    assert refusal(launch(), money("50.00"), checksum=launch().checksum) is None
    moved = launch(seen=observed(price=money("19.00")))
    assert refusal(moved, money("50.00"), checksum=launch().checksum) == "world-moved"


# ── plans on top of each other ───────────────────────────────────────────────────────────────────


def test_a_publish_stands_on_the_launch_before_it() -> None:
    whole = plans.whole([launch(), published("b" * 16), published("c" * 16)])
    assert [step.id for step in whole.steps] == [
        f"register:{NAME}",
        f"upload:{'c' * 16}:a",
        f"zone:{NAME}",
        f"delegation:{NAME}",
        f"serve:{NAME}:{'c' * 16}",
        f"serve:www.{NAME}",
        f"records:{NAME}",
        f"prove:{NAME}:{'c' * 16}",
    ]
    assert (whole.action, whole.release) == ("publish", "c" * 16)


def test_what_is_rebuilt_for_a_publish_buys_nothing() -> None:
    rebuilt = plans.rebuilt([launch(), published("b" * 16)])
    assert rebuilt.cost is None
    assert kinds(rebuilt) == ["upload", "zone", "delegation", "serve", "serve", "records", "prove"]


def test_a_publish_on_a_lost_world_is_proven_last_of_all() -> None:
    """It says itself only what it changes; the rest of what its steps wait for is the launch's."""
    for plan in (plans.whole([launch(), published("b" * 16)]), plans.rebuilt([launch(), published("b" * 16)])):
        proof = f"prove:{NAME}:{'b' * 16}"
        assert before(plan, proof) == {step.id for step in plan.steps} - {proof}


def test_settled_records_still_wait_for_their_zone() -> None:
    settled = plans.to_settle(plans.whole([launch()]), sign=False)
    assert kinds(settled) == ["records", "prove"]
    assert {one["ttl"] for one in settled.steps[0].params["records"]} == {3600}
    again = plans.whole([launch(), settled])
    assert f"zone:{NAME}" in before(again, f"records:{NAME}")
    assert step(again, f"records:{NAME}").params == settled.steps[0].params
    assert plans.to_settle(again, sign=False).steps == settled.steps


def test_a_launch_stands_on_nothing() -> None:
    """The name before was given up: it must not be bought by a later `resume`."""
    other = launch(seen=observed("autre.ca"))
    assert plans.whole([launch(), other]) == other
    assert plans.whole([launch()]) == launch()
