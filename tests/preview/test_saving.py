"""A file is saved: who looks at its page sees it, who looks at another is told, and nothing wrong blanks a page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.launch.folder import Crisis
from launcher.preview.view import State
from launcher.workspace import Workspace
from tests.cli.conftest import snapshot
from tests.preview.looking import NOW, Preview, changed, copied, previewing, restored, twin

FIRST = "/fr/premier-message/"


@pytest.fixture(scope="module")
def one(model: tuple[Crisis, Workspace], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all of these tests."""
    with previewing(*copied(model, tmp_path_factory.mktemp("saving"))) as running:
        yield running


@pytest.fixture
def preview(one: Preview) -> Iterator[Preview]:
    """The same as it was at first."""
    with restored(one):
        yield one


def test_saved_is_seen_and_told(preview: Preview) -> None:
    post = preview.post("first-statement.fr.md")
    with preview.events(FIRST) as here, preview.events("/fr/medias/") as elsewhere:
        post.write_text(post.read_text("utf-8") + "\nZZNEW\n", "utf-8")
        assert next(one for one in here if one[0] != "panel") == ("page", "")
        kind, data = next(one for one in elsewhere if one[0] != "panel")
        assert (kind, json.loads(data)["address"]) == ("other", FIRST)
    assert "ZZNEW" in preview.get(FIRST).text
    assert [event.kind for event in preview.told].count("rebuilt") >= 2


def test_a_page_that_came_late_catches_up(preview: Preview) -> None:
    """It was loaded, its stream was cut, a file was saved meanwhile: the new stream says so at once."""
    old = preview.get(FIRST).text.partition('data-is="')[2][:16]
    changed(preview.post("first-statement.fr.md"), "Title: ", "Title: ZZ ")
    preview.shown(FIRST, lambda page: "ZZ " in page.text)
    stream = preview.session.address + "_/events"
    assert "event: page" in preview.get(f"/_/events?page={FIRST}&is={old}&panel=").text, stream


def test_a_new_pair_and_its_end(preview: Preview) -> None:
    assert preview.get("/fr/point-fr/").status == 404
    for lang in ("fr", "en"):
        preview.post(f"point.{lang}.md").write_text(twin(lang, "ZZBODY"), "utf-8")
    preview.shown("/en/point-en/", lambda page: page.status == 200)
    assert "ZZBODY" in preview.shown("/fr/point-fr/", lambda page: page.status == 200).text
    assert "/fr/point-fr/" in preview.get("/fr/chronologie/").text.replace('"../', '"/fr/')
    for lang in ("fr", "en"):
        preview.post(f"point.{lang}.md").unlink()
    assert preview.shown("/fr/point-fr/", lambda page: page.status == 404)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Title: ", "no colon here\nTitle: ", "no front matter"),
        ("Date: 2026", "Date: hier 2026", "not a moment"),
        ("Lang: fr", "Lang: de", "language"),
        ("Kind: ", "Kind: x\nKind: ", "given twice"),
        ("\n\n", "\n\n[là]({filename}/pages/nowhere.fr.md)\n\n", "nowhere.fr.md"),
        ("\n\n", "\n\n![]({static}/images/none.png)\n\n", "none.png"),
        ("\n\n", "\n\n\x07", "control character"),
    ],
)
def test_a_broken_post_tells_why_at_its_place(preview: Preview, old: str, new: str, told: str) -> None:
    post = preview.post("first-statement.fr.md")
    whole = post.read_text("utf-8")
    home = preview.get("/").text.partition("<main")[2].partition("</main>")[0]
    post.write_text(whole.replace(old, new, 1), "utf-8")
    page = preview.shown(FIRST, lambda page: page.status == 500)
    assert told in page.said
    assert f"{preview.workspace.shown(post)}" in page.text
    assert home == preview.get("/").text.partition("<main")[2].partition("</main>")[0], "its last good state is listed"
    assert "ne peuvent pas être montrées" in preview.get("/").panel
    post.write_text(whole, "utf-8")
    assert preview.shown(FIRST, lambda page: page.status == 200)
    assert "ne peuvent pas être montrées" not in preview.get("/").panel


