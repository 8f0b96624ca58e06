"""The first address: one label of a domain that is ours, the crisis's own for as long as anybody may know it."""

from __future__ import annotations

import pytest

from launcher.launch import first
from launcher.launch.folder import OPENED, Standing
from tests.launch.test_plan import FIRST, STANDBY, as_json_of, entry, two_tracks


def past(*plans: object) -> Standing:
    return Standing(OPENED, None, tuple(entry("plan", plan=plan) for plan in plans))


def test_it_bears_the_label_of_the_name() -> None:
    assert first.host("rappel-fromage.ca", STANDBY, None, ()) == FIRST


def test_where_no_domain_stands_by_there_is_none() -> None:
    assert first.host("rappel-fromage.ca", "", None, ()) == ""


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("rappel-fromage.com", f"rappel-fromage-com.{STANDBY}"),
        ("rappel-fromage.qc.ca", f"rappel-fromage-qc-ca.{STANDBY}"),
        ("rappel-fromage.xn--vermgensberatung-pwb", f"rappel-fromage-xn--vermgens.{STANDBY}"),
    ],
)
def test_another_crisis_with_the_same_label_has_its_ending_too(name: str, host: str) -> None:
    assert first.host(name, STANDBY, None, {FIRST}) == host


def test_letters_beyond_ascii_stay_as_dns_spells_them() -> None:
    label = "xn--pinay-9ra"
    assert first.host(f"{label}.ca", STANDBY, None, {f"{label}.{STANDBY}"}) == f"ca-{label}.{STANDBY}"


def test_it_is_never_one_that_another_crisis_has_had() -> None:
    taken: list[str] = []
    for _ in range(5):  # the same name, given up and launched again by another crisis each time
        taken.append(first.host("rappel-fromage.ca", STANDBY, None, taken))
    assert len(set(taken)) == 5
    assert all(host.endswith(f".{STANDBY}") for host in taken)


def test_it_is_one_label_whatever_the_name() -> None:
    longest = f"{'a' * 63}.quebec"
    for taken in ((), {f"{'a' * 63}.{STANDBY}"}):
        label, _, zone = first.host(longest, STANDBY, None, taken).partition(".")
        assert (len(label) <= 63, zone) == (True, STANDBY)


def test_a_crisis_keeps_it_whatever_becomes_of_its_name() -> None:
    there = past(as_json_of(two_tracks()))
    assert first.host("autre-nom.ca", STANDBY, there, ()) == FIRST
    assert first.host("autre-nom.ca", "other.test", there, ()) == "autre-nom.other.test", "under the domain of today"
