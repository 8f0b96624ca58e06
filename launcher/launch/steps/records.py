"""Write the DNS records, and read them back from every authoritative server."""

from __future__ import annotations

from collections.abc import Sequence

from launcher.errors import ProviderFailed, Refused
from launcher.launch.steps.kind import Kind, Params, Scene, State
from launcher.model import Record, Server

_MAIL = ("MX", "TXT")
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)


def before(params: Params, scene: Scene) -> State:
    """The record sets that stand at the same names and types."""
    wanted = {(record.name, record.type) for record in _wanted(params)}
    there = scene.world.dns.records(params["zone"])
    return {"records": [record for record in there if (record.name, record.type) in wanted]}


def done(params: Params, state: State) -> bool:
    """They are what they should be."""
    return sorted(state["records"]) == sorted(_wanted(params))


def apply(params: Params, scene: Scene) -> State:
    """Replace those sets, touch no other, then ask every server of the zone."""
    wanted = _wanted(params)
    _not_over_mail(params, wanted, scene)
    _change(params, wanted, scene)
    servers = scene.world.dns.zone(params["zone"]) or ()
    for server in servers:
        _read_back(wanted, server, scene)
    return {"servers": [server.name for server in servers]}


def _not_over_mail(params: Params, wanted: Sequence[Record], scene: Scene) -> None:
    """Ours are always the same: another MX or TXT means that somebody uses the name. Raises Refused."""
    for record in before(params, scene)["records"]:
        if record.type in _MAIL and record not in wanted:
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


def _read_back(wanted: Sequence[Record], server: Server, scene: Scene) -> None:
    wrong = list(wanted)
    for pause in (*_PAUSES, 0.0):
        wrong = [record for record in wrong if _answer(record, server, scene) != record.values]
        if not wrong:
            return
        scene.world.clock.sleep(pause)
    raise ProviderFailed(
        f"{server.name or server.address} does not answer {wrong[0].type} {wrong[0].name} as written",
        hint="`sparewheel resume` looks again.",
        code="dns-not-there",
    )


def _answer(record: Record, server: Server, scene: Scene) -> tuple[str, ...]:
    try:
        return tuple(sorted(scene.world.probe.resolve(record.name, record.type, [server])))
    except ProviderFailed:  # a packet was lost, a server restarts: not there yet
        return ()


def undo(params: Params, state: State, scene: Scene) -> None:
    """Put back what stood there."""
    if scene.world.dns.zone(params["zone"]) is None:
        return
    _change(params, [_record(raw) for raw in state["records"]], scene)


def _wanted(params: Params) -> list[Record]:
    return [_record(raw) for raw in params["records"]]


def _record(raw: State | Record) -> Record:
    if isinstance(raw, Record):
        return raw
    return Record(raw["name"], raw["type"], raw["ttl"], tuple(sorted(raw["values"])))


KIND = Kind("records", before, done, apply, undo)
