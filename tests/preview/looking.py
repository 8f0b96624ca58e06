"""A preview that tests look at over HTTP, as a browser does, while they save files as an editor does."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from launcher.launch import folder, prepare
from launcher.launch.folder import Crisis
from launcher.model import File, Mode
from launcher.preview import ground
from launcher.preview.desk import Event
from launcher.preview.session import Session, session
from launcher.preview.view import View
from launcher.services import World
from launcher.workspace import Workspace, bundled
from tests.cli.conftest import snapshot

NOW = dt.datetime(2026, 3, 10, 13, 0, tzinfo=dt.UTC)
PATIENCE = 60.0
"""Seconds that a build may take on a busy machine."""
LOOPBACK = "127.0.0.1"
_BLOCK = re.compile(r"<sparewheel-preview .*?</sparewheel-preview><script>.*?</script>", re.S)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def panel(self) -> str:
        """What stands beside the page."""
        return self.text.partition('<div id="shell"')[2].partition("</template>")[0]

    @property
    def said(self) -> str:
        """All of it as it is read."""
        return re.sub(r"\s+", " ", re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", " ", self.text, flags=re.S))


def bare(page: bytes, original: bytes) -> bytes:
    """A page without what the preview adds, its policy as it was built."""
    text = _BLOCK.sub("", page.decode(), count=1)
    found = _POLICY.search(original.decode())
    return _POLICY.sub(lambda _: found[0] if found else "", text, count=1).encode()


@dataclass
class Preview:
    """One that runs: `told` are its events, `clock` is what time it is there."""

    crisis: Crisis
    workspace: Workspace
    clock: list[dt.datetime] = field(default_factory=lambda: [NOW])
    told: list[Event] = field(default_factory=list)
    running: Session | None = None
    at_first: Mapping[str, File] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        assert self.running is not None
        return self.running

    @property
    def view(self) -> View:
        return self.session.desk.view

    def post(self, name: str) -> Path:
        return self.crisis.content / "posts" / name

    def page(self, name: str) -> Path:
        return self.crisis.content / "pages" / name

    # ── as a browser ──

    def get(self, path: str, *, method: str = "GET", form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        return ask(self.session.address, path, method=method, form=form, **headers)

    def shown(self, address: str, until: Callable[[Answer], bool]) -> Answer:
        """The page there, as soon as it is so."""
        found: Answer = self.until(lambda: self.get(address), until)
        return found

    def until(self, look: Callable[[], Any], is_so: Callable[[Any], bool]) -> Any:
        """What is seen, as soon as it is so; each new view is looked at once."""
        seen = self.view
        for _ in range(200):
            if is_so(found := look()):
                return found
            newer = self.session.desk.newer(seen, PATIENCE)
            assert newer is not seen, f"nothing came: {self.told[-3:]}"
            seen = newer
        raise AssertionError("never so")

    def judged(self) -> View:
        """The view, once the gate has spoken of it."""
        found: View = self.until(lambda: self.view, lambda view: view.judged)
        return found

    @contextlib.contextmanager
    def events(self, address: str) -> Iterator[Iterator[tuple[str, str]]]:
        """What a page at that address is told, from now on."""
        page = self.get(address).text
        is_ = re.search(r'data-is="([^"]*)"', page)
        panel = re.search(r'id="shell"[^>]*data-is="([^"]*)"', page)
        assert is_
        assert panel
        connection = http.client.HTTPConnection(urlsplit(self.session.address).netloc, timeout=PATIENCE)
        connection.request("GET", f"/_/events?page={quote(address)}&is={is_[1]}&panel={panel[1]}")
        with contextlib.closing(connection):
            yield _stream(connection.getresponse())


def _stream(answer: http.client.HTTPResponse) -> Iterator[tuple[str, str]]:
    kind = ""
    for line in answer:
        text = line.decode().rstrip("\n")
        if text.startswith("event: "):
            kind = text.removeprefix("event: ")
        elif text.startswith("data: ") and kind != "breath":
            yield kind, text.removeprefix("data: ")


def ask(
    server: str, path: str, *, method: str = "GET", form: Mapping[str, str] | None = None, **headers: str
) -> Answer:
    """One request, the path as it stands."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=PATIENCE)
    body = "&".join(f"{key}={quote(value)}" for key, value in form.items()) if form is not None else None
    with contextlib.closing(connection):
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())


def unreachable() -> World:
    raise AssertionError("a preview asked for the world")


@contextlib.contextmanager
def previewing(
    crisis: Crisis, workspace: Workspace, reach: Callable[[], World] = unreachable, *, room: str = ""
) -> Iterator[Preview]:
    """A preview of that crisis, on any port."""
    made = Preview(crisis, workspace)
    with session(crisis, workspace, lambda: made.clock[0], reach, made.told.append, port=0, room=room) as running:
        made.running = running
        yield made


def crisis_in(root: Path) -> tuple[Crisis, Workspace]:
    """A workspace with one crisis that is not launched yet, its pages rendered from the playbook's own example."""
    place = root / "crises" / "recall"
    shutil.copytree(bundled("playbooks") / "product-recall", place / "playbook" / "product-recall")
    shutil.copyfile(place / "playbook" / "product-recall" / "drill" / "facts.yaml", place / "facts.yaml")
    for folder_ in (root, place):
        shutil.copyfile(bundled("sparewheel.yaml"), folder_ / "sparewheel.yaml")
    crisis = Crisis("recall", "product-recall", "sandbox", Mode.LIVE, NOW, place)
    told = {"id": crisis.id, "playbook": crisis.playbook, "target": crisis.target, "mode": "live"}
    (place / "crisis.json").write_text(json.dumps({**told, "opened_at": NOW.isoformat()}), "utf-8")
    workspace = Workspace(root)
    prepare.render(ground.read(crisis, workspace).texts, place)
    return folder.read(place), workspace


def copied(model: tuple[Crisis, Workspace], root: Path) -> tuple[Crisis, Workspace]:
    """The same crisis in a workspace of its own."""
    shutil.copytree(model[1].root, root / "workspace")
    return folder.read(root / "workspace" / "crises" / "recall"), Workspace(root / "workspace")


@contextlib.contextmanager
def restored(preview: Preview) -> Iterator[None]:
    """Whatever is saved meanwhile is as before afterwards, and so is what is shown."""
    place = preview.crisis.folder
    preview.at_first = preview.at_first or preview.view.files
    before = snapshot(place)
    yield
    preview.clock[0] = NOW
    for path in place.rglob("*"):
        if (path.is_file() or path.is_symlink()) and str(path.relative_to(place)) not in before:
            path.unlink()
    for name, data in before.items():
        if not (place / name).is_file() or (place / name).read_bytes() != data:
            (place / name).write_bytes(data)
    preview.until(lambda: preview.view, lambda now: (now.files, now.failures) == (preview.at_first, ()))


def changed(file: Path, old: str, new: str) -> None:
    """Save a file with a text replaced."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def twin(lang: str, body: str, *more: str, slug: str = "point") -> str:
    """A post, with more lines of front matter."""
    head = f"Title: Point {lang}\nLang: {lang}\nSlug: {slug}-{lang}\nTwin: {slug}\nKind: question"
    return "\n".join([head, "Date: 2026-03-10T08:00:00-04:00", *more, "", body, ""])
