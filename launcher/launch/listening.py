"""Listening: which words are asked of the sources on the network, and where their answers are kept.

    questions   ranked words, the playbook's seeds → terms and languages; pure
    fetch       questions → files in a folder, which `crisis.signals` reads like any other

The words leave the machine: nothing is asked but what `questions` chose, only of sources that the configuration names,
and never in an exercise. What cannot be reached is told in one line; what was fetched is used.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.crisis import signals
from launcher.crisis.lexicon import fold
from launcher.documents import shorten
from launcher.errors import Malformed, ProviderFailed, Refused
from launcher.launch.folder import sync, telling
from launcher.model import Download, Keyword, Mode
from launcher.services import SignalSource

BEST = 10
"""Ranked words that are asked about; a source with a pause of five seconds then takes a minute or two."""
FORESEEN = 6
"""Seeds of the playbook that are asked about besides, those that no ranked word says already."""
WINDOW = dt.timedelta(days=84)
"""How far back: twelve whole weeks; GDELT has three months, and a baseline needs four weeks before the crisis."""
_PERSONAL = re.compile(r"@|://|www\.|\d[\d\s().-]{5,}\d")
"""An address or a telephone number in a press text is nobody's crisis word."""


@dataclass(frozen=True, slots=True)
class Question:
    """One term, in the language of those who search it."""

    term: str
    lang: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it: the files written, what a person should know (one line each), and the sources that failed."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]
    failed: tuple[str, ...]

    def insist(self) -> None:
        """Raises ProviderFailed when nothing came: for whoever has no other signals."""
        if not self.files:
            told = "; ".join(self.notes[:3]) or "none of the sources has anything on these words"
            hint = "Give files: `sparewheel keywords FILE…` (press texts, saved feeds, exports); or try again online."
            raise ProviderFailed(f"nothing came from the network: {told}", hint=hint, code="offline")


# ── what is asked ────────────────────────────────────────────────────────────────────────────────


def questions(
    ranked: Sequence[Keyword], seeds: Mapping[str, Sequence[str]], languages: Sequence[str], best: int = BEST
) -> tuple[Question, ...]:
    """The best `best` of the ranked words, best first, and up to FORESEEN seeds. Each is asked in its own language;
    the languages take turns, so that the smaller press is heard too. Nothing that may be a person's is asked."""
    words = {lang: [word.term for word in ranked if word.lang == lang] for lang in languages}
    chosen = _distinct(_turns(words), best, set())
    known = {_folded(question) for question in chosen}
    return (*chosen, *_distinct(_turns({lang: seeds.get(lang, ()) for lang in languages}), FORESEEN, known))


def _turns(words: Mapping[str, Sequence[str]]) -> Iterator[Question]:
    for row in itertools.zip_longest(*([Question(term, lang) for term in terms] for lang, terms in words.items())):
        yield from (question for question in row if question is not None)


def _distinct(found: Iterable[Question], most: int, known: set[tuple[str, str]]) -> tuple[Question, ...]:
    kept: list[Question] = []
    for question in found:
        if len(kept) < most and _may_be_sent(question.term) and _folded(question) not in known:
            known.add(_folded(question))
            kept.append(question)
    return tuple(kept)


def _folded(question: Question) -> tuple[str, str]:
    return " ".join(question.term.casefold().split()), question.lang


def _may_be_sent(term: str) -> bool:
    return term.isprintable() and 1 < len(term) <= 80 and any(map(str.isalpha, term)) and not _PERSONAL.search(term)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


def fetch(
    sources: Sequence[SignalSource],
    asked: Sequence[Question],
    folder: Path,
    today: dt.date,
    say: Callable[[str], None],
    *,
    mode: Mode = Mode.LIVE,
) -> Heard:
    """Ask every source and write what it gives into `folder`, each file whole or not at all. Of a source that answered,
    the folder then holds this asking's series (in the languages asked); of one that failed, what was there stays.
    `today` in UTC, as the services count.

    Raises Refused in an exercise, without sources, or when the disk takes no file; never because a source fails.
    """
    _allowed(sources, mode)
    files: list[Path] = []
    notes: list[str] = []
    failed: list[str] = []
    for source in sources:
        replies, why = _replies(source, asked, today, say)
        kept, doubts = _kept(source, replies, folder)
        if not why:
            _forget(source, asked, folder, kept)
        files += kept
        notes += [*doubts, *_told(source, replies, asked, why)]
        failed += [source.name] if why else []
    return Heard(tuple(files), tuple(notes), tuple(failed))


