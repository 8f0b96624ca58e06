"""What is rendered again and what is not, and what a cache must never do: lie, or be in the way."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.errors import Refused, SpareWheelError
from launcher.model import Release
from launcher.site import build, objects, rebuilding, release, remembering
from launcher.site.rebuilding import Made
from tests.site import changing, samples
from tests.site.changing import Stage

Spoil = Callable[[Stage], object]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = changing.begun(tmp_path_factory.mktemp("first"))
    assert made(stage).how == "full"
    return stage


@pytest.fixture
def stage(first: Stage, tmp_path: Path) -> Stage:
    return changing.copied(first, tmp_path)


def made(stage: Stage) -> Made:
    return rebuilding.release(stage.root, stage.site, stage.theme, stage.now)


def whole(stage: Stage, out: Path) -> Release:
    build.build(stage.content, stage.site, stage.theme, out, stage.now)
    return release.pack(out, stage.site)


def cached(stage: Stage, pattern: str) -> list[Path]:
    found = list((stage.root / ".cache").glob(f"*/{pattern}"))
    assert found
    return found


def edit(stage: Stage) -> None:
    file = stage.content / "posts/p00.fr.md"
    file.write_text(file.read_text("utf-8") + "\nEncore.\n", "utf-8")


# ── what is rendered ─────────────────────────────────────────────────────────────────────────────


def test_nothing_changed(stage: Stage) -> None:
    again, once_more = made(stage), made(stage)
    assert (again.how, again.rendered, again.why) == ("incremental", (), "")
    assert again.release == once_more.release


def test_a_text_is_its_page_and_the_feeds(stage: Stage, tmp_path: Path) -> None:
    edit(stage)
    again = made(stage)
    files = ("fr/feed.atom", "fr/feed.json", "fr/p00-fr/index.html")
    assert (again.how, again.rendered) == ("incremental", files)
    assert again.release == whole(stage, tmp_path / "out")
    for file in again.release.files:
        assert release.body(stage.root, file)


def test_a_newest_post_changes_few_files(stage: Stage, tmp_path: Path) -> None:
    """In both languages, with the promise of the one before kept by it: at most 12 files of all."""
    date, later = "2026-03-15T06:00:00-04:00", "2026-03-16T06:00:00-04:00"
    for lang in ("fr", "en"):
        samples.write(stage.content, f"posts/z1.{lang}", kind="update", date=date, next_update=later)
    before = {file.path: file.sha256 for file in made(stage).release.files}
    for lang in ("fr", "en"):
        samples.write(stage.content, f"posts/z2.{lang}", kind="update", date=later)
    again = made(stage)
    changed = {file.path for file in again.release.files if before.get(file.path) != file.sha256}
    assert changed == set(again.rendered)
    assert len(changed) <= 12
    assert not [path for path in changed if "/1/" in path]
    assert again.release == whole(stage, tmp_path / "out")


def test_an_embargo_passes_though_no_file_changed(stage: Stage, tmp_path: Path) -> None:
    samples.write(stage.content, "posts/held.fr", "HELD", embargo="2026-03-21T06:00:00-04:00")
    assert "fr/held-fr/index.html" not in {file.path for file in made(stage).release.files}
    stage.take("clock", 0, 48)
    again = made(stage)
    assert again.how == "incremental"
    assert "fr/held-fr/index.html" in again.rendered
    assert again.release == whole(stage, tmp_path / "out")


def test_drafts_never_reach_the_themes_process(stage: Stage) -> None:
    samples.write(stage.content, "posts/draft.fr", "SECRETDRAFT", status="draft")
    assert made(stage).how == "incremental"
    kept = [file for file in stage.root.rglob("*") if file.is_file() and "content" not in file.parts]
    assert not [file for file in kept if b"SECRETDRAFT" in file.read_bytes()]


def test_a_resident_renderer_follows_everything(stage: Stage, tmp_path: Path) -> None:
    kept = made(stage)
    with rebuilding.Renderer(stage.theme) as renderer:
        for step in ("edit", "sheet", "edit", "name", "edit"):
            stage.take(step, 3, 7)
            kept = renderer.release(stage.root, stage.site, stage.now)
            assert kept.how == ("incremental" if step == "edit" else "full"), kept.why
    assert kept.release == whole(stage, tmp_path / "out")


def test_two_sites_of_one_crisis_do_not_meet(stage: Stage) -> None:
    national = made(stage).release
    stage.take("edition", 0, 1)
    assert made(stage).how == "full"
    assert made(stage).how == "incremental"
    stage.site = samples.site()
    again = made(stage)
    assert (again.how, again.release) == ("incremental", national)


# ── a cache that is not what was left ────────────────────────────────────────────────────────────


def _cut(pattern: str) -> Spoil:
    def spoil(stage: Stage) -> None:
        for file in cached(stage, pattern):
            file.write_bytes(file.read_bytes()[:-40])

    return spoil


def _turned(pattern: str) -> Spoil:
    def spoil(stage: Stage) -> None:
        for file in cached(stage, pattern):
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 1
            file.write_bytes(bytes(data))

    return spoil


def _gone(pattern: str) -> Spoil:
    def spoil(stage: Stage) -> None:
        for file in cached(stage, pattern):
            file.unlink()

    return spoil


def _emptied(pattern: str) -> Spoil:
    return lambda stage: [file.write_bytes(b"") for file in cached(stage, pattern)]


def _manifest(stage: Stage) -> None:
    for file in (stage.root / "releases").glob("*.json"):
        file.unlink()


def _object(stage: Stage) -> None:
    file = made(stage).release.files[0]
    objects.place(stage.root, file.sha256).unlink()


def _template(stage: Stage) -> None:
    (stage.theme / "templates" / "unknown.html").write_text("new")


SPOILT: dict[str, Spoil] = {
    "memory cut": _cut("memory.json"),
    "memory turned": _turned("memory.json"),
    "memory empty": _emptied("memory.json"),
    "index cut": _cut("index-*"),
    "index turned": _turned("index-*"),
    "index gone": _gone("index-*"),
    "texts gone": _gone("texts-*"),
    "manifest gone": _manifest,
    "object gone": _object,
    "theme": _template,
    "all gone": lambda stage: shutil.rmtree(stage.root / ".cache"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_cache_costs_a_whole_build_and_nothing_else(stage: Stage, name: str) -> None:
    good = made(stage).release
    SPOILT[name](stage)
    healed = made(stage)
    assert (healed.how, bool(healed.why)) == ("full", True)
    assert name == "theme" or healed.release == good
    assert made(stage).how == "incremental"


def test_texts_that_were_turned_are_seen_when_they_are_read(stage: Stage, tmp_path: Path) -> None:
    made(stage)
    (file,) = cached(stage, "texts-*")
    file.write_bytes(bytes(byte ^ 1 for byte in file.read_bytes()))
    samples.write(stage.content, "posts/z.fr", date="2026-03-15T06:00:00-04:00")
    assert made(stage).release == whole(stage, tmp_path / "out")


def test_a_file_that_is_rendered_otherwise_is_told(stage: Stage) -> None:
    """Something that no digest covers changed what pages look like: here, an output that was never what it seemed."""
    made(stage)
    (memory,) = cached(stage, "memory.json")
    rest = json.loads(memory.read_bytes().partition(b"\n")[2])
    kept = release.load(stage.root, rest[2])
    data = b"not what it was"
    objects.put(stage.root, data)
    false = release.named([release.describe(file.path, data) for file in kept.files], stage.site)
    release.keep(false, stage.root)
    rest[2] = false.id
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode()
    memory.write_bytes(remembering.sha256(text).encode() + b"\n" + text)
    healed = made(stage)
    assert (healed.how, healed.release) == ("full", kept)
    assert "is not what it was" in healed.built.warnings[-1]


def test_a_theme_that_only_builds_whole(stage: Stage) -> None:
    (stage.theme / "site_again.py").unlink()
    made(stage)
    assert made(stage).how == "full"


# ── faults of the content, of the disk, of the machine ───────────────────────────────────────────


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda stage: samples.write(stage.content, "posts/a.fr", date="hier"), "not a moment"),
        (lambda stage: samples.write(stage.content, "posts/a.fr", "[x]({filename}/posts/no.fr.md)"), "nothing that is"),
        (lambda stage: samples.write(stage.content, "posts/a.fr", "[x](javascript:a)"), "not allowed"),
        (lambda stage: samples.write(stage.content, "posts/a.fr", "![]({static}/images/plan.png)"), "no description"),
        (lambda stage: samples.write(stage.content, "posts/a.fr", "[x]({static}/files/no.pdf)"), "does not exist"),
        (lambda stage: samples.write(stage.content, "posts/a.fr", slug="p01-fr"), "already has the address"),
        (lambda stage: (stage.content / "pages/home.en.md").unlink(), "no home page"),
    ],
)
def test_a_fault_is_refused_as_a_whole_build_refuses_it(stage: Stage, spoil: Spoil, words: str, tmp_path: Path) -> None:
    spoil(stage)
    before = sorted((stage.root / "releases").iterdir())
    with pytest.raises(SpareWheelError) as caught:
        made(stage)
    with pytest.raises(SpareWheelError) as reference:
        whole(stage, tmp_path / "out")
    assert words in caught.value.problems[0].message
    assert caught.value.problems == reference.value.problems
    assert sorted((stage.root / "releases").iterdir()) == before


def test_a_full_disk_is_one_line_and_leaves_what_was(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    good = made(stage)
    edit(stage)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(objects, "write_whole", full)
        with pytest.raises(Refused) as caught:
            made(stage)
    assert caught.value.reason_code == "disk-full"
    assert release.load(stage.root, good.release.id) == good.release
    assert made(stage).how == "incremental"


SCRIPT = """
import sys
from launcher.site import rebuilding
from tests.site import changing, samples
from pathlib import Path
print("begun", flush=True)
rebuilding.release(Path(sys.argv[1]), samples.site(), Path(sys.argv[2]), changing.START)
print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_killed_anywhere_the_next_run_is_right(stage: Stage, tmp_path: Path, delay: float) -> None:
    edit(stage)
    arguments = [sys.executable, "-c", SCRIPT, str(stage.root), str(stage.theme)]
    with subprocess.Popen(arguments, cwd=samples.THEME.parent, stdout=subprocess.PIPE) as running:
        assert running.stdout
        running.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(delay)
        running.send_signal(signal.SIGKILL)
    for manifest in (stage.root / "releases").glob("*.json"):
        for file in release.load(stage.root, manifest.stem).files:
            assert release.body(stage.root, file)
    assert made(stage).release == whole(stage, tmp_path / "out")
