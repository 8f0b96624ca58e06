"""Notes that operators share: of two who write at once, one is told. Made of conditional writes.

What came of a write that got no answer is looked up: it arrived when the note is ours now, and it may be sent again as
long as the note is still the one that we read. A storage that does not heed conditions (it is tried once) is asked
before and after a write instead: two who write within the same moment may then not be told.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from launcher.errors import WorldMoved
from launcher.model import Noted
from launcher.providers.s3 import dates
from launcher.providers.s3.objects import Objects
from launcher.providers.s3.outcomes import MISSING, UNSUPPORTED, Said, Unanswered, passing_over
from launcher.providers.s3.wire import ATTEMPTS, passing

TRIED = ".once"
"""Ends the name of an empty object beside a note: a second one of this name must be refused."""
_TYPE = {"content-type": "application/json", "cache-control": "no-store"}
_REFUSED = ("PreconditionFailed", "412")
_MOVED = (*_REFUSED, "ConditionalRequestConflict", "409", "NoSuchKey")


class Notes:
    """The notes of one bucket. Raises Said and Unanswered, and WorldMoved. Tags are ETags without quotes. `learnt` is a
    file that keeps what this storage was found to do."""

    def __init__(self, objects: Objects, learnt: Path | None = None) -> None:
        self.objects = objects
        self._learnt = learnt
        self._heeds, self._bare = _remembered(learnt)

    def read(self, key: str) -> Noted | None:
        """The note as it is now; None when there is none."""
        with passing_over(*MISSING):
            reply = self.objects.get(key)
            return Noted(reply.body, reply.headers.get("etag", "").strip('"'), dates.age(reply.headers))
        return None

    def write(self, key: str, body: bytes, tag: str | None) -> str:
        """The new tag, if the note was still the one of `tag` (None: if there was none)."""
        if self._heeds is None:
            self._heeds = self._heeding(f"{key}{TRIED}")
            self._remember()
        return self._on_condition(key, body, tag) if self._heeds else self._looking(key, body, tag)

    # ── a storage that heeds conditions ──

    def _on_condition(self, key: str, body: bytes, tag: str | None) -> str:
        unsure = False
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self.objects.put(key, body, {**_TYPE, **self._condition(tag)}, once=True)
            except (Said, Unanswered) as failed:
                unsure = unsure or passing(failed)
                if not passing(failed) and not _moved(failed):
                    raise
                if (arrived := self._arrived(key, body, tag, unsure)) is not None:
                    return arrived
                if attempt == ATTEMPTS:
                    raise
                self._again(failed, attempt)
        raise AssertionError("the last attempt returns or raises")

    def _condition(self, tag: str | None) -> dict[str, str]:
        if tag is None:
            return {"if-none-match": "*"}
        return {"if-match": tag if self._bare else f'"{tag}"'}

    def _arrived(self, key: str, body: bytes, tag: str | None, unsure: bool) -> str | None:
        """The tag when what we wrote is there after all; None: nothing has changed, it may be written. Raises
        WorldMoved when somebody else wrote."""
        there = self.read(key)
        if unsure and there and there.body == body:
            return there.tag
        _still(key, there, tag)
        return None

    def _again(self, failed: Said | Unanswered, attempt: int) -> None:
        """Ceph 16 knows its own ETags without quotes only: it refuses though nothing has changed."""
        if isinstance(failed, Said) and failed.error.code in _REFUSED:
            self._bare = not self._bare
            self._remember()
        else:
            self.objects.wire.wait(attempt)

    def _remember(self) -> None:
        """So that the next command need not find it out; where that cannot be written, it does."""
        if self._learnt:
            with contextlib.suppress(OSError):
                self._learnt.parent.mkdir(parents=True, exist_ok=True)
                self._learnt.write_text(json.dumps([self._heeds, self._bare]), "utf-8")

    # ── any other ──

    def _heeding(self, name: str) -> bool:
        """Whether of two who make one object the second is told. Where that may not be tried, it counts as no."""
        try:
            for _ in range(2):
                self.objects.put(name, b"", {**_TYPE, **self._condition(None)})
        except Said as no:
            if no.error.code in (*UNSUPPORTED, "AccessDenied", "403"):
                return False
            if not _moved(no):
                raise
            return True
        return False

    def _looking(self, key: str, body: bytes, tag: str | None) -> str:
        _still(key, self.read(key), tag)
        self.objects.put(key, body, _TYPE)
        there = self.read(key)
        if there is None or there.body != body:
            raise _somebody(key)
        return there.tag


def _remembered(learnt: Path | None) -> tuple[bool | None, bool]:
    """Whether conditions are heeded (None: not known), and whether tags have no quotes there."""
    try:
        heeds, bare = json.loads(learnt.read_text("utf-8")) if learnt else (None, False)
    except (OSError, ValueError, TypeError):
        return None, False
    return (heeds if isinstance(heeds, bool) else None), bare is True


def _moved(failed: Said | Unanswered) -> bool:
    return isinstance(failed, Said) and failed.error.code in _MOVED


def _still(key: str, there: Noted | None, tag: str | None) -> None:
    if (there.tag if there else None) != tag:
        raise _somebody(key)


def _somebody(key: str) -> WorldMoved:
    return WorldMoved(f"{key} was changed by somebody else meanwhile", hint="look at what is there now, and try again")
