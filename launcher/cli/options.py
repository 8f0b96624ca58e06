"""Options that commands share, and what they turn into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from launcher.documents import shorten
from launcher.errors import Malformed, Problem
from launcher.model import Choices, Money

F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
FILES = click.argument("files", nargs=-1, type=PATH, metavar="[FILE]...")


def common(command: F) -> F:
    """`--workspace`, `--json`, `--debug`: every command has them."""
    for option in reversed(
        (
            click.option(
                "--workspace", type=PATH, default=Path(), metavar="DIR", help="The workspace [default: here]."
            ),
            click.option("--json", "as_json", is_flag=True, help="One JSON envelope on stdout, for failures too."),
            click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of a failure."),
        )
    ):
        command = option(command)
    return command


def moment(_context: click.Context, _option: click.Parameter, given: str) -> dt.datetime:
    """A moment with its offset from UTC."""
    try:
        found = dt.datetime.fromisoformat(given)
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        raise click.BadParameter("write the year first, and the offset: 2026-03-10T06:30-04:00")
    return found


def on_crisis(command: F) -> F:
    """`--crisis`."""
    option = click.option("--crisis", metavar="ID", help="The crisis [default: the only open one].")
    return option(command)


def _one_folder(_context: click.Context, _option: click.Parameter, given: tuple[Path, ...]) -> Path | None:
    """The last of several would win in silence."""
    if len(given) > 1:
        raise click.UsageError("--signals is given once: put the files into one folder, it is read with all in it")
    return given[0] if given else None


def wish(command: F) -> F:
    """What `launch` and `plan` take."""
    for option in reversed(
        (
            click.option("--playbook", metavar="ID", help="Which playbook (see `sparewheel playbooks list`)."),
            click.option("--facts", type=PATH, metavar="FILE", help="The facts, a YAML file."),
            click.option(
                "--signals",
                type=PATH,
                multiple=True,
                callback=_one_folder,
                metavar="DIR",
                help="Press texts, feeds and search-trend exports: one folder (or file), read with all that is in it.",
            ),
            click.option(
                "--registers",
                type=PATH,
                metavar="DIR",
                help="stakeholders.yaml and arguments.yaml [default: the playbook's own].",
            ),
            click.option("--target", metavar="NAME", help="Where it goes [default: the one of sparewheel.yaml]."),
            click.option("--domain", metavar="NAME", help="The address, instead of the best one found."),
            click.option("--max-price", metavar="N", help="A lower ceiling for the name's price."),
            click.option("--crisis", metavar="ID", help="A crisis that was opened already [default: open a new one]."),
        )
    ):
        command = option(command)
    return command


def choosing(command: F) -> F:
    """`--pin`, `--drop`, `--merge`: the lead's choices about words; `chosen` reads them."""
    for option in reversed(
        (
            click.option("--pin", multiple=True, metavar="TERM", help="Put this word first. May be repeated."),
            click.option("--drop", multiple=True, metavar="TERM", help="Leave this word out. May be repeated."),
            click.option("--merge", multiple=True, metavar="A=B", help="Count A under the word B. May be repeated."),
        )
    ):
        command = option(command)
    return command


def chosen(pin: Sequence[str], drop: Sequence[str], merge: Sequence[str]) -> Choices:
    """The options of `choosing` as choices. Raises Malformed (what is no term or no merge) or Refused (what
    contradicts itself)."""
    from launcher.crisis.keywords import choices

    problems: list[Problem] = []
    merged: dict[str, str] = {}
    for text in merge:
        one, word = (part.strip() for part in text.partition("=")[::2])
        if not one or not word:
            hint = 'Example: --merge "L. monocytogenes=listeria"'
            problems.append(Problem("no-merge", f"--merge: `{shorten(text)}` is not a spelling, `=` and a word", hint))
        elif merged.setdefault(one, word) != word:
            told = f"`{shorten(one)}` is merged into `{shorten(merged[one])}` and into `{shorten(word)}`"
            problems.append(Problem("choices-clash", told, "Decide for one of them."))
    if problems:
        raise Malformed.of(f"{len(problems)} merges cannot be read", problems)
    made = Choices(tuple(term.strip() for term in pin), tuple(term.strip() for term in drop), merged)
    choices.check(made)
    return made


def price(text: str | None, currency: str) -> Money | None:
    """`60`, `60.00` or `60.00 CAD`. Raises Malformed."""
    from launcher.documents import Node, Problems
    from launcher.errors import Where
    from launcher.shapes import money

    if text is None:
        return None
    problems = Problems()
    full = text if " " in text.strip() else f"{text} {currency}"
    found = money(Node(full, Where("--max-price")), problems)
    if problems or found.currency != currency:
        raise Malformed(f"--max-price: `{text}` is not an amount in {currency}", hint="Example: --max-price 40")
    return found
