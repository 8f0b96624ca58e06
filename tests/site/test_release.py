from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from launcher.errors import Malformed, Refused
from launcher.model import Release
from launcher.site import objects
from launcher.site import release as releases
from launcher.site.release import body, load, pack, save
from tests.site.samples import names, site


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "fr/que-faire").mkdir(parents=True)
    (folder / "index.html").write_text("accueil", encoding="utf-8")
    (folder / "fr/que-faire/index.html").write_text("été", encoding="utf-8")
    (folder / "fr/feed.atom").write_text("<feed/>", encoding="utf-8")
    (folder / "fr/feed.json").write_text("{}", encoding="utf-8")
    (folder / ".well-known").mkdir()
    (folder / ".well-known/security.txt").write_text("Contact: mailto:a@b.example\n", encoding="utf-8")
    (folder / "images").mkdir()
    (folder / "images/a.png").write_bytes(b"png")
    return folder


@pytest.fixture
def kept(out: Path, tmp_path: Path) -> tuple[Path, Release]:
    release = pack(out, site())
    save(release, out, tmp_path / "root")
    return tmp_path / "root", release


def test_pack_describes_every_file(out: Path) -> None:
    release = pack(out, site())
    files = {file.path: file for file in release.files}
    named = [".well-known/security.txt", "fr/feed.atom", "fr/feed.json", "fr/que-faire/index.html"]
    assert list(files) == [*named, "images/a.png", "index.html"]
    page = files["fr/que-faire/index.html"]
    assert page.sha256 == hashlib.sha256("été".encode()).hexdigest()
    assert (page.size, page.content_type, page.cache_control) == (5, "text/html; charset=utf-8", "public, max-age=60")
    assert files["fr/feed.json"].content_type == "application/feed+json; charset=utf-8"
    assert files[".well-known/security.txt"].content_type == "text/plain; charset=utf-8"
    assert files["fr/feed.atom"].content_type == "application/atom+xml; charset=utf-8"
    assert (files["images/a.png"].content_type, files["images/a.png"].cache_control) == (
        "image/png",
        "public, max-age=86400",
    )
    assert len(release.id) == 16


def test_the_name_is_stable_and_covers_bytes_names_and_headers(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pack(out, site()).id
    os.utime(out / "index.html", (1, 1))
    assert pack(out, site()).id == first
    monkeypatch.setattr(releases, "SHORT", "public, max-age=61")
    assert pack(out, site()).id != first
    monkeypatch.undo()
    (out / "index.html").rename(out / "home.html")
    assert pack(out, site()).id != first
    (out / "home.html").rename(out / "index.html")
    (out / "index.html").write_text("accueil!")
    assert pack(out, site()).id != first


@pytest.mark.parametrize("name", ["é.html", ".htaccess", ".well-known.html", "a b.html", "a\nb.html", "-x", "x" * 120])
def test_odd_names_are_refused(out: Path, name: str) -> None:
    (out / name).write_text("x")
    with pytest.raises(Refused) as caught:
        pack(out, site())
    assert caught.value.reason_code == "odd-name"


@pytest.mark.parametrize("target", ["/etc/hostname", "index.html", ".."])
def test_symlinks_are_refused(out: Path, target: str) -> None:
    (out / "link.html").symlink_to(target)
    with pytest.raises(Refused) as caught:
        pack(out, site())
    assert caught.value.reason_code == "symlink"


def test_special_files_and_nothing_are_refused(out: Path, tmp_path: Path) -> None:
    os.mkfifo(out / "pipe")
    with pytest.raises(Refused, match="no plain file"):
        pack(out, site())
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match="no files"):
        pack(tmp_path / "empty", site())


def test_save_load_body(out: Path, kept: tuple[Path, Release]) -> None:
    folder, release = kept
    assert load(folder, release.id) == release
    for file in release.files:
        assert body(folder, file) == (out / file.path).read_bytes()
    assert names(folder) == ["objects", "releases"]
    assert names(folder / "releases") == [f"{release.id}.json"]


def test_saving_twice_changes_nothing(out: Path, kept: tuple[Path, Release]) -> None:
    folder, release = kept
    manifest = releases.manifest(folder, release.id)
    before = manifest.stat().st_mtime_ns
    assert save(release, out, folder) == manifest
    assert manifest.stat().st_mtime_ns == before


def test_save_refuses_what_was_not_packed(out: Path, tmp_path: Path) -> None:
    release = pack(out, site())
    (out / "index.html").write_text("changed")
    with pytest.raises(Refused, match="changed after"):
        save(release, out, tmp_path / "root")
    assert not releases.manifest(tmp_path / "root", release.id).exists()


def test_tampering_is_detected(out: Path, kept: tuple[Path, Release]) -> None:
    folder, release = kept
    file = release.files[-1]
    path = objects.place(folder, file.sha256)
    path.write_text("tampered")
    with pytest.raises(Refused, match="was changed"):
        body(folder, file)
    save(release, out, folder)
    assert body(folder, file) == (out / file.path).read_bytes(), "who has the bytes puts them right"
    path.unlink()
    with pytest.raises(Refused, match="is missing"):
        body(folder, file)
    path.symlink_to(out / file.path)
    with pytest.raises(Refused, match="is a link"):
        body(folder, file)


@pytest.mark.parametrize("key", ["sha256", "path", "content_type", "cache_control"])
def test_a_changed_manifest_is_detected(kept: tuple[Path, Release], key: str) -> None:
    folder, release = kept
    manifest = releases.manifest(folder, release.id)
    raw = json.loads(manifest.read_text())
    raw["files"][0][key] += "0"
    manifest.write_text(json.dumps(raw))
    with pytest.raises(Refused, match="was changed"):
        load(folder, release.id)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": [{"path": 1}]}', '{"files": [{"size": "1"}]}', "\xff"])
def test_a_broken_manifest_is_malformed(kept: tuple[Path, Release], text: str) -> None:
    folder, release = kept
    releases.manifest(folder, release.id).write_bytes(text.encode("latin-1"))
    with pytest.raises(Malformed):
        load(folder, release.id)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0123", "G" * 16])
def test_names_that_are_no_release(tmp_path: Path, name: str) -> None:
    with pytest.raises(Malformed):
        load(tmp_path, name)


def test_no_such_release(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        load(tmp_path, "0" * 16)
    assert caught.value.reason_code == "no-release"


def test_a_full_disk_leaves_nothing(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    release = pack(out, site())
    monkeypatch.setattr(objects, "sync_path", full)
    with pytest.raises(Refused) as caught:
        save(release, out, tmp_path / "root")
    assert caught.value.reason_code == "disk-full"
    assert not releases.manifest(tmp_path / "root", release.id).exists()


def test_a_release_is_a_value(out: Path) -> None:
    release = pack(out, site())
    with pytest.raises(dataclasses.FrozenInstanceError):
        release.id = "x"  # type: ignore[misc]