def test_broken_from_the_start(crisis: tuple[Crisis, Workspace]) -> None:
    """Nothing was ever good: what links the page stands all the same, the home page too."""
    there, workspace = crisis
    for name in ("posts/first-statement.fr.md", "pages/what-to-do.fr.md", "pages/home.en.md"):
        changed(there.content / name, "Lang: ", "no colon\nLang: ")
    (there.content / "posts" / "latin.fr.md").write_bytes(b"Title: \xe9t\xe9\n\nx")
    (there.content / "posts" / "note.txt").write_text("x")
    (there.content / "posts" / "deep").mkdir()
    (there.content / "posts" / "deep" / "x.fr.md").write_text("x")
    with previewing(there, workspace) as preview:
        assert preview.view.failures == ()
        assert [preview.get(path).status for path in (FIRST, "/fr/que-faire/", "/en/")] == [500, 500, 500]
        assert [preview.get(path).status for path in ("/", "/fr/medias/")] == [200, 200]
        changed(there.content / "pages/home.en.md", "no colon\n", "")
        assert preview.shown("/en/", lambda page: page.status == 200)


def test_two_at_one_address(preview: Preview) -> None:
    changed(preview.post("lot-code.fr.md"), "Slug: lire-un-code-de-lot", "Slug: premier-message")
    view = preview.until(lambda: preview.view, lambda view: bool(view.broken))
    assert [one.path for one in view.broken] == ["posts/lot-code.fr.md"]
    assert "already has the address" in view.broken[0].problems[0].message


def test_a_link_whose_page_went(preview: Preview) -> None:
    """The page that links is at fault, and comes back with what it links."""
    linked = preview.page("products.fr.md")
    text = linked.read_bytes()
    linked.unlink()
    view = preview.until(lambda: preview.view, lambda view: bool(view.broken or view.failures))
    assert view.broken
    assert view.failures == ()
    assert preview.get("/").status in (200, 500)
    linked.write_bytes(text)
    assert preview.until(lambda: preview.view, lambda view: not view.broken)


def test_facts_moved_and_nothing_of_the_writers_is_touched(preview: Preview) -> None:
    facts, edited = preview.crisis.folder / "facts.yaml", preview.page("media.fr.md")
    edited.write_text(edited.read_text("utf-8") + "\nNotre ligne.\n", "utf-8")
    preview.shown("/fr/medias/", lambda page: "Notre ligne." in page.text)
    was = facts.read_text("utf-8")
    facts.write_text(was.replace("H6041, H6042", "H6041, H9999"), "utf-8")
    before = snapshot(preview.crisis.folder)
    assert preview.shown("/fr/produits-et-lots/", lambda page: "H9999" in page.text)
    assert "Notre ligne." in preview.get("/fr/medias/").text
    assert snapshot(preview.crisis.folder) == before
    facts.write_text(was, "utf-8")
    assert preview.shown("/fr/produits-et-lots/", lambda page: "H9999" not in page.text and "H6042" in page.text)


@pytest.mark.parametrize("text", ["as_of: [", "as_of: never\n", "", "\x00"])
def test_facts_that_cannot_be_read(preview: Preview, text: str) -> None:
    facts = preview.crisis.folder / "facts.yaml"
    was = facts.read_text("utf-8")
    facts.write_text(text, "utf-8")
    page = preview.shown("/", lambda page: "dernier bon état" in page.panel)
    assert page.status == 200
    assert "facts.yaml" in page.panel
    changed(preview.post("first-statement.fr.md"), "Title: ", "Title: ZZ ")
    assert preview.shown(FIRST, lambda page: "ZZ " in page.text), "posts go on"
    facts.write_text(was, "utf-8")
    assert preview.shown("/", lambda page: "dernier bon état" not in page.panel)


