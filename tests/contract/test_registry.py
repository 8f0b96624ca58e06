"""What every Registry must do. Where it runs, others hold `taken.ca` and `x.taken.ca`, the registry keeps `reserved.ca`
to itself and does not tell of `unsure.ca`; nobody plays `.not-sold`. `taken.ca` is served by `ns1.elsewhere.test`."""

from __future__ import annotations

import pytest

from launcher.errors import ProviderFailed, Refused
from launcher.model import Availability
from launcher.services import Registry
from tests.worlds import fresh_name

STRANGE = (
    "",
    ".",
    "ca",
    "qc.ca",
    "..",
    "a..ca",
    ".a.ca",
    "a.ca.",
    "A.ca",
    "-a.ca",
    "a-.ca",
    "a b.ca",
    "a\n.ca",
    "é.ca",
    "www.a.ca",
    "../a.ca",
    "a?.ca",
    "_a.ca",
    f"{'a' * 64}.ca",
    ".".join(["a" * 60] * 5),
)


def said(registry: Registry, tier: str, names: list[str]) -> list[tuple[str, str]]:
    return [(quote.name, str(quote.availability)) for quote in getattr(registry, tier)(names)]


def test_what_is_delegated_is_taken_in_the_order_asked(registry: Registry) -> None:
    free = fresh_name()
    names = ["taken.ca", free, "unsure.ca", "name.not-sold", "taken.ca", "reserved.ca"]
    expected = ["taken", "available", "unknown", "unknown", "taken", "available"]
    assert said(registry, "delegated", names) == list(zip(names, expected, strict=True))


def test_what_is_registered_is_taken_in_the_order_asked(registry: Registry) -> None:
    free = fresh_name()
    names = ["taken.ca", free, "unsure.ca", "name.not-sold", "taken.ca", "reserved.ca"]
    expected = ["taken", "available", "unknown", "unknown", "taken", "reserved"]
    assert said(registry, "registered", names) == list(zip(names, expected, strict=True))


@pytest.mark.parametrize("tier", ["delegated", "registered"])
def test_what_nobody_registers_is_unknown_and_costs_the_others_nothing(registry: Registry, tier: str) -> None:
    assert said(registry, tier, [*STRANGE, "taken.ca"]) == [
        *((name, "unknown") for name in STRANGE),
        ("taken.ca", "taken"),
    ]


@pytest.mark.parametrize("tier", ["delegated", "registered"])
def test_every_unknown_says_why_and_nothing_has_a_price(registry: Registry, tier: str) -> None:
    for quote in getattr(registry, tier)(["taken.ca", "unsure.ca", "name.not-sold", "not a name"]):
        assert quote.why
        assert quote.price is None


@pytest.mark.parametrize("tier", ["delegated", "registered"])
def test_nothing_asked_is_nothing_told(registry: Registry, tier: str) -> None:
    assert said(registry, tier, []) == []


def test_hundreds_of_names_at_once(registry: Registry) -> None:
    names = [fresh_name("com" if number % 2 else "ca") for number in range(400)]
    names[7] = "taken.ca"
    told = registry.delegated(names)
    assert [quote.name for quote in told] == names
    assert [quote.name for quote in told if quote.availability is not Availability.AVAILABLE] == ["taken.ca"]


def test_who_serves_a_name_and_which_keys_are_vouched_for(registry: Registry) -> None:
    assert registry.servers("taken.ca") == ("ns1.elsewhere.test",)
    for name in (fresh_name(), "reserved.ca"):
        assert registry.servers(name) == ()
        assert registry.digests(name) == ()


@pytest.mark.parametrize("question", ["servers", "digests"])
@pytest.mark.parametrize("name", ["unsure.ca", "name.not-sold"])
def test_a_registry_that_does_not_tell_has_failed(registry: Registry, question: str, name: str) -> None:
    with pytest.raises(ProviderFailed) as silent:
        getattr(registry, question)(name)
    assert silent.value.reason_code == "registry-silent"
    assert "resume" in silent.value.hint


@pytest.mark.parametrize("question", ["servers", "digests"])
@pytest.mark.parametrize("name", STRANGE)
def test_what_nobody_registers_nobody_delegates(registry: Registry, question: str, name: str) -> None:
    with pytest.raises(Refused) as no:
        getattr(registry, question)(name)
    assert no.value.reason_code == "not-a-name"
    assert "\n" not in no.value.message
