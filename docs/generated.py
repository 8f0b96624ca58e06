"""What the docs do not type by hand: help texts, exit codes, figures. `make docs` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from launcher.cli.door import app

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100


def speed() -> str:
    """The benchmark's sentence."""
    found = json.loads((ROOT / "benchmarks" / "results" / "launch.json").read_text("utf-8"))
    return (
        f"From `launch` to verified: **{found['launch_to_verified_s']['median']:.1f} s** "
        f"(median of {found['runs']} runs on {found['machine']['cpus']} shared cores, sandbox started in the run).\n"
        f"The whole process takes {found['whole_process_per_bare_pelican']:.1f} times one bare Pelican build of the "
        "same pages; `make bench` measures it again.\n"
    )


def keyphrases() -> str:
    """Ours beside the extractors that one can install."""
    found = _result("keyphrases")
    names = sorted(found["rows"]["fr"], key=lambda name: -found["rows"]["fr"][name]["F1@10"])
    rows = [[_called(name), *_two(found["rows"]["fr"][name]), *_two(found["rows"]["en"][name])] for name in names]
    sizes = {lang: found["rows"][lang]["ours"]["documents"] for lang in ("fr", "en")}
    per = found["ours_per_best_peer"]
    return table(["", "F1@10 fr", "P@5 fr", "F1@10 en", "P@5 en"], rows) + (
        f"\nOurs per best peer, F1@10: **{per['fr']:.2f}** in French ({sizes['fr']} items of WikiNews), "
        f"**{per['en']:.2f}** in English ({sizes['en']} of 500N-KPCrowd).\n"
    )


def newsroom() -> str:
    """Whole crises."""
    found = _result("newsroom")
    names = sorted(found["rows"], key=lambda name: -found["rows"][name]["found"])
    rows = [
        [_called(n), f"{found['rows'][n]['found']} of {found['ideas']}", f"{found['rows'][n]['wasted']}"] for n in names
    ]
    return table(["", "ideas found", "places wasted"], rows)


def ranking() -> str:
    """Speed of the words."""
    found = _result("ranking")
    runs, cpus = found["runs"], found["machine"]["cpus"]
    return (
        f"The words of 200 press articles: **{found['read_and_rank_s']['median']:.2f} s** to read and rank, "
        f"{found['ranking_per_yake']:.2f} times what YAKE takes on the same texts; the whole command "
        f"{found['whole_command_s']['median']:.2f} s, of which Python's start and `--version` alone are "
        f"{found['start_s']['median']:.2f} s (median of {runs} runs on {cpus} shared cores).\n"
    )


def onset() -> str:
    """Onsets of abnormal growth."""
    rows = [
        [
            _called(row["who"]), f"{row['F1']:.2f}", f"{row['found']} of {row['windows']}", f"{row['false_alarms']}",
            f"{row['delay']:.2f}", f"{row['delay_hours']:.0f} h", row["setting"],
        ]
        for row in _result("onset")["rows"]
    ]  # fmt: skip
    return table(["", "F1", "windows found", "false alarms", "delay, share", "delay", "setting"], rows)


def lookalikes() -> str:
    """Which confusable names a list would have caught."""
    found = _result("names")
    rows = [
        [_called(name), f"{told['caught']} of {told['of']}", f"{found['names_per_list'][name]:,}"]
        for name, told in found["caught"].items()
    ]
    return table(["", "confusable names caught", "names in a list"], rows)


def real_names() -> str:
    """Real crisis sites and what we would have proposed."""
    rows = [
        [
            site["name"], f"{site['year']}", ", ".join(site["we_would_have_proposed"][:3]),
            _verdict(site["our_verdict_on_theirs"]),
        ]
        for site in _result("names")["sites"]
    ]  # fmt: skip
    return table(["the real one", "year", "we would have proposed", "our verdict on theirs"], rows)


def _verdict(told: str | list[str]) -> str:
    return told if isinstance(told, str) else f"refused: {'; '.join(told)}"


def availability() -> str:
    """A thousand names asked far away."""
    found = _result("availability")
    rows = [[name, f"{told['median']:.1f} s"] for name, told in found["seconds"].items()]
    return f"{found['what']}, median of {found['runs']}:\n\n" + table(["", "time"], rows)


def _result(name: str) -> Any:
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text("utf-8"))


_CALLED = {"ours": "**ours**", "tfidf": "TF-IDF", "yake": "YAKE", "textrank": "TextRank", "rake": "RAKE"}


def _called(name: str) -> str:
    return _CALLED.get(name, name)


def _two(row: dict[str, float]) -> tuple[str, str]:
    return f"{row['F1@10']:.3f}", f"{row['P@5']:.3f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def overview() -> str:
    """What `sparewheel --help` prints."""
    return _fenced(_help(click.Context(app, info_name="sparewheel")))


def commands() -> str:
    """Every command's help."""
    return "\n".join(
        f"## `{path}`\n\n{_fenced(text)}" for path, text in _all(click.Context(app, info_name="sparewheel"))
    )


def _all(context: click.Context) -> Iterator[tuple[str, str]]:
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        yield inner.command_path, _help(inner)
        yield from _all(inner)


def _help(context: click.Context) -> str:
    context.terminal_width = context.max_content_width = WIDTH
    return context.get_help()


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```\n"
