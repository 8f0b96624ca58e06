"""`read`: paths to `Signals`, every problem at once."""

from __future__ import annotations

import datetime as dt
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from launcher.crisis.lexicon import LANGUAGES
from launcher.crisis.signals import ages, archives, decode, kinds, press, strangers, ties
from launcher.crisis.signals.found import Found, NotASignal, Source, listed
from launcher.documents import is_control
from launcher.errors import Malformed, Problem, SpareWheelError, Where
from launcher.model import Article, Signals

FILE_LIMIT = 64 * 1024 * 1024
"""Bytes. A search-trend export of a year by the hour is 150 kB: whatever is larger than this is something else."""
FOLDER_LIMIT = 20_000
"""Entries of a folder, with all below it: a whole disk is no folder of signals."""


def read(paths: Sequence[Path], lang: str | None = None, today: dt.date | None = None) -> Signals:
    """Read files, and folders recursively (in order of name, hidden ones passed over), into signals.

    `lang` is supposed for texts that do not tell theirs. What is dated after `today` (None: no such limit; zones give
    a day of grace) is no evidence: such points are left out and such articles count as undated, with a note; so are
    exports that ended long before it told. Notes name files shortly, from the last part of what was given.

    Raises Malformed with all problems at once: what was named and cannot be read, or nothing found at all. In a folder
    or an archive, files of other kinds, and broken ones, are left out with a note.
    """
    found: list[Found] = []
    passed: list[NotASignal] = []
    broken: list[Problem] = []
    problems: list[Problem] = []
    for path in paths:
        for file, named in _files(path, problems):
            try:
                one = _read_file(file, lang or "")
                found.append(replace(one, brief=()) if named else one)
            except NotASignal as error:
                if named or error.reason_code == "too-large":
                    problems.extend(error.problems)
                else:
                    passed.append(error)
            except Malformed as error:
                (problems if named else broken).extend(error.problems)
    whole = Found.joined([Found(notes=_left_out(broken)), *found, Found(notes=_passed_over(passed))])
    if not problems and not (whole.articles or whole.series or whole.volumes or whole.trends):
        problems.extend(broken or [_nothing(paths, _shortened(whole.notes, paths))])
    if problems:
        raise _malformed(problems)
    signals = _joined(ages.as_of(whole, today) if today else whole)
    return replace(
        signals,
        series=tuple(replace(one, term=_seen(one.term)) for one in signals.series),
        volumes=tuple(replace(one, term=_seen(one.term)) for one in signals.volumes),
        notes=_shortened([_seen(note) for note in signals.notes], paths),
    )


def _seen(text: str) -> str:
    """What JSON escapes may hide in a term (half a character, a control) becomes a space."""
    return " ".join("".join(" " if is_control(character) else character for character in text).split())


def _left_out(broken: Sequence[Problem]) -> tuple[str, ...]:
    """A note for each file of a folder that is broken: the others still speak, at 3 a.m. too."""
    return tuple(f"{one.where}: cannot be read, and is left out: {one.message}. {one.hint}".strip() for one in broken)


def _passed_over(passed: Sequence[NotASignal]) -> tuple[str, ...]:
    """One note for all files that are passed over for one reason: a folder may be full of pictures."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for error in passed:
        reasons.setdefault((error.message, error.hint), []).append(error.where.file if error.where else "")
    return tuple(
        f"{listed(sorted(files))}: passed over, {why}. {hint}" for (why, hint), files in sorted(reasons.items())
    )


def _shortened(notes: Sequence[str], paths: Sequence[Path]) -> tuple[str, ...]:
    """Notes with the last part of each path that was given in place of the whole, where that is no other's too."""
    names = Counter(path.name for path in set(paths))
    long = [
        path for path in set(paths) if len(path.parts) > 1 and names[path.name] == 1 and path.name not in ("", "..")
    ]
    for path in sorted(long, key=lambda path: -len(path.parts)):
        last = path.name.replace("\\", r"\\")
        given = re.compile(rf"(?:(?<=\s)|^){re.escape(str(path))}(?![^\s/:,;])")
        notes = [given.sub(last, note) for note in notes]
    return tuple(notes)


def _malformed(problems: Sequence[Problem]) -> SpareWheelError:
    return Malformed.of(f"{len(problems)} of the signals cannot be read", problems)


