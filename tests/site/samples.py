"""Small content folders, written by the tests that need them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from launcher.model import Mode, Site

THEME = Path(__file__).parents[2] / "standby_site"
URL = "https://rappel-fromage.example"
CONTACTS = {
    "public": {
        "phone": "1 800 555-0142",
        "email": "clients@laiterie.example",
        "hours": {"fr": "Tous les jours", "en": "Every day"},
    },
    "press": {"phone": "514 555-0177", "email": "medias@laiterie.example"},
    "spokesperson": {"fr": "Directrice", "en": "Director"},
}


def theme_module(name: str) -> Any:
    """A module of the theme's folder, which is no package: Pelican loads it by path. The folder is left as it was."""
    sys.path.insert(0, str(THEME))
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(THEME))
        sys.dont_write_bytecode = writes


def site(mode: Mode = Mode.LIVE) -> Site:
    url = "" if mode is Mode.DORMANT else URL
    name = {"fr": "Laiterie du Bocage", "en": "Bocage Dairy"}
    return Site(mode, url, ("fr", "en"), name, "America/Toronto", CONTACTS)


def write(content: Path, name: str, body: str = "Texte.", **meta: str) -> Path:
    """A content file from `posts/name.fr` and its keys; `next_update` stands for `Next-Update`."""
    section, _, base = name.partition("/")
    lang = base.rsplit(".", 1)[-1]
    keys = {"Title": f"Titre {base}", "Lang": lang, "Slug": base.replace(".", "-"), "Twin": base.split(".")[0]}
    if section == "posts":
        keys |= {"Date": "2026-03-10T06:30:00-04:00", "Kind": "question"}
    keys |= {key.replace("_", "-").capitalize(): value for key, value in meta.items()}
    file = content / section / f"{base}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    file.write_text(f"{lines}\n{body}\n", encoding="utf-8")
    return file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def homes(content: Path) -> Path:
    """The least that can be built: a home page in both languages."""
    write(content, "pages/home.fr", "Nous rappelons.", kind="home", title="Rappel", slug="accueil")
    write(content, "pages/home.en", "We are recalling.", kind="home", title="Recall", slug="home")
    return content


def crisis(content: Path) -> Path:
    """Home, action, a table, FAQ and three posts in both languages, and a draft."""
    homes(content)
    link = "Voir [la suite]({filename}/pages/faq.fr.md)."
    write(content, "pages/action.fr", link, kind="action", order="10", summary="Rapportez-le.", slug="que-faire")
    write(content, "pages/action.en", "See [more]({filename}/pages/faq.en.md).", kind="action", order="10")
    table = "| Produit | Lot |\n|---|---:|\n| Grains | 26060 |\n"
    for lang in ("fr", "en"):
        write(content, f"pages/faq.{lang}", table, kind="faq", order="20")
        write(content, f"pages/timeline.{lang}", "## Jour 1\n\nTexte.", kind="timeline", order="30")
        write(content, f"posts/first.{lang}", kind="statement", summary="Ce que l’on sait.")
        write(content, f"posts/second.{lang}", kind="release", date="2026-03-10T09:05:00-04:00")
        fixed = {"modified": "2026-03-11T08:00:00-04:00", "correction": "Le lot est le 26061."}
        write(content, f"posts/third.{lang}", kind="question", date="2026-03-10T10:00:00-04:00", **fixed)
    write(content, "posts/secret.fr", "SECRETDRAFT [x]({static}/files/secret.txt)", status="draft")
    return content
