"""What writers do to the pages of a live crisis, and what `publish` makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.launch import folder
from tests.cli.conftest import snapshot, whole, wrong
from tests.launch.stage import Stage

AS_OF, LATER = b"2026-03-10T06:30:00-04:00", b"2026-03-10T09:45:00-04:00"
POST = "Title: Essai {n}\nLang: {lang}\nSlug: essai-{n}\nTwin: {n}\nKind: question\nDate: {date}\n\n{body}\n"


@pytest.fixture
def pages(live: Stage) -> Iterator[Path]:
    """The content of the live crisis; put back afterwards."""
    content = live.crisis.folder / "content"
    before = snapshot(content)
    yield content
    for path in [*content.rglob("*")]:
        if (path.is_file() or path.is_symlink()) and str(path.relative_to(content)) not in before:
            path.unlink()
    for name, data in before.items():
        (content / name).write_bytes(data)


def post(pages: Path, lang: str, n: str = "a", body: str = "Texte.", date: str = "2026-03-10T09:00-04:00") -> Path:
    file = pages / "posts" / f"{n}.{lang}.md"
    file.write_text(POST.format(n=n, lang=lang, date=date, body=body), "utf-8")
    return file


def seen(live: Stage) -> object:
    """What readers get, and all that the storage holds."""
    domain = folder.standing(live.crisis).domain
    return live.stored(), [live.served(domain, path) for path in ("/", "/en/", "/fr/feed.atom")]


def refused(live: Stage, reason: str, where: str) -> None:
    """The gate says so, at this file; and readers see what they saw."""
    before = seen(live)
    ran = live.run("publish", "--yes")
    wrong(ran, 3, reason)
    assert any(where in str(one["where"]) for one in ran.envelope["messages"]), ran.stdout
    assert all(str(one["where"]).startswith("crises/") for one in ran.envelope["messages"])
    assert seen(live) == before


@pytest.mark.parametrize(
    ("body", "date", "reason", "where"),
    [
        ("Un.\n\n<script>x</script>", "2026-03-10T09:00-04:00", "raw-html", "content/posts/a.fr.md:10"),
        ("Un [TODO].", "2026-03-10T09:00-04:00", "placeholder", "content/posts/a.fr.md:8"),
        ("Un.", "2199-03-10T09:00-04:00", "future-date", "content/posts/a.fr.md:6"),
        ("Un.", "03/04/2026", "wrong-date", "content/posts/a.fr.md:6"),
        ("[x]({filename}/pages/none.fr.md)", "2026-03-10T09:00-04:00", "dead-link", "content/posts/a.fr.md:8"),
    ],
)
def test_what_the_gate_refuses(live: Stage, pages: Path, body: str, date: str, reason: str, where: str) -> None:
    for lang in ("fr", "en"):
        post(pages, lang, body=body if lang == "fr" else "One.", date=date)
    refused(live, reason, where)


def test_all_faults_of_all_files_at_once(live: Stage, pages: Path, tmp_path: Path) -> None:
    post(pages, "fr", "alone")
    for lang in ("fr", "en"):
        post(pages, lang, "one")
        post(pages, lang, "two").write_text(POST.format(n="one", lang=lang, date="2026-03-10T09:00Z", body="x"))
    (pages / "posts" / "note.txt").write_text("x")
    (tmp_path / "secret").write_text("x")
    (pages / "posts" / "link.fr.md").symlink_to(tmp_path / "secret")
    ran = live.run("publish", "--yes")
    assert whole(ran).code == 3
    assert {"no-twin", "same-address", "twin-twice", "wrong-name", "symlink"} <= {
        one["code"] for one in ran.envelope["messages"]
    }
    refused(live, ran.error["code"], "content/posts/")


def test_a_draft_stays_here_and_a_pair_goes_out(live: Stage, pages: Path) -> None:
    for lang in ("fr", "en"):
        post(pages, lang, "out")
        draft = post(pages, lang, "draft", body="SECRETDRAFT {{ later }}")
        draft.write_text("Status: draft\n" + draft.read_text("utf-8"), "utf-8")
    ran = whole(live.run("publish", "--yes"))
    assert ran.code == 0, ran.stdout
    assert "fr/essai-out/index.html" in ran.envelope["data"]["changed"]
    release = live.crisis.folder / "releases" / ran.envelope["data"]["release"]
    assert not [name for name, data in snapshot(release).items() if b"SECRETDRAFT" in data or "draft" in name]


def test_edits_are_kept_and_said_when_the_facts_change(live: Stage, pages: Path) -> None:
    edited, gone = pages / "pages" / "media.fr.md", pages / "posts" / "lot-code.en.md"
    mine = edited.read_text("utf-8") + "\nNotre ligne à nous.\n"
    edited.write_text(mine, "utf-8")
    twin = pages / "posts" / "lot-code.fr.md"
    gone.unlink()
    facts = live.crisis.folder / "facts.yaml"
    was = facts.read_bytes()
    try:
        facts.write_bytes(was.replace(b"H6041, H6042", b"H6041, H9999").replace(AS_OF, LATER))
        products = pages / "pages" / "products.en.md"
        for page in pages.rglob("*.md"):  # nobody links what was taken away
            text = page.read_text("utf-8")
            told = text.replace("H6041, H6042", "H6041, H9999")  # or the gate would say that it is not what facts say
            page.write_text(told.replace("({filename}/posts/lot-code.", "({filename}/pages/faq."), "utf-8")
        twin.unlink()
        ran = whole(live.run("publish", "--yes"))
    finally:
        facts.write_bytes(was)
    assert ran.code == 0, ran.stdout
    told = " ".join(one["message"] for one in ran.envelope["messages"] if one["code"] == "kept")
    assert "pages/media.fr.md was edited by hand" in told
    assert "posts/lot-code.en.md was taken away by hand" in told
    assert "Notre ligne à nous." in edited.read_text("utf-8")
    assert not gone.exists()
    assert products.exists()


def test_facts_that_went_bad_stop_a_publish(live: Stage, pages: Path) -> None:
    facts = live.crisis.folder / "facts.yaml"
    was = facts.read_bytes()
    try:
        facts.write_bytes(was.replace(b"status: confirmed", b"status: withdrawn", 2))
        ran = live.run("publish", "--yes")
    finally:
        facts.write_bytes(was)
    wrong(ran, 3, "fact-withdrawn")
    assert all(one["where"].startswith("crises/") for one in ran.envelope["messages"])


def test_facts_that_moved_under_words_nobody_looked_at(live: Stage, pages: Path) -> None:
    edited = pages / "pages" / "home.en.md"
    edited.write_text(edited.read_text("utf-8") + "\nOur own line.\n", "utf-8")
    whole(live.run("publish", "--yes"))
    facts = live.crisis.folder / "facts.yaml"
    was = facts.read_bytes()
    moved = was.replace(b"soft-ripened cheese", b"soft cheese")
    assert moved != was
    try:
        facts.write_bytes(moved)
        before = seen(live)
        ran = live.run("publish")
        wrong(ran, 3, "as-of-old")
        told = {one["code"]: str(one["where"]) for one in ran.envelope["messages"]}
        assert told["stale-page"].endswith("content/pages/home.en.md")
        assert "content/posts/" in told["dated-post"]
        assert seen(live) == before
        post = (pages / "posts" / "first-statement.en.md").read_text("utf-8")
        assert "soft-ripened" in post, "a dated post is a record"

        edited.write_text(edited.read_text("utf-8").replace("soft-ripened", "soft"), "utf-8")
        facts.write_bytes(moved.replace(AS_OF, LATER))
        ran = whole(live.run("publish", "--yes"))
        assert ran.code == 0
        assert {"stale-page", "as-of-old"}.isdisjoint(one["code"] for one in ran.envelope["messages"])
    finally:
        facts.write_bytes(was)
