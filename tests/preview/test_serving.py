"""What is served: the site to the byte, drafts with a mark, and nothing to strangers."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.launch.folder import Crisis
from launcher.preview import ground
from launcher.preview.making import ALWAYS
from launcher.preview.sources import as_published
from launcher.site.build import build
from launcher.workspace import Workspace
from tests.preview.looking import LOOPBACK, Preview, ask, bare, copied, previewing, twin

HELD = dt.datetime(2026, 3, 11, 13, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def served(model: tuple[Crisis, Workspace], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview with a pair of drafts and a pair under embargo, here and in the room; tests only look."""
    crisis, workspace = copied(model, tmp_path_factory.mktemp("served"))
    for lang in ("fr", "en"):
        posts = crisis.content / "posts"
        (posts / f"point.{lang}.md").write_text(twin(lang, "SECRETDRAFT [TODO]", "Status: draft"), "utf-8")
        held = twin(lang, "EMBARGOED", f"Embargo: {HELD.isoformat()}", slug="later")
        (posts / f"later.{lang}.md").write_text(held, "utf-8")
    with previewing(crisis, workspace, room=LOOPBACK) as running:
        running.judged()
        yield running


def test_every_file_is_what_a_build_gives(served: Preview, tmp_path: Path) -> None:
    """Drafts published and embargoes over: take away what the preview adds, and not a byte differs."""
    content = tmp_path / "content"
    shutil.copytree(served.crisis.content, content)
    for file in content.rglob("*.md"):
        file.write_bytes(as_published(file.read_bytes()))
    site = ground.read(served.crisis, served.workspace).site
    build(content, site, served.workspace.theme, tmp_path / "site", ALWAYS)
    files = sorted(path for path in (tmp_path / "site").rglob("*") if path.is_file())
    assert len(files) > 30
    for file in files:
        path, original = file.relative_to(tmp_path / "site").as_posix(), file.read_bytes()
        found = served.get(f"/{path}")
        assert found.status == 200
        assert (bare(found.body, original) if path.endswith(".html") else found.body) == original, path
        assert found.headers["content-type"] == served.view.files[path].content_type
        assert found.headers["cache-control"] == "no-store"


def test_what_is_not_there_is_not_found(served: Preview) -> None:
    for path in ("/none/", "/fr/none", "/_/none", "/fr/%2e%2e/", "/..%2f..%2fetc/passwd", "//etc/passwd", "/fr/%00"):
        found = served.get(path)
        assert found.status == 404, path
        assert "data-mode" in found.text, "the site's own page"
    assert served.get("/images/").status == 404


def test_a_folder_sends_on_to_its_page(served: Preview) -> None:
    found = served.get("/fr/point-fr")
    assert (found.status, found.headers["location"]) == (302, "/fr/point-fr/")


def test_head_has_no_body(served: Preview) -> None:
    found = served.get("/", method="HEAD")
    assert (found.status, found.body) == (200, b"")
    assert int(found.headers["content-length"]) > 1000


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:80", "localhost:1"])
def test_another_name_learns_nothing(served: Preview, host: str) -> None:
    found = served.get("/", Host=host)
    assert (found.status, found.body) == (404, b"")


def test_localhost_is_this_machine(served: Preview) -> None:
    port = served.session.address.rstrip("/").rpartition(":")[2]
    assert served.get("/", Host=f"localhost:{port}").status == 200


def test_only_our_own_pages_post(served: Preview) -> None:
    token = re.search(r'name="token" value="([^"]+)"', served.get("/_/publish").text)
    assert token
    here = served.session.address.rstrip("/")
    for form, headers in (
        ({"token": token[1]}, {}),
        ({"token": token[1]}, {"Origin": "http://evil.example"}),
        ({"token": token[1]}, {"Origin": "null"}),
        ({"token": "guess"}, {"Origin": here}),
        ({}, {"Origin": here}),
    ):
        for what in ("changes", "publish"):
            assert served.get(f"/_/{what}", method="POST", form=form, **headers).status == 404
    for method in ("PUT", "DELETE", "OPTIONS"):
        assert served.get("/", method=method).status == 501


