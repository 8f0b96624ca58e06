"""A drill: the very launch that the lead will run, on the playbook's own example, marked EXERCISE, then taken back.

The only differences from a launch are values: the mode, the facts and signals of the playbook's `drill/` folder, names
that end in `.test` (RFC 6761: never public), and a target that cannot be production.
"""

from __future__ import annotations

from dataclasses import dataclass

from launcher.config import Target
from launcher.crisis import playbook as playbook_room
from launcher.errors import Refused
from launcher.launch import conduct, engine, launching
from launcher.launch.launching import House, Launched, Wish
from launcher.launch.reaching import target_of
from launcher.model import Mode

TLDS = ("test",)
SAFE = ("sandbox",)
"""Kinds of target that cannot reach the public."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """The launch that was rehearsed, and what was taken back after it (nothing when it was kept)."""

    launched: Launched
    undone: tuple[engine.Undone, ...]


def drill(playbook: str, target: str | None, house: House, *, keep: bool) -> Drilled:
    """Rehearse. Raises Refused when the target could be production, else whatever a launch raises."""
    _fenced(target_of(house.workspace.settings(), target))
    example = playbook_room.find(playbook, house.workspace.playbooks) / "drill"
    wish = Wish(
        playbook=playbook,
        facts=example / "facts.yaml",
        signals=example / "signals",
        registers=example / "registers",
        target=target,
        tlds=TLDS,
        mode=Mode.EXERCISE,
    )
    done = launching.launch(wish, house)
    return Drilled(done, () if keep else conduct.undo(done.crisis, done.world))


def _fenced(target: Target) -> None:
    if target.kind not in SAFE:
        raise Refused(
            f"a drill cannot run on `{target.name}`: it is not a sandbox",
            hint="--target sandbox",
            code="drill-on-production",
        )
