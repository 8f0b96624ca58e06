"""Answers: what is asked for → what is shown. Paths are names in a table of what was built; no file is ever opened by
what a stranger typed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from launcher.model import File
from launcher.preview import drawing, dressing
from launcher.preview.drawing import Place
from launcher.preview.view import State, View
from launcher.site import objects

HTML = "text/html; charset=utf-8"
LOST = "404.html"
_NAMED = re.compile(r'data-is="([^"]*)"')
OWN = "/_/"
"""Below it are the preview's own pages: no slug of a site begins so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body and what it is; further headers."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(view: View, path: str, asked: Mapping[str, str], place: Place) -> Answer:
    """The answer to a GET of that path (decoded, from the site's root) with these parameters."""
    if path.startswith(OWN) or path == OWN[:-1]:
        return _own(view, path.removeprefix(OWN), asked, place)
    source = view.at(_address(path))
    if (source and source.state is State.BROKEN) or not view.files:
        return _instead(view, _address(path), place)
    if file := view.files.get(_file(path)):
        if file.content_type.startswith("text/html"):
            return Answer(200, _page(view, file, _address(path), place), file.content_type)
        return Answer(200, objects.get(view.root, file.sha256), file.content_type)
    if f"{_file(path)}/index.html" in view.files:
        return Answer(302, headers={"Location": f"{place.base}{path}/"})
    return _lost(view, _address(path), place)


def name(view: View, address: str) -> str:
    """Tells what is shown at an address from what was shown there before: the digest of its file, or of what stands
    there instead."""
    if address.startswith(OWN):
        told = repr((view.number, view.judged))
    elif (source := view.at(address)) and source.state is State.BROKEN:
        told = repr(source.problems)
    elif not view.files:
        told = repr(view.failures)
    else:
        file = view.files.get(_file(address)) or view.files.get(LOST)
        told = file.sha256 if file else ""
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def own(text: str, status: int = 200) -> Answer:
    """A page of the preview itself."""
    return Answer(status, text.encode("utf-8", "replace"), headers={"Content-Security-Policy": dressing.own_policy()})


def language(view: View, asked: Mapping[str, str]) -> str:
    """In which the preview's own pages speak: as asked, else the site's first."""
    known = view.languages or ("en",)
    return asked["lang"] if asked.get("lang") in known else known[0]


def panel(view: View, address: str, place: Place) -> str:
    """What stands beside the page at an address; beside the overview, nothing."""
    return drawing.NOTHING if address.startswith(OWN) else drawing.panel(view, address, place)


def panel_name(view: View, address: str, place: Place) -> str:
    """Tells what stands beside a page from what stood there before."""
    found = _NAMED.search(panel(view, address, place))
    return found[1] if found else ""


def _own(view: View, what: str, asked: Mapping[str, str], place: Place) -> Answer:
    address, lang = asked.get("page", "/"), language(view, asked)
    if what == "panel":
        return own(panel(view, address, place))
    if what == "side":
        return own(drawing.side(view, address, lang, place))
    if what in ("", OWN):
        page = drawing.overview(view, lang, place).encode("utf-8", "replace")
        return replace(own(""), body=_dressed(view, OWN, page, place))
    return _lost(view, f"{OWN}{what}", place)


def _lost(view: View, address: str, place: Place) -> Answer:
    """The site's own page for what is not there."""
    return Answer(404, _page(view, view.files[LOST], address, place) if LOST in view.files else b"")


def _instead(view: View, address: str, place: Place) -> Answer:
    """The error at the place of the page, with the panel beside it."""
    lang = drawing.language(view, address)
    page = drawing.broken(view, view.at(address) if view.files else None, lang, place)
    shown = _dressed(view, address, page.encode("utf-8", "replace"), place)
    return Answer(500, shown, headers={"Content-Security-Policy": dressing.own_policy()})


def _page(view: View, file: File, address: str, place: Place) -> bytes:
    """A page of the site, as it is looked at."""
    return _dressed(view, address, dressing.rooted(objects.get(view.root, file.sha256), place.base), place)


def _dressed(view: View, address: str, page: bytes, place: Place) -> bytes:
    return dressing.dressed(page, address, name(view, address), panel(view, address, place), place.base)


def _file(path: str) -> str:
    return path.lstrip("/") + ("index.html" if path.endswith("/") else "")


def _address(path: str) -> str:
    """`/fr/x/` also when its file is asked for by name."""
    return path.removesuffix("index.html")
