"""From argv to an exit code: every way out of a command ends here, as people's lines or as one JSON envelope."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import re
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, Sequence

import click

from launcher import __version__
from launcher.cli.result import Result, failure, success
from launcher.errors import EXIT_CODES, NOTHING_HALF_DONE, Interrupted, Malformed, Refused, SpareWheelError
from launcher.shapes import nearest

SELDOM = (200_000, 20, 100)
"""When Python looks for cycles: a command makes many small values and is soon over; a tenth of its time was looking."""
COMMANDS: Mapping[str, str] = {
    "init": "workspace",
    "playbooks": "playbooks",
    "keywords": "keywords",
    "domains": "domains",
    "plan": "launching",
    "launch": "launching",
    "status": "standing",
    "resume": "standing",
    "undo": "standing",
    "releases": "releasing",
    "rollback": "releasing",
    "registers": "registers",
    "post": "posting",
    "schema": "schemas",
    "check": "checking",
    "preview": "previewing",
    "publish": "publishing",
    "standby": "standby",
    "drill": "drilling",
    "sandbox": "sandbox",
}
"""Each command and the module of this folder that has it; imported when it is called."""


class Door(click.Group):
    """Commands in the order of a crisis, imported one at a time: `--help` must be quick at 3 a.m."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"launcher.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in EXIT_CODES])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """From a table, not from the commands: listing them must not import them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


SUMMARIES: Mapping[str, str] = {
    "init": "make a workspace",
    "playbooks": "what can be launched, and whether it is whole",
    "keywords": "the crisis's words, ranked, with their evidence",
    "domains": "names made of those words, with reasons and prices",
    "plan": "what `launch` would do, and its checksum",
    "launch": "from facts to a verified live site",
    "status": "where a launch stands",
    "resume": "go on after anything",
    "undo": "take back what can be taken back",
    "releases": "what was live, by whom and why",
    "rollback": "put an earlier release back",
    "registers": "private: who matters, what is argued, what was captured",
    "post": "start a post; what there is and what it needs",
    "schema": "the JSON Schema of facts and posts, for editors",
    "check": "what the gate would say, without publishing",
    "preview": "the site on this machine, rebuilt on save",
    "publish": "put the writers' changes out",
    "standby": "build the dormant site and host it privately",
    "drill": "the same launch as an exercise",
    "sandbox": "the embedded world: up, down, status",
}


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sparewheel")
def app() -> None:
    """The spare wheel: a crisis site that is ready in quiet times and live when it counts."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave the process with its exit code."""
    gc.set_threshold(*SELDOM)
    if not sys.warnoptions:  # what libraries tell programmers is nothing for a crisis lead
        warnings.simplefilter("ignore")
    argv = list(sys.argv[1:] if arguments is None else arguments)
    _streams()
    as_json, debug = "--json" in argv, "--debug" in argv
    command = next((word for word in argv if not word.startswith("-")), "")
    command = command if command in COMMANDS else ""
    outcome = _run(argv or ["--help"], command, as_json, debug)
    code = _told(outcome, command, as_json)
    if isinstance(outcome, Interrupted):
        _leave_steps(code)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over: what was printed is how it ended
    sys.exit(code)


def _leave_steps(code: int) -> None:
    """Steps that the person did not wait for end here, as in a power cut: `resume` looks how far they came."""
    from launcher.launch.engine import STEP

    if any(thread.name.startswith(STEP) for thread in threading.enumerate()):
        os._exit(code)


def _streams() -> None:
    """Whatever the terminal, the locale or the shell is: nothing that we say can fail for its characters."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")


def _run(argv: list[str], command: str, as_json: bool, debug: bool) -> Result | SpareWheelError:
    """What the command gave back, or why it did not. It has not been printed yet."""
    heard = io.StringIO()
    try:
        _nothing_empty(argv)
        with contextlib.redirect_stdout(heard) if as_json else contextlib.nullcontext():
            result = app.main(argv, prog_name="sparewheel", standalone_mode=False)
        told = heard.getvalue().rstrip()  # help, which click prints itself
        return result if isinstance(result, Result) else Result(command, {"help": told} if told else {})
    except (KeyboardInterrupt, click.exceptions.Abort):
        return Interrupted("interrupted", hint=NOTHING_HALF_DONE)
    except SpareWheelError as error:
        if debug:
            traceback.print_exc()
        return error
    except click.ClickException as error:
        return _usage(error, command)
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _bug(error)


def _nothing_empty(argv: list[str]) -> None:
    """`--domain "$NAME"` with NAME unset must not buy another name, nor `--plan ""` be a yes to any plan."""
    for before, word in zip(["", *argv], argv, strict=False):
        option = re.fullmatch(r"(--[a-z-]+)=\s*", word)
        if option or not word.strip():
            name = option[1] if option else before or "an argument"
            raise Malformed(f"`{name}` was given nothing", hint="Give a value, or leave it out.", code="usage")


def _told(outcome: Result | SpareWheelError, command: str, as_json: bool) -> int:
    """Print it; the exit code. A reader who closed the pipe has seen enough; a full disk has not taken the result."""
    try:
        code = success(outcome, as_json) if isinstance(outcome, Result) else failure(outcome, command, as_json)
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        _abandon()
        return outcome.exit_code
    except OSError as error:
        _abandon()
        with contextlib.suppress(OSError):
            print(f"Error: the result could not be written: {(error.strerror or '').lower()}", file=sys.stderr)
        return outcome.exit_code or Refused.exit_code
    return code


def _abandon() -> None:
    """What is left in the buffers goes nowhere, so that Python does not trip over it at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())


def _usage(error: click.ClickException, command: str) -> SpareWheelError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else f"sparewheel {command}".strip()
    hint = f"`{path} --help` shows how it is called."
    group = context.command if context and isinstance(context.command, click.Group) else None
    message = error.format_message().replace("\n", " ")
    if group is not None and context is not None:
        known = group.list_commands(context)
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            message = f"`{path}` needs one of: {', '.join(known)}"
        elif word := re.match(r"No such command '(.*)'", message):
            hint = nearest(word[1], known) or hint
    return Malformed(message, hint=hint, code="usage")


def _bug(error: Exception) -> SpareWheelError:
    told = str(error).splitlines()
    return SpareWheelError(
        f"a bug of ours: {type(error).__name__}{': ' + told[0] if told else ''}",
        hint="Run it again with --debug and send us what it prints; `sparewheel status` shows where things stand.",
        code="bug",
    )
