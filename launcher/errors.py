"""The error tree: every failure a user can meet carries its exit code, one line, a hint and a place.

    SpareWheelError
    ├── Malformed        2   the input cannot be read as what it claims to be
    ├── Refused          3   well-formed, but must not go on (a fact, the gate, a ceiling, the world moved)
    │   └── WorldMoved   3   what was planned no longer holds
    ├── ProviderFailed   4   something outside failed; `resume` can go on
    │   └── OutcomeUnknown 4 a call was sent and no answer came back
    ├── NotVerified      5   live, but the proof failed
    └── Interrupted      130 Ctrl-C

Anything else that escapes is a bug of ours: exit code 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: path as the user would type it, 1-based line and column (0: not known)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, one line for a person, what to do, and where."""

    code: str
    message: str
    hint: str = ""
    where: Where | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class SpareWheelError(Exception):
    """The root: `exit_code` is the process's, `problems` lists every reason at once (at least one)."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        where: Where | None = None,
        code: str | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where
        self.reason_code = code or self.code
        self.problems = tuple(problems) or (Problem(self.reason_code, message, hint, where),)
        self.journal = ""
        """Where the journal is, when there is one: whoever has it open fills this in."""
        self.live = ""
        """Where the pages are live meanwhile, if they are."""
        self.answers = ""
        """The facts file that holds what the lead typed before this happened, if anything was typed."""

    @classmethod
    def of(cls, summary: str, problems: Sequence[Problem], *, hint: str = "") -> SpareWheelError:
        """One error for many problems; a single problem speaks for itself."""
        if len(problems) == 1:
            only = problems[0]
            return cls(only.message, hint=only.hint or hint, where=only.where, code=only.code)
        first = problems[0]
        return cls(summary, hint=hint or first.hint, where=first.where, code=first.code, problems=problems)


class Malformed(SpareWheelError):
    exit_code = 2
    code = "malformed"


class Refused(SpareWheelError):
    exit_code = 3
    code = "refused"


class WorldMoved(Refused):
    code = "world-moved"


class ProviderFailed(SpareWheelError):
    exit_code = 4
    code = "provider-failed"


class OutcomeUnknown(ProviderFailed):
    code = "outcome-unknown"


class NotVerified(SpareWheelError):
    exit_code = 5
    code = "not-verified"


class Interrupted(SpareWheelError):
    exit_code = 130
    code = "interrupted"


NOTHING_HALF_DONE = "Nothing was left half done. `sparewheel status` shows where things stand."


EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, "done (Ctrl-C after the proof included)"),
    (1, "a bug of ours"),
    (2, "the input is malformed"),
    (3, "well-formed but refused: a fact missing or unconfirmed, the gate, unsafe, not ready, the world moved"),
    (4, "a provider failed and `sparewheel resume` can go on"),
    (5, "live but not verified"),
    (130, "interrupted"),
)
