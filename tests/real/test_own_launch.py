"""The whole launch on a target of one's own, by the command, on the real ports: bought by hand, delegated, served."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.real.caddy import needed
from tests.real.rehearsal import NAME

pytestmark = pytest.mark.real
ROOT = Path(__file__).resolve().parents[2]
INSIDE = ("unshare", "--map-root-user", "--net", "--mount")


@pytest.fixture(scope="module")
def told(knot: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    needed("caddy")
    folder = tmp_path_factory.mktemp("rehearsal")
    if subprocess.run([*INSIDE, "true"], capture_output=True, check=False).returncode:
        reason = "this machine makes no network namespaces for us"
        if os.environ.get("CI"):
            pytest.fail(f"CI must: {reason}")
        pytest.skip(reason)
    command = [*INSIDE, sys.executable, "-m", "tests.real.rehearsal", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads((folder / "told.json").read_text())
    return found


def test_the_plan_says_who_buys_and_what_it_costs_here(told: dict[str, Any]) -> None:
    steps = told["plan"]["data"]["steps"]
    assert steps[0]["reason"] == f"buy {NAME} yourself; nothing is charged here"
    assert told["plan"]["data"]["cost"] == {"amount": "0.00", "currency": "CAD"}
    assert not any(step["simulated"] for step in steps)


@pytest.mark.parametrize("command", ["launch", "too-early"])
def test_it_stops_in_one_line_until_the_name_is_bought(told: dict[str, Any], command: str) -> None:
    answer = told[command]
    assert (answer["exit_code"], answer["error"]["code"]) == (4, "customer-action")
    assert (
        f"buy {NAME} at any registrar, and set its name servers to ns1.host.ca, ns2.host.ca"
        in (answer["error"]["message"])
    )
    assert "\n" not in answer["error"]["message"]
    assert "resume" in answer["error"]["hint"]


def test_resume_goes_on_once_the_registry_delegates_and_proves_the_site(told: dict[str, Any]) -> None:
    answer = told["resume"]
    assert answer["exit_code"] == 0, answer["error"]
    assert answer["data"]["site_url"] == f"https://{NAME}/"
    assert answer["data"]["charges"] == []
    assert told["home"]["status"] == 200
    assert f'rel="canonical" href="https://{NAME}/"' in told["home"]["body"]
    assert 'data-mode="live"' in told["home"]["body"]


def test_undo_takes_back_all_but_the_purchase(told: dict[str, Any]) -> None:
    kept = [step["step"] for step in told["undo"]["data"]["steps"] if not step["ok"]]
    assert kept == [f"register:{NAME}"]


def test_no_secret_stands_in_the_workspace_or_in_what_was_said(told: dict[str, Any]) -> None:
    assert told["secrets"] == []
    assert "sktest1234567890" not in json.dumps(told)
