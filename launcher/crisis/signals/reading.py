"""`read`: paths to `Signals`, every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from launcher.crisis.signals import decode, kinds
from launcher.crisis.signals.found import Found, NotASignal, Source
from launcher.errors import Malformed, Problem, SpareWheelError, Where
from launcher.model import Signals

FILE_LIMIT = 64 * 1024 * 1024
"""Bytes. A search-trend export of a year by the hour is 150 kB: whatever is larger than this is something else."""


def read(paths: Sequence[Path], lang: str | None = None) -> Signals:
    """Read files, and folders recursively (in order of name, hidden ones passed over), into signals.

    `lang` is supposed for texts that do not say theirs. Raises Malformed with all problems at once: what cannot be
    read, what is broken, or nothing found at all. In a folder, files of other kinds are passed over with a note.
    """
    found: list[Found] = []
    problems: list[Problem] = []
    for path in paths:
        for file, named in _files(path, problems):
            try:
                found.append(_read_file(file, lang or ""))
            except NotASignal as error:
                if named or error.reason_code == "too-large":
                    problems.extend(error.problems)
                else:
                    found.append(Found(notes=(f"{file}: passed over, {error.message}",)))
            except Malformed as error:
                problems.extend(error.problems)
    signals = _joined(found)
    if not problems and not signals.articles and not signals.series:
        problems.append(_nothing(paths, signals.notes))
    if problems:
        raise _malformed(problems)
    return signals


def _malformed(problems: Sequence[Problem]) -> SpareWheelError:
    return Malformed.of(f"{len(problems)} of the signals cannot be read", problems)


def _files(path: Path, problems: list[Problem]) -> Iterator[tuple[Path, bool]]:
    """The files of one argument, each with whether it was named directly."""
    try:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if not _hidden(p.relative_to(path)))
            yield from ((p, False) for p in sorted(inside) if p.is_file())
        elif path.exists():
            yield path, True
        else:
            hint = "Check the spelling; a folder is read with all that is in it."
            problems.append(Problem("no-such-file", "there is no such file or folder", hint, Where(str(path))))
    except (OSError, ValueError) as error:
        problems.append(Problem("unreadable", f"cannot be read: {error}", "", Where(str(path))))


def _hidden(relative: Path) -> bool:
    return any(part.startswith(".") for part in relative.parts)


def _read_file(path: Path, lang: str) -> Found:
    name = str(path)
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise NotASignal(
                f"{size // 2**20} MB is above the limit of {FILE_LIMIT // 2**20} MB for any file",
                hint="Export a shorter period, or split the file.",
                where=Where(name),
                code="too-large",
            )
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Malformed(f"cannot be read: {reason}", where=Where(name), code="unreadable") from error
    kind = kinds.of_bytes(raw, name)
    text, notes = decode.decoded(raw, name)
    found = kinds.reader(kind, name)(Source(name, text, lang))
    return Found(found.articles, found.series, notes + found.notes)


def _joined(found: Sequence[Found]) -> Signals:
    return Signals(
        articles=tuple(article for f in found for article in f.articles),
        series=tuple(series for f in found for series in f.series),
        notes=tuple(note for f in found for note in f.notes),
    )


def _nothing(paths: Sequence[Path], notes: Sequence[str]) -> Problem:
    why = "; ".join(notes[:3]) or "no file in it" if paths else "no path given"
    hint = "Give press texts (.txt), RSS or Atom files, or search-trend exports (.csv), or a folder of them."
    return Problem("no-signals", f"nothing to read ({why})", hint, Where(str(paths[0])) if paths else None)
