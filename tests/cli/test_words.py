from __future__ import annotations

import json
import subprocess
import sys
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
        (["--playbook", "product-recall", "--facts", "none.yaml"], 2, "unreadable"),
        (["--playbook", "none"], 3, "unknown-playbook"),
        (["--playbook", "product-recall", "--target", "none"], 3, "unknown-target"),
        ([], 3, "which-playbook"),
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
    assert bool(judged["lookalikes"]) is (code != "authority")
    assert (judged["score"] > 0) is (code is None)
    assert {one["code"] for one in data["refused"]} >= ({code} if code else set())


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("x.gouv.qc.ca", 3, "authority"),
        ("www.fromage.ca", 3, "domain-part"), ("qc.ca", 3, "domain-ending"), ("r\u0430ppel.ca", 2, "domain"),
        ("épinay.com", 2, "domain"), ("", 2, "usage"), ("fromage", 2, "domain"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_bought_is_explained(quiet: Stage, name: str, code: int, reason: str) -> None:
    wrong(quiet.run("domains", str(SIGNALS), *FACTS, "--name", name), code, reason)


def test_a_name_of_the_list_is_judged_as_the_list_tells_it(quiet: Stage) -> None:
    listed = whole(quiet.run("domains", str(SIGNALS), *FACTS, "--top", "100")).envelope["data"]["domains"]
    assert len(listed) == 100
    for one in listed[::33]:
        (judged,) = whole(quiet.run("domains", str(SIGNALS), *FACTS, "--name", one["name"])).envelope["data"]["domains"]
        same = ("name", "shown", "score", "reasons", "lookalikes")
        assert {key: judged[key] for key in same} == {key: one[key] for key in same}


def test_weak_names_are_listed_only_when_they_are_asked_for(quiet: Stage) -> None:
    few = whole(quiet.run("domains", str(SIGNALS), *FACTS)).envelope["data"]["domains"]
    many = whole(quiet.run("domains", str(SIGNALS), *FACTS, "--top", "60")).envelope["data"]["domains"]
    assert 5 <= len(few) <= 10
    assert all(name["score"] >= 0.35 * few[0]["score"] for name in few)
    assert len(many) == 60
    assert many[-1]["score"] < 0.35 * many[0]["score"]


def test_a_name_that_we_hold_is_ours(live: Stage) -> None:
    name = "rappel-fromage.ca"
    listed = live.told("domains").stdout.splitlines()
    (row,) = [line for line in listed if line.split()[:1] == [name]]
    assert " ours " in row
    assert "It is ours." in live.told("domains", "--name", name).stdout
    (judged,) = whole(live.run("domains", "--name", name)).envelope["data"]["domains"]
    assert judged["availability"] == "taken"
    assert judged["evidence"][0] == {"code": "ours", "text": "registrar: ours", "weight": 0.0}


def test_names_are_told_to_people_in_their_words(quiet: Stage) -> None:
    said = quiet.told("domains", str(SIGNALS), *FACTS, "--edition", "mtl", "--edition", "www").stdout
    first, second, *_ = said.splitlines()
    assert first == "Edition mtl.rappel-fromage.ca: yes, it reads as a place"
    assert second.startswith("Edition www.rappel-fromage.ca: no: “www” is a machine's name")
    assert "Patterns of: product-recall" in said
    assert "registries: no such name; name servers: not in use" in said
    assert "to redirect, not to print (15; the launch needs none of them)" in said
    assert ".quebec asks for a link to Québec" in said


def test_an_accented_name_is_shown_as_typed_with_its_wire_form(quiet: Stage) -> None:
    asked = ("domains", str(SIGNALS), *FACTS, "--name", "fromage-aubépine.ca")
    said, wire = quiet.told(*asked).stdout, "xn--fromage-aubpine-lnb.ca"
    assert said.startswith(f"fromage-aubépine.ca ({wire}): ")
    (judged,) = whole(quiet.run(*asked)).envelope["data"]["domains"]
    assert (judged["name"], judged["shown"]) == (wire, "fromage-aubépine.ca")
    bought = quiet.told("domains", str(SIGNALS), *FACTS, "--name", "fromage-aubepine.ca").stdout
    assert f"fromage-aubépine.ca ({wire})" in bought


def test_nothing_to_buy_is_advised_about_a_name_that_says_what_none_may(quiet: Stage) -> None:
    said = quiet.told("domains", str(SIGNALS), *FACTS, "--name", "aubepine-merde.ca").stdout
    assert "We would not take it.\n" in said
    assert "is a dirty word" in said
    assert not [word for word in ("bought", "Buy with", "Watch", "`brands:`") if word in said]


def test_files_are_ranked_outside_any_workspace(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "launcher", "keywords", str(SIGNALS), "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["data"]["keywords"]


def test_a_hot_word_that_is_not_shown_is_hot_all_the_same(quiet: Stage) -> None:
    hot = [word["term"] for word in whole(quiet.run("keywords", str(SIGNALS))).envelope["data"]["keywords"][:8]]
    pins = [part for n in range(3) for part in ("--pin", f"inconnu{'abc'[n]}")]
    ran = whole(quiet.run("keywords", str(SIGNALS), "--top", "3", *pins))
    assert not {word["term"] for word in ran.envelope["data"]["keywords"]} & set(hot)
    assert not [message for message in ran.envelope["messages"] if message["code"] == "nothing-hot"]
