"""Readers while writers publish and roll back: each gets an old page or a new one, whole; and what a page leads to is
there."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launcher.connect.sandbox import BUCKET
from launcher.launch import folder
from launcher.launch.deploy.depot import look
from launcher.model import Release
from launcher.providers.sandbox.ports import SandboxEdge
from launcher.site import release as releases
from tests.launch.conftest import Unbroken
from tests.launch.stage import Stage, on_stage

TURNS = 100 if os.environ.get("SPAREWHEEL_CHAOS") == "full" else 6
POST = "Title: Post {n}\nLang: {lang}\nSlug: post-{n}\nTwin: p{n}\nKind: subject\nDate: {date}\n\nText.\n"
LINK = re.compile(rb'(?:href|src)="(?!https?:|mailto:|tel:|data:|#)([^"#]+)')


@dataclass
class Reader:
    """One who follows links all day: what it got, as (path, status, digest), and the links that led nowhere."""

    host: str
    address: tuple[str, int]
    got: list[tuple[str, int, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": self.host})
            answer = connection.getresponse()
            body = answer.read()
        self.got.append((path, answer.status, hashlib.sha256(body).hexdigest()))
        return answer.status, body

    def follow(self) -> None:
        """From the home page to what it leads to, again and again."""
        while not self.ended.is_set():
            for page in ("/en/", "/fr/a-propos/", "/en/feed.atom"):
                _, body = self.get(page)
                for link in LINK.findall(body)[:8]:
                    path = resolved(page, link.decode())
                    if self.get(path)[0] != 200:
                        self.lost.append((page, path))


def resolved(page: str, link: str) -> str:
    parts: list[str] = []
    for part in (link if link.startswith("/") else page.rpartition("/")[0] + "/" + link).split("/"):
        parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
    return "/" + "/".join(parts).lstrip("/")


@pytest.fixture
def live(tmp_path: Path, unbroken: Unbroken) -> Iterator[Stage]:
    with on_stage(tmp_path / "workspace", unbroken.stage) as stage:
        assert stage.run("resume").code == 0
        yield stage


@contextlib.contextmanager
def reading(stage: Stage, many: int = 3) -> Iterator[list[Reader]]:
    host = folder.standing(stage.crisis).domain
    front = SandboxEdge(stage.world(), BUCKET).front(host)
    readers = [Reader(host, (front.addresses[0], front.port)) for _ in range(many)]
    threads = [threading.Thread(target=reader.follow) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        for reader, thread in zip(readers, threads, strict=True):
            reader.ended.set()
            thread.join()


def change(stage: Stage, turn: int) -> None:
    """A post comes, or a page is edited, or both; every third time a release comes back."""
    for lang in ("fr", "en"):
        post = stage.crisis.content / "posts" / f"p{turn}.{lang}.md"
        date = f"2026-03-10T{9 + turn // 60:02}:{turn % 60:02}:00-04:00"
        post.write_text(POST.format(n=turn, lang=lang, date=date), "utf-8")
    command = ["rollback"] if turn % 3 == 2 else ["publish", "--yes"]
    ran = stage.run(*command)
    assert ran.code == 0, ran.stdout


def been_live(stage: Stage) -> list[Release]:
    outs = look(stage.storage(), folder.standing(stage.crisis).domain).state.outs
    return [releases.load(stage.crisis.folder, one.release) for one in outs]


def test_every_answer_is_a_whole_page_of_the_old_or_the_new_site(live: Stage) -> None:
    with reading(live) as readers:
        for turn in range(TURNS):
            change(live, turn)
    known: dict[str, set[str]] = defaultdict(set)
    made = been_live(live)
    for release in made:
        for file in release.files:
            known["/" + file.path.removesuffix("index.html")].add(file.sha256)
    always = {path for path in known if all(path in paths(release) for release in made)}
    answers = [answer for reader in readers for answer in reader.got]
    assert len(answers) > 20 * TURNS
    assert {sha for path, status, sha in answers if status == 200 and sha not in known[path]} == set()
    assert {path for path, status, _ in answers if status != 200 and path in always} == set()
    assert {status for _, status, _ in answers} <= {200, 404}


def test_what_a_page_leads_to_is_there(live: Stage) -> None:
    """While posts only come: nothing that a page names is missing, whichever of the two sites it was of."""
    with reading(live) as readers:
        for turn in [turn for turn in range(2 * TURNS) if turn % 3 != 2][: TURNS // 2]:
            change(live, turn)
    assert [lost for reader in readers for lost in reader.lost] == []


def paths(release: Release) -> set[str]:
    return {"/" + file.path.removesuffix("index.html") for file in release.files}
