"""The report: what happened in a crisis, from its journal, for people (Markdown) and for programs (JSON)."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from launcher import config
from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.playbook import Playbook
from launcher.errors import SpareWheelError
from launcher.launch import chain, folder, plan
from launcher.launch.folder import Crisis, Proven, Standing, proofs, standing
from launcher.launch.journal import Entry
from launcher.model import Heat, Reason, as_json
from launcher.services import World
from launcher.site.content import escape

MARKDOWN, JSON_FILE = "report.md", "report.json"
PICTURE = "words.html"
"""The words' curves; beside the report when words were ranked."""


def write(crisis: Crisis, world: World) -> dict[str, Any]:
    """Write both forms into the crisis's folder; the data of the JSON form."""
    data = _data(crisis, world)
    folder.write_json(crisis.folder / JSON_FILE, data)
    folder.write(crisis.folder / MARKDOWN, _markdown(data))
    return data


# ── data ─────────────────────────────────────────────────────────────────────────────────────────


def _data(crisis: Crisis, world: World) -> dict[str, Any]:
    there = standing(crisis)
    settings = config.load(crisis.folder / config.FILE)
    playbook = playbook_room.load(crisis.folder / "playbook" / crisis.playbook)
    zone = zoneinfo.ZoneInfo(settings.organisation.timezone)
    made = proofs(there.entries)
    last = made[-1] if made else None
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
        "domain_rests_on": _footing(names.get("names", []), there.domain),
        "release": there.plan.release if there.plan else None,
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
        "words_picture": PICTURE if (crisis.folder / PICTURE).is_file() else None,
        "names": list(names.get("names", []))[:5],
        "next": _next(playbook, crisis, there, zone),
    }


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
    return {host for one in there.plans for host in (one.domain, one.first) if host}


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


def _next(playbook: Playbook, crisis: Crisis, there: Standing, zone: dt.tzinfo) -> list[dict[str, Any]]:
    """What the launch did not do of the playbook's clock, counted from the opening of the crisis; what repeats, from
    the last proof; and the update that pages promise, from `as_of`, as they do."""
    made = proofs(there.entries)
    last = made[-1].at if made else crisis.opened_at
    promised = _as_of(crisis, playbook)
    found = []
    for duty in playbook.clock:
        if duty.by_launch:
            continue
        since = promised if duty.id == "next-update" and promised else last
        due = crisis.opened_at + duty.within if duty.within else since + (duty.every or dt.timedelta())
        role = playbook.roles[duty.role].title
        found.append(
            {
                "id": duty.id,
                "due": _local(due, zone),
                "role": dict(role),
                "do": dict(duty.do),
                "again": duty.every is not None,
            }
        )
    return sorted(found, key=lambda item: str(item["due"]))


def _as_of(crisis: Crisis, playbook: Playbook) -> dt.datetime | None:
    """When the facts are true, as pages say; None when it cannot be read any more."""
    try:
        facts = fact_room.load(crisis.folder / "facts.yaml", playbook, ("fr", "en"))
    except SpareWheelError:
        return None
    value = facts["as_of"].value if "as_of" in facts else None
    return value if isinstance(value, dt.datetime) else None


