"""From the root to a name, signed and not: the steps on real name servers, and what readers' resolvers make of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.real.caddy import needed
from tests.real.chain import ADDRESS, SIGNED, UNSIGNED, WRONG
from tests.real.primary import NAMESERVERS

pytestmark = pytest.mark.real
ROOT = Path(__file__).resolve().parents[2]
INSIDE = ("unshare", "--map-root-user", "--net")


@pytest.fixture(scope="module")
def told(knot: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    needed("unbound")
    folder = tmp_path_factory.mktemp("chain")
    if subprocess.run([*INSIDE, "true"], capture_output=True, check=False).returncode:
        reason = "this machine makes no network namespaces for us"
        if os.environ.get("CI"):
            pytest.fail(f"CI must: {reason}")
        pytest.skip(reason)
    command = [*INSIDE, sys.executable, "-m", "tests.real.chain", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads((folder / "told.json").read_text())
    return found


Seen: TypeAlias = tuple[str, list[str], bool]
UNVALIDATED: Seen = ("NOERROR", [ADDRESS], False)
VALIDATED: Seen = ("NOERROR", [ADDRESS], True)
NOTHING: Seen = ("SERVFAIL", [], False)


def heard(told: dict[str, Any], what: str) -> Seen:
    """The code, the addresses, and whether the resolver validated them."""
    return told[what]["code"], told[what]["values"], told[what]["validated"]


def test_the_parents_show_a_name_while_a_resolver_still_denies_it(told: dict[str, Any]) -> None:
    assert heard(told, "asked too early") == ("NXDOMAIN", [], True)
    assert told["delegation"]["before"]["servers"] == []
    assert told["delegation"]["outcome"]["servers"] == told["parent"] == sorted(NAMESERVERS)
    assert told["delegation"]["done"]
    assert heard(told, "the early one afterwards") == ("NXDOMAIN", [], True)
    assert told["the early one afterwards"]["seconds"] > 0


def test_without_ds_the_name_works_unvalidated(told: dict[str, Any]) -> None:
    assert heard(told, "no DS") == UNVALIDATED


def test_the_ds_that_is_set_is_the_one_that_was_proven_and_resolvers_validate(told: dict[str, Any]) -> None:
    signed = told["sign"]
    assert (signed["before"]["digests"], signed["before"]["proven"]) == ([], told["key"])
    assert signed["after"]["digests"] == signed["outcome"]["digests"] == told["key"][:1]
    assert signed["done"]
    assert heard(told, "right DS") == VALIDATED
    assert heard(told, "right DS, no such name") == ("NXDOMAIN", [], True)


def test_undo_takes_the_ds_back(told: dict[str, Any]) -> None:
    assert told["undone"] == []
    assert heard(told, "DS taken back") == UNVALIDATED


def test_a_wrong_ds_takes_the_name_away_and_is_refused(told: dict[str, Any]) -> None:
    assert heard(told, "wrong DS") == NOTHING
    refused = told["delegation under a wrong DS"]
    assert refused["code"] == "wrong-ds"
    assert SIGNED in refused["message"]
    assert WRONG in refused["message"]
    assert "resume" in refused["hint"]
    assert told["the wrong DS afterwards"] == [WRONG]


def test_signing_replaces_a_wrong_ds_by_the_proven_one(told: dict[str, Any]) -> None:
    assert told["sign over a wrong DS"]["before"]["digests"] == [WRONG]
    assert told["sign over a wrong DS"]["after"]["digests"] == told["key"][:1]
    assert heard(told, "wrong DS replaced") == VALIDATED


def test_a_stale_ds_over_an_unsigned_zone_of_ours_is_taken_away(told: dict[str, Any]) -> None:
    assert heard(told, "wrong DS, unsigned zone") == NOTHING
    assert told["delegation, unsigned zone"]["outcome"]["digests_removed"] == [WRONG]
    assert told["delegation, unsigned zone"]["done"]
    assert heard(told, "wrong DS taken away") == UNVALIDATED


def test_an_unsigned_zone_is_never_vouched_for(told: dict[str, Any]) -> None:
    refused = told["sign, unsigned zone"]
    assert (refused["code"], UNSIGNED in refused["message"]) == ("ds-unproven", True)
    assert told["unsigned afterwards"] == []
