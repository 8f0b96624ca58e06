"""`post new`: drafts from the playbook's posts and from ours; nothing that is there is touched."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from launcher.cli import schemas as printing
from launcher.errors import Refused
from launcher.launch import drafting, drafts, folder, jumped, kept, post_types, schemas, starting
from launcher.site import frontmatter, reading
from launcher.site.rules.placeholders import PLACEHOLDER
from launcher.workspace import Workspace
from tests.cli.conftest import snapshot, whole, wrong
from tests.launch.stage import Stage
from tests.site import samples

OURS = sorted((Path(drafting.__file__).with_name("posts")).glob("*.md"))


@pytest.fixture
def posts(live: Stage) -> Iterator[Path]:
    """The posts of the live crisis; put back afterwards."""
    folder = live.crisis.folder / "content/posts"
    before = snapshot(folder)
    yield folder
    for file in folder.iterdir():
        if file.name not in before:
            file.unlink()


def asked(live: Stage, *argv: str) -> list[Path]:
    """As a person asks for it."""
    ran = whole(live.run("post", "new", *argv))
    assert ran.code == 0, ran.stdout
    return [live.root / file for file in ran.envelope["data"]["files"]]


def started(live: Stage, type_: str = "", *titles: str, word: str = "") -> tuple[Path, ...]:
    """The same, without reading the crisis anew each time."""
    crisis, given = _kept(live.root)
    wish = starting.Wish(type_, titles, word=word)
    return starting.start(wish, crisis, given, live.workspace, dt.datetime.now(dt.UTC)).files


@functools.cache
def _kept(root: Path) -> tuple[folder.Crisis, kept.Kept]:
    workspace = Workspace(root)
    crisis = folder.find(workspace, None)
    return crisis, kept.read(crisis, workspace)


def text(file: Path) -> str:
    return file.read_text("utf-8")


def aside(file: Path, line: int) -> bool:
    return file.suffix == ".md" and line > 0 and text(file).split("\n")[line - 1].startswith("[//]:")


def errors(live: Stage) -> list[dict[str, object]]:
    found = live.run("check").envelope["data"]["findings"]
    return [one for one in found if one["level"] == "error"]


# ── which ────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_in_each_language_that_goes_out_once_it_is_none(live: Stage, posts: Path) -> None:
    before = snapshot(posts)
    french, english = asked(live, "update")
    assert [file.name for file in (french, english)] == ["update.fr.md", "update.en.md"]
    assert "Kind: update\n" in text(french)
    assert "\nStatus: draft\n" in text(english)
    assert {name: data for name, data in snapshot(posts).items() if not name.startswith("update")} == before
    for file in (french, english):
        file.write_text(text(file).replace("Status: draft\n", ""), "utf-8")
    found = [one for one in errors(live) if "update" in str(one["where"])]
    assert {one["code"] for one in found} == {"placeholder"}, "what no facts can say is asked of the writer"
    for file, said in ((french, "Rien de nouveau."), (english, "Nothing is new.")):
        file.write_text(re.sub(r"(?m)^\[(?:à compléter|to be completed).*\]$", said, text(file)), "utf-8")
    assert [one for one in errors(live) if "update" in str(one["where"])] == []


def test_a_second_one_is_another(live: Stage, posts: Path) -> None:
    first = {file.name: text(file) for file in started(live, "update")}
    second = started(live, "update")
    assert [file.name for file in second] == ["update-2.fr.md", "update-2.en.md"]
    assert "\nTwin: update-2\n" in text(second[0])
    assert {name: text(posts / name) for name in first} == first


def test_every_kind_has_one(live: Stage, posts: Path) -> None:
    for kind in post_types.WHAT:
        for file in started(live, kind):
            meta = frontmatter.read(file).meta
            assert (meta["kind"], meta["status"]) == (kind, "draft")
            assert meta["lang"] == file.name.split(".")[-2]
    assert errors(live) == [], "drafts stay at home"
    for file in posts.iterdir():
        file.write_text(text(file).replace("Status: draft\n", ""), "utf-8")
    found = live.run("check").envelope["data"]["findings"]
    assert {one["code"] for one in found} >= {"placeholder"}
    asides = [one for one in found if aside(live.root / one["where"]["file"], one["where"]["line"])]
    assert asides == [], "what is said to the writer is nothing to the gate"


@pytest.mark.parametrize("called", ["press-release", "release", "communiqué", "communique", "News-Release"])
def test_a_release_by_all_its_names(live: Stage, posts: Path, called: str) -> None:
    french, _ = started(live, called)
    assert frontmatter.read(french).meta["kind"] == "release"


def test_a_post_that_only_the_playbook_has(live: Stage, posts: Path) -> None:
    assert [file.name for file in started(live, "expansion")] == ["expansion.fr.md", "expansion.en.md"]


def test_what_nobody_has(live: Stage, posts: Path) -> None:
    assert "update" in wrong(live.run("post", "new", "updat"), 3, "unknown-post")


def test_without_a_terminal_the_type_must_be_said(live: Stage, posts: Path) -> None:
    told = wrong(live.run("post", "new"), 2, "usage")
    assert all(kind in told for kind in (*post_types.WHAT, "holding"))


# ── what stands in it ────────────────────────────────────────────────────────────────────────────


def test_title_address_and_hours(live: Stage, posts: Path) -> None:
    titles = ("Où vont les œufs de l’été?", "Where do the eggs go?")
    french, english = asked(live, "question", "--title", titles[0], "--title", titles[1])
    assert french.name == "ou-vont-les-oeufs-de-l-ete.fr.md"
    here, there = frontmatter.read(french).meta, frontmatter.read(english).meta
    assert (here["title"], there["title"]) == titles
    assert (here["slug"], there["slug"]) == ("ou-vont-les-oeufs-de-l-ete", "where-do-the-eggs-go")
    assert here["twin"] == there["twin"]
    assert here["date"] == there["date"]
    moment = dt.datetime.fromisoformat(here["date"])
    assert abs(dt.datetime.now(dt.UTC) - moment) < dt.timedelta(minutes=10)
    assert moment.utcoffset() in (dt.timedelta(hours=-4), dt.timedelta(hours=-5)), "the organisation's zone"


def test_the_promise_is_the_clocks(live: Stage, posts: Path) -> None:
    meta = frontmatter.read(started(live, "update")[0]).meta
    hours = [dt.datetime.fromisoformat(meta[key]) for key in ("date", "next-update")]
    assert hours[1] - hours[0] == dt.timedelta(hours=4)


def test_with_one_title_the_other_is_asked_for(live: Stage, posts: Path) -> None:
    _, english = started(live, "question", "Et ensuite?")
    assert PLACEHOLDER.search(frontmatter.read(english).meta["title"])


def test_an_address_that_is_taken_gets_a_number_and_one_that_was_asked_for_is_refused(live: Stage, posts: Path) -> None:
    first, _ = started(live, "question", "Le prix")
    second, _ = started(live, "question", "Le prix!")
    assert [frontmatter.read(file).meta["slug"] for file in (first, second)] == ["le-prix", "le-prix-2"]
    told = wrong(live.run("post", "new", "question", "--slug", "le-prix"), 3, "slug-taken")
    assert "le-prix.fr.md" in told
    assert "que-faire" in wrong(live.run("post", "new", "question", "--slug", "Que faire"), 2, "wrong-slug")


def test_titles_that_cannot_be_ones(live: Stage, posts: Path) -> None:
    before = snapshot(posts)
    wrong(live.run("post", "new", "question", "--title", "a\x1b[31mb"), 2, "control-character")
    wrong(live.run("post", "new", "question", "--title", "a\nStatus: published"), 2, "control-character")
    wrong(live.run("post", "new", "question", "--title", "a" * 300), 2, "long-title")
    assert "fr, en" in wrong(live.run("post", "new", "update", *(["--title", "a"] * 3)), 2, "usage")
    assert snapshot(posts) == before


def test_its_writer_reads_what_each_line_is_for_and_nobody_else_does(live: Stage, posts: Path) -> None:
    for file in started(live, "update"):
        document = frontmatter.read(file)
        asides = [line for line in document.body.split("\n") if line.startswith("[//]: # (")]
        for key in document.meta:
            assert any(re.match(rf"\[//\]: # \({key.title()}\s?: ", line) for line in asides), key
        assert not any("(" in line[9:-1] or ")" in line[9:-1] for line in asides), "CommonMark ends it there"
        plain = "\n".join(line for line in document.body.split("\n") if line not in asides)
        assert built(document.body) == built(plain)
        assert [one.text for one in reading.body(document)] == [
            one.text for one in reading.body(reading.parsed("posts/x.fr.md", f"Title: x\n\n{plain.strip()}"))
        ]


def built(body: str) -> str:
    """As the site's build reads it."""
    ours = samples.theme_module("site_markdown")
    return Markdown(extensions=["tables", "sane_lists", ours.headings(), ours.Plain()]).convert(body)


