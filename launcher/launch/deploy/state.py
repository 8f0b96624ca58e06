"""The state of a host, as all its operators share it: what lies in its two places, and what was live when. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from launcher.errors import Malformed
from launcher.model import as_json

SIDES = ("a", "b")
_NAMED = re.compile(r"([0-9a-f]{16})?")
REMEMBERED = 200
"""How many times that something went live are told; more would make each publish slower."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two places: the release that lies there, or that `by` is bringing there (not `whole` yet), over what
    releases left there before (`under`); and the one that lay there when readers were last shown this place."""

    release: str = ""
    by: str = ""
    whole: bool = True
    shown: str = ""
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Out:
    """One time that a release went live: when (ISO 8601), by whom, why, and by which command."""

    release: str
    at: str
    by: str
    why: str
    action: str


@dataclass(frozen=True, slots=True)
class HostState:
    """`outs` are the latest, oldest first; `count` is how many there ever were."""

    sides: Mapping[str, Side] = field(default_factory=lambda: dict.fromkeys(SIDES, Side()))
    outs: tuple[Out, ...] = ()
    count: int = 0

    @property
    def live(self) -> str:
        """The release that went live last; empty: none yet."""
        return self.outs[-1].release if self.outs else ""

    def lies(self, side: str) -> str:
        """The release that lies whole in that place; empty: none, or nobody knows."""
        there = self.sides[side]
        return there.release if there.whole else ""

    def busy(self, side: str) -> str:
        """Who is at that place: brings something there, or has brought what readers are not shown yet."""
        there = self.sides[side]
        return there.by if not there.whole or there.release not in (self.live, there.shown) else ""

    def begun(self, side: str, release: str, by: str) -> HostState:
        """Somebody brings a release there."""
        there = self.sides[side]
        left = (one for one in (*there.under, there.release) if one and one != release)
        return self._with(side, replace(there, release=release, by=by, whole=False, under=tuple(dict.fromkeys(left))))

    def doubted(self, side: str) -> HostState:
        """What lies there must be looked at before it is trusted again."""
        there = self.sides[side]
        return self._with(side, replace(there, whole=False)) if there.release else self

    def settled(self, side: str, release: str) -> HostState:
        """It lies there whole."""
        return self._with(side, replace(self.sides[side], release=release, whole=True, under=()))

    def emptied(self, side: str) -> HostState:
        """Nothing lies there."""
        return self._with(side, Side())

    def went_live(self, side: str, out: Out) -> HostState:
        """Readers are shown that place now."""
        there = self._with(side, replace(self.sides[side], shown=out.release))
        return replace(there, outs=(*self.outs, out)[-REMEMBERED:], count=self.count + 1)

    def _with(self, side: str, there: Side) -> HostState:
        return replace(self, sides={**self.sides, side: there})


@dataclass(frozen=True, slots=True)
class Stands:
    """A host that is ours: what the edge says that it shows, and what operators share about it."""

    host: str
    serving: str | None = None
    state: HostState = field(default_factory=HostState)


def place(host: str, side: str) -> str:
    """What the edge calls a place of the host; its objects are under `releases/<place>/`."""
    return f"{host}.{side}"


def side_of(host: str, serving: str | None) -> str:
    """Which of its two places a host shows; empty: none of them."""
    return next((side for side in SIDES if serving == place(host, side)), "")


def next_side(host: str, serving: str | None) -> str:
    """Where the next release is made: not where readers are."""
    return "b" if side_of(host, serving) == "a" else "a"


def key(host: str) -> str:
    """Where the state of a host lies."""
    return f"hosts/{host}/state.json"


def read(body: bytes, name: str) -> HostState:
    """The state in a note. Raises Malformed; `name` is what the note is called."""
    try:
        raw: Mapping[str, Any] = json.loads(body)
        sides = {side: _side(raw["sides"][side]) for side in SIDES}
        return HostState(sides, tuple(_out(one) for one in raw["outs"]), int(raw["count"]))
    except (ValueError, KeyError, TypeError) as error:
        hint = "It is not ours, or was changed by hand; put an earlier version of it back."
        raise Malformed(f"{name} in the storage is not the state of a host", hint=hint, code="bad-state") from error


def _side(raw: Mapping[str, Any]) -> Side:
    names = [_release(raw[key]) for key in ("release", "shown")]
    under = tuple(_release(one) for one in raw["under"])
    return Side(names[0], _text(raw["by"]), raw["whole"] is True, names[1], under)


def _out(raw: Mapping[str, Any]) -> Out:
    return Out(_release(raw["release"]), *(_text(raw[key]) for key in ("at", "by", "why", "action")))


def _release(raw: object) -> str:
    if not isinstance(raw, str) or not _NAMED.fullmatch(raw):
        raise ValueError("no release is called so")
    return raw


def _text(raw: object) -> str:
    """One line, which may be shown."""
    if not isinstance(raw, str):
        raise TypeError("a text was expected")
    return "".join(character if character.isprintable() else " " for character in raw)


def written(state: HostState) -> bytes:
    """The note that says so."""
    return (json.dumps(as_json(state), ensure_ascii=False) + "\n").encode()
