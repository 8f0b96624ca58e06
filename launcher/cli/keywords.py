"""`keywords`: what people search and the press writes, ranked; the lead's choices about it; its picture."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from launcher.cli.options import FILES, PATH, choosing, chosen, common, on_crisis
from launcher.cli.result import Result, Table
from launcher.cli.sources import of_crisis, of_files, seeds_of, unheard, why
from launcher.config import FILE, LANGUAGES
from launcher.crisis import keywords as keyword_room
from launcher.crisis.keywords import choices as choice_room
from launcher.errors import Problem, Refused
from launcher.launch import claims, folder, wordbook
from launcher.launch.folder import Crisis
from launcher.model import Choices, Heat, Keyword, Signals, Trend
from launcher.workspace import Workspace, opened

LANG = click.option("--lang", type=click.Choice(LANGUAGES), help="This language only.")
FORGET = click.option("--forget", multiple=True, metavar="TERM", help="Take a kept choice back. May be repeated.")
ONLINE = click.option(
    "--online", is_flag=True, help="Send the best words to the sources of sparewheel.yaml and count what they answer."
)
HTML = click.option("--html", type=PATH, metavar="FILE", help="Write the words' curves as one HTML file.")
OURS = b'<meta name="generator" content="sparewheel">'
"""By which an earlier page is known."""
LOOKED_AT = 100
"""Words that are looked at before it is said that none is hot; fewer may be shown."""
WIDE = 110
"""Columns of a terminal from which the reasons fit beside the numbers."""


@click.command(short_help="the crisis's words, ranked, with their evidence")
@FILES
@LANG
@click.option("--top", type=click.IntRange(1, 500), default=20, show_default=True, metavar="N", help="How many.")
@choosing
@FORGET
@ONLINE
@HTML
@on_crisis
@common
def keywords(
    workspace: Path,
    as_json: bool,
    crisis: str | None,
    files: tuple[Path, ...],
    lang: str | None,
    top: int,
    pin: tuple[str, ...],
    drop: tuple[str, ...],
    merge: tuple[str, ...],
    forget: tuple[str, ...],
    online: bool,
    html: Path | None,
) -> Result:
    """Rank the words of FILEs (press texts, feeds, trend exports; folders too) or of a crisis.

    States: `hot` grows abnormally in search and in news; `search-only` is a question that the press does not take up;
    `news-only` is for the press desk; `cold` grows in neither; `unproven` when a series is missing.

    Choices about a crisis's words are kept with it (words.yaml) and hold for its names and plans too; with FILEs they
    hold for this call.
    """
    new = chosen(pin, drop, merge)
    found = None if files else folder.find(opened(workspace), crisis)  # files are ranked outside any workspace too
    read = of_crisis(found, none=online) if found else of_files(files, lang)
    choices, notes = _kept(opened(workspace), found, new, forget) if found else _one_off(new, forget)
    languages = [lang] if lang else _languages(read)
    seeds = seeds_of(found) if found else {}
    ranked = keyword_room.rank(read, languages, seeds=seeds, top=top, choices=choices)
    if online:
        from launcher.cli.online import answers  # loads what reaches the network: not for files

        def again(more: Sequence[Path]) -> Signals:
            return _again(found, [*files, *more], lang)

        read, told = answers(opened(workspace), found, ranked, languages, again)
        notes = [*notes, *told]
        ranked = keyword_room.rank(read, languages, seeds=seeds, top=top, choices=choices)
    if html is not None:
        _picture(html, ranked, lang or _own_language(workspace), found.id if found else "")
    looked_at = ranked
    if top < LOOKED_AT and not _hot(ranked) and any(series.kind == "search" for series in read.series):
        looked_at = keyword_room.rank(read, languages, seeds=seeds, top=LOOKED_AT, choices=choices)
    notes = [*(Problem("signals", note) for note in read.notes), *notes, *unheard(read, choices, languages)]
    data = {"keywords": ranked, "notes": read.notes, "choices": choices, "html": str(html) if html else None}
    return Result("keywords", data, _word_blocks(ranked, html), [*notes, *_nothing_hot(looked_at)])


def _again(found: Crisis | None, files: Sequence[Path], lang: str | None) -> Signals:
    return of_crisis(found, none=True) if found else of_files(files, lang)


def _languages(read: Signals) -> list[str]:
    """The languages that the texts are in; both when only series were given."""
    there = {article.lang for article in read.articles}
    return [lang for lang in LANGUAGES if lang in there] or list(LANGUAGES)


def _own_language(workspace: Path) -> str:
    """The organisation's first language; French outside any workspace."""
    return opened(workspace).settings().organisation.languages[0] if (workspace / FILE).is_file() else LANGUAGES[0]


