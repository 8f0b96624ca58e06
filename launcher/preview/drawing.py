"""Drawing: the preview's own pages, and the panel beside those of the site. Every text is escaped by the engine."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from launcher.model import Finding
from launcher.preview import wording
from launcher.preview.ground import finding
from launcher.preview.view import Source, State, View

SUBMIT = "document.getElementById('Look').submit()"
"""The page that says that it looks goes on by itself."""
NOTHING = '<div id="shell" data-is="" data-marks="{}"></div>'
"""The panel of a page that has none."""


@dataclass(frozen=True, slots=True)
class Place:
    """From where it is looked at: `base` is what stands before every address (empty on this machine), and whether one
    may publish from there."""

    base: str = ""
    may_publish: bool = True


def panel(view: View, address: str, place: Place) -> str:
    """What stands beside a page: a ribbon where readers would not get it, what the gate says, the way to the rest."""
    source, lang = view.at(address), language(view, address)
    found = (*_problems(source), *(view.of(source) if source else ()))
    counts = list(wording.counted(Counter(one.level for one in found), lang))
    wrong = bool(view.failures or (source and source.state is State.BROKEN))
    values = {
        "source": source,
        "findings": found,
        "failures": [finding(one) for one in view.failures],
        "broken": [one for one in view.broken if one is not source],
        "beside": view.elsewhere,
        "counts": counts,
        "is_broken": wrong,
        "judged": view.judged,
        "elsewhere": _elsewhere(view, source, lang),
        "ribbon": wording.ribbon(source, lang, view.timezone),
        "marks": json.dumps(wording.marks(view), ensure_ascii=False),
        "tone": "errors" if wrong or any(level == "error" for level, _ in counts) else "warnings" if counts else "",
        "may_publish": place.may_publish,
    }
    name = hashlib.sha256(repr(values).encode("utf-8", "replace")).hexdigest()[:16]
    return _render("panel.html", lang, place, is_=name, **values)


def language(view: View, address: str) -> str:
    """In which language the page at an address is."""
    source = view.at(address)
    first = next((part for part in address.split("/") if part in view.languages), "")
    main = view.languages[0] if view.languages else "en"
    return source.lang if source else first or main


def broken(view: View, source: Source | None, lang: str, place: Place) -> str:
    """At the place of a page that cannot be shown: why. Without a source: of the whole site."""
    heading, note = ("broken-title", "broken-note") if source else ("nothing-yet", "nothing-yet-why")
    problems = source.problems if source else view.failures
    values = {"heading": wording.say(lang, heading), "note": wording.say(lang, note), "problems": problems}
    return _render("broken.html", lang, place, title=source.title if source else "", **values)


def overview(view: View, lang: str, place: Place) -> str:
    """All posts and pages, with their twins, where they stand and what is wrong with them."""
    rows = [_row(pair, view, lang) for pair in view.groups]
    halves = [[row for row in rows if row["section"] == section] for section in ("posts", "pages")]
    counts = dict(wording.counted({level: view.count(level) for level in wording.LEVELS}, lang))
    return _render(
        "overview.html",
        lang,
        place,
        sections=list(zip((wording.say(lang, "posts"), wording.say(lang, "pages")), halves, strict=True)),
        failures=view.failures,
        others=[code for code in view.languages if code != lang],
        summary=" · ".join(counts.values()) or wording.say(lang, "clean" if view.judged else "checking"),
    )


def side(view: View, address: str, lang: str, place: Place) -> str:
    """A page and its twin, in the order of the site's languages."""
    source = view.at(address)
    cells = _cells(view.versions(source), view, lang) if source else []
    return _render("side.html", lang, place, address=address, cells=cells)


def publishing(stage: str, lang: str, place: Place, **values: Any) -> str:
    """A page on the way to a publish: `look`, `agree`, `done` or `refused`."""
    return _render("publish.html", lang, place, stage=stage, submit=Markup(SUBMIT), **values)  # noqa: S704 - ours


def read(name: str) -> str:
    """A file of this room."""
    return (resources.files(__package__) / name).read_text("utf-8")


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────


def _problems(source: Source | None) -> tuple[Finding, ...]:
    return tuple(finding(one) for one in source.problems) if source else ()


def _elsewhere(view: View, source: Source | None, lang: str) -> str:
    """How much is wrong on other pages; empty when nothing is."""
    files = {one.file for one in view.sources.values()} - {source.file if source else ""}
    found = Counter(one.level for one in view.findings or () if one.where.file in files)
    told = ", ".join(words for _, words in wording.counted(found, lang))
    return wording.say(lang, "elsewhere", what=told) if told else ""


def _row(pair: Mapping[str, Source], view: View, lang: str) -> dict[str, Any]:
    first = next(iter(pair.values()))
    return {
        "section": first.section,
        "cells": _cells({code: pair[code] for code in view.languages if code in pair}, view, lang),
        "side": first.address if len(pair) > 1 else "",
    }


def _cells(pair: Mapping[str, Source], view: View, lang: str) -> list[dict[str, Any]]:
    return [_cell(code, pair.get(code), view, lang) for code in view.languages]


def _cell(code: str, source: Source | None, view: View, lang: str) -> dict[str, Any]:
    if source is None:
        return {"lang": lang, "source": None, "state": wording.say(lang, "missing", other=wording.say(lang, code))}
    counts = Counter(one.level for one in view.of(source))
    wrong = source.state is State.OUT and counts["error"]
    words = wording.say(lang, "out-errors") if wrong else wording.state(source, lang, view.timezone)
    if source.edition:
        words = f"{words} · {wording.say(lang, 'edition', id=source.edition)}"
    told = list(wording.counted(counts, lang))
    return {"lang": code, "source": source, "tone": "wrong" if wrong else source.state, "state": words, "counts": told}


def _render(name: str, lang: str, place: Place, **values: Any) -> str:
    engine = _engine().get_template(name)
    style = Markup(read("pages.css"))  # noqa: S704 - our own file
    return engine.render(
        lang=lang, base=place.base, style=style, t=functools.partial(wording.say, lang), words=wording.say,
        **{key.rstrip("_"): value for key, value in values.items()},
    )  # fmt: skip


@functools.cache
def _engine() -> Environment:
    loader = PackageLoader("launcher.preview", "pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
