"""A crisis whose content, site, theme and hour change by small steps, each of which can happen to any of them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from launcher.model import Edition, Identity, Logo, Mode, Scope, Site
from tests.site import samples

START = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
REGION = Edition("montreal", Scope.REGIONAL, {"fr": "Montréal", "en": "Montreal"}, "https://montreal.rappel.example")
LOGO = Logo("logo.svg", "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E", 80, 40)
KINDS = ("update", "question", "release", "correction", "statement")


@dataclass
class Stage:
    """What a build is made of. A step is a name of STEPS and two numbers, which choose a file and a value."""

    root: Path
    theme: Path
    site: Site
    now: dt.datetime = START

    @property
    def content(self) -> Path:
        return self.root / "content"

    def take(self, step: str, which: int, value: int) -> None:
        STEPS[step](self, which, value)

    def posts(self) -> list[Path]:
        return sorted((self.content / "posts").glob("*.md"))

    def files(self) -> list[Path]:
        return sorted((self.content / "pages").glob("*.md")) + self.posts()


def begun(folder: Path, posts: int = 41) -> Stage:
    """A crisis long enough that its lists have archives, and its copy of the theme."""
    root, theme = folder / "crisis", folder / "theme"
    content = samples.crisis(root / "content")
    for lang in ("fr", "en"):
        samples.write(content, f"pages/about.{lang}", kind="about", order="90")
        samples.write(content, f"pages/media.{lang}", kind="media", order="40")
        for number in range(posts):
            when = (dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC) + dt.timedelta(hours=5 * number)).isoformat()
            body = f"Texte {number}. [Suite]({{filename}}/pages/faq.{lang}.md#a)"
            samples.write(content, f"posts/p{number:02}.{lang}", body, date=when, kind=KINDS[number % 5])
    for name in ("images/plan.png", "files/liste.pdf"):
        (content / name).parent.mkdir()
        (content / name).write_bytes(b"one")
    shutil.copytree(samples.THEME, theme)
    return Stage(root, theme, samples.site())


def copied(stage: Stage, folder: Path) -> Stage:
    """The same somewhere else, with what earlier builds left."""
    shutil.copytree(stage.root, folder / "crisis")
    shutil.copytree(stage.theme, folder / "theme")
    return Stage(folder / "crisis", folder / "theme", stage.site, stage.now)


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


def _one(files: list[Path], which: int) -> Path:
    return files[which % len(files)]


def _keys(file: Path, **changes: str) -> None:
    """Set front matter keys; an empty value takes one away."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    keys = dict(line.split(": ", 1) for line in head.split("\n")) | changes
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    file.write_text(f"{lines}\n{body}", encoding="utf-8")


