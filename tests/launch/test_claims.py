"""One name, one crisis: two launches of a workspace never serve, nor take down, the same address."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launcher.launch import claims, folder
from tests.launch.stage import STANDBY, Ran, Stage, on_stage
from tests.worlds import charges


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace") as made:
        yield made


def launch(stage: Stage, facts: Path, *more: str) -> Ran:
    drill = stage.root / "playbooks" / "product-recall" / "drill"
    given = ("--facts", str(facts), "--signals", str(drill / "signals"), "--yes")
    return stage.run("launch", "--playbook", "product-recall", *given, *more)


def facts(stage: Stage, name: str = "", **changed: str) -> Path:
    example = stage.root / "playbooks" / "product-recall" / "drill" / "facts.yaml"
    if not name:
        return example
    text = example.read_text("utf-8")
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    other = stage.root / name
    other.write_text(text, "utf-8")
    return other


def other(stage: Stage) -> Path:
    return facts(stage, "other.yaml", Aubépine="Boréale")


def test_two_launches_at_once_are_one_launch(stage: Stage) -> None:
    with ThreadPoolExecutor(2) as pool:
        ran = list(pool.map(lambda _: launch(stage, facts(stage)), range(2)))
    assert sorted(one.code for one in ran) == [0, 3]
    assert len(folder.every(stage.workspace)) == 1
    assert charges(stage.world()) == ["rappel-fromage.ca"]


def test_two_crises_at_once_have_two_names_or_one_is_refused(stage: Stage) -> None:
    given = [facts(stage), other(stage)]
    with ThreadPoolExecutor(2) as pool:
        ran = list(pool.map(lambda path: launch(stage, path), given))
    codes = sorted(one.code for one in ran)
    assert codes in ([0, 0], [0, 3])
    domains = [crisis.domain for crisis in folder.every(stage.workspace)]
    assert len(set(domains)) == len(domains) == codes.count(0)
    assert sorted(charges(stage.world())) == sorted(domains)


def test_two_crises_at_once_whose_names_share_a_label_have_two_first_addresses(tmp_path: Path) -> None:
    with on_stage(tmp_path / "tracks", standby=STANDBY) as stage:
        stage.script()
        given = [(facts(stage), "rappel-fromage.ca"), (other(stage), "rappel-fromage.com")]
        with ThreadPoolExecutor(2) as pool:
            ran = list(pool.map(lambda one: launch(stage, one[0], "--domain", one[1]), given))
        assert {one.error["code"] for one in ran if one.code} <= {"world-moved"}
        refused = [more for one, more in zip(ran, given, strict=True) if one.code]
        late = [launch(stage, path, "--domain", name) for path, name in refused]
        assert [one.code for one in late] == [0] * len(late)
        firsts = [claims.first(crisis) for crisis in folder.every(stage.workspace)]
        assert (len(firsts), len(set(firsts))) == (2, 2)


def test_a_live_name_is_not_taken_over(stage: Stage) -> None:
    assert launch(stage, facts(stage)).code == 0
    first = stage.crisis
    ran = launch(stage, other(stage), "--domain", first.domain)
    assert (ran.code, ran.error["code"]) == (3, "name-in-use")
    assert first.id in ran.error["message"]
    assert launch(stage, other(stage)).envelope["data"]["domain"] != first.domain, "another name is found"


def test_a_name_that_hangs_on_an_unfinished_launch_is_not_passed_by(stage: Stage) -> None:
    fault = {"do": "kill", "moment": "after", "name": "registrar.register"}
    assert stage.launch({"faults": [fault]}).code != 0
    ran = launch(stage, other(stage))
    assert (ran.code, ran.error["code"]) == (3, "name-in-use")
    assert "resume" in ran.error["hint"]
    assert stage.run("resume").code == 0
    assert charges(stage.world()) == ["rappel-fromage.ca"]


def test_undo_gives_the_name_up_and_another_crisis_may_have_it_at_no_cost(stage: Stage) -> None:
    assert launch(stage, facts(stage)).code == 0
    name = stage.crisis.domain
    assert stage.run("undo", "--yes").code == 0
    again = stage.run("undo", "--yes")
    assert (again.code, again.error["code"]) == (3, "taken-back")
    ran = launch(stage, other(stage))
    assert ran.envelope["data"]["domain"] == name
    assert charges(stage.world()) == [name]
    first = next(crisis for crisis in folder.every(stage.workspace) if not crisis.id.endswith("-2"))
    ran = stage.run("launch", "--crisis", first.id, "--yes", "--domain", name)
    assert (ran.code, ran.error["code"]) == (3, "name-in-use")


def test_a_changed_journal_line_stops_every_act(stage: Stage) -> None:
    assert launch(stage, facts(stage)).code == 0
    file = stage.crisis.folder / "journal.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"18.00"', b'"19.00"', 1))
    for command in (("publish", "--yes"), ("resume",), ("undo", "--yes"), ("rollback",)):
        ran = stage.run(*command)
        assert ran.code == 3
        assert ran.error["code"] in ("journal-damaged", "unknown-release")
    assert stage.run("status").envelope["data"]["journal"]["broken_at"]


def test_proxies_and_profiles_of_the_environment_are_not_the_sandbox(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert launch(stage, facts(stage)).code == 0


def test_a_count_is_a_whole_number(stage: Stage) -> None:
    for value in ("-3", "1.5", "two"):
        made = facts(stage, "count.yaml", **{"illnesses:\n    value: 0": f"illnesses:\n    value: {value}"})
        ran = stage.run("plan", "--playbook", "product-recall", "--facts", str(made))
        assert (ran.code, ran.error["code"]) == (2, "wrong-type")
