"""Write the DNS records of a host, and read them back from every authoritative server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from launcher.errors import ProviderFailed, Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.launch.steps.read_back import read_back
from launcher.model import Record

_MAIL = ("MX", "TXT")
_WHERE = ("A", "AAAA", "ALIAS", "CNAME")
"""What says where a host is: one way stands for all of them."""


def before(params: Params, scene: Scene) -> State:
    """The record sets that stand in the way of what is wanted, and what is wanted: an alias of an edge that has no name
    yet has no value."""
    wanted = _wanted(params, scene)
    there = scene.world.dns.records(params["zone"])
    return {"records": [one for one in there if any(_same_place(one, record) for record in wanted)], "wanted": wanted}


def done(_: Params, state: State) -> bool:
    """They are what they should be."""
    return sorted(state["records"]) == sorted(state["wanted"])


def apply(params: Params, scene: Scene) -> State:
    """Replace those sets, touch no other, then ask every server of the zone."""
    wanted = _wanted(params, scene)
    if nameless := next((record for record in wanted if not record.values), None):
        raise ProviderFailed(f"the edge has no address for {nameless.name} yet", hint="Try `sparewheel resume`.")
    _not_over_mail(params, wanted, scene)
    _change(params, wanted, scene)
    return {"servers": read_back(params["zone"], wanted, scene)}


def undo(params: Params, state: State, scene: Scene) -> None:
    """Put back what stood there."""
    if scene.world.dns.zone(params["zone"]) is not None:
        _change(params, [_record(raw) for raw in state["records"]], scene)


def _wanted(params: Params, scene: Scene) -> list[Record]:
    """As planned; where the edge is reached by a name, that name is asked of it now."""
    planned = [_record(raw) for raw in params["records"]]
    return [_placed(record, scene) if record.type == "ALIAS" else record for record in planned]


def _placed(record: Record, scene: Scene) -> Record:
    alias = scene.world.edge.front(record.name).alias
    return replace(record, values=(alias,)) if alias else record


def _record(raw: State | Record) -> Record:
    if isinstance(raw, Record):
        return raw
    return Record(raw["name"], raw["type"], raw["ttl"], tuple(sorted(raw["values"])))


def _same_place(there: Record, wanted: Record) -> bool:
    where = there.type in _WHERE and wanted.type in _WHERE
    alike = there.type == wanted.type or (where and not {there.type, wanted.type} <= {"A", "AAAA"})
    return there.name == wanted.name and alike


def _not_over_mail(params: Params, wanted: Sequence[Record], scene: Scene) -> None:
    """Ours are always the same: another MX or TXT means that somebody uses the name. Raises Refused."""
    for record in before(params, scene)["records"]:
        if record.type in _MAIL and record not in [replace(one, ttl=record.ttl) for one in wanted]:
            raise Refused(
                f"{record.name} has another {record.type} already: {', '.join(record.values)}",
                hint="Somebody uses this name: launch at another, or remove that record; then `sparewheel resume`.",
                code="name-in-use",
            )


def _change(params: Params, wanted: Sequence[Record], scene: Scene) -> None:
    """From what stands there now to what is wanted; nothing is sent when nothing differs."""
    there = before(params, scene)["records"]
    remove = [record for record in there if record not in wanted]
    add = [record for record in wanted if record not in there]
    if remove or add:
        scene.world.dns.change(params["zone"], remove=remove, add=add)


KIND = Kind("records", before, done, apply, undo)
