"""A workspace of a rehearsal, and the command in it: each call is a process of its own, as a person or cron starts
it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.launch import journal
from tests.launch import forked

RECALL = "playbooks/product-recall/drill"
GIVEN = ("--playbook", "product-recall", "--facts", f"{RECALL}/facts.yaml", "--signals", f"{RECALL}/signals")
PATIENCE = 240.0
"""Seconds that a command may take on a busy machine."""


@dataclass(frozen=True)
class Workspace:
    """Where it is, and the secrets that stand in the environment of its commands."""

    folder: Path
    secrets: Mapping[str, str]

    def furnish(self, target: str) -> None:
        """Make it, with this target (YAML) among those of its settings."""
        self.folder.mkdir()
        assert self.sparewheel("init", ".", "--yes")["ok"]
        self.change("\ntargets:\n", f"\ntargets:{target}")

    def change(self, old: str, new: str) -> None:
        """Edit its settings, at one place."""
        settings = self.folder / "sparewheel.yaml"
        text = settings.read_text("utf-8")
        assert text.count(old) == 1, old
        settings.write_text(text.replace(old, new), "utf-8")

    def sparewheel(self, *arguments: str, on: Mapping[str, float] | None = None, **secrets: str) -> dict[str, Any]:
        """What the command said, as JSON, with what it told meanwhile (`stderr`); `on` another clock, if one is given,
        with other secrets, if there are."""
        environment = {**os.environ, **self.secrets, **secrets}
        module, *argv = _command(arguments, on)
        done = forked.run(module, argv, self.folder, environment, PATIENCE)
        assert done.stdout, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return {**found, "stderr": done.stderr}

    def launch(self, domain: str) -> dict[str, Any]:
        """The recall of the playbook's drill, at this name."""
        return self.sparewheel("launch", *GIVEN, "--target", "mine", "--domain", domain, "--yes")

    def killed(self, lines: int, seconds: float, *arguments: str) -> bool:
        """Kill the command so long after it has written so many lines into the journal; whether it still ran."""
        there = self.lines
        with subprocess.Popen(
            [sys.executable, "-P", "-m", *_command(arguments, None)],
            cwd=self.folder,
            env={**os.environ, **self.secrets},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            while process.poll() is None and self.lines < there + lines:
                time.sleep(0.005)
            time.sleep(seconds)
            process.kill()
        return process.returncode == -signal.SIGKILL

    @property
    def crisis(self) -> Path:
        """The folder of the one crisis."""
        (found,) = (self.folder / "crises").glob("[!.]*/")
        return found

    @property
    def lines(self) -> int:
        """How many the journal of the crisis has."""
        return len(journal.entries(self.crisis))

    @property
    def report(self) -> dict[str, Any]:
        """The report of the crisis, for programs."""
        found: dict[str, Any] = json.loads((self.crisis / "report.json").read_text("utf-8"))
        return found

    def leaks(self, secrets: Collection[str]) -> list[str]:
        """The files in which one of them stands."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [str(path) for path in files if any(one.encode() in path.read_bytes() for one in secrets)]


def _command(arguments: Collection[str], on: Mapping[str, float] | None) -> list[str]:
    """The module that is run, and with what."""
    module = ["launcher"] if on is None else ["tests.real.rehearsal_command", json.dumps(on)]
    return [*module, *arguments, "--json"]
