"""The theme's process that renders what changed, without Pelican: started early, told its jobs later, never trusted.

It is told the published contents alone, and nothing of our environment but what Pelican's process is told.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.model import Site, canonical
from launcher.site import build


class Doubt(Exception):
    """The change cannot be told from what is kept: the whole site is built instead. Its text is the reason."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a change made: new and other files by path, paths that are gone, files of the content that the pages link,
    the SHA-256 of a few files that did not change, and the name of the index for the next change."""

    files: Mapping[str, bytes]
    gone: frozenset[str]
    links: tuple[str, ...]
    proof: Mapping[str, str]
    index: str


class Process:
    """One such process; a context manager. It starts at once, and is started again when it ended."""

    def __init__(self, theme: Path) -> None:
        self._script = theme.resolve() / "site_again.py"
        self._running = self._start()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it."""
        if self._running:
            for pipe in (self._running.stdin, self._running.stdout):
                with contextlib.suppress(OSError):
                    pipe and pipe.close()
            self._running.kill()
            self._running.wait()
        self._running = None

    def ask(self, cache: Path, index: str, site: Site, sources: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """Ask what these contents make: `sources` are the SHA-256 of all published files by name
        (`posts/first.fr.md`), `texts` those that it may not know; `index` names what was left in `cache`. Raises
        Doubt."""
        asked = {"cache": str(cache.resolve()), "index": index, "site": canonical(site).decode()}
        asked |= {"sources": sources, "texts": texts}  # type: ignore[dict-item]
        with self._trusted() as running:
            assert running.stdin
            running.stdin.write(json.dumps(asked, ensure_ascii=False).encode() + b"\n")
            running.stdin.flush()

    def answer(self) -> Rendered:
        """What was asked for. Raises Doubt."""
        with self._trusted() as running:
            assert running.stdout
            told: dict[str, Any] = json.loads(running.stdout.readline())
            if "unsure" in told:
                raise Doubt(str(told["unsure"]))
            files = {path: running.stdout.read(length) for path, length in told["files"]}
            if any(len(files[path]) != length for path, length in told["files"]):
                raise Doubt("its process ended in the middle of a file")
            return Rendered(files, frozenset(told["gone"]), tuple(told["links"]), told["proof"], told["index"])

    @contextlib.contextmanager
    def _trusted(self) -> Iterator[subprocess.Popen[bytes]]:
        """The process; after any doubt it is ended, and the next build has a new one, with the theme as it is then."""
        self._running = self._running or self._start()
        if not self._running:
            raise Doubt("the theme renders whole sites only")
        limit = threading.Timer(build.TIMEOUT, self._running.kill)
        limit.start()
        try:
            yield self._running
        except Doubt:
            self.close()
            raise
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.close()
            raise Doubt(f"its process ended: {error}") from error
        finally:
            limit.cancel()

    def _start(self) -> subprocess.Popen[bytes] | None:
        if not self._script.is_file():
            return None
        return subprocess.Popen(
            [sys.executable, "-P", str(self._script)],
            cwd=self._script.parent, env=build.environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
