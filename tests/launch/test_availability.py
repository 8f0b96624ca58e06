"""Three tiers: who is asked about what, and whose word counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from launcher.drill.faults import Call, Counted, Fault, Moment
from launcher.errors import ProviderFailed
from launcher.launch.availability import (
    ASKED,
    REGISTERS,
    WANTED,
    best_open,
    can_be_bought,
    check,
    is_open,
    next_five,
    with_answers,
)
from launcher.model import Availability, Candidate, Money, Quote
from launcher.providers.registries import registries
from launcher.providers.sandbox.process import World as Sandbox
from launcher.services import World
from tests.launch.test_engine import Play
from tests.worlds import Start, start

__all__ = ["start"]

AVAILABLE, TAKEN, RESERVED, UNKNOWN = Availability
CEILING = Money(Decimal("20.00"))


def names(count: int, tld: str = "ca") -> tuple[Candidate, ...]:
    return tuple(Candidate(f"name-{number}.{tld}", 100.0 - number, ()) for number in range(count))


def quoted(candidates: Sequence[Candidate], code: str, answer: Availability, price: str = "") -> tuple[Candidate, ...]:
    money = Money(Decimal(price)) if price else None
    return with_answers(candidates, {c.name: Quote(c.name, answer, money) for c in candidates}, code)


# ── whose word counts ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("before", [TAKEN, RESERVED])
@pytest.mark.parametrize("code", ["rdap", "registrar"])
def test_what_was_taken_or_reserved_stays_so(before: Availability, code: str) -> None:
    (one,) = quoted(quoted(names(1), "dns", before), code, AVAILABLE, "18.00")
    assert (one.availability, one.price) == (before, None)
    assert [reason.code for reason in one.evidence] == [code, "dns"]


@pytest.mark.parametrize("code", ["dns", "rdap"])
@pytest.mark.parametrize(
    ("answer", "stands"), [(AVAILABLE, UNKNOWN), (UNKNOWN, UNKNOWN), (TAKEN, TAKEN), (RESERVED, RESERVED)]
)
def test_only_the_registrar_makes_a_name_available(code: str, answer: Availability, stands: Availability) -> None:
    (one,) = quoted(names(1), code, answer)
    assert one.availability is stands
    assert not can_be_bought(one)


@pytest.mark.parametrize("answer", list(Availability))
def test_the_registrars_word_overrides_a_free_one(answer: Availability) -> None:
    (one,) = quoted(quoted(names(1), "rdap", AVAILABLE), "registrar", answer, "18.00" if answer is AVAILABLE else "")
    assert one.availability is answer
    assert can_be_bought(one) is (answer is AVAILABLE)


@pytest.mark.parametrize(
    ("price", "ceiling", "can"),
    [
        ("18.00", None, True),
        ("20.00", CEILING, True),
        ("20.01", CEILING, False),
        ("1", Money(Decimal(9), "USD"), False),
    ],
)
def test_a_price_within_the_ceiling_in_its_currency(price: str, ceiling: Money | None, can: bool) -> None:
    (one,) = quoted(names(1), "registrar", AVAILABLE, price)
    assert can_be_bought(one, ceiling) is can
    assert not can_be_bought(replace(one, price=None), ceiling)


# ── who is asked next ────────────────────────────────────────────────────────────────────────────


def rounds(candidates: tuple[Candidate, ...], answers: Mapping[str, str], ceiling: Money | None = None) -> list[int]:
    """How many names each round asks about, when the registrar sells what has a price in `answers`."""
    sizes = []
    while asked := next_five(candidates, ceiling):
        sizes.append(len(asked))
        told = {
            n: Quote(n, AVAILABLE, Money(Decimal(answers[n]))) if n in answers else Quote(n, UNKNOWN) for n in asked
        }
        candidates = with_answers(candidates, told, "registrar")
    return sizes


def test_five_that_can_be_bought_are_enough() -> None:
    assert rounds(names(40), {f"name-{n}.ca": "18" for n in range(5)}) == [5]
    assert rounds(names(40), {f"name-{n}.ca": "18" for n in range(1, 40)}) == [5, 5]
    assert rounds(names(3), {}) == [3]
    assert rounds((), {}) == []


def test_it_is_asked_about_twenty_at_most() -> None:
    assert sum(rounds(names(40), {})) == ASKED == 20
    assert rounds(names(40), {f"name-{n}.ca": "30" for n in range(40)}, CEILING) == [WANTED] * 4


def test_what_is_settled_is_passed_over() -> None:
    first, *rest = names(8)
    gone = quoted([first], "dns", TAKEN)
    assert next_five((*gone, *rest)) == tuple(one.name for one in rest[:5])
    assert best_open((*gone, *rest), 2) == ("name-1.ca", "name-2.ca")
    assert not is_open(gone[0])


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def real(tmp_path: Path, world: Sandbox) -> World:
    return Play(tmp_path, world).world


def heard(world: World, *faults: Fault) -> tuple[World, list[str]]:
    calls: list[str] = []

    def hear(call: Call) -> None:
        calls.append(call.name)

    return Counted(faults, hear).over(world), calls


def test_each_name_carries_what_was_asked_the_last_first(tmp_path: Path, start: Start) -> None:
    sandbox = start(taken=["name-0.ca"], reserved=["name-1.ca"], unknown=["name-2.ca"])
    world, calls = heard(Play(tmp_path, sandbox).world)
    found = check(names(30), world)
    said = {one.name: ([reason.text for reason in one.evidence], str(one.availability)) for one in found.names}
    assert said["name-0.ca"] == (["DNS: delegated"], "taken")
    assert said["name-1.ca"] == (["RDAP: reserved", "DNS: not delegated"], "reserved")
    assert said["name-2.ca"] == (["registrar: unknown", "RDAP: it answers 503", "DNS: SERVFAIL"], "unknown")
    sold = ["registrar: available at 18.00 CAD", "RDAP: no such object", "DNS: not delegated"]
    assert said["name-3.ca"] == (sold, "available")
    assert said["name-20.ca"] == (["RDAP: no such object", "DNS: not delegated"], "unknown")
    assert said["name-21.ca"] == (["DNS: not delegated"], "unknown")
    assert [one.name for one in found.names if can_be_bought(one)] == [f"name-{number}.ca" for number in range(3, 12)]
    assert calls == ["registry.delegated", "registry.registered", "registrar.quote", "registrar.quote"]
    assert found.notes == ()


def test_names_for_exercises_are_checked_like_others(real: World) -> None:
    found = check(names(6, "test"), real)
    assert [str(one.price) for one in found.names] == ["0.00 CAD"] * 5 + ["None"]
    assert {len(one.evidence) for one in found.names[:5]} == {3}


@pytest.mark.parametrize("do", ["fail", "lose"])
def test_without_registries_the_registrar_alone_decides_and_that_is_said(real: World, do: str) -> None:
    faults = [Fault(do, Moment.BEFORE, name=f"registry.{tier}") for tier in ("delegated", "registered")]
    world, _ = heard(real, *faults)
    found = check(names(6), world)
    assert [can_be_bought(one) for one in found.names] == [True] * 5 + [False]
    assert [note.endswith("the registrar alone decides.") for note in found.notes] == [True, True]


def test_registries_that_nobody_can_reach_are_noted_too(real: World) -> None:
    away = registries.Registries(lambda *_: None, lambda _: "http://127.0.0.1:9/rdap/")
    found = check(names(6), replace(real, registry=away))
    assert [can_be_bought(one) for one in found.names] == [True] * 5 + [False]
    assert found.notes == (
        "The TLDs' own servers do not answer (no server of .ca tells): the registrar alone decides.",
        "The registries' registers (RDAP) do not answer (no answer): the registrar alone decides.",
    )


def test_without_a_registrar_nothing_is_decided(real: World) -> None:
    world, _ = heard(real, Fault("fail", Moment.BEFORE, name="registrar.quote"))
    with pytest.raises(ProviderFailed):
        check(names(1), world)


def test_no_names_ask_nobody(real: World) -> None:
    world, calls = heard(real)
    assert check((), world).names == ()
    assert calls == []


def test_rdap_is_asked_about_the_best_that_are_still_open(tmp_path: Path, start: Start) -> None:
    world, _ = heard(Play(tmp_path, start(taken=["name-[0-9].ca"])).world)
    found = check(names(40), world)
    asked = [one.name for one in found.names if any(reason.code == "rdap" for reason in one.evidence)]
    assert asked == [f"name-{number}.ca" for number in range(10, 10 + REGISTERS)]