def test_schemas_for_editors_and_nothing_of_a_person_is_touched(live: Stage, posts: Path) -> None:
    root = live.crisis.folder
    facts, settings = (root / "facts.yaml").read_bytes(), root / ".vscode/settings.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text('{"mine": true}', "utf-8")
    (root / "schemas").mkdir(exist_ok=True)
    (root / "schemas/post.schema.json").write_bytes(b"\xff old")
    asked(live, "question")
    assert {file.name for file in (root / "schemas").iterdir()} == {f"{one}.schema.json" for one in schemas.NAMES}
    assert json.loads(text(root / "schemas/post.schema.json"))["title"]
    assert (text(settings), (root / "facts.yaml").read_bytes()) == ('{"mine": true}', facts)
    settings.unlink()
    asked(live, "question")
    (schema,) = json.loads(text(settings))["yaml.schemas"]
    assert (root / schema).is_file()


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_schema_is_printed(live: Stage, name: str) -> None:
    argv = [name, "--playbook", "labour-union", "--workspace", str(live.root)]
    result = printing.schema.main(argv, standalone_mode=False)
    assert json.loads(result.blocks[0]) == result.data["schema"]
    assert result.data["schema"]["$schema"].endswith("2020-12/schema")


def test_a_clock_that_jumped_back_is_told(live: Stage) -> None:
    there = folder.standing(live.crisis)
    last = there.entries[-1].at
    assert jumped.behind(there, last) == jumped.behind(there, last + dt.timedelta(days=30)) == ()
    (note,) = jumped.behind(there, last - dt.timedelta(days=30))
    assert note.code == "clock-behind"