def _local(moment: dt.datetime, zone: dt.tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────


def _markdown(data: Mapping[str, Any]) -> str:
    return "\n".join(
        [
            f"# {data['live'] or data['domain'] or data['crisis']}: {data['state']}",
            "",
            *_facts(data),
            "",
            *_waiting(data),
            *_section(
                "Cost",
                [f"- {c['amount']} {c['currency']} for `{c['step']}`" for c in data["charges"]],
                "Nothing was paid.",
            ),
            *_section("What comes next", [_duty(duty) for duty in data["next"]], "The playbook has no clock."),
            *_section("Words", _words(data), "No signals were given."),
            *_section("Names considered", [_name(name) for name in data["names"]], "The name was given."),
            *_section("Timeline", _table(data["timeline"]), "Nothing has happened."),
            *_section("Checks", [_check(check) for check in data["checks"]], "No proof was made in this run."),
        ]
    )


def _facts(data: Mapping[str, Any]) -> list[str]:
    rows = {
        "Crisis": data["crisis"],
        "Organisation": " / ".join(data["organisation"].values()),
        "Playbook": " / ".join(data["playbook"]["title"].values()),
        "Mode": data["mode"],
        "Target": data["target"],
        "Simulated, not real": ", ".join(data["simulated"]) or "nothing",
        "The name": data["domain_rests_on"],
        "Release": data["release"],
        "Plan": data["checksum"],
        **_lived(data),
        "Longest chain": _walked(data),
    }
    return ["| | |", "|---|---|", *(f"| {key} | {_cell(str(value))} |" for key, value in rows.items())]


def _waiting(data: Mapping[str, Any]) -> list[str]:
    told = [f"- {_cell(one['message'])}" for one in data["waits"]]
    return _section("Waits for", told, "Nothing.") if told else []


def _lived(data: Mapping[str, Any]) -> dict[str, str]:
    """When each address was live."""
    told = {f"Live at {one['host']}": f"after {long(one['elapsed_s'])}" for one in data["lived"]}
    return told or {"Live": "not proven"}


def _walked(data: Mapping[str, Any]) -> str:
    told = [f"{one['step'].partition(':')[0]} {long(one['seconds'])}" for one in data["chain"]]
    return " → ".join(told) or "nothing ran"


def long(seconds: float) -> str:
    """A time for people: `8.4 s`, `12 min`, `3 h 05`."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d}"


def _section(title: str, lines: Iterable[str], nothing: str) -> list[str]:
    return [f"## {title}", "", *(list(lines) or [nothing]), ""]


def _duty(duty: Mapping[str, Any]) -> str:
    again = " (and again each time)" if duty["again"] else ""
    return f"- **{duty['due'][:16].replace('T', ' ')}** {duty['role']['en']}: {duty['do']['en']}{again}"


def _words(data: Mapping[str, Any]) -> list[str]:
    curves = [f"Their curves: [{PICTURE}]({PICTURE}) (for us alone).", ""] if data["words_picture"] else []
    return [*curves, *map(_word, data["words"])] if data["words"] else []


def _word(word: Mapping[str, Any]) -> str:
    grown = [told for kind in ("search", "news") if (told := _growth(kind, word.get(kind)))]
    pinned = ["pinned by the lead"] if any(reason["code"] == "pinned" for reason in word["reasons"]) else []
    said = [f"{word['score']:.0f}", str(word["state"]), *grown, *pinned]
    return f"- {_cell(word['term'])} ({word['lang']}), {', '.join(said)}"


def _growth(kind: str, trend: Mapping[str, Any] | None) -> str:
    return f"{kind} {trend['ratio']:.1f} times since {trend['onset'][:10]}" if trend and trend["onset"] else ""


def _name(name: Mapping[str, Any]) -> str:
    price = f"{name['price']['amount']} {name['price']['currency']}" if name["price"] else name["availability"]
    told = [f"{name['score']:.0f}", price, *([_cell(state)] if (state := _state(name)) else [])]
    return f"- `{name['name']}`, {', '.join(told)}"


def state_of(reasons: Sequence[Reason]) -> str:
    """What a name's reasons say of the state of the word in it (seed row S13); empty when no such word is in it."""
    return next((reason.text for reason in reasons if reason.code in set(Heat)), "")


def _state(name: Mapping[str, Any]) -> str:
    return state_of([Reason(**reason) for reason in name["reasons"]])


def _footing(names: Sequence[Mapping[str, Any]], domain: str) -> str:
    """Whether the chosen name rests on a word that is proven hot."""
    if not names:
        return "given by the lead"
    chosen = next((name for name in names if name["name"] == domain), None)
    return (_state(chosen) if chosen else "") or "made of no measured word"


def _table(timeline: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [f"| {line['at'][11:19]} | {line['kind']} | {line['step']} | {_cell(line['text'])} |" for line in timeline]
    return ["| time | what | step | |", "|---|---|---|---|", *rows] if rows else []


def _cell(text: str) -> str:
    """Text as text: names, words and facts become no markup here either."""
    return escape(text)


def _check(check: Mapping[str, Any]) -> str:
    return f"- {'ok' if check['ok'] else '**FAILED**'}: {_cell(check['text'])}"