def _body(stage: Stage, which: int, text: str) -> None:
    file = _one(stage.files(), which)
    file.write_text(file.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")


def _edit(stage: Stage, which: int, value: int) -> None:
    _body(stage, which, f"Nouveau paragraphe {value} : « <b>{value}</b> » & [site](https://a.example/?a=1&b={value}).")


def _key(name: str, form: str, *, posts: bool = False) -> Callable[[Stage, int, int], None]:
    def change(stage: Stage, which: int, value: int) -> None:
        file = _one(stage.posts() if posts else stage.files(), which)
        _keys(file, **{name: form.format(value, kind=KINDS[value % 5], hour=value % 24, day=1 + value % 28)})

    return change


def _add(stage: Stage, which: int, value: int) -> None:
    for lang in ("fr", "en")[: 1 + which % 2]:
        when = f"2026-03-{10 + value % 9}T0{which % 10}:30:00-04:00"
        samples.write(stage.content, f"posts/new-{value}.{lang}", f"Neuf {value}.", date=when, kind=KINDS[which % 5])


def _delete(stage: Stage, which: int, _value: int) -> None:
    _one(stage.posts(), which).unlink()


def _rename(stage: Stage, which: int, value: int) -> None:
    file = _one(stage.posts(), which)
    file.rename(file.with_name(f"moved-{value}.{file.name.split('.')[1]}.md"))


def _language(stage: Stage, which: int, _value: int) -> None:
    file = _one(stage.posts(), which)
    base, lang, _ = file.name.split(".")
    other = {"fr": "en", "en": "fr"}[lang]
    if not file.with_name(f"{base}.{other}.md").exists():
        _keys(file, Lang=other)
        file.rename(file.with_name(f"{base}.{other}.md"))


def _link(stage: Stage, which: int, value: int) -> None:
    target = _one(stage.files(), value)
    there = f"[vers]({{filename}}/{target.parent.name}/{target.name}?x=1#b)"
    _body(stage, which, f"{there} [*là*]({{filename}}../pages/faq.fr.md)")


def _picture(stage: Stage, which: int, value: int) -> None:
    _body(stage, which, "![Un plan]({static}/images/plan.png) [liste]({static}/files/liste.pdf)")
    (stage.content / "images/plan.png").write_bytes(b"%d" % value)


def _attached(stage: Stage, which: int, value: int) -> None:
    file = _one(sorted(stage.content.glob("*s/*.p*")), which)
    file.write_bytes(b"%d" % value) if value % 4 else file.unlink()


def _clock(stage: Stage, _which: int, value: int) -> None:
    stage.now += dt.timedelta(hours=value % 200)


def _template(stage: Stage, which: int, value: int) -> None:
    file = _one(sorted((stage.theme / "templates").glob("*.html")), which)
    file.write_text(file.read_text(encoding="utf-8") + f"<!-- {value} -->\n", encoding="utf-8")


def _sheet(stage: Stage, _which: int, value: int) -> None:
    with (stage.theme / "theme.css").open("a", encoding="utf-8") as sheet:
        sheet.write(f"b {{ margin: {value}px }}\n")


def _site(**changes: Callable[[int], Any]) -> Callable[[Stage, int, int], None]:
    def change(stage: Stage, which: int, value: int) -> None:
        del which
        stage.site = replace(stage.site, **{name: of(value) for name, of in changes.items()})

    return change


def _edition(stage: Stage, _which: int, value: int) -> None:
    """Build the region's version, or the national one that names it."""
    of_region: dict[str, Any] = {"edition": "montreal", "url": REGION.url, "national": samples.URL} if value % 2 else {}
    plain: dict[str, Any] = {"edition": "", "url": samples.URL, "national": "", "mode": Mode.LIVE}
    stage.site = replace(stage.site, **{**plain, **of_region, "editions": (REGION,)})


def _mode(stage: Stage, _which: int, value: int) -> None:
    mode = tuple(Mode)[value % 3]
    stage.site = replace(samples.site(mode), languages=stage.site.languages)


STEPS: dict[str, Callable[[Stage, int, int], None]] = {
    "edit": _edit,
    "title": _key("Title", "Un « titre » : {}"),
    "summary": _key("Summary", "Résumé {} <i>"),
    "kind": _key("Kind", "{kind}", posts=True),
    "order": _key("Order", "{}"),
    "menu": _key("Menu", "Menu {}"),
    "slug": _key("Slug", "slug-{}", posts=True),
    "twin": _key("Twin", "twin-{}", posts=True),
    "date": _key("Date", "2026-03-{day:02}T{hour:02}:00:00-04:00", posts=True),
    "modified": _key("Modified", "2026-03-{day:02}T{hour:02}:30:00Z"),
    "promise": _key("Next-Update", "2026-03-{day:02}T{hour:02}:45:00-04:00"),
    "correction": _key("Correction", "Corrigé {}."),
    "draft": _key("Status", "draft", posts=True),
    "publish": _key("Status", "published", posts=True),
    "embargo": _key("Embargo", "2026-03-{day:02}T{hour:02}:00:00-04:00", posts=True),
    "local": _key("Edition", "montreal", posts=True),
    "add": _add,
    "delete": _delete,
    "rename": _rename,
    "language": _language,
    "link": _link,
    "picture": _picture,
    "attached": _attached,
    "clock": _clock,
    "template": _template,
    "sheet": _sheet,
    "name": _site(name=lambda value: {"fr": f"Laiterie {value}", "en": "Dairy"}),
    "contacts": _site(contacts=lambda value: {"public": {"email": f"a{value}@a.example", "phone": ""}, "press": {}}),
    "colour": _site(identity=lambda value: Identity(f"#{value % 999:03}a5e")),
    "logo": _site(identity=lambda value: Identity(logo=LOGO if value % 2 else None)),
    "zone": _site(timezone=lambda value: ("Europe/Paris", "America/Vancouver")[value % 2]),
    "languages": _site(languages=lambda value: (("fr", "en"), ("en", "fr"))[value % 2]),
    "edition": _edition,
    "mode": _mode,
}