def _picture(file: Path, ranked: Sequence[Keyword], lang: str, subject: str) -> None:
    """Write the page; nothing but an earlier page is written over. Raises Refused."""
    from launcher.picture import page  # loads the template engine: not for a plain ranking

    with folder.telling(file):
        if file.suffix.lower() not in (".html", ".htm"):
            raise Refused(f"{file} is no name for an HTML file", hint="Example: --html words.html", code="not-html")
        if file.exists() and not (file.is_file() and OURS in file.read_bytes()[:2000]):
            hint = "Give another name: only an earlier page of words is written over."
            raise Refused(f"{file} is there already", hint=hint, code="not-ours")
        if not file.resolve().parent.is_dir():
            hint = "Make it, or give another place."
            raise Refused(f"there is no folder {file.parent}", hint=hint, code="no-folder")
        folder.write(file, page(ranked, lang, subject))


# ── choices ──────────────────────────────────────────────────────────────────────────────────────


def _one_off(new: Choices, forget: Sequence[str]) -> tuple[Choices, list[Problem]]:
    if forget:
        raise Refused("with files nothing is kept, and so nothing forgotten", hint="Leave --forget out.", code="forget")
    return new, []


def _kept(workspace: Workspace, found: Crisis, new: Choices, forget: Sequence[str]) -> tuple[Choices, list[Problem]]:
    """The crisis's choices with what this call changes, written down; a note for each that was not there."""
    with claims.held(workspace):  # two choices at once are both kept
        before = wordbook.read(found.folder, name=workspace.shown(found.folder / wordbook.FILE))
        choices = wordbook.edited(found, workspace, new, forget)
        wordbook.keep(found.folder, choices)
    unknown = [term for term in forget if not choice_room.about(before, term)]
    return choices, [Problem("choice-unknown", f"no choice about `{term}` was kept") for term in unknown]


# ── what people see ──────────────────────────────────────────────────────────────────────────────

_TITLES = {
    Heat.HOT: "Hot: search and news both grow",
    Heat.SEARCH_ONLY: "Search only: people ask more, the press does not write more: a question to answer",
    Heat.NEWS_ONLY: "News only: the press writes more, people do not search more: for the press desk",
    Heat.UNPROVEN: "Unproven: a series is missing, or too short or too old to tell",
    Heat.COLD: "Cold: nothing grows",
}


def _word_blocks(ranked: Sequence[Keyword], html: Path | None) -> list[str | Table]:
    if not ranked:
        return ["No words: the files hold no text that names anything."]
    pinned = [word for word in ranked if choice_room.is_pinned(word)]
    left = [word for word in ranked if not choice_room.is_pinned(word)]
    groups = [(title, [word for word in left if word.state is state]) for state, title in _TITLES.items()]
    wide = _wide()
    blocks: list[str | Table] = [_table("Pinned by the lead", pinned, wide=wide, state=True)] if pinned else []
    blocks += [_table(title, words, wide=wide) for title, words in groups if words]
    hint = [] if wide else [f"Why each: in a terminal of {WIDE} columns, with --html, or with --json."]
    return [*blocks, *hint, *([f"The curves: {html}"] if html else [])]


def _wide() -> bool:
    """A pipe has no edge."""
    return not sys.stdout.isatty() or shutil.get_terminal_size().columns >= WIDE


def _table(title: str, words: Sequence[Keyword], *, wide: bool, state: bool = False) -> Table:
    """A group of words, best first; `state` where the group has none, the reasons where they fit."""
    columns = ("word", "lang", *(["state"] if state else []), "score", "search, since", "news, since")
    rows = (
        (
            word.term,
            word.lang,
            *([word.state.value] if state else []),
            f"{word.score:.0f}",
            _told(word.search),
            _told(word.news),
            *([why(word.reasons)] if wide else []),
        )
        for word in words
    )
    return Table(title, (*columns, *(["why"] if wide else [])), tuple(rows), ("score",))


def _told(trend: Trend | None) -> str:
    """`25.5x 2026-03-10`, `1.2x` when it does not grow, `-` without a series."""
    if trend is None:
        return "-"
    return f"{trend.ratio:.1f}x" + (f" {trend.onset:%Y-%m-%d}" if trend.onset else "")


def _hot(ranked: Sequence[Keyword]) -> bool:
    return any(word.state is Heat.HOT for word in ranked)


def _nothing_hot(ranked: Sequence[Keyword]) -> list[Problem]:
    """What would prove the best words hot, when none is."""
    if not ranked or _hot(ranked):
        return []
    for kind, wanted in (("search", "a search-trend export"), ("news", "news counts per day")):
        if missing := [word.term for word in ranked if getattr(word, kind) is None]:
            told = ", ".join(dict.fromkeys(missing[:5]))
            return [Problem("nothing-hot", "no word is proven hot", f"Give {wanted} of: {told}")]
    return [Problem("nothing-hot", "no word is hot: none grows both in search and in news")]
