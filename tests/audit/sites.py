"""The site of every playbook's drill, as a launch would build it, without a world to launch it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from launcher.crisis import facts as fact_room
from launcher.crisis import playbook as playbook_room
from launcher.crisis.playbook import Playbook
from launcher.launch import inputs
from launcher.model import File, Mode, Site
from launcher.site import build, content, inventory, release
from launcher.workspace import opened

WORKSPACE = opened(Path(__file__).resolve().parents[2])
SETTINGS = WORKSPACE.settings()
LANGUAGES = SETTINGS.organisation.languages
RECALL = "product-recall"
LATER, EXERCISE, DORMANT = "later", Mode.EXERCISE.value, Mode.DORMANT.value
OTHERS = (LATER, EXERCISE, DORMANT)
"""Sites beside the playbooks' own: the recall days later, its exercise, the spare wheel in the boot."""
MEASURED = ("home", "statement", "faq", "timeline")
"""The kinds of pages that stand for all of them; a statement is the first article of a crisis."""
CORRECTED = "Modified: 2099-01-01T08:00:00-05:00\nCorrection: 10, 12.\n"
"""Keys of a post that was corrected, in words of both languages."""
ADDRESS = "https://{}.example"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a built site: `path` as a reader asks for it, from `/`; `kind` as its front matter says."""

    path: str
    lang: str
    kind: str
    post: bool


@dataclass(frozen=True, eq=False)
class Audited:
    """A built site: its name (a playbook's, or a mode's), what it was built for, its folder, its pages."""

    name: str
    site: Site
    root: Path
    pages: tuple[Page, ...]

    @cached_property
    def files(self) -> Mapping[str, File]:
        """What a release of it holds, by path from the root, with each file's headers."""
        return {file.path: file for file in release.pack(self.root, self.site).files}

    @property
    def paths(self) -> tuple[str, ...]:
        """Every page that a reader can be shown, the one for lost readers too."""
        return (*(page.path for page in self.pages), "/404.html")

    def of_kind(self, kind: str, lang: str) -> str:
        """The path of the page of that kind in that language."""
        return next(page.path for page in self.pages if (page.kind, page.lang) == (kind, lang))

    @property
    def homes(self) -> tuple[str, ...]:
        """The home page in each language."""
        return tuple(self.of_kind("home", lang) for lang in LANGUAGES)

    @property
    def measured(self) -> tuple[str, ...]:
        """Home, one article, FAQ and timeline, in each language."""
        return tuple(self.of_kind(kind, lang) for lang in LANGUAGES for kind in MEASURED)


def playbooks() -> tuple[str, ...]:
    """Every playbook with a drill to build from."""
    return tuple(sorted(file.parents[1].name for file in WORKSPACE.root.glob("playbooks/*/drill/facts.yaml")))


def named(name: str, folder: Path) -> Audited:
    """A playbook's drill as a live site, or one of the others, built into `folder`."""
    if name == DORMANT:
        return built(name, _dormant(), SETTINGS.site(Mode.DORMANT, ""), folder)
    mode = Mode.EXERCISE if name == EXERCISE else Mode.LIVE
    told = RECALL if name in OTHERS else name
    texts = {**at_launch(told, mode), **(_afterwards(told) if name == LATER else {})}
    return built(name, texts, site(told, mode), folder)


def site(id: str, mode: Mode) -> Site:
    """What a build of that playbook's drill bears."""
    return SETTINGS.site(mode, ADDRESS.format(id))


def at_launch(id: str, mode: Mode = Mode.LIVE) -> dict[str, str]:
    """The Markdown files that a playbook and its drill's facts make, by path."""
    playbook = playbook_room.load(WORKSPACE.root / "playbooks" / id)
    return _rendered(playbook, inputs.templates_of(playbook, LANGUAGES, WORKSPACE), mode)


def _afterwards(id: str) -> dict[str, str]:
    """Every post that its playbook has for later, and the first one corrected."""
    playbook = playbook_room.load(WORKSPACE.root / "playbooks" / id)
    later = _rendered(playbook, inputs.later_templates(playbook, LANGUAGES, WORKSPACE), Mode.LIVE)
    first = {path: text for path, text in at_launch(id).items() if "\nKind: statement\n" in text}
    return {**later, **{path: CORRECTED + text for path, text in first.items()}}


def _rendered(playbook: Playbook, templates: Sequence[content.Template], mode: Mode) -> dict[str, str]:
    facts = fact_room.load(playbook.folder / "drill" / "facts.yaml", playbook, LANGUAGES)
    bears = site(playbook.id, mode)
    return {one.path: content.text(one, facts, bears, playbook.update_every) for one in templates}


def _dormant() -> dict[str, str]:
    bare = SETTINGS.site(Mode.DORMANT, "")
    templates = [one for kind in ("pages", "dormant") for one in inputs.base_templates(WORKSPACE, kind, LANGUAGES)]
    return {one.path: content.text(one, {}, bare, None) for one in templates}


def built(name: str, texts: Mapping[str, str], site: Site, folder: Path) -> Audited:
    """Those Markdown files, by path, as a site in `folder`."""
    for path, text in texts.items():
        file = folder / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    build.build(folder / "content", site, WORKSPACE.theme, folder / "site")
    items = inventory.take(folder / "content", site).items
    pages = tuple(
        Page("/" + item.path.removesuffix("index.html"), item.lang, _kind(item), item.section == "posts")
        for item in items
    )
    return Audited(name, site, folder / "site", pages)


def _kind(item: inventory.Item) -> str:
    return item.document.meta.get("kind", "")
