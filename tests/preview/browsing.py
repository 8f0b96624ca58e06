"""A real Chromium, told what to do over a pipe (the DevTools protocol): one page, and what happens in it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--remote-debugging-pipe"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
_BEGIN = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""The pipe is where the browser looks for it."""


class Page:
    """One page. `events` are those that were not waited for yet."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._left, self._number, self._session = to, back, b"", 0, ""
        self.events: list[dict[str, Any]] = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """One command and its result."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        asked |= {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        answer = self._next(lambda told: told.get("id") == asked["id"])
        assert "error" not in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def wait(self, event: str) -> None:
        """Until that has happened once more."""
        kept = next((told for told in self.events if told["method"] == event), None)
        if kept:
            self.events.remove(kept)
        else:
            self._next(lambda told: told.get("method") == event)

    def go(self, address: str) -> None:
        """Open it and wait until it is there."""
        self.events.clear()
        self.do("Page.navigate", url=address)
        self.wait("Page.loadEventFired")

    def ask(self, script: str) -> Any:
        """What an expression gives in the page; a promise is waited for."""
        found = self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    @property
    def complaints(self) -> list[str]:
        """What the console said, refusals by a page's policy included."""
        return [
            json.dumps(one) for one in self.events if one["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")
        ]

    def _next(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while not wanted(told := self._read()):
            if "method" in told:
                self.events.append(told)
        return told

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            more = os.read(self._back, 1 << 16)
            assert more, "the browser ended"
            self._left += more
        told, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(told)
        return found


@contextlib.contextmanager
def browsing(chromium: str, profile: Path, width: int = 1280, height: int = 700) -> Iterator[Page]:
    """A browser of this test's own; ended whatever happens."""
    (low, to), (back, down) = os.pipe(), os.pipe()
    theirs = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (low, down)]  # out of the way of 3 and 4
    words = [chromium, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"]
    begin = [sys.executable, "-c", _BEGIN, *map(str, theirs), *words]
    process = subprocess.Popen(begin, pass_fds=theirs, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    for one in (low, down, *theirs):
        os.close(one)
    try:
        yield Page(to, back)
    finally:
        process.kill()
        process.wait()
        os.close(to)
        os.close(back)
