"""The gate on the corpus: which faults it catches, which clean pages it refuses."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from launcher.model import Finding
from tests.gate.corpus import Case, crises, look
from tests.gate.faults import Fault, faults, unseen

Told = Counter[tuple[str, str, str]]
"""How often a code was told of a file, with its level."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fault, whether it was caught, as an error or as a warning, and the new codes that caught it."""

    fault: Fault
    caught: bool
    refused: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """An error on a clean page."""

    crisis: str
    finding: Finding


class Bench:
    """One folder a crisis, so that only what a fault changes is written again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._told: dict[tuple[str, int], Told] = {}

    def alarms(self) -> tuple[Alarm, ...]:
        """Errors on clean crises."""
        return tuple(
            Alarm(case.name, finding) for case in crises() for finding in self._look(case) if finding.level == "error"
        )

    def outcomes(self, lang: str, held_out: bool) -> tuple[Outcome, ...]:
        """Every fault of a language, of those that rules were tuned on or of those held out, tried."""
        return tuple(self._outcome(one) for one in faults() if (one.lang, one.held_out) == (lang, held_out))

    def strangers(self) -> tuple[Outcome, ...]:
        """Sentences that no list was tuned on, tried."""
        return tuple(self._outcome(one) for one in unseen())

    def _outcome(self, fault: Fault) -> Outcome:
        new = _counted(self._look(fault.case)) - self._clean(fault.clean)
        levels = [level for code, _, level in new if code in fault.codes]
        return Outcome(fault, bool(levels), "error" in levels, tuple(sorted({code for code, _, _ in new})))

    def _clean(self, case: Case) -> Told:
        key = (case.name, hash(tuple(sorted(case.files.items()))))
        if key not in self._told:
            self._told[key] = _counted(self._look(case))
        return self._told[key]

    def _look(self, case: Case) -> tuple[Finding, ...]:
        folder = self._root / case.name
        shutil.rmtree(folder, ignore_errors=True)
        return look(case, folder)


def _counted(found: tuple[Finding, ...]) -> Told:
    return Counter((one.code, one.where.file, one.level) for one in found)
