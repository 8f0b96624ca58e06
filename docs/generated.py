"""What the docs do not type by hand: help texts, exit codes, figures. `make docs` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

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