# ── the page of a word ───────────────────────────────────────────────────────────────────────────


def test_the_page_of_a_word_that_has_none(live: Stage, posts: Path) -> None:
    french, english = started(live, word="LISTERIA")
    assert french.name == "listeria.fr.md"
    meta = frontmatter.read(french).meta
    assert (meta["kind"], meta["slug"]) == ("subject", "listeria")
    assert meta["title"].startswith("Listeria\u00a0: [à compléter")
    assert frontmatter.read(english).meta["title"].startswith("Listeria: [to be completed")
    assert "posts/listeria." in wrong(live.run("post", "new", "--word", "listeria"), 3, "word-started")


def test_a_word_that_has_a_page(live: Stage, posts: Path) -> None:
    assert "pages/" in wrong(live.run("post", "new", "--word", "fromage"), 3, "word-covered")


def test_a_word_that_nobody_searches(live: Stage, posts: Path) -> None:
    told = wrong(live.run("post", "new", "question", "--word", "fromge"), 3, "unknown-word")
    assert "`fromage`" in told
    assert "Words without a page: " in told


# ── nothing is lost ──────────────────────────────────────────────────────────────────────────────


def test_a_broken_post_beside_it_is_no_hindrance(live: Stage, posts: Path) -> None:
    (posts / "question.fr.md").write_bytes(b"\xff\xfe")
    french, _ = started(live, "question")
    assert french.name == "question-2.fr.md"
    assert (posts / "question.fr.md").read_bytes() == b"\xff\xfe"


def test_two_writers_at_once_get_two_posts(tmp_path: Path) -> None:
    one = {tmp_path / "posts" / f"update.{lang}.md": "mine" for lang in ("fr", "en")}
    assert drafts.create(one)
    other = {tmp_path / "posts/new.fr.md": "yours", tmp_path / "posts/update.en.md": "yours"}
    assert not drafts.create(other)
    assert snapshot(tmp_path) == {"posts/update.fr.md": b"mine", "posts/update.en.md": b"mine"}


def test_a_disk_that_does_not_take_them_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "posts").write_text("no folder")
    with pytest.raises(Refused, match="posts"):
        drafts.create({tmp_path / "posts/update.fr.md": "mine"})
    long = {tmp_path / "more/update.fr.md": "mine", tmp_path / f"more/{'a' * 300}.en.md": "mine"}
    with pytest.raises(Refused):
        drafts.create(long)
    assert snapshot(tmp_path) == {"posts": b"no folder"}


def test_a_name_in_other_accents_or_capitals_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / unicodedata.normalize("NFD", "Été.fr.md")).write_text("Title: x\nLang: fr\nSlug: a\nTwin: b\n\n", "utf-8")
    there = drafts.taken(tmp_path, [])
    assert {"été", "b"} <= there.names
    assert set(there.slugs["fr"]) == {"a"}


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_any_title_makes_an_address_or_none(title: str) -> None:
    made = drafts.slug(title)
    assert len(made) <= 60
    assert made == "" or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert drafts.slug(made) == made


# ── ours ─────────────────────────────────────────────────────────────────────────────────────────


def test_ours_are_all_there_in_both_languages() -> None:
    assert [file.name for file in OURS] == sorted(
        f"{kind}.{lang}.md" for kind in post_types.WHAT for lang in ("fr", "en")
    )


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_each_placeholder_of_ours_is_one_to_the_gate(file: Path) -> None:
    """Whole: what the gate names is all that stands between the brackets."""
    open_ = re.findall(r"\[[^\]\n]*\](?!\()", text(file))
    caught = [found[0] for line in text(file).split("\n") for found in PLACEHOLDER.finditer(line)]
    assert len(open_) >= 4
    assert [one for one in open_ if one not in caught] == []


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_ours_are_written_as_either_language_is(file: Path) -> None:
    if ".fr." in file.name:
        prose = text(file).split("\n\n", 1)[1]
        assert not re.search(r" [:»]|« |\s[;!?]|'", prose.replace("\u00a0", "~")), (
            "no-break spaces, typographic apostrophes"
        )
