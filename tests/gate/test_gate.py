"""The whole gate on the whole corpus. What is held out is measured beside what rules were tuned on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.corpus import LANGUAGES, crises, look, strangers
from tests.gate.faults import faults
from tests.gate.measure import Bench

CAUGHT, ALARMS = 0.98, 0.02


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    for lang in LANGUAGES:
        assert sum(path.endswith(f".{lang}.md") for case in crises() for path in case.files) >= 100
        assert sum(fault.lang == lang for fault in faults()) >= 200
        assert {fault.category for fault in faults() if fault.lang == lang} == {fault.category for fault in faults()}


def test_clean_pages_pass(tmp_path: Path) -> None:
    pages = sum(len(case.files) for case in crises())
    alarms = Bench(tmp_path).alarms()
    assert len({(one.crisis, one.finding.where.file) for one in alarms}) <= ALARMS * pages, alarms


def test_clean_pages_of_a_stranger_pass(tmp_path: Path) -> None:
    pages, refused = 0, set()
    for number, case in enumerate(strangers()):
        pages += len(case.files)
        found = look(case, tmp_path / str(number))
        refused |= {(case.name, one.where.file, one.code) for one in found if one.level == "error"}
    assert pages > 100
    assert len({(name, file) for name, file, _ in refused}) <= ALARMS * pages, refused


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned", "held-out"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_faults_are_caught(lang: str, held_out: bool, tmp_path: Path) -> None:
    outcomes = Bench(tmp_path).outcomes(lang, held_out)
    missed = [(one.fault.category, one.fault.clean.name, one.fault.said) for one in outcomes if not one.caught]
    assert len(missed) <= (1 - CAUGHT) * len(outcomes), missed
