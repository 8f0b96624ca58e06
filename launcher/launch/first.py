"""The first address: a host under a domain that is ours already, where the site is live while its name is bought."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection

from launcher.launch import claims, folder
from launcher.launch.folder import Crisis, Standing, standing
from launcher.workspace import Workspace


def host(domain: str, standby: str, past: Standing | None, taken: Collection[str]) -> str:
    """The host for this name; empty where no domain stands by. A crisis keeps the one that it has, whatever becomes of
    its name: people were sent there. `taken` are those of other crises."""
    if not standby:
        return ""
    kept = next((one for one in reversed(_had(past)) if one.endswith(f".{standby}")), "") if past else ""
    label, _, ending = domain.partition(".")
    longer = itertools.chain([ending.replace(".", "-")[:12]], map(str, itertools.count(2)))
    hosts = itertools.chain([f"{label}.{standby}"], (f"{_told_apart(label, more)}.{standby}" for more in longer))
    return kept or next(host for host in hosts if host not in taken)


def _told_apart(label: str, more: str) -> str:
    """The label with something more, at most 63 octets, plain letters, digits and hyphens (RFC 5890, 2.3.1): whatever
    is added to a label that spells letters beyond ASCII would spell others, or none."""
    plain = f"{label.removeprefix('xn--')[:50]}-{more.replace('xn--', '')}"
    return re.sub("-+", "-", plain).strip("-")


def others(workspace: Workspace, mine: Crisis | None) -> frozenset[str]:
    """The first addresses of other crises, whatever became of them: their readers still know them."""
    crises = [crisis for crisis in folder.every(workspace) if mine is None or crisis.id != mine.id]
    hosts = (host for crisis in crises for host in (claims.first(crisis), *_had(standing(crisis))))
    return frozenset(host for host in hosts if host)


def _had(there: Standing) -> list[str]:
    """Those of all plans, oldest first; before the crisis was taken back too."""
    return [str(entry.data["plan"].get("first", "")) for entry in there.entries if entry.kind == "plan"]
