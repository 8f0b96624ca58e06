"""What a build refuses, counts and keeps out: the traps of knowledge/web.md §1.3 that a build meets."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.errors import Malformed, Refused, SpareWheelError
from launcher.model import Mode
from launcher.site import build as building
from launcher.site import complaints
from launcher.site.build import Built, build
from launcher.site.inventory import Inventory
from tests.site import samples
from tests.site.samples import THEME, names, site, write

Spoil = Callable[[Path], object]


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _refusal(content: Path, kind: type[SpareWheelError] = SpareWheelError) -> SpareWheelError:
    """The error of a build that must fail, having checked that it leaves nothing behind."""
    out = content.parent / "out"
    with pytest.raises(kind) as caught:
        build(content, site(), THEME, out)
    assert names(content.parent) == [content.name]
    assert "Traceback" not in str(caught.value)
    assert len(caught.value.message.splitlines()) == 1
    return caught.value


def test_counts_and_places(live: Path) -> None:
    pages = {f"{lang}/{slug}-{lang}/index.html" for lang in ("fr", "en") for slug in ("faq", "timeline")}
    posts = {f"{lang}/{slug}-{lang}/index.html" for lang in ("fr", "en") for slug in ("first", "second", "third")}
    homes = {"index.html", "fr/index.html", "en/index.html", "fr/que-faire/index.html", "en/action-en/index.html"}
    rest = {"404.html", "robots.txt", "sitemap.xml", "news-sitemap.xml", ".well-known/security.txt"}
    spoken = {f"{lang}/{name}" for lang in ("fr", "en") for name in ("feed.atom", "feed.json", "card.png")}
    assert _files(live) == pages | posts | homes | rest | spoken


def test_empty_crisis(content: Path, tmp_path: Path) -> None:
    assert build(content, site(), THEME, tmp_path / "out") == Built(pages=2, posts=0)


def test_drafts_are_nowhere(sites: dict[Mode, Path]) -> None:
    for folder in sites.values():
        assert not any(b"SECRETDRAFT" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_deleted_post_does_not_survive(content: Path, tmp_path: Path) -> None:
    post = write(content, "posts/a.fr")
    build(content, site(), THEME, tmp_path / "one")
    post.unlink()
    build(content, site(), THEME, tmp_path / "two")
    assert (tmp_path / "one/fr/a-fr/index.html").exists()
    assert not (tmp_path / "two/fr/a-fr").exists()


def test_same_content_same_bytes(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.fr", "b.fr", "a.en", "b.en"):
        write(content, f"posts/{name}")
    build(content, site(), THEME, tmp_path / "one")
    again = shutil.copytree(content, tmp_path / "elsewhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LANG", "xx_XX.UTF-8")
    build(again, site(), THEME, tmp_path / "two")
    assert _files(tmp_path / "one") == _files(tmp_path / "two")
    for name in _files(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_the_theme_is_left_as_it_was(live: Path) -> None:
    assert live
    assert not list(THEME.rglob("__pycache__"))


FAULTS: dict[str, tuple[Spoil, str, str, int]] = {
    "no title": (lambda c: write(c, "posts/a.fr", title=""), "bad-title", "a.fr.md", 1),
    "no date": (lambda c: write(c, "posts/a.fr", date=""), "bad-date", "a.fr.md", 1),
    "two readings": (lambda c: write(c, "posts/a.fr", date="03/04/2026"), "bad-date", "a.fr.md", 5),
    "no offset": (lambda c: write(c, "posts/a.fr", date="2026-03-10T06:30:00"), "bad-date", "a.fr.md", 5),
    "no such day": (lambda c: write(c, "posts/a.fr", date="2026-02-30T06:30:00-05:00"), "bad-date", "a.fr.md", 5),
    "bad next update": (lambda c: write(c, "pages/a.fr", next_update="soon"), "bad-next-update", "a.fr.md", 5),
    "no slug": (lambda c: write(c, "posts/a.fr", slug=""), "bad-slug", "a.fr.md", 1),
    "title of signs": (lambda c: write(c, "posts/a.fr", title="!!!", slug="!!!"), "bad-slug", "a.fr.md", 3),
    "traversal": (lambda c: write(c, "posts/a.fr", slug="../../x"), "bad-slug", "a.fr.md", 3),
    "LANG": (lambda c: write(c, "posts/a.fr", lang="FR"), "bad-lang", "a.fr.md", 2),
    "other lang": (lambda c: write(c, "posts/a.fr", lang="en"), "bad-lang", "a.fr.md", 2),
    "status typo": (lambda c: write(c, "posts/a.fr", status="publised"), "bad-status", "a.fr.md", 7),
    "order": (lambda c: write(c, "pages/a.fr", order="first"), "bad-order", "a.fr.md", 5),
    "txt": (lambda c: write(c, "posts/a.fr").rename(c / "posts/a.fr.txt"), "not-content", "a.fr.txt", 0),
    "MD": (lambda c: write(c, "posts/a.fr").rename(c / "posts/a.fr.MD"), "not-content", "a.fr.MD", 0),
    "no language": (lambda c: write(c, "posts/a.fr").rename(c / "posts/a.md"), "not-content", "a.md", 0),
    "folder": (lambda c: (c / "posts/old").mkdir(parents=True), "not-content", "old", 0),
    "symlink": (lambda c: (c / "pages/s.fr.md").symlink_to(c / "pages/home.fr.md"), "not-content", "s.fr.md", 0),
    "latin-1": (lambda c: (c / "pages/l.fr.md").write_bytes(b"Title: \xe9\n\n"), "not-utf8", "l.fr.md", 1),
    "blank line": (lambda c: (c / "pages/b.fr.md").write_text("\nTitle: A\n\n"), "blank-before-front-matter", "b", 1),
    "same slug": (lambda c: (write(c, "posts/a.fr", slug="x"), write(c, "posts/b.fr", slug="x")), "bad-slug", "b", 3),
    "page and post": (
        lambda c: (write(c, "pages/a.fr", slug="x"), write(c, "posts/b.fr", slug="x")),
        "bad-slug",
        "",
        3,
    ),
    "same twin": (lambda c: (write(c, "posts/a.fr"), write(c, "posts/b.fr", twin="a")), "bad-twin", "b.fr.md", 4),
    "no home": (lambda c: (c / "pages/home.en.md").unlink(), "no-home", "pages", 0),
    "draft home": (lambda c: write(c, "pages/home.en", kind="home", status="draft"), "no-home", "pages", 0),
    "post as home": (lambda c: write(c, "posts/h.fr", kind="home", slug="h"), "bad-slug", "h.fr.md", 3),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_stop_before_pelican_with_a_place(content: Path, name: str) -> None:
    spoil, code, file, line = FAULTS[name]
    spoil(content)
    problem = _refusal(content).problems[0]
    assert problem.where
    assert (problem.code, problem.where.line) == (code, line)
    assert file in problem.where.file
    assert problem.hint


def test_every_fault_at_once(content: Path) -> None:
    write(content, "posts/a.fr", date="hier", slug="Été")
    write(content, "posts/b.fr", title="")
    error = _refusal(content, Malformed)
    assert [problem.code for problem in error.problems] == ["bad-slug", "bad-date", "bad-title"]


def test_drafts_may_be_unfinished(content: Path, tmp_path: Path) -> None:
    write(content, "posts/a.fr", status="draft", date="", slug="", title="")
    assert build(content, site(), THEME, tmp_path / "out").posts == 0


PELICAN_FAULTS = {
    "dead link": ("Un.\n\n[x]({filename}/pages/rien.fr.md)", "nothing that is published", 10),
    "link to a draft": ("[x]({filename}/posts/draft.fr.md)", "nothing that is published", 8),
    "no description": ("![]({static}/images/a.png)", "no description", 0),
    "missing image": ("![A photo]({static}/images/absent.png)", "absent.png` does not exist", 8),
    "out of the content": ("[x]({static}/../facts.yaml)", "may not be published", 8),
    "a source file": ("[x]({static}/posts/draft.fr.md)", "may not be published", 8),
    "script address": ("[x](javascript:alert(1))", "not allowed", 8),
}


@pytest.mark.parametrize("name", PELICAN_FAULTS)
def test_faults_that_pelican_finds(content: Path, name: str) -> None:
    body, words, line = PELICAN_FAULTS[name]
    (content / "images").mkdir()
    (content / "images/a.png").write_bytes(b"png")
    write(content, "posts/draft.fr", status="draft")
    write(content, "posts/a.fr", body)
    problem = _refusal(content, Refused).problems[0]
    assert words in problem.message
    assert problem.where
    assert problem.where.file == str(content / "posts/a.fr.md")
    assert problem.where.line == line


def test_a_linked_file_is_copied_and_others_are_not(content: Path, tmp_path: Path) -> None:
    (content / "files").mkdir()
    (content / "files/liste.pdf").write_bytes(b"%PDF")
    (content / "files/prive.pdf").write_bytes(b"%PDF private")
    write(content, "pages/media.fr", "[La liste]({static}/files/liste.pdf)")
    build(content, site(), THEME, tmp_path / "out")
    assert (tmp_path / "out/files/liste.pdf").read_bytes() == b"%PDF"
    assert not (tmp_path / "out/files/prive.pdf").exists()


def test_dangerous_keys_do_nothing(content: Path, tmp_path: Path) -> None:
    write(content, "posts/a.fr", save_as="index.html", url="http://x.example", template="404", category="x")
    build(content, site(), THEME, tmp_path / "out")
    assert (tmp_path / "out/fr/a-fr/index.html").exists()


def test_out_must_be_new(content: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Refused, match="already exists"):
        build(content, site(), THEME, out)
    assert not list(out.iterdir())


def test_missing_folders_are_one_line(content: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        build(content, site(), THEME, tmp_path / "no/such/out")
    assert caught.value.reason_code == "missing"
    with pytest.raises(Malformed):
        build(tmp_path / "nothing", site(), THEME, tmp_path / "out")


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "full"), (errno.EROFS, "read-only")])
def test_a_disk_that_fails(content: Path, number: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(building, "_snapshot", fail)
    assert words in _refusal(content, Refused).message


def test_a_disk_that_fails_under_pelican(tmp_path: Path) -> None:
    log = "OSError: [Errno 28] No space left on device: 'x'\nTraceback (most recent call last):\n  File"
    error = complaints.read(log, Inventory(tmp_path, ()), tmp_path)
    assert (error.exit_code, error.reason_code) == (3, "disk-full")


def test_a_broken_theme_is_named(content: Path, tmp_path: Path) -> None:
    theme = shutil.copytree(THEME, tmp_path / "theme")
    (theme / "templates/article.html").write_text("{{ nothing.here }}")
    write(content, "posts/a.fr")
    with pytest.raises(Refused) as caught:
        build(content, site(), theme, tmp_path / "out")
    assert "nothing" in caught.value.message
    assert not (tmp_path / "out").exists()


def test_a_build_that_is_not_what_was_asked_for(content: Path, tmp_path: Path) -> None:
    theme = shutil.copytree(THEME, tmp_path / "theme")
    outputs = theme / "site_outputs.py"
    outputs.write_text(outputs.read_text().replace('_output("404.html", ', '_output("lost.html", '))
    write(content, "posts/a.fr")
    with pytest.raises(Refused) as caught:
        build(content, site(), theme, tmp_path / "out")
    assert {problem.code for problem in caught.value.problems} == {"not-built", "not-asked-for"}


def test_no_pelican(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert _refusal(content, Refused).reason_code == "build-failed"


def test_secrets_stay_out_of_pelicans_process(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cret")
    theme = shutil.copytree(THEME, content.parent.parent / f"{content.parent.name}-theme")
    settings = theme / "pelicanconf.py"
    settings.write_text(f"{settings.read_text()}\nimport os\nassert 'AWS_SECRET_ACCESS_KEY' not in os.environ\n")
    build(content, samples.site(), theme, content.parent / "out")
