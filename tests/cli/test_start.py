"""What a command brings in before it begins: a start is quick because of what is left out, and stays so."""

from __future__ import annotations

import subprocess
import sys

import pytest

CLOUDS = {"boto3", "botocore"}
"""A third of a second."""
BUILDING = {"pelican", "markdown", "docutils", "PIL"}
"""A build is a process of its own."""
NAMES = {"dns", "cryptography", "acme"}
WORDS = {f"launcher.{room}" for room in ("crisis.keywords", "crisis.signals", "crisis.domains", "picture")}
"""What chooses an address: `launch` and its like alone."""
LAUNCHING = {f"launcher.launch.{stage}" for stage in ("launching", "staging", "naming", "listening")}
GATE = {"launcher.site.check"}
LIBRARIES = CLOUDS | BUILDING | NAMES


@pytest.mark.parametrize(
    ("module", "left_out"),
    [
        ("door", LIBRARIES | WORDS | LAUNCHING | GATE | {"jinja2", "http.client", "launcher.connect"}),
        ("standing", LIBRARIES | WORDS | LAUNCHING | GATE | {"jinja2", "babel"}),
        ("publishing", LIBRARIES | WORDS | LAUNCHING),
        ("releasing", LIBRARIES | WORDS | LAUNCHING | GATE | {"jinja2", "babel"}),
        ("checking", LIBRARIES | WORDS | LAUNCHING),
        ("previewing", LIBRARIES | WORDS | LAUNCHING),
        ("posting", LIBRARIES | LAUNCHING),
        ("launching", LIBRARIES),
    ],
)
def test_a_command_brings_in_what_it_needs_and_no_more(module: str, left_out: set[str]) -> None:
    told = f"import sys; import launcher.cli.{module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    there = set(done.stdout.split())
    assert f"launcher.cli.{module}" in there
    assert there & left_out == set()
