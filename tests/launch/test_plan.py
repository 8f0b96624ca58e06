"""Plans: the same wish makes the same checksum, over what would be done and paid; every step comes after its needs."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from launcher.errors import Malformed, Refused
from launcher.launch import plan as plans
from launcher.launch.observe import Observed
from launcher.model import File, Front, Mode, Money, Plan, Release, as_json

NAME = "rappel-fromage.ca"


def money(amount: str, currency: str = "CAD") -> Money:
    return Money(Decimal(amount), currency)


def release(id: str = "a" * 16) -> Release:
    page = File("index.html", "0" * 64, "0" * 32, 12_345, "text/html; charset=utf-8", "max-age=60")
    return Release(id, f"https://{NAME}", Mode.LIVE, (page,))


def observed(name: str = NAME, *, held: bool = False, price: Money | None = None) -> Observed:
    front = Front(("192.0.2.1", "2001:db8::1"), 443, "https")
    return Observed(name, held, None if held else price or money("18.00"), front, simulated=True)


def launch(crisis: str = "one", target: str = "sandbox", id: str = "a" * 16, seen: Observed | None = None) -> Plan:
    return plans.to_launch(crisis, target, release(id), seen or observed())


def published(id: str, action: str = "publish") -> Plan:
    return plans.to_publish(action, "one", "sandbox", NAME, release(id), simulated=True)


def as_json_of(plan: Plan) -> dict[str, object]:
    found: dict[str, object] = json.loads(json.dumps(as_json(plan)))
    return found


EVERY = (
    launch(),
    launch(seen=observed(held=True)),
    published("b" * 16),
    plans.to_stand_by("standby", "sandbox", release(), simulated=True),
    plans.whole([launch(), published("b" * 16)]),
    plans.rebuilt([launch(), published("b" * 16, "rollback")]),
)


def test_where_a_ca_looks_the_records_come_before_the_host() -> None:
    front = Front(("192.0.2.1",), 443, "https", ("letsencrypt.org",))
    steps = launch(seen=replace(observed(), front=front)).steps
    assert [step.kind for step in steps] == ["register", "upload", "zone", "records", "serve", "serve"]
    assert f"records:{NAME}" in steps[4].needs
    assert [step.kind for step in launch().steps] == ["register", "upload", "zone", "serve", "serve", "records"]


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


def test_a_name_that_costs_nothing_is_bought_by_a_person() -> None:
    (register, *_) = launch(seen=observed(price=money("0.00"))).steps
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
        f"upload:{'c' * 16}",
        f"zone:{NAME}",
        f"serve:{NAME}:{'c' * 16}",
        f"serve:www.{NAME}",
        f"records:{NAME}",
    ]
    assert (whole.action, whole.release) == ("publish", "c" * 16)


def test_what_is_rebuilt_for_a_publish_buys_nothing() -> None:
    rebuilt = plans.rebuilt([launch(), published("b" * 16)])
    assert rebuilt.cost is None
    assert [step.kind for step in rebuilt.steps] == ["upload", "zone", "serve", "serve", "records"]


def test_a_launch_stands_on_nothing() -> None:
    """The name before was given up: it must not be bought by a later `resume`."""
    other = launch(seen=observed("autre.ca"))
    assert plans.whole([launch(), other]) == other
    assert plans.whole([launch()]) == launch()
