"""The report: what happened in a crisis, from its journal, for people (Markdown) and for programs (JSON)."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

from launcher import config
from launcher.crisis import playbook as playbook_room
from launcher.launch import chain, clock, folder, plan, wording
from launcher.launch.folder import Crisis, Proven, Standing, proofs, standing
from launcher.launch.journal import Entry
from launcher.model import as_json
from launcher.services import World

MARKDOWN, JSON_FILE = "report.md", "report.json"


def write(crisis: Crisis, world: World) -> dict[str, Any]:
    """Write both forms into the crisis's folder; the data of the JSON form."""
    data = _data(crisis, world)
    folder.write_json(crisis.folder / JSON_FILE, data)
    folder.write(crisis.folder / MARKDOWN, wording.markdown(data))
    return data


# ── data ─────────────────────────────────────────────────────────────────────────────────────────


def _data(crisis: Crisis, world: World) -> dict[str, Any]:
    there = standing(crisis)
    settings = config.load(crisis.folder / config.FILE)
    playbook = playbook_room.load(crisis.folder / "playbook" / crisis.playbook)
    zone = zoneinfo.ZoneInfo(settings.organisation.timezone)
    made = proofs(there.entries)
    last = next((proof for proof in reversed(made) if not plan.under(there.domain, [proof.host])), None)
    words, names = (folder.read_json(crisis.folder / file) for file in ("words.json", "names.json"))
    return {
        "crisis": crisis.id,
        "organisation": dict(settings.organisation.name),
        "playbook": {"id": playbook.id, "title": dict(playbook.title)},
        "mode": crisis.mode.value,
        "target": crisis.target,
        "simulated": list(world.simulated),
        "state": there.state,
        "domain": there.domain,
        "live": there.live or None,
        "waits": waits(there),
        "domain_rests_on": wording.footing(names.get("names", []), there.domain),
        "release": _release(made, there),
        "plan": as_json(there.plan),
        "checksum": there.plan.checksum if there.plan else None,
        "opened_at": _local(crisis.opened_at, zone),
        "elapsed_s": last.elapsed_s if last else None,
        "lived": lived(made, there),
        "chain": _chain(there),
        "timeline": [_line(entry, zone) for entry in there.entries],
        "charges": charges(there.entries),
        "proven": last.host if last else None,
        "checks": as_json(last.checks) if last else [],
        "pages": last.pages if last else None,
        "words": list(words.get("keywords", []))[:10],
        "words_picture": wording.PICTURE if (crisis.folder / wording.PICTURE).is_file() else None,
        "names": list(names.get("names", []))[:5],
        "next": [due.told(zone) for due in clock.duties(playbook, crisis, there)],
    }


def _release(made: Sequence[Proven], there: Standing) -> str | None:
    """What readers get where they find it; while there is nothing to find, what is planned."""
    planned = there.plan.release if there.plan else None
    return next((proof.release for proof in reversed(made) if proof.host == there.live), planned)


def lived(made: Sequence[Proven], there: Standing) -> list[dict[str, Any]]:
    """When each address was first proven: {host, elapsed_s}, seconds since the launch began, in whichever command."""
    began = _began(there)
    first: dict[str, Proven] = {}
    for proof in made:
        if proof.ok and proof.at >= began and proof.host in _hosts(there):
            first.setdefault(proof.host, proof)
    return [{"host": host, "elapsed_s": round((one.at - began).total_seconds(), 3)} for host, one in first.items()]


def _chain(there: Standing) -> list[dict[str, Any]]:
    """What the time of it hung on: {step, seconds}, along the longest chain."""
    if not there.plans:
        return []
    seconds = chain.took(there.entries)
    walked = chain.longest(plan.whole(there.plans), seconds)
    return [{"step": step.id, "seconds": round(seconds[step.id], 3)} for step in walked if step.id in seconds]


def _began(there: Standing) -> dt.datetime:
    """When the person asked for the launch that the last plan stands on: before its words, its pages and its plan were
    made."""
    plans = [entry for entry in there.entries if entry.kind == "plan" and entry.data["plan"]["action"] == "launch"]
    if not plans:
        return there.entries[0].at
    again = max((n for n, e in enumerate(there.entries) if e.kind == "taken-back"), default=-1)
    first = next((entry for entry in plans if entry.seq > again), plans[-1])
    return first.at - dt.timedelta(seconds=first.data.get("elapsed_s", 0.0))


def _hosts(there: Standing) -> set[str]:
    """Where the site is, or was first, and its editions."""
    named = (
        host for one in there.plans for host in (one.domain, one.first, *plan.under(one.domain, plan.uploaded(one)))
    )
    return {host for host in named if host}


def charges(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What was paid, by step: {step, amount, currency}."""
    found = []
    for entry in entries:
        charge = (entry.data.get("outcome") or {}).get("charge") if entry.kind == "done" else None
        if charge:
            found.append({"step": entry.step, **charge})
    return found


def steps(there: Standing) -> list[dict[str, Any]]:
    """The steps of the last plan, and of what it stands on, with what became of each."""
    if not there.plans:
        return []
    return [
        {
            "id": step.id,
            "kind": step.kind,
            "reason": step.reason,
            "state": "done" if step.id in there.done else "to do",
            "cost": as_json(step.cost),
            "simulated": step.simulated,
        }
        for step in plan.whole(there.plans).steps
    ]


def waits(there: Standing) -> list[dict[str, str]]:
    """What keeps the last plan from its end: {step, message}, for each step that failed when it was last tried."""
    last = {entry.step: entry for entry in there.entries if entry.step and entry.kind != "note"}
    wanted = {step.id for step in plan.whole(there.plans).steps} if there.plans else set()
    failed = [entry for step, entry in last.items() if entry.kind == "failed" and step in wanted]
    return [{"step": entry.step, "message": str(entry.data["message"])} for entry in failed]


def _line(entry: Entry, zone: dt.tzinfo) -> dict[str, Any]:
    return {"at": _local(entry.at, zone), "kind": entry.kind, "step": entry.step, "text": _text(entry)}


def _text(entry: Entry) -> str:
    data = entry.data
    if entry.kind == "plan":
        return f"{data['plan']['action']}, {len(data['plan']['steps'])} steps, checksum {data['checksum']}"
    if "checks" in data:
        failed = [check["text"] for check in data["checks"] if not check["ok"]]
        return f"{len(data['checks'])} checks, {len(failed)} failed" + "".join(f"; {text}" for text in failed[:5])
    if entry.kind == "failed":
        return str(data["message"])
    if entry.kind == "done":
        return "was so already" if data.get("already") else _pairs(data.get("outcome") or {})
    return _pairs({key: value for key, value in data.items() if isinstance(value, str | int)})


def _pairs(data: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {_short(value)}" for key, value in data.items() if value is not None)


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(item) for item in value.values())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _local(moment: dt.datetime, zone: dt.tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
