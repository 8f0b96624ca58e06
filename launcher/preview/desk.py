"""The desk: watches what writers save, builds what they will see, has it judged, and tells whoever waits."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from launcher.errors import Problem, SpareWheelError
from launcher.launch.disk import telling
from launcher.launch.folder import Crisis
from launcher.launch.registers import PRIVATE
from launcher.preview import ground as ground_room
from launcher.preview import judging, making
from launcher.preview.copying import LEDGER, SHOWN, Copy
from launcher.preview.ground import Ground
from launcher.preview.making import Made
from launcher.preview.sources import Sources
from launcher.preview.view import State, View
from launcher.preview.watching import Watch
from launcher.site.rebuilding import Renderer
from launcher.workspace import Workspace

LOOK, SHARE = 0.05, 4
"""Seconds between two looks; looking takes a fifth of the time at most, however many files there are."""
LEAVE = 3.0
"""Seconds for which the end of a preview waits for what is under way."""
_BESIDE = ("facts.yaml", "sparewheel.yaml", "playbook", PRIVATE, LEDGER)
"""What pages are made of beside the content, in the crisis's folder."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `rebuilt`, `judged` or `failed`, with what a person or a program wants to know."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Desk:
    """One for each preview. `view` is what is shown now; `tell` hears of each event, `now` is what time it is."""

    def __init__(
        self,
        crisis: Crisis,
        workspace: Workspace,
        root: Path,
        renderer: Renderer,
        now: Callable[[], dt.datetime],
        tell: Callable[[Event], None],
    ) -> None:
        self.view = View(root=root / SHOWN)
        self._crisis, self._workspace, self._root, self._now, self._tell = crisis, workspace, root, now, tell
        self._copy, self._renderer = Copy(crisis, root), renderer
        self._sources = Sources(self._copy.as_is / "content", self._shown)
        self._watch = Watch([crisis.content, *(crisis.folder / name for name in _BESIDE), workspace.theme])
        self._ground: Ground | None = None
        self._wrong: tuple[Problem, ...] = ()
        self._owed: set[Path] = set()  # what changed and has not been taken over yet: a disk was full
        self._changed, self._unjudged, self._stopping = threading.Condition(), threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    # ── for those who look ──

    def newer(self, than: View, seconds: float) -> View:
        """The view, as soon as it is another one than that, or after so many seconds, or when the preview ends."""
        with self._changed:
            self._changed.wait_for(lambda: self.view is not than or self.ended, seconds)
            return self.view

    @property
    def ended(self) -> bool:
        """Whether the preview ends."""
        return self._stopping.is_set()

    # ── from the first build to the last ──

    def start(self) -> None:
        """Build what lies there; then follow, in threads of its own, until `stop`."""
        self._rebuild(self._watch.files, first=True)
        for work in (self._follow, self._judge):
            self._threads.append(threading.Thread(target=work, name=f"preview{work.__name__}", daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        """Let everyone go who waits."""
        self._stopping.set()
        self._unjudged.set()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(LEAVE)

    def _follow(self) -> None:
        pause, built = LOOK, True
        while not self._stopping.wait(pause):
            began = time.monotonic()
            changed = self._watch.settled(self._stopping.wait)
            changed |= self._watch.stirred if built else frozenset()  # the build may have read half of it
            built = bool(changed) or self._hour_came()
            if built:
                self._rebuild(changed)
            pause = LOOK if built else max(LOOK, SHARE * (time.monotonic() - began))

    def _hour_came(self) -> bool:
        """Whether something that was under embargo is not any more."""
        held = (one.until for one in self.view.sources.values() if one.state is State.HELD and one.until)
        return any(until <= self._now() for until in held)

    # ── one build ──

    def _rebuild(self, changed: Collection[Path], *, first: bool = False) -> None:
        began, touched = time.monotonic(), frozenset[str]()
        self._owed |= set(changed)
        try:
            with telling(self._root):
                touched = self._copy.follow(self._owed)
                self._prepare(touched, again=first or self._beside(self._owed))
                self._owed = set()
                view = self._view(self._made())
        except SpareWheelError as error:
            view = replace(self.view, failures=self._placed(error.problems))
        except Exception as error:  # a bug of ours must not leave a writer with a page that follows nothing
            view = replace(self.view, failures=(_bug(error),))
        view = replace(view, number=self.view.number + 1, touched=() if first else tuple(sorted(touched)), judged=False)
        self._put(view)
        self._unjudged.set()
        self._tell(_told(view, time.monotonic() - began))

    def _beside(self, changed: Collection[Path]) -> bool:
        """Whether something changed that pages are made of, beside the posts and the theme."""
        posts, theme = self._crisis.content / "posts", self._workspace.theme
        return any(not file.is_relative_to(posts) and not file.is_relative_to(theme) for file in changed)

    def _prepare(self, touched: Collection[str], *, again: bool) -> None:
        """Facts and templates read and rendered where they may have changed; the last good ones serve otherwise."""
        paths = set(touched)
        if again or self._ground is None:
            try:
                self._ground, self._wrong = ground_room.read(self._crisis, self._workspace), ()
            except SpareWheelError as error:
                self._wrong = error.problems
            if self._ground is not None:
                paths |= self._copy.render(self._ground.texts)
        self._sources.follow(paths)

    def _made(self) -> Made:
        if self._ground is None:
            raise SpareWheelError.of("the crisis cannot be read", self._wrong)
        return making.make(self._copy, self._ground.sites(self._sources.editions), self._renderer)

    def _view(self, made: Made) -> View:
        assert self._ground is not None
        site = self._ground.site
        sources = self._sources.now(site, self._now(), made.broken)
        return replace(
            self.view,
            files=made.files,
            sources=sources,
            addresses={one.address: one for one in sources.values()},
            failures=self._placed(self._wrong),
            languages=site.languages,
            timezone=site.timezone,
        )

    def _put(self, view: View) -> None:
        with self._changed:
            self.view = view
            self._changed.notify_all()

    # ── judging ──

    def _judge(self) -> None:
        """The newest view, again and again; what was said of an older one is dropped."""
        while self._unjudged.wait() and not self.ended:
            self._unjudged.clear()
            view, ground = self.view, self._ground
            if ground is None:
                continue
            try:
                found = judging.judge(self._copy, ground, view.sources, self._shown, self._now())
            except SpareWheelError as error:
                found = tuple(ground_room.finding(problem) for problem in self._placed(error.problems))
            except OSError:  # the copy moved under it
                self._unjudged.set()
                self._stopping.wait(LOOK)
                continue
            with self._changed:
                current = self.view is view
                if current:
                    self._put(replace(view, findings=found, judged=True))
            if current and not self.ended:
                self._tell(
                    Event("judged", {"errors": self.view.count("error"), "warnings": self.view.count("warning")})
                )

    # ── places ──

    def _shown(self, path: str) -> str:
        """A path of the content as its writer would type it."""
        return self._workspace.shown(self._crisis.content / path)

    def _placed(self, problems: Collection[Problem]) -> tuple[Problem, ...]:
        """Problems about files of the copies, at the writers' own."""
        return tuple(self._there(problem) for problem in problems)

    def _there(self, problem: Problem) -> Problem:
        text = problem.message
        for place in (self._copy.shown, self._copy.as_is):
            folder = place / "content"
            text = text.replace(f"{folder}/", "")
            if problem.where and (file := Path(problem.where.file)).is_relative_to(folder):
                where = replace(problem.where, file=self._shown(file.relative_to(folder).as_posix()))
                problem = replace(problem, where=where)
        return replace(problem, message=text)


def _bug(error: Exception) -> Problem:
    told = f"a bug of ours: {type(error).__name__}: {error}"
    return Problem("bug", told, "Start the preview again, and send us this line.")


def _told(view: View, seconds: float) -> Event:
    """A build as an event."""
    numbers = {
        "seconds": round(seconds, 3),
        "pages": sum(path.endswith(".html") for path in view.files),
        "changed": [view.sources[path].address if path in view.sources else path for path in view.touched],
        "files": list(view.touched),
        "broken": [source.file for source in view.broken],
    }
    if view.failures:
        problems = [{"message": one.message, "hint": one.hint, "where": str(one.where or "")} for one in view.failures]
        return Event("failed", {**numbers, "problems": problems})
    return Event("rebuilt", numbers)