def test_drafts_and_what_is_held_are_shown_and_marked(served: Preview) -> None:
    french, english = served.get("/fr/point-fr/"), served.get("/en/point-en/")
    assert "SECRETDRAFT" in french.text
    assert "Brouillon" in french.panel
    assert "Draft" in english.panel
    held = served.get("/en/later-en/")
    assert "EMBARGOED" in held.text
    assert "Held until March 11, 2026 at 9:00\u00a0a.m." in held.panel
    marks = html.unescape(re.search(r'data-marks="([^"]*)"', served.get("/en/").text)[1])  # type: ignore[index]
    assert '"/en/point-en/": "Draft"' in marks
    assert '"/fr/point-fr/": "Brouillon"' in marks
    assert "SECRETDRAFT" not in served.get("/en/about/").text


def test_a_draft_is_judged_as_if_it_went_out(served: Preview) -> None:
    panel = served.get("/fr/point-fr/").panel
    assert f'data-copy="{served.workspace.shown(served.post("point.fr.md"))}:9' in panel
    assert "TODO" in panel
    assert "erreur" in panel


def test_the_policy_lets_in_only_what_is_ours(served: Preview) -> None:
    text = served.get("/").text
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])  # type: ignore[index]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy
    assert rules["script-src"].count("sha256-") == text.count("<script"), "each script is named, and no other runs"


def test_the_overview_has_everything(served: Preview) -> None:
    found = served.get("/_/?lang=fr")
    assert found.status == 200
    for source in served.view.sources.values():
        assert f'href="{source.address}"' in found.text
        assert source.path in found.text
    assert "Brouillon" in found.said
    assert "Overview" in served.get("/_/?lang=en").said
    both = served.get("/_/side?page=/en/point-en/")
    assert re.findall(r'<iframe src="([^"]*)"', both.text) == ["/fr/point-fr/", "/en/point-en/"]


# ── in the room ──


def test_in_the_room_only_the_path_opens(served: Preview) -> None:
    address = served.session.room
    server, _, base = address.rstrip("/").rpartition("/")
    assert len(base) >= 22
    assert ask(server, f"/{base}/").status == 200
    for path in ("/", "/_/", f"/{base[:-1]}/", f"/{base}x/", "/fr/point-fr/", f"/{base.swapcase()}/"):
        found = ask(server, path)
        assert (found.status, found.body) == (404, b""), path


def test_in_the_room_every_way_leads_below_the_path(served: Preview) -> None:
    server, _, base = served.session.room.rstrip("/").rpartition("/")
    for path in ("/", "/none/deep/", "/_/", "/_/?lang=en", "/fr/point-fr/", "/_/side?page=/fr/point-fr/"):
        found = ask(server, f"/{base}{path}")
        rooted = re.findall(r'<(?:a|link|iframe|img)\b[^>]*?\s(?:href|src)="(/[^"]*)"', found.text)
        assert rooted
        assert [one for one in rooted if not one.startswith(f"/{base}/") or f"{base}/{base}" in one] == []
    sent = ask(server, f"/{base}/fr/point-fr")
    assert sent.headers["location"] == f"/{base}/fr/point-fr/"


def test_in_the_room_nobody_publishes(served: Preview) -> None:
    server, _, base = served.session.room.rstrip("/").rpartition("/")
    assert "publish" not in ask(server, f"/{base}/").panel
    assert ask(server, f"/{base}/_/publish").status == 404
    token = re.search(r'name="token" value="([^"]+)"', served.get("/_/publish").text)
    assert token
    for what in ("changes", "publish"):
        found = ask(server, f"/{base}/_/{what}", method="POST", form={"token": token[1]}, Origin=server)
        assert found.status == 404


def test_the_path_is_in_no_event(served: Preview) -> None:
    base = served.session.room.rstrip("/").rpartition("/")[2]
    assert served.told
    assert base not in repr(served.told)
