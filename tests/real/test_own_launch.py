"""A launch on a target of one's own, by the command, on the real ports: bought by hand, delegated, and certified by
Caddy itself. The other way, with certificates of ours, is in `test_whole_chain.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.launch.test_kill import full
from tests.real.played import played
from tests.real.rehearsal_world import FIRST, ISSUER, NAME

pytestmark = pytest.mark.real


@pytest.fixture(scope="module", params=[pytest.param("internal", marks=full), "acme"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {**played(f"rehearsal {request.param}", tmp_path_factory, "caddy", "pebble"), "certificates": request.param}


def test_the_plan_says_who_buys_and_what_it_costs_here(told: dict[str, Any]) -> None:
    steps = told["plan"]["data"]["steps"]
    (bought,) = (step for step in steps if step["kind"] == "register")
    assert bought["reason"] == f"buy {NAME} yourself; nothing is charged here"
    assert told["plan"]["data"]["cost"] is None
    assert not any(step["simulated"] for step in steps)


def test_caa_names_the_ca_where_it_is_known(told: dict[str, Any]) -> None:
    (records,) = (step for step in told["plan"]["data"]["steps"] if step["id"] == f"records:{NAME}")
    found = [one["values"] for one in records["params"]["records"] if one["type"] == "CAA"]
    assert found == ([[f'0 issue "{ISSUER}"']] if told["certificates"] == "acme" else [])


@pytest.mark.parametrize("command", ["launch", "too early"])
def test_it_stops_in_one_line_until_the_name_is_bought(told: dict[str, Any], command: str) -> None:
    answer = told[command]
    assert (answer["exit_code"], answer["error"]["code"]) == (4, "customer-action")
    assert (
        f"buy {NAME} at any registrar, and set its name servers to ns1.host.ca, ns2.host.ca"
        in (answer["error"]["message"])
    )
    assert "\n" not in answer["error"]["message"]
    assert "resume" in answer["error"]["hint"]


def test_with_a_domain_that_stands_by_it_is_live_at_once_though_nobody_was_ready(told: dict[str, Any]) -> None:
    live = [message["message"] for message in told["launch"]["messages"] if message["code"] == "live"]
    assert live == ([f"https://{FIRST}/ is live meanwhile"] if told["certificates"] == "acme" else [])
    assert told.get("first", {}).get("status") == (200 if told["certificates"] == "acme" else None)


def test_resume_goes_on_once_the_registry_delegates_and_proves_the_site(told: dict[str, Any]) -> None:
    answer = told["resume"]
    assert answer["exit_code"] == 0, answer["error"]
    assert answer["data"]["site_url"] == f"https://{NAME}/"
    assert answer["data"]["charges"] == []
    assert told["home"]["status"] == 200
    assert f'rel="canonical" href="https://{NAME}/"' in told["home"]["body"]
    assert 'data-mode="live"' in told["home"]["body"]


def test_browsers_insist_on_https_unless_it_is_a_rehearsal(told: dict[str, Any]) -> None:
    assert ("strict-transport-security" in told["home"]["headers"]) == (told["certificates"] == "acme")


def test_undo_takes_back_all_but_the_purchase_and_the_zone_that_readers_are_sent_to(told: dict[str, Any]) -> None:
    kept = [step["step"] for step in told["undo"]["data"]["steps"] if not step["ok"]]
    assert sorted(kept) == [f"register:{NAME}", f"zone:{NAME}"]


def test_no_secret_stands_in_the_workspace_or_in_what_was_said(told: dict[str, Any]) -> None:
    assert told["leaks"] == []
    assert "sktest1234567890" not in str(told)
