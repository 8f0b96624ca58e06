"""From argv to an exit code: every way out of a command ends here, as people's lines or as one JSON envelope."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence

import click

from launcher import __version__
from launcher.cli.result import Result, failure, success
from launcher.errors import EXIT_CODES, Interrupted, Malformed, SpareWheelError

COMMANDS: Mapping[str, str] = {
    "init": "workspace",
    "playbooks": "playbooks",
    "keywords": "words",
    "domains": "words",
    "plan": "launching",
    "launch": "launching",
    "status": "standing",
    "resume": "standing",
    "undo": "standing",
    "rollback": "standing",
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
    "rollback": "put an earlier release back",
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
    argv = list(sys.argv[1:] if arguments is None else arguments)
    as_json, debug = "--json" in argv, "--debug" in argv
    command = next((word for word in argv if word in COMMANDS), "")
    code = _run(argv, command, as_json, debug)
    _leave(code)


def _run(argv: list[str], command: str, as_json: bool, debug: bool) -> int:
    try:
        result = app.main(argv, prog_name="sparewheel", standalone_mode=False)
        return success(result, as_json) if isinstance(result, Result) else int(result or 0)
    except BrokenPipeError:
        return 0
    except (KeyboardInterrupt, click.exceptions.Abort):
        return failure(Interrupted("interrupted", hint=_AFTER_INTERRUPT), command, as_json)
    except SpareWheelError as error:
        if debug:
            raise
        return failure(error, command, as_json)
    except click.ClickException as error:
        return failure(_usage(error), command, as_json)
    except Exception as error:
        if debug:
            raise
        return failure(_bug(error), command, as_json)


_AFTER_INTERRUPT = "Nothing was left half done. `sparewheel status` shows where things stand."


def _usage(error: click.ClickException) -> SpareWheelError:
    message = error.format_message().replace("\n", " ")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "sparewheel"
    return Malformed(message, hint=f"`{path} --help` shows how it is called.", code="usage")


def _bug(error: Exception) -> SpareWheelError:
    told = str(error).splitlines()
    return SpareWheelError(
        f"a bug of ours: {type(error).__name__}{': ' + told[0] if told else ''}",
        hint="Run it again with --debug and send us what it prints; `sparewheel status` shows where things stand.",
        code="bug",
    )


def _leave(code: int) -> None:
    """Leave without tripping over a pipe that was closed."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
