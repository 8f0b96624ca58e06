"""Editions as the command line meets them: in the settings, before a name, in a plan, in what the gate says."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.config import load
from launcher.errors import Malformed
from launcher.model import Edition, Scope
from tests.cli.conftest import drill, whole, wrong
from tests.cli.test_words import FACTS, SIGNALS
from tests.launch.stage import Stage
from tests.launch.test_editions import SETTINGS, write

EXAMPLE = Path(__file__).parents[2] / "sparewheel.yaml"
TOWN = 'sainte-claire: {scope: local, name: {fr: "Sainte-Claire", en: "Sainte-Claire"}}'


def settings(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "sparewheel.yaml"
    file.write_text(f"{EXAMPLE.read_text('utf-8')}\n{text}", "utf-8")
    return file


def test_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = load(settings(tmp_path, SETTINGS)).editions
    assert [one.id for one in found] == ["montreal", "sainte-claire", "outaouais"]
    name = {"fr": "Sainte-Claire", "en": "Sainte-Claire"}
    assert found[1] == Edition("sainte-claire", Scope.LOCAL, name)


def test_none_unless_they_are_named_and_the_example_holds(tmp_path: Path) -> None:
    assert load(EXAMPLE).editions == ()
    lines = EXAMPLE.read_text("utf-8").split("\n")
    begin = lines.index("# editions:")
    example = "\n".join(line.removeprefix("# ") for line in lines[begin : begin + 3])
    assert [one.scope for one in load(settings(tmp_path, example)).editions] == [Scope.REGIONAL, Scope.LOCAL]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("sainte-claire:", "www:", "wrong-name"),
        ("sainte-claire:", "Sainte-Claire:", "wrong-name"),
        ("sainte-claire:", "sainte.claire:", "wrong-name"),
        ("sainte-claire:", "xn--a:", "wrong-name"),
        ("sainte-claire:", "-a:", "wrong-name"),
        ("local", "national", "wrong-choice"),
        (', en: "Sainte-Claire"', "", "missing-key"),
        ("scope: local, ", "", "missing-key"),
        ("scope: local", "scope: local, domain: x.ca", "unknown-key"),
    ],
)
def test_one_error(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in TOWN
    file = settings(tmp_path, f"editions:\n  {TOWN.replace(old, new, 1)}\n")
    with pytest.raises(Malformed) as malformed:
        load(file)
    (problem,) = malformed.value.problems
    assert problem.code == code
    assert problem.hint
    assert problem.where is not None
    assert problem.where.line == file.read_text("utf-8").rstrip().count("\n") + 1


def test_the_best_name_is_tried_with_each(room: Stage) -> None:
    with (room.root / "sparewheel.yaml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS + '  mail: {scope: local, name: {fr: "Mail", en: "Mall"}}\n')
    found = whole(room.run("domains", str(SIGNALS), *FACTS)).envelope["data"]["editions"]
    assert [(one["label"], one["ok"]) for one in found][::3] == [("montreal", True), ("mail", False)]


def test_a_plan_refuses_what_reads_badly_and_the_gate_what_nobody_knows(room: Stage) -> None:
    playbook = room.root / "playbooks" / "product-recall"
    write(playbook / "posts", "mail", "town")
    told = (playbook / "playbook.yaml").read_text("utf-8")
    (playbook / "playbook.yaml").write_text(
        told.replace("\nposts:\n", "\nposts:\n  - {template: posts/town}\n"), "utf-8"
    )
    said = wrong(room.run("plan", *drill(room)), 3, "unknown-edition")
    assert "playbooks/product-recall/posts/town.en.md:6" in said
    with (room.root / "sparewheel.yaml").open("a", encoding="utf-8") as file:
        file.write('editions:\n  mail: {scope: local, name: {fr: "Mail", en: "Mall"}}\n')
    wrong(room.run("plan", *drill(room)), 3, "edition-address")
