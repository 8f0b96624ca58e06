"""What the preview shows: one frozen value for each build, and what is asked of it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.errors import Problem
from launcher.model import File, Finding


def below(edition: str) -> str:
    """What stands before the addresses of an edition here, without the first `/`: no slug or file begins so."""
    return f"@{edition}/" if edition else ""


class State(enum.StrEnum):
    """Where a page or post stands, if it were published now."""

    OUT = "out"
    DRAFT = "draft"
    HELD = "held"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file of the content. `path` is relative to the content, `file` is what its writer would type,
    `address` begins at the site's root; `until` is when what is held goes out, `problems` is why what is broken is."""

    path: str
    file: str
    address: str
    lang: str
    title: str
    kind: str
    twin: str
    state: State
    date: str = ""
    edition: str = ""
    until: dt.datetime | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def section(self) -> str:
        """`pages` or `posts`."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class View:
    """A build: its files by path, kept as objects under `root`; the sources by path; what keeps all of it at its last
    good state. `findings` are what the gate said last (None: nothing yet), `judged` whether it was of this very view;
    `touched` are the files of the content that were saved since the view before; `addresses` are the sources again."""

    number: int = 0
    root: Path = Path()
    files: Mapping[str, File] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    failures: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] | None = None
    judged: bool = False
    touched: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    addresses: Mapping[str, Source] = field(default_factory=dict)

    def at(self, address: str) -> Source | None:
        """The source of the page at an address. The copy of the home page has that of the home page; below the address
        of an edition, what is national is there too."""
        national = address if not address.startswith("/@") else "/" + address.partition("/@")[2].partition("/")[2]
        home = self.languages and national == f"/{self.languages[0]}/"
        return self.addresses.get(address) or self.addresses.get("/" if home else national)

    def of(self, source: Source) -> tuple[Finding, ...]:
        """What the gate says of one file, errors first."""
        return _worst_first([one for one in self.findings or () if one.where.file == source.file])

    @property
    def elsewhere(self) -> tuple[Finding, ...]:
        """What the gate says of no page: of facts, of the settings."""
        files = {source.file for source in self.sources.values()}
        return _worst_first([one for one in self.findings or () if one.where.file not in files])

    def versions(self, source: Source) -> Mapping[str, Source]:
        """The source and its twins, by language, in the site's order."""
        twins = [one for one in self.sources.values() if (one.section, one.twin) == (source.section, source.twin)]
        return {lang: one for lang in self.languages for one in twins if one.lang == lang}

    @property
    def groups(self) -> tuple[Mapping[str, Source], ...]:
        """All of them as pairs of twins: posts first, the newest on top, then pages by their path."""
        found: dict[tuple[str, str], dict[str, Source]] = {}
        for source in self.sources.values():
            found.setdefault((source.section, source.twin), {})[source.lang] = source
        posts = [pair for (section, _), pair in found.items() if section == "posts"]
        pages = [pair for (section, _), pair in found.items() if section == "pages"]
        posts.sort(key=lambda pair: max(source.date for source in pair.values()), reverse=True)
        return (*posts, *sorted(pages, key=lambda pair: min(source.path for source in pair.values())))

    @property
    def broken(self) -> tuple[Source, ...]:
        """What cannot be shown as it is."""
        return tuple(source for source in self.sources.values() if source.state is State.BROKEN)

    def count(self, level: str) -> int:
        """How many findings of that level."""
        return sum(one.level == level for one in self.findings or ())


def _worst_first(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: (one.level != "error", one.where.line, one.where.column)))
