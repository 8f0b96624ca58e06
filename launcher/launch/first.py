"""The first address: a host under a domain that is ours already, where the site is live while its name is bought."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from launcher.launch import folder
from launcher.launch.folder import Crisis, Standing, standing
from launcher.workspace import Workspace


def host(domain: str, standby: str, past: Standing | None, taken: Collection[str]) -> str:
    """The host for this name; empty where no domain stands by. A crisis keeps the one that it has, whatever becomes of
    its name: people were sent there. `taken` are those of other crises."""
    if not standby:
        return ""
    kept = next((one.first for one in reversed(past.plans) if one.first.endswith(f".{standby}")), "") if past else ""
    label, _, ending = domain.partition(".")
    longer = itertools.chain([ending.replace(".", "-")[:12]], map(str, itertools.count(2)))
    hosts = itertools.chain([f"{label}.{standby}"], (f"{_told_apart(label, more)}.{standby}" for more in longer))
    return kept or next(host for host in hosts if host not in taken)


def _told_apart(label: str, more: str) -> str:
    """The label with something more; what stands after `xn--` spells letters beyond ASCII, and is left alone."""
    return f"{more}-{label}" if label.startswith("xn--") else f"{label[:50]}-{more}"


def others(workspace: Workspace, mine: Crisis | None) -> frozenset[str]:
    """The first addresses of other crises, whatever became of them: their readers still know them."""
    crises = [crisis for crisis in folder.every(workspace) if mine is None or crisis.id != mine.id]
    return frozenset(one.first for crisis in crises for one in standing(crisis).plans if one.first)
