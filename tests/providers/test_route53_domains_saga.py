"""The step that buys, over this registrar: whatever goes wrong once, `resume` ends with one name and one charge."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from launcher.errors import SpareWheelError
from launcher.launch.steps import register
from launcher.launch.steps.kind import Scene
from launcher.model import as_json
from launcher.services import World
from tests.wire.route53_domains_case import Case, case, order

__all__ = ["case"]

NAME = "crise-eau.ca"


class Bought:
    """The step, run again and again as `resume` does, each time by a process that knows only the journal."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case = case
        self.errors: list[SpareWheelError] = []
        self._folder = folder
        self._since: dt.datetime | None = None

    def until_done(self, runs: int = 4) -> dict[str, Any]:
        for _ in range(runs):
            scene, self._since = self._scene(), self._since or self.case.clock.now()
            try:
                return dict(register.apply(self._params, scene))
            except SpareWheelError as error:
                self.errors.append(error)
        raise AssertionError(f"not bought after {runs} runs") from self.errors[-1]

    @property
    def _params(self) -> dict[str, Any]:
        return {"domain": NAME, "years": 1, "max_price": as_json(order(NAME, "18.00").max_price)}

    def _scene(self) -> Scene:
        found = SimpleNamespace(registrar=self.case.client(), clock=self.case.clock, max_wait=60.0)
        world = cast(World, found)  # the step asks nothing else
        return Scene(world, self._folder, "key", self._since, lambda **_: None, lambda: False, lambda: 0.0)


@pytest.fixture
def bought(case: Case, tmp_path: Path) -> Bought:
    return Bought(case, tmp_path)


@pytest.mark.parametrize("on", ["register", "operations", "operation", "holding", "billing"])
@pytest.mark.parametrize("do", ["lost-before", "lost-after", "error", "error-after", "rate-limit"])
@pytest.mark.parametrize("nth", [1, 2])
def test_one_fault_anywhere_ends_with_one_charge(bought: Bought, on: str, do: str, nth: int) -> None:
    bought.case.suffers(on, do, nth=nth)
    outcome = bought.until_done()
    assert bought.case.there.charges == [NAME]
    assert outcome["operation"] is None or str(outcome["charge"]) == "18.00 USD"
    assert bought.case.there.count("register") <= 2
    assert all(error.hint for error in bought.errors)


@pytest.mark.parametrize("do", ["pending", "customer-action"])
def test_what_takes_its_time_is_waited_for(bought: Bought, do: str) -> None:
    bought.case.suffers("register", do, polls=4)
    assert str(bought.until_done(runs=6)["charge"]) == "18.00 USD"
    assert (bought.case.there.charges, bought.case.there.count("register")) == ([NAME], 1)


def test_a_yes_that_fails_is_asked_for_once_more_and_only_by_resume(bought: Bought) -> None:
    bought.case.suffers("register", "failed", nth=1, polls=2)
    bought.until_done()
    (error,) = bought.errors
    assert error.reason_code == "registration-failed"
    assert (bought.case.there.charges, bought.case.there.count("register")) == ([NAME], 2)


@pytest.mark.parametrize(("do", "code"), [("taken-meanwhile", "name-taken"), ("refused", "invalid-input")])
def test_a_no_is_a_no(bought: Bought, do: str, code: str) -> None:
    bought.case.suffers("register", do)
    with pytest.raises(AssertionError, match="not bought"):
        bought.until_done(runs=2)
    assert [error.reason_code for error in bought.errors] == [code, code]
    assert bought.case.there.charges == []
