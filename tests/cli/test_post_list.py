"""`post list`: what there is, what wants a person first, and nothing that a broken file could hide."""

from __future__ import annotations

import json
import shutil
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from launcher.launch import folder, outside, texts
from tests.cli.conftest import whole
from tests.launch.stage import Stage

POST = "Title: {title}\nLang: {lang}\nSlug: {slug}\nTwin: {twin}\n"
POST += "Kind: {kind}\nDate: 2026-03-10T12:00-04:00\n{more}\nTexte.\n"
NFC, NFD = (unicodedata.normalize(form, "posts/résumé.fr.md") for form in ("NFC", "NFD"))
ALONE = unicodedata.normalize("NFD", "posts/épilogue.fr.md")
ELSEWHERE = "posts/.swp.fr.md", "posts/old.fr.md~"


@dataclass(frozen=True)
class Scene:
    """What was said of one crisis in which everything is there at once."""

    data: dict[str, Any]
    messages: list[dict[str, str]]
    shown: str

    def post(self, name: str) -> dict[str, Any]:
        (found,) = (one for one in self.data["posts"] if one["name"] == name)
        return dict(found)

    def states(self, name: str) -> dict[str, str]:
        return {text["path"]: text["state"] for text in self.post(name)["texts"]}

    def codes(self, name: str) -> set[str]:
        return {finding["code"] for text in self.post(name)["texts"] for finding in text["blocked"]}


