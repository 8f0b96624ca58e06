from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import snapshot, whole, wrong
from tests.launch.stage import Stage

SIGNALS = Path(__file__).parents[2] / "playbooks" / "product-recall" / "drill" / "signals"


@pytest.mark.parametrize("argv", [[], ["--lang", "fr"], ["--top", "3"]])
def test_files_give_the_same_words_every_time(quiet: Stage, argv: list[str]) -> None:
    files = sorted(str(path) for path in SIGNALS.rglob("*.*"))
    first = whole(quiet.run("keywords", *files, *argv))
    words = first.envelope["data"]["keywords"]
    assert first.code == 0
    assert words
    assert all(set(word) >= {"term", "lang", "score", "state", "reasons"} for word in words)
    assert {word["state"] for word in words} <= {"hot", "search-only", "news-only", "cold", "unproven"}
    assert len(words) <= 20
    assert quiet.run("keywords", *reversed(files), *argv).stdout == first.stdout
    if argv[:1] == ["--lang"]:
        assert {word["lang"] for word in words} == {"fr"}


def test_a_launched_crisis_has_its_words_and_names(live: Stage) -> None:
    before = snapshot(live.crisis.folder)
    words = whole(live.run("keywords")).envelope["data"]["keywords"]
    names = whole(live.run("domains")).envelope["data"]["domains"]
    assert words == json.loads((live.crisis.folder / "words.json").read_text("utf-8"))["keywords"]
    assert live.run("domains").envelope["data"]["domains"] == names
    assert all(name["reasons"] for name in names)
    assert snapshot(live.crisis.folder) == before


def test_names_from_files(quiet: Stage) -> None:
    facts = str(SIGNALS.parent / "facts.yaml")
    ran = whole(quiet.run("domains", str(SIGNALS), "--playbook", "product-recall", "--facts", facts, "--top", "3"))
    assert [len(name["lookalikes"]) > 0 for name in ran.envelope["data"]["domains"]] == [True] * 3


@pytest.mark.parametrize(
    ("argv", "code", "reason"),
    [
        (["--facts", "none.yaml"], 2, "unreadable"),
        (["--playbook", "none"], 3, "unknown-playbook"),
        (["--target", "none"], 3, "unknown-target"),
    ],
)
def test_names_refused(quiet: Stage, argv: list[str], code: int, reason: str) -> None:
    wrong(quiet.run("domains", str(SIGNALS), *argv), code, reason)


FACTS = ("--playbook", "product-recall", "--facts", str(SIGNALS.parent / "facts.yaml"))


def test_names_come_with_what_to_buy_what_to_watch_and_what_was_refused(quiet: Stage) -> None:
    ran = whole(quiet.run("domains", str(SIGNALS), *FACTS, "--edition", "mtl", "--edition", "www"))
    data = ran.envelope["data"]
    best = data["domains"][0]
    assert best["lookalikes"]
    assert len(data["watch"]) > 100
    assert not {one["name"] for one in data["watch"]} & {best["name"], *best["lookalikes"]}
    assert {"name", "kind", "likelihood", "shown"} == set(data["watch"][0])
    assert 0 < len(data["refused"]) <= 20
    assert all(one["code"] and one["text"] for one in data["refused"])
    assert [(one["label"], one["ok"]) for one in data["editions"]] == [("mtl", True), ("www", False)]
    assert data["editions"][1]["problems"][0]["code"] == "machine"


@pytest.mark.parametrize(
    ("name", "code"), [("rappelfromage.ca", None), ("fromage-2026.ca", "year"), ("acia-fromage.ca", "authority")]
)
def test_a_leads_own_name_is_judged(quiet: Stage, name: str, code: str | None) -> None:
    data = whole(quiet.run("domains", str(SIGNALS), *FACTS, "--name", name)).envelope["data"]
    (judged,) = data["domains"]
    assert judged["name"] == name
    assert judged["lookalikes"]
    assert (judged["score"] > 0) is (code is None)
    assert {one["code"] for one in data["refused"]} >= ({code} if code else set())


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("www.fromage.ca", 3, "domain-part"), ("qc.ca", 3, "domain-ending"), ("r\u0430ppel.ca", 2, "domain"),
        ("épinay.com", 2, "domain"), ("", 2, "usage"), ("fromage", 2, "domain"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_bought_is_explained(quiet: Stage, name: str, code: int, reason: str) -> None:
    wrong(quiet.run("domains", str(SIGNALS), *FACTS, "--name", name), code, reason)
