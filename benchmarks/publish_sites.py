"""Who puts a blog out: ours, as a command and from a process that stays, and the others. All alike to who measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from benchmarks import processes, publish_content
from benchmarks.peers.builders import Builder
from benchmarks.peers.uploaders import Job, environment
from benchmarks.publish_content import LANGUAGES, Form
from benchmarks.publish_world import Ground
from benchmarks.servers import Server, digests
from tests.real.rehearsal_world import NAME

SPAREWHEEL = str(Path(sys.executable).with_name("sparewheel"))


@dataclass(frozen=True, slots=True)
class Out:
    """How it went out: seconds on the wall and of the processors (0: not known), MB of memory of all processes at once,
    how many files changed, and whether readers get the text that was saved."""

    wall: float
    cpu: float
    memory: float
    changed: int
    live: bool


class Site(Protocol):
    """A blog that somebody puts out."""

    @property
    def posts(self) -> Path:
        """The folder of its Markdown files."""

    @property
    def form(self) -> Form:
        """How they are written."""

    def put_out(self, slug: str, text: str, *, watched: bool) -> Out:
        """What was saved goes out; then the page of this post must show this text. `watched`: memory is looked at."""


def fill(site: Site, posts: int) -> None:
    """So many Markdown files."""
    publish_content.write(site.posts, range(_pairs(site), posts // len(LANGUAGES)), site.form)


def edit(site: Site, again: str, *, watched: bool = False) -> Out:
    """A post from the middle gets one more paragraph, in both languages, and goes out. Saving is in the time."""
    number = _pairs(site) // 2
    started = time.perf_counter()
    text = publish_content.edit(site.posts, number, again)
    saved = time.perf_counter() - started
    return _with(saved, site.put_out(publish_content.slug(number), text, watched=watched))


def add(site: Site, _: str, *, watched: bool = False) -> Out:
    """A newest post, in both languages, goes out."""
    number = _pairs(site)
    started = time.perf_counter()
    publish_content.write(site.posts, range(number, number + 1), site.form)
    saved = time.perf_counter() - started
    return _with(saved, site.put_out(publish_content.slug(number), f"note {number}", watched=watched))


def _pairs(site: Site) -> int:
    return len(list(site.posts.glob("note-*.fr.md")))


def _with(saved: float, out: Out) -> Out:
    return Out(saved + out.wall, out.cpu, out.memory, out.changed, out.live)


# ── ours ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ours:
    """`sparewheel publish`, a fresh process each time."""

    ground: Ground
    form: Form = publish_content.pelican

    @property
    def posts(self) -> Path:
        return self.ground.workspace.crisis / "content" / "posts"

    def put_out(self, slug: str, text: str, *, watched: bool) -> Out:
        ran = self.run("publish", "--yes", "--json", watched=watched)
        data = json.loads(ran.said)["data"]
        changed = len(data["changed"]) + len(data["removed"])
        return Out(ran.wall, ran.cpu, ran.together, changed, self.live(slug, text))

    def live(self, slug: str, text: str) -> bool:
        return text in self.ground.page(f"/fr/{slug}/")

    def run(self, *arguments: str, watched: bool = False) -> processes.Ran:
        """Any command of ours, in the workspace."""
        at_home = self.ground.workspace
        return processes.run(
            [SPAREWHEEL, *arguments], at_home.folder, {**os.environ, **at_home.secrets}, family=watched
        )

    def build(self, out: Path) -> Sequence[str | Path]:
        """The command of one full build."""
        crisis = self.ground.workspace.crisis
        theme = self.ground.workspace.folder / "standby_site"
        return (sys.executable, "-m", "benchmarks.ours_build", crisis, theme, out, NAME)


@dataclass(frozen=True, slots=True)
class Resident:
    """The same crisis, from a process that stays."""

    ours: Ours
    process: subprocess.Popen[str]

    @property
    def posts(self) -> Path:
        return self.ours.posts

    @property
    def form(self) -> Form:
        return self.ours.form

    def put_out(self, slug: str, text: str, *, watched: bool) -> Out:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        told = answer(self.process)
        memory = processes.memory(self.process.pid) if watched else 0.0
        return Out(told["wall_s"], 0.0, memory, len(told["changed"]), self.ours.live(slug, text))


def resident(ours: Ours) -> Resident:
    """It has started once this is there; it ends with its standard input."""
    at_home = ours.ground.workspace
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.resident", str(at_home.folder)],
        cwd=processes.ROOT,
        env={**os.environ, **at_home.secrets},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    answer(process)
    return Resident(ours, process)


def answer(process: subprocess.Popen[str]) -> Mapping[str, Any]:
    """Its next line."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the resident process ended with {process.wait(10)}")
    found: Mapping[str, Any] = json.loads(line)
    return found


# ── the others ───────────────────────────────────────────────────────────────────────────────────


@dataclass
class Peer:
    """A builder and an uploader, one after the other. `there`: what the bucket held after the last time."""

    builder: Builder
    folder: Path
    job: Job
    server: Server
    there: Mapping[str, str] = field(default_factory=dict)

    @property
    def posts(self) -> Path:
        return self.folder / self.builder.posts

    @property
    def form(self) -> Form:
        return self.builder.form

    def put_out(self, slug: str, text: str, *, watched: bool) -> Out:
        upload = self.builder.upload(self.job)
        ran = [
            processes.run(command, self.folder, environment(self.job), family=watched)
            for command in (self.builder.build, upload)
        ]
        before, self.there = self.there, self.server.holds(self.job.bucket)
        changed = {name for name in {*before, *self.there} if before.get(name) != self.there.get(name)}
        live = self.there == digests(self.job.tree) and _told(self.job.tree, slug, text)
        wall, cpu = sum(one.wall for one in ran), sum(one.cpu for one in ran)
        return Out(wall, cpu, max(one.together for one in ran), len(changed), live)


def peer(builder: Builder, folder: Path, bucket: str, server: Server) -> Peer:
    """Ready to be filled."""
    folder.mkdir(parents=True)
    job = Job(folder / builder.out, server.endpoint, bucket, folder)
    builder.prepare(folder, job)
    return Peer(builder, folder, job, server)


def _told(tree: Path, slug: str, text: str) -> bool:
    """Whether a page of this post has the text."""
    pages = (page for page in tree.rglob("*.html") if slug in page.relative_to(tree).as_posix())
    return any(text in page.read_text("utf-8") for page in pages)
