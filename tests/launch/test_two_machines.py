"""Writers on two machines, one site: both end up live, or one is told politely; nobody's words are lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.launch import folder
from tests.launch.conftest import Unbroken
from tests.launch.stage import KILLED, Stage, death_at, on_stage

POST = "Title: {n}\nLang: {lang}\nSlug: {n}\nTwin: {n}\nKind: question\nDate: 2026-03-10T09:00-04:00\n\n{body}\n"


@pytest.fixture
def anna(tmp_path: Path, unbroken: Unbroken) -> Iterator[Stage]:
    with on_stage(tmp_path / "anna", unbroken.stage) as stage:
        assert stage.run("resume").code == 0
        yield stage


@pytest.fixture
def ben(tmp_path: Path, anna: Stage) -> Stage:
    """Another machine: a copy of the workspace, that reaches the same world."""
    stage = anna.copy(tmp_path / "ben")
    (stage.root / ".sparewheel").symlink_to(anna.root / ".sparewheel")
    return stage


def write(stage: Stage, name: str, body: str = "Text") -> None:
    for lang in ("fr", "en"):
        post = stage.crisis.content / "posts" / f"{name}.{lang}.md"
        post.write_text(POST.format(n=name, lang=lang, body=f"{body} {lang}."), "utf-8")


def text(stage: Stage, file: str) -> str:
    return (stage.crisis.content / file).read_text("utf-8")


def live(stage: Stage, *names: str) -> list[bool]:
    domain = folder.standing(stage.crisis).domain
    return [stage.served(domain, f"/fr/{name}/")[0] == 200 for name in names]


def test_what_the_other_published_is_asked_for_and_brought(anna: Stage, ben: Stage) -> None:
    write(anna, "hers")
    assert anna.run("publish", "--yes", "--why", "the first").code == 0
    write(ben, "his")
    ran = ben.run("publish", "--yes")
    assert (ran.code, ran.error["code"]) == (3, "published-elsewhere")
    assert "--bring" in ran.error["hint"]
    assert {one["message"] for one in ran.envelope["messages"]} == {
        f"posts/hers.{lang}.md was published there and is not here" for lang in ("fr", "en")
    }
    assert live(ben, "hers", "his") == [True, False]
    ran = ben.run("publish", "--yes", "--bring")
    assert ran.code == 0, ran.stdout
    assert live(ben, "hers", "his") == [True, True]
    assert text(ben, "posts/hers.fr.md") == text(anna, "posts/hers.fr.md")
    told = anna.run("releases").envelope["data"]["releases"]
    assert [one["action"] for one in told] == ["launch", "publish", "publish"]
    assert told[1]["why"] == "the first"
    assert told[1]["by"] != told[2]["by"]


def test_both_changed_one_page_and_neither_text_is_lost(anna: Stage, ben: Stage) -> None:
    page = "pages/about.en.md"
    before = text(anna, page)
    (anna.crisis.content / page).write_text(f"{before}\nHer line.\n", "utf-8")
    assert anna.run("publish", "--yes").code == 0
    (ben.crisis.content / page).write_text(f"{before}\nHis line.\n", "utf-8")
    assert ben.run("publish", "--yes").error["code"] == "published-elsewhere"
    ran = ben.run("publish", "--yes", "--bring")
    assert ran.code == 0, ran.stdout
    assert "Her line." in text(ben, page)
    assert "His line." in text(ben, f"{page}~")
    assert any(one["code"] == "put-aside" for one in ran.envelope["messages"])


def test_what_the_other_took_away_stays_away(anna: Stage, ben: Stage) -> None:
    write(anna, "hers")
    assert anna.run("publish", "--yes").code == 0
    assert ben.run("publish", "--yes", "--bring").code == 0
    for file in anna.crisis.content.glob("posts/hers.*"):
        file.unlink()
    assert anna.run("publish", "--yes").code == 0
    assert ben.run("publish", "--yes").error["code"] == "published-elsewhere"
    assert ben.run("publish", "--yes", "--bring").code == 0
    assert live(ben, "hers") == [False]
    assert (ben.crisis.content / "posts" / "hers.fr.md~").exists()


def test_a_plan_of_before_the_other_published_puts_nothing_out(anna: Stage, ben: Stage) -> None:
    """Killed before it switched, resumed after the other published: the other's post stays."""
    write(ben, "his")
    assert ben.faulty(death_at("shared.write", "before"), "publish", "--yes").code == KILLED
    write(anna, "hers")
    ran = anna.run("publish", "--yes")
    assert ran.code == 0, ran.stdout
    ran = ben.run("resume")
    assert (ran.code, ran.error["code"]) == (3, "published-elsewhere")
    assert live(anna, "hers", "his") == [True, False]
    assert ben.run("publish", "--yes", "--bring").code == 0
    assert live(anna, "hers", "his") == [True, True]


def test_a_release_of_the_others_comes_back_from_here(anna: Stage, ben: Stage) -> None:
    for number in range(4):
        write(anna, "hers", f"Text {number}")
        assert anna.run("publish", "--yes").code == 0
    outs = ben.run("releases").envelope["data"]["releases"]
    second = outs[2]["release"]
    ran = ben.run("rollback", second, "--why", "her third was wrong")
    assert ran.code == 0, ran.stdout
    domain = folder.standing(anna.crisis).domain
    window = anna.served(domain, "/fr/hers/")
    assert window[0] == 200
    assert ben.run("releases").envelope["data"]["live"] == second
    assert anna.run("publish", "--yes").error["code"] == "published-elsewhere", (
        "what was rolled back is not put out again"
    )