def test_nothing_can_be_shown_at_first(crisis: tuple[Crisis, Workspace]) -> None:
    facts = crisis[0].folder / "facts.yaml"
    was = facts.read_text("utf-8")
    facts.write_text("as_of: [", "utf-8")
    with previewing(*crisis) as preview:
        for path in ("/", "/en/about/", "/_/"):
            found = preview.get(path)
            assert found.status == (200 if path == "/_/" else 500)
            assert "facts.yaml" in found.text
        facts.write_text(was, "utf-8")
        assert preview.shown("/", lambda page: page.status == 200)


def test_the_hour_of_an_embargo_comes(preview: Preview) -> None:
    until = NOW + dt.timedelta(hours=1)
    for lang in ("fr", "en"):
        preview.post(f"point.{lang}.md").write_text(twin(lang, "x", f"Embargo: {until.isoformat()}"), "utf-8")
    held = preview.until(lambda: preview.view, lambda view: "posts/point.en.md" in view.sources)
    assert held.sources["posts/point.en.md"].state is State.HELD
    preview.clock[0] = until
    assert preview.until(lambda: preview.view, lambda view: view.sources["posts/point.en.md"].state is State.OUT)


def test_the_gate_speaks_at_the_place(preview: Preview) -> None:
    post = preview.post("first-statement.en.md")
    assert "TODO" not in preview.get("/en/first-message/").panel
    post.write_text(post.read_text("utf-8") + "\n[TODO] write `<script>alert(1)</script>`\n", "utf-8")
    page = preview.shown("/en/first-message/", lambda page: "TODO" in page.panel)
    line = post.read_text("utf-8").split("\n").index("[TODO] write `<script>alert(1)</script>`") + 1
    assert f'data-copy="{preview.workspace.shown(post)}:{line}' in page.panel
    assert "<script>alert" not in page.panel
    assert "error" in page.panel


def test_the_twin_that_is_missing(preview: Preview) -> None:
    preview.post("first-statement.en.md").unlink()
    preview.until(lambda: preview.view, lambda view: view.judged and "posts/first-statement.en.md" not in view.sources)
    assert "Il manque la version anglaise" in preview.get("/_/?lang=fr").said
    assert "no-twin" in {one.code for one in preview.view.findings or ()}


def test_odd_files_do_no_harm(preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "secret.fr.md").write_text(
        "Title: SECRET\nLang: fr\nSlug: secret\nDate: 2026-03-10T08:00:00Z\n\nSECRET\n"
    )
    preview.post("link.fr.md").symlink_to(tmp_path / "secret.fr.md")
    preview.post("a b é.fr.md").write_text(twin("fr", "ZZSPACE", slug="space"), "utf-8")
    preview.post(".hidden.fr.md").write_text("x")
    changed(preview.post("first-statement.fr.md"), "Title: ", "Title: ZZ ")
    assert preview.shown(FIRST, lambda page: "ZZ " in page.text)
    assert preview.view.failures == ()
    assert all(b"SECRET" not in preview.get(f"/{path}").body for path in preview.view.files)


def test_an_edition_has_its_own_place(preview: Preview) -> None:
    settings = preview.crisis.folder / "sparewheel.yaml"
    known = 'editions:\n  estrie: {scope: local, name: {fr: "Estrie", en: "Eastern Townships"}}\n'
    settings.write_text(settings.read_text("utf-8") + known, "utf-8")
    for lang in ("fr", "en"):
        preview.post(f"local.{lang}.md").write_text(twin(lang, "ZZLOCAL", "Edition: estrie", slug="local"), "utf-8")
    page = preview.shown("/@estrie/en/local-en/", lambda page: page.status == 200)
    assert "ZZLOCAL" in page.text
    assert "local.en.md" in page.panel
    assert preview.get("/en/local-en/").status == 404
    assert "local" not in preview.get("/en/").text.partition("<main")[2].partition("</main>")[0]
    assert "home.en.md" in preview.get("/@estrie/en/").panel
    assert 'href="/@estrie/en/local-en/"' in preview.get("/_/").text