def write(content: Path, path: str, **given: str) -> None:
    name = Path(path).name.split(".")[0]
    values = {"title": name, "lang": path.split(".")[-2], "slug": "x", "twin": name, "kind": "question", "more": ""}
    (content / path).write_text(POST.format(**{**values, **given}), "utf-8")


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def scene(live: Stage, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    content = live.crisis.folder / "content"
    before = tmp_path_factory.mktemp("before") / "content"
    shutil.copytree(content, before)
    try:
        _disturb(content)
        there = {file: file.lstat().st_mtime_ns for file in content.rglob("*")}
        ran, told = live.run("post", "list"), live.told("post", "list")
        assert {file: file.lstat().st_mtime_ns for file in content.rglob("*")} == there, "looking changes nothing"
    finally:
        shutil.rmtree(content)
        shutil.copytree(before, content)
    return Scene(whole(ran).envelope["data"], ran.envelope["messages"], told.stdout)


def _disturb(content: Path) -> None:
    changed(content / "pages/faq.fr.md", "\n\n", "\n\nUne phrase de plus. ")
    (content / "posts/lot-code.en.md").unlink()
    for lang in ("fr", "en"):
        changed(content / f"pages/fact-sheet.{lang}.md", "\n\n", "\nStatus: draft\n\n")
        write(content, f"posts/held.{lang}.md", kind="release", slug="held", more="Embargo: 2090-01-01T10:00-05:00\n")
        write(content, f"posts/ready.{lang}.md", slug="ready", more="Status: draft\n")
        write(content, f"posts/fresh.{lang}.md", slug="fresh")
    write(content, "posts/unfinished.fr.md", slug="u", title="[à compléter : le titre]", more="Status: draft\n")
    write(content, "posts/mot à mot.fr.md", slug="mot", more="Status: draft\n")
    write(content, NFC, slug="r", twin="r", more="Status: draft\n")
    write(content, NFD, slug="r", twin="r", more="Status: draft\n")
    write(content, ALONE, slug="e", twin="e", more="Status: draft\n")
    (content / "posts/broken.fr.md").write_bytes(b"\xff\xfe no UTF-8")
    (content / "posts/link.fr.md").symlink_to("/etc/hostname")
    (content / "posts/dangling.fr.md").symlink_to("nowhere")
    (content / "posts/notes.txt").write_text("x")
    for name in ELSEWHERE:
        (content / name).write_text("x")


@pytest.mark.parametrize(
    ("name", "state", "waits"),
    [
        ("pages/faq", texts.CHANGED, True),
        ("pages/fact-sheet", texts.TAKEN_OUT, True),
        ("pages/about", texts.LIVE, False),
        ("posts/held", texts.HELD, False),
        ("posts/ready", texts.DRAFT, True),
        ("posts/fresh", texts.NEW, True),
        ("posts/unfinished", texts.DRAFT, True),
        ("posts/mot à mot", texts.DRAFT, True),
        ("posts/broken", texts.BROKEN, True),
        ("posts/link", texts.BROKEN, True),
        ("posts/dangling", texts.BROKEN, True),
        ("posts/notes", texts.BROKEN, True),
    ],
)
def test_each_is_what_it_is(scene: Scene, name: str, state: str, waits: bool) -> None:
    post = scene.post(name)
    assert (post["state"], post["waits"], post["approve"]) == (state, waits, None)


def test_a_language_that_was_deleted_here_is_with_the_one_that_is_left(scene: Scene) -> None:
    assert scene.states("posts/lot-code") == {"posts/lot-code.fr.md": "live", "posts/lot-code.en.md": "deleted"}
    assert scene.post("posts/lot-code")["missing"] == ["en"]
    assert "no-twin" in scene.codes("posts/lot-code")
    assert "gone here: posts/lot-code.en.md" in scene.shown
    deleted = scene.post("posts/lot-code")["texts"][1]
    assert deleted["address"] == "/en/read-a-lot-code/"
    assert "lot code" in deleted["title"]


def test_what_keeps_it_at_home(scene: Scene) -> None:
    assert "symlink" in scene.codes("posts/link")
    assert "symlink" in scene.codes("posts/dangling")
    assert "not-utf8" in scene.codes("posts/broken")
    assert "wrong-name" in scene.codes("posts/notes")
    assert scene.codes("posts/unfinished") >= {"placeholder", "no-twin"}, "of a draft, what would be said of it"
    assert scene.post("posts/unfinished")["missing"] == ["en"]
    (title,) = (one for one in scene.post("posts/unfinished")["texts"][0]["blocked"] if one["code"] == "placeholder")
    assert title["where"]["file"].endswith("content/posts/unfinished.fr.md")
    assert title["where"]["line"] == 1


def test_names_that_only_look_the_same_are_told(scene: Scene) -> None:
    (note,) = (one for one in scene.messages if one["code"] == "same-name")
    assert "accents" in note["message"]
    (note,) = (one for one in scene.messages if one["code"] == "decomposed-name")
    assert ALONE in note["message"]
    assert len(scene.post("posts/r")["texts"]) == 2, "neither is lost"


def test_what_editors_leave_behind_is_nothing(scene: Scene) -> None:
    assert not [path for path in ELSEWHERE if path in json.dumps(scene.data)]


def test_what_waits_for_a_person_comes_first(scene: Scene) -> None:
    waits = [post["waits"] for post in scene.data["posts"]]
    assert waits == sorted(waits, reverse=True)
    first = [texts.STATES.index(post["state"]) for post in scene.data["posts"] if post["waits"]]
    assert first == sorted(first)
    assert scene.shown.index("WAITS FOR YOU") < scene.shown.index("AT REST")


def test_a_broken_promise_to_readers_is_the_first_line(scene: Scene) -> None:
    """The drill's facts are of March: its next update has long been due."""
    assert scene.data["overdue"][0]["id"] == "next-update"
    assert scene.shown.startswith("OVERDUE: ")


def test_it_fits_a_terminal(scene: Scene) -> None:
    lines = scene.shown.split("\n")
    assert all(len(line) <= 80 or "/content" in line for line in lines)
    assert "more; --all shows them." in scene.shown


def test_after_the_scene_all_is_at_rest(live: Stage) -> None:
    """And what was live is live: the digests are those of the last publish."""
    data = live.run("post", "list").envelope["data"]
    assert {text["state"] for post in data["posts"] for text in post["texts"]} == {texts.LIVE}
    assert (data["elsewhere"], data["facts"], data["rolled_back"]) == ([], [], False)
    assert not any(post["waits"] for post in data["posts"])


def test_after_a_rollback_readers_have_an_earlier_release(live: Stage) -> None:
    there = folder.standing(live.crisis)
    assert there.plan is not None
    back = replace(there, plan=replace(there.plan, action="rollback"))
    assert [outside.look(live.crisis, one).rolled_back for one in (there, back)] == [False, True]


def test_facts_that_moved_since_are_told(live: Stage) -> None:
    file = live.crisis.folder / "facts.yaml"
    before = file.read_text("utf-8")
    try:
        changed(file, "value: 0", "value: 2")
        told = live.told("post", "list").stdout
    finally:
        file.write_text(before, "utf-8")
    assert "FACTS changed since the last publish: illnesses." in told
