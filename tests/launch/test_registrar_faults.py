"""What a registrar can do to us: the right exit code, one line, never a second charge, never another name unasked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.launch.conftest import Begun, Unbroken
from tests.launch.stage import Stage, on_stage
from tests.launch.test_interrupted import one_line

REFUSED, FAILED = 3, 4
NAME = "rappel-fromage.ca"


@pytest.fixture
def stage(tmp_path: Path, begun: Begun) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace", begun.stage) as stage:
        yield stage


def struck(stage: Stage, code: int, reason: str, *rules: dict[str, Any]) -> None:
    """`resume` meets these on its registration; nothing is paid."""
    stage.script(*({"on": "register", **rule} for rule in rules))
    one_line(stage.run("resume"), code, reason)
    assert stage.charges() == []


def launched_again(stage: Stage, *options: str) -> None:
    stage.script()
    ran = stage.run("launch", "--crisis", stage.crisis.id, "--yes", *options)
    assert ran.code == 0, ran.stdout


def test_failures_and_lost_answers_are_asked_about_then_adopted(stage: Stage, unbroken: Unbroken) -> None:
    struck(stage, FAILED, "registration-unknown", {"do": "error"})
    struck(stage, FAILED, "registration-unknown", {"do": "lost-before"})
    one_line(
        stage.run("launch", "--crisis", stage.crisis.id, "--domain", "autre.ca", "--yes"), REFUSED, "purchase-open"
    )
    stage.script({"on": "register", "do": "lost-after"}, {"on": "register", "do": "pending", "polls": 3})
    assert stage.run("resume").code == 0
    assert stage.picture() == unbroken.picture


def test_the_registrars_own_noes_and_delays(stage: Stage, unbroken: Unbroken) -> None:
    struck(stage, REFUSED, "registration-refused", {"do": "refused"})
    struck(stage, FAILED, "registration-failed", {"do": "failed", "polls": 2})
    struck(stage, FAILED, "customer-action", {"do": "customer-action", "polls": 1})
    stage.script()
    assert stage.run("resume").code == 0  # the person did what was asked
    assert stage.picture() == unbroken.picture


def test_a_price_that_moved_needs_a_new_yes(stage: Stage, unbroken: Unbroken) -> None:
    struck(stage, REFUSED, "price-above-cap", {"do": "price-changed", "price": "25.00 CAD"})
    struck(stage, REFUSED, "price-above-cap")
    launched_again(stage)
    assert stage.picture() == replace(unbroken.picture, charges=[(NAME, "25.00")])


def test_a_name_that_someone_else_took_is_never_replaced_by_itself(stage: Stage) -> None:
    struck(stage, REFUSED, "name-taken", {"do": "taken-meanwhile"})
    struck(stage, REFUSED, "name-taken")
    launched_again(stage, "--domain", "autre-nom.ca")
    assert [name for name, _ in stage.charges()] == ["autre-nom.ca"]
    stage.power_cut()
    assert stage.run("resume").code == 0  # and the name that was given up is left alone
    assert [name for name, _ in stage.charges()] == ["autre-nom.ca"]
