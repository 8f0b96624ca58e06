"""The first address: one label of a domain that is ours, the crisis's own for as long as anybody may know it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from launcher.crisis import domains
from launcher.launch import claims, first, journal
from launcher.launch.folder import OPENED, TAKEN_BACK, Crisis, Standing
from launcher.model import Mode
from launcher.workspace import Workspace
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
        ("rappel-fromage.xn--vermgensberatung-pwb", f"rappel-fromage-vermgens.{STANDBY}"),
    ],
)
def test_another_crisis_with_the_same_label_has_its_ending_too(name: str, host: str) -> None:
    assert first.host(name, STANDBY, None, {FIRST}) == host


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("rappelé-fromagé.ca", "rappel-fromag-ghbh-ca"),
        ("rappelé-fromagé.quebec", "rappel-fromag-ghbh-quebec"),
        ("é-è-à.ca", "kia4ad-ca"),
        (f"{'a' * 40}é-{'b' * 10}.quebec", ""),
    ],
)
def test_letters_beyond_ascii_leave_a_label_that_dns_takes(name: str, label: str) -> None:
    written = domains.address(name)
    alone = f"{written.partition('.')[0]}.{STANDBY}"
    assert first.host(written, STANDBY, None, ()) == alone
    taken = {alone}
    for _ in range(3):
        host = first.host(written, STANDBY, None, taken)
        told, _, zone = host.partition(".")
        assert zone == STANDBY
        assert re.fullmatch(r"[a-z0-9](-?[a-z0-9])*", told), told
        assert len(told) <= 63
        taken.add(host)
    assert not label or f"{label}.{STANDBY}" in taken
    assert len(taken) == 4


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


def test_a_crisis_keeps_it_after_it_was_taken_back() -> None:
    there = Standing(TAKEN_BACK, None, (*past(as_json_of(two_tracks())).entries, entry("taken-back", steps=[])))
    assert first.host("autre-nom.ca", STANDBY, there, ()) == FIRST


def test_nobody_gets_one_that_another_crisis_had_or_claims(tmp_path: Path) -> None:
    workspace, now = Workspace(tmp_path), dt.datetime(2026, 3, 12, tzinfo=dt.UTC)
    one, two = (crisis(workspace, name, now) for name in ("one", "two"))
    with journal.opened(one.folder, lambda: now) as lines:
        lines.append("plan", plan=two_tracks())
        lines.append("taken-back", steps=[])
    claims.claim(two, "rappel-oeufs.ca", f"rappel-oeufs.{STANDBY}")
    assert first.others(workspace, None) == {FIRST, f"rappel-oeufs.{STANDBY}"}
    assert first.others(workspace, one) == {f"rappel-oeufs.{STANDBY}"}
    assert first.others(workspace, two) == {FIRST}


def crisis(workspace: Workspace, name: str, now: dt.datetime) -> Crisis:
    made = Crisis(name, "product-recall", "sandbox", Mode.LIVE, now, workspace.crises / name)
    return claims.claim(made, "", "")
