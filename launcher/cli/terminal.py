"""Talking with the person at the terminal: questions, progress, and a Ctrl-C that lets an act end first."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType

import click

from launcher.cli.result import printable
from launcher.errors import NOTHING_HALF_DONE, Interrupted


class Terminal:
    """Questions on stderr and stdin (stdout is the result). `yes` was said beforehand with `--yes`."""

    def __init__(self, as_json: bool) -> None:
        self._quiet = as_json

    @property
    def interactive(self) -> bool:
        """Someone sits there: both ends are terminals, and no program reads the answer."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self._quiet

    def text(self, question: str, *, example: str = "", default: str = "") -> str:
        """One line of text."""
        shown = f"{question}\n  (for example: {example})" if example else question
        with _heard():
            return str(click.prompt(printable(shown), default=default or None, err=True))

    def yes(self, question: str) -> bool:
        """A yes or a no, in either language; what is neither is a no."""
        with _heard():
            said = click.prompt(f"{printable(question)} [y/N]", default="", show_default=False, err=True)
        return str(said).strip().lower() in ("y", "yes", "o", "oui")

    def tell(self, line: str) -> None:
        """A line to read."""
        click.echo(printable(line), err=True)


@contextlib.contextmanager
def _heard() -> Iterator[None]:
    """Ctrl-C and Ctrl-D at a question are one thing, in the house's words."""
    try:
        yield
    except click.Abort as stopped:
        click.echo(err=True)
        raise Interrupted("interrupted", hint=NOTHING_HALF_DONE) from stopped


def say(line: str) -> None:
    """Progress, on stderr. It is a courtesy: a reader who went away must not stop a launch half-way."""
    with contextlib.suppress(OSError):
        click.echo(f"· {printable(line)}", err=True)


class Stop:
    """Ctrl-C while the world changes: the first lets the act under way end and be noted, the second is at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def arm(self) -> None:
        """From now on the first Ctrl-C only asks."""
        signal.signal(signal.SIGINT, self._heard)

    def _heard(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with contextlib.suppress(OSError):
            click.echo("Stopping after this step; Ctrl-C again stops at once.", err=True)
