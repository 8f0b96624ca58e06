"""A crisis that is launched again: with its pages, its name and its purchase as they are until somebody says yes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.launch import folder
from launcher.launch.folder import Crisis
from tests.launch.conftest import Begun
from tests.launch.stage import STANDBY, Ran, Stage, on_stage
from tests.launch.test_two_tracks import NAME, PAID, WAITS


@pytest.fixture
def begun(tmp_path: Path, two_tracks: Begun) -> Iterator[Stage]:
    """The yes was said; nothing was done yet."""
    with on_stage(tmp_path / "workspace", two_tracks.stage) as stage:
        yield stage


@pytest.fixture
def refused(begun: Stage) -> Stage:
    """Live at the first address; the registrar said no to the name."""
    begun.script({"on": "register", "do": "refused"})
    assert begun.run("resume").code == 3
    begun.script()
    return begun


@pytest.fixture
def open_and_undone(begun: Stage) -> Stage:
    """Taken back while the name was on its way."""
    begun.script({**WAITS, "polls": 2})
    assert begun.run("resume").code == 4
    assert begun.run("undo", "--yes").code == 0
    return begun


def again(stage: Stage, *more: str) -> Ran:
    return stage.run("launch", "--crisis", stage.crisis.id, *more)


def other_brand(stage: Stage) -> Path:
    drill = stage.root / "playbooks" / "product-recall" / "drill"
    other = stage.root / "other.yaml"
    other.write_text((drill / "facts.yaml").read_text("utf-8").replace("Aubépine", "Boréale"), "utf-8")
    return other


def kept(crisis: Crisis) -> dict[str, bytes]:
    files = (file for file in crisis.folder.rglob("*") if file.is_file())
    return {str(file.relative_to(crisis.folder)): file.read_bytes() for file in files}


# ── nothing is kept before the yes ───────────────────────────────────────────────────────────────


def test_a_launch_without_a_yes_leaves_the_crisis_as_it_is(refused: Stage) -> None:
    before = kept(refused.crisis)
    ran = again(refused, "--facts", str(other_brand(refused)))
    assert (ran.code, ran.error["code"]) == (3, "no-yes")
    assert kept(refused.crisis) == before
    assert refused.rubbish() == []


def test_after_the_yes_the_pages_are_the_new_ones_and_a_writers_stay(refused: Stage) -> None:
    crisis = refused.crisis
    page = crisis.content / "pages" / "about.en.md"
    page.write_text(f"{page.read_text('utf-8')}\nA writer's line.\n", "utf-8")
    mine = page.read_bytes()
    ran = again(refused, "--facts", str(other_brand(refused)), "--yes")
    assert ran.code == 0, ran.stdout
    assert page.read_bytes() == mine
    pages = "".join(file.read_text("utf-8") for file in crisis.content.rglob("posts/*.md"))
    assert "marque Boréale" in pages
    assert "marque Aubépine" not in pages
    assert "Boréale" in (crisis.folder / "facts.yaml").read_text("utf-8")
    ran = refused.run("publish", "--yes")
    assert ran.code == 0, ran.stdout


# ── an open purchase ─────────────────────────────────────────────────────────────────────────────


def test_what_was_undone_while_its_name_was_on_the_way_goes_on_with_that_name(open_and_undone: Stage) -> None:
    ran = again(open_and_undone, "--domain", "autre-nom.ca", "--yes")
    assert (ran.code, ran.error["code"]) == (3, "purchase-open")
    assert f"launch --crisis {open_and_undone.crisis.id}" in ran.error["hint"]
    ran = again(open_and_undone, "--yes")
    if ran.code:
        assert ran.error["code"] == "customer-action", ran.stdout
        ran = open_and_undone.run("resume")
    assert ran.code == 0, ran.stdout
    assert ran.envelope["data"]["charges"][0]["amount"] == "18.00"
    assert open_and_undone.charges() == PAID


def test_its_story_is_not_told_under_another_name_meanwhile(open_and_undone: Stage) -> None:
    ran = open_and_undone.launch()
    assert (ran.code, ran.error["code"]) == (3, "purchase-open")
    assert NAME in ran.error["message"]
    assert f"sparewheel launch --crisis {open_and_undone.crisis.id}" in ran.error["hint"]
    assert len(folder.every(open_and_undone.workspace)) == 1


# ── a journal that is gone ───────────────────────────────────────────────────────────────────────


def test_without_its_journal_a_crisis_gets_no_other_name(refused: Stage) -> None:
    (refused.crisis.folder / "journal.jsonl").unlink()
    ran = again(refused, "--domain", "autre-nom.ca", "--yes")
    assert (ran.code, ran.error["code"]) == (3, "journal-lost")
    ran = again(refused, "--yes")
    assert refused.crisis.domain == NAME
    assert {name for name, _ in refused.charges()} <= {NAME}
    assert ran.envelope["data"]["domain"] == NAME


# ── first addresses ──────────────────────────────────────────────────────────────────────────────


def test_the_first_address_is_claimed_with_the_name(refused: Stage) -> None:
    told = json.loads((refused.crisis.folder / "crisis.json").read_text("utf-8"))
    assert (told["domain"], told["first"]) == (NAME, f"rappel-fromage.{STANDBY}")