_Reply = tuple[Question, Download]


def _allowed(sources: Sequence[SignalSource], mode: Mode) -> None:
    if mode is not Mode.LIVE:
        hint = "Give files, as the playbook's drill/signals does."
        raise Refused("an exercise asks nobody outside", hint=hint, code="exercise")
    if not sources:
        hint = "Name some under `sources:` in sparewheel.yaml (its comments show how), or give files."
        raise Refused("no source on the network is configured", hint=hint, code="no-sources")


def _replies(
    source: SignalSource, asked: Sequence[Question], today: dt.date, say: Callable[[str], None]
) -> tuple[list[_Reply], str]:
    """What a source gives, and why it stopped (empty: it did not). One that failed may still have copies of the rest:
    it is asked to the end, which costs nothing."""
    replies: list[_Reply] = []
    why = ""
    todo = list(asked) if source.by_term else [Question("", "")]
    for number, question in enumerate(todo, 1):
        if not why:
            say(f"{source.name}: {number} of {len(todo)}" if source.by_term else source.name)
        try:
            replies.append((question, source.fetch(question.term, question.lang, today - WINDOW, today)))
        except ProviderFailed as failed:
            why = why or failed.message
    return replies, why


def _kept(source: SignalSource, replies: Sequence[_Reply], folder: Path) -> tuple[list[Path], list[str]]:
    """The files that can be read as signals; of the others, why not."""
    files: list[Path] = []
    doubts: list[str] = []
    for question, download in replies:
        if download.body:
            why = _write(download, folder, question if source.by_term else None)
            files += [] if why else [folder / download.name]
            doubts += [f"{source.name}: what it gave cannot be read ({why}); left out"] if why else []
    return files, list(dict.fromkeys(doubts))


def _write(download: Download, folder: Path, question: Question | None) -> str:
    """Whole or not at all, and only what the readers can read: one bad answer must not stop the files beside it.
    Why it was not written; empty: it was."""
    file = folder / download.name
    with telling(file):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".listening-", dir=folder) as place:
            fresh = Path(place) / download.name
            with fresh.open("wb") as written:
                written.write(download.body)
                written.flush()
                os.fsync(written.fileno())
            why = _unfit(fresh, question)
            if not why:
                fresh.replace(file)
                sync(folder)
    return why


def _unfit(file: Path, question: Question | None) -> str:
    """Why an answer is not kept: it cannot be read, or speaks of something else than was asked."""
    try:
        found = signals.read([file])
    except Malformed as error:
        return error.message.replace(str(file), file.name)
    others = (s.term for s in found.series if question and _plain(s.term) != _plain(question.term))
    return next((f"it speaks of “{shorten(other)}”, which was not asked" for other in others), "")


def _plain(term: str) -> str:
    """A term as services spell it: case, accents and underscores aside."""
    return " ".join(fold(term).replace("_", " ").split())


def _forget(source: SignalSource, asked: Sequence[Question], folder: Path, files: Sequence[Path]) -> None:
    """Take away what an earlier asking left on words that are no longer asked: a series that ends days ago would be
    judged as if it ended now."""
    with telling(folder):
        for lang in {question.lang for question in asked} if source.by_term else ():
            for old in folder.glob(f"{source.name}.{lang}.*"):
                if old not in files:
                    old.unlink(missing_ok=True)


# ── telling ──────────────────────────────────────────────────────────────────────────────────────


def _told(source: SignalSource, replies: Sequence[_Reply], asked: Sequence[Question], why: str) -> Iterator[str]:
    """One line for each thing to know, with the terms that it is about."""
    if why:
        missing = len(asked) - len(replies) if source.by_term else 0
        left = f" ({missing} of {len(asked)} words not asked)" if missing else ""
        what = "stopped answering" if replies else "cannot be reached"
        yield f"{source.name} {what}: {why}{left}; go on with files, or try again later"
    about: dict[str, list[str]] = {}
    for question, download in replies:
        if download.note:
            about.setdefault(download.note, []).append(f"“{question.term}” ({question.lang})" if question.term else "")
    for note, terms in about.items():
        shown = ", ".join(terms[:5]) + (f" and {len(terms) - 5} more" if len(terms) > 5 else "")
        yield f"{source.name}: {note}" + (f": {shown}" if shown else "")
