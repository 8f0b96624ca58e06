"""On a terminal the lead is asked: through a real one (pty), as a person types."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import drill, edited
from tests.launch.stage import ROOT, Stage

PATIENCE = 60.0
BLANK = 'value: "Aubépine"'


@dataclass
class Seat:
    """A person before a terminal."""

    process: subprocess.Popen[bytes]
    line: int
    seen: str = ""

    def reads(self, words: str) -> None:
        """Wait until these words stand on the screen, after what was read before."""
        ends = time.monotonic() + PATIENCE
        while (at := self.seen.find(words)) < 0:
            assert time.monotonic() < ends, f"never saw {words!r} in {self.seen[-1500:]!r}"
            if select.select([self.line], [], [], 0.2)[0]:
                assert self._more(), f"ended before {words!r}: {self.seen[-1500:]!r}"
        self.seen = self.seen[at + len(words) :]

    def types(self, words: str) -> None:
        os.write(self.line, f"{words}\n".encode())

    def interrupts(self) -> None:
        """Ctrl-C; once more when it fell into the instant before Python waits for the line, as people do."""
        for _ in range(5):
            os.killpg(self.process.pid, signal.SIGINT)
            until = time.monotonic() + 2
            while time.monotonic() < until and (not select.select([self.line], [], [], 0.1)[0] or self._more()):
                if "interrupted" in self.seen or self.process.poll() is not None:
                    return

    def ends(self) -> tuple[int, str]:
        """The exit code, and what was said until the end."""
        until = time.monotonic() + PATIENCE
        while not select.select([self.line], [], [], 0.2)[0] or self._more():
            assert time.monotonic() < until, f"it did not end: {self.seen[-1500:]!r}"
        return self.process.wait(PATIENCE), self.seen

    def _more(self) -> bool:
        with contextlib.suppress(OSError):  # a pty whose other end is closed
            if data := os.read(self.line, 65536):
                self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode("utf-8", "replace"))
                return True
        return False


@contextlib.contextmanager
def seat(stage: Stage, *argv: str) -> Iterator[Seat]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "launcher", *argv],
        cwd=stage.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "200"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Seat(process, ours)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(ours)


@pytest.fixture
def holes(room: Stage) -> Path:
    """The example's facts, with two that nobody filled in and one that is not confirmed."""
    return edited(
        room,
        (BLANK, "value:"),
        ("illnesses:\n    value: 0", "illnesses:\n    value:"),
        (
            'value: listeria\n    source: "Laboratory report, sample of March 6"\n    status: confirmed',
            "value: listeria\n    source: lab\n    status: unconfirmed",
        ),
    )


def crises(stage: Stage) -> list[str]:
    return sorted(path.name for path in stage.workspace.crises.iterdir())


def test_questions_wrong_answers_and_a_yes(room: Stage, holes: Path) -> None:
    with seat(room, "launch", *drill(room, holes)) as person:
        person.reads("What is the brand")
        person.types("[TODO]")
        person.reads("holds a placeholder")
        person.reads("What is the brand")
        person.types("Bocage <b>")
        person.reads("Who confirms it?")
        person.types("Quality, by phone")
        person.reads("`hazard` is unconfirmed (lab)")
        person.types("y")
        person.reads("Who confirms it?")
        person.types("")
        person.reads("How many ill or injured")
        person.types("a few")
        person.reads("`a few` is not a whole number")
        person.types("3")
        person.reads("Who confirms it?")
        person.types("")
        person.reads("Launch ")
        person.types("y")
        code, said = person.ends()
    assert code == 0, said
    facts = yaml.safe_load((room.crisis.folder / "facts.yaml").read_text("utf-8"))["facts"]
    assert facts["brand"] == {"value": "Bocage <b>", "source": "Quality, by phone", "status": "confirmed"}
    assert (facts["hazard"]["value"], facts["hazard"]["status"]) == ("listeria", "confirmed")
    assert facts["illnesses"]["value"] == "3"
    assert facts["distribution"]["value"]["en"]
    assert crises(room) == [room.crisis.id]
    page = (room.crisis.folder / "content" / "pages" / "home.en.md").read_text("utf-8")
    assert "Bocage &lt;b&gt;" in page


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_interrupted_answers_are_kept_and_taken_up(room: Stage, holes: Path, key: str) -> None:
    with seat(room, "launch", *drill(room, holes)) as person:
        person.reads("What is the brand")
        person.types("Bocage")
        person.reads("Who confirms it?")
        person.types("")
        person.reads("is unconfirmed")
        if key == "\x03":
            person.interrupts()
        else:
            os.write(person.line, key.encode())
        code, said = person.ends()
    assert code == 130
    assert "Traceback" not in said
    assert "add `--facts crises/.answers.yaml` to go on" in said
    assert crises(room) == [".answers.yaml"]
    kept = room.workspace.crises / ".answers.yaml"
    with seat(room, "launch", *drill(room, kept)) as person:
        person.reads("is unconfirmed")  # the brand is not asked for again
        person.types("y")
        person.reads("Who confirms it?")
        person.types("")
        person.reads("How many ill or injured")
        person.types("0")
        person.reads("Who confirms it?")
        person.types("")
        person.reads("Launch ")
        person.types("n")
        code, said = person.ends()
    assert code == 3
    assert "the answer was no" in said
    assert "add `--facts crises/.answers.yaml`" in said
    assert crises(room) == [".answers.yaml"]  # no crisis, nothing bought; what was typed is not lost
    assert room.charges() == []
    facts = yaml.safe_load(kept.read_text("utf-8"))["facts"]
    assert (facts["brand"]["value"], facts["illnesses"]["value"]) == ("Bocage", "0")


def test_nobody_is_asked_through_a_pipe(room: Stage, holes: Path) -> None:
    ran = room.told("launch", *drill(room, holes), "--yes")
    assert ran.code == 3
    assert ran.stderr.startswith("Error: 3 facts keep this from being published\n")
    assert "facts.yaml:9:3: `brand` is missing: Quelle est la marque" in ran.stderr
    assert crises(room) == []


def test_a_question_cannot_be_left_empty(room: Stage, holes: Path) -> None:
    with seat(room, "plan", *drill(room, holes)) as person:
        person.reads("What is the brand")
        person.types("   ")
        person.reads("nothing was typed")
        person.types("Lot \u202e12")
        person.reads("invisible control character (U+202E)")
        person.reads("What is the brand")
        person.interrupts()
        assert person.ends()[0] == 130
    assert crises(room) == []
