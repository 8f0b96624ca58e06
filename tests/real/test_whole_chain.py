"""A whole launch by the command, on the ports of the real world: a first address at once, the name once it is bought,
delegated and certified, and its DS after a stable day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.real.played import played
from tests.real.primary import NAMESERVERS, PRIMARY
from tests.real.rehearsal_whole import AGAIN, EDITED, KILLS, LIVES
from tests.real.rehearsal_world import DENIED, FIRST, NAME, WRONG
from tests.real.secondary import SECONDARY

pytestmark = pytest.mark.real
PROGRAMS = ("caddy", "pebble", "radosgw", "chromium", "certutil")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return played("rehearsal_whole", tmp_path_factory, *PROGRAMS)


def checks(answer: dict[str, Any], code: str) -> list[str]:
    return [check["text"] for check in answer["data"]["checks"] if check["code"] == code]


def heard(told: dict[str, Any], what: str) -> tuple[str, list[str], bool]:
    return told[what]["code"], told[what]["values"], told[what]["validated"]


# ── in quiet times ───────────────────────────────────────────────────────────────────────────────


def test_quiet_times_bring_the_wildcard_once_and_say_what_a_launch_will_find(told: dict[str, Any]) -> None:
    for what in ("standby", "standby again"):
        assert told[what]["exit_code"] == 0, told[what]["error"]
        asked = {check["code"]: check["ok"] for check in told[what]["data"]["checks"] if check["needed"]}
        assert {"stored", "certificate", "storage-policy", "storage-wrong-key", "dns", "edge"} <= asked.keys()
        assert all(asked.values())
        assert told[f"orders after {what}"] == {"rehearsed": 1, "issued": 1}
    assert told["challenges left"] == []


# ── the first address ────────────────────────────────────────────────────────────────────────────


def test_it_is_live_at_its_first_address_while_a_person_must_buy_the_name(told: dict[str, Any]) -> None:
    answer = told["launch"]
    assert (answer["exit_code"], answer["error"]["code"]) == (4, "customer-action")
    assert (
        f"buy {NAME} at any registrar, and set its name servers to {', '.join(NAMESERVERS)}"
        in (answer["error"]["message"])
    )
    assert "resume" in answer["error"]["hint"]
    assert f"https://{FIRST}/ is live meanwhile" in [message["message"] for message in answer["messages"]]


def test_where_it_stands_is_told(told: dict[str, Any]) -> None:
    there = told["status"]["data"]
    assert (there["state"], there["live"], there["domain"]) == ("live at its first address", FIRST, NAME)
    assert [one["host"] for one in told["lived"]] == [FIRST]


def test_readers_get_the_first_address_over_https(told: dict[str, Any]) -> None:
    assert heard(told, "first, heard") == ("NOERROR", ["127.0.0.1"], True)
    assert told["first"]["status"] == 200
    assert f'rel="canonical" href="https://{FIRST}/"' in told["first"]["body"]
    assert 'lang="en"' in told["first, in Chromium"]["dom"]
    assert f'rel="canonical" href="https://{FIRST}/en/"' in told["first, in Chromium"]["dom"]
    assert told["first, in Chromium"]["console"] == []


def test_writers_publish_while_the_name_is_on_its_way(told: dict[str, Any]) -> None:
    assert told["publish"]["exit_code"] == 0, told["publish"]["error"]
    assert told["publish"]["data"]["live"] == FIRST
    assert EDITED in told["published"]["body"]


def test_no_resolver_hears_of_the_name_before_it_is_there(told: dict[str, Any]) -> None:
    assert FIRST in told["asked of the resolver"]
    assert not [name for name in told["asked of the resolver"] if name.endswith(NAME)]


# ── its own name ─────────────────────────────────────────────────────────────────────────────────


def test_killed_at_any_instant_resume_goes_on_and_orders_nothing_twice(told: dict[str, Any]) -> None:
    assert len(told["killed"]) == KILLS
    assert any(told["killed"])
    assert told["resume"]["exit_code"] == 0, told["resume"]["error"]
    assert (told["resume"]["data"]["site_url"], told["resume"]["data"]["charges"]) == (f"https://{NAME}/", [])
    assert told["orders of the launch"] == {"rehearsed": 2, "issued": 2}


def test_a_resolver_that_was_asked_too_early_is_told_and_fails_nothing(told: dict[str, Any]) -> None:
    assert heard(told, "asked too early") == heard(told, "still denied") == ("NXDOMAIN", [], True)
    (text,) = (text for text in checks(told["resume"], "resolver") if f"know {NAME} " in text)
    left = int(text.split(" s more")[0].rpartition(" ")[2])
    assert text.startswith("the resolver 127.0.0.4 was asked too early: ")
    assert told["still denied"]["seconds"] <= left <= DENIED


def test_a_resolver_that_is_asked_afterwards_finds_it(told: dict[str, Any]) -> None:
    assert heard(told, "heard") == ("NOERROR", ["127.0.0.1"], False)


@pytest.mark.parametrize("path", ["/", "/sitemap.xml", "/fr/feed.atom"])
def test_pages_feeds_and_sitemap_bear_the_name(told: dict[str, Any], path: str) -> None:
    assert told[path]["status"] == 200
    assert f"https://{NAME}/" in told[path]["body"]
    assert FIRST not in told[path]["body"]


def test_what_was_published_meanwhile_is_at_the_name(told: dict[str, Any]) -> None:
    assert EDITED in told["/fr/que-faire/"]["body"]


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("plain", f"https://{NAME}/en/?a=1"),
        ("www", f"https://{NAME}/en/?a=1"),
        ("moved", f"https://{NAME}/fr/que-faire/?a=1"),
    ],
)
def test_every_other_way_leads_to_the_name_with_its_path(told: dict[str, Any], asked: str, leads: str) -> None:
    assert (told[asked]["status"], told[asked]["headers"]["location"]) == (308, leads)


def test_chromium_shows_it_by_its_name(told: dict[str, Any]) -> None:
    assert f'rel="canonical" href="https://{NAME}/en/"' in told["in Chromium"]["dom"]
    assert 'data-mode="live"' in told["in Chromium"]["dom"]
    assert told["in Chromium"]["console"] == []


def test_a_publish_goes_out_and_a_rollback_brings_every_byte_back(told: dict[str, Any]) -> None:
    for command in ("publish again", "rollback"):
        assert told[command]["exit_code"] == 0, told[command]["error"]
    assert AGAIN in told["published again"]["body"]
    assert told["rolled back"]["body"] == told["/fr/que-faire/"]["body"]


# ── after a stable day ───────────────────────────────────────────────────────────────────────────


def test_after_a_stable_day_records_last_for_an_hour_at_every_server(told: dict[str, Any]) -> None:
    for what, seconds in (("lives at launch", 60), ("lives then", 3600)):
        assert told[what] == {address: [seconds] * len(LIVES) for address in (PRIMARY, SECONDARY)}


def test_then_a_person_is_told_which_ds_to_set(told: dict[str, Any]) -> None:
    answer, (digest,) = told["a day later"], told["proven"]
    assert (answer["exit_code"], answer["error"]["code"]) == (4, "customer-action")
    assert f"set the DS records of {NAME} to {digest}; its registry has none" in answer["error"]["message"]
    assert f"https://{NAME}/ is live meanwhile" in [message["message"] for message in answer["messages"]]


def test_a_wrong_ds_at_the_registry_is_refused(told: dict[str, Any]) -> None:
    answer = told["wrong DS"]
    assert (answer["exit_code"], answer["error"]["code"]) == (3, "wrong-ds")
    assert WRONG in answer["error"]["message"]
    assert "resume" in answer["error"]["hint"]


def test_with_the_right_one_resolvers_validate_the_name(told: dict[str, Any]) -> None:
    assert told["signed"]["exit_code"] == 0, told["signed"]["error"]
    assert heard(told, "heard, signed") == ("NOERROR", ["127.0.0.1"], True)


def test_then_nothing_is_left_to_do(told: dict[str, Any]) -> None:
    assert told["signed, again"]["exit_code"] == 0, told["signed, again"]["error"]
    begun = [line for line in told["signed, again"]["stderr"].splitlines() if line.startswith("· [")]
    assert begun == [line for line in begun if f"ask for every page of {NAME} " in line]


# ── the end ──────────────────────────────────────────────────────────────────────────────────────


def test_undo_takes_back_all_but_the_purchase(told: dict[str, Any]) -> None:
    kept = {step["step"]: step["text"] for step in told["undo"]["data"]["steps"] if not step["ok"]}
    assert list(kept) == [f"register:{NAME}", f"zone:{NAME}"]
    assert "readers are still sent to its servers" in kept[f"zone:{NAME}"]
    assert told["left"] == []
    assert "first, afterwards" not in told


def test_no_secret_stands_in_the_workspace(told: dict[str, Any]) -> None:
    assert told["leaks"] == []
