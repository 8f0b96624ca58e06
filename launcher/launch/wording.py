"""Wording: what a report says to people, from its data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from launcher.model import Heat, Reason

PICTURE = "words.html"
"""The words' curves; beside the report when words were ranked."""


def markdown(data: Mapping[str, Any]) -> str:
    """The report's data as Markdown, for people."""
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


def footing(names: Sequence[Mapping[str, Any]], domain: str) -> str:
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
    from launcher.site.content import escape  # Jinja comes with it: whoever writes a report pays

    return escape(text)


def _check(check: Mapping[str, Any]) -> str:
    return f"- {'ok' if check['ok'] else '**FAILED**'}: {_cell(check['text'])}"