def _files(path: Path, problems: list[Problem]) -> Iterator[tuple[Path, bool]]:
    """The files of one argument, each with whether it was named directly."""
    try:
        if path.is_dir():
            yield from ((file, False) for file in _inside(path, problems))
        elif path.exists():
            yield path, True
        else:
            hint = "Check the spelling; a folder is read with all that is in it."
            problems.append(Problem("no-such-file", "there is no such file or folder", hint, Where(str(path))))
    except (OSError, ValueError, RuntimeError) as error:
        hint = "Give a file or a folder that this user may read."
        problems.append(Problem("unreadable", f"cannot be read: {error}", hint, Where(str(path))))


def _inside(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    entries = list(islice(folder.rglob("*"), FOLDER_LIMIT + 1))
    if len(entries) > FOLDER_LIMIT:
        hint = "Put the files that matter into a folder of their own."
        message = f"more than {FOLDER_LIMIT:,} files and folders in it"
        problems.append(Problem("too-large", message, hint, Where(str(folder))))
        return
    inside = (entry for entry in entries if not _hidden(entry.relative_to(folder)))
    yield from (entry for entry in sorted(inside) if entry.is_file())


def _hidden(relative: Path) -> bool:
    return any(part.startswith(".") for part in relative.parts)


def _read_file(path: Path, lang: str) -> Found:
    name = str(path)
    try:
        raw = _content(path, name)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "Check who may read it."
        raise Malformed(f"cannot be read: {reason}", hint=hint, where=Where(name), code="unreadable") from error
    return _read_archive(raw, name, lang) if raw.startswith(archives.MAGIC) else _read_bytes(raw, name, lang)


def _content(path: Path, name: str) -> bytes:
    """A file's bytes. Pipes and devices may never end, and a file may grow while it is read: both are refused."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        hint = "Save it as a file first."
        raise NotASignal("this is a pipe or a device, and no file", hint=hint, where=Where(name), code="no-file")
    raw = b""
    if status.st_size <= FILE_LIMIT:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    size = max(len(raw), status.st_size)
    if size > FILE_LIMIT:
        raise NotASignal(
            f"{size // 2**20} MB is above the limit of {FILE_LIMIT // 2**20} MB for any file",
            hint="Export a shorter period, or split the file.",
            where=Where(name),
            code="too-large",
        )
    return raw


def _read_archive(raw: bytes, name: str, lang: str) -> Found:
    """All files of an archive; one note for those that are passed over."""
    found: list[Found] = []
    passed: list[str] = []
    for member, content in archives.members(raw, name):
        try:
            found.append(_read_bytes(content, member, lang))
        except NotASignal as error:
            if error.reason_code == "too-large":
                raise
            passed.append(member.removeprefix(f"{name}/"))
    if passed:
        found.append(
            Found(notes=(f"{name}: passed over, no articles and no words that people searched: {', '.join(passed)}",))
        )
    return Found.joined(found)


def _read_bytes(raw: bytes, name: str, lang: str) -> Found:
    strangers.refuse_bytes(raw, name)
    text, notes = decode.decoded(raw, name)
    kind = kinds.of_text(text, name)
    return Found.joined([Found(notes=notes), kinds.reader(kind, name)(Source(name, text, lang))])


def _joined(found: Found) -> Signals:
    trends, notes = ties.tied(found.trends)
    articles, doubts = _settled(found.articles)
    series = trends + found.series
    told = found.notes + _brief(found.brief) + doubts + notes + ages.too_short(series)
    return Signals(articles, series, found.volumes, told)


def _brief(names: Sequence[str]) -> tuple[str, ...]:
    """Never dropped: a line or two may be all that the press has yet."""
    what = f"fewer than {press.BRIEF} words and no title, hardly an article; read all the same"
    return (f"{listed(sorted(names))}: {what}",) if names else ()


def _settled(articles: Sequence[Article]) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """Articles that do not tell their language (a title of three names) are in that of most others."""
    told = Counter(article.lang for article in articles if article.lang)
    usual = max(LANGUAGES, key=lambda lang: told[lang])
    untold = [article for article in articles if not article.lang]
    notes = tuple(f"{article.where}: language not told by the text; taken for {usual}" for article in untold)
    return tuple(article if article.lang else replace(article, lang=usual) for article in articles), notes


def _nothing(paths: Sequence[Path], notes: Sequence[str]) -> Problem:
    why = "; ".join(notes[:3]) or "no file in it" if paths else "no path given"
    hint = "Give press texts (.txt), RSS or Atom files, or search-trend exports (.csv), or a folder of them."
    return Problem("no-signals", f"nothing to read ({why})", hint, Where(str(paths[0])) if paths else None)
