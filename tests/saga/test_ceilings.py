"""What no `--yes` lifts: the price, its currency, the number of names, and a purchase that is still open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launch.conftest import Begun, Unbroken
from tests.launch.stage import Ran, Stage, on_stage
from tests.launch.test_interrupted import one_line

NAME, OTHER = "rappel-fromage.ca", "autre-nom.ca"
CEILING, NAMES = "max_price: 60.00 CAD", "max_registrations: 1"
REFUSED, FAILED = 3, 4


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace") as stage:
        yield stage


@pytest.fixture
def begun_stage(tmp_path: Path, begun: Begun) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        yield stage


def launch(stage: Stage, *more: str) -> Ran:
    drill = stage.root / "playbooks" / "product-recall" / "drill"
    given = ("--facts", str(drill / "facts.yaml"), "--signals", str(drill / "signals"), "--domain", NAME, "--yes")
    return stage.run("launch", "--playbook", "product-recall", *given, *more)


def another(stage: Stage, *more: str) -> Ran:
    return stage.run("launch", "--crisis", stage.crisis.id, "--domain", OTHER, *more)


def write(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def test_a_price_above_the_ceiling_or_in_another_currency(fresh: Stage) -> None:
    settings = fresh.root / "sparewheel.yaml"
    write(settings, CEILING, "max_price: 17.99 CAD")
    one_line(launch(fresh, "--max-price", "50"), REFUSED, "too-dear")  # which only lowers it
    write(settings, "max_price: 17.99 CAD", "max_price: 60.00 EUR")
    one_line(launch(fresh), REFUSED, "too-dear")
    assert list(fresh.workspace.crises.iterdir()) == []
    assert fresh.charges() == []


def test_more_names_than_one_crisis_may_buy(tmp_path: Path, unbroken: Unbroken) -> None:
    with on_stage(tmp_path / "workspace", unbroken.stage) as stage:
        assert stage.run("resume").code == 0  # the sandbox is told what was bought
        assert stage.run("undo", "--yes").code == 0
        one_line(another(stage, "--yes"), REFUSED, "too-many")
        assert [name for name, _ in stage.charges()] == [NAME]
        write(stage.crisis.folder / "sparewheel.yaml", NAMES, "max_registrations: 2")
        assert another(stage, "--yes").code == 0
        assert [name for name, _ in stage.charges()] == [NAME, OTHER]


def test_another_name_takes_a_recorded_no_and_a_new_yes(begun_stage: Stage) -> None:
    stage = begun_stage
    stage.script(
        {"on": "register", "do": "customer-action", "polls": 2, "name": NAME},
        {"on": "register", "do": "failed", "name": NAME},
    )
    one_line(stage.run("resume"), FAILED, "customer-action")
    one_line(another(stage, "--yes"), REFUSED, "purchase-open")
    one_line(stage.run("resume"), FAILED, "customer-action")
    one_line(stage.run("resume"), FAILED, "registration-failed")
    one_line(another(stage), REFUSED, "no-yes")
    assert stage.charges() == []
    assert another(stage, "--yes").code == 0
    assert [name for name, _ in stage.charges()] == [OTHER]
